"""All published tables as one system: a cell that stands in several tables is one variable, sums are equations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from kompetenslyft.core.disclosure.definition import ProtectedTables, PublishedTable
from kompetenslyft.core.disclosure.records import MOST_CELLS, CannotProtect, Counts, Key, too_many


@dataclass(frozen=True, slots=True)
class Equation:
    """``total`` is the sum of ``parts``: indexes of cells."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class System:
    """Cells in the order of their keys, and everything that is known to add up.

    ``persons[i]`` stand behind cell ``i``, which stands in ``rows[i]`` tables. ``lone`` has a set for each person who
    is alone in some cell: the cells that are that person.
    """

    keys: tuple[Key, ...]
    persons: tuple[int, ...]
    rows: tuple[int, ...]
    equations: tuple[Equation, ...]
    lone: tuple[frozenset[int], ...]


def build_system(definition: ProtectedTables, counts: Counts) -> System:
    """The cells of all tables. CannotProtect where they are too many.

    Open zeros are known, so they stand in no equation; closed ones are cells like others, and every combination of
    codes is a cell.
    """
    closed = definition.rules.zeros == "closed"
    persons: dict[Key, int] = {}
    rows: dict[Key, int] = defaultdict(int)
    behind: dict[Key, Key] = {}
    for table in definition.tables:
        cells = _cells(definition, table, counts, behind, full=closed)
        persons |= cells
        for key in cells:
            rows[key] += 1
        if len(persons) > MOST_CELLS:
            raise CannotProtect([too_many()])
    keys = tuple(sorted(persons))
    index = {key: i for i, key in enumerate(keys)}
    equations = {
        equation
        for table in definition.tables
        for equation in _equations(definition, table, counts, persons, index, closed=closed)
    }
    alone = defaultdict(set)
    for key, inner in behind.items():
        if persons[key] == 1:
            alone[inner].add(index[key])
    return System(
        keys,
        tuple(persons[key] for key in keys),
        tuple(rows[key] for key in keys),
        tuple(sorted(equations, key=lambda one: (one.total, one.parts))),
        tuple(sorted(map(frozenset, alone.values()), key=sorted)),
    )


def _cells(
    definition: ProtectedTables, table: PublishedTable, counts: Counts, behind: dict[Key, Key], *, full: bool
) -> dict[Key, int]:
    """Persons of each cell of a table. ``behind`` gets an inner cell with persons of each."""
    here = [variable.id in table.variables for variable in definition.variables]
    cells: dict[Key, int] = defaultdict(int)
    if full:
        known = [
            sorted({definition.total, *tree}) if wanted else [definition.total]
            for wanted, tree in zip(here, counts.parents, strict=True)
        ]
        size = 1
        for codes in known:
            size *= len(codes)
        if size > MOST_CELLS:
            raise CannotProtect([too_many()])
        cells.update(dict.fromkeys(product(*known), 0))
    for inner, persons in counts.inner.items():
        paths = [
            counts.path(place, code) if here[place] else (definition.total,)
            for place, code in enumerate(inner)
        ]
        for key in product(*paths):
            cells[key] += persons
            if persons:
                behind[key] = inner
    return dict(cells)


def _equations(
    definition: ProtectedTables,
    table: PublishedTable,
    counts: Counts,
    persons: dict[Key, int],
    index: dict[Key, int],
    *,
    closed: bool,
) -> Iterable[Equation]:
    below: list[dict[str, list[str]]] = []
    for tree in counts.parents:
        children: dict[str, list[str]] = defaultdict(list)
        for code, parent in tree.items():
            children[parent].append(code)
        below.append(children)
    here = [variable.id in table.variables for variable in definition.variables]
    for key, number in persons.items():
        if not (closed or number) or any(
            code != definition.total and not wanted for code, wanted in zip(key, here, strict=True)
        ):
            continue
        for place in range(len(key)):
            if not here[place] or key[place] not in below[place]:
                continue
            parts = [(*key[:place], code, *key[place + 1 :]) for code in below[place][key[place]]]
            yield Equation(
                index[key],
                tuple(sorted(index[part] for part in parts if part in index and (closed or persons[part]))),
            )
