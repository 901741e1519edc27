"""Changing one mark outside a talk, by somebody who has seen what stood there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.queries.marks import present_mark
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.queries.employed import first_days
from kompetenslyft.core.competence.model import MARK_LABELS, Mark, Occasion, Stage
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.privacy.rights import Right
from kompetenslyft.core.text import Text

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.staff.models import Person


class ChangedMeanwhile(Refused):
    """Somebody else said something else of the person since the sender looked. Nothing is stored."""

    def __init__(self, direction: str, theirs: Mark, label: str) -> None:
        who = label or "Någon annan"
        super().__init__(
            Finding(
                "M301",
                Severity.HARD,
                Text(
                    sv=f"{who} har satt «{MARK_LABELS[theirs].sv}» sedan du såg den. Välj vilken som ska gälla.",
                    en=f"{label or 'Somebody else'} has set “{MARK_LABELS[theirs].en}” since you saw it. "
                    "Choose which is to stand.",
                ),
                (direction,),
            )
        )
        self.theirs = theirs


@transaction.atomic
def set_mark(
    *,
    person: Person,
    stage: Stage,
    direction: str,
    mark: Mark,
    seen: Collection[Mark],
    by: User,
    note: str = "",
    at: datetime | None = None,
) -> bool:
    """Say the mark of the person today, on another occasion than a talk; whether that was news.

    ``seen``: what may stand there for the sender to have seen it: what was shown, and what an earlier attempt, of
    which no answer came, asked for. Raises Refused: M301 (ChangedMeanwhile) where something else stands there, and
    what ``assess`` raises.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    access.check_may(by, person, access.STAGE_THINGS[stage], day, Right.CHANGE)
    first_days([person.pk])
    now, label = present_mark(person, stage, direction, day)
    if now is not mark and now not in seen:
        raise ChangedMeanwhile(direction, now, label)
    notes = {direction: note} if note.strip() else None
    return bool(
        assess(
            person=person,
            stage=stage,
            marks={direction: mark},
            by=by,
            on=day,
            occasion=Occasion.OTHER,
            notes=notes,
            at=at,
        )
    )
