"""Which cells to hide so that no sensitive one can be worked out: hide what is cheapest, then take back the rest.

A sensitive cell is safe when there are other tables, of whole persons, that agree with everything published and differ
enough in that cell. Those tables are kept, so safety rests on examples, not on the solver.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from kompetenslyft.core.disclosure.cells import System
from kompetenslyft.core.disclosure.definition import Rules
from kompetenslyft.core.disclosure.examples import Examples
from kompetenslyft.core.disclosure.flow import Flows
from kompetenslyft.core.disclosure.joined import Joined, join
from kompetenslyft.core.disclosure.solver import SolverFailed
from kompetenslyft.core.pulse import Pulse, nobody


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
    pulse: Pulse = nobody,
) -> Pattern:
    """A pattern that satisfies the rules; the same one for the same input. Raises SolverFailed.

    ``costs``: of hiding each cell, instead of the rules' weights; ``sensitive``: the cells that are, instead of those
    below the rules' threshold; ``asked``: how far each must be left in doubt, by insiders as well, instead of the
    rules' percent (and one, by insiders); ``seconds``: the most one programme may take;
    ``pulse``: called before each.
    """
    joined = join(system, rules, costs, sensitive)
    if asked is None:
        needs = {cell: (rules.asked(joined.persons[cell]), 1) for cell in joined.sensitive}
    else:
        widths = {
            cell: max(1, *(asked[member] for member in joined.cells[cell])) for cell in joined.sensitive
        }
        needs = {cell: (width, width) for cell, width in widths.items()}
    search = _Search(joined, Flows(joined, seconds, pulse), Examples(joined, needs, rules.floor))
    for cell in sorted(joined.sensitive, key=lambda one: (joined.persons[one], -joined.costs[one], one)):
        if not search.make_safe(cell):
            key = system.keys[joined.cells[cell][0]]
            raise SolverFailed(" × ".join(key))
    search.take_back()
    primary = frozenset(i for i in _members(joined, joined.sensitive))
    return Pattern(primary, frozenset(_members(joined, search.examples.hidden)) - primary)


def _members(joined: Joined, cells: Iterable[int]) -> Iterable[int]:
    return (member for cell in cells for member in joined.cells[cell])


@dataclass(frozen=True, slots=True)
class _Search:
    joined: Joined
    flows: Flows
    examples: Examples

    def make_safe(self, cell: int, *, only_hidden: bool = False) -> bool:
        """Find the tables that ``cell`` lacks, hiding what they change; False where there are none."""
        while wishes := self.examples.lacking(cell):
            hidden = self.examples.hidden
            found = [
                one for wish in wishes if (one := self.flows.cheapest(wish, hidden, only_hidden=only_hidden))
            ]
            if not found:
                return False
            _cost, change = min(found, key=lambda one: one[0])
            self.examples.keep(change)
        return True

    def take_back(self) -> None:
        """Publish every cell that nobody needs hidden, the dearest and largest first."""
        costs, persons, examples = self.joined.costs, self.joined.persons, self.examples
        for cell in sorted(examples.secondary, key=lambda one: (-costs[one], -persons[one], one)):
            if cell in examples.hidden and not self._forced(cell):
                harmed = examples.publish(cell)
                if all(self.make_safe(one, only_hidden=True) for one in harmed):
                    examples.publish_idle(examples.secondary)
                else:
                    examples.hide(cell)

    def _forced(self, cell: int) -> bool:
        """Whether publishing ``cell`` gives a sensitive one away by plain subtraction, step by step."""
        hidden, sensitive = self.examples.hidden, self.joined.sensitive
        shown = [cell]
        gone = {cell}
        while shown:
            for number, _sign in self.joined.by_cell[shown.pop()]:
                left = [one for one in self.joined.equations[number] if one in hidden and one not in gone]
                if len(left) == 1:
                    if left[0] in sensitive:
                        return True
                    gone.add(left[0])
                    shown.append(left[0])
        return False
