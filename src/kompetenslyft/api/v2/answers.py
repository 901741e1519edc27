"""Answers of the open API: JSON, files, and problems (RFC 9457), each readable from any site."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from kompetenslyft.api.v1.problems import MEDIA_TYPE
from kompetenslyft.api.v2 import limits
from kompetenslyft.api.v2.parameters import language_of, refusal
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Finding

View = Callable[..., HttpResponse]

_STATUS = {
    "E101": HTTPStatus.NOT_FOUND,
    "Q406": HTTPStatus.FORBIDDEN,
    "Q409": HTTPStatus.TOO_MANY_REQUESTS,
    "Q412": HTTPStatus.TOO_MANY_REQUESTS,
    "Q413": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "Q414": HTTPStatus.METHOD_NOT_ALLOWED,
    "Q416": HTTPStatus.FORBIDDEN,
}
"""What is not named is a bad request."""


class TryLater(Refused):
    """Refused for now: the same call can be made again in ``seconds``."""

    def __init__(self, seconds: float, refused: Refused) -> None:
        super().__init__(*refused.findings)
        self.seconds = seconds


def endpoint(*methods: str) -> Callable[[View], View]:
    """A view that anybody may ask, with these methods, so often and no oftener; readable from any site."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "OPTIONS":
                return _open(
                    HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(methods)})
                )
            try:
                _check_method(request, methods)
                _check_often(request, limits.calls, limits.MOST_CALLS, limits.WINDOW)
                answer = view(request, *args, **kwargs)
            except Refused as refused:
                answer = problem(refused.findings[0], language_of(request))
                if isinstance(refused, TryLater):
                    answer.headers["Retry-After"] = str(ceil(refused.seconds))
                if refused.code == "Q414":
                    answer.headers["Allow"] = ", ".join(methods)
            return _open(answer)

        answered.csrf_exempt = True  # type: ignore[attr-defined]
        answered.open_to = methods  # type: ignore[attr-defined]
        return answered

    return decorate


def check_saves(request: HttpRequest) -> None:
    """Count a query that is saved. Raises TryLater (Q409) where the address has saved too many of late."""
    _check_often(request, limits.saves, limits.MOST_SAVES, limits.SAVE_WINDOW)


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


def as_json(body: Any, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """JSON in UTF-8. The order of objects is kept."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def link(request: HttpRequest, rel: str, language: str, address: str, query: str = "") -> dict[str, str]:
    """A link as PxAPI-2 writes it. ``query``: more of the address, encoded."""
    more = f"&{query}" if query else ""
    return {
        "rel": rel,
        "hreflang": language,
        "href": request.build_absolute_uri(f"{address}?lang={language}{more}"),
    }


def _check_method(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        allowed = ", ".join(methods)
        raise refusal("Q414", f"Adressen svarar på {allowed}.", f"The address answers to {allowed}.")


def _check_often(request: HttpRequest, window: limits.Window, calls: int, seconds: int) -> None:
    wait = window.wait(_address(request))
    if wait:
        raise TryLater(
            wait,
            refusal(
                "Q409",
                f"Fler än {calls} anrop på {seconds} sekunder. Vänta en stund.",
                f"More than {calls} calls in {seconds} seconds. Wait a while.",
            ),
        )


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
