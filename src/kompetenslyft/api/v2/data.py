"""``/tables/{id}/data``: the chosen figures of a table, in a format."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kompetenslyft.api.v2 import limits
from kompetenslyft.api.v2.answers import endpoint
from kompetenslyft.api.v2.caching import Kept, cached
from kompetenslyft.api.v2.formats import DEFAULT, Output, output_of
from kompetenslyft.api.v2.parameters import body_of, check_language, listed, parameter, query_of, refusal
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import queries
from kompetenslyft.apps.publishing.queries import OpenTable
from kompetenslyft.core.cubes.query import Query, answer, canonical, read_query
from kompetenslyft.core.findings import Finding


@endpoint("GET", "HEAD", "POST")
def data(request: HttpRequest, table_id: str) -> HttpResponse:
    """Figures by the selection in the address, or in the body; the default selection where there is none."""
    output = output_of(
        parameter(request, "outputFormat", DEFAULT),
        listed(request, "outputFormatParams"),
        check_language(request),
    )
    query = _posted(request) if request.method == "POST" else query_of(request)
    return figures(request, queries.open_table(table_id), query, output)


def figures(request: HttpRequest, table: OpenTable, query: Query, output: Output) -> HttpResponse:
    """What is asked of the table, as a file. Raises Refused (Q401–Q412, Q417)."""

    def made() -> Kept:
        part = answer(queries.cube_of(table), query, most_cells=limits.MOST_CELLS)
        if isinstance(part, Finding):
            raise Refused(part)
        name = f'inline; filename="{table.file_stem}.{output.format.extension}"'
        headers = {"Content-Type": output.format.content_type, "Content-Disposition": name}
        return Kept(output.write(part, table.published_at), headers)

    known_by = ("data", table.id, table.digest, canonical(query), output.known_by)
    return cached(request, made, *known_by, modified=table.published_at)


def _posted(request: HttpRequest) -> Query:
    try:
        body = body_of(request)
        return Query() if body is None else read_query(body)
    except ValueError as wrong:
        raise refusal(
            "Q407",
            "Urvalet går inte att läsa. Skicka JSON med selection: en lista av variableCode och valueCodes.",
            "The selection cannot be read. Send JSON with selection: a list of variableCode and valueCodes.",
        ) from wrong
