"""What is hidden of a release's table: enough for the persons, for the figures, and beside earlier releases.

Persons decide what is sensitive; what is published are the figures behind them (hundredths of FTE), known not to be
fewer than zero. Where there can be one person fewer there need not be room for one FTE fewer, so both are covered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from kompetenslyft.core.disclosure.cells import System
from kompetenslyft.core.disclosure.definition import Rules
from kompetenslyft.core.disclosure.elimination import Contradiction, determined
from kompetenslyft.core.disclosure.joined import cost
from kompetenslyft.core.disclosure.pattern import Pattern, suppress
from kompetenslyft.core.releases.tables import ALL, Key

_TOLD, _HIDDEN = 1e6, 1e-3
"""What hiding costs where the same figure is told already, and where the cell is hidden anyway."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What one release tells of a question: the true figures, which of them it hides, and what adds up.

    A sum is the place of the total among the figures, then those of its parts.
    """

    question: str
    figures: Mapping[Key, int]
    hidden: frozenset[Key]
    sums: tuple[tuple[int, ...], ...]

    @property
    def shown(self) -> set[tuple[Key, int]]:
        """The figures that are told."""
        return {(key, figure) for key, figure in self.figures.items() if key not in self.hidden}


def in_figures(system: System, figures: Mapping[Key, int]) -> System:
    """The same cells with their figures instead of their persons."""
    return replace(system, persons=tuple(figures[key] for key in system.keys))


def hide(
    system: System,
    figures: Mapping[Key, int],
    rules: Rules,
    earlier: Collection[Edition] = (),
    *,
    seconds: float = 60,
) -> Pattern:
    """What to hide for the persons, and what is hidden in an earlier release.

    What is told already is hidden only if nothing else helps: the nation's figures, and what an earlier release shows
    with the same figure; ``given_away`` tells where that was in vain. Raises SolverFailed.
    """
    known = set().union(*(one.shown for one in earlier))
    before = set().union(*(one.hidden for one in earlier))
    costs = [cost(system, rules, cell) for cell in range(len(system.keys))]
    for cell, key in enumerate(system.keys):
        if (key, figures[key]) in known or _is_nations(key):
            costs[cell] *= _TOLD
        elif key in before:
            costs[cell] = _HIDDEN
    first = suppress(system, rules, costs=costs, seconds=seconds)
    hidden = first.hidden | {
        cell
        for cell, key in enumerate(system.keys)
        if key in before and (key, figures[key]) not in known and (figures[key] or rules.zeros == "closed")
    }
    return Pattern(first.primary, frozenset(hidden) - first.primary)


def cover(
    system: System, rules: Rules, pattern: Pattern, narrow: Collection[Key], *, seconds: float = 60
) -> Pattern:
    """The pattern with as much more hidden as the cells that are known too narrowly need.

    ``system``: in figures. What is hidden already costs next to nothing. Raises SolverFailed.
    """
    hidden = pattern.hidden
    costs = [
        _HIDDEN if cell in hidden else cost(system, rules, cell) * (_TOLD if _is_nations(key) else 1)
        for cell, key in enumerate(system.keys)
    ]
    wanted = set(narrow)
    cells = {cell for cell, key in enumerate(system.keys) if key in wanted}
    more = suppress(system, rules, costs=costs, sensitive=cells, seconds=seconds)
    return Pattern(pattern.primary, (hidden | more.hidden) - pattern.primary)


def edition(question: str, system: System, figures: Mapping[Key, int], pattern: Pattern) -> Edition:
    """What is told with the pattern."""
    return Edition(
        question,
        {key: figures[key] for key in system.keys},
        frozenset(system.keys[cell] for cell in pattern.hidden),
        tuple((one.total, *one.parts) for one in system.equations),
    )


def _is_nations(key: Key) -> bool:
    """Whether the figure is the nation's, which the national report tells as well."""
    return key[0] == ALL


def given_away(editions: Iterable[Edition]) -> set[Key]:
    """The hidden cells that follow from all the releases together, where a figure that has not changed is taken for so.

    A cell with the same figure in two releases is one unknown, and no secret where one of them shows it.
    """
    every = list(editions)
    shown = set().union(*(one.shown for one in every))
    secret = sorted(
        {(key, one.figures[key]) for one in every for key in one.hidden if key in one.figures},
    )
    numbers = {cell: number for number, cell in enumerate(one for one in secret if one not in shown)}
    given = {key for key, figure in secret if (key, figure) in shown}
    sums = []
    for one in every:
        cells = list(one.figures.items())
        for total, *parts in one.sums:
            terms: dict[int, int] = {}
            value = 0
            for place, sign in ((total, -1), *((part, 1) for part in parts)):
                cell = cells[place]
                if cell in numbers:
                    terms[numbers[cell]] = terms.get(numbers[cell], 0) + sign
                else:
                    value -= sign * cell[1]
            sums.append(({name: sign for name, sign in terms.items() if sign}, value))
    try:
        found = determined(sums)
    except Contradiction as error:
        raise AssertionError("releases whose own figures do not add up") from error
    return given | {key for (key, _figure), number in numbers.items() if number in found}
