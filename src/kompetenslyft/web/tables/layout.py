"""A table laid out as it is read: one dimension in the columns, those of several values in the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from kompetenslyft.core.cubes.model import Cube, Dimension, Value
from kompetenslyft.core.cubes.told import figure_text
from kompetenslyft.core.tabulation.display import BLANK

MOST_SHOWN = 5_000
"""Cells on a page; more is fetched as a file."""
_MOST_ACROSS = 12


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, how rows are ordered by it now («ascending», «descending», «»), and what orders them."""

    code: str
    label: str
    sorted: str
    sort: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: its headings and its figures."""

    heads: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The chosen part as read. ``rows`` is empty where it is too large for a page."""

    across: str
    held: tuple[str, ...]
    """What holds for all of it: dimensions of one value."""
    heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cells: int


def column_dimension(part: Cube, wanted: str) -> Dimension:
    """Which dimension stands in the columns: the one asked for, or that with most to compare side by side."""
    for dimension in part.dimensions:
        if dimension.code == wanted:
            return dimension
    several = [one for one in part.dimensions[1:] if 1 < len(one.values) <= _MOST_ACROSS]
    return max(several, key=lambda one: len(one.values), default=part.contents)


def laid_out(part: Cube, language: str, *, columns: str = "", sort: str = "") -> Layout:
    """The part with one dimension in the columns. ``sort``: the column's code to order rows by, after «-» falling."""
    across = column_dimension(part, columns)
    others = [one for one in part.dimensions if one.code != across.code]
    down = [one for one in others if len(one.values) > 1] or others[:1]
    held = [one for one in others if one not in down]
    ordered_by = sort.removeprefix("-")
    titles = tuple(
        Column(value.code, value.label.in_language(language), *_order(value, sort)) for value in across.values
    )
    heads = tuple(one.label.in_language(language) for one in down)
    said = tuple(_said(one, language) for one in held)
    if len(part.cells) > MOST_SHOWN:
        return Layout(across.code, said, heads, titles, (), len(part.cells))
    lines = _lines(part, down, across)
    place = next((at for at, one in enumerate(across.values) if one.code == ordered_by), None)
    if place is not None:
        lines = _sorted(lines, place, falling=sort.startswith("-"))
    rows = tuple(
        Row(
            tuple(value.label.in_language(language) for value in values),
            tuple(
                BLANK if figure is None else figure_text(figure, _decimals(part, [*values, column]), language)
                for figure, column in zip(figures, across.values, strict=True)
            ),
        )
        for values, figures in lines
    )
    return Layout(across.code, said, heads, titles, rows, len(part.cells))


_Line = tuple[tuple[Value, ...], list[Decimal | None]]


def _lines(part: Cube, down: Sequence[Dimension], across: Dimension) -> list[_Line]:
    stride, strides = 1, {}
    for one in reversed(part.dimensions):
        strides[one.code] = stride
        stride *= len(one.values)
    lines = []
    for places in product(*(range(len(one.values)) for one in down)):
        start = sum(place * strides[one.code] for place, one in zip(places, down, strict=True))
        figures = [part.cells[start + at * strides[across.code]] for at in range(len(across.values))]
        lines.append((tuple(one.values[place] for place, one in zip(places, down, strict=True)), figures))
    return lines


def _sorted(lines: list[_Line], place: int, *, falling: bool) -> list[_Line]:
    """By the figures of a column; what is missing comes last either way."""
    known = [line for line in lines if line[1][place] is not None]
    missing = [line for line in lines if line[1][place] is None]
    return sorted(known, key=lambda line: line[1][place] or Decimal(0), reverse=falling) + missing


def _order(value: Value, sort: str) -> tuple[str, str]:
    if sort == f"-{value.code}":
        return "descending", value.code
    if sort == value.code:
        return "ascending", ""
    return "", f"-{value.code}"


def _said(dimension: Dimension, language: str) -> str:
    return f"{dimension.label.in_language(language)}: {dimension.values[0].label.in_language(language)}"


def _decimals(part: Cube, values: Sequence[Value]) -> int:
    given = next((value.decimals for value in values if value.decimals is not None), None)
    return part.decimals if given is None else given
