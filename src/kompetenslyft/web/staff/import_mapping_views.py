"""How a file's columns are read: choosing for one file, and the mappings that are saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.actions import imports as actions
from kompetenslyft.apps.staff.actions import mappings as mapping_actions
from kompetenslyft.apps.staff.queries import imports as queries
from kompetenslyft.core.staff.importing.mapping import FIELD_LABELS, FileMapping
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.collection.words import language
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.staff.import_mapping_form import MappingForm
from kompetenslyft.web.staff.import_views import crumbs, file_crumbs

SETTLED = ("applied", "abandoned")


@signed_in
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say what each column is; then the file is checked. With ``visa`` the words of the chosen columns are shown."""
    row = queries.import_for(person(request), import_id, clock.today())
    if row.state in SETTLED:
        return redirect("staff:import", row.pk)
    table, units = queries.table_of(row), queries.units_for(row)
    mapping = queries.mapping_of(row, table, units)
    data = request.POST if request.method == "POST" else None
    form = MappingForm(data, table=table, mapping=mapping, units=units, name=row.mapping_name)
    checks = data is not None and "visa" not in request.POST
    if checks and form.is_valid():
        chosen, name = form.cleaned_data["mapping"], form.cleaned_data["name"].strip()
        try:
            if name:
                mapping_actions.save_mapping(
                    employer=row.employer, name=name, mapping=chosen, by=person(request)
                )
            actions.map_columns(staff_import=row, mapping=chosen, name=name, by=person(request))
            actions.start(staff_import=row, by=person(request))
            return redirect("staff:import", row.pk)
        except Refused as refused:
            show_refusal(form, refused)
    context = {"crumbs": file_crumbs(row), "file": row, "form": form, "shows_errors": checks}
    return render(request, "staff/import_columns.html", context, status=422 if checks else 200)


@signed_in
@require_GET
def mappings(request: HttpRequest) -> HttpResponse:
    """The saved mappings, and what each reads."""
    user, today = person(request), clock.today()
    employers = queries.employers(user, today)
    if not employers:
        raise access.not_found()
    rows = [
        {"mapping": one, "columns": _told(FileMapping.model_validate(one.definition))}
        for one in queries.mappings(employers)
    ]
    return render(request, "staff/mappings.html", {"crumbs": crumbs(), "rows": rows})


@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """Ask once more, then forget a saved mapping."""
    mapping = queries.mapping_for(person(request), mapping_id, clock.today())
    if request.method == "POST":
        mapping_actions.remove_mapping(mapping=mapping, by=person(request))
        messages.success(request, _("Mappningen är borttagen."))
        return redirect("staff:mappings")
    return render(request, "staff/mapping_remove.html", {"crumbs": crumbs(), "mapping": mapping})


def _told(mapping: FileMapping) -> str:
    """«Anstnr: anställningsnummer, Namn: namn …»"""
    return ", ".join(
        f"{heading}: {FIELD_LABELS[field].in_language(language()).lower()}"
        for field, heading in mapping.columns.items()
    )
