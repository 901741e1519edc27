"""Headers that guard a write: If-Match, and Idempotency-Key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from kompetenslyft.api.v1.auth import authenticated
from kompetenslyft.api.v1.problems import RequestProblem
from kompetenslyft.apps.collection import actions

_LONGEST_KEY = 100


def if_match(request: HttpRequest, revision: int) -> int | None:
    """The revision named by If-Match; None without the header.

    Raises RequestProblem: 400 where it is no revision, 412 where the return has another.
    """
    header = request.headers.get("If-Match")
    if header is None:
        return None
    named = re.fullmatch(r'\s*"?(\d{1,9})"?\s*', header)
    if named is None:
        raise RequestProblem.with_status(
            HTTPStatus.BAD_REQUEST,
            'If-Match ska vara den ETag som hämtades med svaret, till exempel "7".',
            'If-Match must be the ETag that came with the return, for example "7".',
        )
    if int(named[1]) != revision:
        raise RequestProblem.with_status(
            HTTPStatus.PRECONDITION_FAILED,
            f"Svaret har ändrats: det har revision {revision}, inte {named[1]}. Hämta det på nytt. Inget är sparat.",
            f"The return has changed: its revision is {revision}, not {named[1]}. Fetch it anew. Nothing is saved.",
        )
    return int(named[1])


def check_had(base: int | Mapping[str, int], revision: int) -> None:
    """Raises RequestProblem 400 where ``base`` names a revision that the return has not come to: it cannot be seen."""
    named = max(base.values(), default=0) if isinstance(base, Mapping) else base
    if named > revision:
        raise RequestProblem.with_status(
            HTTPStatus.BAD_REQUEST,
            f"Base anger revision {named}, men svaret har kommit till {revision}. Hämta svaret på nytt.",
            f"Base names revision {named}, but the return has come to {revision}. Fetch it anew.",
        )


def once(request: HttpRequest, work: Callable[[], tuple[int, dict[str, Any]]]) -> HttpResponse:
    """Carry out a write, or answer as the first time where the Idempotency-Key has been sent before.

    ``work`` gives status and body. Raises RequestProblem 400 on a key that cannot be one.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        status, body = work()
        return JsonResponse(body, status=status)
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isprintable():
        raise RequestProblem.with_status(
            HTTPStatus.BAD_REQUEST,
            f"Idempotency-Key ska ha 1–{_LONGEST_KEY} tecken. Använd till exempel ett UUID.",
            f"Idempotency-Key must have 1–{_LONGEST_KEY} characters. Use a UUID, for example.",
        )
    told = "\n".join((request.method or "", request.path, request.headers.get("If-Match", "")))
    answer = actions.carry_out_once(
        token_id=authenticated(request).key_id,
        key=key,
        digest=hashlib.sha256(told.encode() + b"\n" + request.body).hexdigest(),
        work=lambda: actions.Answer(*work()),
    )
    response = JsonResponse(answer.body, status=answer.status)
    if answer.repeated:
        response["Idempotent-Replayed"] = "true"
    return response
