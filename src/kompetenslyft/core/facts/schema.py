"""The columns of the four kinds of fact. Every engine reads the same ones, so the same grouping runs on each.

``municipality`` is the code of the municipality that a unit lies in; in a joint board it is the board's own code, and
``county`` the board's own or, where it has none, that of the first of its municipalities.

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


def _day(name: str, *, nullable: bool = False) -> FactColumn:
    return FactColumn(name, ColumnType.DAY, nullable)


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

LONG_LEAVE = 30
"""Days, as in Kolada U33816 and the derivations of the inventory."""

EMPLOYMENT = FactTable(
    "employment",
    (
        _integer("person"),
        _text("employer"),
        _text("county"),
        _text("municipality"),
        _text("unit"),
        _text("gender", nullable=True),
        _text("role"),
        _text("service"),
        _integer("fte_hundredths"),
        _yes_no("permanent"),
        _integer("first_year"),
        _integer("role_since", nullable=True),
        _integer("social_work_since", nullable=True),
        _yes_no("social_work_degree"),
        _yes_no("qualified", nullable=True),
        _yes_no("long_leave"),
    ),
)
"""One row for each employment that runs on the day.

``first_year``, ``role_since``, ``social_work_since``: years, since a day would tell who it is. ``qualified``: to handle
child cases, where the employment does so and the law asks. ``long_leave``: the day is one of at least ``LONG_LEAVE``
days in a row of full leave; such a person is in no derived return.
"""

ACTIVITY = FactTable(
    "activity",
    (
        _text("programme_year"),
        _integer("year"),
        _text("county"),
        _text("municipality"),
        _text("entered_by"),
        _integer("number"),
        _text("kind"),
        _text("state"),
        _day("starts"),
        _day("ends"),
        _text("directions"),
        _yes_no("qualifying"),
        _integer("hours", nullable=True),
        _integer("credits_tenths", nullable=True),
        _text("purpose", nullable=True),
        _text("category", nullable=True),
        _integer("cost_sek", nullable=True),
        _text("role", nullable=True),
        _text("degree", nullable=True),
        _text("experience", nullable=True),
        _integer("participants", nullable=True),
    ),
)
"""One row for each figure of each municipality's part of an activity: a cost or a number of participants.

A part without figures has one row that holds neither. ``entered_by`` and ``number`` name the activity: the municipality
that entered it, and its number there. ``directions``: ids with a space between, empty where there are none.
"""

RETURN = FactTable(
    "return",
    (
        _text("round"),
        _integer("year"),
        _text("instrument"),
        _text("instrument_version"),
        _text("county"),
        _text("municipality"),
        _text("unit"),
        _integer("joined_year"),
        _text("question"),
        _text("first_dimension", nullable=True),
        _text("first_member", nullable=True),
        _text("second_dimension", nullable=True),
        _text("second_member", nullable=True),
        _text("measure"),
        _text("option", nullable=True),
        _integer("value"),
    ),
)
"""One row for each figure, and each chosen option, of each return that counts on the day. No words, files or totals.

``measure``: the unit that ``value`` is in, as in the form; full-time equivalents are hundredths. Of a choice ``option``
is what was chosen, and ``value`` is 1.
"""

FACTS = (ASSESSMENT, EMPLOYMENT, ACTIVITY, RETURN)
