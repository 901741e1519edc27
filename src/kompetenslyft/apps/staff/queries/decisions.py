"""The employer's decisions on whether coordinators see people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.spans import in_force
from kompetenslyft.apps.staff.access import COORDINATING, MANAGER
from kompetenslyft.apps.staff.models import PeopleDecision
from kompetenslyft.core.collation import swedish_key

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Somebody whom the decision concerns: by name, and where they hold the role."""

    name: str
    organisation: str


def decisions_of(employer: Organisation) -> QuerySet[PeopleDecision]:
    """Every decision, latest first."""
    return PeopleDecision.objects.filter(employer=employer)


def decision_on(employer: Organisation, on: date) -> PeopleDecision | None:
    """The decision in force on the day; None where coordinators see numbers alone."""
    return decisions_of(employer).filter(in_force(on)).first()


def open_decision_of(employer: Organisation) -> PeopleDecision | None:
    """The decision that nobody has ended, in force already or later; None where there is none."""
    return decisions_of(employer).filter(ended_on__isnull=True).first()


def coordinators_of(employer: Organisation, on: date) -> list[Coordinator]:
    """Those who see people where a decision is in force, by name. A constant number of queries a level."""
    below = organisations.ids_at_and_below({employer.pk})
    found = accounts.holders_by_organisation(below, COORDINATING, on)
    found[employer.pk] = [
        *found[employer.pk],
        *accounts.holders_by_organisation([employer.pk], [MANAGER], on)[employer.pk],
    ]
    names = {one.pk: one.name for one in organisations.by_ids([pk for pk, held in found.items() if held])}
    everybody = {Coordinator(str(user), names[pk]) for pk, held in found.items() for user in held}
    return sorted(everybody, key=lambda one: (swedish_key(one.name), one.organisation))
