"""Saying what is demanded: of a role at an employer, and of a unit. What was said before is kept, with its days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import RoleProfile, UnitNeed
from kompetenslyft.apps.competence.queries import profiles as queries
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access
from kompetenslyft.core.competence.model import MARK_LABELS, Mark
from kompetenslyft.core.competence.profile import DEMANDABLE
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.privacy.rights import Right, Thing
from kompetenslyft.core.staff.model import StaffRole

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

MOST_NEEDED = 999


@transaction.atomic
def set_profile(
    *,
    employer: Organisation,
    role: StaffRole,
    marks: Mapping[str, Mark],
    by: User | None,
    valid_from: date | None = None,
    at: datetime | None = None,
) -> int:
    """Say what the role demands in some directions from a day on, today where none is given; how many are news.

    Raises Refused: E101, E102; M302 no such direction; M303 a mark that cannot be demanded; M304 a day before that of
    what was last said.
    """
    at = at or clock.now()
    day = valid_from or clock.day_of(at)
    access.check_may_at(by, employer, Thing.PROFILE, clock.day_of(at), Right.CHANGE)
    framework = framework_in_use(day)
    _check_directions(framework, marks)
    for direction, mark in marks.items():
        if mark not in DEMANDABLE:
            raise Refused.because(
                "M303",
                f"«{MARK_LABELS[mark].sv}» kan inte krävas. Välj grundläggande, fördjupad eller berörs inte.",
                f"“{MARK_LABELS[mark].en}” cannot be demanded of a role. Choose basic, advanced or exempt.",
                direction,
            )
    now = queries.profiles_on(employer.pk, day)[role]
    news = {direction: mark for direction, mark in marks.items() if now.get(direction) is not mark}
    rows = RoleProfile.objects.select_for_update().filter(
        employer=employer, role=role, framework=framework.ref, direction__in=news, ended_on__isnull=True
    )
    _end(rows, day)
    RoleProfile.objects.bulk_create(
        RoleProfile(
            employer=employer,
            role=role,
            framework=framework.ref,
            direction=direction,
            mark=mark,
            valid_from=day,
            by_label=_label(by),
            at=at,
        )
        for direction, mark in news.items()
    )
    if news:
        audit.record(
            "profile.set", employer, by=by, at=at, role=role, valid_from=day.isoformat(), marks=dict(news)
        )
    return len(news)


@transaction.atomic
def set_unit_need(
    *,
    unit: Organisation,
    advanced: Mapping[str, int],
    by: User | None,
    valid_from: date | None = None,
    at: datetime | None = None,
) -> int:
    """Say how many at the advanced level the unit needs in some directions from a day on; how many are news.

    The need is met by those who work in the unit itself, not below it. Raises Refused: E101, E102; M302 no such
    direction; M304 a day before that of what was last said; M305 no number from 0 to 999.
    """
    at = at or clock.now()
    day = valid_from or clock.day_of(at)
    access.check_may_at(by, unit, Thing.PROFILE, clock.day_of(at), Right.CHANGE)
    framework = framework_in_use(day)
    _check_directions(framework, advanced)
    for direction, number in advanced.items():
        if not 0 <= number <= MOST_NEEDED:
            raise Refused.because(
                "M305",
                f"{number} personer går inte att ange. Skriv ett heltal från 0 till {MOST_NEEDED}.",
                f"{number} people cannot be stated. Write a whole number from 0 to {MOST_NEEDED}.",
                direction,
            )
    now = queries.unit_needs([unit.pk], day).get(unit.code, {})
    news = {direction: number for direction, number in advanced.items() if now.get(direction, 0) != number}
    rows = UnitNeed.objects.select_for_update().filter(
        unit=unit, framework=framework.ref, direction__in=news, ended_on__isnull=True
    )
    _end(rows, day)
    UnitNeed.objects.bulk_create(
        UnitNeed(
            unit=unit,
            framework=framework.ref,
            direction=direction,
            advanced=number,
            valid_from=day,
            by_label=_label(by),
            at=at,
        )
        for direction, number in news.items()
    )
    if news:
        audit.record("unit_need.set", unit, by=by, at=at, valid_from=day.isoformat(), advanced=dict(news))
    return len(news)


def _check_directions(framework: Framework, named: Iterable[str]) -> None:
    known = framework.directions
    for direction in named:
        if direction not in known:
            raise Refused.because(
                "M302",
                f"Inriktningen «{quoted(direction)}» finns inte i {framework.ref}. Välj en som finns där.",
                f"There is no direction “{quoted(direction)}” in {framework.ref}. Choose one that is there.",
            )


def _end(rows: Iterable[RoleProfile | UnitNeed], day: date) -> None:
    """End what was last said. Raises Refused (M304) where that begins on a later day."""
    for row in rows:
        if row.valid_from > day:
            since = row.valid_from.isoformat()
            raise Refused.because(
                "M304",
                f"Det finns redan ett krav som börjar gälla {since}. Välj den dagen eller en senare.",
                f"There is a demand already that begins on {since}. Choose that day or a later one.",
                "valid_from",
            )
        row.ended_on = day
        row.save(update_fields=["ended_on"])


def _label(by: User | None) -> str:
    return str(by) if by else audit.SYSTEM
