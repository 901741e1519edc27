"""Rounds: the list, a new one, one at a glance, closing and opening it."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.workflow.returns import STATUS_LABELS, Status
from kompetenslyft.exchange.definitions import all_instruments
from kompetenslyft.exchange.spreadsheets import CSV, excel_csv
from kompetenslyft.web.access import is_officer, officer_only, person, signed_in
from kompetenslyft.web.collection import round_map, round_page
from kompetenslyft.web.collection.crumbs import round_crumbs, rounds_crumbs
from kompetenslyft.web.collection.forms import RoundForm
from kompetenslyft.web.collection.return_page import TONES
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.downloads import attachment
from kompetenslyft.web.grants import round_links

DONE = (Status.SIGNED, Status.ACCEPTED, Status.NIL)


@signed_in
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds: for an officer all with their counts, for others their own returns in each."""
    today = clock.today()
    if is_officer(request):
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        grouped = queries.returns_of(person(request), today).order_by()
        for round_id, status, count in grouped.values_list("round_id", "status").annotate(n=Count("pk")):
            counts[round_id][status] += count
        listed = [
            {
                "round": one,
                "title": one.title(language()),
                "asked": sum(counts[one.pk].values()),
                "done": sum(counts[one.pk][status] for status in DONE),
            }
            for one in queries.rounds(person(request), today)
        ]
        return render(request, "collection/rounds.html", {"listed": listed})
    mine = [
        {
            "answer_to": one,
            "round_title": one.round.title(language()),
            "status_label": one.status_label(language()),
            "tone": TONES[one.state],
            "closed": one.state in DONE,
        }
        for one in queries.returns_of(person(request), today)
    ]
    return render(request, "collection/my_returns.html", {"mine": mine})


@officer_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Define a round."""
    instruments = sorted(all_instruments().values(), key=lambda one: one.valid_from, reverse=True)
    form = RoundForm(request.POST or None, instruments=instruments, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_round(**form.cleaned_data, by=person(request))
        except Refused as refusal:
            form.add_error(None, refusal.text(language()))
        else:
            messages.success(request, _("Insamlingen är skapad. Välj nu vilka som ska frågas."))
            return redirect("collection:ask", code=made.code)
    status = 422 if form.is_bound else 200
    return render(
        request, "collection/round_new.html", {"form": form, "crumbs": rounds_crumbs()}, status=status
    )


@signed_in
@require_GET
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """A round at a glance: every unit asked. Others than officers are taken to their own return."""
    round_ = queries.round_for(person(request), code, clock.today())
    if not is_officer(request):
        mine = list(queries.returns_of(person(request), clock.today()).filter(round=round_)[:2])
        if len(mine) == 1:
            return redirect("collection:return", pk=mine[0].pk)
        return redirect("collection:rounds")
    rows = round_page.unit_rows(queries.overview(round_, on=clock.today()))
    filters = round_page.Filters.read(request.GET)
    found = round_page.chosen(rows, filters)
    context = {
        "round": round_,
        "title": round_.title(language()),
        "crumbs": rounds_crumbs(),
        "rows": found,
        "total": len(rows),
        "late": sum(row.late for row in rows),
        "filters": filters,
        "tallies": round_page.tallies(rows, filters),
        "columns": round_page.columns(filters),
        "counties": round_page.counties_of(rows),
        "finding_filters": round_page.finding_filters(),
        "csv_query": filters.query(),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "collection/_units.html", context)
    instrument = all_instruments()[round_.instrument]
    context |= {
        "grant": round_links.of_round(round_),
        "instrument_title": instrument.title.in_language(language()),
        "map_key": [
            (mark_safe(round_map.swatch(status)), label)
            for status, label in [
                (Status.NOT_STARTED, STATUS_LABELS[Status.NOT_STARTED].in_language(language())),
                (Status.IN_PROGRESS, STATUS_LABELS[Status.IN_PROGRESS].in_language(language())),
                (Status.SUBMITTED, STATUS_LABELS[Status.SUBMITTED].in_language(language())),
                (Status.SIGNED, STATUS_LABELS[Status.SIGNED].in_language(language())),
                (Status.ACCEPTED, STATUS_LABELS[Status.ACCEPTED].in_language(language())),
                (Status.REOPENED, _("Komplettering begärd eller öppnat på nytt")),
                (Status.NIL, STATUS_LABELS[Status.NIL].in_language(language())),
                (None, _("Inte frågad")),
            ]
        ],
        "map_patterns": mark_safe(round_map.patterns()),
    }
    return render(request, "collection/round.html", context)


@officer_only
@require_GET
def map_picture(request: HttpRequest, code: str) -> HttpResponse:
    """The round's map, as SVG."""
    round_ = queries.round_for(person(request), code, clock.today())
    returns = {
        one.unit_id: one for one in queries.returns_of(person(request), clock.today()).filter(round=round_)
    }
    statuses: dict[str, Status] = {}
    names: dict[str, str] = {}
    for unit_id, codes in organisations.municipality_codes(set(returns)).items():
        for municipality in codes:
            one = returns[unit_id]
            statuses[municipality] = _furthest_behind(statuses.get(municipality), one.state)
            names[municipality] = f"{one.unit.name}: {one.status_label(language())}"
    return HttpResponse(
        round_map.draw(statuses, names),
        content_type="image/svg+xml",
        headers={"Cache-Control": "private, max-age=30"},
    )


def _furthest_behind(one: Status | None, other: Status) -> Status:
    """A municipality whose districts answer each by itself is as far as the one that is furthest behind."""
    order = list(Status)
    return other if one is None or order.index(other) < order.index(one) else one


@officer_only
@require_GET
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The list as CSV for Swedish Excel, filtered as the page is."""
    round_ = queries.round_for(person(request), code, clock.today())
    rows = round_page.unit_rows(queries.overview(round_, on=clock.today()))
    head = [
        _("Kod"), _("Enhet"), _("Län"), _("Status"), _("Sedan"), _("Försenad"), _("Förlängd till"), _("Besvarat"),
        _("Fel"), _("Att förklara"), _("På prov"), _("Mottagare"),
    ]  # fmt: skip
    listed = [
        [row.code, row.name, row.county_name, row.status_label, row.since, _("ja") if row.late else _("nej"),
         row.extended_to, row.answered, row.hard, row.soft, row.trial, row.people]
        for row in round_page.chosen(rows, round_page.Filters.read(request.GET))
    ]  # fmt: skip
    return attachment(excel_csv([head, *listed]), CSV, f"{round_.code}.csv")


@officer_only
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, with the number of returns that will not count, then close the round."""
    round_ = queries.round_for(person(request), code, clock.today())
    if request.method != "POST":
        context = {
            "round": round_,
            "title": round_.title(language()),
            "crumbs": round_crumbs(round_),
            "unfinished": round_.returns.filter(counted_number=None).exclude(status=Status.NIL).count(),
        }
        return render(request, "collection/round_close.html", context)
    actions.close_round(round=round_, by=person(request))
    messages.success(request, _("Insamlingen är avslutad. Inget kan längre ändras i den."))
    return redirect("collection:round", code=code)


@officer_only
@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Open a closed round."""
    round_ = queries.round_for(person(request), code, clock.today())
    actions.reopen_round(round=round_, by=person(request))
    messages.success(request, _("Insamlingen är öppen igen. Datumen gäller som förut."))
    return redirect("collection:round", code=code)
