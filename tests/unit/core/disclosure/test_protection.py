"""What is published is never recoverable, whatever the counts: held against an attacker who tries every table."""

from __future__ import annotations

import random
from itertools import islice

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kompetenslyft.core.disclosure.audit import Verdict, audit
from kompetenslyft.core.disclosure.flow import SolverFailed
from kompetenslyft.core.disclosure.pattern import Pattern, suppress
from tests.unit.core.disclosure.made_up import TABLES, definition, possible, protected, release, small_files

FEW = settings(max_examples=25, deadline=None)
TRIES = 60_000
tables = st.sampled_from(TABLES)


def _recoverable(system, pattern: Pattern, cells, *, floor: int, known=frozenset()) -> set[int]:
    """The ``cells`` that are the same in every table an attacker must think possible, as far as they were tried."""
    hidden = sorted(pattern.hidden)
    left = set(cells) - known
    for table in islice(possible(system, hidden, floor=floor, known=known), TRIES):
        left -= {cell for cell in left if table[cell] != system.persons[cell]}
        if not left:
            break
    return left


@FEW
@given(rows=small_files(), wanted=tables)
def test_nobody_recovers_a_sensitive_cell(rows, wanted) -> None:
    chosen = definition(wanted)
    _counts, system, pattern = protected(chosen, rows)
    assume(len(pattern.hidden) <= 16)
    assert _recoverable(system, pattern, pattern.primary, floor=1) == set()


@FEW
@given(rows=small_files(), wanted=tables)
def test_nor_does_somebody_who_is_alone_in_a_cell(rows, wanted) -> None:
    chosen = definition(wanted)
    _counts, system, pattern = protected(chosen, rows)
    assume(len(pattern.hidden) <= 14)
    for known in system.lone:
        assert _recoverable(system, pattern, pattern.primary, floor=1, known=known) == set()


@FEW
@given(rows=small_files(), wanted=tables, zeros=st.sampled_from(["open", "closed"]), nonempty=st.booleans())
def test_the_audit_agrees(rows, wanted, zeros, nonempty) -> None:
    chosen = definition(wanted, zeros=zeros, nonempty=nonempty)
    counts, system, pattern = protected(chosen, rows)
    result = audit(release(chosen, counts, system, pattern))
    assert result.is_safe, result
    assert {cell.key for cell in result.cells} == {system.keys[i] for i in pattern.hidden}
    for cell in result.cells:
        assert cell.low < cell.high
        if cell.sensitive:
            assert cell.low <= max(0, cell.persons - 1)
            assert cell.high >= cell.persons + 1


@FEW
@given(rows=small_files(), wanted=tables, chance=st.randoms(use_true_random=False))
def test_order_makes_no_difference(rows, wanted, chance: random.Random) -> None:
    chosen = definition(wanted)
    mixed = list(rows)
    chance.shuffle(mixed)
    _counts, system, pattern = protected(chosen, rows)
    _counts, again, same = protected(chosen, mixed)
    assert (system, pattern) == (again, same)


@FEW
@given(rows=small_files(), wanted=tables, pick=st.integers(0, 99))
def test_the_audit_sees_a_cell_taken_back(rows, wanted, pick: int) -> None:
    """A secondary cell is published after all: where trying every table gives a sensitive one, the audit says so."""
    chosen = definition(wanted)
    counts, system, pattern = protected(chosen, rows)
    assume(pattern.secondary)
    back = sorted(pattern.secondary)[pick % len(pattern.secondary)]
    less = Pattern(pattern.primary, pattern.secondary - {back})
    result = audit(release(chosen, counts, system, less))
    brute = _recoverable(system, less, less.primary, floor=1) if len(less.hidden) <= 12 else set()
    assert not (brute and result.is_safe)


def test_a_cell_by_itself_in_its_row_is_recoverable() -> None:
    rows = [("a1", "K", "x", 2), ("a1", "M", "x", 9), ("a2", "K", "x", 8), ("a2", "M", "x", 7)]
    chosen = definition([["unit", "sex"]])
    counts, system, pattern = protected(chosen, rows)
    alone = Pattern(pattern.primary, frozenset())
    result = audit(release(chosen, counts, system, alone))
    assert {cell.verdict for cell in result.cells} == {Verdict.RECOVERABLE}
    shown = Pattern(frozenset(), frozenset())
    result = audit(release(chosen, counts, system, shown))
    assert {verdict for verdict, _key, _detail in result.faults} == {Verdict.NOT_HIDDEN}


def test_two_lone_persons_do_not_hide_one_another() -> None:
    """1 + 1 + 9 = 11: with the 9 published each of the two knows the other; so does whoever knows nobody is zero."""
    rows = [("a1", "K", "x", 1), ("a2", "K", "x", 1), ("a3", "K", "x", 9)]
    chosen = definition([["unit"]])
    counts, system, pattern = protected(chosen, rows)
    hidden = {system.keys[i][0] for i in pattern.hidden}
    assert {"a1", "a2", "a3"} <= hidden
    both = Pattern(pattern.primary, frozenset())
    assert not audit(release(chosen, counts, system, both)).is_safe
    lax = definition([["unit"]], nonempty=False)
    assert {cell.verdict for cell in audit(release(lax, counts, system, both)).cells} == {Verdict.LONE}


def test_a_solver_out_of_time_leaves_it_unpublished() -> None:
    rows = [("a1", "K", "x", 2), ("a1", "M", "x", 9), ("a2", "K", "x", 8), ("a2", "M", "x", 7)]
    chosen = definition([["unit", "sex"]])
    counts, system, pattern = protected(chosen, rows)
    with pytest.raises(SolverFailed):
        suppress(system, chosen.rules, seconds=0)
    result = audit(release(chosen, counts, system, pattern), seconds=0)
    assert not result.is_safe
    assert Verdict.UNANSWERED in {cell.verdict for cell in result.cells}


def test_costs_choose_what_is_hidden() -> None:
    rows = [("a1", "K", "x", 2), ("a2", "K", "x", 8), ("a3", "K", "x", 9), ("b1", "K", "x", 30)]
    chosen = definition([["unit"]])
    _counts, system, _pattern = protected(chosen, rows)
    costs = [1.0] * len(system.keys)
    costs[system.keys.index(("a2", "T", "T"))] = 50.0
    pattern = suppress(system, chosen.rules, costs=costs)
    assert system.keys.index(("a2", "T", "T")) not in pattern.hidden
    assert system.keys.index(("a3", "T", "T")) in pattern.hidden
