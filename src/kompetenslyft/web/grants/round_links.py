"""The way from a round, or a return in it, to the grant that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.apps.grants.queries import years
from kompetenslyft.web.grants.crumbs import language

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Round


def of_return(answer_to: Return) -> tuple[str, str] | None:
    """The municipality's page of the grant: (words, address); None where the return is of no grant."""
    year = years.year_of_round(answer_to.round_id)
    if year is None:
        return None
    return year.title(language()), reverse("grants:unit", args=[year.code, answer_to.unit.code])


def source_of_given(answer_to: Return) -> tuple[str, str] | None:
    """Where the figures that are filled in for a report-back come from, the municipality's activities:
    (words, address); None where the return is no report of a grant. One query."""
    year = years.year_of_round(answer_to.round_id)
    if year is None or year.report_round_id != answer_to.round_id:
        return None
    return _("Insatser och kostnader"), reverse("grants:activities", args=[year.code, answer_to.unit.code])


def of_round(round_: Round) -> tuple[str, str] | None:
    """The programme year's page: (words, address); None where the round is of no grant."""
    year = years.year_of_round(round_.pk)
    return None if year is None else (year.title(language()), reverse("grants:year", args=[year.code]))
