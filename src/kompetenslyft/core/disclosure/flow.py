"""The least that must be hidden for one cell to move: a minimum-cost flow through the tables, solved by HiGHS."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import highspy
import numpy

from kompetenslyft.core.disclosure.guidance import guidance
from kompetenslyft.core.disclosure.joined import Joined
from kompetenslyft.core.disclosure.nearness import UNREACHED, Floats, Places, Reached, Steps, lengths, places
from kompetenslyft.core.disclosure.solver import SolverFailed, answered, simplex, whole
from kompetenslyft.core.pulse import Pulse, nobody

Mask = numpy.typing.NDArray[numpy.bool_]
Change = Mapping[int, int]
"""Another table that what is published allows: by how many persons each cell differs from the true one."""

_NEXT_TO_NOTHING = 1e-3
_SEEN_THROUGH = 0.1
"""What a hidden cell costs of which somebody knows that it does not move."""
_TOLERANCE = 1e-6
_LARGEST = 1e6
_STEP = 5
"""How much farther off a cell is that would have to be hidden."""
_MOVE = 2
"""The same of a move, up or down, where the nearest cells have no answer."""
_NEAR, _NEAR_BY_HIDDEN = (300, 1200), 600
_LARGE = 8000
"""Systems of more cells are searched by moves where the near cells have no answer."""
_WIDE = 4800
"""How many cells, or moves, come next."""
_NEAR_IN_INTEGERS = 1200, 4800
"""How many moves, besides those of the answer in fractions, are tried in whole persons there."""
_FARTHEST = 20
"""How many times what is asked they may be: with little room the solver has an answer soon."""
_GAP, _NODES = 0.05, 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """``cell`` is to move by ``amount`` (signed). No cell may come below ``floor`` persons; ``still`` stand still."""

    cell: int
    amount: int
    floor: int
    still: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Part:
    """The equations of some moves: entry ``i`` says that move ``column[i]`` stands in row ``row[i]`` with a sign."""

    rows: int
    starts: Places
    column: Places
    row: Places
    sign: Floats


class Flows:
    """Small linear programmes around one cell, wider where the near ones have no answer. Move ``2 i`` is cell ``i`` up,
    ``2 i + 1`` is it down.

    One thread, simplex, sorted input: the same answer on any machine. ``seconds`` is the most one of them may take, and
    ``pulse`` is called before each.
    """

    def __init__(self, joined: Joined, seconds: float, pulse: Pulse = nobody) -> None:
        self._seconds = seconds
        self._pulse = pulse
        self._simplex, self._whole = simplex(), whole(_GAP, _NODES)
        self._costs = guidance(joined, seconds).costs + _NEXT_TO_NOTHING
        self._once_hidden = numpy.where([bool(one) for one in joined.alone], _SEEN_THROUGH, _NEXT_TO_NOTHING)
        self._large = len(joined.cells) > _LARGE
        self._sizes = _NEAR if self._large else (*_NEAR, _WIDE, _LARGE + 1)
        self._persons = numpy.array(joined.persons, dtype=float)
        entries = [one for one in joined.by_cell for _way in "ud"]
        self._starts = numpy.cumsum([0, *map(len, entries)])
        self._equation = numpy.array([number for one in entries for number, _ in one], dtype=numpy.int64)
        self._sign = numpy.array([sign for one in entries for _, sign in one], dtype=float)
        each = numpy.diff(self._starts)
        self._sign *= numpy.repeat(numpy.tile([1.0, -1.0], len(joined.cells)), each)
        upwards = numpy.repeat(numpy.tile([True, False], len(joined.cells)), each)
        leads = 2 * self._equation + (self._sign < 0)
        sums = len(joined.equations)
        self._by_move = Steps.of(self._starts, leads, leads ^ 1, 2 * sums, paired=True)
        cells = numpy.concatenate([[0], numpy.cumsum(each[::2])])
        crossed = self._equation[upwards]
        self._by_cell = Steps.of(cells, crossed, crossed, sums, paired=False)

    def cheapest(
        self, wish: Wish, hidden: Collection[int], *, only_hidden: bool = False
    ) -> tuple[float, Change] | None:
        """Cost and change in whole persons; None where there is none. Hidden cells are next to free.

        ``only_hidden``: no other cell may change; then only those near by are tried. Raises SolverFailed.
        """
        covered = numpy.zeros(len(self._persons), dtype=bool)
        covered[list(hidden)] = True
        room = self._room(wish)
        steps = numpy.where(covered, 1, UNREACHED if only_hidden else _STEP)
        reached = Reached(self._by_cell.rings(wish.cell, steps))
        for size in (_NEAR_BY_HIDDEN,) if only_hidden else self._sizes:
            cells = reached.nearest(size)
            found = self._solve(wish, numpy.concatenate([2 * cells, 2 * cells + 1]), covered, room)
            if found is not None or only_hidden or len(cells) < size:
                return found
        return self._farther(wish, covered, room)

    def _farther(self, wish: Wish, covered: Mask, room: Floats) -> tuple[float, Change] | None:
        """By moves, so that whatever is reached can make up for what it is reached by; at last by all that can go."""
        steps = numpy.where(room > 0, numpy.repeat(numpy.where(covered, 1, _MOVE), 2), UNREACHED)
        reached = Reached(self._by_move.rings(_asked(wish), steps))
        size = _WIDE
        while len(moves := reached.nearest(size)) == size:
            if found := self._solve(wish, moves, covered, room):
                return found
            size *= 4
        return self._solve(wish, numpy.flatnonzero(room > 0), covered, room)

    def _room(self, wish: Wish) -> Floats:
        """How far each move can go."""
        room = numpy.full(2 * len(self._persons), max(_LARGEST, 100 * abs(wish.amount)))
        room[1::2] = numpy.maximum(0, self._persons - wish.floor)
        still = numpy.array(sorted(wish.still), dtype=numpy.int64)
        room[2 * still] = room[2 * still + 1] = 0
        goes = _asked(wish)
        room[goes], room[goes ^ 1] = abs(wish.amount), 0
        return room

    def _solve(self, wish: Wish, moves: Places, covered: Mask, room: Floats) -> tuple[float, Change] | None:
        found = self._moved(self._simplex, wish, moves, covered, room)
        if found is None or _is_whole(found[1]):
            return found and self._found(moves, *found)
        if not self._large:
            return self._in_integers(wish, moves, covered, room)
        small = numpy.minimum(room, _FARTHEST * abs(wish.amount))
        for size in (*_NEAR_IN_INTEGERS, len(moves)):
            near = moves[(found[1] > _TOLERANCE) | (numpy.arange(len(moves)) < size)]
            nearby = self._in_integers(wish, near, covered, small)
            if nearby is not None or len(near) == len(moves):
                return nearby
        return None

    def _in_integers(
        self, wish: Wish, moves: Places, covered: Mask, room: Floats
    ) -> tuple[float, Change] | None:
        found = self._moved(self._whole, wish, moves, covered, room)
        return found and self._found(moves, *found)

    def _found(self, moves: Places, cost: float, moved: Floats) -> tuple[float, Change]:
        """Raises SolverFailed where it does not add up."""
        part = self._part(moves)
        moved = numpy.rint(moved)
        if numpy.bincount(part.row, part.sign * moved[part.column], part.rows).any():
            raise SolverFailed("sums")
        change: dict[int, int] = {}
        for place in numpy.flatnonzero(moved).tolist():
            cell, down = divmod(int(moves[place]), 2)
            change[cell] = change.get(cell, 0) + int(moved[place]) * (-1 if down else 1)
        return cost, {cell: step for cell, step in change.items() if step}

    def _moved(
        self, solver: highspy.Highs, wish: Wish, moves: Places, covered: Mask, room: Floats
    ) -> tuple[float, Floats] | None:
        """The cost, and how far each move goes."""
        self._pulse()
        programme = self._programme(wish, moves, covered, room)
        if solver is self._whole:
            programme.integrality_ = [highspy.HighsVarType.kInteger] * programme.num_col_
        solver.passModel(programme)
        if not answered(solver, self._seconds):
            return None
        return solver.getInfo().objective_function_value, numpy.array(solver.getSolution().col_value)

    def _part(self, moves: Places) -> _Part:
        each = lengths(self._starts, moves)
        entries = places(self._starts, moves)
        starts = numpy.concatenate([[0], numpy.cumsum(each)])
        equations, row = numpy.unique(self._equation[entries], return_inverse=True)
        column = numpy.repeat(numpy.arange(len(moves)), each)
        return _Part(len(equations), starts, column, row, self._sign[entries])

    def _programme(self, wish: Wish, moves: Places, covered: Mask, room: Floats) -> highspy.HighsLp:
        """A column for each move; the equations hold of the changes."""
        part, cells = self._part(moves), moves // 2
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(moves), part.rows
        programme.col_cost_ = numpy.where(covered[cells], self._once_hidden[cells], self._costs[cells])
        asked = moves == _asked(wish)
        programme.col_lower_ = numpy.where(asked, float(abs(wish.amount)), 0.0)
        programme.col_upper_ = room[moves]
        programme.row_lower_ = programme.row_upper_ = numpy.zeros(part.rows)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_ = part.starts
        programme.a_matrix_.index_ = part.row
        programme.a_matrix_.value_ = part.sign
        return programme


def _asked(wish: Wish) -> int:
    """The move that is wished for."""
    return 2 * wish.cell + (wish.amount < 0)


def _is_whole(moved: Floats) -> bool:
    return bool(numpy.abs(moved - numpy.rint(moved)).max() <= _TOLERANCE)
