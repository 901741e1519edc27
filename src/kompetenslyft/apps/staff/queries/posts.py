"""Where people work on a day, one place each: what a table of people stands on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from kompetenslyft.apps.spans import runs_on
from kompetenslyft.apps.staff.models import Employment, Person
from kompetenslyft.core.staff.model import Service, StaffRole

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Post:
    """A person's employment on a day: of several, that with the largest share; of equals the oldest."""

    person: Person
    role: StaffRole
    unit: str
    """The unit's code."""
    unit_name: str
    service: Service


def posts(people: QuerySet[Person], unit_ids: Collection[int], on: date) -> list[Post]:
    """Those of the people who work in one of the units on the day, with their employment there. One query."""
    found: dict[int, Post] = {}
    rows = _running(on).filter(unit__in=unit_ids, person__in=people).select_related("person")
    named = rows.annotate(unit_code=F("unit__code"), unit_name=F("unit__name"))
    for row in named.only("role", "service", "person__name", "person__email", "person__made_up"):
        if row.person_id not in found:
            found[row.person_id] = Post(
                row.person, StaffRole(row.role), row.unit_code, row.unit_name, Service(row.service)
            )
    return list(found.values())


def main_posts(employer: Organisation, on: date) -> dict[int, tuple[StaffRole, str, Service]]:
    """Role, unit (code) and service of everybody at the employer who works on the day, by person's id. One query."""
    found: dict[int, tuple[StaffRole, str, Service]] = {}
    rows = _running(on).filter(person__employer=employer)
    for person_id, role, code, service in rows.values_list("person_id", "role", "unit__code", "service"):
        found.setdefault(person_id, (StaffRole(role), code, Service(service)))
    return found


def _running(on: date) -> QuerySet[Employment]:
    """What runs on the day, the employment that counts first."""
    return Employment.objects.filter(runs_on(on)).order_by("-share", "first_day", "unit__code", "pk")


def main_post(person: Person, on: date) -> Post | None:
    """The person's role and unit on the day; None where nothing runs. One query."""
    row = _running(on).filter(person=person).select_related("unit").first()
    if row is None:
        return None
    return Post(person, StaffRole(row.role), row.unit.code, row.unit.name, Service(row.service))
