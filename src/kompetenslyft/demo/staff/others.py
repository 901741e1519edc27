"""Those that the return does not count: in other services and roles, on leave, gone, and not yet begun."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from kompetenslyft.core.staff.model import Gender, Leave, LeavingReason, Person, Service, StaffRole
from kompetenslyft.demo.draws import number, shuffled
from kompetenslyft.demo.staff import careers
from kompetenslyft.demo.staff.careers import COUNT_DAY, Life
from kompetenslyft.demo.staff.places import CHILD_WELFARE, DISTRICTS, OTHERS, Place, seats

ON_LEAVE, GONE, TO_COME = 26, 240, 18
"""Caseworkers in child welfare that the day of the count passes by."""
_HANDLERS, _TREATMENT, _ADMINISTRATORS, _GONE_FROM_OTHERS = 340, 56, 70, 40

_SHARES = (100, 100, 75, 100, 100, 80, 100, 50, 100, 90)
_REASONS = (
    *(LeavingReason.OWN_REQUEST_EXTERNAL,) * 13,
    *(LeavingReason.RETIREMENT,) * 2,
    *(LeavingReason.END_OF_TERM,) * 3,
    *(LeavingReason.OTHER,) * 2,
)
"""Two in three leave at their own request, for another employer."""


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Somebody that the return does not count, with years in the role; ``assessed``: their levels are."""

    person: Person
    years: int
    assessed: bool


def others(index: int) -> list[Uncounted]:
    """Everybody else. ``index``: of the first of them among all people."""
    groups: tuple[
        tuple[str, Sequence[Place], StaffRole | None, Callable[[str, Person], Person], bool], ...
    ] = (
        ("on leave", seats(ON_LEAVE, CHILD_WELFARE), None, _on_leave, True),
        ("gone", seats(GONE, CHILD_WELFARE), None, _gone, True),
        ("to come", seats(TO_COME, CHILD_WELFARE), None, _to_come, False),
        ("handler", seats(_HANDLERS, OTHERS), None, _as_is, False),
        ("gone from others", seats(_GONE_FROM_OTHERS, OTHERS), None, _gone, False),
        ("manager", OTHERS, StaffRole.UNIT_MANAGER, _as_is, False),
        ("treatment", seats(_TREATMENT, CHILD_WELFARE), StaffRole.TREATMENT, _as_is, False),
        ("administrator", seats(_ADMINISTRATORS, CHILD_WELFARE), StaffRole.ADMINISTRATOR, _as_is, False),
        ("head", [_district(code) for code in DISTRICTS], StaffRole.DEPARTMENT_HEAD, _as_is, False),
    )
    indices = count(index)
    made = []
    for name, places, role, happens, assessed in groups:
        befores = shuffled((place.code for place in CHILD_WELFARE), name)
        for position, place in enumerate(places):
            key = f"{name}-{position:03}"
            before = next(one for one in CHILD_WELFARE if one.code == befores[position % len(befores)])
            life = careers.experienced(key)
            person = happens(key, _person(key, next(indices), life, place=place, role=role, before=before))
            made.append(Uncounted(person, COUNT_DAY.year - life.role_since, assessed))
    return made


def _person(
    key: str, index: int, life: Life, *, place: Place, role: StaffRole | None, before: Place
) -> Person:
    share = _SHARES[number(key, "share", len(_SHARES))]
    stays = role is not None or place.service is Service.CHILD_WELFARE
    stretches = careers.employments(
        key, life, place=place, role=role or place.role, share=share, before=place if stays else before
    )
    gender = Gender.MAN if number(key, "gender", 6) == 0 else Gender.WOMAN
    has_degree = role is not StaffRole.ADMINISTRATOR and number(key, "has degree", 6) > 0
    credentials = (careers.degree(key, life),) if has_degree else ()
    return careers.person(index, gender, life, stretches, credentials)


def _district(code: str) -> Place:
    """The district itself as the place of work of its head of department."""
    return Place(code, code, "", Service.CHILD_WELFARE, StaffRole.DEPARTMENT_HEAD, 1)


def _as_is(key: str, person: Person) -> Person:
    return person


def _on_leave(key: str, person: Person) -> Person:
    """Away over the day of the count, for months."""
    begun = max(
        date(2016, 1, 7) + timedelta(days=number(key, "leave", 270)),
        person.employments[0].first_day + timedelta(days=1),
    )
    back = date(2016, 12, 23) + timedelta(days=number(key, "back", 300)) if number(key, "open", 5) else None
    return replace(person, leaves=(Leave(begun, back),))


def _gone(key: str, person: Person) -> Person:
    """Left in 2014–2016, before the count."""
    end = date(2014, 1, 31) + timedelta(days=number(key, "left", 1017))
    reason = _REASONS[number(key, "reason", len(_REASONS))]
    last = person.employments[-1]
    longer = max(0, (last.first_day - end).days + 200)
    moved = last.first_day - timedelta(days=longer)
    if longer:
        # Began too late to have left then: this was an earlier stay, and the only one.
        role_since = min(last.role_since or moved.year, moved.year)
        person = replace(person, social_work_since=min(person.social_work_since or role_since, role_since))
        kept = [replace(last, first_day=moved, role_since=role_since)]
    else:
        kept = list(person.employments)
    if reason is LeavingReason.END_OF_TERM:
        kept[-1] = replace(kept[-1], permanent=False)
    kept[-1] = careers.ended(kept[-1], end, reason)
    credentials = tuple(one for one in person.credentials if one.awarded_on < kept[0].first_day)
    return replace(person, email="", employments=tuple(kept), credentials=credentials)


def _to_come(key: str, person: Person) -> Person:
    """Recruited, and begins after the count."""
    first_day = date(2016, 12, 1) + timedelta(days=14 * number(key, "begins", 6))
    now = replace(person.employments[-1], first_day=first_day)
    return replace(person, employments=(now,))
