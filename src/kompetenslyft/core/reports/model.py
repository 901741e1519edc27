"""A report as data: its chapters, and paragraphs whose figures and words are computed from tables.

A sentence holds placeholders in braces, ``{nearly: t1.no_degree_total_fte / t1.total_fte}``; the kinds are in
``core.reports.placeholders``. Figures are named ``t1.women_fte`` (table, column) where the table has one row, else
``t5.family_law.lacking_pct`` (table, row, column); a row that is a year is ``t11.y2013.no_degree_pct``; the
supplementary tables P1, P2 … are ``p1``, ``p2`` …, and ``….n`` is the number of municipalities behind a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

BLOCKS = ("paragraph", "bullets", "table", "chart", "map", "levels")
_ID = r"^[a-z][a-z0-9-]*$"


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Alternative(_Definition):
    """A wording that is used when its condition holds; without ``when`` it always does."""

    when: str | None = None
    text: str = Field(min_length=1)


class Sentence(_Definition):
    """A sentence with one wording, or a choice of which the first whose condition holds is used (none: left out)."""

    text: str | None = None
    choose: tuple[Alternative, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one(self) -> Sentence:
        if (self.text is None) is (not self.choose):
            raise ValueError("a sentence has either a text or alternatives to choose from")
        return self

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        return self.choose or (Alternative(text=self.text or ""),)


Sentences = tuple[Sentence, ...]


class ChartLine(_Definition):
    """One row of a chart: an expression per series."""

    label: str
    group: str = ""
    values: tuple[str, ...] = Field(min_length=1)


class Chart(_Definition):
    """A chart: either ``columns`` of ``tables`` (a row for each of theirs), or ``lines`` with expressions.

    ``share`` charts hold shares between 0 and 1, others counts.
    """

    id: str = Field(pattern=_ID)
    caption: str
    kind: Literal["stacked", "change", "bars"]
    series: tuple[str, ...] = Field(min_length=1)
    share: bool = True
    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    lines: tuple[ChartLine, ...] = ()
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _rows(self) -> Chart:
        if bool(self.lines) is bool(self.tables):
            raise ValueError("a chart has either tables with columns, or lines")
        width = len(self.series)
        if self.tables and len(self.columns) != width:
            raise ValueError("a chart of tables has as many columns as series")
        if any(len(line.values) != width for line in self.lines):
            raise ValueError("each line of a chart has as many values as there are series")
        return self


class Map(_Definition):
    id: str = Field(pattern=_ID)
    caption: str
    notes: tuple[str, ...] = ()


class Levels(_Definition):
    """A box with the definitions of the framework's levels."""

    title: str
    framework: str


class Block(_Definition):
    """Exactly one of: running text, a list, a table by its number, a chart, the map, the levels' definitions."""

    paragraph: Sentences | None = None
    bullets: tuple[Sentences, ...] | None = None
    table: str | None = None
    chart: Chart | None = None
    map: Map | None = None
    levels: Levels | None = None

    @model_validator(mode="after")
    def _one(self) -> Block:
        given = [name for name in BLOCKS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"a block is exactly one of {', '.join(BLOCKS)}; this has {len(given)}")
        return self

    def texts(self) -> Iterator[tuple[tuple[str | int, ...], Sentence]]:
        """Every sentence of the block, with its path within the block."""
        for position, sentence in enumerate(self.paragraph or ()):
            yield ("paragraph", position), sentence
        for item, sentences in enumerate(self.bullets or ()):
            for position, sentence in enumerate(sentences):
                yield ("bullets", item, position), sentence


class Section(_Definition):
    """A chapter or, within one, a section. With ``when`` it is left out where the condition does not hold."""

    id: str = Field(pattern=_ID)
    title: str
    when: str | None = None
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


class ReportDefinition(_Definition):
    """A version of a report."""

    id: str = Field(pattern=_ID)
    version: str
    language: Literal["sv", "en"]
    title: str
    subtitle: str
    publisher: str
    source: str
    valid_from: date
    year: int = Field(ge=2000, le=2100)
    """The year that the text is about: a report needs a round of it, and the map is of that round."""
    tables: tuple[str, ...] = Field(min_length=1)
    """The table sets it draws on, each ``id@version``; the first is the one that is published beside it."""
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def ref(self) -> str:
        return f"{self.id}@{self.version}"

    def walk(self) -> Iterator[tuple[tuple[str | int, ...], int, Section]]:
        """Every section in reading order, with its path and its level (1: chapter)."""

        def below(
            sections: tuple[Section, ...], path: tuple[str | int, ...], level: int
        ) -> Iterator[tuple[tuple[str | int, ...], int, Section]]:
            for position, section in enumerate(sections):
                here = (*path, "sections", position)
                yield here, level, section
                yield from below(section.sections, here, level + 1)

        return below(self.sections, (), 1)
