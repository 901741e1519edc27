"""Code lists: their own address, and how metadata names them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kompetenslyft.api.v2.answers import as_json, endpoint, link
from kompetenslyft.api.v2.parameters import check_language, refusal
from kompetenslyft.apps.publishing import queries
from kompetenslyft.core.cubes.codelists import Codelist, codelists, table_of
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.text import LANGUAGES


@endpoint("GET", "HEAD")
def codelist(request: HttpRequest, list_id: str) -> HttpResponse:
    """One code list with its values, and the codes that each of them stands for."""
    language, wanted = check_language(request), list_id.lower()
    known = {table.id: table for table in queries.open_tables()}
    table = known.get(table_of(wanted))
    lists = codelists(queries.cube_of(table)) if table else ()
    found = next((one for one in lists if one.id.lower() == wanted), None)
    if found is None:
        raise refusal(
            "E101",
            "Kodlistan finns inte. Tabellens metadata räknar upp de kodlistor som finns.",
            "There is no such code list. The metadata of the table lists those there are.",
        )
    values = [
        {
            "code": group.code,
            "label": group.label.in_language(language),
            "valueMap": list(group.members),
        }
        for group in found.groups
    ]
    named = named_list(request, found, language)
    return as_json(
        named | {"language": language, "languages": list(LANGUAGES), "elimination": False, "values": values}
    )


def lists_by_dimension(request: HttpRequest, cube: Cube, language: str) -> dict[str, list[dict[str, Any]]]:
    """The code lists of a table as metadata names them, by dimension."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in codelists(cube):
        found.setdefault(one.dimension, []).append(named_list(request, one, language))
    return found


def named_list(request: HttpRequest, codelist: Codelist, language: str) -> dict[str, Any]:
    """A code list without its values."""
    address = reverse("api-v2:codelist", args=[codelist.id])
    return {
        "id": codelist.id,
        "label": codelist.label.in_language(language),
        "type": codelist.kind.value,
        "links": [link(request, "metadata", language, address)],
    }
