"""What reports put on the start page: drafts to read and publish, and builds that failed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.publishing import queries
from kompetenslyft.web.access import is_officer, person
from kompetenslyft.web.desk.items import Item, Urgency

if TYPE_CHECKING:
    from kompetenslyft.apps.publishing.models import Publication


def items(request: HttpRequest) -> Iterator[Item]:
    """For officers: reports and tables that wait for a decision. Nobody is asked to approve what they ordered."""
    if not is_officer(request):
        return
    waiting = queries.all_reports_for(person(request), clock.today()).filter(
        state__in=("draft", "failed", "refused")
    )
    for one in waiting:
        if one.kind == "report":
            yield _report(one)
        elif one.state != "draft" or one.created_by_id != person(request).pk:
            yield _release(one)


def _report(one: Publication) -> Item:
    failed = one.state == "failed"
    return Item(
        title=_("Rapporten kunde inte tas fram") if failed else _("Läs igenom och publicera rapporten"),
        detail=one.name.in_language(translation.get_language() or "sv"),
        url=reverse("publishing:report", args=[one.slug]),
        urgency=Urgency.NOW if failed else Urgency.SOON,
    )


def _release(one: Publication) -> Item:
    titles = {
        "draft": _("Godkänn tabellerna"),
        "failed": _("Tabellerna kunde inte skyddas"),
        "refused": _("Tabellerna är underkända: celler går att räkna ut"),
    }
    return Item(
        title=titles[one.state],
        detail=one.name.in_language(translation.get_language() or "sv"),
        url=reverse("tables:release", args=[one.slug]),
        urgency=Urgency.SOON if one.state == "draft" else Urgency.NOW,
    )
