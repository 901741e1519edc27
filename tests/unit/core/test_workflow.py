"""The life of a return: what the table of transitions and the locks must always hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.workflow.locks import LockKind, RoundDates, lock
from kompetenslyft.core.workflow.returns import (
    EDITABLE,
    EVENT_LABELS,
    STATUS_LABELS,
    TRANSITIONS,
    Actor,
    Event,
    Status,
    counted_submission,
    possible_events,
    status_of,
    transition,
)

DATES = RoundDates(date(2016, 11, 1), date(2017, 2, 10), date(2017, 2, 20), date(2017, 3, 1))


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """A list of events that can happen, one after the other."""
    status, life = Status.NOT_STARTED, []
    for _ in range(draw(st.integers(0, 25))):
        steps = [t for t in TRANSITIONS if t.source is status]
        step = draw(st.sampled_from(steps))
        life.append(step.event)
        status = step.target
    return life


@given(lives())
def test_every_life_adds_up_to_a_status_with_a_way_on(life: list[Event]) -> None:
    status = status_of(life)
    assert any(t.source is status for t in TRANSITIONS), "no status is a dead end"
    assert status in STATUS_LABELS


@given(lives(), st.sampled_from(list(Event)))
def test_an_event_outside_the_table_is_refused(life: list[Event], event: Event) -> None:
    status = status_of(life)
    if transition(status, event) is None:
        with pytest.raises(ValueError, match=event.value):
            status_of([*life, event])
    else:
        assert status_of([*life, event]) is transition(status, event).target


def test_one_transition_per_status_and_event_and_every_event_used() -> None:
    pairs = [(t.source, t.event) for t in TRANSITIONS]
    assert len(pairs) == len(set(pairs))
    assert {t.event for t in TRANSITIONS} == set(Event) == set(EVENT_LABELS)
    assert {t.target for t in TRANSITIONS} | {Status.NOT_STARTED} == set(Status)


def test_only_the_signatory_signs_and_only_the_officer_accepts() -> None:
    for t in TRANSITIONS:
        if t.event in {Event.SIGNED, Event.DECLARED_NIL}:
            assert t.actors == {Actor.SIGNATORY}
        if t.event in {Event.ACCEPTED, Event.COMPLETION_REQUESTED}:
            assert t.actors == {Actor.OFFICER}


def test_what_each_can_do_with_a_submitted_return() -> None:
    assert possible_events(Status.SUBMITTED, [Actor.COORDINATOR]) == {Event.WITHDRAWN}
    assert possible_events(Status.SUBMITTED, [Actor.SIGNATORY]) == {Event.WITHDRAWN, Event.SIGNED}
    assert possible_events(Status.SUBMITTED, [Actor.OFFICER]) == set()
    assert possible_events(Status.SUBMITTED, []) == set()


def test_the_signed_submission_counts_until_it_is_taken_back() -> None:
    told = [(Event.STARTED, None), (Event.SUBMITTED, 1)]
    assert counted_submission(told) is None
    told.append((Event.SIGNED, 1))
    assert counted_submission(told) == 1
    told += [(Event.COMPLETION_REQUESTED, 1), (Event.RESUBMITTED, 2)]
    assert counted_submission(told) == 1, "the first counts until the second is signed"
    assert counted_submission([*told, (Event.SIGNED, 2)]) == 2
    assert counted_submission([*told, (Event.SIGNED, 2), (Event.WITHDRAWN, 2)]) is None
    assert counted_submission([*told, (Event.WITHDRAWN, 2)]) == 1, "the second was never signed"
    assert counted_submission([*told, (Event.WITHDRAWN, 2), (Event.DECLARED_NIL, 2)]) is None


def numbered(life: list[Event]) -> list[tuple[Event, int | None]]:
    """The events with the submission that each concerns: the latest so far."""
    number, told = 0, []
    for event in life:
        number += event in {Event.SUBMITTED, Event.RESUBMITTED}
        told.append((event, number or None))
    return told


@given(lives())
def test_only_the_signatory_changes_what_counts(life: list[Event]) -> None:
    told = numbered(life)
    for end, (event, number) in enumerate(told, start=1):
        before, after = counted_submission(told[: end - 1]), counted_submission(told[:end])
        if event is Event.SIGNED:
            assert after == number
        elif after != before:
            assert after is None
            assert event is Event.DECLARED_NIL or (event is Event.WITHDRAWN and number == before)


@pytest.mark.parametrize("status", list(Status))
def test_in_time_the_status_alone_decides(status: Status) -> None:
    shut = lock(status, DATES, date(2017, 1, 1), status_since=date(2016, 12, 24))
    if status in EDITABLE:
        assert shut is None
    else:
        assert shut is not None
        assert shut.kind is LockKind.STATUS
        assert shut.since == date(2016, 12, 24)
        assert shut.opener.sv


def test_the_three_dates_mean_different_things() -> None:
    after_deadline, after_start, after_change = date(2017, 2, 11), date(2017, 2, 21), date(2017, 3, 2)
    assert lock(Status.NOT_STARTED, DATES, after_deadline) is None
    assert DATES.is_late(after_deadline)
    assert not DATES.is_late(DATES.deadline)
    assert lock(Status.NOT_STARTED, DATES, after_start).kind is LockKind.START_CLOSED
    assert lock(Status.IN_PROGRESS, DATES, after_start) is None
    assert lock(Status.IN_PROGRESS, DATES, after_change).kind is LockKind.CHANGE_CLOSED
    assert lock(Status.COMPLETION_REQUESTED, DATES, after_change) is None, (
        "what the agency asked for stays open"
    )
    assert lock(Status.IN_PROGRESS, DATES, date(2016, 10, 31)).kind is LockKind.NOT_OPEN
    closed = lock(Status.IN_PROGRESS, DATES, date(2017, 1, 1), round_closed_on=date(2017, 1, 1))
    assert closed.kind is LockKind.ROUND_CLOSED


@given(st.dates(date(2016, 1, 1), date(2018, 1, 1)), st.sampled_from(sorted(EDITABLE)), st.integers(0, 400))
def test_more_time_never_locks(day: date, status: Status, later: int) -> None:
    extended = DATES.extended_to(DATES.deadline + timedelta(days=later))
    if lock(status, DATES, day) is None:
        assert lock(status, extended, day) is None
    assert extended.last_change >= DATES.last_change


def test_dates_out_of_order_are_no_dates_of_a_round() -> None:
    with pytest.raises(ValueError, match="order"):
        RoundDates(date(2017, 1, 1), date(2016, 1, 1), date(2017, 1, 1), date(2017, 1, 1))
