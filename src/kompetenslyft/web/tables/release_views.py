"""A release: ordered, protected and judged, approved by a second officer, public at its hour."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import actions, queries, releases, revisions
from kompetenslyft.exchange.calendar_file import ICS, CalendarEvent, calendar_file
from kompetenslyft.exchange.definitions import release as load_release
from kompetenslyft.exchange.report_files import JSON
from kompetenslyft.exchange.spreadsheets import CSV
from kompetenslyft.web.access import is_officer, officer_only, person, public
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.tables.forms import ApproveForm, OrderForm
from kompetenslyft.web.tables.release_record import (
    MOST_SHOWN,
    intervals,
    remedies,
    told_record,
    unsafe_cells,
)

if TYPE_CHECKING:
    from kompetenslyft.apps.publishing.models import Publication

TONES = {
    "queued": "neutral",
    "building": "info",
    "draft": "warning",
    "refused": "danger",
    "approved": "info",
    "published": "success",
    "replaced": "neutral",
    "failed": "danger",
}
_UNDER_WAY = ("queued", "building")


@public
@require_safe
def release(request: HttpRequest, slug: str) -> HttpResponse:
    """A release with its tables and the record of its protection; before it is public for officers alone."""
    found, language = _release(request, slug), translation.get_language() or "sv"
    definition = load_release(found.definition)
    titles = {one.id: one.title for one in definition.tables}
    open_ids = {one.number: one.id for one in queries.open_tables() if one.publication.pk == found.pk}
    files = queries.downloads(found)
    context = {
        "release": found,
        "definition": definition,
        "tables": [
            (one, open_ids.get(one.id), [file for file in files if file.table == one.id])
            for one in definition.tables
        ],
        "record": found.record,
        "judged": [
            (titles[one["table"]], one) for one in found.record.get("tables", ()) if one["table"] in titles
        ],
        "seconds": sum(found.record.get("seconds", ())),
        "newer": queries.replaced_by(found),
        "former": revisions.former_of(found),
        "revisions": revisions.revisions(found),
        "officer": is_officer(request),
        "own": is_officer(request) and found.created_by_id == person(request).pk,
        **_progress(found),
    }
    if found.state == "refused":
        unsafe = list(unsafe_cells(found, definition, language))
        context |= {"unsafe": unsafe[:MOST_SHOWN], "unsafe_cells": len(unsafe), "remedies": remedies(found)}
    return render(request, "tables/release.html", context)


@public
@require_safe
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """How the release was protected and judged, as JSON."""
    found = _release(request, slug)
    told = told_record(
        found, load_release(found.definition), revisions.slugs(found.record.get("earlier", ()))
    )
    return _attached(
        f"{slug}-rojandekontroll.json", JSON, json.dumps(told, ensure_ascii=False, indent=1).encode()
    )


@officer_only
@require_GET
def cells(request: HttpRequest, slug: str) -> HttpResponse:
    """Every hidden cell's interval, as JSON: for officers, since an interval gives its figure away."""
    found = json.dumps(intervals(_release(request, slug)), ensure_ascii=False, indent=1)
    return _attached(f"{slug}-intervall.json", JSON, found.encode())


@public
@require_safe
def changed(request: HttpRequest, slug: str) -> HttpResponse:
    """Every cell that is not as in the release before, as CSV."""
    found = revisions.revisions(_release(request, slug))
    content = revisions.revisions_csv(found, translation.get_language() or "sv")
    return _attached(f"{slug}-andringar.csv", CSV, content)


@public
@require_safe
def file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A file of the release, as it was published."""
    publication = _release(request, slug)
    found = queries.file_of(publication, name)
    stem = f"{slug}-made-up" if publication.made_up else slug
    return _attached(f"{stem}-{name}", found.content_type, bytes(found.content))


@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The releases to come, as a calendar to subscribe to."""
    language = translation.get_language() or "sv"
    events = [
        CalendarEvent(
            f"{one.uid}@{request.get_host()}",
            one.at,
            one.title.in_language(language),
            _("Påhittade uppgifter.") if one.made_up else "",
            request.build_absolute_uri(reverse("tables:list")),
        )
        for one in revisions.planned()
    ]
    content = calendar_file(events, name=_("Kommande tabeller"), made=clock.now())
    return HttpResponse(content, content_type=ICS)


def _attached(name: str, content_type: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@officer_only
def order(request: HttpRequest) -> HttpResponse:
    """Order a release of one or several rounds."""
    form = OrderForm(collection.rounds(person(request), clock.today()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            ordered = releases.order(
                definition=chosen["definition"],
                round_codes=chosen["rounds"],
                note=chosen["note"],
                contact=chosen["contact"],
                next_release=chosen["next_release"],
                by=person(request),
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(
                request, _("Tabellerna är beställda. De skyddas och granskas i tur och ordning.")
            )
            return redirect("tables:release", ordered.slug)
    return render(request, "tables/order.html", {"form": form})


@officer_only
@require_GET
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the release has come: a fragment that asks again until it is done, and then loads the page anew."""
    found = _release(request, slug)
    response = render(request, "tables/_progress.html", {"release": found, **_progress(found)})
    if found.state not in _UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


@officer_only
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    """Approve what somebody else ordered, for an hour or at once."""
    found = _release(request, slug)
    form = ApproveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hour = form.cleaned_data["publish_at"]
        try:
            releases.approve(publication=found, publish_at=hour, by=person(request))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            told = (
                _("Tabellerna är godkända och väntar på sin tid.")
                if hour
                else _("Tabellerna är publicerade.")
            )
            messages.success(request, told)
            return redirect("tables:release", slug)
    context = {"release": found, "definition": load_release(found.definition), "form": form}
    return render(request, "tables/approve.html", context)


@officer_only
@require_POST
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back an approval before its hour."""
    releases.take_back(publication=_release(request, slug), by=person(request))
    messages.success(request, _("Godkännandet är återtaget. Tabellerna är ett utkast igen."))
    return redirect("tables:release", slug)


@officer_only
@require_POST
def build_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a release that failed back in the queue."""
    actions.build_again(publication=_release(request, slug), by=person(request))
    messages.success(request, _("Tabellerna står i kö igen."))
    return redirect("tables:release", slug)


def _release(request: HttpRequest, slug: str) -> Publication:
    return queries.report_for(person(request), slug, clock.today(), kind=queries.RELEASE)


def _progress(found: Publication) -> dict[str, object]:
    return {"tone": TONES[found.state], "under_way": found.state in _UNDER_WAY}
