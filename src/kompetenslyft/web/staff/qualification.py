"""The page of who is qualified to handle child cases, as of any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps import clock
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries.qualification import Standing, standings
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.rights import Thing, relations_with
from kompetenslyft.core.staff.model import ROLE_LABELS
from kompetenslyft.core.staff.qualification_rules import in_force
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.staff_definitions import qualification_rules
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.forms import DayField

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

QUALIFIED, BY_TRANSITION, LACKING, NOT_REQUIRED = "behorig", "overgang", "saknas", "inget-krav"


class ChoiceForm(forms.Form):
    """Which day, and where."""

    dag = DayField(label=gettext_lazy("Som det var den"))
    enhet = forms.ChoiceField(label=gettext_lazy("Enhet"), required=False)

    def __init__(self, *args: object, places: Iterable[Organisation], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enhet"].choices = [("", _("Alla enheter")), *((one.code, one.name) for one in places)]


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the table."""

    person_id: int
    name: str
    made_up: bool
    unit: str
    role: Text
    state: str
    by_what: Text | None
    missing: tuple[Text, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many stand so, and the address that shows them alone."""

    label: str
    people: int
    url: str
    chosen: bool


@signed_in
def qualification(request: HttpRequest) -> HttpResponse:
    """Who handles child cases and is qualified by what, who is not and what is missing."""
    today, reader = clock.today(), person(request)
    reached = access.reach(reader, today)
    ids = frozenset[int]().union(
        *(reached.below.get(relation, frozenset()) for relation in relations_with(Thing.REGISTER))
    )
    places = sorted(organisations.by_ids(ids), key=lambda one: swedish_key(one.name))
    code = request.GET.get("enhet", "")
    if code and code not in {one.code for one in places}:
        raise access.not_found()
    form = ChoiceForm({"dag": request.GET.get("dag") or today.isoformat(), "enhet": code}, places=places)
    as_of = form.cleaned_data["dag"] if form.is_valid() else today
    where = [one.pk for one in places if one.code == code]
    unit_ids = organisations.ids_at_and_below(where) if where else None
    people = standings(reader, on=today, as_of=as_of, unit_ids=unit_ids)
    rows = [_row(one) for one in people if not one.leads]
    chosen = request.GET.get("visa", "")
    return render(
        request,
        "staff/qualification.html",
        {
            "crumbs": [(_("Kompetens"), reverse("competence:home"))],
            "form": form,
            "as_of": as_of,
            "rule": in_force(qualification_rules(), as_of),
            "counts": _counts(rows, chosen, {"dag": as_of.isoformat(), "enhet": code}),
            "rows": [row for row in rows if chosen in ("", row.state)],
            "chosen": chosen,
            "total": len(rows),
            "leaders": [_row(one) for one in people if one.leads],
        },
    )


def _row(one: Standing) -> Row:
    found = one.qualification
    if found.met is None:
        state = NOT_REQUIRED
    elif not found.met:
        state = LACKING
    else:
        state = BY_TRANSITION if found.until is not None else QUALIFIED
    return Row(
        one.person.pk,
        one.person.name,
        one.person.made_up,
        one.unit.name,
        ROLE_LABELS[one.role],
        state,
        found.by_what,
        tuple(finding.message for finding in found.missing),
        found.until,
    )


def _counts(rows: list[Row], chosen: str, query: dict[str, str]) -> list[Count]:
    labels = {
        "": _("handlägger barnärenden"),
        QUALIFIED: _("behöriga genom examen"),
        BY_TRANSITION: _("behöriga genom övergångsregeln"),
        LACKING: _("inte behöriga"),
        NOT_REQUIRED: _("utan krav den dagen"),
    }
    kept = {key: value for key, value in query.items() if value}
    counts = []
    for state, label in labels.items():
        people = sum(state in ("", row.state) for row in rows)
        if people or state in ("", chosen):
            address = urlencode(kept | ({"visa": state} if state else {}))
            counts.append(Count(label, people, f"?{address}", state == chosen))
    return counts
