"""Choosing values of a cube by the expressions of PxWebApi 2: codes, ``*`` and ``?``, top, bottom, range, from, to.

Source: the specification PxAPI-2, and PxWeb where that leaves room: of the years, ``top`` takes the latest. Neither the
name of an expression nor a code needs its own capitals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod

from kompetenslyft.core.cubes.codelists import Codelist, spread
from kompetenslyft.core.cubes.model import Cube, Dimension, Role
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.text import Text

MOST_EXPRESSIONS = 5_000
"""Codes and expressions in one selection."""
LONGEST_EXPRESSION = 200
"""Characters in one."""

Selection = Mapping[str, Sequence[str]]
"""Codes and expressions by dimension code."""

_EXPRESSION = re.compile(r"(top|bottom|range|from|to)\((.*)\)", re.IGNORECASE)
_STARS = re.compile(r"\*+")


def default_selection(cube: Cube) -> dict[str, tuple[str, ...]]:
    """What is shown where nothing is chosen: the latest year, and everything else."""
    return {
        one.code: tuple(value.code for value in (one.values[-1:] if one.role is Role.TIME else one.values))
        for one in cube.dimensions
    }


def resolve(
    cube: Cube,
    selection: Selection,
    *,
    most_cells: int,
    lists: Mapping[str, Codelist] | None = None,
    single: Collection[str] = (),
) -> dict[str, tuple[str, ...]] | Finding:
    """The codes that the selection comes to, for every dimension, in the cube's order; or why it comes to none.

    ``lists``: the code list that a dimension's codes and expressions are read by; without any, all of its values.
    ``single``: dimensions for which the members of the chosen groups are wanted, and not the groups.

    Findings: Q401 an unknown dimension, Q402 an unknown code or an expression that fits none, Q403 a dimension without
    a choice, Q404 an expression that cannot be read, Q405 too many expressions, Q406 more than ``most_cells`` cells.
    """
    known = {dimension.code for dimension in cube.dimensions}
    unknown = sorted(selection.keys() - known)
    if unknown:
        return unknown_dimension(cube, unknown[0])
    if sum(len(wanted) for wanted in selection.values()) > MOST_EXPRESSIONS:
        return _finding(
            "Q405",
            f"Urvalet har fler än {MOST_EXPRESSIONS} värden. Använd * eller dela upp det.",
            f"The selection has more than {MOST_EXPRESSIONS} values. Use * or divide it.",
        )
    chosen: dict[str, tuple[str, ...]] = {}
    for dimension in cube.dimensions:
        codes = _of_dimension(
            dimension,
            selection.get(dimension.code, ()),
            (lists or {}).get(dimension.code),
            single=dimension.code in single,
        )
        if isinstance(codes, Finding):
            return codes
        chosen[dimension.code] = codes
    cells = prod(len(codes) for codes in chosen.values())
    if cells > most_cells:
        return _finding(
            "Q406",
            f"Urvalet ger {cells} celler. Högst {most_cells} lämnas ut på en gång: välj färre värden.",
            f"The selection gives {cells} cells. At most {most_cells} are given at once: choose fewer values.",
        )
    return chosen


def part_of(cube: Cube, chosen: Mapping[str, Sequence[str]]) -> Cube:
    """The cube with the chosen codes alone, which ``resolve`` has given."""
    kept = {
        one.code: [place for place, value in enumerate(one.values) if value.code in wanted]
        for one in cube.dimensions
        for wanted in [frozenset(chosen[one.code])]
    }
    return _rebuilt(cube, [one.code for one in cube.dimensions], kept)


def placed(cube: Cube, order: Sequence[str], heading: int) -> Cube:
    """The cube with its dimensions in another order, the last ``heading`` of them in the columns."""
    kept = {one.code: range(len(one.values)) for one in cube.dimensions}
    return replace(_rebuilt(cube, order, kept), heading=heading)


def unknown_dimension(cube: Cube, name: str) -> Finding:
    """Q401: the cube has no dimension of the name."""
    known = ", ".join(sorted(dimension.code for dimension in cube.dimensions))
    return _finding(
        "Q401",
        f"Tabellen {cube.code} har ingen variabel «{quoted(name)}». Det finns {known}.",
        f"The table {cube.code} has no variable “{quoted(name)}”. There are {known}.",
    )


def _rebuilt(cube: Cube, order: Sequence[str], kept: Mapping[str, Sequence[int]]) -> Cube:
    """The cube with these places of each dimension, and its dimensions in this order."""
    by_code = {one.code: one for one in cube.dimensions}
    stride, strides = 1, {}
    for one in reversed(cube.dimensions):
        strides[one.code] = stride
        stride *= len(one.values)
    offsets = [0]
    for code in order:
        steps = [place * strides[code] for place in kept[code]]
        offsets = [start + step for start in offsets for step in steps]
    dimensions = tuple(
        replace(by_code[code], values=tuple(by_code[code].values[place] for place in kept[code]))
        for code in order
    )
    return replace(cube, dimensions=dimensions, cells=tuple(cube.cells[offset] for offset in offsets))


def _of_dimension(
    dimension: Dimension, wanted: Sequence[str], codelist: Codelist | None, *, single: bool
) -> tuple[str, ...] | Finding:
    own = [value.code for value in dimension.values]
    codes = own if codelist is None else [group.code for group in codelist.groups]
    wanted = wanted or (() if codelist is None else ("*",))
    if not wanted:
        name = dimension.code
        return _finding(
            "Q403", f"Välj minst ett värde av {name}.", f"Choose at least one value of {name}.", name
        )
    exact, any_case = frozenset(codes), {code.casefold(): code for code in codes}
    found: set[str] = set()
    for expression in wanted:
        code = expression if expression in exact else any_case.get(expression.casefold())
        matching = [code] if code else _matching(expression, codes, latest_first=dimension.role is Role.TIME)
        if isinstance(matching, Finding):
            return matching
        if not matching:
            among = dimension.code if codelist is None else f"{codelist.id} ({dimension.code})"
            return _finding(
                "Q402",
                f"«{quoted(expression)}» är inget värde av {among}. Se tabellens metadata.",
                f"“{quoted(expression)}” is not a value of {among}. See the metadata of the table.",
                dimension.code,
            )
        found.update(matching)
    if single and codelist is not None:
        found = set(spread(codelist.groups, [code for code in codes if code in found]))
    return tuple(code for code in own if code in found)


def _matching(expression: str, codes: Sequence[str], *, latest_first: bool) -> Sequence[str] | Finding:
    if len(expression) > LONGEST_EXPRESSION:
        return _unreadable(expression[:40])
    if call := _EXPRESSION.fullmatch(expression.strip()):
        name = call[1].lower()
        if latest_first:
            name = {"top": "bottom", "bottom": "top"}.get(name, name)
        return _called(name, [one.strip() for one in call[2].split(",")], codes, expression)
    if "*" in expression or "?" in expression:
        pattern = _STARS.sub("*", expression)
        return [code for code in codes if matches(pattern, code)]
    return []


def _called(
    name: str, arguments: list[str], codes: Sequence[str], expression: str
) -> Sequence[str] | Finding:
    if name in {"top", "bottom"}:
        if not 1 <= len(arguments) <= 2 or not all(one.isascii() and one.isdigit() for one in arguments):
            return _unreadable(expression)
        count, skipped = int(arguments[0]), int(arguments[1]) if len(arguments) == 2 else 0
        if name == "top":
            return codes[skipped : skipped + count]
        last = max(len(codes) - skipped, 0)
        return codes[max(last - count, 0) : last]
    if len(arguments) != (2 if name == "range" else 1):
        return _unreadable(expression)
    if any(one not in codes for one in arguments):
        return []
    first = codes.index(arguments[0]) if name != "to" else 0
    last = codes.index(arguments[-1]) if name != "from" else len(codes) - 1
    return codes[first : last + 1]


def matches(pattern: str, code: str) -> bool:
    """Whether the code fits the pattern: ``*`` any characters, ``?`` exactly one. In time pattern × code at most."""
    at, place, star, mark = 0, 0, -1, 0
    while place < len(code):
        if at < len(pattern) and pattern[at] == "*":
            star, mark = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", code[place]):
            at += 1
            place += 1
        elif star >= 0:
            at, mark = star + 1, mark + 1
            place = mark
        else:
            return False
    return all(rest == "*" for rest in pattern[at:])


def split_expressions(text: str) -> Iterator[str]:
    """The codes and expressions of a comma-separated list; a comma in parentheses divides nothing."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth <= 0:
            yield text[start:place].strip()
            start = place + 1
    yield text[start:].strip()


def _unreadable(expression: str) -> Finding:
    return _finding(
        "Q404",
        f"Uttrycket «{quoted(expression)}» går inte att läsa. Skriv till exempel top(3), range(2013,2016) eller 01*.",
        f"The expression “{quoted(expression)}” cannot be read. Write for example top(3), range(2013,2016) or 01*.",
    )


def _finding(code: str, sv: str, en: str, *cells: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), cells)
