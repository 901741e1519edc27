"""Inventories, claims and reports that count, for tests of the follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection.models import Return, Round, Submission
from kompetenslyft.core.instruments.model import Value
from kompetenslyft.exchange.definitions import framework
from tests.factories import collection

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

OVER = date(2017, 9, 1)
"""Every round is over."""
UNDER_WAY = date(2017, 3, 15)
"""The rounds of 2016 are under way, those before are over."""


def round_(form: str, year: int) -> Round:
    """A round of the form that lasts from the autumn of its year to the end of March."""
    opens = date(year, 11, 1)
    return collection.round_(
        code=f"{form.partition('@')[0]}-{year}",
        year=year,
        ref=form,
        opens=opens,
        deadline=date(year + 1, 2, 15),
        last_start=opens + timedelta(days=100),
        last_change=date(year + 1, 3, 31),
        made_up=True,
    )


def counted(asked_in: Round, unit: Organisation, values: Mapping[str, Value]) -> Return:
    """A signed return with these answers, laid straight in the database."""
    made = collection.return_(unit, asked_in)
    Submission.objects.create(
        answer_to=made,
        number=1,
        values=dict(values),
        digest="0" * 64,
        revision=1,
        submitted_by="Anna Andersson",
        submitted_at=collection.IN_TIME,
    )
    made.counted_number, made.status = 1, "signed"
    made.save(update_fields=["counted_number", "status"])
    return made


def levels(lacking: Mapping[str, int], size: int = 1000) -> dict[str, Value]:
    """An inventory of ten caseworkers, of whom so many hundredths lack competence in each direction (others none)."""
    values: dict[str, Value] = {}
    for area in framework("child-welfare@2013").areas:
        for one in area.directions:
            missing = lacking.get(one.id, 0)
            cell = f"level_{area.id}.{one.id}"
            values |= {f"{cell}.basic": size - missing, f"{cell}.advanced": 0, f"{cell}.lacking": missing}
    return values


def trained(participants: Mapping[str, int]) -> dict[str, Value]:
    """A report with one activity for each direction that had participants."""
    values: dict[str, Value] = {"figures_confirmed": "yes", "received.competence": 50_000}
    values |= {
        "used.competence": 50_000,
        "unused.competence": 0,
        "activities.short_course": len(participants),
    }
    for area in framework("child-welfare@2013").areas:
        for one in area.directions:
            people = participants.get(one.id, 0)
            values[f"trained_{area.id}.{one.id}"] = int(people > 0)
            values[f"trained_people_{area.id}.{one.id}"] = people
    return values
