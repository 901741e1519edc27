"""Templates of plans: putting one into a draft, keeping a plan's items as one, taking one away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence.actions import plans
from kompetenslyft.apps.competence.models import Plan, PlanItem, PlanTemplate
from kompetenslyft.apps.competence.plan_records import present_version
from kompetenslyft.apps.competence.plan_rights import check_may
from kompetenslyft.apps.competence.queries import plan_templates as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.plan_templates import template_item
from kompetenslyft.core.competence.talk import Actor
from kompetenslyft.core.privacy.rights import Right

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


@transaction.atomic
def insert(*, plan: Plan, template: str, by: User | None, at: datetime | None = None) -> list[PlanItem]:
    """Add the template's items to a draft; ``template`` is a reference of ``queries.plan_templates.templates_for``.

    Raises Refused: E101, E102, M400; M417 there is no such template for the plan.
    """
    at = at or clock.now()
    chosen = {one.ref: one for one in queries.templates_for(plan)}.get(template)
    if chosen is None:
        raise Refused.because(
            "M417",
            "Mallen finns inte längre. Välj en annan ur listan.",
            "The template is no longer there. Choose another of the list.",
            "template",
        )
    return plans.add_items(plan=plan, items=chosen.content.items_from(plan.starts), by=by, at=at)


@transaction.atomic
def save_as_template(*, plan: Plan, name: str, by: User | None, at: datetime | None = None) -> PlanTemplate:
    """Keep the plan's items as a template of the employer, for all its leaders: a leader's to do.

    Raises Refused: E101, E102; M423 a person's own plan is not the person's to spread; M424 no name; M418 the name is
    taken; M425 the plan has no items.
    """
    at = at or clock.now()
    if Actor.LEADER not in check_may(by, plan, clock.day_of(at), Right.CHANGE):
        raise Refused.because(
            "M423",
            "Chefen sparar mallar. Be din chef göra det.",
            "The leader keeps templates. Ask your leader to do it.",
        )
    employer = queries.employer_of(plan)
    name = name.strip()[:120]
    version = present_version(plan)
    if not name:
        raise Refused.because("M424", "Ge mallen ett namn.", "Give the template a name.", "name")
    if not version.items:
        raise Refused.because(
            "M425",
            "Planen har inga mål att spara. Lägg till minst ett först.",
            "The plan has no goals to keep. Add at least one first.",
        )
    if PlanTemplate.objects.filter(employer=employer, kind=plan.kind, name=name).exists():
        raise Refused.because(
            "M418",
            f"Det finns redan en mall som heter «{name}». Välj ett annat namn.",
            f"There already is a template called “{name}”. Choose another name.",
            "name",
        )
    row = PlanTemplate.objects.create(
        employer=employer,
        name=name,
        kind=plan.kind,
        items=[template_item(item, plan.starts).model_dump(mode="json") for item in version.items.values()],
        changed_by=str(by or audit.SYSTEM),
        changed_at=at,
    )
    audit.record("plan_template.save", row, by=by, at=at, plan=plan.pk)
    return row


@transaction.atomic
def remove(*, template: PlanTemplate, by: User | None, at: datetime | None = None) -> None:
    """Take a template of the employer away; plans made from it stay. Raises Refused: E101."""
    at = at or clock.now()
    employer = organisations.by_id(template.employer_id)
    if by is not None and not queries.may_keep(by, employer, clock.day_of(at)):
        raise staff.not_found()
    audit.record("plan_template.remove", template, by=by, at=at)
    template.delete()
