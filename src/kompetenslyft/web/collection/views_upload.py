"""The Excel channel's pages: fetch the workbook, send it in, see the difference, apply it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.exchange.spreadsheets import XLSX
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.crumbs import return_crumbs
from kompetenslyft.web.collection.replies import lock_text
from kompetenslyft.web.collection.upload_page import UploadPage, upload_page
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.downloads import attachment

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Upload

LARGEST = 10_000_000
"""Bytes that are read of a file; a larger one is refused by its size alone."""


@signed_in
@require_GET
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The return's workbook, pre-filled."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    data = queries.workbook(answer_to, language=language(), at=clock.now())
    return _file(data, answer_to, "")


def _file(data: bytes, answer_to: Return, suffix: str) -> HttpResponse:
    name = slugify(f"{answer_to.round.code}-{answer_to.unit.name}{suffix}")
    return attachment(data, XLSX, f"{name}.xlsx")


@signed_in
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Send in a filled-in workbook; nothing is saved before the difference has been seen."""
    answer_to = queries.return_for(person(request), pk, clock.today())
    problem: Refused | None = None
    if request.method == "POST":
        try:
            received = _receive(request, answer_to)
        except Refused as refusal:
            problem = refusal
        else:
            return redirect("collection:upload_difference", pk=received.pk)
    situation = queries.situation(answer_to, person(request), at=clock.now())
    context = {
        "answer_to": answer_to,
        "crumbs": return_crumbs(answer_to),
        "round_title": answer_to.round.title(language()),
        "situation": situation,
        "locked": lock_text(situation),
        "may_edit": situation.may_edit,
        "problem": problem,
    }
    return render(request, "collection/upload.html", context, status=422 if problem else 200)


def _receive(request: HttpRequest, answer_to: Return) -> Upload:
    sent = request.FILES.get("workbook")
    if sent is None:
        raise Refused.because("W100", "Välj en fil att läsa in.", "Choose a file to read.")
    # One byte past the limit is enough for the reader to see that the file is too large.
    data = sent.read(LARGEST + 1)
    return actions.receive(answer_to=answer_to, filename=sent.name or "", data=data, by=person(request))


@signed_in
@require_http_methods(["GET", "POST"])
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What the workbook would change; POST saves it, conflicts as chosen (``choose.<key>`` = file)."""
    found = queries.upload_for(person(request), pk, clock.today())
    if request.method == "GET" and found.applied_at is not None:
        messages.info(request, _("Arbetsboken är redan inläst."))
        return redirect("collection:return", pk=found.answer_to_id)
    problem: Refused | None = None
    if request.method == "POST":
        overwrite = [
            name.removeprefix("choose.")
            for name, choice in request.POST.items()
            if name.startswith("choose.") and choice == "file"
        ]
        try:
            outcome = actions.apply_upload(upload=found, by=person(request), overwrite=overwrite)
        except Refused as refusal:
            problem = refusal
        else:
            count = len(outcome.saved)
            saved = ngettext(
                "%(count)d uppgift ur arbetsboken sparades.",
                "%(count)d uppgifter ur arbetsboken sparades.",
                count,
            )
            messages.success(request, saved % {"count": count})
            if outcome.conflicts:
                kept = ngettext(
                    "%(count)d uppgift som andra hade ändrat lämnades som den var.",
                    "%(count)d uppgifter som andra hade ändrat lämnades som de var.",
                    len(outcome.conflicts),
                )
                messages.warning(request, kept % {"count": len(outcome.conflicts)})
            return redirect("collection:return", pk=found.answer_to_id)
    situation = queries.situation(found.answer_to, person(request), at=clock.now())
    page: UploadPage = upload_page(queries.upload_preview(found))
    context = {
        "answer_to": found.answer_to,
        "crumbs": return_crumbs(found.answer_to),
        "upload": found,
        "page": page,
        "situation": situation,
        "locked": lock_text(situation),
        "may_apply": situation.may_edit and found.applied_at is None,
        "problem": problem,
    }
    return render(request, "collection/upload_difference.html", context, status=422 if problem else 200)


@signed_in
@require_GET
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The sender's workbook with what is wrong marked in its cells."""
    found = queries.upload_for(person(request), pk, clock.today())
    data = queries.marked_workbook(found, language=language(), at=clock.now())
    return _file(data, found.answer_to, "-markerad")
