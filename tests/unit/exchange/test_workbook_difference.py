"""The three-way difference, for any three sets of answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.exchange.workbook.difference import Change, Kind, difference, settle

KEYS = st.sampled_from(["a", "b", "c", "d"])
ANSWERS = st.dictionaries(KEYS, st.one_of(st.integers(0, 3), st.sampled_from(["yes", "no"])), max_size=4)


def merge(current: dict, changes: tuple[Change, ...], overwrite: frozenset[str] = frozenset()) -> dict:
    """The answers once the changes that ``settle`` lets through are saved."""
    saved, _left = settle(changes, overwrite=overwrite)
    merged = current | {change.key: change.incoming for change in saved}
    return {key: value for key, value in merged.items() if value is not None}


def only(base: dict, current: dict, incoming: dict) -> Kind:
    (change,) = difference(base, current, incoming)
    return change.kind


def test_each_kind_by_example() -> None:
    assert only({"a": 1}, {"a": 1}, {"a": 1}) is Kind.UNCHANGED
    assert only({"a": 1}, {"a": 2}, {"a": 1}) is Kind.UNCHANGED
    assert only({}, {}, {"a": 1}) is Kind.NEW
    assert only({"a": 1}, {"a": 1}, {"a": 2}) is Kind.CHANGED
    assert only({"a": 1}, {"a": 1}, {}) is Kind.CLEARED
    assert only({"a": 1}, {"a": 2}, {"a": 2}) is Kind.SAME
    assert only({"a": 1}, {"a": 2}, {"a": 3}) is Kind.CONFLICT
    assert only({"a": 1}, {"a": 2}, {}) is Kind.CONFLICT
    assert only({"a": 1}, {}, {"a": 3}) is Kind.CONFLICT


def test_zero_is_an_answer_and_blank_is_none() -> None:
    assert only({}, {}, {"a": 0}) is Kind.NEW
    assert only({"a": 0}, {"a": 0}, {}) is Kind.CLEARED


@given(ANSWERS, ANSWERS, ANSWERS)
def test_every_answered_cell_is_told_once(base: dict, current: dict, incoming: dict) -> None:
    changes = difference(base, current, incoming)
    assert sorted(change.key for change in changes) == sorted({*base, *current, *incoming})


@given(ANSWERS, ANSWERS)
def test_where_nothing_happened_meanwhile_the_file_becomes_the_return(base: dict, incoming: dict) -> None:
    changes = difference(base, base, incoming)
    assert merge(base, changes) == incoming
    assert all(change.kind not in {Kind.CONFLICT, Kind.SAME} for change in changes)


@given(ANSWERS, ANSWERS)
def test_a_file_nobody_filled_in_changes_nothing(base: dict, current: dict) -> None:
    assert merge(current, difference(base, current, base)) == current


@given(ANSWERS, ANSWERS, ANSWERS)
def test_no_figure_is_overwritten_unseen(base: dict, current: dict, incoming: dict) -> None:
    merged = merge(current, difference(base, current, incoming))
    for key in {*base, *current, *incoming}:
        if current.get(key) != base.get(key):
            assert merged.get(key) == current.get(key)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_with_every_conflict_decided_for_the_file_all_its_changes_stand(
    base: dict, current: dict, incoming: dict
) -> None:
    changes = difference(base, current, incoming)
    conflicts = frozenset(change.key for change in changes if change.kind is Kind.CONFLICT)
    merged = merge(current, changes, overwrite=conflicts)
    for key in {*base, *current, *incoming}:
        if incoming.get(key) != base.get(key):
            assert merged.get(key) == incoming.get(key)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_merging_the_same_file_twice_is_merging_it_once(base: dict, current: dict, incoming: dict) -> None:
    once = merge(current, difference(base, current, incoming))
    assert merge(once, difference(base, once, incoming)) == once


@given(ANSWERS, ANSWERS, ANSWERS, st.sets(KEYS))
def test_skipped_cells_are_left_alone(base: dict, current: dict, incoming: dict, skip: set[str]) -> None:
    changes = difference(base, current, incoming, skip=skip)
    assert not skip & {change.key for change in changes}
    merged = merge(current, changes)
    assert {key: merged.get(key) for key in skip} == {key: current.get(key) for key in skip}


@given(ANSWERS, ANSWERS, ANSWERS, st.frozensets(KEYS))
def test_every_conflict_is_either_decided_or_left(
    base: dict, current: dict, incoming: dict, overwrite: frozenset[str]
) -> None:
    changes = difference(base, current, incoming)
    saved, left = settle(changes, overwrite=overwrite)
    conflicts = {change.key for change in changes if change.kind is Kind.CONFLICT}
    assert {change.key for change in left} == conflicts - overwrite
    assert {change.key for change in saved} & conflicts == conflicts & overwrite
