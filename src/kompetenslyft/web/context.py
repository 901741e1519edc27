"""What every page knows."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from kompetenslyft.web import access, navigation


def shell(request: HttpRequest) -> dict[str, object]:
    """The demonstration's day for the banner (None in real use), the header's links, and who asks."""
    if not hasattr(request, "user"):
        return {"demo_date": settings.DEMO_DATE}
    return {
        "demo_date": settings.DEMO_DATE,
        "demo_logins": settings.DEMO_LOGINS,
        "places": navigation.links(request),
        "is_officer": access.is_officer(request),
    }
