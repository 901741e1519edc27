"""What a selection of a cube is drawn as: bars, lines over years, or a map; or why it is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.obstacles import (
    MOST_BARS,
    MOST_GROUPED,
    MOST_LINES,
    Chosen,
    Obstacle,
    no_regions,
    several_units,
    standard,
    too_many_bars,
    too_many_dimensions,
    too_many_lines,
    too_wide_groups,
)
from kompetenslyft.core.cubes.regions import REGION, Level, level_of
from kompetenslyft.core.cubes.selection import default_selection, part_of
from kompetenslyft.core.text import Text


class Kind(StrEnum):
    """How a chart is drawn."""

    BARS = "bars"
    LINES = "lines"


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
    obstacle = several_units(part, chosen)
    if obstacle is not None:
        return obstacle
    varying = [one for one in part.dimensions if len(one.values) > 1]
    if len(varying) > 2:
        return too_many_dimensions(varying, chosen)
    if any(one.role is Role.TIME for one in varying):
        return _lines(part, varying, chosen)
    return _bars(cube, part, varying, chosen, series)


def has_map(cube: Cube) -> bool:
    """Whether the cube has regions to draw."""
    return any(level_of(value.code) for one in cube.dimensions if one.code == REGION for value in one.values)


def levels(cube: Cube, chosen: Chosen) -> tuple[Level, ...]:
    """The levels that the selection has regions of."""
    found = {level_of(code) for code in chosen.get(REGION, ())}
    return tuple(level for level in (Level.MUNICIPALITIES, Level.COUNTIES) if level in found)


def map_of(
    cube: Cube, chosen: Chosen, level: Level, figure: Mapping[str, str] | None = None
) -> Map | Obstacle:
    """The map of a selection: the regions of the level that are chosen, with one figure each.

    ``figure``: the value to show by dimension; where it says none, the one chosen, or the one that stands for all.
    Obstacle: Q426 no regions of the level.
    """
    codes = tuple(code for code in chosen.get(REGION, ()) if level_of(code) is level)
    if not codes:
        return no_regions(cube, chosen, level)
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


def _lines(part: Cube, varying: list[Dimension], chosen: Chosen) -> Chart | Obstacle:
    beside = next((one for one in varying if one.role is not Role.TIME), None)
    if beside is not None and len(beside.values) > MOST_LINES:
        return too_many_lines(part.time, beside, chosen)
    return _chart(part, Kind.LINES, part.time, beside)


def _bars(cube: Cube, part: Cube, varying: list[Dimension], chosen: Chosen, series: str) -> Chart | Obstacle:
    first = varying[0] if varying else part.dimensions[0]
    second = None
    if len(varying) == 2:
        first, second = sorted(varying, key=lambda one: len(one.values), reverse=True)
        if first.code == series and len(first.values) <= MOST_GROUPED:
            first, second = second, first
        if len(second.values) > MOST_GROUPED:
            return too_wide_groups(second, first, chosen)
    grouped = len(second.values) if second else 1
    if len(first.values) * grouped > MOST_BARS:
        return too_many_bars(cube, first, grouped, chosen)
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
