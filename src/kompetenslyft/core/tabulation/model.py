"""A table as data: its rows, its columns, what each column measures, and whose returns are counted.

A table set is one YAML file. It names the instrument whose questions its tables count; returns given in other versions
of that instrument are counted too, as far as they have the same cells. A figure is a sum of cells, written
``caseworkers.women + caseworkers.men``; a derived total stands for the cells it sums. Blank cells are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.text import Text

Binding = Mapping[str, str]
"""Values of the row's variables: ``{"area": "law", "direction": "family_law"}``."""

MEASURES = (
    "row",
    "constant",
    "n",
    "asked",
    "answered_share",
    "sum",
    "share",
    "above_zero",
    "municipalities",
    "municipality_share",
)


class Cohort(StrEnum):
    """Whose returns of a round are counted, by the year the unit joined the programme."""

    ALL = "all"
    JOINED_BEFORE_ROUND = "joined_before_round"
    JOINED_IN_ROUND = "joined_in_round"

    def includes(self, *, joined_year: int, year: int) -> bool:
        """Whether a unit that joined in ``joined_year`` belongs to the cohort in a round of ``year``."""
        if self is Cohort.JOINED_BEFORE_ROUND:
            return joined_year < year
        return self is Cohort.ALL or joined_year == year


class ColumnUnit(StrEnum):
    """What the figures of a column are."""

    TEXT = "text"
    FTE = "fte"
    COUNT = "count"
    SEK = "sek"
    PERCENT = "percent"
    MUNICIPALITIES = "municipalities"


class Figure(NamedTuple):
    """A numeric cell of the instrument: the cells it is the sum of, and what they are measured in."""

    parts: tuple[str, ...]
    unit: ColumnUnit

    @property
    def whole_numbers(self) -> bool:
        """People and kronor are whole, full-time equivalents are not."""
        return self.unit is not ColumnUnit.FTE


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scope(_Definition):
    """A round, by its year, and the cohort counted in it."""

    year: int = Field(ge=2000, le=2100)
    cohort: Cohort = Cohort.ALL


class Share(_Definition):
    """A part of a whole: two sums of cells. The share is computed from the unrounded figures."""

    part: str = Field(min_length=1)
    whole: str = Field(min_length=1)


class Answers(_Definition):
    """The municipalities that gave one of ``answers`` (option ids, or yes, partly, no) to the question."""

    question: str = Field(min_length=1)
    answers: tuple[str, ...] = Field(min_length=1)


