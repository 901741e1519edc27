"""What stands of one person in each direction, when it was said and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import Assessment
from kompetenslyft.core.competence.model import LEVELS, Mark, Stage
from kompetenslyft.core.competence.timeline import holding

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person

MOST_DAYS = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How many directions a person stood at each level in, from a day on: as many as ``LEVELS``, lowest first."""

    day: date
    counts: tuple[int, ...]


def present_mark(person: Person, stage: Stage, direction: str, on: date) -> tuple[Mark, str]:
    """What holds on the day, and who said it; not assessed, by nobody, where nothing does. One query."""
    row = (
        Assessment.objects.filter(
            Q(superseded_on__isnull=True) | Q(superseded_on__gt=on), assessed_on__lte=on
        )
        .filter(person=person, stage=stage, direction=direction, framework=framework_in_use(on).ref)
        .first()
    )
    return (Mark(row.mark), row.by_label) if row is not None else (Mark.NOT_ASSESSED, "")


def standings(rows: Iterable[Assessment], stage: Stage, framework: str, on: date) -> list[Standing]:
    """How a person stood at the stage on each of the last days, up to ``on``, when something was said, oldest first."""
    lines: dict[str, list[Assessment]] = {}
    days: set[date] = set()
    for row in rows:
        if row.stage == stage and row.framework == framework and row.assessed_on <= on:
            lines.setdefault(row.direction, []).append(row)
            days.add(row.assessed_on)
    found = []
    for day in sorted(days)[-MOST_DAYS:]:
        held = [one.mark for line in lines.values() if (one := holding(line, day)) is not None]
        found.append(Standing(day, tuple(held.count(level.value) for level in LEVELS)))
    return found
