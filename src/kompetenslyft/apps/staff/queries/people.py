"""Reading people of the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.spans import runs_on
from kompetenslyft.apps.staff import access, records
from kompetenslyft.apps.staff.models import Credential, Employment, Leave, Person
from kompetenslyft.core.staff import model as core

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.audit.models import AuditRow
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.core.privacy.rights import Thing

_FEW = 5000
"""So many ids are named in a query; of more the query of the people stands within it."""


def facts(people: QuerySet[Person]) -> dict[int, core.Person]:
    """What the register holds of each, by primary key, in the order of the queryset. Four queries, however many.

    Employments and leaves come by first day, credentials by the day they were awarded.
    """
    rows = list(
        people.values_list(
            "pk", "number", "name", "gender", "social_work_since", "email"
        )  # as in core.Person
    )
    among: Collection[int] | QuerySet[Person, int]
    among = [row[0] for row in rows] if len(rows) <= _FEW else people.values_list("pk", flat=True)
    employments: dict[int, list[core.Employment]] = defaultdict(list)
    for person_id, *fields in _dated(Employment, "first_day", records.EMPLOYMENT_FIELDS, among):
        employments[person_id].append(records.employment_value(fields))
    credentials: dict[int, list[core.Credential]] = defaultdict(list)
    for person_id, *fields in _dated(Credential, "awarded_on", records.CREDENTIAL_FIELDS, among):
        credentials[person_id].append(records.credential_value(fields))
    leaves: dict[int, list[core.Leave]] = defaultdict(list)
    for person_id, *fields in _dated(Leave, "first_day", records.LEAVE_FIELDS, among):
        leaves[person_id].append(records.leave_value(fields))
    return {
        person_id: core.Person(
            number,
            name,
            core.Gender(gender) if gender else None,
            since,
            email,
            tuple(employments.get(person_id, ())),
            tuple(credentials.get(person_id, ())),
            tuple(leaves.get(person_id, ())),
        )
        for person_id, number, name, gender, since, email in rows
    }


def person(by: User, person_id: int, thing: Thing, on: date) -> Person:
    """The person with the id, with the employer. Raises Refused: E101 where the user may not see the thing of them."""
    found = Person.objects.select_related("employer").filter(pk=person_id).first()
    if found is None:
        raise access.not_found()
    access.check_may(by, found, thing, on)
    return found


def by_number(employer: Organisation, number: str) -> Person | None:
    """The employer's person with the employment number."""
    return Person.objects.select_related("employer").filter(employer=employer, number=number).first()


def working_in(unit_ids: Collection[int], on: date) -> QuerySet[Person]:
    """Those who have an employment running in one of the units on the day."""
    running = Employment.objects.filter(runs_on(on), unit_id__in=unit_ids)
    return Person.objects.filter(pk__in=running.values("person"))


def history(person: Person) -> QuerySet[AuditRow]:
    """What was done to the person's record, newest first."""
    return audit.rows_about(person)


def _dated(
    model: type[Employment | Credential | Leave],
    by_day: str,
    fields: tuple[str, ...],
    among: Collection[int] | QuerySet[Person, int],
) -> QuerySet[Employment | Credential | Leave, tuple]:
    return model.objects.filter(person__in=among).order_by(by_day, "pk").values_list("person_id", *fields)
