"""An appraisal talk's life: events, statuses, who takes which step, and who sees what meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.diagram import mermaid


class Event(StrEnum):
    """Something that happened to a talk."""

    CALLED = "called"
    RESCHEDULED = "rescheduled"
    OWN_DONE = "own_done"
    OWN_REOPENED = "own_reopened"
    HELD = "held"
    AGREED = "agreed"
    PLAN_DECIDED = "plan_decided"
    FOLLOWED_UP = "followed_up"
    CANCELLED = "cancelled"


class Status(StrEnum):
    """Where a talk stands."""

    NEW = "new"
    CALLED = "called"
    OWN_DONE = "own_done"
    HELD = "held"
    AGREED = "agreed"
    PLAN_DECIDED = "plan_decided"
    FOLLOWED_UP = "followed_up"
    CANCELLED = "cancelled"


class Actor(StrEnum):
    """In which capacity somebody takes a step."""

    PERSON = "person"
    LEADER = "leader"


class Transition(NamedTuple):
    """``event`` by one of ``actors`` takes a talk from ``source`` to ``target``."""

    source: Status
    event: Event
    target: Status
    actors: frozenset[Actor]


PERSON, LEADER = frozenset({Actor.PERSON}), frozenset({Actor.LEADER})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(Status.NEW, Event.CALLED, Status.CALLED, LEADER),
    Transition(Status.CALLED, Event.RESCHEDULED, Status.CALLED, LEADER),
    Transition(Status.CALLED, Event.OWN_DONE, Status.OWN_DONE, PERSON),
    Transition(Status.CALLED, Event.HELD, Status.HELD, LEADER),
    Transition(Status.CALLED, Event.CANCELLED, Status.CANCELLED, LEADER),
    Transition(Status.OWN_DONE, Event.RESCHEDULED, Status.OWN_DONE, LEADER),
    Transition(Status.OWN_DONE, Event.OWN_REOPENED, Status.CALLED, PERSON),
    Transition(Status.OWN_DONE, Event.HELD, Status.HELD, LEADER),
    Transition(Status.OWN_DONE, Event.CANCELLED, Status.CANCELLED, LEADER),
    Transition(Status.HELD, Event.AGREED, Status.AGREED, LEADER),
    Transition(Status.AGREED, Event.PLAN_DECIDED, Status.PLAN_DECIDED, LEADER),
    Transition(Status.PLAN_DECIDED, Event.FOLLOWED_UP, Status.FOLLOWED_UP, LEADER),
)

_BY_SOURCE = {(t.source, t.event): t for t in TRANSITIONS}

OPEN = frozenset(Status) - {Status.NEW, Status.FOLLOWED_UP, Status.CANCELLED}
"""Statuses of a talk that is under way: a person has one at most."""

OWN_IS_OPEN = frozenset({Status.CALLED})
"""The person can change the own assessment of the talk."""
OWN_SHOWS_TO_LEADER = frozenset(
    {Status.OWN_DONE, Status.HELD, Status.AGREED, Status.PLAN_DECIDED, Status.FOLLOWED_UP}
)
"""Before it is said to be done, the own assessment is the person's draft."""
LEADERS_IS_OPEN = frozenset({Status.CALLED, Status.OWN_DONE, Status.HELD})
"""The leader can change the leader's assessment of the talk."""
LEADERS_SHOWS_TO_PERSON = frozenset({Status.HELD, Status.AGREED, Status.PLAN_DECIDED, Status.FOLLOWED_UP})
"""Before the talk is held, the leader's assessment is the leader's draft."""
AGREED_IS_OPEN = frozenset({Status.HELD})
"""The agreed assessment is written down in the talk, and is settled by AGREED."""

IS_OPEN = {Stage.OWN: OWN_IS_OPEN, Stage.LEADER: LEADERS_IS_OPEN, Stage.AGREED: AGREED_IS_OPEN}
"""In which statuses the talk's assessment at each stage can be changed."""
_AFTER_TALK = frozenset({Status.HELD, Status.AGREED, Status.PLAN_DECIDED, Status.FOLLOWED_UP})
_SETTLED = {Stage.OWN: _AFTER_TALK, Stage.LEADER: _AFTER_TALK, Stage.AGREED: _AFTER_TALK - {Status.HELD}}

STATUS_LABELS = {
    Status.NEW: Text(sv="Inte kallad", en="Not called"),
    Status.CALLED: Text(sv="Kallad", en="Called"),
    Status.OWN_DONE: Text(sv="Egen bedömning klar", en="Own assessment done"),
    Status.HELD: Text(sv="Samtalet hållet", en="Talk held"),
    Status.AGREED: Text(sv="Gemensam bedömning klar", en="Agreed"),
    Status.PLAN_DECIDED: Text(sv="Plan beslutad", en="Plan decided"),
    Status.FOLLOWED_UP: Text(sv="Uppföljt", en="Followed up"),
    Status.CANCELLED: Text(sv="Inställt", en="Cancelled"),
}

EVENT_LABELS = {
    Event.CALLED: Text(sv="kallade till samtalet", en="called to the talk"),
    Event.RESCHEDULED: Text(sv="flyttade samtalet", en="moved the talk"),
    Event.OWN_DONE: Text(sv="blev klar med egen bedömning", en="finished the own assessment"),
    Event.OWN_REOPENED: Text(sv="öppnade egen bedömning igen", en="reopened the own assessment"),
    Event.HELD: Text(sv="antecknade att samtalet är hållet", en="noted that the talk was held"),
    Event.AGREED: Text(sv="fastställde den gemensamma bedömningen", en="settled the agreed assessment"),
    Event.PLAN_DECIDED: Text(sv="beslutade planen", en="decided the plan"),
    Event.FOLLOWED_UP: Text(sv="följde upp planen", en="followed up the plan"),
    Event.CANCELLED: Text(sv="ställde in samtalet", en="cancelled the talk"),
}


def transition(status: Status, event: Event) -> Transition | None:
    """The transition that ``event`` makes from ``status``; None where it makes none."""
    return _BY_SOURCE.get((status, event))


def status_of(events: Iterable[Event]) -> Status:
    """What the events add up to, oldest first. Raises ValueError on an event that could not have happened."""
    status = Status.NEW
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


def settled(stage: Stage, status: Status) -> bool:
    """Whether what was said at the stage of a talk stands. Before that it is a draft, and holds on no day."""
    return status in _SETTLED[stage]


def shows(stage: Stage, status: Status, actors: Iterable[Actor]) -> bool:
    """Whether what was said at the stage of a talk shows to somebody in these capacities; to others when it stands."""
    capacities = frozenset(actors)
    if settled(stage, status):
        return True
    if Actor.PERSON in capacities:
        return stage is not Stage.LEADER or status in LEADERS_SHOWS_TO_PERSON
    if Actor.LEADER in capacities:
        return stage is not Stage.OWN or status in OWN_SHOWS_TO_LEADER
    return False


def diagram() -> str:
    """The table of transitions as a Mermaid state diagram, for the documentation."""
    return mermaid(Status.NEW, TRANSITIONS)
