"""Appraisal talks in every state there is, a few in each of some units, as they stand on the demo's day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kompetenslyft.apps.accounts import actions as accounts
from kompetenslyft.apps.accounts import queries as account_queries
from kompetenslyft.apps.competence.actions import assessing
from kompetenslyft.apps.competence.actions import talks as actions
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.talk import Status
from kompetenslyft.core.staff.model import Person, StaffRole
from kompetenslyft.demo.draws import number
from kompetenslyft.demo.logins import EMPLOYEE_EMAIL, UNIT_TO_TRY
from kompetenslyft.demo.rounds import at, workday
from kompetenslyft.demo.staff import plans
from kompetenslyft.demo.staff.marks import AUTUMN_2015, AUTUMN_2016, Marks
from kompetenslyft.demo.staff.setting import BEGUN, Workplace

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.competence.models import AppraisalTalk

_UNITS = (
    UNIT_TO_TRY,
    "0180-bromma-1",
    "0180-bromma-3",
    "0180-bromma-5",
    "0180-sodermalm-2",
    "0180-farsta-3",
    "0180-skarholmen-2",
    "0180-skarpnack-2",
)
_IN_EACH = 5
COUNT = len(_UNITS) * _IN_EACH
"""How many talks."""
_UNDER_WAY = (
    Status.OWN_DONE,
    Status.HELD,
    Status.AGREED,
    Status.PLAN_DECIDED,
    Status.FOLLOWED_UP,
    Status.CALLED,
    Status.OWN_DONE,
    Status.CALLED,
    Status.HELD,
    Status.CANCELLED,
    Status.PLAN_DECIDED,
)
"""How the talks stand, over and over."""
CANCELLED_BECAUSE = "Chefen är på kurs den veckan och kallar till en ny tid i mars."


@dataclass(frozen=True, slots=True)
class _Dates:
    """When the steps of a talk are taken, as far as it has come."""

    called: date
    own_done: date
    held: date
    agreed: date
    decided: date
    followed_up: date | None = None


_WINTER = date(2017, 1, 1)
_DATES = {
    Status.CALLED: _Dates(date(2017, 1, 24), _WINTER, date(2017, 2, 8), _WINTER, _WINTER),
    Status.CANCELLED: _Dates(date(2017, 1, 16), _WINTER, date(2017, 2, 8), _WINTER, _WINTER),
    Status.OWN_DONE: _Dates(date(2017, 1, 18), date(2017, 2, 2), date(2017, 2, 7), _WINTER, _WINTER),
    Status.HELD: _Dates(date(2017, 1, 11), date(2017, 1, 25), date(2017, 2, 1), _WINTER, _WINTER),
    Status.AGREED: _Dates(date(2017, 1, 9), date(2017, 1, 17), date(2017, 1, 24), date(2017, 1, 26), _WINTER),
    Status.PLAN_DECIDED: _Dates(
        date(2016, 12, 1), date(2016, 12, 8), date(2016, 12, 14), date(2016, 12, 15), date(2017, 1, 12)
    ),
    Status.FOLLOWED_UP: _Dates(
        date(2015, 12, 1),
        date(2015, 12, 8),
        date(2015, 12, 15),
        date(2015, 12, 16),
        date(2016, 1, 13),
        date(2017, 1, 26),
    ),
}
_ROAD = (Status.CALLED, Status.OWN_DONE, Status.HELD, Status.AGREED, Status.PLAN_DECIDED, Status.FOLLOWED_UP)


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk to hold: with whom, by whom, how far it comes, and what is agreed before and in it."""

    person: Person
    user: User
    leader: User
    until: Status
    before: Marks
    agreed: Marks

    @property
    def dates(self) -> _Dates:
        return _DATES[self.until]

    def reaches(self, status: Status) -> bool:
        """Whether the talk comes as far as the status."""
        return self.until in _ROAD and _ROAD.index(self.until) >= _ROAD.index(status)

    def moment(self, day: date) -> datetime:
        """In working hours of that day, at a time that follows from the person."""
        return at(day, 8 * 60 + number(self.person.number, f"minute {day}", 400))


def run(work: Workplace) -> None:
    """Hold the talks, each as far as it has come."""
    turn = 0
    for code in _UNITS:
        leader = work.leaders[code] = _leader(work, code)
        for person in _invited(work, code):
            until = Status.CALLED if person.email == EMPLOYEE_EMAIL else _UNDER_WAY[turn % len(_UNDER_WAY)]
            turn += person.email != EMPLOYEE_EMAIL
            _hold(work, _talk(work, person, leader, until))
            work.told(_("Medarbetarsamtal"))


def _leader(work: Workplace, code: str) -> User:
    """The manager of the unit, with an account and the role."""
    manager = next(
        one.person
        for one in work.staff.leaders
        if one.place == code and one.person.employments[-1].role is StaffRole.UNIT_MANAGER
    )
    return _account(work, manager, code, "manager")


