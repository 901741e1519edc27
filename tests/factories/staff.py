"""Employers, units, people at work and those who lead them, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.staff.models import Credential, Employment, Person
from kompetenslyft.core.staff.model import CredentialKind, Service, StaffRole
from tests.factories import accounts, organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

SINCE = date(2012, 3, 1)
AT = datetime(2016, 11, 1, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Workplace:
    """A municipality with a district, two units, a leader, an administrator, a coordinator and three people."""

    employer: Organisation
    district: Organisation
    unit: Organisation
    other_unit: Organisation
    leader: User
    other_leader: User
    administrator: User
    coordinator: User
    signatory: User
    reader: User
    person: Person
    """Works in ``unit`` and is ``person_user``."""
    person_user: User
    colleague: Person
    """Works in ``unit``, has no account."""
    elsewhere: Person
    """Works in ``other_unit``."""


def person(
    employer: Organisation,
    unit: Organisation | None = None,
    *,
    email: str = "",
    name: str = "",
    **fields: object,
) -> Person:
    """A person with one employment since 2012 in the unit: a social worker with children, full time, permanent.

    ``fields`` of the employment (``role``, ``share`` …) and of the person (``gender``, ``number`` …) alike.
    """
    number = next(_numbers)
    own = {
        key: fields.pop(key) for key in ("gender", "number", "social_work_since", "made_up") if key in fields
    }
    one = Person.objects.create(
        employer=employer,
        name=name or f"Medarbetare {number}",
        email=email,
        changed_at=AT,
        changed_by="Test",
        **({"number": f"A{number:05}", "gender": "woman", "social_work_since": 2010} | own),
    )
    if unit is not None:
        employment(one, unit, **fields)
    return one


def employment(one: Person, unit: Organisation, **fields: object) -> Employment:
    """An employment since 2012: a social worker with children, full time, permanent."""
    wanted: dict[str, object] = {
        "role": StaffRole.SOCIAL_WORKER,
        "service": Service.CHILD_WELFARE,
        "share": 100,
        "permanent": True,
        "first_day": SINCE,
        "role_since": 2012,
    }
    return Employment.objects.create(person=one, unit=unit, **(wanted | fields))


def credential(
    one: Person,
    kind: str = CredentialKind.SOCIAL_WORK_DEGREE,
    awarded_on: date = date(2010, 6, 1),
    **fields: object,
) -> Credential:
    """A degree or course; a social work degree of 2010."""
    return Credential.objects.create(person=one, kind=kind, awarded_on=awarded_on, **fields)


def workplace(name: str = "Kommunen") -> Workplace:
    """A municipality with everybody that a test of access needs."""
    employer = organisations.municipality(name=name)
    district = organisations.district(employer)
    unit = organisations.unit(district, "Utredning norr")
    other_unit = organisations.unit(district, "Utredning söder")
    user = accounts.user(name="Medarbetaren")
    accounts.membership(user, unit, Role.EMPLOYEE)
    return Workplace(
        employer=employer,
        district=district,
        unit=unit,
        other_unit=other_unit,
        leader=accounts.person_with(unit, Role.MANAGER, name="Enhetschefen"),
        other_leader=accounts.person_with(other_unit, Role.MANAGER, name="Andra enhetschefen"),
        administrator=accounts.person_with(employer, Role.STAFF_ADMINISTRATOR, name="Administratören"),
        coordinator=accounts.coordinator(employer, name="Samordnaren"),
        signatory=accounts.signatory(employer, name="Ombudet"),
        reader=accounts.person_with(employer, Role.READER, name="Läsaren"),
        person=person(employer, unit, email=user.email, name="Medarbetaren"),
        person_user=user,
        colleague=person(employer, unit, name="Kollegan"),
        elsewhere=person(employer, other_unit, name="Någon annanstans"),
    )
