"""Where the returns of a round stand and what counts in them, for the contexts that build on the answers.

These reads serve other parts of the system and ask no access: whoever shows what they give asks ``access`` first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection.models import Return, Submission
from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.instruments.values import from_json
from kompetenslyft.core.workflow.locks import RoundDates
from kompetenslyft.core.workflow.returns import Status


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of a unit's return: its last signed submission, or its declaration of having nothing to report."""

    values: Mapping[str, Value]
    """As submitted, given figures included, totals not; of a nil return only the given figures, as they stand."""
    number: int | None
    """The submission's; None of a nil return."""
    status: Status
    """Where the return stands: a signed submission also counts while completion is requested."""
    submitted_on: date | None
    signed_on: date | None
    nil: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A return as it stands, whether or not anything counts in it yet."""

    return_id: int
    status: Status
    dates: RoundDates
    """The unit's own, extension included."""
    given: Mapping[str, Value]
    counted: Counted | None

    @property
    def nil(self) -> bool:
        return self.status is Status.NIL


def return_of(round_id: int, unit_id: int) -> Return | None:
    """The unit's return in the round, with round and unit; None where the unit is not asked."""
    return Return.objects.select_related("round", "unit").filter(round_id=round_id, unit_id=unit_id).first()


def returns_in(
    round_ids: Collection[int], unit_ids: Collection[int] | None = None
) -> dict[tuple[int, int], Return]:
    """The returns of several rounds by (round id, unit id), of all units or the given ones. One query."""
    found = Return.objects.filter(round__in=round_ids).select_related("round", "unit")
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    return {(one.round_id, one.unit_id): one for one in found}


def asked_of(round_id: int, unit_ids: Collection[int]) -> set[int]:
    """Those of the units (ids) that are asked in the round. One query."""
    return set(
        Return.objects.filter(round_id=round_id, unit_id__in=unit_ids).values_list("unit_id", flat=True)
    )


def counted_of_unit(unit_id: int, instrument_id: str) -> list[tuple[int, Mapping[str, Value]]]:
    """What counts of a unit in every round of an instrument, whatever its version, by year, latest first. One query."""
    found = Submission.objects.filter(
        answer_to__unit_id=unit_id,
        answer_to__round__instrument__startswith=f"{instrument_id}@",
        number=F("answer_to__counted_number"),
    ).order_by("-answer_to__round__year")
    return [
        (year, from_json(values)) for year, values in found.values_list("answer_to__round__year", "values")
    ]


def counted_values(round_id: int) -> dict[int, Counted]:
    """What counts of each unit (id) in the round, nil returns included. Two queries, whatever the number of units."""
    standings = standings_in(round_id)
    return {unit: standing.counted for unit, standing in standings.items() if standing.counted is not None}


def standings_in(round_id: int) -> dict[int, Standing]:
    """Where each unit (id) asked in the round stands, by unit code. Two queries, whatever the number of units."""
    counted = {
        submission.answer_to_id: submission
        for submission in Submission.objects.filter(
            answer_to__round_id=round_id, number=F("answer_to__counted_number")
        )
    }
    returns = Return.objects.filter(round_id=round_id).select_related("round").order_by("unit__code")
    return {
        answer_to.unit_id: Standing(
            return_id=answer_to.pk,
            status=answer_to.state,
            dates=answer_to.dates,
            given=from_json(answer_to.given),
            counted=_counted(answer_to, counted.get(answer_to.pk)),
        )
        for answer_to in returns
    }


def units_counted_before(year: int, instrument_id: str) -> frozenset[int]:
    """The units (id) of which something counts in a round of the instrument, any version, about an earlier year."""
    found = Return.objects.filter(
        round__instrument__startswith=f"{instrument_id}@",
        round__year__lt=year,
        counted_number__isnull=False,
    )
    return frozenset(found.values_list("unit_id", flat=True))


def _counted(answer_to: Return, submission: Submission | None) -> Counted | None:
    if submission is not None:
        signed_at = submission.signed_at
        return Counted(
            values=from_json(submission.values),
            number=submission.number,
            status=answer_to.state,
            submitted_on=clock.day_of(submission.submitted_at),
            signed_on=clock.day_of(signed_at) if signed_at else None,
        )
    if answer_to.state is Status.NIL:
        return Counted(from_json(answer_to.given), None, Status.NIL, None, None, nil=True)
    return None
