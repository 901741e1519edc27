"""The steps of an appraisal talk, by the table ``core.competence.talk``: from the call to the follow-up.

Whoever leads the person now leads the talk: a person who moves takes it along to the new unit's leader. The order is
fixed: access (E1xx, M201), the step (M210, M211), values (M20x).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence import talk_refusals as refusals
from kompetenslyft.apps.competence.actions import plans
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import AppraisalTalk, Plan, TalkEvent
from kompetenslyft.apps.competence.queries.assessments import talk_rows
from kompetenslyft.apps.competence.telling import TOLD, tell
from kompetenslyft.apps.competence.timelines import Timelines
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.competence.plan import PlanState
from kompetenslyft.core.competence.talk import OPEN, Actor, Event, transition
from kompetenslyft.core.privacy.rights import Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.staff.models import Person


@dataclass(frozen=True, slots=True)
class Call:
    """Who is called, to when and where. ``scheduled_at`` is time-zone aware."""

    person: Person
    scheduled_at: datetime
    place: str = ""


@transaction.atomic
def call(
    *,
    person: Person,
    scheduled_at: datetime,
    by: User | None,
    place: str = "",
    at: datetime | None = None,
) -> AppraisalTalk:
    """Call a person to a talk, and tell them by e-mail.

    Raises Refused: E101, E102; M201 oneself; M202 a talk is under way; M203 a day that has been; M204 not employed
    then; M109 no framework applies.
    """
    at = at or clock.now()
    today = clock.day_of(at)
    relations = access.check_may(by, person, Thing.TALK, today, Right.CHANGE)
    if by is not None:
        refusals.check_leads(access.actors(relations))
    refusals.check_time(person, scheduled_at, at)
    refusals.check_works(person, clock.day_of(scheduled_at))
    if under_way(person):
        raise refusals.none_under_way(person)
    talk = AppraisalTalk(
        person=person,
        unit_id=min(staff.units_of(person, today)),
        framework=framework_in_use(today).ref,
        scheduled_at=scheduled_at,
        place=place.strip()[:120],
        status_since=at,
    )
    try:
        with transaction.atomic():
            _take(talk, Event.CALLED, by=by, at=at)
    except IntegrityError:
        raise refusals.none_under_way(person) from None
    return talk


@transaction.atomic
def call_all(*, calls: Sequence[Call], by: User | None, at: datetime | None = None) -> list[AppraisalTalk]:
    """Call several people, all or none. Raises Refused as ``call``; the finding's cell is the person's id."""
    at = at or clock.now()
    return [
        call(person=one.person, scheduled_at=one.scheduled_at, place=one.place, by=by, at=at) for one in calls
    ]


def under_way(person: Person) -> bool:
    """Whether the person has a talk under way."""
    return AppraisalTalk.objects.filter(person=person, status__in=[status.value for status in OPEN]).exists()


@transaction.atomic
def reschedule(
    *,
    talk: AppraisalTalk,
    scheduled_at: datetime,
    by: User | None,
    place: str = "",
    at: datetime | None = None,
) -> AppraisalTalk:
    """Move a talk to another time or place, and tell the person. To the same, nothing happens.

    Raises Refused: E101, M210, M211; M203, M204.
    """
    at = at or clock.now()
    held = _held(talk, Event.RESCHEDULED, by, at)
    place = place.strip()[:120]
    if (held.scheduled_at, held.place) == (scheduled_at, place):
        return held
    refusals.check_time(held.person, scheduled_at, at)
    refusals.check_works(held.person, clock.day_of(scheduled_at))
    held.scheduled_at, held.place = scheduled_at, place
    return _take(held, Event.RESCHEDULED, by=by, at=at)


@transaction.atomic
def finish_own(*, talk: AppraisalTalk, by: User | None, at: datetime | None = None) -> AppraisalTalk:
    """The person says that the own assessment is done; from now on the leader sees it.

    Raises Refused: E101, M210, M211; M205 nothing is assessed.
    """
    at = at or clock.now()
    held = _held(talk, Event.OWN_DONE, by, at)
    if not talk_rows(held, Stage.OWN):
        raise refusals.nothing_assessed()
    return _take(held, Event.OWN_DONE, by=by, at=at)


@transaction.atomic
def reopen_own(*, talk: AppraisalTalk, by: User | None, at: datetime | None = None) -> AppraisalTalk:
    """The person takes the own assessment back to go on with it. Raises Refused: E101, M210, M211."""
    at = at or clock.now()
    return _take(_held(talk, Event.OWN_REOPENED, by, at), Event.OWN_REOPENED, by=by, at=at)


@transaction.atomic
def hold(
    *, talk: AppraisalTalk, by: User | None, held_on: date | None = None, at: datetime | None = None
) -> AppraisalTalk:
    """The leader notes that the talk was held; the own assessment and the leader's stand from then on.

    ``held_on``: today where it is not said. Raises Refused: E101, M210, M211; M206 it cannot have been that day.
    """
    at = at or clock.now()
    held = _held(talk, Event.HELD, by, at)
    held_on = held_on or clock.day_of(at)
    refusals.check_held_on(held_on, clock.day_of(_called_at(held)), clock.day_of(at))
    _settle(held, (Stage.OWN, Stage.LEADER))
    held.held_on = held_on
    return _take(held, Event.HELD, by=by, at=at)


@transaction.atomic
def agree(*, talk: AppraisalTalk, by: User | None, at: datetime | None = None) -> AppraisalTalk:
    """The leader settles the agreed assessment, which holds from that day: a return of an earlier day stays as it was.

    Raises Refused: E101, M210, M211; M207 nothing is agreed.
    """
    at = at or clock.now()
    held = _held(talk, Event.AGREED, by, at)
    if not talk_rows(held, Stage.AGREED):
        raise refusals.nothing_agreed()
    _settle(held, (Stage.AGREED,), clock.day_of(at))
    return _take(held, Event.AGREED, by=by, at=at)


@transaction.atomic
def decide_plan(
    *, talk: AppraisalTalk, by: User | None, follow_up_by: date | None = None, at: datetime | None = None
) -> AppraisalTalk:
    """The leader decides the talk's plan, and when it is followed up: the plan's last day unless said otherwise.

    A plan that was decided by itself stays as it was decided.

    Raises Refused: E101, M210, M211; M208 no plan; M209 a day that has been; and what deciding the plan raises (M4xx).
    """
    at = at or clock.now()
    held = _held(talk, Event.PLAN_DECIDED, by, at)
    plan = _plan_of(held)
    follow_up_by = follow_up_by or plan.ends
    refusals.check_follow_up_by(follow_up_by, clock.day_of(at))
    if plan.state == PlanState.DRAFT:
        plans.decide(plan=plan, by=by, at=at)
    held.follow_up_by = follow_up_by
    return _take(held, Event.PLAN_DECIDED, by=by, at=at)


@transaction.atomic
def follow_up(*, talk: AppraisalTalk, by: User | None, at: datetime | None = None) -> AppraisalTalk:
    """The leader closes the talk with its plan, once every item is followed up.

    Raises Refused: E101, M210, M211; M208 no plan; and what closing the plan raises (M4xx).
    """
    at = at or clock.now()
    held = _held(talk, Event.FOLLOWED_UP, by, at)
    plan = _plan_of(held)
    if plan.state != PlanState.FOLLOWED_UP:
        plans.close(plan=plan, by=by, at=at)
    return _take(held, Event.FOLLOWED_UP, by=by, at=at)


@transaction.atomic
def cancel(*, talk: AppraisalTalk, reason: str, by: User | None, at: datetime | None = None) -> AppraisalTalk:
    """The leader cancels a talk that has not been held, and the person is told why. What was said stays a draft.

    Raises Refused: E101, M210, M211; M212 no reason.
    """
    at = at or clock.now()
    held = _held(talk, Event.CANCELLED, by, at)
    refusals.check_reason(reason)
    return _take(held, Event.CANCELLED, by=by, at=at, note=reason.strip())


def _held(talk: AppraisalTalk, event: Event, by: User | None, at: datetime) -> AppraisalTalk:
    """The talk, read anew and held for this transaction, after access and step are checked."""
    held = (
        AppraisalTalk.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=talk.pk)
        .first()
    )
    if held is None:
        raise staff.not_found()
    relations = access.check_may(by, held.person, Thing.TALK, clock.day_of(at), Right.CHANGE)
    refusals.check_step(held, event, frozenset(Actor) if by is None else access.actors(relations))
    return held


def _take(
    talk: AppraisalTalk, event: Event, *, by: User | None, at: datetime, note: str = ""
) -> AppraisalTalk:
    step = transition(talk.state, event)
    if step is None:
        raise ValueError(f"{event} cannot follow {talk.status}")
    if talk.state is not step.target:
        talk.status_since = at
    talk.status = step.target
    talk.save()
    TalkEvent.objects.create(talk=talk, kind=event, at=at, by=by, by_label=str(by or audit.SYSTEM), note=note)
    audit.record(f"talk.{event.value}", talk, by=by, at=at)
    if event in TOLD:
        tell(talk, event, by=by, note=note)
    return talk


def _settle(talk: AppraisalTalk, stages: Sequence[Stage], on: date | None = None) -> None:
    """What was said at these stages of the talk stands: it is put in its timelines. Before the status changes.

    ``on``: the day from which all of it holds; None is each at the day that it was said.
    """
    lines = Timelines([talk.person_id], stages)
    for stage in stages:
        lines.settle(talk, stage, on)
    lines.write()


def _plan_of(talk: AppraisalTalk) -> Plan:
    plan = Plan.objects.filter(talk=talk).first()
    if plan is None:
        raise refusals.no_plan()
    return plan


def _called_at(talk: AppraisalTalk) -> datetime:
    return talk.events.get(kind=Event.CALLED).at
