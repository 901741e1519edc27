"""The ways between the pages of one organisation: for each reader, what is theirs there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.apps.staff.queries.places import Place
from kompetenslyft.core.privacy.rights import Relation, Right, Thing


@dataclass(frozen=True, slots=True)
class Way:
    """A page to go to, and what it is good for.

    ``route``: the page's name among the routes; ``short``: the label where several stand in a row.
    """

    route: str
    url: str
    label: str | Promise
    text: str | Promise
    short: str | Promise = ""


def ways(place: Place) -> Iterator[Way]:
    """The pages about those who work at the place, that its relations let one see.

    Whoever is employed there sees nobody else for that.
    """
    code = place.organisation.code
    of_others = Place(place.organisation, place.relations - {Relation.SELF})
    people = of_others.may(Thing.AGREED_ASSESSMENT)
    if people or place.may(Thing.NUMBERS):
        yield _way(
            "competence:matrix",
            code,
            _("Kompetensmatrisen"),
            _("Alla i enheten och deras nivå i varje inriktning.")
            if people
            else _("Hur många som står på varje nivå, inriktning för inriktning."),
            _("Matris"),
        )
    if of_others.may(Thing.TALK, Right.CHANGE):
        yield Way(
            "competence:talks",
            reverse("competence:talks"),
            _("Medarbetarsamtal"),
            _("Kalla, bedöm tillsammans och besluta planen."),
            _("Samtal"),
        )
    if place.may(Thing.COLLECTIVE_PLAN):
        yield _way(
            "competence:plans",
            code,
            _("Planer"),
            _("Den samlade planen och hur det går för målen."),
            _("Planer"),
        )
        yield _way(
            "competence:needs",
            code,
            _("Behov kommande tre år"),
            _("Hur många som behöver vad."),
            _("Treårsbehov"),
        )
    if place.may(Thing.PROFILE):
        yield _way(
            "competence:profiles", code, _("Rollprofiler"), _("Vad varje roll kräver."), _("Rollprofiler")
        )
        if place.may(Thing.PROFILE, Right.CHANGE) and place.organisation.kind == Kind.UNIT:
            yield _way(
                "competence:unit_need",
                code,
                _("Enhetens behov"),
                _("Hur många med fördjupad kompetens enheten behöver."),
                _("Enhetens behov"),
            )
    if place.may(Thing.RESOURCES):
        yield _way(
            "competence:resources",
            code,
            _("Interna utbildare och nätverk"),
            _("Vem som kan utbilda och handleda i vad."),
            _("Interna utbildare"),
        )
    if of_others.may(Thing.REGISTER):
        yield Way(
            "staff:people",
            f"{reverse('staff:people')}?enhet={code}",
            _("Personalregistret"),
            _("Anställningar och examina, som de var en viss dag."),
            _("Register"),
        )
        yield Way(
            "staff:qualification",
            f"{reverse('staff:qualification')}?enhet={code}",
            _("Behörighet för barnärenden"),
            _("Vilka som är behöriga, och vad som saknas för de andra."),
            _("Behörighet"),
        )


def _way(route: str, code: str, label: str | Promise, text: str | Promise, short: str | Promise) -> Way:
    return Way(route, reverse(route, args=[code]), label, text, short)
