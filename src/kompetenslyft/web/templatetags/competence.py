"""What the pages of competence share. ``{% load competence %}``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import template

from kompetenslyft.apps import clock
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries.places import Place
from kompetenslyft.web.access import person
from kompetenslyft.web.competence.ways import ways

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

register = template.Library()


@register.simple_tag
def all_made_up(rows: Iterable[object], path: str = "") -> bool:
    """Whether everybody in the rows is made up, which is then said once. ``path`` leads from a row to the person."""
    place = template.Variable(f"row.{path}.made_up" if path else "row.made_up")
    found = [bool(place.resolve({"row": row})) for row in rows]
    return bool(found) and all(found)


@register.inclusion_tag("competence/_place_ways.html", takes_context=True)
def place_ways(context: dict[str, Any], organisation: Organisation) -> dict[str, object]:
    """The way to the other pages of the organisation that the reader may see, the present one marked."""
    request = context["request"]
    match = request.resolver_match
    relations = access.relations_at(person(request), organisation, clock.today())
    return {
        "organisation": organisation,
        "here": match.view_name if match else "",
        "ways": tuple(ways(Place(organisation, relations))),
    }
