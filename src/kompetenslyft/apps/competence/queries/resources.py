"""The inventory of internal resources: who can teach or supervise what, and networks. For all within the employer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from kompetenslyft.apps.competence.models import Network, Resource
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.spans import in_force
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.apps.staff.queries.people import working_in
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.rights import Right, Thing, right

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is at an employer on a day. ``may_change``: the user keeps it where the page stands."""

    employer: Organisation
    resources: list[Resource]
    networks: list[Network]
    may_change: bool


def inventory(
    by: User, organisation: Organisation, on: date, *, direction: str = "", text: str = ""
) -> Inventory:
    """The resources and networks of the organisation's employer, in one direction or with the text in them.

    Those who no longer work at the employer are not shown. A constant number of queries. Raises Refused: E101.
    """
    relations = staff.check_may_at(by, organisation, Thing.RESOURCES, on)
    employer = organisations.employer_of(organisation)
    if employer is None:
        raise staff.not_found()
    wanted = text.strip().casefold()
    employed = working_in(organisations.ids_at_and_below([employer.pk]), on)
    people = Resource.objects.filter(in_force(on), person__in=employed).select_related("person")
    resources = [
        one
        for one in people
        if (not direction or one.direction == direction)
        and wanted in f"{one.person.name} {one.subject} {one.note}".casefold()
    ]
    networks = [
        one
        for one in Network.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), employer=employer)
        if (not direction or direction in one.directions)
        and wanted in f"{one.name} {one.purpose} {one.contact}".casefold()
    ]
    return Inventory(
        employer,
        sorted(resources, key=lambda one: (swedish_key(one.person.name), one.direction, one.subject)),
        sorted(networks, key=lambda one: swedish_key(one.name)),
        right(relations, Thing.RESOURCES) >= Right.CHANGE,
    )


def resource(resource_id: int) -> Resource:
    """The resource, with its person. Raises Refused: E101 where there is none. The action checks whose it is."""
    row = Resource.objects.select_related("person__employer").filter(pk=resource_id, ended_on=None).first()
    if row is None:
        raise staff.not_found()
    return row


def network(network_id: int) -> Network:
    """The network. Raises Refused: E101 where there is none. The action checks who may change it."""
    row = Network.objects.select_related("employer").filter(pk=network_id, ended_on=None).first()
    if row is None:
        raise staff.not_found()
    return row
