"""The way to a page: (words, address), outermost first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.web.collection.words import language

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Round

Crumbs = list[tuple[str, str]]


def rounds_crumbs() -> Crumbs:
    """To the list of rounds."""
    return [(_("Insamlingar"), reverse("collection:rounds"))]


def round_crumbs(round_: Round) -> Crumbs:
    """To a round's page."""
    return [*rounds_crumbs(), (round_.title(language()), reverse("collection:round", args=[round_.code]))]


def return_crumbs(answer_to: Return) -> Crumbs:
    """To a return's page."""
    return [
        *round_crumbs(answer_to.round),
        (answer_to.unit.name, reverse("collection:return", args=[answer_to.pk])),
    ]
