"""The catalogue of open tables: searched by words, kind and year; what is coming; for officers what is under way."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.publishing import described, queries
from kompetenslyft.apps.publishing.described import Described
from kompetenslyft.apps.publishing.queries import OpenTable
from kompetenslyft.web.access import is_officer, person, public

PAGE = 25
KINDS = {"rapporter": "report", "utgavor": queries.RELEASE}
"""Kinds of publications, in the words of the address."""


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every open table, the ones that are replaced last."""
    language = translation.get_language() or "sv"
    tables = queries.open_tables()
    about = described.described(tables)
    text, kind, year = (request.GET.get(name, "").strip() for name in ("q", "slag", "ar"))
    found = [
        one
        for one in tables
        if _fits(one, about[one.id], language, text=text, kind=KINDS.get(kind, ""), year=year)
    ]
    context: dict[str, object] = {
        "page": Paginator([_row(one, about[one.id]) for one in found], PAGE).get_page(
            request.GET.get("page")
        ),
        "text": text,
        "kind": kind,
        "year": year,
        "years": sorted({one for each in about.values() for one in each.years}, reverse=True),
        "narrowed": bool(text or kind or year),
        "all_made_up": bool(found) and all(one.publication.made_up for one in found),
        "coming": [(one.name, one.publish_at) for one in queries.coming()],
        "planned": _planned(tables),
    }
    if is_officer(request):
        every = queries.all_reports_for(person(request), clock.today()).filter(kind=queries.RELEASE)
        context |= {"officer": True, "releases": [(one, one.name) for one in every]}
    return render(request, "tables/catalogue.html", context)


def _fits(table: OpenTable, about: Described, language: str, *, text: str, kind: str, year: str) -> bool:
    if (kind and table.publication.kind != kind) or (year and year not in about.years):
        return False
    title = table.publication.name.in_language(language)
    searched = f"{title} {table.id} {about.words[language]}".casefold()
    return all(word in searched for word in text.casefold().split())


def _row(table: OpenTable, about: Described) -> dict[str, object]:
    years = about.years
    return {
        "table": table,
        "publication": table.publication.name,
        "dimensions": about.dimensions,
        "years": years[0] if len(years) == 1 else f"{min(years)}–{max(years)}",
    }


def _planned(tables: list[OpenTable]) -> list[tuple[object, object]]:
    """The releases of which a newer one is planned, the first one first."""
    standing = {one.publication.pk: one.publication for one in tables if not one.discontinued}
    days = sorted(
        ((one.next_release, one) for one in standing.values() if one.next_release), key=lambda each: each[0]
    )
    return [(one.name, day) for day, one in days]
