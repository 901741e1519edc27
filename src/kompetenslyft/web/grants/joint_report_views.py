"""Reporting together, as a municipality does it: asking others, agreeing, leaving, taking the question back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions import joint_reports as actions
from kompetenslyft.apps.grants.queries import joint_reports as queries
from kompetenslyft.apps.grants.queries.units import unit_for
from kompetenslyft.apps.grants.queries.years import year as year_for
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.grants.crumbs import language, unit_crumbs
from kompetenslyft.web.grants.settlement_forms import ProposalForm


@signed_in
@require_http_methods(["GET", "POST"])
def joint(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """Who reports for whom, what others ask, and a form to ask others."""
    today = clock.today()
    year, municipality = year_for(code), unit_for(person(request), unit, today)
    own = queries.own(year, municipality)
    asked = {member.unit_id for member in own.members}
    candidates = [one for one in queries.candidates(year, municipality, today) if one.pk not in asked]
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        candidates=candidates,
        home=municipality.county_id,
    )
    if request.method == "POST" and form.is_valid():
        members = list(organisations.by_codes(form.cleaned_data["members"]).values())
        try:
            actions.propose(year=year, lead=municipality, members=members, by=person(request))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Kommunerna är tillfrågade. Deras ombud svarar."))
            return redirect("grants:joint", code=code, unit=unit)
    roles = access.roles_at(person(request), municipality, today)
    context = {
        "year": year,
        "unit": municipality,
        "own": own,
        "form": form,
        "candidates": candidates,
        "signs": access.SIGNATORY in roles,
        "officer": access.is_officer(person(request), today),
        "crumbs": unit_crumbs(year, municipality),
    }
    return render(request, "grants/joint.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def answer(request: HttpRequest, code: str, unit: str, pk: int) -> HttpResponse:
    """Agree to be reported for, or leave (or say no)."""
    year, municipality = year_for(code), unit_for(person(request), unit, clock.today())
    member = queries.member(year, municipality, pk)
    lead = {"name": member.report.lead.name}
    try:
        if request.POST.get("answer") == "agree":
            actions.agree(member=member, by=person(request))
            messages.success(request, _("%(name)s redovisar nu för er.") % lead)
        else:
            actions.leave(member=member, by=person(request))
            messages.success(
                request, _("Ni redovisar själva.") if member.agreed_at else _("Ni har tackat nej.")
            )
    except Refused as refused:
        messages.error(request, refused.text(language()))
    return redirect("grants:joint", code=code, unit=unit)


@signed_in
@require_POST
def end(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """End the joint report that the municipality leads."""
    year, municipality = year_for(code), unit_for(person(request), unit, clock.today())
    own = queries.own(year, municipality)
    if own.leading is None:
        raise access.not_found()
    try:
        actions.end(report=own.leading, by=person(request))
    except Refused as refused:
        messages.error(request, refused.text(language()))
    else:
        messages.success(request, _("Den gemensamma redovisningen är avslutad. Var och en redovisar själv."))
    return redirect("grants:joint", code=code, unit=unit)
