"""Refusals as pages, fragments or JSON."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from kompetenslyft.apps.errors import Refused

NOT_FOUND = "E101"


def status_of(refused: Refused) -> int:
    """The HTTP status: 404 for what is not there for the asker, 403 access, 409 conflicts, 422 everything else."""
    if refused.code == NOT_FOUND:
        return 404
    return {"E": 403, "C": 409}.get(refused.code[0], 422)


class AddressMiddleware:
    """Leads addresses with a NUL character nowhere: no database can be asked for such a text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class RefusalMiddleware:
    """Shows a Refused that a view lets through. A view that can say it better beside a form catches it itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, Refused) else None


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to a refused request, in the form that the asker reads: htmx fragment, JSON or page."""
    language, status = translation.get_language() or "sv", status_of(refused)
    if getattr(request, "htmx", False):
        response = render(request, "errors/refused_fragment.html", {"refused": refused}, status=status)
        response.headers["HX-Retarget"] = "#messages"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        findings = [
            {
                "code": finding.code,
                "message": finding.message.in_language(language),
                "cells": list(finding.cells),
            }
            for finding in refused.findings
        ]
        return JsonResponse({"findings": findings}, status=status)
    return render(request, "errors/refused.html", {"refused": refused, "status": status}, status=status)
