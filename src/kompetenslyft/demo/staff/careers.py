"""Working lives: since when somebody has been in social work, in the role and here, and what they have studied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kompetenslyft.core.staff.model import (
    Credential,
    CredentialKind,
    Employment,
    Gender,
    LeavingReason,
    Person,
    StaffRole,
    Subject,
)
from kompetenslyft.demo.draws import number, percent
from kompetenslyft.demo.staff import names
from kompetenslyft.demo.staff.places import UNITS_FROM, Place

COUNT_DAY = date(2016, 11, 15)
"""The day of the register that the inventory of 2016 counts."""
LAST_START = date(2016, 10, 15)
"""Nobody that is counted began later, so that there has been time to talk with everybody."""
YEAR = COUNT_DAY.year

_TRAINING = (
    "Barns behov i centrum",
    "Samtal med barn och unga",
    "Risk- och skyddsfaktorer",
    "Våld i nära relationer",
    "Juridik i barnavårdsutredningar",
    "Anknytning och samspel",
    "Motiverande samtal",
    "Placerade barns hälsa och skolgång",
)
_HIGHER = (
    "Barn och unga i den sociala barnavården, 15 hp",
    "Utredning och bedömning av barns behov, 7,5 hp",
    "Barns utveckling och samhällets skydd, 15 hp",
)
_OTHER_DEGREES = (
    "Beteendevetarexamen",
    "Kandidatexamen i sociologi",
    "Socialpedagogexamen",
    "Kandidatexamen i psykologi",
)
_REQUIRED = frozenset(Subject)


@dataclass(frozen=True, slots=True)
class Life:
    """When things happened in a working life. The years: the first in social work and the first in the role."""

    social_work_since: int
    role_since: int
    first_day: date


def experienced(key: str, *, longest: int = 24, least: int = 1, in_role: int | None = None) -> Life:
    """Somebody with ``least`` to ``longest`` years in the role, most of them few; here since one of those years."""
    years = least + number(key, "years", longest - least + 1) * percent(key, "years again", 20, 100) // 100
    years = in_role or years
    here = number(key, "here", years + 1)
    first_day = _first_of_a_month(key, max(UNITS_FROM.year, YEAR - here), latest=LAST_START)
    role_since = min(YEAR - years, first_day.year)
    return Life(role_since - number(key, "before", 4), role_since, first_day)


def newly_graduated(key: str) -> Life:
    """Somebody who took the degree within the last year and came straight from it."""
    first_day = _first_of_a_month(key, YEAR, latest=LAST_START, earliest=2)
    return Life(YEAR, YEAR, first_day)


def _first_of_a_month(key: str, year: int, *, latest: date, earliest: int = 1) -> date:
    last = latest.month if year == latest.year else 12
    month = earliest + number(key, "month", last + 1 - earliest)
    return date(year, month, 1 if number(key, "day", 3) else 15)


def employments(
    key: str, life: Life, *, place: Place, role: StaffRole, share: int, before: Place
) -> tuple[Employment, ...]:
    """The stretches up to one that runs on in ``place``: one in four has come from ``before``, one in eight has
    changed share, one in eight of the recent ones has a time limit."""
    now = Employment(
        unit=place.code,
        role=role,
        service=place.service,
        share=share,
        permanent=life.first_day.year < YEAR or number(key, "permanent", 8) > 0,
        first_day=life.first_day,
        role_since=life.role_since,
    )
    turn = number(key, "stretches", 8)
    changed = date(2014 + number(key, "changed", 3), 1 + number(key, "changed in", 9), 1)
    if changed <= life.first_day + timedelta(days=90) or turn > 2:
        return (now,)
    earlier = replace(now, last_day=changed - timedelta(days=1))
    if turn < 2 and before.code != place.code:
        earlier = replace(
            earlier,
            unit=before.code,
            role=before.role,
            service=before.service,
            leaving_reason=LeavingReason.INTERNAL_MOVE,
        )
    else:
        earlier = replace(earlier, share=100 if share < 100 else 75)
    return earlier, replace(now, first_day=changed)


def ended(employment: Employment, last_day: date, reason: LeavingReason) -> Employment:
    """The employment with its last day and the reason for leaving."""
    return replace(employment, last_day=last_day, leaving_reason=reason)


def degree(key: str, life: Life) -> Credential:
    """A social work degree, taken before the first year in social work or early in it."""
    if life.social_work_since == YEAR:
        awarded = date(YEAR, 1, 15) if life.first_day < date(YEAR, 6, 10) else date(YEAR, 6, 3)
    else:
        awarded = date(life.social_work_since - 1, 6, 3 + number(key, "degree", 8))
    return Credential(
        CredentialKind.SOCIAL_WORK_DEGREE, "Socionomexamen", awarded, credits=2100, subjects=_REQUIRED
    )


def other_degree(key: str, life: Life) -> Credential | None:
    """Another degree, half of them with all subjects that handling child cases demands; one in five has none."""
    if number(key, "other degree", 5) == 0:
        return None
    subjects = (
        _REQUIRED if number(key, "subjects", 2) else frozenset({Subject.SOCIAL_WORK, Subject.PSYCHOLOGY})
    )
    title = _OTHER_DEGREES[number(key, "title", len(_OTHER_DEGREES))]
    awarded = date(life.social_work_since - 1, 6, 3 + number(key, "degree", 8))
    return Credential(CredentialKind.OTHER_DEGREE, title, awarded, credits=1800, subjects=subjects)


def training(key: str, life: Life) -> Credential:
    """A course of the employer's, between 2013 and the count."""
    title = _TRAINING[number(key, "training", len(_TRAINING))]
    return Credential(CredentialKind.CONTINUING_TRAINING, title, _studied(key, "trained", life.first_day))


def higher_education(key: str, life: Life) -> Credential:
    """A university course on children and young people, taken while at work."""
    title = _HIGHER[number(key, "higher", len(_HIGHER))]
    credits = 75 if "7,5" in title else 150
    return Credential(
        CredentialKind.HIGHER_EDUCATION_CHILDREN, title, _studied(key, "studied", life.first_day), credits
    )


def master(key: str, life: Life) -> Credential:
    """A master's degree (one year)."""
    awarded = _studied(key, "master", life.first_day)
    return Credential(CredentialKind.MASTER, "Magisterexamen i socialt arbete", awarded, credits=600)


def _studied(key: str, salt: str, first_day: date) -> date:
    start = max(first_day, date(2013, 9, 2))
    return start + timedelta(days=number(key, salt, (date(2016, 11, 4) - start).days + 1))


def person(
    index: int,
    gender: Gender,
    life: Life,
    employments: tuple[Employment, ...],
    credentials: tuple[Credential, ...],
) -> Person:
    """The person of that index, with a made-up name, number and address."""
    employment_number = names.number(index)
    return Person(
        number=employment_number,
        name=names.name(index),
        gender=gender,
        social_work_since=life.social_work_since,
        email=names.email(employment_number),
        employments=employments,
        credentials=credentials,
    )
