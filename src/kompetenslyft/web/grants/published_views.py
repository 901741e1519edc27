"""What is everybody's of an allocation: the decided list, its files, and each municipality's calculation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants import allocation_files as files
from kompetenslyft.apps.grants.queries import allocation as queries
from kompetenslyft.apps.grants.queries.years import year as year_of
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.exchange.allocation_list import facts
from kompetenslyft.exchange.spreadsheets import XLSX
from kompetenslyft.web.access import is_officer, person, public
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.grants import allocation_pages as pages
from kompetenslyft.web.grants.allocation_views import scenario_crumbs
from kompetenslyft.web.grants.crumbs import Crumbs, language, year_crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import Scenario

FILES = {
    "xlsx": (XLSX, files.workbook),
    "pdf": ("application/pdf", files.pdf),
}


@public
@require_safe
def allocated(request: HttpRequest, code: str) -> HttpResponse:
    """The decided amounts of every municipality, with the decision and the model in words."""
    published = queries.published(year_of(code))
    county = request.GET.get(pages.COUNTY, "")
    lines = [line for line in published.lines if not county or line.county == county]
    listed = files.listed(published)
    addresses = [reverse("grants:scenario", args=[code, one.pk]) for _purpose, one in published.columns]
    context = {
        "year": published.year,
        "title": published.year.title(language()),
        "crumbs": year_crumbs(published.year),
        "made_up": published.made_up,
        "columns": [(purpose, one) for purpose, one in published.columns],
        "decisions": [(one, facts(one, language())) for one in listed.purposes],
        "rows": pages.published_rows(lines, addresses),
        "sums": pages.sums(lines),
        "several": len(published.columns) > 1,
        "inhabitants": published.inhabitants,
        "county": county,
        "counties": [(line.code, line.name) for line in published.counties],
        "county_rows": pages.published_rows(published.counties),
        "total": len(published.lines),
    }
    return render(request, "grants/allocation_list.html", context)


@public
@require_safe
def allocated_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The decided allocation as a workbook or PDF."""
    if kind not in FILES:
        raise Http404
    published = queries.published(year_of(code))
    content_type, write = FILES[kind]
    at = max(one.decided_at for _purpose, one in published.columns if one.decided_at)
    content = write(published, language=language(), at=at)
    return attachment(content, content_type, f"fordelning-{code}.{kind}")


@public
@require_safe
def explained(request: HttpRequest, code: str, pk: int, unit: str) -> HttpResponse:
    """How one municipality's amount came about, as a sentence and line by line."""
    found = queries.scenario(year_of(code), pk, person(request), clock.today())
    explanation = queries.explanation(found, unit)
    names = organisations.by_codes([unit])
    lines = [(line.label, format_fraction(line.amount, language(), 2)) for line in explanation.lines[:-1]]
    context = {
        "year": found.year,
        "scenario": found,
        "purpose": found.year.programme.purpose(found.purpose),
        "unit_name": names[unit].name if unit in names else unit,
        "crumbs": _crumbs(request, found),
        "sentence": explanation.sentence,
        "lines": lines,
        "last": (explanation.lines[-1].label, pages.number(found.result[unit])),
        "keys": found.keys.all(),
        "made_up": found.year.made_up or any(table.made_up for table in found.keys.all()),
    }
    return render(request, "grants/allocation_explained.html", context)


def _crumbs(request: HttpRequest, scenario: Scenario) -> Crumbs:
    if is_officer(request):
        return scenario_crumbs(scenario)
    place = reverse("grants:allocated", args=[scenario.year.code])
    return [*year_crumbs(scenario.year), (_("Beslutad fördelning"), place)]
