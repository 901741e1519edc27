"""Entering an activity: the form, what the rules say while one types, two who write at once, removing and restoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.actions import activities as actions
from kompetenslyft.apps.grants.activity_records import value_of
from kompetenslyft.apps.grants.queries import activities as queries
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.spending.entries import to_entries
from kompetenslyft.core.spending.form import PARTS
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.grants import activity_page
from kompetenslyft.web.grants.activity_form import ADD_UNIT, posted_entries
from kompetenslyft.web.grants.activity_place import Place, place
from kompetenslyft.web.grants.activity_read import reading_context
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import Activity


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """A new activity."""
    here = place(request, code, unit)
    access.check_may_enter(person(request), here.unit, clock.today())
    if here.locked is not None:
        return redirect(here.list_url)
    return _form(here, None)


@signed_in
@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, code: str, unit: str, ref: str) -> HttpResponse:
    """One activity: the form for those who may change it, else what it says."""
    here = place(request, code, unit)
    row = queries.activity_for(person(request), here.year, here.unit, ref, clock.today())
    own = row.unit_id == here.unit.pk
    if request.method == "POST" or (own and here.may_edit and row.removed_at is None):
        if not own:
            raise access.not_found()
        access.check_may_enter(person(request), here.unit, clock.today())
        return _form(here, row)
    return render(
        request, "grants/activity.html", here.context(here.crumbs) | reading_context(here, row, ref)
    )


def _form(here: Place, row: Activity | None) -> HttpResponse:
    """The form as it is stored or as it was posted: saved, with a municipality more or less, or shown again."""
    data = here.request.POST
    page = activity_page.FormPage(here, row, _municipalities())
    if here.request.method != "POST":
        page.entries = {} if row is None else to_entries(value_of(row, unit_code=here.unit.code), language())
        return render(here.request, "grants/activity_form.html", page.context())
    page.entries, page.entered = posted_entries(data), True
    page.revision = _revision(data.get("revision", ""), row)
    status = 200
    if "add" in data:
        _add_part(page, data.get(ADD_UNIT, ""))
    elif "drop" in data:
        _drop_part(page, data["drop"])
    elif "save" in data:
        if data.get(ADD_UNIT, "").strip():
            _add_part(page, data[ADD_UNIT])
            page.problem = _named_only(page)
            status = 422
        else:
            saved = _save(here, row, page)
            if saved is not None:
                messages.success(here.request, _("«%(title)s» är sparad.") % {"title": saved.title})
                return redirect(f"{here.list_url}?sparad={saved.number}#insats-{saved.number}")
            status = 409 if page.conflict else 422
    return render(here.request, "grants/activity_form.html", page.context(), status=status)


def _save(here: Place, row: Activity | None, page: activity_page.FormPage) -> Activity | None:
    """Save what was posted. None where it was not saved, and the page then tells why."""
    try:
        outcome = actions.save_activity(
            year=here.year,
            unit=here.unit,
            entries=page.entries,
            by=person(here.request),
            activity=row,
            base=page.revision,
        )
    except Refused as refused:
        if refused.code.startswith("E"):
            raise
        page.problem = refused.text(language())
        return None
    if outcome.is_clean:
        return outcome.activity
    page.findings = outcome.findings
    page.entries = dict(outcome.entries)
    if outcome.conflicts:
        page.revision = outcome.revision
        page.conflict = page.conflict_of(outcome.conflicts)
    return None


def _revision(posted: str, row: Activity | None) -> int | None:
    """The revision that the form was made from."""
    if row is None:
        return None
    known = posted.isascii() and posted.isdecimal() and len(posted) < 8
    return min(int(posted), row.revision) if known else row.revision


def _add_part(page: activity_page.FormPage, named: str) -> None:
    """Give a municipality, named or by code, a part of the activity."""
    found = page.municipality_named(named)
    if found is None:
        page.add_problem, page.add_entry = page.not_a_municipality(named), named
        return
    parts = [str(one) for one in page.part_codes]
    if found in parts:
        page.add_problem = _("%(name)s har redan en del.") % {"name": page.municipalities[found]}
        return
    page.entries[PARTS] = [*parts, found]
    page.added = found


def _named_only(page: activity_page.FormPage) -> str:
    """Why nothing is saved when a municipality was named and its part was not entered."""
    if not page.added:
        return _("Kommunen som du skrev kunde inte läggas till. Rätta den, eller töm rutan.")
    name = page.municipalities[page.added]
    return _("%(name)s är tillagd. Fyll i kommunens del och spara sedan.") % {"name": name}


def _drop_part(page: activity_page.FormPage, code: str) -> None:
    """Take a municipality's part away; the entering municipality's own stays."""
    if code == page.here.unit.code:
        return
    page.entries = {
        key: entry for key, entry in page.entries.items() if not key.startswith(f"{PARTS}.{code}.")
    }
    page.entries[PARTS] = [one for one in page.part_codes if one != code]


@signed_in
@require_POST
def preview(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """How the money and the rules stand with what is entered, read and checked as when it is saved. Stores nothing."""
    here = place(request, code, unit)
    access.check_may_enter(person(request), here.unit, clock.today())
    page = activity_page.FormPage(here, _typed_over(here), _municipalities(), posted_entries(request.POST))
    sketch = page.sketched()
    page.findings = sketch.findings
    panel = page.panel(sketch.activity) | {"faults": activity_page.faults(sketch.findings)}
    return JsonResponse(
        {
            "panel": render_to_string("grants/_activity_panel.html", panel, request=request),
            "totals": page.parts_form.totals,
            "errors": {key: " ".join(messages) for key, messages in page.parts_form.errors.items()},
            "said": activity_page.said(panel),
        }
    )


def _typed_over(here: Place) -> Activity | None:
    """The activity that the form says it is about; None for a new one."""
    ref = here.request.POST.get("number", "")
    if not ref:
        return None
    return queries.activity_for(person(here.request), here.year, here.unit, ref, clock.today())


def _municipalities() -> dict[str, str]:
    return {one.code: one.name for one in organisations.municipalities(clock.today())}


@signed_in
@require_POST
def remove(request: HttpRequest, code: str, unit: str, ref: str) -> HttpResponse:
    """Remove an activity; it can be restored."""
    here = place(request, code, unit)
    row = queries.activity_for(person(request), here.year, here.unit, ref, clock.today())
    removed = actions.remove_activity(activity=row, by=person(request))
    messages.success(
        request,
        _("«%(title)s» är borttagen. Den kan hämtas tillbaka längst ned på sidan.")
        % {"title": removed.title},
    )
    return redirect(here.list_url)


@signed_in
@require_POST
def restore(request: HttpRequest, code: str, unit: str, ref: str) -> HttpResponse:
    """Put a removed activity back."""
    here = place(request, code, unit)
    row = queries.activity_for(person(request), here.year, here.unit, ref, clock.today())
    restored = actions.restore_activity(activity=row, by=person(request))
    messages.success(request, _("«%(title)s» räknas igen.") % {"title": restored.title})
    return redirect(f"{here.list_url}#insats-{restored.number}")
