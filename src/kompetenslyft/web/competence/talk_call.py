"""Calling to appraisal talks: one person or many, on the same page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions import talks as actions
from kompetenslyft.apps.competence.queries import talks as queries
from kompetenslyft.apps.competence.talk_refusals import check_leads
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries import people as staff_people
from kompetenslyft.core.competence.talk import OPEN
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.talk_forms import CallForm, PlaceForm
from kompetenslyft.web.competence.talk_list import note_talks
from kompetenslyft.web.competence.talk_words import status_words

USUAL_TIME = time(9, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who can be called, with the form for it."""

    led: queries.Led
    units: str
    status: str
    form: CallForm


@signed_in
@require_http_methods(["GET", "POST"])
def call_many(request: HttpRequest) -> HttpResponse:
    """Everybody one leads who has no talk under way; those in the address (``?person=``) are ticked."""
    people = [led for led in queries.led_people(person(request), clock.today()) if _can_be_called(led)]
    return _call(request, people, set(request.GET.getlist("person")))


@signed_in
@require_http_methods(["GET", "POST"])
def call_one(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person. Raises Refused: E101 not one's to lead; M201 oneself; leads to the talk where one is under way."""
    today, user = clock.today(), person(request)
    one = staff_people.person(user, person_id, Thing.TALK, today)
    relations = access.check_may(user, one, Thing.TALK, today, Right.CHANGE)
    check_leads(access.actors(relations))
    led = next((led for led in queries.led_people(user, today) if led.person.pk == person_id), None)
    if led is None:
        raise staff.not_found()
    if led.talk is not None and not _can_be_called(led):
        return redirect("competence:talk", talk_id=led.talk.pk)
    return _call(request, [led], {str(person_id)})


def _can_be_called(led: queries.Led) -> bool:
    return led.works and (led.talk is None or led.talk.state not in OPEN)


def _call(request: HttpRequest, people: list[queries.Led], ticked: set[str]) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    note_talks(request, people)
    rows = [
        Row(
            led,
            ", ".join(led.units),
            status_words(led.status) if led.talk else _("Inget samtal i år"),
            CallForm(
                data,
                prefix=str(led.person.pk),
                initial={"chosen": str(led.person.pk) in ticked, "time": USUAL_TIME},
            ),
        )
        for led in people
    ]
    place, problems = PlaceForm(data), []
    if data is not None:
        forms_are_right = all([place.is_valid(), *(row.form.is_valid() for row in rows)])
        chosen = [row for row in rows if row.form.is_valid() and row.form.cleaned_data["chosen"]]
        if forms_are_right and not chosen:
            problems.append(_("Kryssa för minst en person att kalla."))
        elif forms_are_right:
            try:
                made = actions.call_all(
                    calls=[
                        actions.Call(row.led.person, row.form.scheduled_at, place.cleaned_data["place"])
                        for row in chosen
                    ],
                    by=person(request),
                )
            except Refused as refused:
                if refused.code.startswith("E"):
                    raise
                problems += _place_refusal(refused, rows)
            else:
                said = ngettext("%(n)d person är kallad.", "%(n)d personer är kallade.", len(made))
                messages.success(request, said % {"n": len(made)})
                return redirect(
                    reverse("competence:talk", args=[made[0].pk])
                    if len(made) == 1
                    else reverse("competence:talks")
                )
    wrong = [(bound, error, row) for row in rows for bound in row.form for error in bound.errors]
    return render(
        request,
        "competence/talk_call.html",
        {
            "crumbs": [*home_crumbs(), (_("Medarbetarsamtal"), reverse("competence:talks"))],
            "rows": rows,
            "alone": rows[0] if len(rows) == 1 else None,
            "place": place,
            "problems": problems,
            "wrong": wrong,
        },
        status=422 if data is not None else 200,
    )


def _place_refusal(refused: Refused, rows: list[Row]) -> list[str]:
    """The refusal, put at the day of the person that it concerns; what concerns nobody is given back."""
    by_id = {str(row.led.person.pk): row for row in rows}
    general = []
    for finding in refused.findings:
        text = finding.message.in_language(language())
        concerned = [by_id[cell] for cell in finding.cells if cell in by_id]
        for row in concerned:
            row.form.add_error("day", text)
        if not concerned:
            general.append(text)
    return general
