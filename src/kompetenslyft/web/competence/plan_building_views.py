"""Beginning a plan, taking needs up into one, and templates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.actions import consolidated, plan_templates
from kompetenslyft.apps.competence.actions import plans as actions
from kompetenslyft.apps.competence.queries import plan_templates as template_queries
from kompetenslyft.apps.competence.queries import plans as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.queries import people
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_views import organisation_of


@signed_in
@require_POST
def begin(request: HttpRequest, person_id: int) -> HttpResponse:
    """Begin a person's plan: from what is below the role's demand, or blank."""
    one = people.person(person(request), person_id, Thing.PLAN, clock.today())
    make = actions.draft_from_gaps if request.POST.get("begin") == "gaps" else actions.draft
    plan = make(person=one, by=person(request))
    return redirect(reverse("competence:plan", args=[plan.pk]))


@signed_in
@require_POST
def begin_at(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an organisation's plan."""
    plan = actions.draft(organisation=organisation_of(code), by=person(request))
    return redirect(reverse("competence:plan", args=[plan.pk]))


@signed_in
@require_POST
def take_up(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take a need up into the organisation's draft."""
    plan, _actors = queries.plan(person(request), plan_id, clock.today())
    item = consolidated.take_up(plan=plan, direction=request.POST.get("direction", ""), by=person(request))
    messages.success(request, _("«%(goal)s» ligger nu i %(plan)s.") % {"goal": item.goal, "plan": plan.title})
    return redirect(reverse("competence:plans", args=[plan.organisation.code]) + "#behov")


@signed_in
@require_POST
def template_insert(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Put a template's items into a draft."""
    plan, _actors = queries.plan(person(request), plan_id, clock.today())
    try:
        added = plan_templates.insert(
            plan=plan, template=request.POST.get("template", ""), by=person(request)
        )
    except Refused as refused:
        _tell(request, refused)
    else:
        text = ngettext("%(number)d mål är tillagt.", "%(number)d mål är tillagda.", len(added))
        messages.success(request, text % {"number": len(added)})
    return redirect(reverse("competence:plan", args=[plan_id]))


@signed_in
@require_POST
def template_save(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Keep a plan's items as a template."""
    plan, _actors = queries.plan(person(request), plan_id, clock.today())
    try:
        row = plan_templates.save_as_template(
            plan=plan, name=request.POST.get("name", ""), by=person(request)
        )
    except Refused as refused:
        _tell(request, refused)
    else:
        messages.success(request, _("Mallen «%(name)s» är sparad.") % {"name": row.name})
    return redirect(reverse("competence:plan", args=[plan_id]))


@signed_in
@require_POST
def template_remove(request: HttpRequest, code: str, template_id: int) -> HttpResponse:
    """Take a template of the employer away."""
    row = template_queries.template(person(request), template_id, clock.today())
    plan_templates.remove(template=row, by=person(request))
    messages.success(request, _("Mallen «%(name)s» är borttagen.") % {"name": row.name})
    return redirect(reverse("competence:plans", args=[code]))


def _tell(request: HttpRequest, refused: Refused) -> None:
    if refused.code.startswith("E"):
        raise refused
    messages.error(request, refused.text(language()))
