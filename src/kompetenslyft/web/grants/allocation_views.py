"""The officers' way to a decided allocation: scenarios, side by side, one of them decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import allocation_files as files
from kompetenslyft.apps.grants.actions import allocation as actions
from kompetenslyft.apps.grants.queries import allocation as queries
from kompetenslyft.apps.grants.queries.years import year as year_of
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.exchange.allocation_map import draw, patterns
from kompetenslyft.exchange.charts import draw_chart
from kompetenslyft.web.access import officer_only, person
from kompetenslyft.web.collection.entries import whole
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.grants import allocation_pages as pages
from kompetenslyft.web.grants import allocation_pictures as pictures
from kompetenslyft.web.grants.allocation_forms import DecideForm
from kompetenslyft.web.grants.crumbs import Crumbs, language, year_crumbs
from kompetenslyft.web.grants.scenario_form import ScenarioForm, initial_of

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear, Scenario

MOST = 4
"""Scenarios that are compared at once; more columns cannot be read."""
CHOSEN = "alternativ"


def allocation_crumbs(year: ProgrammeYear) -> Crumbs:
    """To the scenarios of a year."""
    return [*year_crumbs(year), (_("Fördelning"), reverse("grants:allocation", args=[year.code]))]


def scenario_crumbs(scenario: Scenario) -> Crumbs:
    """To a scenario's page."""
    place = reverse("grants:scenario", args=[scenario.year.code, scenario.pk])
    return [*allocation_crumbs(scenario.year), (scenario.title, place)]


@officer_only
@require_GET
def allocation(request: HttpRequest, code: str) -> HttpResponse:
    """The year's scenarios, purpose by purpose."""
    year = year_of(code)
    every = list(queries.scenarios(year, person(request), clock.today()))
    purposes = []
    for purpose in year.programme.purposes:
        of_purpose = [one for one in every if one.purpose == purpose.id]
        decided = next((one for one in of_purpose if one.decided_at), None)
        rows = list(zip(of_purpose, pages.summaries_of(of_purpose), strict=True))
        purposes.append({"purpose": purpose, "rows": rows, "decided": decided})
    context = {
        "year": year,
        "title": year.title(language()),
        "crumbs": year_crumbs(year),
        "purposes": purposes,
        "any_decided": any(one["decided"] for one in purposes),
        "tables": queries.key_tables(person(request), clock.today()).count(),
        "most": MOST,
    }
    return render(request, "grants/allocation.html", context)


