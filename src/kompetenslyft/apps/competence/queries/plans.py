"""Reading plans: one plan as somebody may see it, a person's plans, an organisation's plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.models import Plan, PlanDecision, PlanFollowUp, PlanItem
from kompetenslyft.apps.competence.plan_records import last_decision, present_version
from kompetenslyft.apps.competence.plan_rights import check_may
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.plan import PlanKind, PlanState
from kompetenslyft.core.competence.plan_versions import ItemChange, Version, changes, from_content
from kompetenslyft.core.competence.talk import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person


@dataclass(frozen=True, slots=True)
class Sight:
    """A plan as somebody sees it. ``shown``: the draft for those who take part in it, else what was decided."""

    plan: Plan
    actors: frozenset[Actor]
    shown: Version
    decided: Version | None
    decision: PlanDecision | None
    changes: tuple[ItemChange, ...]
    """Since the decision, of what is shown."""
    follow_ups: dict[int, list[PlanFollowUp]]
    """By the id of the item, oldest first."""

    @property
    def state(self) -> PlanState:
        return PlanState(self.plan.state)


def plan(by: User, plan_id: int, on: date) -> tuple[Plan, frozenset[Actor]]:
    """The plan and the user's capacities in it. Raises Refused (E101) where it is not theirs to see."""
    row = Plan.objects.select_related("person", "organisation", "talk").filter(pk=plan_id).first()
    if row is None:
        raise staff.not_found()
    return row, check_may(by, row, on)


def sight(by: User, plan_id: int, on: date) -> Sight:
    """The plan as the user sees it. A constant number of queries. Raises Refused: E101."""
    row, actors = plan(by, plan_id, on)
    decision = last_decision(row)
    decided = from_content(decision.content) if decision else None
    shown = present_version(row) if actors or decided is None else decided
    follow_ups: dict[int, list[PlanFollowUp]] = {}
    for one in PlanFollowUp.objects.filter(item__plan=row).order_by("id"):
        follow_ups.setdefault(one.item_id, []).append(one)
    return Sight(
        row,
        actors,
        shown,
        decided,
        decision,
        changes(decided, shown) if decided is not None else (),
        follow_ups,
    )


def item(by: User, plan_id: int, item_id: int, on: date) -> tuple[PlanItem, frozenset[Actor]]:
    """An item of a plan that the user may see. Raises Refused: E101."""
    row, actors = plan(by, plan_id, on)
    found = PlanItem.objects.select_related("plan__person", "plan__organisation").filter(pk=item_id, plan=row)
    one = found.first()
    if one is None or not actors:
        raise staff.not_found()
    return one, actors


def plans_of(person: Person) -> QuerySet[Plan]:
    """The person's plans, newest first. Whoever asks has passed access for ``Thing.PLAN``."""
    return Plan.objects.filter(person=person).prefetch_related("decisions", "items")


def collective_plans(organisation: Organisation) -> QuerySet[Plan]:
    """The organisation's plans, newest first. Whoever asks has passed access for ``Thing.COLLECTIVE_PLAN``."""
    return Plan.objects.filter(kind=PlanKind.COLLECTIVE, organisation=organisation).prefetch_related(
        "decisions", "items"
    )
