"""The way to a page of grants: (words, address), outermost first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

Crumbs = list[tuple[str, str]]


def language() -> str:
    """The reader's language."""
    return translation.get_language() or "sv"


def years_crumbs() -> Crumbs:
    """To the list of grants."""
    return [(_("Statsbidrag"), reverse("grants:years"))]


def year_crumbs(year: ProgrammeYear) -> Crumbs:
    """To a programme year's page."""
    return [*years_crumbs(), (year.title(language()), reverse("grants:year", args=[year.code]))]


def unit_crumbs(year: ProgrammeYear, unit: Organisation) -> Crumbs:
    """To a municipality's page of a programme year."""
    return [*year_crumbs(year), (unit.name, reverse("grants:unit", args=[year.code, unit.code]))]
