"""The least that must be hidden for one cell to move: a minimum-cost flow through the tables, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy

from kompetenslyft.core.disclosure.guidance import guidance
from kompetenslyft.core.disclosure.joined import Joined
from kompetenslyft.core.disclosure.solver import SolverFailed, answered, simplex, whole
from kompetenslyft.core.pulse import Pulse, nobody

Change = Mapping[int, int]
"""Another table that what is published allows: by how many persons each cell differs from the true one."""

Floats = numpy.typing.NDArray[numpy.float64]
Places = numpy.typing.NDArray[numpy.int64]

_NEXT_TO_NOTHING = 1e-3
_SEEN_THROUGH = 0.1
"""What a hidden cell costs of which somebody knows that it does not move."""
_TOLERANCE = 1e-6
_LARGEST = 1e6
_STEP = 5
"""How much farther off a cell is that would have to be hidden."""
_UNREACHED = 1 << 40
_NEAR, _NEAR_BY_HIDDEN = 300, 600
_GAP = 0.05


@dataclass(frozen=True, slots=True)
class Wish:
    """``cell`` is to move by ``amount`` (signed). No cell may come below ``floor`` persons; ``still`` stand still."""

    cell: int
    amount: int
    floor: int
    still: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Part:
    """The equations of some cells: entry ``i`` says that cell ``column[i]`` stands in row ``row[i]`` with a sign."""

    rows: int
    starts: Places
    column: Places
    row: Places
    sign: Floats


class Flows:
    """Small linear programmes around one cell, wider where the near ones have no answer.

    One thread, simplex, sorted input: the same answer on any machine. ``seconds`` is the most one of them may take, and
    ``pulse`` is called before each.
    """

    def __init__(self, joined: Joined, seconds: float, pulse: Pulse = nobody) -> None:
        self._seconds = seconds
        self._pulse = pulse
        self._simplex, self._whole = simplex(), whole(_GAP)
        self._costs = guidance(joined, seconds).costs + _NEXT_TO_NOTHING
        self._once_hidden = numpy.where([bool(one) for one in joined.alone], _SEEN_THROUGH, _NEXT_TO_NOTHING)
        self._persons = numpy.array(joined.persons, dtype=float)
        self._starts = numpy.cumsum([0, *map(len, joined.by_cell)])
        entries = [entry for one in joined.by_cell for entry in one]
        self._equation = numpy.array([equation for equation, _sign in entries], dtype=numpy.int64)
        self._sign = numpy.array([sign for _equation, sign in entries], dtype=float)
        self._member = numpy.array([cell for one in joined.equations for cell in one], dtype=numpy.int64)
        self._members = numpy.cumsum([0, *map(len, joined.equations)])

    def cheapest(
        self, wish: Wish, hidden: Collection[int], *, only_hidden: bool = False
    ) -> tuple[float, Change] | None:
        """Cost and change in whole persons; None where there is none. Hidden cells are next to free.

        ``only_hidden``: no other cell may change; then only those near by are tried. Raises SolverFailed.
        """
        size = _NEAR_BY_HIDDEN if only_hidden else _NEAR
        rings = self._rings(wish.cell, hidden, only_hidden)
        near: list[int] = []
        while True:
            while len(near) < size and (ring := next(rings, None)) is not None:
                near += ring.tolist()
            found = self._solve(wish, near[:size], hidden)
            if found is not None or only_hidden or len(near) < size:
                return found
            size *= 4

    def _rings(self, start: int, hidden: Collection[int], only_hidden: bool) -> Iterator[Places]:
        """The cells equally far from ``start``, the nearest first; a hidden one is a short step."""
        steps = numpy.full(len(self._persons), _UNREACHED if only_hidden else _STEP)
        steps[list(hidden)] = 1
        distance = numpy.full(len(steps), _UNREACHED)
        distance[start] = 0
        crossed = numpy.zeros(len(self._members) - 1, dtype=bool)
        waiting = {0: [numpy.array([start])]}
        while waiting:
            so_far = min(waiting)
            ring = numpy.unique(numpy.concatenate(waiting.pop(so_far)))
            ring = ring[distance[ring] == so_far]
            yield ring
            equations = self._equation[_places(self._starts, ring)]
            equations = numpy.unique(equations[~crossed[equations]])
            crossed[equations] = True
            others = self._member[_places(self._members, equations)]
            reached = so_far + steps[others]
            nearer = reached < distance[others]
            others, reached = others[nearer], reached[nearer]
            distance[others] = reached
            for one in numpy.unique(reached).tolist():
                waiting.setdefault(one, []).append(others[reached == one])

    def _solve(
        self, wish: Wish, cells: Sequence[int], hidden: Collection[int]
    ) -> tuple[float, Change] | None:
        part = self._part(cells)
        programme = self._programme(wish, cells, hidden, part)
        moved, cost = self._moved(self._simplex, programme)
        if moved is not None and numpy.abs(moved - numpy.rint(moved)).max() > _TOLERANCE:
            programme.integrality_ = [highspy.HighsVarType.kInteger] * programme.num_col_
            moved, cost = self._moved(self._whole, programme)
        if moved is None:
            return None
        moved = numpy.rint(moved)
        if numpy.bincount(part.row, part.sign * moved[part.column], part.rows).any():
            raise SolverFailed("sums")
        return cost, {cells[one]: int(moved[one]) for one in numpy.flatnonzero(moved).tolist()}

    def _moved(self, solver: highspy.Highs, programme: highspy.HighsLp) -> tuple[Floats | None, float]:
        """What each cell moves, up less down, and the cost."""
        self._pulse()
        solver.passModel(programme)
        if not answered(solver, self._seconds):
            return None, 0.0
        values = numpy.array(solver.getSolution().col_value)
        size = len(values) // 2
        return values[:size] - values[size:], solver.getInfo().objective_function_value

    def _part(self, cells: Sequence[int]) -> _Part:
        chosen = numpy.array(cells)
        entries = _places(self._starts, chosen)
        lengths = self._starts[chosen + 1] - self._starts[chosen]
        starts = numpy.concatenate([[0], numpy.cumsum(lengths)])
        equations, row = numpy.unique(self._equation[entries], return_inverse=True)
        column = numpy.repeat(numpy.arange(len(chosen)), lengths)
        return _Part(len(equations), starts, column, row, self._sign[entries])

    def _programme(
        self, wish: Wish, cells: Sequence[int], hidden: Collection[int], part: _Part
    ) -> highspy.HighsLp:
        """A column for each cell upwards, then one for each downwards; the equations hold of the changes."""
        size, chosen = len(cells), numpy.array(cells)
        covered = numpy.fromiter((cell in hidden for cell in cells), bool, size)
        costs = numpy.where(covered, self._once_hidden[chosen], self._costs[chosen])
        upwards = numpy.full(size, max(_LARGEST, 100 * abs(wish.amount)))
        downwards = numpy.maximum(0, self._persons[chosen] - wish.floor)
        if wish.still:
            still = numpy.fromiter((cell in wish.still for cell in cells), bool, size)
            upwards[still] = downwards[still] = 0
        lower = numpy.zeros(2 * size)
        upper = numpy.concatenate([upwards, downwards])
        goes, stays = (0, size) if wish.amount > 0 else (size, 0)
        lower[goes] = abs(wish.amount)
        upper[goes], upper[stays] = abs(wish.amount), 0
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = 2 * size, part.rows
        programme.col_cost_ = numpy.concatenate([costs, costs])
        programme.col_lower_, programme.col_upper_ = lower, upper
        programme.row_lower_ = programme.row_upper_ = numpy.zeros(part.rows)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_ = numpy.concatenate([part.starts, part.starts[1:] + part.starts[-1]])
        programme.a_matrix_.index_ = numpy.concatenate([part.row, part.row])
        programme.a_matrix_.value_ = numpy.concatenate([part.sign, -part.sign])
        return programme


def _places(starts: Places, chosen: Places) -> Places:
    """Where all entries of ``chosen`` are; those of ``i`` are from ``starts[i]`` to before ``starts[i + 1]``."""
    first = starts[chosen]
    lengths = starts[chosen + 1] - first
    behind: Places = numpy.repeat(first - numpy.cumsum(lengths) + lengths, lengths)
    return behind + numpy.arange(len(behind))
