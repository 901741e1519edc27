"""Puts the staff in place through the actions that people's own pages use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import actions as accounts
from kompetenslyft.apps.accounts import queries as account_queries
from kompetenslyft.apps.competence.actions import assessing, derivation, profiles
from kompetenslyft.apps.organisations import actions as organisations
from kompetenslyft.apps.organisations import queries as organisation_queries
from kompetenslyft.apps.staff.actions.keeping import keep_people
from kompetenslyft.apps.staff.queries.employed import people_of
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.instruments.model import Values
from kompetenslyft.core.staff.model import Person, StaffRole
from kompetenslyft.demo.draws import number
from kompetenslyft.demo.filing import Filed
from kompetenslyft.demo.logins import (
    CITY_COORDINATOR_EMAIL,
    LOGINS,
    STAFF_ADMINISTRATOR_EMAIL,
)
from kompetenslyft.demo.participants import STOCKHOLM
from kompetenslyft.demo.staff import arriving, collective, resources, talks
from kompetenslyft.demo.staff.made import make_staff
from kompetenslyft.demo.staff.marks import AUTUMN_2015, AUTUMN_2016
from kompetenslyft.demo.staff.places import CHILD_WELFARE, DISTRICTS, PLACES, UNITS_FROM
from kompetenslyft.demo.staff.setting import BEGUN, BROUGHT_UP_TO_DATE, DERIVED, Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return

STEPS = len(DISTRICTS) + 8 + talks.COUNT
"""How many steps are told of."""

_NEEDED = {"assessment_of_needs": 3, "talking_with_children": 3, "social_law": 2, "attachment_theory": 2}
"""How many with advanced competence each unit in child welfare is to have, or one more."""


def run(values: Values, *, signatory: User, told: Callable[[str], None]) -> None:
    """The staff whose counted part gives ``values``, its assessments, talks and plans; the city must be in place."""
    work = Workplace(
        city=organisation_queries.by_code(STOCKHOLM),
        staff=make_staff(values),
        signatory=signatory,
        administrator=_user(STAFF_ADMINISTRATOR_EMAIL),
        coordinator=_user(CITY_COORDINATOR_EMAIL),
        told=told,
    )
    _open_units(work)
    _give_roles(work)
    _keep(work, at=BEGUN)
    _assess(work, AUTUMN_2015, at=BEGUN)
    _demand(work)
    _keep(work, at=BROUGHT_UP_TO_DATE)
    _assess(work, AUTUMN_2016, at=BROUGHT_UP_TO_DATE)
    talks.run(work)
    collective.run(work)
    resources.run(work)
    arriving.run(work)


def enter_return(answer_to: Return, *, by: User) -> None:
    """Enter what the register gives in the city's return. Raises ``Filed`` where a figure is not taken."""
    entered = derivation.enter_derived(answer_to=answer_to, by=by, at=DERIVED)
    if not entered.outcome.is_clean:
        raise Filed(f"{answer_to}: {entered.outcome.rejected or entered.outcome.conflicts}")
    answer_to.revision = entered.outcome.revision


def _user(email: str) -> User:
    user = account_queries.user_by_email(email)
    assert user is not None, email
    return user


def _open_units(work: Workplace) -> None:
    work.units = dict(organisation_queries.by_codes([STOCKHOLM, *DISTRICTS]))
    for district in DISTRICTS:
        for place in PLACES:
            if place.district == district:
                work.units[place.code] = organisations.create_unit(
                    parent=work.units[district],
                    name=place.name,
                    code=place.code,
                    valid_from=UNITS_FROM,
                    by=work.signatory,
                    at=BEGUN,
                )
        work.told(_("Stockholms enheter"))


def _give_roles(work: Workplace) -> None:
    """To those to log in as, in the units that are there only now."""
    for login in LOGINS:
        for code, role in login.roles:
            if code in work.units and code not in (STOCKHOLM, *DISTRICTS):
                accounts.grant(
                    user=_user(login.email),
                    organisation_id=work.units[code].pk,
                    role=role,
                    by=work.signatory,
                    at=BEGUN,
                )


def _keep(work: Workplace, *, at: datetime) -> None:
    """What the HR system knows on the day."""
    day = clock.day_of(at)
    known = [one for person in work.staff.people if (one := known_on(person, day)) is not None]
    keep_people(employer=work.city, people=known, by=work.administrator, at=at, made_up=True)
    work.people = {row.number: row for row in people_of(work.city)}
    work.told(_("Stockholms personal"))


def known_on(person: Person, day: date) -> Person | None:
    """The person as known on a day: what has begun, and ends that are near. None for one who is not heard of yet.

    The last register is whole: nothing is known of the future then but what is decided, and it is all there is.
    """
    if day >= clock.day_of(BROUGHT_UP_TO_DATE):
        return person
    begun = [one for one in person.employments if one.first_day <= day]
    if not begun:
        return None
    if begun[-1].last_day is not None and begun[-1].last_day > day:
        begun[-1] = replace(begun[-1], last_day=None, leaving_reason=None)
    return replace(
        person,
        employments=tuple(begun),
        credentials=tuple(one for one in person.credentials if one.awarded_on <= day),
        leaves=tuple(one for one in person.leaves if one.first_day <= day),
    )


def _assess(work: Workplace, autumn: tuple[date, date], *, at: datetime) -> None:
    """What was agreed in the talks of the autumn."""
    entries = [
        assessing.Entry(work.people[one.number], Stage.AGREED, one.marks, on=one.on, occasion=Occasion.TALK)
        for one in work.staff.assessed
        if autumn[0] <= one.on <= autumn[1]
    ]
    assessing.assess_all(employer=work.city, entries=entries, by=None, at=at)
    work.told(_("Medarbetarsamtalen hösten {year}").format(year=autumn[0].year))


def _demand(work: Workplace) -> None:
    """What the city asks of a role beyond the profiles that come with the product, and what its units need."""
    day = clock.day_of(BEGUN)
    profiles.set_profile(
        employer=work.city,
        role=StaffRole.FAMILY_HOME_SOCIAL_WORKER,
        marks={"attachment_theory": Mark.ADVANCED},
        valid_from=day,
        by=work.coordinator,
        at=BEGUN,
    )
    for place in CHILD_WELFARE:
        profiles.set_unit_need(
            unit=work.units[place.code],
            advanced={
                direction: least + number(place.code, direction, 2) for direction, least in _NEEDED.items()
            },
            valid_from=day,
            by=work.coordinator,
            at=BEGUN,
        )
    work.told(_("Enheternas behov"))
