"""``/savedqueries``: selections to come back to, with the figures that they give."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kompetenslyft.api.v2 import limits
from kompetenslyft.api.v2.answers import as_json, check_saves, endpoint, link
from kompetenslyft.api.v2.data import figures
from kompetenslyft.api.v2.formats import DEFAULT, output_of
from kompetenslyft.api.v2.parameters import (
    body_of,
    check_language,
    known_language,
    listed,
    parameter,
    refusal,
)
from kompetenslyft.api.v2.tables import selection_answer
from kompetenslyft.apps import clock
from kompetenslyft.apps.publishing import queries, saved_queries
from kompetenslyft.apps.publishing.saved_queries import Kept
from kompetenslyft.core.cubes.query import as_body, read_query


@endpoint("POST")
def save(request: HttpRequest) -> HttpResponse:
    """Keep a query. The same one sent again is the one that is kept."""
    check_saves(request)
    try:
        body = body_of(request)
        if not isinstance(body, dict) or not isinstance(body.get("tableId"), str):
            raise ValueError("no table is named")
        params = body.get("outputFormatParams") or []
        name = body.get("outputFormat") or DEFAULT
        if not isinstance(name, str) or not all(isinstance(one, str) for one in params):
            raise ValueError("the output format is not a string")
        query = read_query(body.get("selection"))
    except (ValueError, TypeError) as wrong:
        raise refusal(
            "Q407",
            "Det som ska sparas går inte att läsa. Skicka JSON med tableId, language och selection, "
            "med en egen selection: en lista av variableCode och valueCodes.",
            "What is to be saved cannot be read. Send JSON with tableId, language and selection, "
            "with a selection of its own: a list of variableCode and valueCodes.",
        ) from wrong
    output = output_of(name, params, known_language(body.get("language")))
    kept = saved_queries.save(
        table_id=body["tableId"],
        query=query,
        language=output.language,
        output_format=output.name,
        output_params=output.params,
        most_cells=limits.MOST_CELLS,
        at=clock.now(),
    )
    answer = _answer(request, kept, HTTPStatus.CREATED)
    answer.headers["Location"] = request.build_absolute_uri(reverse("api-v2:saved", args=[kept.code]))
    return answer


@endpoint("GET", "HEAD")
def saved(request: HttpRequest, code: str) -> HttpResponse:
    """What a saved query asks."""
    return _answer(request, saved_queries.saved(code))


@endpoint("GET", "HEAD")
def data(request: HttpRequest, code: str) -> HttpResponse:
    """The figures that a saved query gives; language, format and its parameters may be others than those saved."""
    kept = saved_queries.saved(code)
    name = parameter(request, "outputFormat")
    params = listed(request, "outputFormatParams") or (() if name else kept.output_params)
    output = output_of(name or kept.output_format, params, check_language(request, kept.language))
    return figures(request, queries.open_table(kept.table_id), kept.query, output)


@endpoint("GET", "HEAD")
def selection(request: HttpRequest, code: str) -> HttpResponse:
    """The codes that a saved query comes to."""
    kept = saved_queries.saved(code)
    language = check_language(request, kept.language)
    return selection_answer(request, queries.open_table(kept.table_id), kept.query, language)


def _answer(request: HttpRequest, kept: Kept, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    addresses = {
        "self": reverse("api-v2:saved", args=[kept.code]),
        "data": reverse("api-v2:saved-data", args=[kept.code]),
        "selection": reverse("api-v2:saved-selection", args=[kept.code]),
        "table": reverse("api-v2:table", args=[kept.table_id]),
    }
    query = {
        "id": kept.code,
        "selection": as_body(kept.query),
        "language": kept.language,
        "tableId": kept.table_id,
        "outputFormat": kept.output_format,
        "outputFormatParams": list(kept.output_params),
    }
    links = [link(request, rel, kept.language, address) for rel, address in addresses.items()]
    return as_json({"language": kept.language, "id": kept.code, "savedQuery": query, "links": links}, status)
