"""Keeping the inventory of internal resources: people who teach or supervise, and networks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import Network, Resource
from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.privacy.rights import Relation, Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person

Kind = Resource.Kind
"""What somebody can do: teach, or supervise."""


@transaction.atomic
def add_resource(
    *,
    person: Person,
    kind: Kind,
    by: User | None,
    direction: str = "",
    subject: str = "",
    note: str = "",
    agreed: bool = False,
    sure: bool = False,
    at: datetime | None = None,
) -> Resource:
    """Say that a person can teach or supervise in a direction, or in the subject that is written: self, or the leader.

    ``agreed``: the person has said yes, which a leader vouches for. ``sure``: also where the person is not assessed as
    advanced in the direction and no subject is written. Raises Refused: E101; M511 neither direction nor
    subject; M512 the person has not said yes; M513 not advanced, and not ``sure``; M514 already there.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    own = _check_may_keep(by, person, at)
    framework = framework_in_use(day)
    subject = subject.strip()[:200]
    known = framework.directions
    if (not direction and not subject) or (direction and direction not in known):
        raise Refused.because(
            "M511",
            "Välj en inriktning eller skriv vad det gäller.",
            "Choose a direction, or write what it is about.",
            "direction",
        )
    if not own and not agreed:
        raise Refused.because(
            "M512",
            "Fråga personen först, och kryssa i att svaret är ja.",
            "Ask the person first, and tick that the answer is yes.",
            "agreed",
        )
    if direction and not subject and not sure:
        _check_advanced(person, direction, known[direction].label.sv, known[direction].label.en, at)
    if Resource.objects.filter(
        person=person, kind=kind, direction=direction, subject=subject, ended_on=None
    ).exists():
        raise Refused.because(
            "M514",
            "Personen är redan upptagen för det. Ta bort den raden först om något ska ändras.",
            "The person is already listed for that. Remove that row first if something is to be changed.",
        )
    row = Resource.objects.create(
        person=person,
        kind=kind,
        framework=framework.ref,
        direction=direction,
        subject=subject,
        note=note.strip()[:500],
        valid_from=day,
        by_label=str(by or audit.SYSTEM),
        at=at,
    )
    audit.record("resource.add", row, by=by, at=at, person=person.pk, own=own)
    return row


@transaction.atomic
def end_resource(*, resource: Resource, by: User | None, at: datetime | None = None) -> Resource:
    """Take a person out of the inventory from today on: self, or the leader. Raises Refused: E101."""
    at = at or clock.now()
    _check_may_keep(by, resource.person, at)
    resource.ended_on = clock.day_of(at)
    resource.save(update_fields=["ended_on"])
    audit.record("resource.end", resource, by=by, at=at, person=resource.person_id)
    return resource


@transaction.atomic
def save_network(
    *,
    organisation: Organisation,
    name: str,
    purpose: str,
    by: User | None,
    contact: str = "",
    meets: str = "",
    directions: Collection[str] = (),
    network: Network | None = None,
    at: datetime | None = None,
) -> Network:
    """Add a network at the organisation's employer, or change one. ``organisation``: where the user keeps resources.

    Raises Refused: E101, E102; M521 no name; M522 no purpose; M523 the name is taken.
    """
    at = at or clock.now()
    employer = _check_may_keep_networks(by, organisation, network, at)
    name, purpose = name.strip()[:120], purpose.strip()[:1000]
    if not name:
        raise Refused.because("M521", "Ge nätverket ett namn.", "Give the network a name.", "name")
    if not purpose:
        raise Refused.because("M522", "Skriv vad nätverket är till för.", "Enter its purpose.", "purpose")
    others = Network.objects.filter(employer=employer, name=name, ended_on=None)
    if others.exclude(pk=network.pk if network else None).exists():
        raise Refused.because(
            "M523",
            f"Det finns redan ett nätverk som heter «{name}». Välj ett annat namn.",
            f"There already is a network called “{name}”. Choose another name.",
            "name",
        )
    known = framework_in_use(clock.day_of(at)).directions
    row = network or Network(employer=employer)
    row.name, row.purpose = name, purpose
    row.contact, row.meets = contact.strip()[:200], meets.strip()[:200]
    row.directions = sorted(known.keys() & directions)
    row.changed_by, row.changed_at = str(by or audit.SYSTEM), at
    row.save()
    audit.record("network.change" if network else "network.add", row, by=by, at=at)
    return row


@transaction.atomic
def end_network(
    *, network: Network, organisation: Organisation, by: User | None, at: datetime | None = None
) -> Network:
    """Say that a network is no more. Raises Refused: E101, E102."""
    at = at or clock.now()
    _check_may_keep_networks(by, organisation, network, at)
    network.ended_on = clock.day_of(at)
    network.save(update_fields=["ended_on"])
    audit.record("network.end", network, by=by, at=at)
    return network


def _check_may_keep(by: User | None, person: Person, at: datetime) -> bool:
    """Whether the user is the person. Raises Refused (E101) for whoever is neither that nor the person's leader."""
    relations = access.check_may(by, person, Thing.RESOURCES, clock.day_of(at))
    own = Relation.SELF in relations and by is not None
    if not own and Relation.LEADER not in relations:
        raise staff.not_found()
    return own


def _check_may_keep_networks(
    by: User | None, organisation: Organisation, network: Network | None, at: datetime
) -> Organisation:
    """The employer. Raises Refused where the organisation is not the user's to keep, or the network another's."""
    staff.check_may_at(by, organisation, Thing.RESOURCES, clock.day_of(at), Right.CHANGE)
    employer = _employer_of(organisation)
    if network is not None and network.employer_id != employer.pk:
        raise staff.not_found()
    return employer


def _employer_of(organisation: Organisation) -> Organisation:
    found = organisations.employer_of(organisation)
    if found is None:
        raise staff.not_found()
    return found


def _check_advanced(person: Person, direction: str, sv: str, en: str, at: datetime) -> None:
    mark = marks_on([person.pk], Stage.AGREED, clock.day_of(at))[person.pk].get(direction)
    if mark is not Mark.ADVANCED:
        raise Refused.because(
            "M513",
            f"{person.name} är inte bedömd som fördjupad i {sv}. "
            "Skriv vad det gäller, eller kryssa i att det stämmer ändå.",
            f"{person.name} is not assessed as advanced in {en}. "
            "Write what it is about, or tick that it is right all the same.",
            "sure",
        )
