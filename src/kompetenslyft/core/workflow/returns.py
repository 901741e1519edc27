"""A return's life: events, statuses, and the table of which event may follow where, and by whom.

A return has no stored status of its own: it is what its append-only list of events adds up to, so it can go
backwards without losing history.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.diagram import mermaid


class Event(StrEnum):
    """Something that happened to a return."""

    STARTED = "started"
    SAVED = "saved"
    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    DECLARED_NIL = "declared_nil"
    COMPLETION_REQUESTED = "completion_requested"
    ACCEPTED = "accepted"
    REOPENED = "reopened"


class Status(StrEnum):
    """Where a return stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    COMPLETION_REQUESTED = "completion_requested"
    ACCEPTED = "accepted"
    REOPENED = "reopened"
    NIL = "nil"


class Actor(StrEnum):
    """In which capacity somebody acts on a return."""

    COORDINATOR = "coordinator"
    SIGNATORY = "signatory"
    OFFICER = "officer"


class Transition(NamedTuple):
    """``event`` by one of ``actors`` takes a return from ``source`` to ``target``."""

    source: Status
    event: Event
    target: Status
    actors: frozenset[Actor]


RESPONDENTS = frozenset({Actor.COORDINATOR, Actor.SIGNATORY})
SIGNATORY = frozenset({Actor.SIGNATORY})
OFFICER = frozenset({Actor.OFFICER})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Status.NOT_STARTED, Event.STARTED, Status.IN_PROGRESS, RESPONDENTS),
    Transition(Status.NOT_STARTED, Event.DECLARED_NIL, Status.NIL, SIGNATORY),
    Transition(Status.IN_PROGRESS, Event.SAVED, Status.IN_PROGRESS, RESPONDENTS),
    Transition(Status.IN_PROGRESS, Event.SUBMITTED, Status.SUBMITTED, RESPONDENTS),
    Transition(Status.IN_PROGRESS, Event.RESUBMITTED, Status.SUBMITTED, RESPONDENTS),
    Transition(Status.IN_PROGRESS, Event.DECLARED_NIL, Status.NIL, SIGNATORY),
    Transition(Status.SUBMITTED, Event.SIGNED, Status.SIGNED, SIGNATORY),
    Transition(Status.SUBMITTED, Event.WITHDRAWN, Status.IN_PROGRESS, RESPONDENTS),
    Transition(Status.SIGNED, Event.WITHDRAWN, Status.IN_PROGRESS, SIGNATORY),
    Transition(Status.SIGNED, Event.ACCEPTED, Status.ACCEPTED, OFFICER),
    Transition(Status.SIGNED, Event.COMPLETION_REQUESTED, Status.COMPLETION_REQUESTED, OFFICER),
    Transition(Status.COMPLETION_REQUESTED, Event.SAVED, Status.COMPLETION_REQUESTED, RESPONDENTS),
    Transition(Status.COMPLETION_REQUESTED, Event.RESUBMITTED, Status.SUBMITTED, RESPONDENTS),
    Transition(Status.COMPLETION_REQUESTED, Event.ACCEPTED, Status.ACCEPTED, OFFICER),
    Transition(Status.ACCEPTED, Event.REOPENED, Status.REOPENED, OFFICER),
    Transition(Status.REOPENED, Event.SAVED, Status.REOPENED, RESPONDENTS),
    Transition(Status.REOPENED, Event.RESUBMITTED, Status.SUBMITTED, RESPONDENTS),
    Transition(Status.REOPENED, Event.ACCEPTED, Status.ACCEPTED, OFFICER),
    Transition(Status.NIL, Event.REOPENED, Status.IN_PROGRESS, frozenset({Actor.SIGNATORY, Actor.OFFICER})),
)

_BY_SOURCE = {(t.source, t.event): t for t in TRANSITIONS}

EDITABLE = frozenset(t.source for t in TRANSITIONS if t.event in {Event.STARTED, Event.SAVED})
"""Statuses in which answers can be changed."""

STATUS_LABELS: dict[Status, Text] = {
    Status.NOT_STARTED: Text(sv="Inte påbörjat", en="Not started"),
    Status.IN_PROGRESS: Text(sv="Påbörjat", en="In progress"),
    Status.SUBMITTED: Text(sv="Inlämnat, väntar på underskrift", en="Submitted, awaiting signature"),
    Status.SIGNED: Text(sv="Underskrivet", en="Signed"),
    Status.COMPLETION_REQUESTED: Text(sv="Komplettering begärd", en="Completion requested"),
    Status.ACCEPTED: Text(sv="Godkänt", en="Accepted"),
    Status.REOPENED: Text(sv="Öppnat på nytt", en="Reopened"),
    Status.NIL: Text(sv="Inget att redovisa", en="Nothing to report"),
}

EVENT_LABELS: dict[Event, Text] = {
    Event.STARTED: Text(sv="påbörjade svaret", en="started the return"),
    Event.SAVED: Text(sv="ändrade svar", en="changed answers"),
    Event.SUBMITTED: Text(sv="lämnade in", en="submitted"),
    Event.RESUBMITTED: Text(sv="lämnade in på nytt", en="resubmitted"),
    Event.SIGNED: Text(sv="skrev under", en="signed"),
    Event.WITHDRAWN: Text(sv="tog tillbaka inlämningen", en="took back the submission"),
    Event.DECLARED_NIL: Text(
        sv="anmälde att det inte finns något att redovisa", en="declared that there is nothing to report"
    ),
    Event.COMPLETION_REQUESTED: Text(sv="begärde komplettering", en="requested completion"),
    Event.ACCEPTED: Text(sv="godkände", en="accepted"),
    Event.REOPENED: Text(sv="öppnade på nytt", en="reopened"),
}


def transition(status: Status, event: Event) -> Transition | None:
    """The transition that ``event`` makes from ``status``; None where it makes none."""
    return _BY_SOURCE.get((status, event))


def status_of(events: Iterable[Event]) -> Status:
    """What the events add up to, oldest first.

    Raises ValueError on an event that could not have happened: the list is damaged.
    """
    status = Status.NOT_STARTED
    for event in events:
        step = transition(status, event)
        if step is None:
            raise ValueError(f"{event.value} cannot follow in status {status.value}")
        status = step.target
    return status


def possible_events(status: Status, actors: Iterable[Actor]) -> frozenset[Event]:
    """What somebody with these capacities can make happen from ``status``."""
    capacities = frozenset(actors)
    return frozenset(t.event for t in TRANSITIONS if t.source is status and t.actors & capacities)


def counted_submission(events: Iterable[tuple[Event, int | None]]) -> int | None:
    """The number of the submission that the tables count: the last signed one, unless it was taken back or voided.

    ``events``: oldest first, each with the number of the submission it concerns, if any. A request for completion
    or a reopening leaves the signed submission in force until a new one is signed, also where a new one is submitted
    and taken back before that.
    """
    counted: int | None = None
    for event, number in events:
        if event is Event.SIGNED:
            counted = number
        elif event is Event.DECLARED_NIL or (event is Event.WITHDRAWN and number == counted):
            counted = None
    return counted


def diagram() -> str:
    """The table of transitions as a Mermaid state diagram, for the documentation."""
    return mermaid(Status.NOT_STARTED, TRANSITIONS)
