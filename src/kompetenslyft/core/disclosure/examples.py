"""Tables that differ from the true one in hidden cells alone: what makes a sensitive cell safe, and what it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kompetenslyft.core.disclosure.flow import Change, Wish
from kompetenslyft.core.disclosure.joined import Joined


@dataclass(frozen=True, slots=True)
class _Example:
    """Another table. ``lowest``: the fewest persons of a cell it changes; ``noticed``: lone persons who see through it;
    ``helpers``: the cells it changes that are not sensitive."""

    change: Change
    lowest: int
    noticed: frozenset[int]
    helpers: tuple[int, ...]


class Examples:
    """Every table that was found, and which cells are hidden. A table counts while all cells it changes are hidden.

    ``needs``: how far outsiders and insiders must be left from the true number of each sensitive cell; ``floor``: the
    fewest persons that insiders allow for.
    """

    def __init__(self, joined: Joined, needs: Mapping[int, tuple[int, int]], floor: int) -> None:
        self._joined = joined
        self._needs = needs
        self._floor = floor
        self.hidden = set(joined.sensitive)
        self._all: list[_Example] = []
        self._known: set[frozenset[tuple[int, int]]] = set()
        self._open: list[int] = []
        """How many cells of each table are not hidden."""
        self._through: list[list[int]] = [[] for _ in joined.cells]
        self._counted: list[int] = [0] * len(joined.cells)
        """In how many tables that count each cell differs."""

    @property
    def secondary(self) -> set[int]:
        """What is hidden to protect the sensitive cells."""
        return self.hidden - self._joined.sensitive

    def keep(self, change: Change) -> None:
        """Hide what it changes; keep the table, and the one that differs the other way where there is such a table."""
        for cell in sorted(change.keys() - self.hidden):
            self.hide(cell)
        persons = self._joined.persons
        for one in (change, {cell: -step for cell, step in change.items()}):
            lowest = min(persons[cell] + step for cell, step in one.items())
            content = frozenset(one.items())
            if lowest < 0 or content in self._known:
                continue
            self._known.add(content)
            number = len(self._all)
            self._all.append(
                _Example(
                    one,
                    lowest,
                    frozenset(person for cell in one for person in self._joined.alone[cell]),
                    tuple(sorted(one.keys() - self._joined.sensitive)),
                )
            )
            self._open.append(0)
            for cell in one:
                self._through[cell].append(number)
                self._counted[cell] += 1

    def hide(self, cell: int) -> None:
        """Hide it; tables that lacked it alone count again."""
        self.hidden.add(cell)
        for number in self._through[cell]:
            self._open[number] -= 1
            if not self._open[number]:
                self._count(number, 1)

    def publish(self, cell: int) -> list[int]:
        """Publish it; the sensitive cells that lose a table by that."""
        self.hidden.discard(cell)
        lost = []
        for number in self._through[cell]:
            if not self._open[number]:
                self._count(number, -1)
                lost.append(number)
            self._open[number] += 1
        return sorted({one for number in lost for one in self._all[number].change} & self._joined.sensitive)

    def _count(self, number: int, step: int) -> None:
        for cell in self._all[number].change:
            self._counted[cell] += step

    def publish_idle(self, cells: Iterable[int]) -> None:
        """Publish those of ``cells`` that differ in no table that counts."""
        for cell in cells:
            if not self._counted[cell] and cell in self.hidden:
                self.publish(cell)

    def lacking(self, cell: int) -> list[Wish]:
        """What a sensitive cell lacks next: ways to fill it, any of which will do; nothing when it is safe."""
        counting = [self._all[number] for number in self._through[cell] if not self._open[number]]
        persons = self._joined.persons[cell]
        asked, apart = self._needs[cell]
        down = min(asked, persons)
        floor = self._floor
        possible = [one for one in counting if one.lowest >= floor and abs(one.change[cell]) >= apart]
        seen_through = self._seen_through(cell, possible)
        if not possible or seen_through is not None:
            still = self._joined.lone[seen_through] if seen_through is not None else frozenset()
            return [Wish(cell, step, floor, still) for step in (asked, -asked) if persons + step >= floor]
        if not any(one.change[cell] >= asked for one in counting):
            return [Wish(cell, asked, 0)]
        if down and not any(one.change[cell] <= -down for one in counting):
            return [Wish(cell, -down, 0)]
        return []

    def _seen_through(self, cell: int, possible: Collection[_Example]) -> int | None:
        """A lone person, not in ``cell`` alone, who sees that none of the tables is so."""
        if not possible or not self._joined.persons[cell]:
            return None
        seen = frozenset.intersection(*(one.noticed for one in possible)) - self._joined.alone[cell]
        return min(seen, default=None)
