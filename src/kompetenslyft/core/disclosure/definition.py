"""What is published of a file: its variables with their hierarchies, the tables, and the rules of protection."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.text import Text

ALL_LEVELS = 1_000
"""Deeper than any hierarchy."""

TOTAL_LEVEL = "total"
"""What a definition calls the level of the total."""

Times = Annotated[float, Field(gt=0, le=1_000)]


class Variable(BaseModel):
    """A variable of the tables.

    ``levels`` are columns of the file from coarse to fine, from which the hierarchy is read; or else ``column`` (the
    id, if nothing is said) holds the code and ``parents`` names the code above each code. What has no parent stands
    below the total. ``keep``: how many times dearer it is to hide a cell at a level of it, by the level as ``down_to``
    names it, or ``total``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: Text | None = None
    column: str | None = None
    levels: tuple[str, ...] = ()
    parents: dict[str, str] = {}
    keep: dict[str, Times] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that hold it, from coarse to fine."""
        return self.levels or (self.column or self.id,)


class PublishedTable(BaseModel):
    """A table: the variables it is crossed by, with all their margins.

    ``down_to`` names the finest level of a variable that the table has: a column of its ``levels``, or how many levels
    below the total (from 1) where it has ``parents``. All levels, where nothing is said. ``keep``: how many times
    dearer it is to hide a cell here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: Text | None = None
    variables: tuple[str, ...] = Field(min_length=1)
    down_to: dict[str, str | int] = {}
    keep: Times = 1


class Rules(BaseModel):
    """When a cell is sensitive, and how well it is to be hidden."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["suppression", "rounding"] = "suppression"
    """Hide cells, or round the inner cells that make small counts; rounding reads ``base`` alone of the rules below."""
    base: int = Field(default=3, ge=2, le=10)
    """What small counts are rounded to: no published number is between 0 and it."""
    threshold: int = Field(default=4, ge=2)
    """A cell with fewer persons is sensitive."""
    zeros: Literal["open", "closed"] = "open"
    """Open: zeros are published, and everybody knows that a hidden cell is none. Closed: zeros are sensitive."""
    interval_percent: int = Field(default=30, ge=0, le=100)
    """Nobody may know a sensitive cell more narrowly than this, up and down; at least one person each way."""
    lone_contributors: bool = True
    """Whether somebody who is alone in a cell counts as an attacker, who knows that cell."""
    weights: Literal["log", "count"] = "log"
    """What hiding a cell costs: the logarithm of its persons for each table it stands in, or 1 for each; times
    ``keep`` of its tables and of its levels."""

    nonempty: bool = True
    """Whether attackers use that, with open zeros, no hidden cell is empty."""

    @property
    def floor(self) -> int:
        """The fewest persons that a knowing attacker must allow for in a hidden cell."""
        return 1 if self.nonempty and self.zeros == "open" else 0

    def asked(self, persons: int) -> int:
        """How far from the true number an attacker must be left in doubt, in persons."""
        return max(1, -(-persons * self.interval_percent // 100))

    def is_sensitive(self, persons: int) -> bool:
        """Whether the primary rule hides a cell."""
        return persons < self.threshold and (persons > 0 or self.zeros == "closed")


class Money(BaseModel):
    """A column of whole kronor. Who gives each amount stands in the column ``contributor``.

    A cell is sensitive where all but the two largest contributors come to less than ``percent`` of the largest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    contributor: str
    percent: int = Field(default=10, ge=1, le=100)


class ProtectedTables(BaseModel):
    """The tables that are published together of one file of counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    title: Text
    count: str | None = None
    """The column with the number of persons; none where the tables are of money alone."""
    follow: tuple[str, ...] = ()
    """Columns of whole numbers (hundredths of FTE, hours) of the same persons, published where their number is."""
    money: tuple[Money, ...] = ()
    shares: tuple[str, ...] = ()
    """Variables: a column of what percent each number of persons is of the total over the variable."""
    total: str = "T"
    """The code for all, in files read and written."""
    variables: tuple[Variable, ...] = Field(min_length=1)
    tables: tuple[PublishedTable, ...] = Field(min_length=1)
    rules: Rules = Rules()

    @property
    def figures(self) -> tuple[str, ...]:
        """The columns that are summed besides persons."""
        return (*self.follow, *(one.column for one in self.money))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are summed."""
        return (*((self.count,) if self.count else ()), *self.figures)

    def reach(self, table: PublishedTable) -> tuple[int, ...]:
        """How many levels below the total a table goes in each variable: 0 where it has it not."""
        return tuple(
            (level_number(one, table.down_to[one.id]) if one.id in table.down_to else ALL_LEVELS)
            if one.id in table.variables
            else 0
            for one in self.variables
        )

    @property
    def ref(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"


def level_number(variable: Variable, named: str | int) -> int:
    """The level as a number, 0 for the total."""
    if named == TOTAL_LEVEL:
        return 0
    return variable.levels.index(str(named)) + 1 if variable.levels else int(named)
