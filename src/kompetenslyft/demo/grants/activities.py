"""Made-up activities of each municipality and year, as they are entered. The costs add up to what is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kompetenslyft.core.allocation.redistribute import redistribute
from kompetenslyft.core.spending.form import cost_key, participants_key
from kompetenslyft.core.spending.model import Band, Cost, Degree, Group, Role
from kompetenslyft.demo.draws import number, percent
from kompetenslyft.demo.grants.courses import COURSES, QUALIFYING, WHY_NOT, Course, weights
from kompetenslyft.demo.participants import STOCKHOLM

JOINT_PART = 10_000
"""Kronor of each municipality's part in the joint course of 2016."""

_FIRST_DAY = {2013: (9, 2)}
_LAST_DAY = (12, 15)


@dataclass(frozen=True, slots=True)
class Entered:
    """An activity as it is entered, and the day that it is entered."""

    day: date
    entries: Mapping[str, object]


def unused(code: str, year: int, received: int) -> int:
    """What the municipality does not use of what it received: nothing for most, some for one in eight."""
    if percent(code, f"leaves {year}", 1, 100) > 12 or code == STOCKHOLM:
        return 0
    return received * percent(code, f"leaves so much {year}", 4, 25) // 100


def made_up(
    code: str, year: int, received: Mapping[str, int], *, staff: int, joint: bool, qualifying: bool
) -> Iterator[Entered]:
    """The year's activities of a municipality that does something. ``staff``: its caseworkers, people."""
    if received.get("inventory"):
        yield _inventory(code, year, received["inventory"])
    if code == STOCKHOLM and year == 2013:
        yield from _stockholm_2013()
        return
    competence = received.get("competence", 0)
    left = competence - unused(code, year, competence) - (JOINT_PART if joint else 0)
    if left <= 0:
        return
    chosen = _courses(code, year, competence, qualifying=qualifying)
    parts = redistribute(
        left, {f"{i}": 2 if one.fee == "supervision_fees" else 3 for i, one in enumerate(chosen)}
    )
    for i, course in enumerate(chosen):
        yield _entered(code, year, course, i, cost=parts[str(i)], staff=staff)
    if percent(code, f"cancelled {year}", 1, 100) <= 15:
        yield _cancelled(code, year)


def joint_course(lead: str, members: list[str]) -> Entered:
    """The course that four municipalities share in 2016, each with its own part."""
    entries = _common(COURSES[6], date(2016, 9, 12), date(2016, 11, 25)) | {"parts": [lead, *members]}
    for code in (lead, *members):
        entries[cost_key(code, Cost("competence", "course_fees"))] = str(JOINT_PART)
        entries |= _participants(code, 2016, caseworkers=2, leaders=0)
    return Entered(date(2016, 11, 28), entries)


def not_permitted(code: str) -> Entered:
    """Something in 2016 that the rules do not let the money pay for, to be found by whoever logs in."""
    entries = _common(COURSES[5], date(2016, 11, 14), date(2016, 11, 15))
    entries |= {"title": "Planeringsdagar på konferenshotell", "kind": "conference", "directions": []}
    entries |= {cost_key(code, Cost("competence", "other_costs")): "18500"}
    return Entered(date(2016, 11, 21), entries | _participants(code, 2016, caseworkers=9, leaders=1))


def _courses(code: str, year: int, received: int, *, qualifying: bool) -> list[Course]:
    """Between one and five, by how much money there is; of supervision at most one in the year with a cap on it."""
    count = sum(received > limit for limit in (0, 90_000, 200_000, 500_000, 1_000_000))
    chosen = [QUALIFYING] if qualifying else []
    for draw in range(40):
        if len(chosen) >= count:
            break
        course = _drawn(code, f"course {year} {draw}")
        supervision = course.fee == "supervision_fees"
        alone = not chosen or any(one.fee == "supervision_fees" for one in chosen)
        if course not in chosen and not (year == 2013 and supervision and alone):
            chosen.append(course)
    return chosen


def _drawn(code: str, salt: str) -> Course:
    drawn = number(code, salt, sum(weights()))
    for course in COURSES:
        drawn -= course.weight
        if drawn < 0:
            return course
    raise AssertionError("the weights add up")


