"""Amounts in the reader's words: rows and columns of the tables, and each scenario in figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kompetenslyft.apps.grants.queries.allocation import Comparison, Line
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.numbers import MINUS, NBSP, format_fraction
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import Scenario

SORT, DESCENDING, COUNTY = "sortera", "-", "lan"


@dataclass(frozen=True, slots=True)
class Cell:
    """An amount, and whether it is at the floor or the cap."""

    amount: str
    mark: str
    per_inhabitant: str


@dataclass(frozen=True, slots=True)
class Row:
    """A municipality or a county as the table has it."""

    code: str
    name: str
    county: str
    units: int
    cells: tuple[Cell, ...]
    difference: str
    change: str


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A municipality or a county with what is decided: an amount for each purpose."""

    code: str
    name: str
    county: str
    units: int
    amounts: tuple[str, ...]
    total: str
    per_inhabitant: str
    linked: tuple[tuple[str, str], ...]
    """Each amount with the address below which its calculation is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts. ``direction``: how it is sorted now, "" where it is not."""

    name: str
    label: str
    number: bool
    direction: str
    query: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A scenario in figures."""

    pk: int
    title: str
    amount: str
    reserved: str
    at_floor: int
    at_cap: int
    least: str
    middle: str
    most: str


def rows(lines: Sequence[Line]) -> list[Row]:
    """The lines in words."""
    floor, cap = _("golv"), _("tak")
    return [
        Row(
            line.code,
            line.name,
            line.county_name,
            line.units,
            tuple(
                Cell(
                    number(amount),
                    _mark(line, place, floor, cap),
                    format_fraction(line.per_inhabitant[place], language(), 2) if line.per_inhabitant else "",
                )
                for place, amount in enumerate(line.amounts)
            ),
            "" if line.difference is None else signed(line.difference),
            _change(line),
        )
        for line in lines
    ]


def published_rows(lines: Sequence[Line], addresses: Sequence[str] = ()) -> list[PublishedRow]:
    """Decided amounts in words: by purpose, together, and per inhabitant. ``addresses``: of each purpose's scenario."""
    return [
        PublishedRow(
            line.code,
            line.name,
            line.county_name,
            line.units,
            tuple(number(amount) for amount in line.amounts),
            number(sum(line.amounts)),
            format_fraction(sum(line.per_inhabitant, Fraction(0)), language(), 2)
            if line.per_inhabitant
            else "",
            tuple(zip(map(number, line.amounts), addresses, strict=False)),
        )
        for line in lines
    ]


def sums(lines: Sequence[Line]) -> tuple[list[str], str]:
    """The sum of each column, and of them all."""
    totals = [sum(column) for column in zip(*(line.amounts for line in lines), strict=True)]
    return [number(total) for total in totals], number(sum(totals))


def chosen(compared: Comparison, query: QueryDict) -> list[Line]:
    """The municipalities of the county that is asked for, in the order that is asked for."""
    county = query.get(COUNTY, "")
    lines = [line for line in compared.lines if not county or line.county == county]
    asked = query.get(SORT, "")
    key = _sort_keys(len(compared.scenarios)).get(asked.removeprefix(DESCENDING))
    return sorted(lines, key=key, reverse=asked.startswith(DESCENDING)) if key else lines


def columns(compared: Comparison, query: QueryDict) -> list[Column]:
    """The headings, each with the query that sorts by it; once more turns the order around."""
    titles = {
        "kod": _("Kod"),
        "namn": _("Kommun"),
        "lan": _("Län"),
        **{f"belopp{place}": one.title for place, one in enumerate(compared.scenarios)},
        **({"skillnad": _("Skillnad")} if len(compared.scenarios) > 1 else {}),
    }
    current = query.get(SORT, "kod")
    found = []
    for name, label in titles.items():
        wanted = query.copy()
        wanted[SORT] = DESCENDING + name if current == name else name
        direction = {name: "ascending", DESCENDING + name: "descending"}.get(current, "")
        found.append(
            Column(name, label, name.startswith(("belopp", "skillnad")), direction, wanted.urlencode())
        )
    return found


def summaries_of(scenarios: Sequence[Scenario]) -> list[Summary]:
    """Each scenario in figures."""
    found = []
    for one in scenarios:
        amounts = sorted(one.result.values())
        found.append(
            Summary(
                one.pk,
                one.title,
                number(one.amount),
                number(one.reserved),
                len(one.at_floor),
                len(one.at_cap),
                number(amounts[0]),
                number(median_low(amounts)),
                number(amounts[-1]),
            )
        )
    return found


def number(value: int) -> str:
    """A whole number for reading."""
    return format_fraction(value, language(), 0)


def signed(value: int) -> str:
    """A difference with its sign."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else MINUS) + number(abs(value))


def _mark(line: Line, place: int, floor: str, cap: str) -> str:
    if line.at_floor and line.at_floor[place]:
        return floor
    return cap if line.at_cap and line.at_cap[place] else ""


def _change(line: Line) -> str:
    if not line.difference or not line.amounts[0]:
        return ""
    percent = Fraction(100 * abs(line.difference), line.amounts[0])
    sign = "+" if line.difference > 0 else MINUS
    return f"{sign}{format_fraction(percent, language(), 1)}{NBSP}%"


def _sort_keys(scenarios: int) -> dict[str, Callable[[Line], Any]]:
    amounts: dict[str, Callable[[Line], Any]] = {
        f"belopp{place}": lambda line, place=place: line.amounts[place]  # type: ignore[misc]
        for place in range(scenarios)
    }
    return {
        "kod": lambda line: line.code,
        "namn": lambda line: swedish_key(line.name),
        "lan": lambda line: (swedish_key(line.county_name), line.code),
        "skillnad": lambda line: line.difference or 0,
        **amounts,
    }
