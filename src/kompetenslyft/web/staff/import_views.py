"""Staff files on the web: the list, taking one in, what it would do, applying or abandoning it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access, import_record
from kompetenslyft.apps.staff.actions import imports as actions
from kompetenslyft.apps.staff.queries import imports as queries
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.staff import import_words as words
from kompetenslyft.web.staff.import_forms import UploadForm
from kompetenslyft.web.staff.register_views import Crumbs
from kompetenslyft.web.staff.register_views import crumbs as register_crumbs
from kompetenslyft.web.staff.register_words import unit_names

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import StaffImport

PER_PAGE, FINDINGS_PER_PAGE = 50, 100
UNDER_WAY = ("queued", "ordered")
TONES = {
    "uploaded": "neutral",
    "queued": "info",
    "checked": "warning",
    "ordered": "info",
    "applied": "success",
    "abandoned": "neutral",
}


def crumbs() -> Crumbs:
    """To the list of files."""
    return [*register_crumbs(), (_("Läs in personal"), reverse("staff:imports"))]


def file_crumbs(row: StaffImport) -> Crumbs:
    """To one file."""
    return [*crumbs(), (row.filename, reverse("staff:import", args=[row.pk]))]


@signed_in
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The files that have come, newest first. Only for those who bring them in."""
    user, today = person(request), clock.today()
    employers = queries.employers(user, today)
    if not employers:
        raise access.not_found()
    page = Paginator(queries.imports(employers), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": register_crumbs(),
        "page": page,
        "rows": [{"file": row, "tone": TONES[row.state]} for row in page.object_list],
    }
    return render(request, "staff/imports.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Take in a file. With a saved mapping it is checked at once; else its columns are asked for."""
    user, today = person(request), clock.today()
    employers = queries.employers(user, today)
    if not employers:
        raise access.not_found()
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        employers=employers,
        mappings=list(queries.mappings(employers)),
        initial={"employer": str(employers[0].pk), "as_of": today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.receive(**form.cleaned_data, by=user)
            if form.cleaned_data["mapping"]:
                actions.start(staff_import=row, by=user)
                return redirect("staff:import", row.pk)
            return redirect("staff:import_columns", row.pk)
        except Refused as refused:
            show_refusal(form, refused)
    context = {"crumbs": crumbs(), "form": form}
    return render(request, "staff/import_new.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_GET
def one_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """One file: how far it has come, what is wrong with it, what it would change."""
    row = queries.import_for(person(request), import_id, clock.today())
    return render(request, "staff/import.html", _context(request, row))


@signed_in
@require_GET
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """How far the work has come: a fragment that asks again until it is done, and then loads the page anew."""
    row = queries.import_for(person(request), import_id, clock.today())
    response = render(request, "staff/_import_progress.html", {"file": row})
    if row.state not in UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


@signed_in
@require_POST
def check_again(request: HttpRequest, import_id: int) -> HttpResponse:
    """Check the file once more against the register as it is now."""
    row = queries.import_for(person(request), import_id, clock.today())
    return _started(request, row, applying=False)


@signed_in
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Ask once more, then write the difference to the register. Sent twice it is done once."""
    row = queries.import_for(person(request), import_id, clock.today())
    if row.state in ("applied", *UNDER_WAY):
        return redirect("staff:import", row.pk)
    if request.method == "POST":
        return _started(request, row, applying=True)
    context = {"crumbs": file_crumbs(row), "file": row, "counts": import_record.counts(row)}
    return render(request, "staff/import_apply.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def abandon(request: HttpRequest, import_id: int) -> HttpResponse:
    """Ask once more, then forget the file."""
    row = queries.import_for(person(request), import_id, clock.today())
    if request.method == "POST":
        actions.abandon(staff_import=row, by=person(request))
        messages.success(request, _("Filen är borttagen. Registret är som det var."))
        return redirect("staff:imports")
    return render(request, "staff/import_abandon.html", {"crumbs": file_crumbs(row), "file": row})


def _started(request: HttpRequest, row: StaffImport, *, applying: bool) -> HttpResponse:
    """What is refused is told on the file's page, and nothing is lost."""
    try:
        row = actions.start(staff_import=row, by=person(request), applying=applying)
    except Refused as refused:
        row = queries.import_for(person(request), row.pk, clock.today())
        if row.state == "applied":
            return redirect("staff:import", row.pk)
        context = _context(request, row) | {"refused": refused}
        return render(request, "staff/import.html", context, status=422)
    if row.state == "applied":
        messages.success(request, _("Filen är införd i registret."))
    return redirect("staff:import", row.pk)


def _context(request: HttpRequest, row: StaffImport) -> dict[str, Any]:
    counts = import_record.counts(row)
    context: dict[str, Any] = {
        "crumbs": crumbs(),
        "file": row,
        "tone": TONES[row.state],
        "under_way": row.state in UNDER_WAY,
        "hard": import_record.hard(row),
        "counts": [(fate, label, counts.get(fate, 0)) for fate, label in words.FATES.items()]
        if counts
        else [],
    }
    if row.state == "checked":
        context |= _findings(request, row) | _changes(request, row)
    return context


def _findings(request: HttpRequest, row: StaffImport) -> dict[str, Any]:
    code = request.GET.get("kod", "")
    chosen = [one for one in row.findings if not code or one["code"] == code]
    page = Paginator(chosen, FINDINGS_PER_PAGE).get_page(request.GET.get("avvikelser"))
    codes = row.difference.get("codes", {})
    return {
        "findings": words.found_rows(page.object_list),
        "findings_page": page,
        "code": code,
        "codes": codes.items(),
        "found": sum(codes.values()),
    }


def _changes(request: HttpRequest, row: StaffImport) -> dict[str, Any]:
    fate, text = request.GET.get("vad", ""), request.GET.get("q", "").strip()
    every = row.difference.get("changes", [])
    chosen = [
        one
        for one in every
        if (not fate or one["fate"] == fate)
        and (not text or text.casefold() in one["name"].casefold() or text == one["number"])
    ]
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    names = unit_names(words.unit_codes(page.object_list))
    return {
        "every_change": len(every),
        "page": page,
        "fate": fate,
        "q": text,
        "changes": [
            {
                "number": one["number"],
                "name": one["name"],
                "fate": words.ONE_FATE[one["fate"]],
                "tone": words.FATE_TONES[one["fate"]],
                "lines": list(words.lines(one, names)),
            }
            for one in page.object_list
        ],
    }