class Column(_Definition):
    """A column. Its id is the heading of the data file. Exactly one of the measures is given; the loader sees to it.

    ``row`` shows the row's label, ``constant`` the same text in every row, ``n`` the number of municipalities that
    answered any of the questions counted, ``asked`` those that were asked and ``answered_share`` the one of the other.
    ``above_zero`` is the number of municipalities where any of the cells is more than zero. ``year`` takes the figures
    from the round of that year, where the rows are not years themselves. ``decimals`` is at most, and with ``trim``
    zeros at the end are not shown; ``small_decimals`` are those of a figure below 100, where rounding would take away
    more of it. A ``data_only`` column is in the data files and not in the table as read.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    headers: tuple[Text, ...] = Field(default=(), max_length=3)
    row: Literal[True] | None = None
    constant: Text | None = None
    n: Literal[True] | None = None
    asked: Literal[True] | None = None
    answered_share: Literal[True] | None = None
    sum: str | None = None
    share: Share | None = None
    above_zero: str | None = None
    municipalities: Answers | None = None
    municipality_share: Answers | None = None
    year: int | None = None
    unit: ColumnUnit = ColumnUnit.TEXT
    decimals: int = Field(default=0, ge=0, le=2)
    small_decimals: int | None = Field(default=None, ge=0, le=2)
    trim: bool = False
    data_only: bool = False

    @property
    def measure(self) -> str:
        """The name of the measure given: one of ``MEASURES``."""
        return next(name for name in MEASURES if getattr(self, name) is not None)

    @property
    def is_label(self) -> bool:
        return self.row is not None or self.constant is not None

    @property
    def answers(self) -> Answers | None:
        return self.municipalities or self.municipality_share

    def heading(self, language: str) -> str:
        """The headers on one line: «Grundläggande, antal»; the id where the column has none."""
        first, *rest = [header.in_language(language) for header in self.headers] or [self.id]
        return ", ".join((first, *(_inside(header) for header in rest)))


class RowItem(_Definition):
    """One row. Its figures are summed over ``bindings``, which the loader fills in."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$")
    label: Text
    published_as: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every name the row may go by in a published table, in lower case."""
        return frozenset(
            " ".join(name.split()).casefold()
            for name in (self.id, self.label.sv, self.label.en, *self.published_as)
        )


class Rows(_Definition):
    """What there is a row for: ``rounds``, ``areas``, ``items`` listed here, or a dimension of the instrument.

    ``variable`` is what expressions call the row's id, in braces. In rows of areas ``{direction}`` runs over the
    directions of the area and the figures are summed. ``published_as`` gives other names of a row, by its id.
    """

    each: str | None = None
    variable: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")
    items: tuple[RowItem, ...] = ()
    published_as: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class TableDefinition(_Definition):
    """One table of a set."""

    number: str
    title: Text
    unit: Text | None = None
    rounds: tuple[Scope, ...] = Field(min_length=1)
    counted: tuple[str, ...] = Field(min_length=1)
    rows: Rows = Rows()
    columns: tuple[Column, ...] = Field(min_length=1)
    notes: tuple[Text, ...] = ()

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns of the table as read."""
        return tuple(column for column in self.columns if not column.data_only)

    @property
    def header_levels(self) -> int:
        return max((len(column.headers) for column in self.shown), default=0)

    def column(self, column_id: str) -> Column:
        """The column with that id; KeyError where there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    def scope_of(self, column: Column, row_scope: Scope) -> Scope:
        """The round and cohort that a column counts in a row: those of its own year where it names one."""
        return next((scope for scope in self.rounds if scope.year == column.year), row_scope)

    def scoped_rows(self) -> Iterator[tuple[RowItem, Scope]]:
        """Every row with the round and cohort it counts."""
        for index, item in enumerate(self.rows.items):
            yield item, self.rounds[index if self.rows.each == "rounds" else 0]


class TableSet(_Definition):
    """A version of a set of tables over the returns of one instrument.

    ``figures`` is filled in when loaded: every numeric cell of the instrument.
    """

    id: str
    version: str
    title: Text
    source: str
    valid_from: date
    instrument: str
    tables: tuple[TableDefinition, ...] = Field(min_length=1)
    figures: Mapping[str, Figure] = Field(default_factory=dict, repr=False)

    @property
    def ref(self) -> str:
        return f"{self.id}@{self.version}"

    @property
    def instrument_id(self) -> str:
        """The instrument whose returns are counted, in whichever version."""
        return self.instrument.partition("@")[0]

    @property
    def counts_asked(self) -> bool:
        """Whether a table tells how many were asked, so that returns without answers matter."""
        return any(column.asked or column.answered_share for table in self.tables for column in table.columns)

    @property
    def by_number(self) -> Mapping[str, TableDefinition]:
        return MappingProxyType({table.number: table for table in self.tables})

    def table(self, number: str) -> TableDefinition:
        """The table with that number; KeyError where there is none."""
        return self.by_number[number]


def _inside(header: str) -> str:
    """A header as it is written inside a line: with a small letter, unless it is an abbreviation."""
    return header[:1].lower() + header[1:] if header[1:2].islower() else header


def fill(template: str, binding: Binding) -> str:
    """``level_law.{direction}.basic`` with the row's variables put in."""
    for name, value in binding.items():
        template = template.replace("{" + name + "}", value)
    return template
