"""Entering the need of the three coming years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import DevelopmentNeed
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.three_years import Key, coming_years
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.privacy.rights import Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

MOST = 10_000


@transaction.atomic
def enter_needs(
    *,
    organisation: Organisation,
    decided_in: int,
    people: Mapping[Key, int | None],
    by: User | None,
    seen: Mapping[Key, int | None] | None = None,
    at: datetime | None = None,
) -> int:
    """Set how many people need development, by direction and year; None takes a number away, zero is a number.

    What is not named stays. ``seen``: what stood there when the sender looked; what is as it was then is not touched.
    Gives how many numbers changed. Raises Refused: E101, E102; M501 a year that is not one of the three coming; M502
    no such direction; M503 no number of people; M504 somebody else has changed a number that the sender changes.
    """
    at = at or clock.now()
    day = clock.day_of(at)
    staff.check_may_at(by, organisation, Thing.COLLECTIVE_PLAN, day, Right.CHANGE)
    framework = framework_in_use(day)
    known = framework.directions
    for (direction, year), number in people.items():
        _check(direction in known, year in coming_years(decided_in), number)
    rows = {
        (row.direction, row.year): row
        for row in DevelopmentNeed.objects.select_for_update().filter(
            organisation=organisation, decided_in=decided_in, framework=framework.ref
        )
    }
    present = {key: row.people for key, row in rows.items()}
    changed = {
        key: number
        for key, number in people.items()
        if present.get(key) != number and (seen is None or seen.get(key) != number)
    }
    if seen is not None:
        _check_seen(
            {key: present.get(key) for key in changed if present.get(key) != seen.get(key)}, framework
        )
    if not changed:
        return 0
    gone = [rows[key].pk for key, number in changed.items() if number is None]
    DevelopmentNeed.objects.filter(pk__in=gone).delete()
    DevelopmentNeed.objects.bulk_create(
        [
            DevelopmentNeed(
                organisation=organisation,
                decided_in=decided_in,
                year=year,
                framework=framework.ref,
                direction=direction,
                people=number,
                changed_by=str(by or audit.SYSTEM),
                changed_at=at,
            )
            for (direction, year), number in changed.items()
            if number is not None
        ],
        update_conflicts=True,
        unique_fields=["organisation", "decided_in", "year", "framework", "direction"],
        update_fields=["people", "changed_by", "changed_at"],
    )
    audit.record(
        "development_need.enter",
        organisation,
        by=by,
        at=at,
        decided_in=decided_in,
        changed=sorted(
            [direction, year, present.get((direction, year)), number]
            for (direction, year), number in changed.items()
        ),
    )
    return len(changed)


def _check_seen(theirs: Mapping[Key, int | None], framework: Framework) -> None:
    """Raises Refused (M504) where somebody else has changed what the sender changes: ``theirs`` stand there now."""
    if not theirs:
        return
    told = [
        (framework.directions[direction].label, year, "–" if number is None else str(number))
        for (direction, year), number in theirs.items()
    ]
    raise Refused.because(
        "M504",
        "Någon annan har ändrat medan du skrev. Nu står det "
        + "; ".join(f"{label.sv} {year}: {number}" for label, year, number in told)
        + ". Spara igen om ditt ska gälla.",
        "Somebody else changed numbers while you wrote. Now they are "
        + "; ".join(f"{label.en} {year}: {number}" for label, year, number in told)
        + ". Save again for yours to stand.",
    )


def _check(known: bool, coming: bool, number: int | None) -> None:
    if not coming:
        raise Refused.because(
            "M501",
            "Behovet gäller de tre kommande åren. Välj ett av dem.",
            "The need is of the three coming years. Choose one of them.",
        )
    if not known:
        raise Refused.because(
            "M502",
            "Inriktningen finns inte. Välj en som finns i ramverket.",
            "There is no such direction. Choose one of the framework.",
        )
    if number is not None and not 0 <= number <= MOST:
        raise Refused.because(
            "M503",
            f"Antalet är ett heltal från 0 till {MOST}. Rätta det.",
            f"The number is a whole number from 0 to {MOST}. Correct it.",
        )
