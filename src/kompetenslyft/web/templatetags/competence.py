"""What the pages of competence share. ``{% load competence %}``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from kompetenslyft.apps import clock
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries.places import Place
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.rights import Relation
from kompetenslyft.web.access import person
from kompetenslyft.web.competence.ways import ways

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

register = template.Library()
_OF_EACH = frozenset({"competence:matrix", "competence:plans", "competence:needs"})
"""Pages that each organisation has its own of."""


@register.simple_tag
def all_made_up(rows: Iterable[object], path: str = "") -> bool:
    """Whether everybody in the rows is made up, which is then said once. ``path`` leads from a row to the person."""
    place = template.Variable(f"row.{path}.made_up" if path else "row.made_up")
    found = [bool(place.resolve({"row": row})) for row in rows]
    return bool(found) and all(found)


@register.inclusion_tag("competence/_place_ways.html", takes_context=True)
def place_ways(context: dict[str, Any], organisation: Organisation) -> dict[str, object]:
    """The way to the other pages of the organisation that the reader may see, the present one marked.

    And from this page to the same of what lies next below and, where the reader has a role there too, above.
    """
    request, today = context["request"], clock.today()
    reader, here = person(request), request.resolver_match.view_name
    relations = access.relations_at(reader, organisation, today)
    beside: list[Organisation] = []
    if relations - {Relation.SELF} and here in _OF_EACH:
        beside = sorted(organisations.parts_of(organisation, today), key=lambda one: swedish_key(one.name))
    above = organisation.parent if here in _OF_EACH else None
    if above and not access.reach(reader, today).relations(frozenset({above.pk})):
        above = None
    return {
        "organisation": organisation,
        "here": here,
        "ways": tuple(ways(Place(organisation, relations))),
        "above": above and (above.name, reverse(here, args=[above.code])),
        "below": [(one.name, reverse(here, args=[one.code])) for one in beside],
    }
