"""A municipality with two districts, a return in a round, and a register to derive it from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.competence.models import Assessment
from kompetenslyft.apps.staff.models import PeopleDecision
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.exchange.definitions import framework
from tests.factories import accounts, collection, organisations, staff

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person

DAY = date(2016, 11, 15)
FRAMEWORK = "child-welfare@2013"
DIRECTIONS = [one.id for area in framework(FRAMEWORK).areas for one in area.directions]


@dataclass(frozen=True, slots=True)
class Town:
    """The municipality answers; its people work in a unit of each district. ``leader`` leads the north's unit."""

    employer: Organisation
    north: Organisation
    south: Organisation
    unit: Organisation
    other_unit: Organisation
    coordinator: User
    reader: User
    leader: User
    officer: User
    answer_to: Return


def town(name: str = "Deriveby", **dates: date) -> Town:
    """Everybody and everything but the people in the register."""
    made = collection.cast(name, **dates)
    north, south = (organisations.district(made.unit, name=one) for one in ("Norra", "Södra"))
    unit, other_unit = (
        organisations.unit(north, "Utredning norr"),
        organisations.unit(south, "Utredning söder"),
    )
    return Town(
        employer=made.unit,
        north=north,
        south=south,
        unit=unit,
        other_unit=other_unit,
        coordinator=made.coordinator,
        reader=accounts.person_with(made.unit, Role.READER, name="Läsaren"),
        leader=accounts.person_with(unit, Role.MANAGER, name="Enhetschefen"),
        officer=made.officer,
        answer_to=made.answer_to,
    )


def mark(person: Person, direction: str, said: Mark, **fields: object) -> Assessment:
    """An agreed mark since September 2016."""
    wanted: dict[str, object] = {
        "framework": FRAMEWORK,
        "stage": Stage.AGREED,
        "assessed_on": date(2016, 9, 1),
        "occasion": Occasion.OTHER,
        "at": staff.AT,
        "by_label": "Test",
    }
    return Assessment.objects.create(person=person, direction=direction, mark=said, **(wanted | fields))


def staffed(made: Town) -> list[Person]:
    """Three caseworkers: 1,0 and 0,5 in the north, 0,8 in the south; two of them assessed in family law."""
    some = [
        staff.person(made.employer, made.unit, name="Alva Påhittad"),
        staff.person(made.employer, made.unit, name="Bo Påhittad", gender="man", share=50),
        staff.person(made.employer, made.other_unit, name="Cia Påhittad", share=80),
    ]
    mark(some[0], "family_law", Mark.ADVANCED)
    mark(some[2], "family_law", Mark.LACKING)
    return some


def decide_people(made: Town) -> None:
    """Coordinators of the employer see people."""
    PeopleDecision.objects.create(
        employer=made.employer,
        reference="Nämnden § 1",
        valid_from=date(2016, 1, 1),
        by_label="Test",
        at=staff.AT,
    )
