"""One person as the derivation counts them: shares by group and unit, and the facts that conditions ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.derivation.model import Derivation, Group
from kompetenslyft.core.staff.model import CredentialKind, Employment, Gender, Leave, Person


@dataclass(frozen=True, slots=True)
class InGroup:
    """A person's part in one group. ``shares``: hundredths of full time, by reporting unit (code)."""

    shares: Mapping[str, int]
    role_since: int | None = None
    """The first year in any of the group's roles; None where the register does not say."""
    first_management_job: bool | None = None
    needs_supervision_training: bool | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A person on the reference day. ``outside``: hundredths in the services but in a role that no group has.

    ``marks``: the agreed marks by direction; a direction that is absent is not assessed. ``away``: on long leave,
    and counted nowhere.
    """

    id: int
    gender: Gender | None
    groups: Mapping[str, InGroup]
    social_work_since: int | None = None
    credentials: frozenset[CredentialKind] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    outside: int = 0
    away: bool = False


def counted(
    definition: Derivation,
    person_id: int,
    person: Person,
    marks: Mapping[str, Mark],
    *,
    units: Mapping[str, str],
    day: date,
) -> Counted:
    """What the derivation reads of a person. ``units``: the reporting unit (code) of each organisation (code) in it.

    Employments elsewhere give no share, but the years in the role count wherever they were.
    """
    groups = {}
    for group in definition.groups:
        part = _in_group(group, person.employments, units, day)
        if part is not None:
            groups[group.id] = part
    outside = sum(
        one.share
        for one in person.employments
        if one.service in definition.services
        and one.unit in units
        and one.on(day)
        and not any(_belongs(group, one) for group in definition.groups)
    )
    return Counted(
        id=person_id,
        gender=person.gender,
        groups=groups,
        social_work_since=person.social_work_since,
        credentials=frozenset(one.kind for one in person.credentials if one.awarded_on <= day),
        marks=marks,
        outside=outside,
        away=away_for(person.leaves, day) >= definition.leave.days,
    )


def away_for(leaves: Iterable[Leave], day: date) -> int:
    """Days in a row of full leave that the day is one of; 0 where it is none, a great many where no end is set.

    Leaves that follow on each other, or overlap, are one.
    """
    spans = sorted((one.first_day, one.last_day or date.max) for one in leaves)
    first: date | None = None
    last = date.min
    for begins, ends in spans:
        if first is None or begins > _next(last):
            if first is not None and first <= day <= last:
                break
            first, last = begins, ends
        else:
            last = max(last, ends)
    return (last - first).days + 1 if first is not None and first <= day <= last else 0


def _next(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _belongs(group: Group, employment: Employment) -> bool:
    return employment.role in group.roles and employment.service in group.services


def _in_group(
    group: Group, employments: Iterable[Employment], units: Mapping[str, str], day: date
) -> InGroup | None:
    """The person's part in the group; None where there is none on the day."""
    shares: dict[str, int] = defaultdict(int)
    since: int | None = None
    first_job: bool | None = None
    needs: bool | None = None
    for one in employments:
        if one.first_day > day or not _belongs(group, one):
            continue
        if one.role_since is not None and (since is None or one.role_since < since):
            since = one.role_since
        if one.unit in units and one.on(day):
            shares[units[one.unit]] += one.share
            first_job = _either(first_job, one.first_management_job)
            needs = _either(needs, one.needs_supervision_training)
    return InGroup(dict(shares), since, first_job, needs) if shares else None


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Yes where one of two employments says so; unknown where neither says anything."""
    if one is None or other is None:
        return other if one is None else one
    return one or other
