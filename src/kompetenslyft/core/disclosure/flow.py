"""The least that must be hidden for one cell to move: a minimum-cost flow through the tables, solved by HiGHS."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy

from kompetenslyft.core.disclosure.joined import Joined

Change = Mapping[int, int]
"""Another table that what is published allows: by how many persons each cell differs from the true one."""

_NEXT_TO_NOTHING = 1e-3
_TOLERANCE = 1e-6
_LARGEST = 1e6
_STEP = 5
"""How much farther off a cell is that would have to be hidden."""
_NEAR, _NEAR_BY_HIDDEN = 300, 600


class SolverFailed(Exception):
    """No answer from the solver, in time or at all, or a cell that nothing can hide: nothing may be published."""


@dataclass(frozen=True, slots=True)
class Wish:
    """``cell`` is to move by ``amount`` (signed). No cell may come below ``floor`` persons; ``still`` stand still."""

    cell: int
    amount: int
    floor: int
    still: frozenset[int] = frozenset()


class Flows:
    """Small linear programmes around one cell, wider where the near ones have no answer.

    One thread, simplex, sorted input: the same answer on any machine. ``seconds`` is the most one of them may take.
    """

    def __init__(self, joined: Joined, seconds: float) -> None:
        self._joined = joined
        self._seconds = float(seconds)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0), ("presolve", "off"),
            ("simplex_strategy", 1), ("solver", "simplex"),
        ):  # fmt: skip
            self._solver.setOptionValue(option, value)

    def cheapest(
        self, wish: Wish, hidden: Collection[int], *, among: Collection[int] | None = None
    ) -> tuple[float, Change] | None:
        """Cost and change in whole persons; None where there is none. Hidden cells are next to free.

        ``among``: the only cells that may change; then only those near by are tried. Raises SolverFailed.
        """
        size = _NEAR if among is None else _NEAR_BY_HIDDEN
        while True:
            cells = self._near(wish.cell, size, hidden, among)
            found = self._solve(wish, cells, hidden)
            if found is not None or among is not None or len(cells) < size:
                return found
            size *= 4

    def _near(
        self, start: int, size: int, hidden: Collection[int], among: Collection[int] | None
    ) -> list[int]:
        """The cells nearest to ``start``, a hidden one being a short step."""
        neighbours = self._joined.neighbours
        distance = {start: 0}
        queue = [(0, start)]
        done: dict[int, None] = {}
        while queue and len(done) < size:
            so_far, cell = heapq.heappop(queue)
            if cell in done:
                continue
            done[cell] = None
            for other in neighbours[cell]:
                if other in done or (among is not None and other not in among):
                    continue
                step = so_far + (1 if other in hidden else _STEP)
                if step < distance.get(other, step + 1):
                    distance[other] = step
                    heapq.heappush(queue, (step, other))
        return list(done)

    def _solve(
        self, wish: Wish, cells: Sequence[int], hidden: Collection[int]
    ) -> tuple[float, Change] | None:
        solver = self._solver
        solver.passModel(self._programme(wish, cells, hidden))
        if not self._answered():
            return None
        moved = self._moved(len(cells))
        if numpy.abs(moved - numpy.rint(moved)).max() > _TOLERANCE:
            whole = numpy.full(2 * len(cells), highspy.HighsVarType.kInteger)
            solver.changeColsIntegrality(
                2 * len(cells), numpy.arange(2 * len(cells), dtype=numpy.int32), whole
            )
            if not self._answered():
                return None
            moved = self._moved(len(cells))
        steps = {cell: round(step) for cell, step in zip(cells, moved.tolist(), strict=True)}
        return solver.getInfo().objective_function_value, {cell: step for cell, step in steps.items() if step}

    def _answered(self) -> bool:
        before = self._solver.getRunTime()
        self._solver.setOptionValue("time_limit", before + self._seconds)
        self._solver.run()
        if self._solver.getRunTime() - before > self._seconds:
            raise SolverFailed(f"> {self._seconds:g} s")
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return False
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(self._solver.modelStatusToString(status))
        return True

    def _moved(self, size: int) -> numpy.typing.NDArray[numpy.float64]:
        values = numpy.array(self._solver.getSolution().col_value)
        result: numpy.typing.NDArray[numpy.float64] = values[:size] - values[size:]
        return result

    def _programme(self, wish: Wish, cells: Sequence[int], hidden: Collection[int]) -> highspy.HighsLp:
        """A column for each cell upwards, then one for each downwards; the equations hold of the changes."""
        size = len(cells)
        equations: dict[int, int] = {}
        starts, rows, signs = [0], [], []
        costs = numpy.empty(size)
        upwards, downwards = numpy.full(size, max(_LARGEST, 100 * abs(wish.amount))), numpy.empty(size)
        for column, cell in enumerate(cells):
            for equation, sign in self._joined.by_cell[cell]:
                rows.append(equations.setdefault(equation, len(equations)))
                signs.append(sign)
            starts.append(len(rows))
            costs[column] = _NEXT_TO_NOTHING if cell in hidden else self._joined.costs[cell]
            downwards[column] = max(0, self._joined.persons[cell] - wish.floor)
            if cell in wish.still:
                upwards[column] = downwards[column] = 0
        lower = numpy.zeros(2 * size)
        upper = numpy.concatenate([upwards, downwards])
        goes, stays = (0, size) if wish.amount > 0 else (size, 0)
        lower[goes] = abs(wish.amount)
        upper[goes], upper[stays] = abs(wish.amount), 0
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = 2 * size, len(equations)
        programme.col_cost_ = numpy.concatenate([costs, costs])
        programme.col_lower_, programme.col_upper_ = lower, upper
        programme.row_lower_ = programme.row_upper_ = numpy.zeros(len(equations))
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_ = numpy.array(starts + [starts[-1] + start for start in starts[1:]])
        programme.a_matrix_.index_ = numpy.array(rows + rows)
        programme.a_matrix_.value_ = numpy.array(signs + [-sign for sign in signs], dtype=float)
        return programme
