"""What a reader has chosen of a table, from the address, and the table laid out accordingly."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from django.http import QueryDict
from django.utils.http import urlencode

from kompetenslyft.core.cubes.model import Cube, Dimension, Value
from kompetenslyft.core.cubes.selection import default_selection, part_of
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.tabulation.display import BLANK

COLUMNS = "kolumner"
"""The parameter that says which dimension stands in the columns."""
MOST_SHOWN = 5_000
"""Cells on a page; more is fetched as a file."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A dimension with its values, each with whether it is chosen."""

    dimension: Dimension
    label: str
    values: tuple[tuple[str, str, bool], ...]

    @property
    def name(self) -> str:
        return self.dimension.code

    @property
    def chosen(self) -> int:
        return sum(1 for _code, _label, is_chosen in self.values if is_chosen)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: its headings and its figures."""

    heads: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The chosen part as read. ``rows`` is empty where it is too large for a page."""

    heads: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    cells: int


def chosen_codes(cube: Cube, query: QueryDict) -> dict[str, tuple[str, ...]]:
    """The codes chosen in the address, by dimension; the default where a dimension has none that exists."""
    default = default_selection(cube)
    chosen = {}
    for dimension in cube.dimensions:
        wanted = set(query.getlist(dimension.code))
        codes = tuple(value.code for value in dimension.values if value.code in wanted)
        chosen[dimension.code] = codes or default[dimension.code]
    return chosen


def choices(cube: Cube, chosen: dict[str, tuple[str, ...]], language: str) -> list[Choice]:
    """Every dimension with what is chosen of it."""
    return [
        Choice(
            dimension,
            dimension.label.in_language(language),
            tuple(
                (value.code, value.label.in_language(language), value.code in set(chosen[dimension.code]))
                for value in dimension.values
            ),
        )
        for dimension in cube.dimensions
    ]


def column_dimension(cube: Cube, query: QueryDict) -> Dimension:
    """Which dimension stands in the columns: the one asked for, or that with most to compare side by side."""
    wanted = query.get(COLUMNS, "")
    for dimension in cube.dimensions:
        if dimension.code == wanted:
            return dimension
    several = [one for one in cube.dimensions[1:] if 1 < len(one.values) <= 12]
    return max(several, key=lambda one: len(one.values), default=cube.contents)


def laid_out(cube: Cube, chosen: dict[str, tuple[str, ...]], across: Dimension, language: str) -> Layout:
    """The chosen part with one dimension in the columns and the others in the rows."""
    part = part_of(cube, chosen)
    down = [one for one in part.dimensions if one.code != across.code]
    columns = next(one for one in part.dimensions if one.code == across.code)
    heads = tuple(one.label.in_language(language) for one in down)
    titles = tuple(value.label.in_language(language) for value in columns.values)
    if len(part.cells) > MOST_SHOWN:
        return Layout(heads, titles, (), len(part.cells))
    places = {
        tuple(value.code for value in values): figure
        for values, figure in zip(product(*(one.values for one in part.dimensions)), part.cells, strict=True)
    }
    at = [one.code for one in part.dimensions].index(across.code)
    rows = []
    for values in product(*(one.values for one in down)):
        codes = [value.code for value in values]
        figures = []
        for column in columns.values:
            figure = places[(*codes[:at], column.code, *codes[at:])]
            figures.append(BLANK if figure is None else _shown(figure, [*values, column], language))
        rows.append(Row(tuple(value.label.in_language(language) for value in values), tuple(figures)))
    return Layout(heads, titles, tuple(rows), len(part.cells))


def api_query(cube: Cube, chosen: dict[str, tuple[str, ...]]) -> str:
    """The same selection as the open API reads it."""
    pairs = []
    for dimension in cube.dimensions:
        codes = chosen[dimension.code]
        whole = len(codes) == len(dimension.values)
        pairs.append((f"valueCodes[{dimension.code}]", "*" if whole else ",".join(codes)))
    return urlencode(pairs)


def _shown(figure: Decimal, values: list[Value], language: str) -> str:
    decimals = next((value.decimals for value in values if value.decimals is not None), 0)
    return format_fraction(Fraction(figure), language, decimals)
