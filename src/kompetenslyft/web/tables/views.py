"""The catalogue of open tables, and one table with what the reader chooses of it. No login is needed."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.publishing import queries
from kompetenslyft.web.access import is_officer, person, public
from kompetenslyft.web.tables.selection import (
    COLUMNS,
    MOST_SHOWN,
    api_query,
    choices,
    chosen_codes,
    column_dimension,
    laid_out,
)

PAGE = 25
FILES = (
    ("xlsx", "Excel"),
    ("csv", "CSV"),
    ("px", "PC-Axis"),
    ("json-stat2", "JSON-stat"),
    ("parquet", "Parquet"),
)


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every open table, searched by words; what is coming; for officers what is under way."""
    language, text = _language(), request.GET.get("q", "").strip()
    words = text.casefold().split()
    found = [
        one
        for one in queries.open_tables()
        if not one.discontinued
        and all(
            word in f"{one.title.in_language(language)} {one.publication.title}".casefold() for word in words
        )
    ]
    context: dict[str, object] = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "text": text,
        "all_made_up": bool(found) and all(one.publication.made_up for one in found),
        "coming": queries.coming(),
    }
    if is_officer(request):
        every = queries.all_reports_for(person(request), clock.today()).filter(kind=queries.RELEASE)
        context |= {"officer": True, "releases": every}
    return render(request, "tables/catalogue.html", context)


@public
@require_safe
def table(request: HttpRequest, table_id: str) -> HttpResponse:
    """One table: choose values and what stands in the columns, read it, fetch it. The address says it all."""
    language, found = _language(), queries.open_table(table_id)
    cube = queries.cube_of(found)
    chosen = chosen_codes(cube, request.GET)
    across = column_dimension(cube, request.GET)
    data, query = reverse("api-v2:data", args=[found.id]), api_query(cube, chosen)
    context = {
        "table": found,
        "title": found.title.in_language(language),
        "choices": choices(cube, chosen, language),
        "across": across.code,
        "columns_parameter": COLUMNS,
        "layout": laid_out(cube, chosen, across, language),
        "most": MOST_SHOWN,
        "notes": [note.in_language(language) for note in cube.notes],
        "source": cube.source,
        "files": [(f"{data}?{query}&outputFormat={name}&lang={language}", label) for name, label in FILES],
        "made_up": found.publication.made_up,
        "newer": queries.replaced_by(found.publication),
    }
    return render(request, "tables/table.html", context)


def _language() -> str:
    return translation.get_language() or "sv"
