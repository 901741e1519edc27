"""The columns of protected tables, each a system of its own over the same cells: persons, what follows them, and money.

One pattern serves them all: what is hidden is hidden in every column. Each column says which cells are sensitive in it
and how far they must be left in doubt, in its own unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kompetenslyft.core.disclosure.cells import System, cells_above
from kompetenslyft.core.disclosure.definition import ProtectedTables, Rules
from kompetenslyft.core.disclosure.joined import cost
from kompetenslyft.core.disclosure.pattern import Pattern, suppress
from kompetenslyft.core.disclosure.records import Counts, Key

_FREE = 1e-3
"""What hiding costs where the cell is hidden anyway."""


@dataclass(frozen=True, slots=True)
class Column:
    """``system`` has the column's numbers; ``asked`` its sensitive cells and how far they must be left in doubt."""

    name: str
    system: System
    rules: Rules
    asked: Mapping[int, int]


def persons_column(definition: ProtectedTables, system: System) -> tuple[Column, ...]:
    """The column of persons, if the tables have one. ``system``: what ``build_system`` made of the counts."""
    if not definition.count:
        return ()
    rules = definition.rules
    asked = {
        i: rules.asked(persons) for i, persons in enumerate(system.persons) if rules.is_sensitive(persons)
    }
    return (Column(definition.count, system, rules, asked),)


def figure_columns(definition: ProtectedTables, counts: Counts, system: System) -> tuple[Column, ...]:
    """The columns besides persons, in the definition's order."""
    behind = _behind(definition, counts)
    parts = [behind.get(key, []) for key in system.keys]
    few = [cell for column in persons_column(definition, system) for cell in column.asked]
    money = {one.column: one for one in definition.money}
    # A hidden cell may be nothing here, and what is nothing stands in the sums like other cells.
    rules = definition.rules.model_copy(update={"nonempty": False, "zeros": "closed"})
    found = []
    for name in definition.figures:
        numbers = tuple(sum(counts.figures[name][inner] for inner in one) for one in parts)
        asked = {cell: rules.asked(numbers[cell]) for cell in few}
        lone = set(system.lone) if definition.count else set()
        if name in money:
            given = [_given(counts.contributions[name], one) for one in parts]
            lone |= _alone(given)
            for cell, one in enumerate(given):
                empty = not one and definition.rules.zeros == "closed"
                wide = 1 if empty else in_doubt(one.values(), money[name].percent)
                if wide:
                    asked[cell] = max(wide, asked.get(cell, 0))
        known = replace(system, persons=numbers, lone=tuple(sorted(lone, key=sorted)))
        found.append(Column(name, known, rules, asked))
    return tuple(found)


def in_doubt(contributions: Iterable[int], percent: int) -> int:
    """How far from the true sum an outsider must be left by the p % rule; 0 where the sum may be published.

    So far, less what the others give, that the second largest cannot tell the largest within ``percent`` of it.
    """
    largest, _second, *others = [*sorted(contributions, reverse=True), 0, 0]
    return max(0, -(-largest * percent // 100) - sum(others))


def hide(column: Column, pattern: Pattern, asked: Mapping[int, int], *, seconds: float = 60) -> Pattern:
    """The pattern with as much more hidden as the column needs for its cells in ``asked`` to be left so far in doubt.

    What is hidden already costs next to nothing. Raises SolverFailed.
    """
    hidden = pattern.hidden
    system = column.system
    found = suppress(
        system,
        column.rules,
        costs=[_FREE if i in hidden else cost(system, column.rules, i) for i in range(len(system.keys))],
        sensitive=asked,
        asked=[asked.get(i, 0) for i in range(len(system.keys))],
        seconds=seconds,
    )
    return Pattern(pattern.primary, (hidden | found.hidden) - pattern.primary)


def _behind(definition: ProtectedTables, counts: Counts) -> dict[Key, list[Key]]:
    """The inner cells that each published cell is the sum of."""
    found: dict[Key, list[Key]] = {}
    for table in definition.tables:
        here: dict[Key, list[Key]] = defaultdict(list)
        for inner, above in cells_above(definition, table, counts, counts.inner):
            for key in above:
                here[key].append(inner)
        found |= here
    return found


def _given(contributions: Mapping[Key, Mapping[str, int]], parts: Iterable[Key]) -> dict[str, int]:
    """What each contributor gives of a cell; those who give nothing are left out."""
    given: dict[str, int] = defaultdict(int)
    for inner in parts:
        for contributor, amount in contributions.get(inner, {}).items():
            if amount:
                given[contributor] += amount
    return given


def _alone(given: Sequence[Mapping[str, int]]) -> set[frozenset[int]]:
    """For each contributor who is alone in some cell, the cells that are that contributor's."""
    alone: dict[str, set[int]] = defaultdict(set)
    for cell, one in enumerate(given):
        if len(one) == 1:
            alone[next(iter(one))].add(cell)
    return set(map(frozenset, alone.values()))
