"""The system as the suppression works on it: cells that always have the same number become one."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kompetenslyft.core.disclosure.cells import System
from kompetenslyft.core.disclosure.definition import Rules


@dataclass(frozen=True, slots=True)
class Joined:
    """``cells[i]`` are the system's cells that are one here. ``equations`` are (total, *parts); ``by_cell[i]`` lists
    (equation, +1 as a part or -1 as the total). ``alone[i]`` are the lone persons who know ``i``."""

    cells: tuple[tuple[int, ...], ...]
    persons: tuple[int, ...]
    costs: tuple[float, ...]
    sensitive: frozenset[int]
    equations: tuple[tuple[int, ...], ...]
    by_cell: tuple[tuple[tuple[int, int], ...], ...]
    neighbours: tuple[tuple[int, ...], ...]
    lone: tuple[frozenset[int], ...]
    alone: tuple[frozenset[int], ...]


def join(
    system: System,
    rules: Rules,
    costs: Sequence[float] | None = None,
    sensitive: Collection[int] | None = None,
) -> Joined:
    """Join a sum and its only part.

    ``costs``: of hiding each cell of the system; ``sensitive``: its sensitive cells. By the rules where left out.
    """
    root = list(range(len(system.keys)))

    def find(cell: int) -> int:
        while root[cell] != cell:
            root[cell] = root[root[cell]]
            cell = root[cell]
        return cell

    for equation in system.equations:
        if len(equation.parts) == 1:
            low, high = sorted((find(equation.total), find(equation.parts[0])))
            root[high] = low
    groups: dict[int, list[int]] = {}
    for cell in range(len(system.keys)):
        if system.persons[cell] or rules.zeros == "closed":
            groups.setdefault(find(cell), []).append(cell)
    place = {first: i for i, first in enumerate(groups)}
    cells = tuple(map(tuple, groups.values()))
    persons = tuple(system.persons[first] for first in groups)
    each = costs if costs is not None else [cost(system, rules, cell) for cell in range(len(system.keys))]
    equations = sorted(
        {
            (place[find(one.total)], *sorted(place[find(part)] for part in one.parts))
            for one in system.equations
            if len(one.parts) > 1
        }
    )
    by_cell: list[list[tuple[int, int]]] = [[] for _ in cells]
    for number, (total, *parts) in enumerate(equations):
        by_cell[total].append((number, -1))
        for part in parts:
            by_cell[part].append((number, 1))
    hushed = frozenset(sensitive or ())
    lone = (
        sorted({frozenset(place[find(cell)] for cell in one) for one in system.lone}, key=sorted)
        if rules.lone_contributors
        else []
    )
    alone: list[set[int]] = [set() for _ in cells]
    for person, known in enumerate(lone):
        for cell in known:
            alone[cell].add(person)
    return Joined(
        cells,
        persons,
        tuple(sum(each[cell] for cell in group) for group in cells),
        frozenset(
            i
            for i, group in enumerate(cells)
            if (rules.is_sensitive(persons[i]) if sensitive is None else not hushed.isdisjoint(group))
        ),
        tuple(equations),
        tuple(map(tuple, by_cell)),
        tuple(
            tuple(sorted({other for number, _sign in one for other in equations[number]} - {i}))
            for i, one in enumerate(by_cell)
        ),
        tuple(lone),
        tuple(map(frozenset, alone)),
    )


def cost(system: System, rules: Rules, cell: int) -> float:
    """What hiding a cell costs: the rules' weight of its persons, as many times as its place says."""
    weight = math.log(1 + system.persons[cell]) if rules.weights == "log" else 1.0
    return max(weight, 0.1) * system.times[cell]
