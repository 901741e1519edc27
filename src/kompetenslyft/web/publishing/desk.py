"""What reports put on the start page: drafts to read and publish, and builds that failed."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.publishing import queries
from kompetenslyft.web.access import is_officer, person
from kompetenslyft.web.desk.items import Item, Urgency


def items(request: HttpRequest) -> Iterator[Item]:
    """For officers: reports that wait for a decision."""
    if not is_officer(request):
        return
    for one in queries.all_reports_for(person(request), clock.today()).filter(state__in=("draft", "failed")):
        failed = one.state == "failed"
        yield Item(
            title=_("Rapporten kunde inte tas fram") if failed else _("Läs igenom och publicera rapporten"),
            detail=one.title,
            url=reverse("publishing:report", args=[one.slug]),
            urgency=Urgency.NOW if failed else Urgency.SOON,
        )
