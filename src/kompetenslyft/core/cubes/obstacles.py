"""Why a selection of a cube is not drawn, and smaller selections that are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kompetenslyft.core.cubes.codelists import Kind, codelists
from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.regions import NATION, REGION, Level, level_of
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import TOTAL
from kompetenslyft.core.text import Text

MOST_BARS, MOST_GROUPED, MOST_LINES = 100, 4, 6
"""Bars in a chart, bars beside one another in a group, and lines: more cannot be told apart."""

Chosen = Mapping[str, tuple[str, ...]]
"""Codes by dimension, for every dimension."""


@dataclass(frozen=True, slots=True)
class Way:
    """A smaller selection that can be drawn, or nearly so, and what it is called."""

    label: Text
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a selection is not drawn; the ways out, the best first."""

    finding: Finding
    ways: tuple[Way, ...]


def standard(dimension: Dimension) -> Value:
    """The value that stands for all: the total, the nation, the latest year; else the first."""
    if dimension.role is Role.TIME:
        return dimension.values[-1]
    return next((one for one in dimension.values if one.code in {TOTAL, NATION}), dimension.values[0])


def several_units(part: Cube, chosen: Chosen) -> Obstacle | None:
    units: dict[Text | None, list[Value]] = {}
    for value in part.contents.values:
        units.setdefault(value.unit, []).append(value)
    if len(units) < 2:
        return None
    ways = tuple(
        Way(unit or values[0].label, {**chosen, part.contents.code: tuple(one.code for one in values)})
        for unit, values in sorted(units.items(), key=lambda one: -len(one[1]))
    )
    return Obstacle(
        _finding(
            "Q421",
            "Det som är valt mäts i olika enheter och kan inte visas på samma axel. Välj en av enheterna.",
            "What is chosen is measured in different units and cannot share an axis. Choose one of the units.",
        ),
        ways,
    )


def too_many_dimensions(varying: list[Dimension], chosen: Chosen) -> Obstacle:
    names = [one.label for one in varying]
    order = sorted(
        varying, key=lambda one: (one.role is not Role.CONTENTS, one.role is not Role.TIME, len(one.values))
    )
    return Obstacle(
        _finding(
            "Q422",
            f"Ett diagram visar två variabler i taget. Här har {_and([one.sv for one in names], 'och')} flera "
            "värden var. Välj ett värde av någon av dem.",
            f"A chart shows two variables at a time. Here {_and([one.en for one in names], 'and')} have several "
            "values each. Choose one value of one of them.",
        ),
        tuple(_alone(one, chosen) for one in order),
    )


def too_many_lines(time: Dimension, beside: Dimension, chosen: Chosen) -> Obstacle:
    return Obstacle(
        _finding(
            "Q423",
            f"Diagrammet skulle få {len(beside.values)} linjer. Högst {MOST_LINES} går att skilja åt. "
            f"Välj färre värden av {beside.label.sv}, eller ett enda år.",
            f"The chart would have {len(beside.values)} lines. At most {MOST_LINES} can be told apart. "
            f"Choose fewer values of {beside.label.en}, or a single year.",
        ),
        (_alone(time, chosen), _first(beside, MOST_LINES, chosen), _alone(beside, chosen)),
    )


def too_wide_groups(second: Dimension, first: Dimension, chosen: Chosen) -> Obstacle:
    return Obstacle(
        _finding(
            "Q424",
            f"{first.label.sv} och {second.label.sv} har för många värden båda två. Välj ett värde av den ena, "
            f"eller högst {MOST_GROUPED}.",
            f"{first.label.en} and {second.label.en} both have too many values. Choose one value of either, "
            f"or at most {MOST_GROUPED}.",
        ),
        (_alone(second, chosen), _alone(first, chosen)),
    )


def too_many_bars(cube: Cube, along: Dimension, grouped: int, chosen: Chosen) -> Obstacle:
    room = MOST_BARS // grouped
    ways = [
        Way(one.label, {**chosen, along.code: codes})
        for one in codelists(cube)
        if one.dimension == along.code and one.kind is Kind.VALUESET
        for codes in [tuple(group.code for group in one.groups if group.code in chosen[along.code])]
        if 1 < len(codes) <= room
    ]
    return Obstacle(
        _finding(
            "Q425",
            f"Diagrammet skulle få {len(along.values) * grouped} staplar. Högst {MOST_BARS} går att läsa. "
            f"Välj färre värden av {along.label.sv}.",
            f"The chart would have {len(along.values) * grouped} bars. At most {MOST_BARS} can be read. "
            f"Choose fewer values of {along.label.en}.",
        ),
        (*ways, _first(along, room, chosen)),
    )


def no_regions(cube: Cube, chosen: Chosen, level: Level) -> Obstacle:
    regions = [value.code for one in cube.dimensions if one.code == REGION for value in one.values]
    ways = [
        Way(label, {**chosen, REGION: codes})
        for found, label in (
            (Level.MUNICIPALITIES, Text(sv="Alla kommuner", en="All municipalities")),
            (Level.COUNTIES, Text(sv="Alla län", en="All counties")),
        )
        for codes in [tuple(code for code in regions if level_of(code) is found)]
        if codes
    ]
    ways.sort(key=lambda way: level_of(way.chosen[REGION][0]) is not level)
    return Obstacle(
        _finding(
            "Q426",
            "Urvalet har inga sådana områden att visa på en karta. Välj kommuner eller län.",
            "The selection has no such areas to show on a map. Choose municipalities or counties.",
        ),
        tuple(ways),
    )


def _alone(dimension: Dimension, chosen: Chosen) -> Way:
    value = standard(dimension)
    label = Text(sv=f"{dimension.label.sv}: {value.label.sv}", en=f"{dimension.label.en}: {value.label.en}")
    return Way(label, {**chosen, dimension.code: (value.code,)})


def _first(dimension: Dimension, number: int, chosen: Chosen) -> Way:
    codes = tuple(value.code for value in dimension.values[:number])
    label = Text(
        sv=f"De {number} första värdena av {dimension.label.sv}",
        en=f"The first {number} values of {dimension.label.en}",
    )
    return Way(label, {**chosen, dimension.code: codes})


def _and(words: list[str], conjunction: str) -> str:
    *rest, last = words
    return f"{', '.join(rest)} {conjunction} {last}" if rest else last


def _finding(code: str, sv: str, en: str) -> Finding:
    return Finding(code, Severity.INFO, Text(sv=sv, en=en))
