"""Adding an event to a return: the one place where its status moves."""

from __future__ import annotations

from datetime import datetime

from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.collection import access
from kompetenslyft.apps.collection.models import Channel, Return, ReturnEvent, Round, Submission
from kompetenslyft.apps.collection.signals import returns_moved
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.workflow.returns import (
    STATUS_LABELS,
    Event,
    Status,
    counted_submission,
    transition,
)

ACTOR_WORDS = {
    "coordinator": ("uppgiftssamordnaren", "the data coordinator"),
    "signatory": ("ombudet", "the signatory"),
    "officer": ("handläggaren vid myndigheten", "the programme officer"),
}


def check_can_happen(answer_to: Return, event: Event, by: Caller, at: datetime) -> None:
    """Raises Refused where the event cannot follow (T309), or is not the caller's to bring about (E104)."""
    capacities = access.check_may_see(by, answer_to, at.date())
    step = transition(answer_to.state, event)
    if step is None:
        status = STATUS_LABELS[answer_to.state]
        raise Refused.because(
            "T309",
            f"Det går inte nu: svaret står som «{status.sv}». Ladda om sidan för att se vad som har hänt.",
            f"That is not possible now: the return stands as “{status.en}”. Reload the page to see what has happened.",
        )
    if not capacities & step.actors:
        words = [ACTOR_WORDS[actor.value] for actor in sorted(step.actors, key=lambda actor: actor.value)]
        raise Refused.because(
            "E104",
            f"Bara {' eller '.join(sv for sv, _ in words)} kan göra det.",
            f"Only {' or '.join(en for _, en in words)} can do that.",
        )


def append(
    answer_to: Return,
    event: Event,
    *,
    by: Caller,
    channel: str,
    at: datetime,
    submission: Submission | None = None,
    note: str = "",
) -> ReturnEvent:
    """Add the event after checking it, and set what derives from the events. Called inside a transaction."""
    check_can_happen(answer_to, event, by, at)
    step = transition(answer_to.state, event)
    assert step is not None
    row = ReturnEvent.objects.create(
        answer_to=answer_to,
        kind=event.value,
        at=at,
        by=user_of(by),
        by_label=str(by),
        channel=channel,
        submission=submission,
        note=note,
    )
    if step.target is not answer_to.state:
        answer_to.status, answer_to.status_since = step.target.value, at
    if event in {Event.SIGNED, Event.WITHDRAWN, Event.DECLARED_NIL}:
        told = answer_to.events.values_list("kind", "submission__number")
        answer_to.counted_number = counted_submission((Event(kind), number) for kind, number in told)
    answer_to.save(update_fields=["status", "status_since", "counted_number"])
    audit.record(
        f"return.{event.value}", answer_to, by=by, at=at, round=answer_to.round.code, unit=answer_to.unit.code
    )
    returns_moved.send(Return, returns=[answer_to], event=event, by=by, at=at)
    return row


def accept_signed(round_: Round, *, by: Caller, at: datetime) -> list[Return]:
    """Accept every return of the round that is signed. Five queries, whatever their number."""
    waiting = list(
        Return.objects.select_for_update(of=("self",))
        .filter(round=round_, status=Status.SIGNED)
        .select_related("round", "unit")
    )
    latest = dict(
        Submission.objects.filter(answer_to__in=waiting).order_by("number").values_list("answer_to_id", "pk")
    )
    ReturnEvent.objects.bulk_create(
        ReturnEvent(
            answer_to=answer_to,
            kind=Event.ACCEPTED.value,
            at=at,
            by=user_of(by),
            by_label=str(by),
            channel=Channel.WEB,
            submission_id=latest[answer_to.pk],
        )
        for answer_to in waiting
    )
    for answer_to in waiting:
        answer_to.status, answer_to.status_since = Status.ACCEPTED.value, at
    Return.objects.filter(pk__in=[one.pk for one in waiting]).update(
        status=Status.ACCEPTED.value, status_since=at
    )
    audit.record("round.accept_signed", round_, by=by, at=at, units=[one.unit.code for one in waiting])
    if waiting:
        returns_moved.send(Return, returns=waiting, event=Event.ACCEPTED, by=by, at=at)
    return waiting
