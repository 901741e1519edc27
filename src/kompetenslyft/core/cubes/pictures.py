"""What a selection of a cube is drawn as: bars, lines over years, or a map; or why it is not, and what to choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kompetenslyft.core.cubes.codelists import NATION, REGION, codelists
from kompetenslyft.core.cubes.codelists import Kind as ListKind
from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.selection import default_selection, part_of
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import TOTAL
from kompetenslyft.core.text import Text

MOST_BARS, MOST_GROUPED, MOST_LINES = 100, 4, 6
"""Bars in a chart, bars beside one another in a group, and lines: more cannot be told apart."""

Chosen = Mapping[str, tuple[str, ...]]
"""Codes by dimension, for every dimension."""


class Kind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    LINES = "lines"


class Level(StrEnum):
    """What a map is divided into."""

    COUNTIES = "counties"
    MUNICIPALITIES = "municipalities"


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


Fixed = tuple[tuple[Dimension, Value], ...]
"""The dimensions of which one value is chosen."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: ``figures`` by series, then along the axis. None is missing or hidden."""

    kind: Kind
    title: Text
    source: str
    along: Dimension
    """The categories, or the years."""
    series: Dimension | None
    figures: tuple[tuple[Decimal | None, ...], ...]
    fixed: Fixed
    unit: Text | None
    decimals: int


@dataclass(frozen=True, slots=True)
class Map:
    """A map: a figure for each region's code. None is missing or hidden."""

    level: Level
    title: Text
    source: str
    names: Mapping[str, Text]
    figures: Mapping[str, Decimal | None]
    chosen: Chosen
    """What it shows, of every dimension."""
    fixed: Fixed
    unit: Text | None
    decimals: int


def chart_of(cube: Cube, chosen: Chosen, *, series: str = "") -> Chart | Obstacle:
    """The chart of a selection. ``series``: the dimension to compare within each group, where it has few values.

    Obstacles: Q421 several units, Q422 more than two dimensions, Q423 too many lines, Q424 too many bars in a group,
    Q425 too many bars.
    """
    part = part_of(cube, chosen)
    obstacle = _units(part, chosen)
    if obstacle is not None:
        return obstacle
    varying = [one for one in part.dimensions if len(one.values) > 1]
    if len(varying) > 2:
        return _too_many_dimensions(varying, chosen)
    if any(one.role is Role.TIME for one in varying):
        return _lines(part, varying, chosen)
    return _bars(cube, part, varying, chosen, series)


def has_map(cube: Cube) -> bool:
    """Whether the cube has regions to draw."""
    return any(_level_of(value.code) for one in cube.dimensions if one.code == REGION for value in one.values)


def levels(cube: Cube, chosen: Chosen) -> tuple[Level, ...]:
    """The levels that the selection has regions of."""
    found = {_level_of(code) for code in chosen.get(REGION, ())}
    return tuple(level for level in (Level.MUNICIPALITIES, Level.COUNTIES) if level in found)


def map_of(
    cube: Cube, chosen: Chosen, level: Level, figure: Mapping[str, str] | None = None
) -> Map | Obstacle:
    """The map of a selection: the regions of the level that are chosen, with one figure each.

    ``figure``: the value to show by dimension; where it says none, the one chosen, or the one that stands for all.
    Obstacle: Q426 no regions of the level.
    """
    codes = tuple(code for code in chosen.get(REGION, ()) if _level_of(code) is level)
    if not codes:
        return _no_regions(cube, chosen, level)
    wanted = figure or {}
    shown = {REGION: codes}
    for one in part_of(cube, chosen).dimensions:
        if one.code != REGION:
            known = {value.code for value in _dimension(cube, one.code).values}
            code = wanted.get(one.code, "")
            shown[one.code] = (code if code in known else standard(one).code,)
    part = part_of(cube, shown)
    region, measured = _dimension(part, REGION), part.contents.values[0]
    return Map(
        level,
        cube.title,
        cube.source,
        {value.code: value.label for value in region.values},
        dict(zip((value.code for value in region.values), part.cells, strict=True)),
        shown,
        tuple((one, one.values[0]) for one in part.dimensions if one.code != REGION),
        measured.unit,
        measured.decimals or 0,
    )


