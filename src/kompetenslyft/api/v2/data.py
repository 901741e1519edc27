"""``/tables/{id}/data``: the chosen figures of a table, in a format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse

from kompetenslyft.api.v2 import limits
from kompetenslyft.api.v2.answers import check_language, endpoint, parameter, refusal, unless_known
from kompetenslyft.api.v2.formats import DEFAULT, FORMATS, wish
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import queries
from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.selection import default_selection, part_of, resolve, split_expressions
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.numbers import quoted

_VALUES = re.compile(r"valuecodes\[(.+)\]", re.IGNORECASE)
_LARGEST_BODY = 1_000_000


@endpoint("GET", "HEAD", "POST")
def data(request: HttpRequest, table_id: str) -> HttpResponse:
    """Figures by the selection in the address, or in the body; the default selection where there is none."""
    language, table = check_language(request), queries.open_table(table_id)
    name = parameter(request, "outputFormat", DEFAULT).lower()
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise refusal(
            "Q407",
            f"Formatet «{quoted(name)}» finns inte. Välj något av {known}.",
            f"There is no format “{quoted(name)}”. Choose one of {known}.",
        )
    wanted = wish(
        parameter(request, "outputFormatParams").split(","), language=language, updated=table.published_at
    )
    if isinstance(wanted, str):
        raise refusal(
            "Q407",
            f"Parametern «{quoted(wanted)}» finns inte eller säger emot en annan.",
            f"The parameter “{quoted(wanted)}” is unknown or contradicts another.",
        )
    selection = _posted(request) if request.method == "POST" else _in_address(request)
    cube = queries.cube_of(table)
    chosen = resolve(cube, selection or default_selection(cube), most_cells=limits.MOST_CELLS)
    if isinstance(chosen, Finding):
        raise Refused(chosen)
    format_ = FORMATS[name]

    def made() -> HttpResponse:
        part: Cube = part_of(cube, chosen)
        answer = HttpResponse(format_.write(part, wanted), content_type=format_.content_type)
        answer.headers["Content-Disposition"] = f'inline; filename="{table.id}.{format_.extension}"'
        return answer

    if request.method == "POST":
        return made()
    return unless_known(request, made, name, wanted, table.digest, table.id, sorted(chosen.items()))


def _in_address(request: HttpRequest) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in request.GET:
        match = _VALUES.fullmatch(key)
        if match:
            expressions = [one for text in request.GET.getlist(key) for one in split_expressions(text) if one]
            found.setdefault(match[1], []).extend(expressions)
    return found


def _posted(request: HttpRequest) -> dict[str, Sequence[str]]:
    if len(request.body) > _LARGEST_BODY:
        raise _unreadable()
    if not request.body.strip():
        return {}
    try:
        body = json.loads(request.body)
        return {_name(one): _strings(one) for one in body.get("selection") or ()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise _unreadable() from wrong


def _name(selected: Mapping[str, object]) -> str:
    name = selected["variableCode"]
    if not isinstance(name, str):
        raise TypeError("variableCode is not a string")
    return name


def _strings(selected: Mapping[str, object]) -> list[str]:
    values = selected.get("valueCodes") or selected.get("valuecodes") or []
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise TypeError("valueCodes is not a list of strings")
    return values


def _unreadable() -> Refused:
    return refusal(
        "Q407",
        "Urvalet går inte att läsa. Skicka JSON med selection: en lista av variableCode och valueCodes.",
        "The selection cannot be read. Send JSON with selection: a list of variableCode and valueCodes.",
    )
