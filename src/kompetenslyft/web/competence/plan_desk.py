"""What plans put on the start page: own goals that are due, plans to decide, overdue goals, plans to follow up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.queries.plan_desk import asked_of
from kompetenslyft.web.access import person
from kompetenslyft.web.desk.items import Item, Urgency

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Plan


def items(request: HttpRequest) -> Iterator[Item]:
    """For the person the own goals, for the leader the plans of the people led, and organisations' plans."""
    today = clock.today()
    asked = asked_of(person(request), today)
    for one in asked.own:
        yield Item(
            title=_("Följ upp dina mål"),
            detail=one.plan.title,
            url=_url(one.plan),
            urgency=_urgency(one.next_due, today),
            due=one.next_due,
        )
    for one in asked.drafts:
        yield Item(
            title=_("Besluta planen för %(name)s") % {"name": one.person.name},
            detail=one.plan.title,
            url=_url(one.plan),
            urgency=Urgency.WHEN_YOU_CAN,
        )
    for one in asked.overdue:
        detail = ngettext(
            "%(number)d mål skulle ha varit klart.", "%(number)d mål skulle ha varit klara.", one.overdue
        )
        yield Item(
            title=_("Följ upp planen för %(name)s") % {"name": one.person.name},
            detail=detail % {"number": one.overdue},
            url=_url(one.plan),
            urgency=Urgency.LATE,
            due=one.next_due,
        )
    for plan in asked.ended:
        yield Item(
            title=_("Följ upp %(plan)s") % {"plan": plan.title},
            detail=plan.organisation.name,
            url=_url(plan),
            urgency=_urgency(plan.ends, today),
            due=plan.ends,
        )


def _urgency(due: date | None, today: date) -> Urgency:
    return Urgency.LATE if due is not None and due < today else Urgency.SOON


def _url(plan: Plan) -> str:
    return reverse("competence:plan", args=[plan.pk])
