"""Files that a page hands out to be kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

OF_MADE_UP = "-pahittade-uppgifter"
"""What the name of a file says when its figures are made up and nothing inside can say so."""


def attachment(content: bytes | str, content_type: str, filename: str) -> HttpResponse:
    """An answer that the browser saves under the name, whatever it is called, and never shows."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    return response
