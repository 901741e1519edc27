"""HiGHS as the suppression uses it: one thread, the same answer on any machine, and none rather than a late one."""

from __future__ import annotations

import highspy


class SolverFailed(Exception):
    """No answer from the solver, in time or at all, or a cell that nothing can hide: nothing may be published."""


def simplex() -> highspy.Highs:
    """For linear programmes that are small or quickly solved."""
    return _solver(presolve="off", simplex_strategy=1, solver="simplex")


def whole(gap: float, nodes: int) -> highspy.Highs:
    """For programmes in whole numbers; within a share ``gap`` of the best is good enough, and so is the best of
    ``nodes`` branches."""
    return _solver(mip_rel_gap=gap, mip_max_nodes=nodes)


def _solver(**options: str | float) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    fixed: dict[str, str | float] = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}
    for option, value in (fixed | options).items():
        solver.setOptionValue(option, value)
    return solver


def answered(solver: highspy.Highs, seconds: float) -> bool:
    """Run; False where there is no answer, or the solver has found none within its limit of branches.

    Raises SolverFailed, also where it took more than ``seconds``.
    """
    before = solver.getRunTime()
    solver.setOptionValue("time_limit", before + float(seconds))
    solver.run()
    unknown = solver.getModelStatus() == highspy.HighsModelStatus.kUnknown
    if unknown and solver.getOptionValue("presolve")[1] == "off":
        _presolved(solver)
    if solver.getRunTime() - before > seconds:
        raise SolverFailed(f"> {seconds:g} s")
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return False
    if status == highspy.HighsModelStatus.kSolutionLimit:
        return bool(solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed(solver.modelStatusToString(status))
    return True


def _presolved(solver: highspy.Highs) -> None:
    """Once more, made smaller first: simplex by itself may lose its way where costs differ by ten powers of ten."""
    solver.clearSolver()
    solver.setOptionValue("presolve", "on")
    solver.run()
    solver.setOptionValue("presolve", "off")
