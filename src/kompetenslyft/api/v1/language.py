"""The language of the answers: what the caller's Accept-Language prefers, Swedish where it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

View = Callable[..., HttpResponse]


def preferred(header: str) -> str:
    """ "sv" or "en", whichever the header names first."""
    for code, _quality in parse_accept_lang_header(header.lower()):
        if code.partition("-")[0] in {"sv", "en"}:
            return code.partition("-")[0]
    return "sv"


def in_the_callers_language(view: View) -> View:
    """Carry out a view in the caller's language, and say which it was."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = preferred(request.headers.get("Accept-Language", ""))
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        patch_vary_headers(response, ("Accept-Language",))
        return response

    return spoken
