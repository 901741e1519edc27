"""Reading a municipality's activities: the list with its money, the list as a file, and each one's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kompetenslyft.apps import clock
from kompetenslyft.apps.grants.queries import activities as queries
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import format_number
from kompetenslyft.core.spending.model import STATE_LABELS, Activity
from kompetenslyft.exchange.activities import ActivityList
from kompetenslyft.exchange.spreadsheets import CSV, XLSX
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import moment
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.grants import activity_list
from kompetenslyft.web.grants.activity_bars import cap_bars
from kompetenslyft.web.grants.activity_place import place
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from collections.abc import Iterable

FILES = {"xlsx": XLSX, "csv": CSV}


@signed_in
@require_GET
def activities(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """What the money bought, by activity, and how the money stands against the rules."""
    here = place(request, code, unit)
    situation = queries.spending_situation(here.year, here.unit, clock.today())
    filters = activity_list.Filters.read(request.GET)
    rows = activity_list.rows(
        situation,
        here.programme,
        unit=here.unit.code,
        filters=filters,
        names=names_in(situation.activities),
        url=here.url,
    )
    removed = queries.activities(here.year, here.unit, removed=True)
    saved = request.GET.get("sparad", "")
    context = here.context(here.list_crumbs) | {
        "rows": rows,
        "total": len(situation.activities),
        "people_sum": format_number(sum(row.people for row in rows), Unit.COUNT, language()),
        "cost_sum": sum(row.cost for row in rows),
        "filters": filters,
        "file_query": filters.query,
        "state_choices": [
            (state.value, label.in_language(language())) for state, label in STATE_LABELS.items()
        ],
        "kind_choices": [
            (kind.id, kind.label.in_language(language())) for kind in here.programme.activity_kinds
        ],
        "received": sum(situation.received.values()),
        "sums": activity_list.sum_blocks(situation, here.programme),
        "bars": cap_bars(situation.caps, here.programme),
        "finding_groups": activity_list.finding_groups(
            situation.findings, here.programme, situation.activities, here.url
        ),
        "removed": [
            {
                "title": row.title,
                "ref": _("nr %(ref)s") % {"ref": row.number},
                "number": row.number,
                "when": _("borttagen %(when)s av %(by)s")
                % {"when": moment(row.changed_at), "by": row.changed_by},
                "url": here.url(str(row.number)),
            }
            for row in removed
        ],
        "saved_drafts": f"{here.draft_key()} {here.draft_key(saved)}" if saved.isdecimal() else "",
    }
    return render(request, "grants/activities.html", context)


@signed_in
@require_GET
def activities_file(request: HttpRequest, code: str, unit: str, kind: str) -> HttpResponse:
    """The list as a workbook or CSV, filtered as the page is."""
    here = place(request, code, unit)
    if kind not in FILES:
        raise Http404
    filters = activity_list.Filters.read(request.GET)
    found = queries.core_activities(here.year, [here.unit.pk])[here.unit.pk]
    chosen = ActivityList(
        here.programme,
        here.framework,
        [activity for activity in found if filters.takes(activity)],
        here.unit.code,
        names_in(found),
        language(),
        here.year.made_up,
    )
    content = chosen.workbook(at=clock.now()) if kind == "xlsx" else chosen.csv()
    return attachment(content, FILES[kind], f"insatser-{here.year.code}-{here.unit.code}.{kind}")


@signed_in
@require_GET
def history(request: HttpRequest, code: str, unit: str, ref: str) -> HttpResponse:
    """Every state that the activity has been saved in: who, when, what was changed from what to what."""
    here = place(request, code, unit)
    row = queries.activity_for(person(request), here.year, here.unit, ref, clock.today())
    changes = queries.written(queries.history(row))
    codes = {part for change, _rows in changes for part in change.content["entries"].get("parts", [])}
    words = here.words({code: one.name for code, one in organisations.by_codes(codes).items()})
    context = here.context([*here.crumbs, (row.title, here.url(ref))]) | {
        "title": row.title,
        "back": here.url(ref),
        "changes": [
            {
                "at": change.at,
                "when": moment(change.at),
                "by": change.by_label,
                "first": change.revision == 1,
                "what": _happened(change.revision, removed=change.content["removed"], wrote=bool(written)),
                "rows": [
                    {
                        "label": words.label(one.key),
                        "before": words.shown(one.key, one.before),
                        "after": words.shown(one.key, one.after),
                    }
                    for one in sorted(written, key=lambda one: words.order(one.key))
                ],
            }
            for change, written in changes
        ],
    }
    return render(request, "grants/activity_history.html", context)


def _happened(revision: int, *, removed: bool, wrote: bool) -> str:
    if revision == 1:
        return _("Skrev in insatsen")
    if removed:
        return _("Tog bort insatsen")
    return _("Ändrade insatsen") if wrote else _("Hämtade tillbaka insatsen")


def names_in(found: Iterable[Activity]) -> dict[str, str]:
    """The names of the municipalities that take part, by code. One query."""
    codes = {part.unit for activity in found for part in activity.parts}
    return {code: one.name for code, one in organisations.by_codes(codes).items()}
