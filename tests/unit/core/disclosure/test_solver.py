"""What is made of the solver's answers."""

from __future__ import annotations

from types import SimpleNamespace

import highspy
import pytest

from kompetenslyft.core.disclosure.solver import SolverFailed, answered

Status = highspy.HighsModelStatus
Solution = highspy.SolutionStatus


class LosesItsWay:
    """A solver whose simplex has no answer, and perhaps one once the programme is made smaller."""

    def __init__(self, then: Status, solution: highspy.SolutionStatus = Solution.kSolutionStatusNone) -> None:
        self.options: dict[str, str | float] = {"presolve": "off"}
        self.then = then
        self.solution = int(solution)
        self.status = Status.kNotset

    def run(self) -> None:
        self.status = self.then if self.options["presolve"] == "on" else Status.kUnknown

    def clearSolver(self) -> None:
        self.status = Status.kNotset

    def setOptionValue(self, name: str, value: str | float) -> None:
        self.options[name] = value

    def getOptionValue(self, name: str) -> tuple[str, str | float]:
        return "ok", self.options[name]

    def getModelStatus(self) -> Status:
        return self.status

    def modelStatusToString(self, status: Status) -> str:
        return status.name

    def getInfo(self) -> SimpleNamespace:
        return SimpleNamespace(primal_solution_status=self.solution)

    def getRunTime(self) -> float:
        return 0.0


@pytest.mark.parametrize(("then", "found"), [(Status.kOptimal, True), (Status.kInfeasible, False)])
def test_what_simplex_leaves_unknown_is_solved_once_more(then: Status, *, found: bool) -> None:
    solver = LosesItsWay(then)
    assert answered(solver, 60) is found
    assert solver.options["presolve"] == "off"


def test_what_stays_unknown_has_failed() -> None:
    with pytest.raises(SolverFailed, match="kUnknown"):
        answered(LosesItsWay(Status.kUnknown), 60)


@pytest.mark.parametrize(
    ("solution", "found"), [(Solution.kSolutionStatusFeasible, True), (Solution.kSolutionStatusNone, False)]
)
def test_at_the_limit_of_branches_the_best_so_far_will_do(
    solution: highspy.SolutionStatus, *, found: bool
) -> None:
    assert answered(LosesItsWay(Status.kSolutionLimit, solution), 60) is found
