"""What the agreed assessments say: in each direction the levels of the return, by people's shares, to the hundredth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.instruments.model import Values
from kompetenslyft.core.staff.model import Person
from kompetenslyft.demo.draws import number, percent
from kompetenslyft.demo.rounds import workday
from kompetenslyft.demo.staff.counted import Counted, figure
from kompetenslyft.demo.staff.exact import choose

Marks = Mapping[str, Mark]
"""By direction. One that is not assessed is absent."""

AUTUMN_2015 = (date(2015, 9, 7), date(2015, 11, 27))
AUTUMN_2016 = (date(2016, 9, 5), date(2016, 11, 11))
"""The first and last days of the talks of the year."""
SETTLED_IN = timedelta(days=14)
"""Nobody is assessed the first two weeks."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What was agreed of one person on one day."""

    number: str
    on: date
    marks: Marks


def marks_2016(values: Values, people: Sequence[Counted]) -> dict[str, dict[str, Mark]]:
    """By employment number: levels such that each direction's sums are those of ``values``, the rest not assessed."""
    shares = {one.person.number: one.share for one in people}
    whole = sum(shares.values())
    newest = [
        one.person.number
        for one in sorted(people, key=lambda one: (one.share >= 40, -_latest(one), one.person.number))
    ]
    marks: dict[str, dict[str, Mark]] = {key: {} for key in shares}
    for cell in (key.removesuffix(".basic") for key in values if key.endswith(".basic")):
        direction = cell.rpartition(".")[2]
        sums = {mark: figure(values, f"{cell}.{mark}") for mark in (Mark.BASIC, Mark.ADVANCED, Mark.LACKING)}
        unassessed = choose(whole - sum(sums.values()), newest, shares)
        ranked = sorted(
            (one for one in people if one.person.number not in unassessed),
            key=lambda one: (_skill(one, direction), one.person.number),
        )
        left = [one.person.number for one in ranked]
        lacking = choose(sums[Mark.LACKING], left, shares)
        above = [key for key in reversed(left) if key not in lacking]
        advanced = choose(sums[Mark.ADVANCED], above, shares)
        for key in left:
            marks[key][direction] = (
                Mark.LACKING if key in lacking else Mark.ADVANCED if key in advanced else Mark.BASIC
            )
    return marks


def the_year_before(key: str, marks: Marks) -> dict[str, Mark]:
    """A year earlier: some of what is advanced was basic, some of what is basic was lacking."""
    lower = {Mark.ADVANCED: (Mark.BASIC, 14), Mark.BASIC: (Mark.LACKING, 9)}
    before: dict[str, Mark] = {}
    for direction, mark in marks.items():
        down, chance = lower.get(mark, (mark, 0))
        before[direction] = down if percent(key, f"2015 {direction}", 1, 100) <= chance else mark
    return before


def drawn(person: Person, years: int, directions: Sequence[str]) -> dict[str, Mark]:
    """Levels of somebody that no figure counts, likewise better the more years in the role."""
    skills = {direction: _drawn_skill(person.number, years, direction) for direction in directions}
    return {
        direction: Mark.LACKING if skill < 55 else Mark.ADVANCED if skill > 125 else Mark.BASIC
        for direction, skill in skills.items()
    }


def talked_on(person: Person, autumn: tuple[date, date]) -> date | None:
    """The working day of the autumn's talk; None for those who were not there then, or had not been two weeks."""
    start = max(autumn[0], person.employments[0].first_day + SETTLED_IN)
    end = min(autumn[1], person.employments[-1].last_day or autumn[1])
    away = any(
        leave.first_day <= end and (leave.last_day is None or start <= leave.last_day)
        for leave in person.leaves
        if leave.last_day is None or leave.last_day - leave.first_day > timedelta(days=30)
    )
    if start > end or away:
        return None
    day = start + timedelta(days=number(person.number, f"talk {autumn[0].year}", (end - start).days + 1))
    earlier = workday(day, later=False)
    return earlier if earlier >= start else workday(day, later=True)


def _latest(one: Counted) -> int:
    return one.person.employments[0].first_day.toordinal()


def _skill(one: Counted, direction: str) -> int:
    return _drawn_skill(one.person.number, one.years, direction) + (20 if one.studied else 0)


def _drawn_skill(key: str, years: int, direction: str) -> int:
    """The more years the further, less and less so; and people are good at different things."""
    by_years = min(years, 8) * 6 + min(years, 20) * 2
    return by_years + number(key, "talent", 25) + number(key, f"skill {direction}", 90)