def _account(work: Workplace, person: Person, code: str, role: str) -> User:
    user = account_queries.user_by_email(person.email)
    if user is None:
        user = accounts.create_user(email=person.email, password=None, name=person.name, by=None, at=BEGUN)
        accounts.grant(user=user, organisation_id=work.units[code].pk, role=role, by=work.signatory, at=BEGUN)
    return user


def _invited(work: Workplace, code: str) -> Iterator[Person]:
    """Those of the unit who have been there since before the first talks, and are assessed in everything."""
    full = {one.number for one in work.staff.assessed if len(one.marks) == 26}
    there = [
        one.person
        for one in work.staff.caseworkers
        if one.place == code
        and one.person.number in full
        and one.person.employments[-1].first_day < BEGUN.date()
        and one.person.employments[-1].last_day is None
        and not one.person.leaves
    ]
    there.sort(key=lambda person: (person.email != EMPLOYEE_EMAIL, number(person.number, "invited", 1 << 30)))
    yield from there[:_IN_EACH]


def _talk(work: Workplace, person: Person, leader: User, until: Status) -> Talk:
    said = {one.on: one.marks for one in work.staff.assessed if one.number == person.number}
    autumn = AUTUMN_2015 if until is Status.FOLLOWED_UP else AUTUMN_2016
    before = next(marks for on, marks in said.items() if autumn[0] <= on <= autumn[1])
    agreed = before if until is Status.FOLLOWED_UP else _grown(person.number, before)
    code = person.employments[-1].unit
    return Talk(person, _account(work, person, code, "employee"), leader, until, before, agreed)


def _hold(work: Workplace, one: Talk) -> None:
    row, dates = work.people[one.person.number], one.dates
    room = ("Samtalsrummet", "Enhetschefens rum", "Lilla konferensrummet")[
        number(one.person.number, "room", 3)
    ]
    talk = actions.call(
        person=row,
        scheduled_at=_scheduled(one),
        place=room,
        by=one.leader,
        at=one.moment(dates.called),
    )
    if one.until is Status.CANCELLED:
        actions.cancel(talk=talk, reason=CANCELLED_BECAUSE, by=one.leader, at=one.moment(date(2017, 1, 30)))
        return
    if one.reaches(Status.OWN_DONE):
        _say(work, one, talk, Stage.OWN, marks=seen(one, Stage.OWN), day=dates.own_done)
        talk = actions.finish_own(talk=talk, by=one.user, at=one.moment(dates.own_done))
    if one.reaches(Status.HELD):
        _say(work, one, talk, Stage.LEADER, marks=seen(one, Stage.LEADER), day=dates.held)
        talk = actions.hold(talk=talk, by=one.leader, held_on=dates.held, at=one.moment(dates.held))
    if one.until is Status.HELD:
        some = dict(list(one.agreed.items())[:11])
        _say(work, one, talk, Stage.AGREED, marks=some, day=dates.held + timedelta(days=1))
    if one.reaches(Status.AGREED):
        _say(work, one, talk, Stage.AGREED, marks=one.agreed, day=dates.agreed)
        talk = actions.agree(talk=talk, by=one.leader, at=one.moment(dates.agreed))
    if one.reaches(Status.PLAN_DECIDED):
        plans.decide(one, row, talk)
    elif one.until is Status.AGREED:
        plans.draft(one, row, talk, dates.agreed)


def _scheduled(one: Talk) -> datetime:
    """What was held was held on its day; those that are to come lie in the fortnight ahead. On the half hour."""
    to_come = one.until in (Status.CALLED, Status.OWN_DONE, Status.CANCELLED)
    later = number(one.person.number, "scheduled", 12) if to_come else 0
    day = workday(one.dates.held + timedelta(days=later), later=True)
    return at(day, 8 * 60 + 30 * number(one.person.number, "half hour", 16))


def _say(
    work: Workplace, one: Talk, talk: AppraisalTalk, stage: Stage, *, marks: Mapping[str, Mark], day: date
) -> None:
    assessing.assess(
        person=work.people[one.person.number],
        stage=stage,
        marks=marks,
        by=one.user if stage is Stage.OWN else one.leader,
        on=day,
        occasion=Occasion.TALK,
        talk=talk,
        at=one.moment(day) - timedelta(minutes=20),
    )


def seen(one: Talk, stage: Stage) -> dict[str, Mark]:
    """What one of the two thought before the talk: now and then a step off what came to be agreed."""
    return {
        direction: _stepped(mark, number(one.person.number, f"{stage} {direction}", 12) - 1)
        for direction, mark in one.agreed.items()
    }


def _grown(key: str, before: Marks) -> dict[str, Mark]:
    """Two or three months on: one direction in ten is better."""
    return {
        direction: _stepped(mark, 1) if number(key, f"grown {direction}", 10) == 0 else mark
        for direction, mark in before.items()
    }


def _stepped(mark: Mark, step: int) -> Mark:
    """A level up for 1, a level down for -1, within the scale; the same for anything else."""
    levels = (Mark.LACKING, Mark.BASIC, Mark.ADVANCED)
    if step not in (-1, 1):
        return mark
    return levels[min(max(levels.index(mark) + step, 0), 2)]
