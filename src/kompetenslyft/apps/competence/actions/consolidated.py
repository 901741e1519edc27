"""Making an organisation's plan from its needs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.actions import plans
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import Plan, PlanItem
from kompetenslyft.apps.competence.plan_rights import check_may
from kompetenslyft.apps.competence.queries.consolidated import numbers_for_all
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.proposals import item_for_many
from kompetenslyft.core.privacy.rights import Right

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


@transaction.atomic
def take_up(*, plan: Plan, direction: str, by: User, at: datetime | None = None) -> PlanItem:
    """Add an item to an organisation's draft for the need in one direction, with the number where all may see it.

    Raises Refused: E101, E102, M400; M403 no such direction, or the plan is a person's.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    check_may(by, plan, day, Right.CHANGE)
    if plan.organisation is not None:
        framework = framework_in_use(day)
        chosen = framework.directions.get(direction)
        if chosen is not None:
            people = numbers_for_all(by, plan.organisation, day).get(direction) or None
            item = item_for_many(chosen, framework.ref, plan.ends, people)
            return plans.add_item(plan=plan, item=item, by=by, at=at)
    raise Refused.because(
        "M403",
        "Inriktningen finns inte. Välj en i tabellen över behov.",
        "There is no such direction. Choose one of the table of needs.",
    )
