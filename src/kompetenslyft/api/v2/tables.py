"""``/config`` and ``/tables``: what there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kompetenslyft.api.v2 import limits
from kompetenslyft.api.v2.answers import (
    as_json,
    check_language,
    endpoint,
    flag,
    number,
    parameter,
    refusal,
    unless_known,
)
from kompetenslyft.api.v2.formats import DEFAULT, FORMATS
from kompetenslyft.apps import clock
from kompetenslyft.apps.publishing import queries
from kompetenslyft.apps.publishing.queries import OpenTable
from kompetenslyft.core.cubes.selection import default_selection
from kompetenslyft.core.text import LANGUAGES
from kompetenslyft.exchange.jsonstat import jsonstat_metadata
from kompetenslyft.exchange.px import SUBJECT, SUBJECT_CODE

API_VERSION = "2.0.0"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
_LANGUAGE_NAMES = {"sv": "Svenska", "en": "English"}


@endpoint("GET", "HEAD")
def config(request: HttpRequest) -> HttpResponse:
    """What the API can do, and how much of it at once."""
    return as_json(
        {
            "apiVersion": API_VERSION,
            "appVersion": "1.0.0",
            "languages": [{"id": one, "label": _LANGUAGE_NAMES[one]} for one in LANGUAGES],
            "defaultLanguage": LANGUAGES[0],
            "maxDataCells": limits.MOST_CELLS,
            "maxCallsPerTimeWindow": limits.MOST_CALLS,
            "timeWindow": limits.WINDOW,
            "license": LICENCE,
            "sourceReferences": [
                {"language": "sv", "text": "Källa: Socialstyrelsen"},
                {"language": "en", "text": "Source: Socialstyrelsen"},
            ],
            "defaultDataFormat": DEFAULT,
            "dataFormats": list(FORMATS),
            "features": [],
        }
    )


@endpoint("GET", "HEAD")
def tables(request: HttpRequest) -> HttpResponse:
    """The tables, searched and page by page."""
    language = check_language(request)
    found = _found(request, language)
    size = number(request, "pageSize", limits.DEFAULT_PAGE, most=limits.LARGEST_PAGE) or limits.DEFAULT_PAGE
    pages = max(-(-len(found) // size), 1)
    page = number(request, "pageNumber", 1, most=10**6) or 1
    if page > pages:
        raise refusal(
            "Q407",
            f"Sidan {page} finns inte. Det finns {pages}.",
            f"There is no page {page}. There are {pages}.",
        )
    shown = found[(page - 1) * size : page * size]
    return as_json(
        {
            "language": language,
            "tables": [_table(request, one, language) for one in shown],
            "page": {
                "pageNumber": page,
                "pageSize": size,
                "totalElements": len(found),
                "totalPages": pages,
                "links": [],
            },
            "links": [_link(request, "self", language, reverse("api-v2:tables"))],
        }
    )


@endpoint("GET", "HEAD")
def table(request: HttpRequest, table_id: str) -> HttpResponse:
    """One table in short."""
    language, found = check_language(request), queries.open_table(table_id)
    return as_json({"language": language, **_table(request, found, language)})


@endpoint("GET", "HEAD")
def metadata(request: HttpRequest, table_id: str) -> HttpResponse:
    """One table's variables and values, as JSON-stat without figures."""
    language, found = check_language(request), queries.open_table(table_id)

    def made() -> HttpResponse:
        cube = queries.cube_of(found)
        body = jsonstat_metadata(cube, language, updated=found.published_at)
        return as_json(body | {"link": {"data": [_link(request, "data", language, _data(found))]}})

    return unless_known(request, made, "metadata", found.digest, found.id, language, request.get_host())


@endpoint("GET", "HEAD")
def default(request: HttpRequest, table_id: str) -> HttpResponse:
    """What is shown of a table where nothing is chosen."""
    language, found = check_language(request), queries.open_table(table_id)
    chosen = default_selection(queries.cube_of(found))
    return as_json(
        {
            "language": language,
            "selection": [
                {"variableCode": code, "codelist": None, "valueCodes": list(values)}
                for code, values in chosen.items()
            ],
            "placement": {"heading": list(chosen)[-2:], "stub": list(chosen)[:-2]},
            "links": [_link(request, "data", language, _data(found))],
        }
    )


@endpoint("GET", "HEAD")
def codelist(request: HttpRequest, list_id: str) -> HttpResponse:
    """There are no code lists: every table has its values as they are."""
    raise refusal("E101", "Kodlistan finns inte.", "There is no such code list.")


def _found(request: HttpRequest, language: str) -> Sequence[OpenTable]:
    words = parameter(request, "query").casefold().split()
    days = number(request, "pastDays", None, most=36_500)
    every = flag(request, "includeDiscontinued")
    since = clock.now() - timedelta(days=days) if days else None
    return [
        one
        for one in queries.open_tables()
        if (every or not one.discontinued)
        and (since is None or one.published_at >= since)
        and all(word in _searched(one, language) for word in words)
    ]


def _searched(table: OpenTable, language: str) -> str:
    title = table.title.in_language(language)
    return f"{table.id} {title} {table.publication.title}".casefold()


def _table(request: HttpRequest, table: OpenTable, language: str) -> dict[str, Any]:
    cube = queries.cube_of(table)
    years = [value.code for value in cube.time.values]
    return {
        "type": "Table",
        "id": table.id,
        "label": cube.full_title.in_language(language),
        "description": table.publication.title,
        "updated": f"{table.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "firstPeriod": min(years),
        "lastPeriod": max(years),
        "category": "public",
        "variableNames": [one.label.in_language(language).lower() for one in cube.dimensions],
        "discontinued": table.discontinued,
        "source": cube.source,
        "subjectCode": SUBJECT_CODE,
        "timeUnit": "Annual",
        "paths": [
            [
                {"id": SUBJECT_CODE, "label": SUBJECT.in_language(language)},
                {"id": table.publication.slug, "label": table.publication.title},
            ]
        ],
        "links": [
            _link(request, "self", language, reverse("api-v2:table", args=[table.id])),
            _link(request, "metadata", language, reverse("api-v2:metadata", args=[table.id])),
            _link(request, "data", language, _data(table)),
        ],
    }


def _data(table: OpenTable) -> str:
    return reverse("api-v2:data", args=[table.id])


def _link(request: HttpRequest, rel: str, language: str, address: str) -> dict[str, str]:
    return {
        "rel": rel,
        "hreflang": language,
        "href": request.build_absolute_uri(f"{address}?lang={language}"),
    }
