"""Who has claimed what of a programme year, for officers; also as CSV."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.workflow.returns import Status
from kompetenslyft.exchange.spreadsheets import CSV, excel_csv
from kompetenslyft.web.access import officer_only
from kompetenslyft.web.collection.round_page import UNSIGNED
from kompetenslyft.web.downloads import OF_MADE_UP, attachment
from kompetenslyft.web.grants.crumbs import language, year_crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear


@officer_only
@require_GET
def claims(request: HttpRequest, code: str) -> HttpResponse:
    """Who has claimed what: in full, in part, not at all."""
    found = queries.year(code)
    every = queries.claims(found)
    chosen = request.GET.get("lage", "")
    shown = [one for one in every if not chosen or one.standing.id == chosen]
    purposes = found.programme.purposes
    if request.GET.get("format") == "csv":
        return _claims_csv(found, shown)
    counts = Counter(one.standing.id for one in every)
    context = {
        "year": found,
        "title": _("Rekvisitioner"),
        "crumbs": year_crumbs(found),
        "purposes": purposes,
        "rows": [
            {
                "claim": one,
                "amounts": [(p.title, one.offered.get(p.id), one.claimed.get(p.id)) for p in purposes],
                "label": one.standing.label,
                "tone": one.standing.tone,
                "signed": one.status is Status.SIGNED,
            }
            for one in shown
        ],
        "total": len(every),
        "tallies": [
            {"id": one.id, "label": one.label, "count": counts[one.id], "current": one.id == chosen}
            for one in queries.STANDINGS
        ],
        "chosen": chosen,
        "sums": [
            (
                p.title,
                sum(one.offered.get(p.id, 0) for one in shown),
                sum(one.claimed.get(p.id, 0) for one in shown),
            )
            for p in purposes
        ],
        "silent": counts[queries.SILENT.id] + counts[queries.UNDER_WAY.id],
        "unsigned": UNSIGNED,
        "signed": sum(one.status is Status.SIGNED for one in every),
    }
    return render(request, "grants/claims.html", context)


def _claims_csv(found: ProgrammeYear, shown: list[queries.Claim]) -> HttpResponse:
    purposes = found.programme.purposes
    head = [_("Kod"), _("Kommun"), _("Läge"), _("Vill ha del av omfördelade medel")]
    for purpose in purposes:
        name = purpose.title.in_language(language())
        head += [
            _("%(purpose)s, erbjudet") % {"purpose": name},
            _("%(purpose)s, rekvirerat") % {"purpose": name},
        ]
    rows: list[list[object]] = [head]
    wants = {True: _("ja"), False: _("nej"), None: ""}
    for one in shown:
        row: list[object] = [
            one.unit.code,
            one.unit.name,
            one.standing.label.in_language(language()),
            wants[one.wants_share],
        ]
        for purpose in purposes:
            row += [one.offered.get(purpose.id, ""), one.claimed.get(purpose.id, "")]
        rows.append(row)
    mark = OF_MADE_UP if found.made_up else ""
    return attachment(excel_csv(rows), CSV, f"{found.code}-rekvisitioner{mark}.csv")
