"""Small files of counts, protected as the command line does it; and an attacker who tries everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from hypothesis import strategies as st

from kompetenslyft.core.disclosure.cells import System, build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.pattern import Pattern, suppress
from kompetenslyft.core.disclosure.published import Release
from kompetenslyft.core.disclosure.records import Counts, read_counts
from kompetenslyft.exchange import disclosure_files as files

COUNTIES = {"a1": "a", "a2": "a", "a3": "a", "b1": "b", "b2": "b"}
TABLES = (
    [["unit", "sex"]],
    [["unit", "sex"], ["unit", "level"]],
    [["unit", "sex"], ["unit", "level"], ["sex", "level"]],
    [["unit", "sex", "level"]],
    [["unit", "sex"], {"variables": ["unit", "level"], "down_to": {"unit": 1}}],
    [["unit"], {"variables": ["unit", "sex", "level"], "down_to": {"unit": 1}}],
)
"""By names of variables; or as a definition has them, where a table ends at a level."""

Row = tuple[str, str, str, int]


def definition(tables: Sequence[Sequence[str] | dict[str, Any]], **rules: Any) -> ProtectedTables:
    return ProtectedTables.model_validate(
        {
            "id": "made-up",
            "version": "1",
            "title": {"sv": "Påhittade", "en": "Made up"},
            "count": "count",
            "variables": [{"id": "unit", "parents": COUNTIES}, {"id": "sex"}, {"id": "level"}],
            "tables": [
                {"id": f"t{i}", **(one if isinstance(one, dict) else {"variables": one})}
                for i, one in enumerate(tables)
            ],
            "rules": rules,
        }
    )


def lines(rows: Sequence[Row]) -> list[tuple[int, Mapping[str, str]]]:
    return [
        (line, {"unit": unit, "sex": sex, "level": level, "count": str(count)})
        for line, (unit, sex, level, count) in enumerate(rows, start=2)
    ]


def protected(wanted: ProtectedTables, rows: Sequence[Row]) -> tuple[Counts, System, Pattern]:
    counts = read_counts(wanted, lines(rows))
    system = build_system(wanted, counts)
    return counts, system, suppress(system, wanted.rules)


def release(wanted: ProtectedTables, counts: Counts, system: System, pattern: Pattern) -> Release:
    return files.release_of(
        wanted,
        files.written_tables(wanted, system, pattern),
        files.written_codes(wanted, counts),
        files.written_pattern(wanted, system, pattern),
    )


@st.composite
def small_files(draw: st.DrawFn) -> list[Row]:
    """Every combination of some units, two sexes and two levels, few persons in each, at least one of them."""
    units = draw(st.sampled_from([["a1", "a2"], ["a1", "a2", "b1"], ["a1", "a2", "a3", "b1", "b2"]]))
    rows = [
        (unit, sex, level, draw(st.integers(0, 9))) for unit, sex, level in product(units, "KM", ["x", "y"])
    ]
    return [*rows, (units[0], "K", "x", draw(st.integers(1, 9)))]


def possible(
    system: System, hidden: Sequence[int], *, floor: int, known: frozenset[int] = frozenset(), reach: int = 3
) -> Iterator[dict[int, int]]:
    """Every table within ``reach`` persons of each hidden cell that agrees with the rest and with ``known``."""
    equations: dict[int, list[tuple[int, ...]]] = {}
    order = list(hidden)
    place = {cell: i for i, cell in enumerate(order)}
    for one in system.equations:
        members = [place[cell] for cell in (one.total, *one.parts) if cell in place]
        if members:
            equations.setdefault(max(members), []).append((one.total, *one.parts))
    value = list(system.persons)

    def place_next(at: int) -> Iterator[dict[int, int]]:
        if at == len(order):
            yield {cell: value[cell] for cell in order}
            return
        cell = order[at]
        true = system.persons[cell]
        near = [true] if cell in known else sorted(range(max(floor, true - reach), true + reach + 1),
                                                   key=lambda one: abs(one - true))  # fmt: skip
        for guess in near:
            value[cell] = guess
            if all(
                value[total] == sum(value[part] for part in parts) for total, *parts in equations.get(at, [])
            ):
                yield from place_next(at + 1)
        value[cell] = true

    yield from place_next(0)
