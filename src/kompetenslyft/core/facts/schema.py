"""The columns of the four kinds of fact. Every engine reads the same ones, so the same grouping runs on each.

Numbers are integers: full-time equivalents are hundredths and money is whole kronor, so that sums are exact and the
same everywhere. No fact names a person: ``person`` is a number that means nothing outside its snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """What a column holds. None is held by every column that ``nullable`` says."""

    TEXT = "string"
    INTEGER = "int64"
    DAY = "date"
    YES_NO = "bool"


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column of a fact."""

    name: str
    type: ColumnType
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class FactTable:
    """A kind of fact with its columns in their order. ``version`` rises when a column changes meaning or goes.

    ``repeats``: columns over which the same employment has several rows; persons and figures are not summed over them.
    """

    name: str
    columns: tuple[FactColumn, ...]
    version: int = 1
    repeats: tuple[str, ...] = ()

    def column(self, name: str) -> FactColumn:
        """The column. KeyError where there is none."""
        for one in self.columns:
            if one.name == name:
                return one
        raise KeyError(name)


def _text(name: str, *, nullable: bool = False) -> FactColumn:
    return FactColumn(name, ColumnType.TEXT, nullable)


def _integer(name: str, *, nullable: bool = False) -> FactColumn:
    return FactColumn(name, ColumnType.INTEGER, nullable)


def _yes_no(name: str, *, nullable: bool = False) -> FactColumn:
    return FactColumn(name, ColumnType.YES_NO, nullable)


SEVERAL = "several_employments"
"""A column: whether the person has another employment in the snapshot. All others have one row where columns in
``repeats`` are given, so that rows can be counted instead of persons."""

ASSESSMENT = FactTable(
    "assessment",
    (
        _integer("person"),
        _text("county"),
        _text("municipality"),
        _text("unit"),
        _text("gender", nullable=True),
        _text("role"),
        _text("area"),
        _text("direction"),
        _text("level"),
        _integer("fte_hundredths"),
        _yes_no(SEVERAL),
    ),
    repeats=("direction",),
)
"""One row for each person, employment and direction with an agreed mark on the day. ``level`` is the mark."""

FACTS = (ASSESSMENT,)
