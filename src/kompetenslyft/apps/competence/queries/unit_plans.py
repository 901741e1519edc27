"""The individual plans of an organisation's people as their leader sees them: who has one, what is overdue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.models import Plan, PlanDecision, PlanFollowUp
from kompetenslyft.apps.competence.plan_records import decided_version
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff.queries.people import working_in
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.plan import PlanKind, PlanState
from kompetenslyft.core.competence.plan_versions import Version
from kompetenslyft.core.privacy.rights import Thing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person


@dataclass(frozen=True, slots=True)
class Standing:
    """A person and how the present plan stands. ``plan`` is None for whoever has none; else the newest not closed."""

    person: Person
    plan: Plan | None = None
    decided: Version | None = None
    waiting: int = 0
    """Decided items that nobody has said how it went with."""
    overdue: int = 0
    """Of those, so many whose day has passed."""
    next_due: date | None = None

    @property
    def has_decided(self) -> bool:
        return self.decided is not None

    @property
    def title(self) -> str:
        """As decided, where it is: a draft's title is for those who take part in it."""
        if self.decided is not None:
            return self.decided.title
        return self.plan.title if self.plan is not None else ""


def standings(by: User, organisation: Organisation, on: date, *, drafts: bool) -> list[Standing]:
    """Everybody who works in the organisation and whose plan the user may see, by name.

    ``drafts``: also plans that were never decided, which is for whoever leads the people.
    A constant number of queries.
    """
    inside = organisations.ids_at_and_below([organisation.pk])
    seen = access.visible_people(by, Thing.PLAN, on)
    people = list(working_in(inside, on).filter(pk__in=seen.values("pk")))
    plans = open_plans([person.pk for person in people], drafts=drafts)
    answered = followed_up([plan.pk for plan in plans.values()])
    found = [standing(person, plans.get(person.pk), answered, on) for person in people]
    return sorted(found, key=lambda one: swedish_key(one.person.name))


def standing(person: Person, plan: Plan | None, answered: set[int], on: date) -> Standing:
    """How one plan stands. ``answered``: the ids of the items that are followed up."""
    if plan is None:
        return Standing(person)
    decided = decided_version(plan)
    if decided is None:
        return Standing(person, plan)
    waiting = [item for key, item in decided.items.items() if key not in answered]
    return Standing(
        person,
        plan,
        decided,
        len(waiting),
        sum(item.due < on for item in waiting),
        min((item.due for item in waiting), default=None),
    )


def open_plans(people: Collection[int] | QuerySet[Person], *, drafts: bool = True) -> dict[int, Plan]:
    """The newest plan that is not closed of each person (id), with its decisions. Two queries.

    ``drafts``: also those that were never decided.
    """
    rows = (
        Plan.objects.filter(kind=PlanKind.INDIVIDUAL, person__in=people)
        .exclude(state=PlanState.FOLLOWED_UP)
        .prefetch_related(Prefetch("decisions", PlanDecision.objects.order_by("number")))
        .order_by("starts", "pk")
    )
    return {row.person_id: row for row in rows if drafts or row.decisions.all()}


def followed_up(plan_ids: list[int]) -> set[int]:
    """The ids of the items in the plans that somebody has said how it went with. One query."""
    return set(PlanFollowUp.objects.filter(item__plan__in=plan_ids).values_list("item_id", flat=True))
