"""The whole staff of the demo, made from the return that it must add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.instruments.model import Values
from kompetenslyft.core.staff.model import Person, StaffRole
from kompetenslyft.demo.logins import EMPLOYEE_EMAIL, LOGINS, UNIT_MANAGER_EMAIL, UNIT_TO_TRY
from kompetenslyft.demo.staff.counted import Counted, caseworkers, team_leaders
from kompetenslyft.demo.staff.marks import (
    AUTUMN_2015,
    AUTUMN_2016,
    Assessed,
    Marks,
    drawn,
    marks_2016,
    talked_on,
    the_year_before,
)
from kompetenslyft.demo.staff.others import Uncounted, others


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody, and what was agreed of them in the talks of 2015 and 2016."""

    caseworkers: tuple[Counted, ...]
    leaders: tuple[Counted, ...]
    others: tuple[Uncounted, ...]
    assessed: tuple[Assessed, ...]
    """By day."""

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        everybody = [one.person for one in (*self.caseworkers, *self.leaders, *self.others)]
        return tuple(sorted(everybody, key=lambda person: person.name))


def make_staff(values: Values) -> Staff:
    """The staff whose counted part gives the return ``values``. Always the same."""
    workers = caseworkers(values, 0)
    leaders = team_leaders(values, len(workers))
    rest = others(len(workers) + len(leaders))
    marks = marks_2016(values, workers)
    directions = tuple(key.split(".")[1] for key in values if key.endswith(".basic"))
    assessed = [
        *_talks([(one.person, marks[one.person.number]) for one in workers]),
        *_talks([(one.person, drawn(one.person, one.years, directions)) for one in rest if one.assessed]),
    ]
    workers, leaders = _with_logins(workers, leaders, marks)
    return Staff(
        tuple(workers),
        tuple(leaders),
        tuple(rest),
        tuple(sorted(assessed, key=lambda one: (one.on, one.number))),
    )


def _talks(people: Sequence[tuple[Person, Marks]]) -> list[Assessed]:
    """The talks of the two autumns, for those who were at work then."""
    talks = []
    for person, marks in people:
        for autumn, said in ((AUTUMN_2015, the_year_before(person.number, marks)), (AUTUMN_2016, marks)):
            on = talked_on(person, autumn)
            if on is not None and said:
                talks.append(Assessed(person.number, on, said))
    return talks


def _with_logins(
    workers: list[Counted], leaders: list[Counted], marks: dict[str, dict[str, Mark]]
) -> tuple[list[Counted], list[Counted]]:
    """The manager and an employee of the unit to try become those whom one can log in as."""
    manager = next(
        one
        for one in leaders
        if one.place == UNIT_TO_TRY and one.person.employments[-1].role is StaffRole.UNIT_MANAGER
    )
    employee = max(
        (one for one in workers if one.place == UNIT_TO_TRY and one.person.employments[-1].last_day is None),
        key=lambda one: (
            len(set(marks[one.person.number].values())),
            len(marks[one.person.number]),
            -one.years,
        ),
    )
    return (
        _logging_in(workers, employee, EMPLOYEE_EMAIL),
        _logging_in(leaders, manager, UNIT_MANAGER_EMAIL),
    )


def _logging_in(people: list[Counted], chosen: Counted, email: str) -> list[Counted]:
    name = next(login.name for login in LOGINS if login.email == email)
    known = replace(chosen, person=replace(chosen.person, name=name, email=email))
    return [known if one is chosen else one for one in people]
