"""What the audit finds of tables written by hand: what is asked of a cell is data, and whatever is wrong is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from highspy import HighsModelStatus

from kompetenslyft.core.disclosure import alternatives
from kompetenslyft.core.disclosure.audit import Verdict, audit
from kompetenslyft.core.disclosure.published import Figures, Hidden, Release

PARTS = ("A", "B", "C")


def kronor(**asked: int) -> Release:
    """A sum of three parts in kronor. The parts ``asked`` are hidden, that far in doubt; A is sensitive."""
    told = {"A": 900, "B": 4000, "C": 70_000}
    cells = {(part,): None if part in asked else told[part] for part in PARTS}
    hidden = {(part,): Hidden(told[part], part == "A", asked[part]) for part in asked}
    figures = Figures("kronor", (0,), {("T",): sum(told.values()), **cells})
    return Release("T", (dict.fromkeys(PARTS, "T"),), (figures,), hidden, True, 0, 0)


def verdicts(release: Release) -> dict[str, Verdict]:
    return {cell.key[0]: cell.verdict for cell in audit(release).cells}


def test_what_is_asked_of_a_cell_is_data() -> None:
    """B of 4 000 kronor can hide A, which is less, if A may go up by no more than B has."""
    assert verdicts(kronor(A=4000, B=1)) == {"A": Verdict.SAFE, "B": Verdict.SAFE}
    assert verdicts(kronor(A=4001, B=1)) == {"A": Verdict.TOO_NARROW, "B": Verdict.SAFE}
    assert verdicts(kronor(A=4001, C=1)) == {"A": Verdict.SAFE, "C": Verdict.SAFE}


def test_a_sensitive_cell_in_the_open_is_told_whatever_its_number() -> None:
    release = kronor(A=1, B=1)
    shown = replace(release.tables[0], cells={**release.tables[0].cells, ("A",): 900, ("B",): 4000})
    result = audit(replace(release, tables=(shown,)))
    assert result.faults == ((Verdict.NOT_HIDDEN, ("A",), "900"),)
    assert not result.is_safe


def linked(told: dict[str, int | None], truth: dict[str, int], *sums: str) -> Release:
    """Cells by one letter, None where hidden, and sums of them (``D=AB``: D is A and B together)."""
    cells = {(name,): persons for name, persons in told.items()}
    hidden = {(name,): Hidden(truth[name], False) for name, persons in told.items() if persons is None}
    links = tuple(((one[0],), tuple((part,) for part in one[2:])) for one in sums)
    return Release("T", ({},), (Figures("one", (), cells),), hidden, False, 0, 0, links)


def test_an_alternative_is_in_whole_persons() -> None:
    """D is A and B, which are the same number: one more in D is half a person more in each, two more are whole."""
    truth = {"A": 3, "B": 3, "C": 5, "D": 6}
    told = dict.fromkeys(truth) | {"S": 8, "U": 8}
    result = audit(linked(told, truth, "S=AC", "U=BC", "D=AB"))
    assert result.is_safe
    assert [(cell.key[0], cell.low, cell.high) for cell in result.cells] == [
        ("A", 2, 4),
        ("B", 2, 4),
        ("C", 4, 6),
        ("D", 4, 8),
    ]


def test_what_only_half_persons_could_change_is_recoverable() -> None:
    """D can be no more than 1, and is even: all numbers follow, though neither sums nor fractions tell."""
    truth = {"A": 0, "B": 0, "C": 5, "D": 0, "E": 1}
    told = dict.fromkeys(truth) | {"S": 5, "U": 5, "V": 1}
    result = audit(linked(told, truth, "S=AC", "U=BC", "D=AB", "V=DE"))
    assert {cell.verdict for cell in result.cells} == {Verdict.RECOVERABLE}


@pytest.mark.parametrize("lie", [{0: 1}, {0: 1, 1: 1}, {0: 1, 1: -901}], ids=["one", "sum", "nobody"])
def test_nothing_that_the_solver_says_counts_unconfirmed(lie: dict[int, int], monkeypatch) -> None:
    monkeypatch.setattr(alternatives._Programme, "solved", lambda *_given: lie)
    assert verdicts(kronor(A=1, B=1)) == {"A": Verdict.RECOVERABLE, "B": Verdict.RECOVERABLE}


def test_a_solver_out_of_time_is_not_asked_for_ever() -> None:
    pairs = [letter + letter.lower() for letter in "ABCDEFGHIJKL"]
    truth = {name: 5 for pair in pairs for name in pair}
    told = dict.fromkeys(truth) | {str(number): 10 for number in range(len(pairs))}
    release = linked(told, truth)
    release = replace(release, links=tuple(((str(n),), ((a,), (b,))) for n, (a, b) in enumerate(pairs)))
    assert audit(release).is_safe
    result = audit(release, seconds=0)
    assert result.programmes == 10
    assert {cell.verdict for cell in result.cells} == {Verdict.UNANSWERED}


def test_a_solver_in_error_leaves_every_cell_unanswered(monkeypatch) -> None:
    monkeypatch.setattr(
        alternatives.highspy.Highs, "getModelStatus", lambda _solver: HighsModelStatus.kSolveError
    )
    assert set(verdicts(kronor(A=1, B=1)).values()) == {Verdict.UNANSWERED}


def test_a_hidden_cell_whose_number_is_not_given_is_unanswered() -> None:
    release = kronor(A=1, B=1)
    result = audit(replace(release, hidden={("A",): release.hidden["A",]}))
    assert result.faults == ((Verdict.UNANSWERED, ("B",), "?"),)


def test_margins_that_do_not_add_up_are_told_with_the_difference() -> None:
    release = kronor(A=1, B=1)
    off = replace(release.tables[0], cells={**release.tables[0].cells, ("T",): 74_901})
    result = audit(replace(release, tables=(off,)))
    assert result.faults == ((Verdict.CONTRADICTION, ("T",), "kronor: +1"),)
    assert {cell.verdict for cell in result.cells} == {Verdict.UNANSWERED}
    second = replace(release.tables[0], table="again", cells={("C",): 70_001})
    result = audit(replace(release, tables=(*release.tables, second)))
    assert (Verdict.CONTRADICTION, ("C",), "70000, 70001") in result.faults
