"""The people that the city's return of 2016 counts, so many and such that every figure of it comes out exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kompetenslyft.core.instruments.model import Values
from kompetenslyft.core.staff.model import (
    Credential,
    Employment,
    Gender,
    Leave,
    LeavingReason,
    Person,
    StaffRole,
)
from kompetenslyft.demo.draws import number, percent, pick, shuffled
from kompetenslyft.demo.staff import careers
from kompetenslyft.demo.staff.careers import COUNT_DAY, Life
from kompetenslyft.demo.staff.exact import choose, shares_of
from kompetenslyft.demo.staff.places import CHILD_WELFARE, Place, seats

_PATTERN = (100, 100, 100, 75, 100, 100, 100, 80, 100, 100, 90, 100, 100, 50, 100, 100, 100, 75, 100, 85)
_LEADERS_PATTERN = (100, 100, 100, 100, 80, 100, 100, 100, 100, 75, 100, 100, 50)
_ODD_WOMEN = (62, 67, 72, 77, 87, 82, 92, 67, 63, 68, 73)
_ODD_MEN = (38,)
"""Shares that are no multiples of five: the figures have odd hundredths, and so must some people."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody that the return counts: the person, the share counted, and what competence is drawn from."""

    person: Person
    share: int
    years: int
    """In the role, 0 in the first one."""
    studied: bool

    @property
    def place(self) -> str:
        return self.person.employments[-1].unit


@dataclass(frozen=True, slots=True)
class _Group:
    """People to make, by key: their gender and share of full time."""

    genders: Mapping[str, Gender]
    shares: Mapping[str, int]

    def of(self, gender: Gender) -> list[str]:
        return [key for key in self.genders if self.genders[key] is gender]


def caseworkers(values: Values, index: int) -> list[Counted]:
    """The caseworkers of the return ``values``. ``index``: of the first of them among all people."""
    group = _group(
        "caseworker",
        {
            Gender.WOMAN: shares_of(figure(values, "caseworkers.women"), _ODD_WOMEN, _PATTERN),
            Gender.MAN: shares_of(figure(values, "caseworkers.men"), _ODD_MEN, _PATTERN),
        },
    )
    keys = list(group.shares)
    without: set[str] = set()
    for gender, name in ((Gender.WOMAN, "women"), (Gender.MAN, "men")):
        order = shuffled(group.of(gender), "without a degree")
        without |= choose(figure(values, f"no_degree.{name}"), order, group.shares)
    new = choose(
        figure(values, "degree_under_1_year"),
        [key for key in shuffled(keys, "newly graduated") if key not in without],
        group.shares,
    )
    lives = {
        key: careers.newly_graduated(key) if key in new else careers.experienced(key, longest=26)
        for key in keys
    }
    trained, studied, masters = _educated(lives, values, "caseworkers")
    places = _seated(keys, seats(len(keys), CHILD_WELFARE))
    came_from = _seated(keys, seats(len(keys), CHILD_WELFARE), "came from")
    leaving = pick((key for key in keys if key not in new), 24, "leaving after the count")
    short_leave = pick((key for key in keys if key not in new | leaving), 4, "short leave")
    made = []
    for position, key in enumerate(keys):
        life, place = lives[key], places[key]
        stretches = careers.employments(
            key, life, place=place, role=place.role, share=group.shares[key], before=came_from[key]
        )
        first = careers.other_degree(key, life) if key in without else careers.degree(key, life)
        person = careers.person(
            index + position,
            group.genders[key],
            life,
            _leaving(key, stretches) if key in leaving else stretches,
            _credentials(
                key, life, first, trained=key in trained, studied=key in studied, master=key in masters
            ),
        )
        if key in short_leave:
            person = replace(
                person, leaves=(Leave(COUNT_DAY - timedelta(days=6), COUNT_DAY + timedelta(days=9)),)
            )
        years = COUNT_DAY.year - life.role_since
        made.append(Counted(person, group.shares[key], years, key in studied))
    return made


