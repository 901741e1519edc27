"""The templates that a plan can begin with: those that come with the product, and the employer's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.models import Plan, PlanTemplate
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.plan import PlanKind
from kompetenslyft.core.competence.plan_templates import Template
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.plan_templates import all_templates

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Offered:
    """A template that a plan can begin with. ``row`` is None for those that come with the product."""

    ref: str
    content: Template
    row: PlanTemplate | None = None


def templates_for(plan: Plan) -> list[Offered]:
    """Those that fit the plan: the employer's own by name, then those that come with the product."""
    kind = PlanKind(plan.kind)
    own = PlanTemplate.objects.filter(employer=employer_of(plan), kind=kind)
    return [*_own(own), *(Offered(one.id, one) for one in all_templates().values() if one.kind is kind)]


def own_templates(employer: Organisation) -> list[Offered]:
    """The employer's own, by name."""
    return _own(PlanTemplate.objects.filter(employer=employer))


def template(by: User, template_id: int, on: date) -> PlanTemplate:
    """The employer's template with the id. Raises Refused: E101 where it is not the user's to keep."""
    row = PlanTemplate.objects.filter(pk=template_id).first()
    if row is None or not may_keep(by, organisations.by_id(row.employer_id), on):
        raise staff.not_found()
    return row


def may_keep(by: User, employer: Organisation, on: date) -> bool:
    """Whether the user keeps plans somewhere within the employer, and so its templates."""
    return employer in staff.employers_of(by, Thing.COLLECTIVE_PLAN, on, Right.CHANGE)


def employer_of(plan: Plan) -> Organisation:
    """Whose templates the plan can begin with. Raises ValueError for a plan of nobody's employer."""
    if plan.person is not None:
        return plan.person.employer
    employer = organisations.employer_of(plan.organisation)
    if employer is None:
        raise ValueError(plan)
    return employer


def _own(rows: Iterable[PlanTemplate]) -> list[Offered]:
    return [
        Offered(
            f"egen-{row.pk}",
            Template.model_validate(
                {
                    "id": f"egen-{row.pk}",
                    "title": Text(sv=row.name, en=row.name),
                    "kind": row.kind,
                    "framework": "",
                    "items": row.items,
                }
            ),
            row,
        )
        for row in rows
    ]
