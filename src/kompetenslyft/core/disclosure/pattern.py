"""Which cells to hide so that no sensitive one can be worked out: hide what is cheapest, then take back the rest.

A sensitive cell is safe when there are other tables, of whole persons, that agree with everything published and differ
enough in that cell. Those tables are kept, so safety rests on examples, not on the solver.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kompetenslyft.core.disclosure.cells import System
from kompetenslyft.core.disclosure.definition import Rules
from kompetenslyft.core.disclosure.flow import Change, Flows, SolverFailed, Wish
from kompetenslyft.core.disclosure.joined import Joined, join


@dataclass(frozen=True, slots=True)
class Pattern:
    """The cells of the system that are hidden, by why."""

    primary: frozenset[int]
    secondary: frozenset[int]

    @property
    def hidden(self) -> frozenset[int]:
        """Both."""
        return self.primary | self.secondary


NOTHING_HIDDEN = Pattern(frozenset(), frozenset())


def suppress(
    system: System,
    rules: Rules,
    *,
    costs: Sequence[float] | None = None,
    sensitive: Collection[int] | None = None,
    asked: Sequence[int] | None = None,
    seconds: float = 60,
) -> Pattern:
    """A pattern that satisfies the rules; the same one for the same input. Raises SolverFailed.

    ``costs``: of hiding each cell, instead of the rules' weights; ``sensitive``: the cells that are, instead of those
    below the rules' threshold; ``asked``: how far each must be left in doubt, by insiders as well, instead of the
    rules' percent (and one, by insiders); ``seconds``: the most one programme may take.
    """
    joined = join(system, rules, costs, sensitive)
    if asked is None:
        needs = {cell: (rules.asked(joined.persons[cell]), 1) for cell in joined.sensitive}
    else:
        widths = {
            cell: max(1, *(asked[member] for member in joined.cells[cell])) for cell in joined.sensitive
        }
        needs = {cell: (width, width) for cell, width in widths.items()}
    search = _Search(joined, rules, Flows(joined, seconds), needs)
    for cell in sorted(joined.sensitive, key=lambda one: (joined.persons[one], -joined.costs[one], one)):
        if not search.make_safe(cell, None):
            key = system.keys[joined.cells[cell][0]]
            raise SolverFailed(" × ".join(key))
    search.take_back()
    primary = frozenset(i for i in _members(joined, joined.sensitive))
    return Pattern(primary, frozenset(_members(joined, search.hidden)) - primary)


def _members(joined: Joined, cells: Iterable[int]) -> Iterable[int]:
    return (member for cell in cells for member in joined.cells[cell])


@dataclass(frozen=True, slots=True)
class _Example:
    """Another table, with the fewest persons of a cell it changes. ``noticed``: lone persons who see it is not so."""

    change: Change
    lowest: int
    noticed: frozenset[int]


@dataclass
class _Search:
    joined: Joined
    rules: Rules
    flows: Flows
    needs: Mapping[int, tuple[int, int]]
    """How far outsiders and insiders must be left from the true number of each sensitive cell."""
    hidden: set[int] = field(default_factory=set)
    examples: dict[int, _Example] = field(default_factory=dict)
    through: dict[int, set[int]] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.hidden = set(self.joined.sensitive)

    def make_safe(self, cell: int, among: set[int] | None) -> bool:
        """Find the tables that ``cell`` lacks, hiding what they change; False where ``among`` holds none."""
        while wishes := self._wanted(cell):
            found = [one for wish in wishes if (one := self.flows.cheapest(wish, self.hidden, among=among))]
            if not found:
                return False
            _cost, change = min(found, key=lambda one: one[0])
            self.hidden.update(change)
            self._keep(change)
        return True

    def _keep(self, change: Change) -> None:
        """The table, and the one that differs the other way where there is such a table."""
        persons = self.joined.persons
        for one in (change, {cell: -step for cell, step in change.items()}):
            lowest = min(persons[cell] + step for cell, step in one.items())
            if lowest < 0:
                continue
            noticed = frozenset(person for cell in one for person in self.joined.alone[cell])
            self.examples[self.made] = _Example(one, lowest, noticed)
            for cell in one:
                self.through.setdefault(cell, set()).add(self.made)
            self.made += 1

    def _wanted(self, cell: int) -> list[Wish]:
        """What ``cell`` lacks next: ways to fill it, any of which will do; nothing when it is safe."""
        examples = [self.examples[one] for one in sorted(self.through.get(cell, ()))]
        persons = self.joined.persons[cell]
        asked, apart = self.needs[cell]
        down = min(asked, persons)
        floor = self.rules.floor
        possible = [one for one in examples if one.lowest >= floor and abs(one.change[cell]) >= apart]
        seen_through = self._seen_through(cell, possible)
        if not possible or seen_through is not None:
            still = self.joined.lone[seen_through] if seen_through is not None else frozenset()
            return [Wish(cell, step, floor, still) for step in (asked, -asked) if persons + step >= floor]
        if not any(one.change[cell] >= asked for one in examples):
            return [Wish(cell, asked, 0)]
        if down and not any(one.change[cell] <= -down for one in examples):
            return [Wish(cell, -down, 0)]
        return []

    def _seen_through(self, cell: int, possible: Sequence[_Example]) -> int | None:
        """A lone person, not in ``cell`` alone, who sees that none of the tables is so."""
        if not possible or not self.joined.persons[cell]:
            return None
        seen = possible[0].noticed - self.joined.alone[cell]
        for one in possible[1:]:
            seen &= one.noticed
        return min(seen, default=None)

    def take_back(self) -> None:
        """Publish every cell that nobody needs hidden, the dearest and largest first."""
        costs, persons = self.joined.costs, self.joined.persons
        for cell in sorted(
            self.hidden - self.joined.sensitive, key=lambda one: (-costs[one], -persons[one], one)
        ):
            if cell in self.hidden and not self._forced(cell):
                self._without(cell)

    def _forced(self, cell: int) -> bool:
        """Whether publishing ``cell`` gives a sensitive one away by plain subtraction, step by step."""
        shown = [cell]
        gone = {cell}
        while shown:
            for number, _sign in self.joined.by_cell[shown.pop()]:
                left = [
                    one for one in self.joined.equations[number] if one in self.hidden and one not in gone
                ]
                if len(left) == 1:
                    if left[0] in self.joined.sensitive:
                        return True
                    gone.add(left[0])
                    shown.append(left[0])
        return False

    def _without(self, cell: int) -> None:
        """Publish ``cell`` if the sensitive cells stay safe with other tables; else leave all as it was."""
        before = set(self.hidden)
        dropped = {number: self.examples[number] for number in sorted(self.through.get(cell, ()))}
        first_new = self.made
        self.hidden.discard(cell)
        self._drop(dropped)
        harmed = sorted(
            {one for example in dropped.values() for one in example.change} & self.joined.sensitive
        )
        if all(self.make_safe(one, self.hidden) for one in harmed):
            self.hidden = {
                one for one in self.hidden if one in self.joined.sensitive or self.through.get(one)
            }
            return
        self._drop({number: one for number, one in self.examples.items() if number >= first_new})
        self.hidden = before
        for number, example in dropped.items():
            self.examples[number] = example
            for one in example.change:
                self.through.setdefault(one, set()).add(number)

    def _drop(self, examples: dict[int, _Example]) -> None:
        for number, example in examples.items():
            del self.examples[number]
            for cell in example.change:
                self.through[cell].discard(number)