@officer_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """A new scenario, starting from the programme's own model or from another scenario (``?fran=``)."""
    year = year_of(code)
    of = next((one for one in year.programme.purposes if one.id == purpose), None)
    if of is None:
        raise Http404
    tables = list(queries.key_tables(person(request), clock.today()))
    latest = {table.key: table.pk for table in reversed(tables)}
    model, initial = of.allocation, {"amount": of.amount_sek}
    missing = [key for key in queries.needed_keys(model) if key not in latest]
    if start_from := whole(request.GET.get("fran", "")):
        start = queries.scenario(year, start_from, person(request), clock.today())
        model, initial = queries.model(start), {"amount": start.amount}
        latest |= {table.key: table.pk for table in start.keys.all()}
    form = ScenarioForm(
        request.POST or None,
        tables=tables,
        counties=organisations.counties(),
        initial=initial | initial_of(model, latest),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_scenario(
                year=year,
                purpose=purpose,
                title=form.cleaned_data["title"],
                model=form.model(),
                keys=form.keys(),
                amount=form.cleaned_data["amount"],
                by=person(request),
            )
        except Refused as refused:
            form.show_refusal(refused)
        else:
            messages.success(request, _("Alternativet är uträknat och sparat."))
            return redirect("grants:scenario", code=code, pk=made.pk)
    context = {
        "year": year,
        "purpose": of,
        "crumbs": allocation_crumbs(year),
        "form": form,
        "missing": [_parameter(year, key) for key in missing],
    } | form.groups()
    return render(request, "grants/allocation_new.html", context, status=422 if form.is_bound else 200)


@officer_only
@require_GET
def scenario(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One scenario: its model in words, its amounts, what can be done with it."""
    found = _scenario(request, code, pk)
    counties = list(organisations.counties())
    compared = queries.comparison([found])
    others = queries.scenarios(found.year, person(request), clock.today()).filter(purpose=found.purpose)
    context = _compared(request, compared) | {
        "year": found.year,
        "scenario": found,
        "purpose": found.year.programme.purpose(found.purpose),
        "crumbs": allocation_crumbs(found.year),
        "model": files.in_words(found, {county.code: county.name for county in counties}),
        "counties": counties,
        "others": [one for one in others if one.pk != found.pk],
        "address": reverse("grants:scenario", args=[code, pk]),
        "pictures": f"{CHOSEN}={pk}",
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "grants/_allocation_amounts.html", context)
    return render(request, "grants/allocation_scenario.html", context)


@officer_only
@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Scenarios side by side; differences are the last less the first."""
    year = year_of(code)
    compared = _chosen(request, year)
    if compared is None:
        messages.warning(request, _("Välj minst två alternativ att jämföra."))
        return redirect("grants:allocation", code=code)
    differences = [line.difference or 0 for line in compared.lines]
    context = _compared(request, compared) | {
        "year": year,
        "purpose": year.programme.purpose(compared.scenarios[0].purpose),
        "crumbs": allocation_crumbs(year),
        "counties": list(organisations.counties()),
        "more": sum(difference > 0 for difference in differences),
        "less": sum(difference < 0 for difference in differences),
        "same": sum(difference == 0 for difference in differences),
        "address": reverse("grants:compare", args=[code]),
        "pictures": "&".join(f"{CHOSEN}={one.pk}" for one in compared.scenarios),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "grants/_allocation_amounts.html", context)
    return render(request, "grants/allocation_compare.html", context)


@officer_only
@require_GET
def compare_map(request: HttpRequest, code: str) -> HttpResponse:
    """The map of the chosen scenarios, as a drawing."""
    compared = _chosen(request, year_of(code), fewest=1)
    if compared is None:
        raise Http404
    return _drawing(draw(pictures.shades(compared), pictures.map_tips(compared)))


@officer_only
@require_GET
def compare_chart(request: HttpRequest, code: str) -> HttpResponse:
    """How the amounts of the chosen scenarios are spread, as a drawing."""
    compared = _chosen(request, year_of(code), fewest=1)
    if compared is None:
        raise Http404
    return _drawing(draw_chart(pictures.chart(compared)).svg)


@officer_only
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask once more with the figures, then decide."""
    found = _scenario(request, code, pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(
                scenario=found, decision_reference=form.cleaned_data["decision_reference"], by=person(request)
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Fördelningen är beslutad. Listan är publicerad och beloppen är låsta.")
            )
            return redirect("grants:scenario", code=code, pk=pk)
    (summary,) = pages.summaries_of([found])
    context = {
        "year": found.year,
        "scenario": found,
        "summary": summary,
        "units": len(found.result),
        "offered": pages.number(sum(found.result.values())),
        "left_over": pages.number(found.left_over),
        "purpose": found.year.programme.purpose(found.purpose),
        "crumbs": scenario_crumbs(found),
        "form": form,
        "newer": queries.newer_keys(found),
        "ground": found.year.programme.decision.reference,
    }
    return render(request, "grants/allocation_decide.html", context, status=422 if form.is_bound else 200)


@officer_only
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask once more, then take the scenario away."""
    found = _scenario(request, code, pk)
    if request.method == "POST":
        actions.remove_scenario(scenario=found, by=person(request))
        messages.success(request, _("Alternativet är borttaget."))
        return redirect("grants:allocation", code=code)
    context = {"year": found.year, "scenario": found, "crumbs": scenario_crumbs(found)}
    return render(request, "grants/allocation_remove.html", context)


def _scenario(request: HttpRequest, code: str, pk: int) -> Scenario:
    return queries.scenario(year_of(code), pk, person(request), clock.today())


def _chosen(request: HttpRequest, year: ProgrammeYear, fewest: int = 2) -> queries.Comparison | None:
    """The scenarios of one purpose that the address names, in its order; None where they are too few."""
    named = [number for one in request.GET.getlist(CHOSEN) if (number := whole(one))]
    every = {
        one.pk: one for one in queries.scenarios(year, person(request), clock.today()).filter(pk__in=named)
    }
    found = [every[pk] for pk in dict.fromkeys(named) if pk in every]
    found = [one for one in found if one.purpose == found[0].purpose][:MOST]
    return queries.comparison(found) if len(found) >= fewest else None


def _compared(request: HttpRequest, compared: queries.Comparison) -> dict[str, object]:
    lines = pages.chosen(compared, request.GET)
    return {
        "compared": compared,
        "summaries": pages.summaries_of(compared.scenarios),
        "rows": pages.rows(lines),
        "columns": pages.columns(compared, request.GET),
        "county": request.GET.get(pages.COUNTY, ""),
        "sorted_by": request.GET.get(pages.SORT, ""),
        "total": len(compared.lines),
        "sums": pages.sums(lines),
        "county_rows": pages.rows(compared.counties),
        "map_title": pictures.map_title(compared),
        "map_key": pictures.map_key(compared),
        "map_patterns": mark_safe(patterns()),
        "class_rows": pictures.class_rows(compared),
        "explained": reverse(
            "grants:scenario", args=[compared.scenarios[-1].year.code, compared.scenarios[-1].pk]
        ),
    }


def _parameter(year: ProgrammeYear, key: str) -> tuple[str, str]:
    """A key that the programme's model needs, and what it is in words."""
    what = next((one.what for one in year.programme.parameters if one.id == key), None)
    return key, what.in_language(language()) if what else ""


def _drawing(svg: str) -> HttpResponse:
    return HttpResponse(svg, content_type="image/svg+xml")
