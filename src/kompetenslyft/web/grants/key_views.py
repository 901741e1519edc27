"""Allocation keys: those that are taken in, a new one from a file or from Kolada."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import keys as actions
from kompetenslyft.apps.grants.queries import allocation as queries
from kompetenslyft.apps.grants.queries.years import year as year_of
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.exchange.definitions import all_programmes
from kompetenslyft.exchange.kolada import TERMS
from kompetenslyft.web.access import officer_only, person
from kompetenslyft.web.forms import show_refusal
from kompetenslyft.web.grants.allocation_forms import KeyFileForm, KoladaForm, packed
from kompetenslyft.web.grants.allocation_views import allocation_crumbs
from kompetenslyft.web.grants.crumbs import Crumbs, language

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.keys import KeyCheck
    from kompetenslyft.apps.grants.models import ProgrammeYear


def keys_crumbs(year: ProgrammeYear) -> Crumbs:
    """To the list of keys."""
    return [*allocation_crumbs(year), (_("Nycklar"), reverse("grants:keys", args=[year.code]))]


@officer_only
@require_GET
def keys(request: HttpRequest, code: str) -> HttpResponse:
    """The keys that are taken in; every year can use them."""
    year = year_of(code)
    tables = queries.key_tables(person(request), clock.today())
    context = {"year": year, "crumbs": allocation_crumbs(year), "tables": tables}
    return render(request, "grants/allocation_keys.html", context)


@officer_only
@require_GET
def key(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One key with its number for every municipality."""
    year = year_of(code)
    found = queries.key_table(person(request), pk, clock.today())
    units = organisations.by_codes(list(found.values))
    rows = [
        (unit, units[unit].name if unit in units else unit, format_fraction(value, language()))
        for unit, value in queries.values(found).items()
    ]
    context = {
        "year": year,
        "crumbs": keys_crumbs(year),
        "table": found,
        "rows": rows,
        "total": format_fraction(sum(queries.values(found).values()), language()),
        "remarks": [one["en" if language().startswith("en") else "sv"] for one in found.remarks],
    }
    return render(request, "grants/allocation_key.html", context)


@officer_only
@require_http_methods(["GET", "POST"])
def new_key(request: HttpRequest, code: str) -> HttpResponse:
    """Read a file and show what is found in it; nothing is kept until that is confirmed (``spara``)."""
    year = year_of(code)
    form = KeyFileForm(
        request.POST or None,
        request.FILES or None,
        known=_known(request),
        initial={"key": request.GET.get("nyckel", "")},
    )
    check: KeyCheck | None = None
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            if "spara" in request.POST:
                made = actions.add_key_table(**entered, by=person(request))
                messages.success(request, _("Nyckeln är inläst och kan användas i alternativ."))
                return redirect("grants:key", code=code, pk=made.pk)
            read = {name: entered[name] for name in ("key", "as_of", "data", "filename", "column")}
            check = actions.try_key_table(**read, by=person(request))
        except Refused as refused:
            show_refusal(form, refused)
    context: dict[str, Any] = {"year": year, "crumbs": keys_crumbs(year), "form": form, "check": check}
    if form.is_bound and form.cleaned_data.get("data"):
        context |= {"carried": packed(form.cleaned_data["data"]), "filename": form.cleaned_data["filename"]}
    if check is not None:
        context["total"] = format_fraction(sum(check.values.values()), language())
    wrong = form.is_bound and (check is None or bool(check.hard))
    return render(request, "grants/allocation_key_new.html", context, status=422 if wrong else 200)


@officer_only
@require_http_methods(["GET", "POST"])
def kolada(request: HttpRequest, code: str) -> HttpResponse:
    """Fetch a key from Kolada."""
    year = year_of(code)
    form = KoladaForm(request.POST or None, known=_known(request), initial={"year": year.programme.year - 1})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_key_from_kolada(**form.cleaned_data, by=person(request))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Nyckeln är hämtad och kan användas i alternativ."))
            return redirect("grants:key", code=code, pk=made.pk)
    context = {"year": year, "crumbs": keys_crumbs(year), "form": form, "terms": TERMS}
    return render(request, "grants/allocation_kolada.html", context, status=422 if form.is_bound else 200)


def _known(request: HttpRequest) -> list[tuple[str, str]]:
    """The keys that programmes divide by and those that are taken in already: (key, what it is)."""
    known = {table.key: table.title for table in queries.key_tables(person(request), clock.today())}
    for programme in all_programmes().values():
        needed = {key for purpose in programme.purposes for key in queries.needed_keys(purpose.allocation)}
        for key in sorted(needed - known.keys()):
            known[key] = f"{key} ({programme.title.in_language(language())})"
    known.setdefault(queries.INHABITANTS, _("Invånare"))
    return sorted(known.items(), key=lambda one: one[1])
