"""Disposal: what is due, carrying it out, and the protocols."""

from __future__ import annotations

import csv
import io

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.actions.disposal import dispose
from kompetenslyft.apps.competence.queries.disposal import (
    check_may_dispose,
    concerned,
    protocol,
    protocols_of,
)
from kompetenslyft.apps.competence.retention import proposal
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.spreadsheets import plain
from kompetenslyft.exchange.staff_definitions import retention_rules
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.organisations.lookup import organisation_or_404

PER_PAGE = 50
CSV_COLUMNS = ("Handlingar", "Sparas (år)", "Räknas från", "Antal", "Äldsta", "Yngsta", "Grund")
COUNTED_FROM = {
    "employment_end": Text(sv="anställningens slut", en="the end of the employment"),
    "record": Text(sv="handlingens dag", en="the day of the record"),
    "settled": Text(sv="dagen då ärendet avslutades", en="the day the matter was settled"),
}


class DisposalForm(forms.Form):
    """The word that what was proposed is to be destroyed."""

    digest = forms.CharField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(
        label=gettext_lazy("Jag har läst förslaget. Det som gallras går inte att få tillbaka."),
        error_messages={"required": gettext_lazy("Kryssa i att du har läst förslaget.")},
    )


@signed_in
def disposal(request: HttpRequest, code: str) -> HttpResponse:
    """What is due to be destroyed and of whom; confirmed, it is. And what has been before."""
    employer, user, today = organisation_or_404(code), person(request), clock.today()
    check_may_dispose(user, employer, today)
    proposed = proposal(employer, today)
    form = DisposalForm(request.POST or None, initial={"digest": proposed.digest})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            dispose(employer=employer, digest=form.cleaned_data["digest"], by=user)
        except Refused as reason:
            refused, form = reason, DisposalForm(initial={"digest": proposed.digest})
        else:
            messages.success(request, _("Gallringen är gjord. Protokollet står nedan."))
            return redirect("staff:disposal", code)
    people = Paginator(concerned(proposed), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "staff/disposal.html",
        {
            "crumbs": [(_("Kompetens"), reverse("competence:home"))],
            "employer": employer,
            "proposed": proposed,
            "form": form,
            "refused": refused,
            "page": people,
            "rules": [(rule, COUNTED_FROM[rule.counted_from]) for rule in retention_rules().values()],
            "protocols": [
                (one, sum(line["records"] for line in one.lines)) for one in protocols_of(employer)
            ],
        },
    )


@signed_in
def protocol_file(request: HttpRequest, code: str, disposal_id: int) -> HttpResponse:
    """The protocol as CSV: it names nobody but whoever carried the disposal out."""
    employer = organisation_or_404(code)
    check_may_dispose(person(request), employer, clock.today())
    found = protocol(employer, disposal_id)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(("Arbetsgivare", plain(employer.name)))
    writer.writerow(("Gallrat", clock.day_of(found.at).isoformat()))
    writer.writerow(("Av", plain(found.by_label)))
    writer.writerow(())
    writer.writerow(CSV_COLUMNS)
    for line in found.lines:
        writer.writerow(
            (
                line["title"]["sv"],
                line["years"],
                COUNTED_FROM[line["counted_from"]].sv,
                line["records"],
                line["oldest"],
                line["newest"],
                line["source"]["sv"],
            )
        )
    name = f"gallringsprotokoll-{employer.code}-{found.as_of.isoformat()}-{found.pk}.csv"
    return attachment("\ufeff" + written.getvalue(), "text/csv; charset=utf-8", name)
