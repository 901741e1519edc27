"""Which cells are worth hiding together: a linear programme over all sums at once, before any cell is looked at.

In a sum no hidden cell may be the only one, nor may only a lone person's and one more be hidden. How much of each cell
the cheapest such hiding takes, in fractions, says where one cell can help many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy

from kompetenslyft.core.disclosure.joined import Joined
from kompetenslyft.core.disclosure.solver import answered, simplex

Row = tuple[float, tuple[tuple[int, float], ...]]
"""The least that signed cells come to."""

_WEIGHT = 0.8
"""How much cheaper a cell gets that the programme would hide."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """``costs`` of hiding each cell, less where that helps others; ``least``: no safe pattern costs less."""

    costs: numpy.typing.NDArray[numpy.float64]
    least: float


def guidance(joined: Joined, seconds: float) -> Guidance:
    """What the programme over all sums says; the costs as they are where it has no answer. Raises SolverFailed."""
    costs = numpy.array(joined.costs, dtype=float)
    rows = list(_rows(joined))
    solver = simplex()
    solver.passModel(_programme(joined, costs, rows))
    if not rows or not answered(solver, seconds):
        return Guidance(costs, float(costs[sorted(joined.sensitive)].sum()))
    share = numpy.clip(numpy.array(solver.getSolution().col_value), 0, 1)
    return Guidance(costs * (1 - _WEIGHT * numpy.round(share, 6)), solver.getInfo().objective_function_value)


def _rows(joined: Joined) -> Iterator[Row]:
    for equation in joined.equations:
        sensitive = [cell for cell in equation if cell in joined.sensitive]
        if not sensitive:
            for cell in equation:
                yield 0.0, tuple((other, -1.0 if other == cell else 1.0) for other in equation)
        elif len(sensitive) == 1:
            yield 1.0, tuple((cell, 1.0) for cell in equation if cell != sensitive[0])
        yield from _for_lone(joined, equation, sensitive)


def _for_lone(joined: Joined, equation: tuple[int, ...], sensitive: list[int]) -> Iterator[Row]:
    """Beside what a lone person knows, two cells or none are hidden."""
    for person in sorted({person for cell in sensitive for person in joined.alone[cell]}):
        known = joined.lone[person]
        others = [cell for cell in sensitive if cell not in known]
        if len(others) == 1 and joined.persons[others[0]]:
            yield 2.0, tuple((cell, 1.0) for cell in equation if cell not in known)


def _programme(
    joined: Joined, costs: numpy.typing.NDArray[numpy.float64], rows: list[Row]
) -> highspy.HighsLp:
    size = len(costs)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = size, len(rows)
    programme.col_cost_ = costs
    programme.col_lower_ = numpy.array([float(cell in joined.sensitive) for cell in range(size)])
    programme.col_upper_ = numpy.ones(size)
    programme.row_lower_ = numpy.array([least for least, _terms in rows])
    programme.row_upper_ = numpy.full(len(rows), highspy.kHighsInf)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = numpy.cumsum([0, *(len(terms) for _least, terms in rows)])
    programme.a_matrix_.index_ = numpy.array([cell for _least, terms in rows for cell, _sign in terms])
    programme.a_matrix_.value_ = numpy.array([sign for _least, terms in rows for _cell, sign in terms])
    return programme
