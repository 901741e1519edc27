"""Reading the parameters of a request: names and booleans in any capitals, lists with commas or repeated."""

from __future__ import annotations

import json
import re

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.cubes.query import Query
from kompetenslyft.core.cubes.selection import split_expressions
from kompetenslyft.core.text import LANGUAGES

LARGEST_BODY = 1_000_000
"""Bytes."""
_OF_VARIABLE = re.compile(r"(valuecodes|codelist|outputvalues)\[(.+)\]", re.IGNORECASE)


def refusal(code: str, sv: str, en: str) -> Refused:
    """A refusal for one reason."""
    return Refused.because(code, sv, en)


def parameter(request: HttpRequest, name: str, default: str = "") -> str:
    """A parameter of the query, whatever its capitals."""
    wanted = name.lower()
    return next((value for key, value in request.GET.items() if key.lower() == wanted), default)


def listed(request: HttpRequest, name: str) -> tuple[str, ...]:
    """A parameter that holds several values: with commas, or repeated."""
    wanted = name.lower()
    texts = [text for key in request.GET if key.lower() == wanted for text in request.GET.getlist(key)]
    return tuple(one for text in texts for one in split_expressions(text) if one)


def flag(request: HttpRequest, name: str) -> bool:
    """A boolean parameter, whatever its capitals. Raises Refused (Q407)."""
    written = parameter(request, name).lower()
    if written not in {"", "true", "false"}:
        raise refusal("Q407", f"Skriv {name} som true eller false.", f"Write {name} as true or false.")
    return written == "true"


def number(request: HttpRequest, name: str, default: int | None, *, most: int) -> int | None:
    """A whole number from 1 to ``most``. Raises Refused (Q407)."""
    written = parameter(request, name)
    if not written:
        return default
    if not (written.isascii() and written.isdigit() and len(written) < 10 and 1 <= int(written) <= most):
        raise refusal(
            "Q407", f"Skriv {name} som ett heltal, 1–{most}.", f"Write {name} as a whole number, 1–{most}."
        )
    return int(written)


def language_of(request: HttpRequest) -> str:
    """The language asked for; Swedish where it is none of ours."""
    wanted = parameter(request, "lang").lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def check_language(request: HttpRequest, default: str = LANGUAGES[0]) -> str:
    """The language asked for. Raises Refused (Q408) where it is none of ours."""
    return known_language(parameter(request, "lang") or default)


def known_language(written: object) -> str:
    """The language, whatever its capitals. Raises Refused (Q408) where it is none of ours."""
    wanted = str(written).lower()
    if wanted not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise refusal(
            "Q408", f"Språket finns inte. Välj något av {known}.", f"No such language. Choose {known}."
        )
    return wanted


def query_of(request: HttpRequest) -> Query:
    """What the address asks of a table."""
    values: dict[str, tuple[str, ...]] = {}
    single: dict[str, dict[str, str]] = {"codelist": {}, "outputvalues": {}}
    for key in request.GET:
        match = _OF_VARIABLE.fullmatch(key)
        if match is None:
            continue
        kind, name = match[1].lower(), match[2]
        if kind == "valuecodes":
            values[name] = values.get(name, ()) + listed(request, key)
        elif written := request.GET.get(key, "").strip():
            single[kind][name] = written
    return Query(
        values,
        single["codelist"],
        single["outputvalues"],
        listed(request, "stub"),
        listed(request, "heading"),
    )


def body_of(request: HttpRequest) -> object:
    """The JSON that was sent; None where nothing was. Raises Refused (Q413 too large), ValueError for what is none."""
    try:
        if len(request.body) > LARGEST_BODY:
            raise _too_large()
    except RequestDataTooBig as wrong:
        raise _too_large() from wrong
    if not request.body.strip():
        return None
    try:
        return json.loads(request.body)
    except RecursionError as wrong:
        raise ValueError("nested too deeply") from wrong


def _too_large() -> Refused:
    most = LARGEST_BODY // 1_000_000
    return refusal(
        "Q413", f"Begäran är större än {most} MB. Dela upp den.", f"The request is over {most} MB. Divide it."
    )
