"""Every error answer: application/problem+json (RFC 9457) with a numbered code, in the caller's language."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.findings import Finding

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_BY_CODE = {"E101": HTTPStatus.NOT_FOUND, "C503": HTTPStatus.UNPROCESSABLE_ENTITY}
_BY_STAGE = {"E": HTTPStatus.FORBIDDEN, "T": HTTPStatus.CONFLICT, "C": HTTPStatus.CONFLICT}


class RequestProblem(Refused):
    """Something is wrong with the request itself (H4xx), before anything was tried."""

    def __init__(self, status: HTTPStatus, *findings: Finding) -> None:
        super().__init__(*findings)
        self.status = status

    @classmethod
    def with_status(cls, status: HTTPStatus, sv: str, en: str) -> RequestProblem:
        """A problem with the code H and the status."""
        return cls(status, *Refused.because(f"H{status.value}", sv, en).findings)


def language() -> str:
    """The language that the answer is written in: from Accept-Language, Swedish by default."""
    return get_language() or "sv"


def status_of(refused: Refused) -> HTTPStatus:
    """The HTTP status of a refusal."""
    if isinstance(refused, RequestProblem):
        return refused.status
    return _BY_CODE.get(refused.code, _BY_STAGE.get(refused.code[0], HTTPStatus.UNPROCESSABLE_ENTITY))


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as the API shows it."""
    return {
        "code": str(finding.code),
        "severity": finding.severity.value,
        "message": finding.message.in_language(language()),
        "cells": list(finding.cells),
        "instance": finding.instance,
    }


def problem(status: HTTPStatus, code: str, detail: str, findings: Iterable[Finding] = ()) -> HttpResponse:
    """An answer that says what is wrong, where, and what to do."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "code": code,
        "detail": detail,
        "findings": [finding_json(finding) for finding in findings],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def install(api: NinjaAPI) -> None:
    """Have every error that the API can raise answered as a problem."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problem(status_of(error), error.code, error.text(language()), error.findings)

    @api.exception_handler(AuthenticationError)
    def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        refusal = RequestProblem.with_status(
            HTTPStatus.UNAUTHORIZED,
            "Nyckeln saknas, är fel eller är spärrad. Skicka den som «Authorization: Bearer …». "
            "Ombudet och uppgiftssamordnarna kan skapa en.",
            "The key is missing, wrong or revoked. Send it as “Authorization: Bearer …”. "
            "The signatory and the data coordinators can make one.",
        )
        answer = refused(request, refusal)
        answer["WWW-Authenticate"] = 'Bearer realm="Kompetenslyft"'
        return answer

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        where = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors
        )
        refusal = RequestProblem.with_status(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"Begäran har inte den form som beskrivs i openapi.json: {where}",
            f"The request does not have the shape described in openapi.json: {where}",
        )
        return refused(request, refusal)

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        status = HTTPStatus(error.status_code)
        refusal = RequestProblem.with_status(
            status,
            f"Begäran gick inte att läsa: {error}. Skicka JSON i UTF-8.",
            f"The request could not be read: {error}. Send JSON in UTF-8.",
        )
        return refused(request, refusal)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        refusal = RequestProblem.with_status(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"Begäran är större än {most} MB. Dela upp den.",
            f"The request is larger than {most} MB. Divide it.",
        )
        return refused(request, refusal)

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        refusal = RequestProblem.with_status(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Något gick fel på servern och är noterat. Hämta svaret och se vad som är sparat innan du försöker igen.",
            "Something went wrong on the server and is noted. Fetch the return and see what is saved before you retry.",
        )
        return refused(request, refusal)

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        refusal = RequestProblem.with_status(
            HTTPStatus.NOT_FOUND, "Adressen finns inte.", "There is nothing at that address."
        )
        return refused(request, refusal)
