"""What the audit finds of tables written by hand: what is asked of a cell is data, and whatever is wrong is told."""

from __future__ import annotations

from dataclasses import replace

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