def team_leaders(values: Values, index: int) -> list[Counted]:
    """The team leaders and unit managers of the return: one manager a unit, team leaders in the largest ones."""
    group = _group(
        "leader",
        {
            Gender.WOMAN: shares_of(figure(values, "team_leaders.women"), (), _LEADERS_PATTERN),
            Gender.MAN: shares_of(figure(values, "team_leaders.men"), (), _LEADERS_PATTERN),
        },
    )
    keys = shuffled(group.shares, "leaders")
    by_share = sorted(keys, key=lambda key: -group.shares[key])
    new = choose(figure(values, "leaders_under_3_years"), by_share, group.shares)
    first_job = choose(
        figure(values, "leaders_first_job"), sorted(keys, key=lambda key: key not in new), group.shares
    )
    developing = choose(
        figure(values, "leaders_need_development"), sorted(keys, key=lambda key: key not in new), group.shares
    )
    lives = {
        key: Life(2014, 2015, date(2015, 3, 1))
        if key in new
        else careers.experienced(key, longest=12, least=4)
        for key in keys
    }
    trained, studied, masters = _educated(lives, values, "leaders")
    managers = by_share[: len(CHILD_WELFARE)]
    places = dict(zip(managers, CHILD_WELFARE, strict=True))
    largest = sorted(CHILD_WELFARE, key=lambda place: (-place.weight, place.code))
    places |= dict(zip(by_share[len(CHILD_WELFARE) :], largest, strict=False))
    made = []
    for position, key in enumerate(keys):
        life, place = lives[key], places[key]
        role = StaffRole.UNIT_MANAGER if key in managers else StaffRole.TEAM_LEADER
        stretches = tuple(
            replace(one, first_management_job=key in first_job, needs_supervision_training=key in developing)
            for one in careers.employments(
                key, life, place=place, role=role, share=group.shares[key], before=place
            )
        )
        person = careers.person(
            index + position,
            group.genders[key],
            life,
            stretches,
            _credentials(
                key,
                life,
                careers.degree(key, life),
                trained=key in trained,
                studied=key in studied,
                master=key in masters,
            ),
        )
        years = COUNT_DAY.year - life.role_since
        made.append(Counted(person, group.shares[key], years, key in studied))
    return made


def figure(values: Values, key: str) -> int:
    """The figure of a cell that must have one."""
    value = values[key]
    assert isinstance(value, int), key
    return value


def _group(name: str, shares: Mapping[Gender, Sequence[int]]) -> _Group:
    genders: dict[str, Gender] = {}
    by_key: dict[str, int] = {}
    for gender, theirs in shares.items():
        for position, share in enumerate(theirs):
            key = f"{name}-{gender}-{position:03}"
            genders[key], by_key[key] = gender, share
    return _Group(genders, by_key)


def _educated(
    lives: Mapping[str, Life], values: Values, prefix: str
) -> tuple[Collection[str], Collection[str], Collection[str]]:
    """Who has continuing training, higher education and a master's degree: the longer at work the likelier."""
    order = sorted(lives, key=lambda key: (lives[key].first_day.year + number(key, "educated", 9), key))
    trained = order[: figure(values, f"{prefix}_continuing_training")]
    may_study = shuffled((key for key in order if lives[key].first_day.year < 2015), "studied")
    studied = may_study[: figure(values, f"{prefix}_higher_education")]
    return frozenset(trained), frozenset(studied), frozenset(studied[: figure(values, f"{prefix}_master")])


def _seated(keys: Sequence[str], places: Sequence[Place], salt: str = "place") -> dict[str, Place]:
    return dict(zip(shuffled(keys, salt), places, strict=True))


def _leaving(key: str, stretches: tuple[Employment, ...]) -> tuple[Employment, ...]:
    """The last stretch ends between the count and the spring."""
    last_day = date(2016, 12, 31) + timedelta(days=28 * number(key, "leaves", 4))
    reason = (
        LeavingReason.RETIREMENT if number(key, "retires", 5) == 0 else LeavingReason.OWN_REQUEST_EXTERNAL
    )
    return *stretches[:-1], careers.ended(stretches[-1], last_day, reason)


def _credentials(
    key: str, life: Life, first: Credential | None, *, trained: bool, studied: bool, master: bool
) -> tuple[Credential, ...]:
    held = [first] if first else []
    if trained:
        held.append(careers.training(key, life))
        if percent(key, "trained again", 1, 100) <= 30:
            held.append(careers.training(f"{key} again", life))
    if studied:
        held.append(careers.higher_education(key, life))
    if master:
        held.append(careers.master(key, life))
    return tuple(sorted(held, key=lambda one: (one.awarded_on, one.kind)))
