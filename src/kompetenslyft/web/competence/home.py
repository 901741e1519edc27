"""Where competence begins: for each who comes, the ways to what is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries.places import Place, places
from kompetenslyft.core.privacy.rights import Relation, Right, Thing
from kompetenslyft.web.access import person, signed_in
from kompetenslyft.web.competence.ways import Way, ways

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Group:
    """What there is to come to at one organisation."""

    organisation: Organisation
    ways: tuple[Way, ...]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The own page, the units led, the register kept, the numbers followed."""
    today, reader = clock.today(), person(request)
    own = [
        (one, tuple(ways(Place(one.employer, frozenset({Relation.SELF})))))
        for one in access.own_people(reader).select_related("employer")
    ]
    groups = [Group(place.organisation, tuple(_ways(place))) for place in places(reader, today)]
    return render(request, "competence/home.html", {"own": own, "groups": groups})


def _ways(place: Place) -> Iterator[Way]:
    yield from ways(place)
    code = place.organisation.code
    if place.may(Thing.IMPORT, Right.CHANGE):
        yield Way(
            "staff:imports",
            reverse("staff:imports"),
            _("Läs in personalfil"),
            _("Från personalsystemet, med provkörning först."),
        )
    if place.may(Thing.DISPOSAL, Right.CHANGE):
        yield Way(
            "staff:disposal",
            reverse("staff:disposal", args=[code]),
            _("Gallring"),
            _("Det som inte längre ska sparas."),
        )
    if place.may(Thing.DECISION):
        yield Way(
            "staff:decision",
            reverse("staff:decision", args=[code]),
            _("Insyn"),
            _("Vem som får se enskilda personer."),
        )
