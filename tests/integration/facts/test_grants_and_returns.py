"""Facts about activities and returns against what the system itself says, and as of days in between."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.collection.models import Submission
from kompetenslyft.apps.facts.gathering import Gathering
from kompetenslyft.apps.grants.actions import activities as activity_actions
from kompetenslyft.apps.grants.models import ActivityPart
from kompetenslyft.core.facts.schema import ACTIVITY, RETURN, FactTable
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.exchange.definitions import instrument
from tests.factories import activities, collection, organisations
from tests.integration.facts.taking import Row, rows_of, taken

pytestmark = pytest.mark.django_db

TODAY = date(2017, 2, 6)
BEFORE = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def the_day(settings: pytest.FixtureRequest) -> None:
    settings.DEMO_DATE = TODAY


def moved(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


def figures(rows: list[Row]) -> dict[str, int]:
    """Sums of the figures by cell key, as the form has them."""
    found: Counter[str] = Counter()
    for row in rows:
        parts = (row["question"], row["first_member"], row["second_member"])
        if row["option"] is None:
            found[".".join(part for part in parts if part)] += row["value"]
    return dict(found)


def test_every_figure_and_choice_of_a_signed_return_is_there(tmp_path: Path) -> None:
    made = collection.cast(today=TODAY)
    collection.signed(made)
    found = rows_of(taken(tmp_path, TODAY), "return")
    (counted,) = queries.counted_returns([made.round.code])
    cells = instrument(made.round.instrument).cells
    told = {key: value for key, value in counted.values.items() if cells[key].question.unit is not Unit.TEXT}
    assert figures(found) == {key: value for key, value in told.items() if isinstance(value, int)}
    chosen = {
        (key, option)
        for key, value in told.items()
        if not isinstance(value, int)
        for option in (value if isinstance(value, tuple) else (value,))
    }
    assert {
        (
            ".".join(part for part in (row["question"], row["first_member"], row["second_member"]) if part),
            row["option"],
        )
        for row in found
        if row["option"] is not None
    } == chosen
    assert len(chosen) > 10 and all(row["value"] == 1 for row in found if row["option"])
    assert not any("tillägga" in str(value) for row in found for value in row.values())
    (women,) = (row for row in found if row["question"] == "caseworkers" and row["first_member"] == "women")
    assert women == {
        "round": made.round.code,
        "year": 2016,
        "instrument": "competence-inventory",
        "instrument_version": "2016",
        "county": "20",
        "municipality": made.unit.code,
        "unit": made.unit.code,
        "joined_year": 2013,
        "question": "caseworkers",
        "first_dimension": "gender",
        "first_member": "women",
        "second_dimension": None,
        "second_member": None,
        "measure": "fte",
        "option": None,
        "value": 1000,
    }


def test_a_return_counts_from_the_day_it_was_signed_to_the_day_it_was_taken_back(tmp_path: Path) -> None:
    made = collection.cast(today=TODAY)
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers(), at=moved(-9))
    actions.submit(answer_to=made.answer_to, by=made.coordinator, at=moved(-8))
    actions.sign(answer_to=made.answer_to, by=made.signatory, at=moved(-6))
    actions.withdraw(answer_to=made.answer_to, by=made.signatory, at=moved(-4))
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers(20), at=moved(-3))
    actions.submit(answer_to=made.answer_to, by=made.coordinator, at=moved(-3))
    actions.sign(answer_to=made.answer_to, by=made.signatory, at=moved(-1))
    told = [
        figures(rows_of(taken(tmp_path, TODAY + timedelta(days)), "return")).get("caseworkers.women")
        for days in range(-8, 1)
    ]
    assert told == [None, None, 1000, 1000, None, None, None, 2000, 2000]
    assert Submission.objects.count() == 2


def test_a_district_stands_under_its_municipality(tmp_path: Path) -> None:
    made = collection.cast(today=TODAY)
    district = organisations.district(made.unit)
    asked = collection.asked(made.round, district, made.officer)
    for one in (made.answer_to, asked):
        collection.enter(one, made.coordinator, collection.complete_answers())
        actions.submit(answer_to=one, by=made.coordinator)
        actions.sign(answer_to=one, by=made.signatory)
    found = {(row["unit"], row["municipality"]) for row in rows_of(taken(tmp_path, TODAY), "return")}
    assert found == {(made.unit.code, made.unit.code), (district.code, made.unit.code)}


def test_every_cost_and_participant_is_there(tmp_path: Path) -> None:
    made = activities.cast()
    other = organisations.municipality("2081", "Borlänge")
    activities.activity(made)
    activities.activity(
        made,
        parts=["2080", "2081"],
        parts__2081__costs__competence__course_fees="1 000",
        parts__2081__participants__caseworker__without_degree__under_2="2",
    )
    found = rows_of(taken(tmp_path, TODAY), "activity")
    stored = ActivityPart.objects.select_related("unit", "activity")
    assert Counter(
        {
            (part.unit.code, part.activity.number, purpose, category): amount
            for part in stored
            for purpose, by_category in part.costs.items()
            for category, amount in by_category.items()
        }
    ) == {
        (row["municipality"], row["number"], row["purpose"], row["category"]): row["cost_sek"]
        for row in found
        if row["cost_sek"] is not None
    }
    assert {
        (part.unit.code, part.activity.number, *group.split(".")): count
        for part in stored
        for group, count in part.participants.items()
    } == {
        (row["municipality"], row["number"], row["role"], row["degree"], row["experience"]): row[
            "participants"
        ]
        for row in found
        if row["participants"] is not None
    }
    assert {row["entered_by"] for row in found} == {"2080"} and other.code in {
        row["municipality"] for row in found
    }
    assert all((row["cost_sek"] is None) != (row["participants"] is None) for row in found)
    assert found[0] == {
        "programme_year": "competence-grant-2013",
        "year": 2013,
        "county": "20",
        "municipality": "2080",
        "entered_by": "2080",
        "number": 1,
        "kind": "credit_course",
        "state": "carried_out",
        "starts": date(2013, 9, 2),
        "ends": date(2013, 11, 29),
        "directions": "assessment_methods social_law",
        "qualifying": False,
        "hours": 40,
        "credits_tenths": 75,
        "purpose": "competence",
        "category": "course_fees",
        "cost_sek": 240_000,
        "role": None,
        "degree": None,
        "experience": None,
        "participants": None,
    }


def test_an_activity_without_figures_is_there(tmp_path: Path) -> None:
    made = activities.cast()
    bare = {key: "" for key in activities.entries("2080") if key.startswith("parts.")}
    activities.activity(made, state="planned", **bare)
    (row,) = rows_of(taken(tmp_path, TODAY), "activity")
    assert row["cost_sek"] is None and row["participants"] is None and row["state"] == "planned"


def test_activities_are_as_they_stood_on_the_day(tmp_path: Path) -> None:
    made = activities.cast()
    entered = {"year": made.year, "unit": made.unit, "by": made.coordinator}
    saved = activity_actions.save_activity(entries=activities.entries("2080"), at=moved(-6), **entered)
    stored = saved.activity
    assert stored is not None
    activity_actions.save_activity(
        activity=stored,
        base=stored.revision,
        entries=activities.entries("2080", parts__2080__costs__competence__course_fees="90 000"),
        at=moved(-4),
        **entered,
    )
    activity_actions.remove_activity(activity=stored, by=made.coordinator, at=moved(-2))
    activity_actions.restore_activity(activity=stored, by=made.coordinator, at=moved(0))
    told = [
        sum(row["cost_sek"] or 0 for row in rows_of(taken(tmp_path, TODAY + timedelta(days)), "activity"))
        for days in range(-7, 1)
    ]
    assert told == [0, 240_000, 240_000, 90_000, 90_000, 0, 0, 90_000]


def queries_of(fact: FactTable) -> int:
    gathered = Gathering(TODAY)
    with CaptureQueriesContext(connection) as captured:
        assert sum(1 for _row in dict(gathered.sources)[fact]()) > 0
    return len(captured)


def test_queries_grow_neither_with_returns_nor_with_activities() -> None:
    made = activities.cast()
    first = collection.cast(today=TODAY)
    collection.signed(first)
    activities.activity(made)
    before = queries_of(RETURN), queries_of(ACTIVITY)
    for name in ("Borlänge", "Säter"):
        collection.signed(collection.cast(name, today=TODAY))
        activities.activity(made)
    assert (queries_of(RETURN), queries_of(ACTIVITY)) == before


@pytest.mark.parametrize("what", ["round", "year"])
def test_made_up_rounds_and_years_are_said_to_be(tmp_path: Path, what: str) -> None:
    if what == "round":
        collection.round_(made_up=True)
    else:
        activities.cast(made_up=True)
    assert taken(tmp_path, TODAY).made_up
