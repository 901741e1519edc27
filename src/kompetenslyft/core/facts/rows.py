"""What the system knows as rows of the facts: values in the order of the columns in ``schema``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.derivation.people import away_for
from kompetenslyft.core.facts.schema import LONG_LEAVE
from kompetenslyft.core.instruments.model import CellSpec, Unit, Value
from kompetenslyft.core.spending.model import Activity, Part
from kompetenslyft.core.staff.model import CredentialKind, Employment, Person
from kompetenslyft.core.staff.qualification import handles_child_cases, qualified
from kompetenslyft.core.staff.qualification_rules import RuleSet
from kompetenslyft.core.tabulation.aggregate import ReturnData

FactValue = str | int | bool | date | None
FactRow = tuple[FactValue, ...]

_IN_WORDS = frozenset({Unit.TEXT, Unit.FILE})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organisation lies: codes, as ``schema`` tells of them. ``employer``: whoever employs there."""

    county: str
    municipality: str
    employer: str


def employment_rows(
    number: int, person: Person, *, places: Mapping[str, Place], day: date, rules: Sequence[RuleSet]
) -> list[FactRow]:
    """The person's employments on the day. ``places`` by unit (code)."""
    running = _running(person, day)
    long_leave = away_for(person.leaves, day) >= LONG_LEAVE
    degree = any(
        one.kind is CredentialKind.SOCIAL_WORK_DEGREE and one.awarded_on <= day for one in person.credentials
    )
    met = qualified(person, day, rules).met if any(map(handles_child_cases, running)) else None
    return [
        (
            number,
            places[one.unit].employer,
            places[one.unit].county,
            places[one.unit].municipality,
            one.unit,
            _gender(person),
            one.role.value,
            one.service.value,
            one.share,
            one.permanent,
            one.first_day.year,
            one.role_since,
            person.social_work_since,
            degree,
            met if handles_child_cases(one) else None,
            long_leave,
        )
        for one in running
    ]


def assessment_rows(
    number: int,
    person: Person,
    marks: Mapping[str, Mark],
    *,
    places: Mapping[str, Place],
    areas: Mapping[str, str],
    day: date,
) -> list[FactRow]:
    """The person's marks by direction on the day, for each employment then. ``areas``: each direction's area."""
    running = _running(person, day)
    return [
        (
            number,
            places[one.unit].county,
            places[one.unit].municipality,
            one.unit,
            _gender(person),
            one.role.value,
            areas[direction],
            direction,
            mark.value,
            one.share,
            len(running) > 1,
        )
        for one in running
        for direction, mark in sorted(marks.items())
    ]


def activity_rows(
    activity: Activity,
    places: Mapping[str, Place],
    *,
    programme_year: str,
    year: int,
    entered_by: str,
    number: int,
) -> Iterator[FactRow]:
    """The figures of the activity, part by part. ``places`` by municipality (code)."""
    for part in activity.parts:
        place = places[part.unit]
        common = (
            programme_year,
            year,
            place.county,
            place.municipality,
            entered_by,
            number,
            activity.kind,
            activity.state.value,
            activity.starts,
            activity.ends,
            " ".join(sorted(activity.directions)),
            activity.qualifying,
            activity.hours,
            activity.credits,
        )
        for figure in _figures(part):
            yield (*common, *figure)


def return_rows(one: ReturnData, place: Place) -> Iterator[FactRow]:
    """The figures and choices of the return, in the order of the form."""
    common = (
        one.round,
        one.year,
        one.instrument.id,
        one.instrument.version,
        place.county,
        place.municipality,
        one.unit,
        one.joined_year,
    )
    for key, spec in one.instrument.cells.items():
        value = one.values.get(key)
        if value is None or spec.derived or spec.question.unit in _IN_WORDS:
            continue
        for option, number in _told(value):
            yield (*common, spec.question.id, *_members(spec), spec.question.unit.value, option, number)


def _running(person: Person, day: date) -> list[Employment]:
    """The employments on the day, in an order that follows from them alone."""
    return sorted(
        (one for one in person.employments if one.on(day)),
        key=lambda one: (one.first_day, one.unit, one.role, one.service, one.share, one.permanent, repr(one)),
    )


def _gender(person: Person) -> str | None:
    return None if person.gender is None else person.gender.value


def _figures(part: Part) -> list[FactRow]:
    """Purpose, category, kronor, role, degree, experience, participants."""
    costs: list[FactRow] = [
        (cost.purpose, cost.category, amount, None, None, None, None)
        for cost, amount in sorted(part.costs.items())
    ]
    people: list[FactRow] = [
        (None, None, None, group.role.value, group.degree.value, group.band.value, count)
        for group, count in sorted(part.participants.items())
    ]
    return costs + people or [(None,) * 7]


def _members(spec: CellSpec) -> FactRow:
    """Dimension and member, twice; blank where the question has fewer."""
    pairs = list(zip(spec.question.dimensions, (member.id for member in spec.members), strict=True))
    return tuple(part for pair in (*pairs, *[(None, None)] * (2 - len(pairs))) for part in pair)


def _told(value: Value) -> list[tuple[str | None, int]]:
    """Option and value; an option for each choice, and none for a figure."""
    if isinstance(value, int):
        return [(None, value)]
    return [(option, 1) for option in (value if isinstance(value, tuple) else (value,))]
