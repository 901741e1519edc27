"""Activities as they stood at a moment, from what every change has kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Subquery

from kompetenslyft.apps.grants.activity_records import framework_of
from kompetenslyft.apps.grants.models import ActivityChange, ProgrammeYear
from kompetenslyft.core.spending.entries import read_activity
from kompetenslyft.core.spending.model import Activity


@dataclass(frozen=True, slots=True)
class StoodAs:
    """An activity as it stood. ``entered_by``: the municipality (code) that calls it by ``number``."""

    programme_year: str
    year: int
    entered_by: str
    number: int
    activity: Activity


def activities_before(moment: datetime, municipalities: Mapping[str, str]) -> Iterator[StoodAs]:
    """Every activity that was entered, and not removed, just before the moment, by year, municipality and number.

    ``municipalities``: the names of all that can take part, by code. Two queries, the second read as it comes.
    """
    years = ProgrammeYear.objects.in_bulk()
    earlier = ActivityChange.objects.filter(activity=OuterRef("activity"), at__lt=moment)
    latest = Subquery(earlier.order_by("-revision").values("revision")[:1])
    rows = (
        ActivityChange.objects.annotate(latest=latest)
        .filter(revision=F("latest"))
        .order_by("activity__year__code", "activity__unit__code", "activity__number")
        .values_list("activity__year_id", "activity__unit__code", "activity__number", "content")
    )
    for year_id, unit, number, content in rows.iterator():
        if content["removed"]:
            continue
        year = years[year_id]
        yield StoodAs(
            programme_year=year.code,
            year=year.programme.year,
            entered_by=unit,
            number=number,
            activity=_value(year, unit, content["entries"], municipalities),
        )


def any_made_up() -> bool:
    """Whether the figures of any programme year are made up."""
    return ProgrammeYear.objects.filter(made_up=True).exists()


def _value(
    year: ProgrammeYear, unit: str, entries: Mapping[str, object], municipalities: Mapping[str, str]
) -> Activity:
    programme = year.programme
    reading = read_activity(
        programme, framework_of(programme), entries, unit=unit, municipalities=municipalities
    )
    assert reading.activity is not None, reading.findings
    return reading.activity
