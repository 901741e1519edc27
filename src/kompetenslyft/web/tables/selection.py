"""What a reader asks of a table, all of it in the address: values, what stands in the columns, order and picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict

from kompetenslyft.core.cubes import pictures
from kompetenslyft.core.cubes.codelists import Codelist, lists_of
from kompetenslyft.core.cubes.codelists import Kind as ListKind
from kompetenslyft.core.cubes.model import Cube, Dimension
from kompetenslyft.core.cubes.obstacles import Chosen
from kompetenslyft.core.cubes.regions import Level
from kompetenslyft.core.cubes.selection import default_selection, resolve, split_expressions
from kompetenslyft.core.findings import Finding

COLUMNS, VIEW, SORT, LEVEL = "kolumner", "visa", "ordna", "niva"
FIGURE = "karta."
"""How the parameters begin that say which figure a map shows, by dimension."""
_NO_LIMIT = 10**9
_MOST_TOLD = 3


class View(StrEnum):
    """How the table is shown, in the words of the address."""

    TABLE = "tabell"
    CHART = "diagram"
    MAP = "karta"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. ``named``: the dimensions of which it names values."""

    cube: Cube
    view: View
    chosen: Chosen
    named: frozenset[str]
    columns: str
    sort: str
    level: str
    figure: Mapping[str, str]
    problems: tuple[Finding, ...]

    def address(self, *, whole: bool = False, **changes: object) -> str:
        """The query that asks for the same, with changes. ``whole``: also what the address left to be understood."""
        one: Asked = replace(self, **changes)  # type: ignore[arg-type]
        dimensions = [each for each in one.cube.dimensions if whole or each.code in one.named]
        pairs = [(each.code, written(each, one.chosen[each.code])) for each in dimensions]
        said = ((VIEW, "" if one.view is View.TABLE else one.view), (COLUMNS, one.columns), (SORT, one.sort))
        pairs += [(name, value) for name, value in (*said, (LEVEL, one.level)) if value]
        pairs += [(f"{FIGURE}{code}", value) for code, value in one.figure.items()]
        return urlencode(pairs, safe="*,")

    def choosing(self, chosen: Chosen) -> str:
        """The query that asks for these values instead."""
        return self.address(chosen=chosen, named=frozenset(chosen))


def asked(cube: Cube, query: QueryDict) -> Asked:
    """What the address asks for. What cannot be read of it is told in ``problems`` and left out."""
    view = next((one for one in View if one == query.get(VIEW)), View.TABLE)
    default = default_selection(cube)
    if view is View.CHART and not any(one.code in query for one in cube.dimensions):
        default = pictures.chart_selection(cube)
    chosen, problems = dict(default), []
    for dimension in cube.dimensions:
        if dimension.code in query:
            codes, wrong = _read(cube, dimension, query, default)
            problems += wrong
            chosen[dimension.code] = codes or default[dimension.code]
    codes_of = {one.code: {value.code for value in one.values} for one in cube.dimensions}
    figure = {
        code: value
        for code, known in codes_of.items()
        if (value := query.get(f"{FIGURE}{code}", "")) in known
    }
    return Asked(
        cube,
        view,
        chosen,
        frozenset(codes_of.keys() & query.keys()),
        columns if (columns := query.get(COLUMNS, "")) in codes_of else "",
        query.get(SORT, ""),
        level if (level := query.get(LEVEL, "")) in set(Level) else "",
        figure,
        tuple(problems[:_MOST_TOLD]),
    )


def written(dimension: Dimension, codes: tuple[str, ...]) -> str:
    """The codes as briefly as the address can say them."""
    return "*" if len(codes) == len(dimension.values) else ",".join(codes)


def levels_of(cube: Cube, dimension: str) -> list[Codelist]:
    """The levels of a dimension: what can be chosen of it at one stroke."""
    return [one for one in lists_of(cube, dimension) if one.kind is ListKind.VALUESET]


def posted(cube: Cube, form: QueryDict) -> str:
    """The query that a form's boxes ask for. A button of a level chooses that level of its dimension alone."""
    pairs = []
    dimension_of, _, level = form.get("bara", "").partition(":")
    for dimension in cube.dimensions:
        wanted = set(form.getlist(dimension.code))
        if dimension.code == dimension_of:
            wanted = _of_level(cube, dimension, level)
        codes = tuple(value.code for value in dimension.values if value.code in wanted)
        pairs.append((dimension.code, written(dimension, codes)))
    pairs += [(name, value) for name in (VIEW, COLUMNS, SORT) if (value := form.get(name, ""))]
    return urlencode(pairs, safe="*,")


def api_query(cube: Cube, chosen: Chosen) -> str:
    """The same selection as the open API reads it."""
    return urlencode(
        [(f"valueCodes[{one.code}]", written(one, chosen[one.code])) for one in cube.dimensions], safe="*,[]"
    )


def _read(
    cube: Cube, dimension: Dimension, query: QueryDict, default: Chosen
) -> tuple[tuple[str, ...], list[Finding]]:
    wanted = [one for text in query.getlist(dimension.code) for one in split_expressions(text) if one]
    whole = resolve(cube, {**default, dimension.code: wanted}, most_cells=_NO_LIMIT)
    if not isinstance(whole, Finding):
        return whole[dimension.code], []
    if not wanted:
        return (), [whole]
    found, problems = set[str](), []
    for one in dict.fromkeys(wanted):
        part = resolve(cube, {**default, dimension.code: [one]}, most_cells=_NO_LIMIT)
        if isinstance(part, Finding):
            problems.append(part)
        else:
            found.update(part[dimension.code])
    return tuple(value.code for value in dimension.values if value.code in found), problems


def _of_level(cube: Cube, dimension: Dimension, level: str) -> set[str]:
    if level == "*":
        return {value.code for value in dimension.values}
    return {group.code for one in levels_of(cube, dimension.code) if one.id == level for group in one.groups}
