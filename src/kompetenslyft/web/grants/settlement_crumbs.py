"""The way to pages of settlement and redistribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.web.grants.crumbs import Crumbs, unit_crumbs, year_crumbs

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation


def settlement_crumbs(year: ProgrammeYear) -> Crumbs:
    """To the year's settlements."""
    return [*year_crumbs(year), (_("Slutreglering"), reverse("grants:settlement", args=[year.code]))]


def unit_settlement_crumbs(year: ProgrammeYear, unit: Organisation, *, officer: bool) -> Crumbs:
    """To a municipality's settlement: by the list for an officer, by its own page for itself."""
    before = settlement_crumbs(year) if officer else unit_crumbs(year, unit)
    label = unit.name if officer else _("Slutreglering")
    return [*before, (label, reverse("grants:unit_settlement", args=[year.code, unit.code]))]


def redistribution_crumbs(year: ProgrammeYear) -> Crumbs:
    """To the year's redistributions."""
    return [
        *year_crumbs(year),
        (_("Omfördelning och återföring"), reverse("grants:redistribution", args=[year.code])),
    ]
