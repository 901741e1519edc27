"""Answers of the open API: JSON, files, and problems (RFC 9457), each with what a cache needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response, patch_vary_headers

from kompetenslyft.api.v1.problems import MEDIA_TYPE
from kompetenslyft.api.v2 import limits
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.text import LANGUAGES, Text

View = Callable[..., HttpResponse]

_STATUS = {"E101": HTTPStatus.NOT_FOUND, "Q406": HTTPStatus.FORBIDDEN, "Q409": HTTPStatus.TOO_MANY_REQUESTS}
"""What is not named is a bad request."""


def endpoint(*methods: str) -> Callable[[View], View]:
    """A view that anybody may ask, with these methods, so often and no oftener; readable from any site."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "OPTIONS":
                return _open(
                    HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(methods)})
                )
            if request.method not in methods:
                return _open(HttpResponseNotAllowed(methods))
            wait = limits.calls.wait(_address(request))
            try:
                if wait:
                    raise _too_often()
                answer = view(request, *args, **kwargs)
            except Refused as refused:
                answer = problem(refused.findings[0], language_of(request))
                if wait:
                    answer.headers["Retry-After"] = str(ceil(wait))
            return _open(answer)

        answered.csrf_exempt = True  # type: ignore[attr-defined]
        answered.open_to = methods  # type: ignore[attr-defined]
        return answered

    return decorate


def parameter(request: HttpRequest, name: str, default: str = "") -> str:
    """A parameter of the query, whatever its capitals."""
    wanted = name.lower()
    return next((value for key, value in request.GET.items() if key.lower() == wanted), default)


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


def check_language(request: HttpRequest) -> str:
    """The language asked for. Raises Refused (Q408) where it is none of ours."""
    wanted = parameter(request, "lang").lower()
    if wanted and wanted not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise refusal(
            "Q408", f"Språket finns inte. Välj något av {known}.", f"No such language. Choose {known}."
        )
    return wanted or LANGUAGES[0]


def refusal(code: str, sv: str, en: str) -> Refused:
    """A refusal for one reason."""
    return Refused.because(code, sv, en)


def problem(finding: Finding, language: str) -> HttpResponse:
    """What is wrong and what to do, as a problem."""
    status = _STATUS.get(finding.code, HTTPStatus.BAD_REQUEST)
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": finding.code,
        "detail": finding.message.in_language(language),
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def as_json(body: Any) -> HttpResponse:
    """JSON in UTF-8. The order of objects is kept."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def unless_known(request: HttpRequest, make: Callable[[], HttpResponse], *known_by: object) -> HttpResponse:
    """What ``make`` gives, with a tag by what it follows from; nothing but «not modified» to whom has it already."""
    tag = hashlib.sha256(json.dumps([str(one) for one in known_by]).encode()).hexdigest()[:32]
    etag = f'"{tag}"'
    if get_conditional_response(request, etag=etag) is not None:
        answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        answer = make()
    answer.headers["ETag"], answer.headers["Cache-Control"] = etag, "public, max-age=60"
    return answer


def _address(request: HttpRequest) -> str:
    """The caller's address: behind proxies that are trusted, what the outermost of them says."""
    proxies = getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0)
    said = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(said) >= proxies and said[-proxies]:
        return said[-proxies]
    return request.META.get("REMOTE_ADDR", "")


def _open(answer: HttpResponse) -> HttpResponse:
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def _too_often() -> Refused:
    calls, seconds = limits.MOST_CALLS, limits.WINDOW
    said = Text(
        sv=f"Fler än {calls} anrop på {seconds} sekunder. Vänta en stund.",
        en=f"More than {calls} calls in {seconds} seconds. Wait a little.",
    )
    return refusal("Q409", said.sv, said.en)
