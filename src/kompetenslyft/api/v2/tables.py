"""``/config`` and ``/tables``: what there is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kompetenslyft.api.v2 import limits
from kompetenslyft.api.v2.answers import as_json, endpoint, link
from kompetenslyft.api.v2.caching import Kept, cached
from kompetenslyft.api.v2.codelists import lists_by_dimension
from kompetenslyft.api.v2.formats import DEFAULT, FORMATS
from kompetenslyft.api.v2.parameters import check_language, flag, number, parameter, query_of, refusal
from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import queries, saved_queries
from kompetenslyft.apps.publishing.queries import OpenTable
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.query import SINGLE, Query, canonical, chosen_by, named, placement_of
from kompetenslyft.core.cubes.selection import part_of
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.text import LANGUAGES
from kompetenslyft.exchange.jsonstat import jsonstat_metadata
from kompetenslyft.exchange.px import SUBJECT, SUBJECT_CODE

API_VERSION = "2.0.0"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
METADATA_VERSION = SELECTION_VERSION = 1
"""Go up when the same metadata, or the same selection, is written otherwise."""
_OF_PAGE = {"lang", "pagenumber", "pagesize"}
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
    addresses = {"self": page, "first": 1, "previous": page - 1, "next": page + 1, "last": pages}
    links = [
        _page_link(request, rel, language, size, at) for rel, at in addresses.items() if 1 <= at <= pages
    ]
    return as_json(
        {
            "language": language,
            "tables": [_table(request, one, language) for one in shown],
            "page": {
                "pageNumber": page,
                "pageSize": size,
                "totalElements": len(found),
                "totalPages": pages,
                "links": links,
            },
            "links": [link(request, "self", language, reverse("api-v2:tables"))],
        }
    )


@endpoint("GET", "HEAD")
def table(request: HttpRequest, table_id: str) -> HttpResponse:
    """One table in short."""
    language, found = check_language(request), queries.open_table(table_id)
    return as_json({"language": language, **_table(request, found, language)})


@endpoint("GET", "HEAD")
def metadata(request: HttpRequest, table_id: str) -> HttpResponse:
    """One table's variables and values, as JSON-stat without figures: all, or those of a code list or selection."""
    language, found = check_language(request), queries.open_table(table_id)
    query = _described(request, found)

    def made() -> Kept:
        cube = queries.cube_of(found)
        shown = cube if query is None else part_of(cube, _codes(cube, query))
        body = jsonstat_metadata(
            shown,
            language,
            updated=found.published_at,
            codelists=lists_by_dimension(request, cube, language),
            discontinued=found.discontinued,
        )
        body["link"] = {
            "data": [{"type": "application/json", "href": link(request, "", language, _data(found))["href"]}]
        }
        answer = as_json(body)
        return Kept(answer.content, dict(answer.headers))

    known_by = (
        *("metadata", METADATA_VERSION, found.id, found.digest, found.discontinued, language),
        *(query and canonical(query), request.scheme, request.get_host()),
    )
    return cached(request, made, *known_by, modified=None)


@endpoint("GET", "HEAD")
def default(request: HttpRequest, table_id: str) -> HttpResponse:
    """What is shown of a table where nothing is chosen."""
    language, found = check_language(request), queries.open_table(table_id)
    return selection_answer(request, found, Query(), language)


@endpoint("GET", "HEAD", "POST")
def nothing(request: HttpRequest, address: str) -> HttpResponse:
    """Whatever else is asked for."""
    raise refusal("E101", "Adressen finns inte.", "There is nothing at that address.")


def selection_answer(request: HttpRequest, table: OpenTable, query: Query, language: str) -> HttpResponse:
    """The codes that the query comes to. A code list is named where its own codes were chosen, not their members."""

    def made() -> Kept:
        cube = queries.cube_of(table)
        asked = named(cube, query)
        chosen = _codes(cube, asked)
        placement = placement_of(cube, asked)
        if isinstance(placement, Finding):
            raise Refused(placement)
        codes = tuple(chosen)
        stub, heading = placement or (codes[:-2], codes[-2:])
        single = {name for name, output in asked.outputs.items() if output.lower() == SINGLE}
        answer = as_json(
            {
                "language": language,
                "selection": [
                    {
                        "variableCode": code,
                        "codelist": None if code in single else asked.lists.get(code),
                        "valueCodes": list(values),
                    }
                    for code, values in chosen.items()
                ],
                "placement": {"heading": list(heading), "stub": list(stub)},
                "links": [link(request, "data", language, _data(table))],
            }
        )
        return Kept(answer.content, dict(answer.headers))

    known_by = ("selection", SELECTION_VERSION, table.id, table.digest, language, canonical(query))
    return cached(request, made, *known_by, request.scheme, request.get_host(), modified=None)


def _described(request: HttpRequest, table: OpenTable) -> Query | None:
    """The query whose values metadata is asked for; None for all values. Raises Refused (E101, Q407)."""
    code, lists = parameter(request, "savedQuery"), query_of(request).lists
    if code:
        kept = saved_queries.saved(code)
        if kept.table_id != table.id:
            raise refusal(
                "Q407",
                "Det sparade urvalet gäller en annan tabell.",
                "The saved query is of another table.",
            )
        return kept.query
    if flag(request, "defaultSelection"):
        return Query(lists=lists)
    if not lists:
        return None
    cube = queries.cube_of(table)
    return Query({one.code: ("*",) for one in cube.dimensions if one.code not in lists}, lists)


def _codes(cube: Cube, query: Query) -> dict[str, tuple[str, ...]]:
    chosen = chosen_by(cube, query, most_cells=len(cube.cells))
    if isinstance(chosen, Finding):
        raise Refused(chosen)
    return chosen


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
    named = " ".join(one.label.in_language(language) for one in queries.cube_of(table).dimensions)
    titles = (table.title.in_language(language), table.publication.name.in_language(language))
    return f"{table.id} {' '.join(titles)} {named}".casefold()


def _table(request: HttpRequest, table: OpenTable, language: str) -> dict[str, Any]:
    cube, publication = queries.cube_of(table), table.publication.name.in_language(language)
    years = [value.code for value in cube.time.values]
    return {
        "type": "Table",
        "id": table.id,
        "label": cube.full_title.in_language(language),
        "description": publication,
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
                {"id": table.publication.slug, "label": publication},
            ]
        ],
        "links": [
            link(request, "self", language, reverse("api-v2:table", args=[table.id])),
            link(request, "metadata", language, reverse("api-v2:metadata", args=[table.id])),
            link(request, "data", language, _data(table)),
        ],
    }


def _data(table: OpenTable) -> str:
    return reverse("api-v2:data", args=[table.id])


def _page_link(request: HttpRequest, rel: str, language: str, size: int, page: int) -> dict[str, str]:
    """The list as it was asked for, at another page."""
    asked = {key: value for key, value in request.GET.items() if key.lower() not in _OF_PAGE}
    query = urlencode({**asked, "pageNumber": page, "pageSize": size})
    return link(request, rel, language, reverse("api-v2:tables"), query)