def chart_selection(cube: Cube) -> dict[str, tuple[str, ...]]:
    """What is drawn where nothing is chosen: the default selection and all its years, by the first way past each
    obstacle."""
    chosen = default_selection(cube) | {cube.time.code: tuple(value.code for value in cube.time.values)}
    while isinstance(found := chart_of(cube, chosen), Obstacle):
        chosen = dict(found.ways[0].chosen)
    return chosen


def standard(dimension: Dimension) -> Value:
    """The value that stands for all: the total, the nation, the latest year; else the first."""
    if dimension.role is Role.TIME:
        return dimension.values[-1]
    return next((one for one in dimension.values if one.code in {TOTAL, NATION}), dimension.values[0])


def _lines(part: Cube, varying: list[Dimension], chosen: Chosen) -> Chart | Obstacle:
    beside = next((one for one in varying if one.role is not Role.TIME), None)
    if beside is not None and len(beside.values) > MOST_LINES:
        return _too_many_lines(part.time, beside, chosen)
    return _chart(part, Kind.LINES, part.time, beside)


def _bars(cube: Cube, part: Cube, varying: list[Dimension], chosen: Chosen, series: str) -> Chart | Obstacle:
    first = varying[0] if varying else part.dimensions[0]
    second = None
    if len(varying) == 2:
        first, second = sorted(varying, key=lambda one: len(one.values), reverse=True)
        if first.code == series and len(first.values) <= MOST_GROUPED:
            first, second = second, first
        if len(second.values) > MOST_GROUPED:
            return _too_wide_groups(second, first, chosen)
    grouped = len(second.values) if second else 1
    if len(first.values) * grouped > MOST_BARS:
        return _too_many_bars(cube, first, grouped, chosen)
    return _chart(part, Kind.BARS, first, second)


def _chart(part: Cube, kind: Kind, along: Dimension, series: Dimension | None) -> Chart:
    order = [one.code for one in part.dimensions]
    spread = dict(zip(order, _strides(part), strict=True))
    figures = tuple(
        tuple(
            part.cells[place * spread[along.code] + start * (spread[series.code] if series else 0)]
            for place in range(len(along.values))
        )
        for start in range(len(series.values) if series else 1)
    )
    measured = part.contents.values
    decimals = max((one.decimals or 0 for one in measured), default=0)
    return Chart(
        kind, part.title, part.source, along, series, figures, _fixed(part), measured[0].unit, decimals
    )


def _strides(part: Cube) -> Iterator[int]:
    sizes = [len(one.values) for one in part.dimensions]
    for place in range(len(sizes)):
        stride = 1
        for size in sizes[place + 1 :]:
            stride *= size
        yield stride


def _fixed(part: Cube) -> Fixed:
    return tuple((one, one.values[0]) for one in part.dimensions if len(one.values) == 1)


def _dimension(cube: Cube, code: str) -> Dimension:
    return next(one for one in cube.dimensions if one.code == code)


def _level_of(code: str) -> Level | None:
    if not (code.isascii() and code.isdigit()) or code == NATION:
        return None
    return {2: Level.COUNTIES, 4: Level.MUNICIPALITIES}.get(len(code))


def _units(part: Cube, chosen: Chosen) -> Obstacle | None:
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


def _too_many_dimensions(varying: list[Dimension], chosen: Chosen) -> Obstacle:
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


def _too_many_lines(time: Dimension, beside: Dimension, chosen: Chosen) -> Obstacle:
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


def _too_wide_groups(second: Dimension, first: Dimension, chosen: Chosen) -> Obstacle:
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


def _too_many_bars(cube: Cube, along: Dimension, grouped: int, chosen: Chosen) -> Obstacle:
    room = MOST_BARS // grouped
    ways = [
        Way(one.label, {**chosen, along.code: codes})
        for one in codelists(cube)
        if one.dimension == along.code and one.kind is ListKind.VALUESET
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


def _no_regions(cube: Cube, chosen: Chosen, level: Level) -> Obstacle:
    regions = [value.code for one in cube.dimensions if one.code == REGION for value in one.values]
    ways = [
        Way(label, {**chosen, REGION: codes})
        for found, label in (
            (Level.MUNICIPALITIES, Text(sv="Alla kommuner", en="All municipalities")),
            (Level.COUNTIES, Text(sv="Alla län", en="All counties")),
        )
        for codes in [tuple(code for code in regions if _level_of(code) is found)]
        if codes
    ]
    ways.sort(key=lambda way: _level_of(way.chosen[REGION][0]) is not level)
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
