"""Where competence begins: for each who comes, the ways to what is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries.places import Place, places
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.web.access import person, signed_in

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Way:
    """A page to go to, and what it is good for."""

    url: str
    label: str | Promise
    text: str | Promise


@dataclass(frozen=True, slots=True)
class Group:
    """What there is to come to at one organisation."""

    organisation: Organisation
    ways: tuple[Way, ...]


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The own page, the units led, the register kept, the numbers followed."""
    today, reader = clock.today(), person(request)
    own = list(access.own_people(reader).select_related("employer"))
    groups = [Group(place.organisation, tuple(_ways(place))) for place in places(reader, today)]
    return render(request, "competence/home.html", {"own": own, "groups": groups})


def _ways(place: Place) -> Iterator[Way]:
    code = place.organisation.code
    people = place.may(Thing.AGREED_ASSESSMENT)
    if people or place.may(Thing.NUMBERS):
        yield Way(
            reverse("competence:matrix", args=[code]),
            _("Kompetensmatrisen"),
            _("Alla i enheten och deras nivå i varje inriktning.")
            if people
            else _("Hur många som står på varje nivå, inriktning för inriktning."),
        )
    if place.may(Thing.TALK, Right.CHANGE):
        yield Way(
            reverse("competence:talks"),
            _("Medarbetarsamtal"),
            _("Kalla, bedöm tillsammans och besluta planen."),
        )
    if place.may(Thing.COLLECTIVE_PLAN):
        yield Way(
            reverse("competence:plans", args=[code]),
            _("Samlad plan"),
            _("Behov, prioriteringar, insatser och kostnader, med uppföljning varje år."),
        )
        yield Way(
            reverse("competence:needs", args=[code]),
            _("Behov kommande tre år"),
            _("Hur många som behöver vad."),
        )
    if place.may(Thing.PROFILE):
        yield Way(reverse("competence:profiles", args=[code]), _("Rollprofiler"), _("Vad varje roll kräver."))
    if place.may(Thing.RESOURCES):
        yield Way(
            reverse("competence:resources", args=[code]),
            _("Interna utbildare och nätverk"),
            _("Vem som kan utbilda och handleda i vad."),
        )
    if place.may(Thing.REGISTER):
        yield Way(
            f"{reverse('staff:people')}?enhet={code}",
            _("Personalregistret"),
            _("Anställningar och examina, som de var en viss dag."),
        )
        yield Way(
            f"{reverse('staff:qualification')}?enhet={code}",
            _("Behörighet för barnärenden"),
            _("Vilka som är behöriga, och vad som saknas för de andra."),
        )
    if place.may(Thing.IMPORT, Right.CHANGE):
        yield Way(
            reverse("staff:imports"),
            _("Läs in personalfil"),
            _("Från personalsystemet, med provkörning först."),
        )
    if place.may(Thing.DISPOSAL, Right.CHANGE):
        yield Way(reverse("staff:disposal", args=[code]), _("Gallring"), _("Det som inte längre ska sparas."))
    if place.may(Thing.DECISION):
        yield Way(reverse("staff:decision", args=[code]), _("Insyn"), _("Vem som får se enskilda personer."))
