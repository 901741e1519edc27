"""Fetching the documents that are attached to a return."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries
from kompetenslyft.web import downloads
from kompetenslyft.web.access import person, signed_in

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""A document from outside may do nothing at all, should a browser show it after all."""


@signed_in
@require_GET
def download(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """An attached document, always as a file to keep."""
    found = queries.attachment_for(person(request), pk, attachment, clock.today())
    response = downloads.attachment(bytes(found.content), found.content_type, found.filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    return response