def _entered(code: str, year: int, course: Course, index: int, *, cost: int, staff: int) -> Entered:
    first = date(year, *_FIRST_DAY.get(year, (3, 7)))
    room = (date(year, *_LAST_DAY) - first).days - course.days
    starts = first + timedelta(days=number(code, f"starts {year} {index}", max(room, 1)))
    ends = min(starts + timedelta(days=course.days - 1), date(year, *_LAST_DAY))
    entries = _common(course, starts, ends)
    incidental = _incidental(code, year, course, cost)
    for category, amount in incidental.items():
        entries[cost_key(code, Cost("competence", category))] = str(amount)
    entries[cost_key(code, Cost("competence", course.fee))] = str(cost - sum(incidental.values()))
    share = percent(code, f"share {year} {index}", 25, 75)
    caseworkers = max(1, staff * share // 100)
    if course.credits:
        caseworkers = max(1, min(caseworkers // 4, 25))
    leaders = staff // 9 if percent(code, f"leaders {year} {index}", 1, 100) <= 40 else 0
    entries |= _participants(code, year, caseworkers=caseworkers, leaders=leaders)
    return Entered(min(ends + timedelta(days=4), date(year, 12, 20)), entries)


def _common(course: Course, starts: date, ends: date) -> dict[str, object]:
    entries: dict[str, object] = {
        "title": course.title,
        "kind": course.kind,
        "state": "carried_out",
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "provider": course.provider,
        "cooperation": [course.cooperation],
        "directions": list(course.directions),
        "hours": str(course.hours),
        "reason": course.reason,
    }
    if course.credits:
        entries["credits"] = course.credits
    if course.qualifying:
        entries["qualifying"] = "yes"
    return entries


def _incidental(code: str, year: int, course: Course, cost: int) -> dict[str, int]:
    """Travel, literature and substitutes: small beside the course, and none at supervision."""
    if course.fee == "supervision_fees" or cost < 20_000:
        return {}
    drawn = {
        "travel": percent(code, f"travel {year}", 0, 4),
        "literature": percent(code, f"literature {year}", 0, 2),
        "substitutes": percent(code, f"substitutes {year}", 0, 3),
    }
    return {category: cost * share // 100 for category, share in drawn.items() if share}


def _participants(code: str, year: int, *, caseworkers: int, leaders: int) -> dict[str, object]:
    """Most have a degree and over four years; in 2016 those without a degree are mostly new, as the report has it."""
    without = caseworkers // 9
    new = (6, 2, 2) if year == 2016 else (2, 2, 6)
    groups = {
        Degree.WITH: (Role.CASEWORKER, caseworkers - without, (2, 2, 6)),
        Degree.WITHOUT: (Role.CASEWORKER, without, new),
    }
    entries: dict[str, object] = {}
    for degree, (role, people, shares) in groups.items():
        entries |= _in_bands(code, role, degree, people, shares)
    return entries | _in_bands(code, Role.TEAM_LEADER, Degree.WITH, leaders, (0, 1, 9))


def _in_bands(
    code: str, role: Role, degree: Degree, people: int, shares: tuple[int, int, int]
) -> dict[str, object]:
    if not people:
        return {}
    divided = redistribute(
        people, {band.value: share for band, share in zip(Band, shares, strict=True) if share}
    )
    return {
        participants_key(code, Group(role, degree, Band(band))): str(count)
        for band, count in divided.items()
        if count
    }


def _cancelled(code: str, year: int) -> Entered:
    course = _drawn(code, f"cancelled course {year}")
    entries = _common(course, date(year, 11, 10), date(year, 11, 11))
    entries |= {"state": "not_carried_out", "not_carried_out_because": WHY_NOT}
    return Entered(date(year, 11, 20), entries)


def _inventory(code: str, year: int, received: int) -> Entered:
    return Entered(
        date(year, 12, 6),
        {
            "title": "Inventering av kompetensläge och kompetensbehov",
            "kind": "competence_inventory",
            "state": "carried_out",
            "starts": f"{year}-09-16",
            "ends": f"{year}-12-06",
            cost_key(code, Cost("inventory", "inventory_work")): str(received),
        },
    )


def _stockholm_2013() -> Iterator[Entered]:
    """The three things that the city set out to do in 2013; what each cost is made up.

    Supervision and incidental costs stay just below half of what was received, and something is left to repay.
    Source of the directions: Stockholm's memorandum on the grant of 2013, «Förvaltningens synpunkter och förslag».
    """
    wanted = (
        (
            COURSES[0],
            "Utbildningar i utredningsarbete och risk- och skyddsbedömningar",
            1_204_500,
            160_000,
            420,
        ),
        (COURSES[3], "Stöd och handledning i ärendeprocessen", 1_320_000, 0, 190),
        (COURSES[9], "Ledningsprogram för en lärande organisation", 310_000, 0, 85),
    )
    for course, title, fees, substitutes, people in wanted:
        starts, ends = date(2013, 9, 23), date(2013, 12, 12)
        entries = _common(course, starts, ends) | {
            "title": title,
            "provider": "Socialförvaltningen",
            "cooperation": ["own"],
        }
        entries["kind"] = "longer_course" if course is COURSES[9] else course.kind
        entries[cost_key(STOCKHOLM, Cost("competence", course.fee))] = str(fees)
        if substitutes:
            entries[cost_key(STOCKHOLM, Cost("competence", "substitutes"))] = str(substitutes)
        leaders = people if course is COURSES[9] else people // 10
        entries |= _participants(STOCKHOLM, 2013, caseworkers=people - leaders, leaders=leaders)
        yield Entered(date(2013, 12, 16), entries)
