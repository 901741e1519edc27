"""Reading what is due to be destroyed, and the protocols of what has been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kompetenslyft.apps.competence.models import Disposal
from kompetenslyft.apps.competence.retention import Proposal
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations.kinds import EMPLOYING_KINDS
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries import retention as staff
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.retention import Kind
from kompetenslyft.core.privacy.rights import Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Concerned:
    """A person of whom something is due: how much, and whether the person leaves the register."""

    name: str
    number: str
    made_up: bool
    records: int
    leaves: bool


def check_may_dispose(by: User | None, employer: Organisation, on: date) -> None:
    """Raises Refused: E101, E102 access, N511 for anything but an employer as a whole."""
    access.check_may_at(by, employer, Thing.DISPOSAL, on, Right.CHANGE)
    if employer.kind not in EMPLOYING_KINDS:
        raise Refused.because(
            "N511",
            "Gallring görs för hela kommunen på en gång, av den som är personaladministratör för kommunen.",
            "Disposal is made for the whole municipality at once, by whoever is its staff administrator.",
        )


def concerned(proposal: Proposal) -> list[Concerned]:
    """Those of whom something is due, by name. One query."""
    records = proposal.people()
    leaving = set(proposal.keys(Kind.PERSON))
    found = [
        Concerned(one.name, one.number, one.made_up, records[key], key in leaving)
        for key, one in staff.names_of(records).items()
    ]
    return sorted(found, key=lambda one: (swedish_key(one.name), one.number))


def protocols_of(employer: Organisation) -> QuerySet[Disposal]:
    """The protocols, latest first."""
    return Disposal.objects.filter(employer=employer)


def protocol(employer: Organisation, disposal_id: int) -> Disposal:
    """One protocol of the employer. Raises Refused (E101)."""
    found = protocols_of(employer).filter(pk=disposal_id).first()
    if found is None:
        raise access.not_found()
    return found
