"""Reports: the public list, each report with its tables and files, and the officers' way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.publishing import actions, queries
from kompetenslyft.web.access import is_officer, officer_only, person, public
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.publishing.forms import OrderForm

if TYPE_CHECKING:
    from kompetenslyft.apps.publishing.models import Publication

TONES = {
    "queued": "neutral",
    "building": "info",
    "draft": "warning",
    "published": "success",
    "replaced": "neutral",
    "failed": "danger",
}
_UNDER_WAY = ("queued", "building")
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"


@public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The published reports; for officers also those under way."""
    context: dict[str, object] = {"published": queries.published()}
    if is_officer(request):
        every = queries.all_reports_for(person(request), clock.today()).filter(kind="report")
        context["others"] = [(one, TONES[one.state]) for one in every if one.state != "published"]
        context["officer"] = True
    return render(request, "publishing/catalogue.html", context)


@public
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """One report: its text, its tables, its files."""
    publication = queries.report_for(person(request), slug, clock.today())
    page = queries.page_of(publication)
    downloads = queries.downloads(publication)
    context = {
        "publication": publication,
        "contents": mark_safe(page.contents) if page else "",
        "body": mark_safe(page.body) if page else "",
        "files": [one for one in downloads if not one.table],
        "tables": list(queries.tables_in(publication)) if page else [],
        "newer": queries.replaced_by(publication),
        "officer": is_officer(request),
        **_progress(publication),
    }
    return render(request, "publishing/report.html", context)


@public
@require_safe
def table(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One table with its files."""
    publication = queries.report_for(person(request), slug, clock.today())
    shown = queries.table_of(publication, number)
    language = translation.get_language() or "sv"
    definition = next(one for one in queries.tables_in(publication) if one.number.lower() == number.lower())
    context = {
        "publication": publication,
        "number": definition.number,
        "title": definition.title.in_language(language),
        "table": mark_safe(shown),
        "files": [one for one in queries.downloads(publication) if one.table == definition.number],
        "open_table": queries.open_table_of(publication, definition.number),
    }
    return render(request, "publishing/table.html", context)


@public
@require_safe
def file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A file of the report. Drawings are shown, everything else is fetched; what the reader has is not sent again."""
    publication = queries.report_for(person(request), slug, clock.today())
    found = queries.file_of(publication, name)
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    response.headers["Content-Security-Policy"] = _FILE_POLICY
    if not found.content_type.startswith("image/"):
        response.headers["Content-Disposition"] = f'attachment; filename="{publication.slug}-{found.name}"'
    if not publication.published_at:
        return response
    etag = f'"{found.digest}"'
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "public, no-cache"
    return get_conditional_response(request, etag=etag, response=response)


@officer_only
def order(request: HttpRequest) -> HttpResponse:
    """Order a report of one or several collections."""
    rounds = collection.rounds(person(request), clock.today())
    initial = {
        "definition": queries.definitions()[0].ref,
        "rounds": request.GET.getlist("omgang") or [one.code for one in rounds],
    }
    form = OrderForm(rounds, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            ordered = actions.order(
                definition=chosen["definition"], round_codes=chosen["rounds"], by=person(request)
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Rapporten är beställd och tas fram i tur och ordning."))
            return redirect("publishing:report", ordered.slug)
    return render(request, "publishing/order.html", {"form": form, "rounds": rounds})


@officer_only
@require_GET
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the report has come: a fragment that asks again until it is done, and then loads the page anew."""
    publication = queries.report_for(person(request), slug, clock.today())
    response = render(
        request, "publishing/_progress.html", {"publication": publication, **_progress(publication)}
    )
    if publication.state not in _UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


@officer_only
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, then make the report public."""
    publication = queries.report_for(person(request), slug, clock.today())
    if request.method == "POST":
        actions.publish(publication=publication, by=person(request))
        messages.success(request, _("Rapporten är publicerad och kan läsas av alla."))
        return redirect("publishing:report", slug)
    former = [
        one
        for one in queries.published()
        if one.definition == publication.definition and one.round_codes == publication.round_codes
    ]
    return render(request, "publishing/publish.html", {"publication": publication, "former": former})


@officer_only
@require_POST
def build_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a report that failed back in the queue."""
    publication = queries.report_for(person(request), slug, clock.today())
    actions.build_again(publication=publication, by=person(request))
    messages.success(request, _("Rapporten står i kö igen."))
    return redirect("publishing:report", slug)


def _progress(publication: Publication) -> dict[str, object]:
    return {"tone": TONES[publication.state], "under_way": publication.state in _UNDER_WAY}
