"""What an officer does with the units of a round: ask them, write to them, give them more time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.web.access import officer_only, person
from kompetenslyft.web.collection import round_page
from kompetenslyft.web.collection.crumbs import round_crumbs
from kompetenslyft.web.collection.forms import AskForm, ExtendForm, MessageForm
from kompetenslyft.web.collection.words import language

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return, Round
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Asked:
    """Who would be asked: organisation id → year of joining, and what the reader should know first."""

    units: dict[int, int]
    names: list[str]
    already: int
    newcomers: int


@officer_only
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Choose units, see how many they are, and ask them."""
    round_ = queries.round_for(person(request), code, clock.today())
    others = [one for one in queries.rounds(person(request), clock.today()) if one.pk != round_.pk]
    form = AskForm(
        request.POST or None,
        counties=[(county.code, county.name) for county in organisations.counties()],
        rounds=[(one.code, one.title(language())) for one in others],
        initial={"joined_year": round_.year},
    )
    asked: Asked | None = None
    if request.method == "POST" and form.is_valid():
        asked = _to_ask(request, round_, form)
        if asked is not None and "confirm" in request.POST:
            try:
                added = actions.ask(round=round_, units=asked.units, by=person(request))
            except Refused as refusal:
                form.add_error(None, refusal.text(language()))
            else:
                told = ngettext("%(n)d enhet är tillfrågad.", "%(n)d enheter är tillfrågade.", added)
                messages.success(request, told % {"n": added})
                return redirect("collection:round", code=code)
    context = {"round": round_, "form": form, "asked": asked, "crumbs": round_crumbs(round_)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "collection/ask.html", context, status=status)


def _to_ask(request: HttpRequest, round_: Round, form: AskForm) -> Asked | None:
    """The units that the form names; None with an error at its field where a code is unknown."""
    data = form.cleaned_data
    earlier = _joined_before(request, round_)
    existing = list(organisations.reporting_units(round_.opens))
    if data["units"] == AskForm.CODES:
        known = {unit.code: unit for unit in existing}
        unknown = [one for one in data["codes"] if one not in known]
        if unknown:
            form.add_error(
                "codes",
                _("Ingen enhet som finns den dagen har koden %(codes)s. Kontrollera koden.")
                % {"codes": ", ".join(unknown[:10])},
            )
            return None
        units: Iterable[Organisation] = [known[one] for one in dict.fromkeys(data["codes"])]
    elif data["units"] == AskForm.ROUND:
        source = queries.round_for(person(request), data["earlier"], clock.today())
        ids = {row.answer_to.unit_id for row in queries.overview(source, on=clock.today())}
        units = [unit for unit in existing if unit.pk in ids]
    else:
        counties = set(data["counties"]) if data["units"] == AskForm.COUNTIES else None
        units = [
            unit
            for unit in existing
            if unit.kind == "municipality" and (counties is None or unit.county_id in counties)
        ]
    present = {row.answer_to.unit_id for row in queries.overview(round_, on=clock.today())}
    keep = earlier if data["as_before"] else {}
    chosen = [unit for unit in units if unit.pk not in present]
    joined = {unit.pk: keep.get(unit.pk, data["joined_year"]) for unit in chosen}
    return Asked(
        units=joined,
        names=[unit.name for unit in chosen],
        already=len(list(units)) - len(chosen),
        newcomers=sum(year == round_.year for year in joined.values()),
    )


def _joined_before(request: HttpRequest, round_: Round) -> dict[int, int]:
    """The year that each unit joined, by the latest earlier round that asked it."""
    before = queries.returns_of(person(request), clock.today()).filter(round__year__lt=round_.year)
    return dict(before.order_by("round__year").values_list("unit_id", "joined_year"))


def _chosen_returns(request: HttpRequest, round_: Round) -> list[Return]:
    """The returns that the address or the form names (``return``), or those that a status or «late» picks out."""
    rows = queries.overview(round_, on=clock.today())
    named = {
        value
        for value in [*request.GET.getlist("return"), *request.POST.getlist("return")]
        if value.isdigit()
    }
    if named:
        return [row.answer_to for row in rows if str(row.answer_to.pk) in named]
    filters = round_page.Filters.read(request.GET)
    if not filters.narrows:
        return []
    wanted = {row.pk for row in round_page.chosen(round_page.unit_rows(rows), filters)}
    return [row.answer_to for row in rows if row.answer_to.pk in wanted]


@officer_only
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Write to the chosen units: the message, then a preview with its recipients, then it is sent."""
    round_ = queries.round_for(person(request), code, clock.today())
    chosen = _chosen_returns(request, round_)
    people = queries.recipients_of(chosen, clock.today())
    form = MessageForm(request.POST or None)
    ready = request.method == "POST" and form.is_valid() and bool(chosen)
    if ready and "confirm" in request.POST:
        sent, unreached = actions.write_to(returns=chosen, **form.cleaned_data, by=person(request))
        told = ngettext("Meddelandet gick till %(n)d enhet.", "Meddelandet gick till %(n)d enheter.", sent)
        messages.success(request, told % {"n": sent})
        if unreached:
            messages.warning(
                request, _("Ingen mottagare finns för: %(names)s.") % {"names": ", ".join(unreached)}
            )
        return redirect("collection:round", code=code)
    context = _chosen_context(round_, chosen, people) | {
        "form": form,
        "preview": form.cleaned_data if ready and "change" not in request.POST else None,
    }
    return render(
        request, "collection/write.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _chosen_context(round_: Round, chosen: list[Return], people: dict[int, list[User]]) -> dict[str, object]:
    return {
        "round": round_,
        "crumbs": round_crumbs(round_),
        "chosen": chosen,
        "reached": [one for one in chosen if people[one.pk]],
        "unreached": [one for one in chosen if not people[one.pk]],
        "addresses": len({user.email for one in chosen for user in people[one.pk]}),
    }


@officer_only
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """Give the chosen units more time, all or none."""
    round_ = queries.round_for(person(request), code, clock.today())
    chosen = _chosen_returns(request, round_)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and chosen:
        try:
            with transaction.atomic():
                for one in chosen:
                    actions.extend(answer_to=one, **form.cleaned_data, by=person(request))
        except Refused as refusal:
            form.add_error(None, refusal.text(language()))
        else:
            told = ngettext(
                "%(n)d enhet har fått längre tid.", "%(n)d enheter har fått längre tid.", len(chosen)
            )
            messages.success(request, told % {"n": len(chosen)})
            if len(chosen) == 1:
                return redirect("collection:return", pk=chosen[0].pk)
            return redirect("collection:round", code=code)
    context = {"round": round_, "crumbs": round_crumbs(round_), "chosen": chosen, "form": form}
    return render(
        request, "collection/extend.html", context, status=422 if form.is_bound and form.errors else 200
    )
