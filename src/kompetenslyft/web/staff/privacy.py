"""Who has read what of a person, and the employer's decision on who sees people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.competence.queries.readings import readings_of
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.actions.decisions import let_see_people, stop_seeing_people
from kompetenslyft.apps.staff.queries import decisions
from kompetenslyft.apps.staff.queries.people import person as person_of
from kompetenslyft.core.privacy.places import PLACE_LABELS, Place
from kompetenslyft.core.privacy.rights import THING_LABELS, Thing
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.forms import DayField, show_refusal
from kompetenslyft.web.organisations.lookup import organisation_or_404

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

PER_PAGE = 50


class DecisionForm(forms.Form):
    """The decision that coordinators see people."""

    reference = forms.CharField(
        label=gettext_lazy("Beslutet"),
        help_text=gettext_lazy(
            "Vem som beslutade, vilken dag och diarienumret, till exempel Socialnämnden 2016-10-03, SN 2016/114."
        ),
        max_length=200,
    )
    valid_from = DayField(label=gettext_lazy("Gäller från"))


@signed_in
def readings(request: HttpRequest, person_id: int) -> HttpResponse:
    """Who has read what of the reader's own assessments, talks and plans, and when."""
    today = clock.today()
    shown = person_of(person(request), person_id, Thing.READINGS, today)
    page = Paginator(readings_of(shown), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "at": one.at,
            "reader": one.reader_label,
            "thing": THING_LABELS[Thing(one.thing)],
            "where": PLACE_LABELS[Place(one.where)],
        }
        for one in page
    ]
    return render(
        request,
        "staff/readings.html",
        {
            "crumbs": [
                (_("Kompetens"), reverse("competence:home")),
                (shown.name, reverse("staff:person", args=[shown.pk])),
            ],
            "person": shown,
            "page": page,
            "rows": rows,
            "decision": decisions.decision_on(shown.employer, today),
        },
    )


@signed_in
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """What the employer has decided on who sees people; the signatory opens and ends decisions."""
    asked, reader, today = organisation_or_404(code), person(request), clock.today()
    access.check_may_at(reader, asked, Thing.DECISION, today)
    employer = organisations.employer_of(asked)
    if employer is None:
        raise access.not_found()
    may_decide = accounts.has_role(reader, employer.pk, [access.SIGNATORY], today)
    open_decision = decisions.open_decision_of(employer)
    form = DecisionForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST":
        done = _end(request, employer) if "end" in request.POST else _open(request, form, employer)
        if done:
            return redirect("staff:decision", employer.code)
    return render(
        request,
        "staff/decision.html",
        {
            "crumbs": [(_("Kompetens"), reverse("competence:home"))],
            "employer": employer,
            "form": form,
            "may_decide": may_decide,
            "open_decision": open_decision,
            "in_force": decisions.decision_on(employer, today),
            "decisions": decisions.decisions_of(employer),
            "coordinators": decisions.coordinators_of(employer, today),
        },
    )


def _open(request: HttpRequest, form: DecisionForm, employer: Organisation) -> bool:
    access.check_may_decide(person(request), employer, clock.today())
    if not form.is_valid():
        return False
    try:
        made = let_see_people(employer=employer, by=person(request), **form.cleaned_data)
    except Refused as refused:
        show_refusal(form, refused)
        return False
    messages.success(
        request,
        _("Beslutet är antecknat och gäller från %(day)s.") % {"day": made.valid_from.isoformat()},
    )
    return True


def _end(request: HttpRequest, employer: Organisation) -> bool:
    access.check_may_decide(person(request), employer, clock.today())
    standing = decisions.open_decision_of(employer)
    if standing is not None:
        stop_seeing_people(decision=standing, by=person(request))
        messages.success(request, _("Beslutet är avslutat. Samordnarna ser nu bara antal."))
    return True
