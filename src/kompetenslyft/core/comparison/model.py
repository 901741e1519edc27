"""What is set beside a municipality's own figures: key figures of Kolada, and how its own answers are counted."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.text import Text

KPI = r"[NU][0-9]{5}"


class KeyFigure(BaseModel):
    """A key figure, shown as it is. ``decimals``: how many are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kpi: str = Field(pattern=f"^{KPI}$")
    label: Text
    unit: Text
    decimals: int = Field(default=1, ge=0, le=3)


class Theme(BaseModel):
    """Key figures that are read together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: Text
    figures: tuple[KeyFigure, ...] = Field(min_length=1)


class OwnFigure(BaseModel):
    """A figure counted from a municipality's own answers: the sum of a question.

    ``share_of``: in percent of another question; ``complement``: what is left to 100 percent of it. ``per``: divided
    by the sum of key figures of the same year, for each ``each`` of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: Text
    unit: Text
    decimals: int = Field(default=1, ge=0, le=3)
    question: str
    share_of: str | None = None
    complement: bool = False
    per: tuple[str, ...] = ()
    each: int = Field(default=1, ge=1)


class ComparisonDefinition(BaseModel):
    """What a municipality's page of comparison shows, in its order.

    ``form``: the instrument (in whichever version) whose answers are its own figures. ``similar``: the kinds of
    Kolada's groups of similar municipalities, the one to begin with first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    title: Text
    form: str
    years: int = Field(default=5, ge=1, le=30)
    """How many years back are shown."""
    similar: tuple[str, ...] = Field(min_length=1)
    own: tuple[OwnFigure, ...] = ()
    themes: tuple[Theme, ...] = Field(min_length=1)

    @property
    def ref(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    @property
    def kpis(self) -> tuple[str, ...]:
        """Every key figure that it takes, in order, each once."""
        shown = [figure.kpi for theme in self.themes for figure in theme.figures]
        return tuple(dict.fromkeys([*shown, *(kpi for one in self.own for kpi in one.per)]))
