"""The need of the three coming years: what an organisation enters, and what it adds up to from below."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.actions.development_needs import enter_needs
from kompetenslyft.apps.competence.queries.consolidated import need_table
from kompetenslyft.apps.competence.queries.development_needs import ThreeYears, three_years
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.three_years import Counted, Key
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.competence.matrix_page import home_crumbs
from kompetenslyft.web.competence.matrix_views import organisation_of
from kompetenslyft.web.competence.need_forms import NeedsForm, name_of
from kompetenslyft.web.competence.plan_words import plans_crumb
from kompetenslyft.web.forms import show_refusal

EARLIEST = 2013


@signed_in
@require_http_methods(["GET", "POST"])
def needs(request: HttpRequest, code: str) -> HttpResponse:
    """How many need development, direction by direction, in the three coming years."""
    organisation, today = organisation_of(code), clock.today()
    decided_in = _year(request.GET.get("ar", ""), today.year)
    made = three_years(person(request), organisation, decided_in, today)
    form = NeedsForm(made, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = enter_needs(
                organisation=organisation,
                decided_in=decided_in,
                people=form.people,
                seen=form.seen_people,
                by=person(request),
            )
        except Refused as refused:
            if refused.code.startswith("E"):
                raise
            if refused.code == "M504":
                form.show_present()
            show_refusal(form, refused)
        else:
            text = ngettext("%(number)d siffra är sparad.", "%(number)d siffror är sparade.", changed)
            messages.success(request, text % {"number": changed} if changed else _("Ingenting är ändrat."))
            return redirect(f"{reverse('competence:needs', args=[code])}?ar={decided_in}")
    context = {
        "crumbs": [*home_crumbs(), plans_crumb(code, organisation.name)],
        "organisation": organisation,
        "made": made,
        "form": form,
        "groups": _groups(made, form, _below(request, made, today)),
        "sums": [_sum([made.counts[key] for key in made.counts if key[1] == year]) for year in made.years],
        "parts": [
            (one, [_sum([found for key, found in counts.items() if key[1] == year]) for year in made.years])
            for one, counts in made.parts
        ],
        "years_before": [year for year in range(decided_in - 1, decided_in - 4, -1) if year >= EARLIEST],
        "now": today.year,
    }
    return render(request, "competence/needs.html", context, status=422 if form.errors else 200)


def _year(asked: str, this_year: int) -> int:
    """The year in which the need is looked at: this one unless an earlier is asked for."""
    known = asked.isascii() and asked.isdecimal() and len(asked) == len("2016")
    return min(max(int(asked), EARLIEST), this_year) if known else this_year


def _below(request: HttpRequest, made: ThreeYears, today: date) -> dict[str, int] | None:
    """How many are below what is demanded today, by direction; None where the reader may not see it."""
    try:
        table = need_table(person(request), made.organisation, today)
    except Refused:
        return None
    return None if table.rows is None else {row.direction.id: row.below for row in table.rows}


def _groups(
    made: ThreeYears, form: NeedsForm, below: dict[str, int] | None
) -> list[tuple[str, list[dict[str, Any]]]]:
    said = language()
    return [
        (
            area.label.in_language(said),
            [
                {
                    "label": one.label.in_language(said),
                    "below": None if below is None else below[one.id],
                    "cells": [_cell(made, form, (one.id, year)) for year in made.years],
                }
                for one in area.directions
            ],
        )
        for area in made.framework.areas
    ]


def _cell(made: ThreeYears, form: NeedsForm, key: Key) -> dict[str, Any]:
    found = made.counts[key]
    return {"year": key[1], "field": form[name_of(key)], "found": found}


def _sum(found: list[Counted]) -> int | None:
    """What counts, added up; None where nothing does."""
    said = [one.counts for one in found if one.counts is not None]
    return sum(said) if said else None
