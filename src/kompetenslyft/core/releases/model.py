"""A release: which questions are published by municipality, of which year, and how they are protected."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.disclosure.definition import Rules
from kompetenslyft.core.text import Text


class ReleaseTable(BaseModel):
    """One question by region, and by the dimensions that it has.

    ``share_of``: its figures in percent of those of that question, another table of the release. ``finest``: the
    smallest regions that it has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    title: Text
    question: str
    share_of: str | None = None
    finest: Literal["county", "region"] = "region"


class ReleaseDefinition(BaseModel):
    """A version of a release. What was published with it stays; a change is a new version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    title: Text
    description: Text
    source: str
    valid_from: date
    instrument: str
    year: int = Field(ge=2000, le=2100)
    tables: tuple[ReleaseTable, ...] = Field(min_length=1)
    rules: Rules = Rules()
    notes: tuple[Text, ...] = ()

    @property
    def ref(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    @property
    def digest(self) -> str:
        """Tells one content of the definition from another."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def counted(self) -> tuple[ReleaseTable, ...]:
        """The tables of figures: those that are not shares of others."""
        return tuple(one for one in self.tables if one.share_of is None)

    @property
    def instrument_id(self) -> str:
        """The instrument whose returns are counted, in whichever version."""
        return self.instrument.partition("@")[0]

    def counts(self, instrument: str, year: int) -> bool:
        """Whether the returns of a round with this form and year can be published with it."""
        return year == self.year and instrument.partition("@")[0] == self.instrument_id
