"""What plans ask of somebody: the own items that are due, plans to decide or follow up where one leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.models import Plan
from kompetenslyft.apps.competence.queries.unit_plans import Standing, followed_up, open_plans, standing
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries.places import places
from kompetenslyft.core.competence.plan import PlanKind, PlanState
from kompetenslyft.core.privacy.rights import Relation, Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User

SOON = timedelta(days=14)
"""So long before its day an item is called to mind."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one person. ``own``: the own plans with something due; ``led``: those of the people led."""

    own: list[Standing]
    drafts: list[Standing]
    """Of the people led: plans outside a talk, that wait to be decided."""
    overdue: list[Standing]
    """Of the people led: with decided items whose day has passed."""
    ended: list[Plan]
    """Organisations' decided plans that have run out, or a year, and wait to be followed up."""


def asked_of(by: User, on: date) -> Asked:
    """What plans ask of the user on the day. A constant number of queries."""
    mine = list(staff.own_people(by))
    led = [
        one
        for one in access.visible_people(by, Thing.LEADERS_ASSESSMENT, on, Right.CHANGE)
        if not staff.is_self(by, one)
    ]
    people = {one.pk: one for one in (*mine, *led)}
    plans = open_plans(list(people))
    answered = followed_up([plan.pk for plan in plans.values()])
    found = {pk: standing(people[pk], plan, answered, on) for pk, plan in plans.items()}
    own = [found[one.pk] for one in mine if one.pk in found]
    others = [found[one.pk] for one in led if one.pk in found]
    return Asked(
        [one for one in own if one.next_due is not None and one.next_due <= on + SOON],
        [one for one in others if _waits_for_decision(one)],
        [one for one in others if one.overdue],
        _ended(by, on),
    )


def _waits_for_decision(one: Standing) -> bool:
    """A draft that no talk will decide: of its own, or a decided plan that was taken up again."""
    plan = one.plan
    return plan is not None and plan.state == PlanState.DRAFT and (plan.talk_id is None or one.has_decided)


def _ended(by: User, on: date) -> list[Plan]:
    """Decided plans that end within two weeks or have ended, of the organisations where the user holds a role."""
    held = [
        place.organisation.pk
        for place in places(by, on)
        if place.may(Thing.COLLECTIVE_PLAN, Right.CHANGE)
        and place.relations & {Relation.LEADER, Relation.COORDINATOR}
    ]
    rows = Plan.objects.filter(
        kind=PlanKind.COLLECTIVE, state=PlanState.DECIDED, organisation__in=held, ends__lte=on + SOON
    )
    return list(rows.select_related("organisation").order_by("ends"))
