"""Changes from a day keep the past as it read; corrections replace it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.staff.changes import added, changed_from, check_change, corrected, ended, removed
from kompetenslyft.core.staff.differences import paired, same
from kompetenslyft.core.staff.model import Leave, LeavingReason, Person
from kompetenslyft.core.staff.register import check_person, share_on, works_on
from tests.unit.core.staff.made_up import START, degree, employment, people, person

DAY = date(2014, 6, 1)


def test_a_change_of_unit_ends_one_employment_as_an_internal_move_and_begins_the_next() -> None:
    running = employment()
    moved = employment(DAY, unit="söder", share=80)
    assert changed_from(person(running), running, moved).employments == (
        replace(running, last_day=date(2014, 5, 31), leaving_reason=LeavingReason.INTERNAL_MOVE),
        moved,
    )


def test_a_change_within_the_unit_is_no_move() -> None:
    running = employment(START, date(2015, 12, 31), leaving_reason=LeavingReason.END_OF_TERM)
    before, after = changed_from(person(running), running, employment(DAY, share=75)).employments
    assert (before.last_day, before.leaving_reason) == (date(2014, 5, 31), None)
    assert after == employment(DAY, share=75)


@given(st.integers(1, 800), st.integers(1, 100))
def test_every_day_before_a_change_reads_as_it_did(days: int, share: int) -> None:
    running = employment()
    day = START + timedelta(days=days)
    changed = changed_from(person(running), running, employment(day, share=share))
    assert check_change(running, day) == []
    assert check_person(changed) == []
    for each in (START, day - timedelta(days=1)):
        assert share_on(changed, each) == 100
    assert [one.share for one in works_on(changed, day)] == [share]


@pytest.mark.parametrize("day", [START, START - timedelta(days=9), date(2016, 1, 1)])
def test_a_change_outside_the_employment_says_what_to_do_instead(day: date) -> None:
    (finding,) = check_change(employment(START, date(2015, 12, 31)), day)
    assert finding.code == "N126"


def test_an_end_and_a_correction_stay_at_their_place() -> None:
    first, last = employment(START, date(2013, 1, 1)), employment(date(2013, 1, 2))
    one = person(first, last)
    assert ended(one, last, DAY, LeavingReason.RETIREMENT).employments[1].last_day == DAY
    assert corrected(one, first, replace(first, share=50)).employments == (replace(first, share=50), last)
    with pytest.raises(ValueError, match="tuple"):
        ended(person(), first, DAY, None)
    with pytest.raises(ValueError, match="credential"):
        corrected(one, first, degree())


def test_what_is_added_can_be_removed_again() -> None:
    one = person(employment())
    for new in (employment(DAY, share=1), degree(), Leave(DAY)):
        assert removed(added(one, new), new) == one


@given(people(), people(), st.randoms())
def test_pairing_accounts_for_every_row_once(before: Person, after: Person, random) -> None:
    pairs = paired(before.employments, after.employments)
    kept_before = set(range(len(before.employments))) - {old for old, _ in pairs.changed} - set(pairs.removed)
    kept_after = set(range(len(after.employments))) - {new for _, new in pairs.changed} - set(pairs.added)
    assert len(kept_before) == len(kept_after)
    assert sorted(map(hash, (before.employments[place] for place in kept_before))) == sorted(
        map(hash, (after.employments[place] for place in kept_after))
    )
    mixed = tuple(random.sample(after.employments, len(after.employments)))
    assert same(after, replace(after, employments=mixed))
    assert paired(after.employments, mixed).changed == ()


def test_what_only_got_a_last_day_is_the_same_row() -> None:
    first, last = employment(share=50), employment(unit="söder", share=50)
    ended_last = replace(last, last_day=DAY)
    assert paired((first, last), (ended_last, first)).changed == ((1, 0),)
