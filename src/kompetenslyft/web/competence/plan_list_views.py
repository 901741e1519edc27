"""The plans of an organisation: who has one, what is needed, the consolidated plan, templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.plan_records import version_for
from kompetenslyft.apps.competence.queries import plan_templates as template_queries
from kompetenslyft.apps.competence.queries import plans as queries
from kompetenslyft.apps.competence.queries.consolidated import NeedTable, need_table
from kompetenslyft.apps.competence.queries.unit_plans import Standing, standings
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.plan import PlanState
from kompetenslyft.core.competence.plan_follow_up import tallies, tally
from kompetenslyft.core.privacy.rights import Relation, Right, Thing, right
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.matrix_views import organisation_of
from kompetenslyft.web.competence.plan_words import TONES, direction_label, state_words

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Plan
    from kompetenslyft.core.competence.plan_versions import Version

PEOPLE_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in a list."""

    plan: Plan
    shown: Version
    state: str
    tone: str
    decided_on: date | None


@signed_in
@require_GET
def plans(request: HttpRequest, code: str) -> HttpResponse:
    """An organisation's plans: of its people for whoever leads them, its own for all, and what it needs in numbers."""
    organisation, today, reader = organisation_of(code), clock.today(), person(request)
    relations = staff.check_may_at(reader, organisation, Thing.COLLECTIVE_PLAN, today)
    sees_people = right(relations - {Relation.SELF}, Thing.PLAN) >= Right.SEE
    sees_numbers = right(relations, Thing.NUMBERS) >= Right.SEE
    may_change = right(relations, Thing.COLLECTIVE_PLAN) >= Right.CHANGE
    leads = Relation.LEADER in relations
    everybody = standings(reader, organisation, today, drafts=leads) if sees_people else []
    chosen = request.GET.get("visa", "")
    wanted = [one for one in everybody if _SHOWN.get(chosen, _all)(one)]
    listed = Paginator(wanted, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    access.note_reading(by=reader, people=[one.person for one in listed], thing=Thing.PLAN, where="plans")
    own = [
        _row(one, takes_part=may_change)
        for one in queries.collective_plans(organisation)
        if may_change or one.decisions.all()
    ]
    draft = next((row.plan for row in own if row.plan.state == PlanState.DRAFT), None)
    table = need_table(reader, organisation, today) if sees_numbers else None
    employer = organisations.employer_of(organisation)
    return render(
        request,
        "competence/plans.html",
        {
            "crumbs": home_crumbs(),
            "organisation": organisation,
            "listed": listed,
            "chosen": chosen,
            "summary": _summary(everybody),
            "sees_people": sees_people,
            "own": own,
            "draft": draft if may_change else None,
            "may_change": may_change,
            "table": table,
            "needs": _needs(table, draft),
            "shown_from": table.on if table else None,
            "individual_tally": _tally_rows(table),
            "templates": template_queries.own_templates(employer) if may_change and employer else [],
            "leads": leads,
        },
    )


def _row(plan: Plan, *, takes_part: bool) -> PlanRow:
    decisions = plan.decisions.all()
    state = PlanState(plan.state)
    return PlanRow(
        plan,
        version_for(plan, takes_part=takes_part),
        state_words(state, decided_before=bool(decisions)),
        TONES[state],
        max((one.decided_on for one in decisions), default=None),
    )


def _summary(everybody: list[Standing]) -> list[tuple[str, str, int]]:
    """The choices of whom to list: address, words and number."""
    words = {"": _("alla"), "med": _("med beslutad plan"), "utan": _("utan beslutad plan")}
    words |= {"forsenade": _("med försenade mål")}
    return [
        (key, label, sum(_SHOWN.get(key, _all)(one) for one in everybody)) for key, label in words.items()
    ]


def _all(one: Standing) -> bool:
    return True


_SHOWN: dict[str, Callable[[Standing], bool]] = {
    "med": lambda one: one.has_decided,
    "utan": lambda one: not one.has_decided,
    "forsenade": lambda one: one.overdue > 0,
}


def _needs(table: NeedTable | None, draft: Plan | None) -> list[dict[str, Any]]:
    """The directions in which anything is needed or planned, with whether the draft speaks of them."""
    spoken_of = (
        set(draft.items.filter(removed_at=None).values_list("direction", flat=True)) if draft else set()
    )
    return [
        {
            "row": row,
            "label": row.direction.label.in_language(language()),
            "taken": row.direction.id in spoken_of,
        }
        for row in (table.rows or () if table else ())
        if row.below or row.short or row.planned
    ]


def _tally_rows(table: NeedTable | None) -> dict[str, Any] | None:
    """How the individual goals went, by direction and together; None where there are none."""
    if table is None or not table.outcomes:
        return None
    by_direction = tallies(table.outcomes, lambda one: one.direction)
    rows = [
        (direction_label(table.framework.ref, direction) or _("Utanför ramverket"), counts)
        for direction, counts in by_direction.items()
    ]
    return {"rows": sorted(rows, key=lambda row: swedish_key(row[0])), "whole": tally(table.outcomes)}
