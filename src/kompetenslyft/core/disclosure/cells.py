"""All published tables as one system: a cell that stands in several tables is one variable, sums are equations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from kompetenslyft.core.disclosure.definition import ProtectedTables, PublishedTable, level_number
from kompetenslyft.core.disclosure.record_findings import too_many
from kompetenslyft.core.disclosure.records import MOST_CELLS, CannotProtect, Counts, Key


@dataclass(frozen=True, slots=True)
class Equation:
    """``total`` is the sum of ``parts``: indexes of cells."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class System:
    """Cells in the order of their keys, and everything that is known to add up.

    ``persons[i]`` stand behind cell ``i``, whose weight counts ``times[i]`` times when it is hidden. ``lone`` has a
    set for each person who is alone in some cell: the cells that are that person. ``tables`` are the cells of each
    table of the definition.
    """

    keys: tuple[Key, ...]
    persons: tuple[int, ...]
    times: tuple[float, ...]
    equations: tuple[Equation, ...]
    lone: tuple[frozenset[int], ...]
    tables: tuple[tuple[int, ...], ...] = ()


def build_system(definition: ProtectedTables, counts: Counts) -> System:
    """The cells of all tables. CannotProtect where they are too many.

    Open zeros are known, so they stand in no equation; closed ones are cells like others, and every combination of
    codes is a cell.
    """
    closed = definition.rules.zeros == "closed"
    behind: dict[Key, Key] = {}
    tables: list[dict[Key, int]] = []
    persons: dict[Key, int] = {}
    for table in definition.tables:
        tables.append(_cells(definition, table, counts, behind, full=closed))
        persons |= tables[-1]
        if len(persons) > MOST_CELLS:
            raise CannotProtect([too_many(MOST_CELLS)])
    keys = tuple(sorted(persons))
    index = {key: i for i, key in enumerate(keys)}
    equations = {
        Equation(index[total], tuple(sorted(index[part] for part in parts)))
        for cells in tables
        for total, parts in _sums(counts, {key for key, number in cells.items() if number or closed})
    }
    alone = defaultdict(set)
    for key, inner in behind.items():
        if persons[key] == 1:
            alone[inner].add(index[key])
    return System(
        keys,
        tuple(persons[key] for key in keys),
        _times(definition, counts, keys, tables),
        tuple(sorted(equations, key=lambda one: (one.total, one.parts))),
        tuple(sorted(map(frozenset, alone.values()), key=sorted)),
        tuple(tuple(sorted(index[key] for key in cells)) for cells in tables),
    )


def _times(
    definition: ProtectedTables, counts: Counts, keys: Iterable[Key], tables: Sequence[Collection[Key]]
) -> tuple[float, ...]:
    """For each cell the sum of ``keep`` of the tables it stands in, times ``keep`` of each of its levels."""
    tabled: dict[Key, float] = defaultdict(float)
    for table, cells in zip(definition.tables, tables, strict=True):
        for key in cells:
            tabled[key] += table.keep
    kept = [
        (place, {level_number(variable, name): times for name, times in variable.keep.items()})
        for place, variable in enumerate(definition.variables)
        if variable.keep
    ]
    return tuple(
        tabled[key] * prod(times.get(counts.level(place, key[place]), 1) for place, times in kept)
        for key in keys
    )


def cells_above(
    definition: ProtectedTables, table: PublishedTable, counts: Counts, inner: Iterable[Key]
) -> Iterator[tuple[Key, Iterator[Key]]]:
    """Each of ``inner`` with the cells of the table that it is a part of."""
    reach = definition.reach(table)
    paths: list[dict[str, tuple[str, ...]]] = [{} for _ in reach]
    for key in inner:
        for place, code in enumerate(key):
            if code not in paths[place]:
                paths[place][code] = counts.path(place, code, reach[place])
        yield key, product(*(known[code] for known, code in zip(paths, key, strict=True)))


def _cells(
    definition: ProtectedTables, table: PublishedTable, counts: Counts, behind: dict[Key, Key], *, full: bool
) -> dict[Key, int]:
    """Persons of each cell of a table. ``behind`` gets an inner cell with persons of each."""
    cells: dict[Key, int] = defaultdict(int)
    if full:
        known = [
            sorted({definition.total, *counts.codes(place, reach)})
            for place, reach in enumerate(definition.reach(table))
        ]
        if prod(map(len, known)) > MOST_CELLS:
            raise CannotProtect([too_many(MOST_CELLS)])
        cells.update(dict.fromkeys(product(*known), 0))
    for inner, above in cells_above(definition, table, counts, counts.inner):
        persons = counts.inner[inner]
        for key in above:
            cells[key] += persons
            if persons:
                behind[key] = inner
    return dict(cells)


def _sums(counts: Counts, cells: Collection[Key]) -> Iterable[tuple[Key, list[Key]]]:
    """Every total of a table with its parts."""
    for place, tree in enumerate(counts.parents):
        below: dict[Key, list[Key]] = defaultdict(list)
        for key in cells:
            if key[place] in tree:
                below[*key[:place], tree[key[place]], *key[place + 1 :]].append(key)
        yield from below.items()
