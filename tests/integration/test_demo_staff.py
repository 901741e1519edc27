"""Stockholm's staff in the demo: the register gives the return that the city has sent, and there is much to try."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.competence.deriving import basis
from kompetenslyft.apps.competence.models import AppraisalTalk, DevelopmentNeed, Network, Plan, Resource
from kompetenslyft.apps.facts.actions import take_snapshot
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.apps.staff.actions import imports
from kompetenslyft.apps.staff.models import Person, StaffImport
from kompetenslyft.core.competence.plan import PlanState
from kompetenslyft.core.competence.talk import OPEN, Status
from kompetenslyft.core.findings import Severity
from kompetenslyft.demo.logins import (
    CITY_COORDINATOR_EMAIL,
    DEMO_DAY,
    EMPLOYEE_EMAIL,
    LOGINS,
    STAFF_ADMINISTRATOR_EMAIL,
    UNIT_MANAGER_EMAIL,
    UNIT_TO_TRY,
)
from kompetenslyft.demo.participants import IN_PROGRESS, STOCKHOLM
from kompetenslyft.demo.returns import make_returns
from kompetenslyft.demo.rounds import at
from kompetenslyft.demo.scenario import fill
from kompetenslyft.demo.staff.places import BY_CODE, DISTRICTS
from kompetenslyft.exchange.snapshots import open_snapshot

pytestmark = pytest.mark.django_db

TOLD = list[tuple[int, int, str]]


@pytest.fixture
def told() -> TOLD:
    steps: TOLD = []
    assert fill(
        lambda *step: steps.append(step),
        only={STOCKHOLM, IN_PROGRESS},
        with_report=False,
        with_grants=False,
    )
    return steps


def test_the_register_gives_the_return_that_the_city_has_sent_and_there_is_much_to_try(
    told: TOLD, tmp_path: Path
) -> None:
    _progress_ends_at_the_total(told)
    _the_signed_return_is_what_the_register_gives()
    _a_snapshot_says_what_the_return_says(tmp_path)
    _everybody_is_said_to_be_made_up()
    _talks_stand_in_every_state()
    _plans_and_resources_are_there()
    _those_to_log_in_as_have_something_to_try()
    _staff_files_wait_to_be_read_in()


def test_where_the_city_is_not_followed_there_is_no_staff() -> None:
    steps: TOLD = []
    fill(lambda *step: steps.append(step), only={IN_PROGRESS}, with_report=False, with_grants=False)
    assert steps[-1][0] == steps[-1][1]
    assert not Person.objects.exists()
    assert not organisations.units_below(organisations.by_code(DISTRICTS[0])).exists()


def _progress_ends_at_the_total(told: TOLD) -> None:
    done = [step[0] for step in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]
    assert {step[1] for step in told[1:]} == {told[-1][1]}


def _the_signed_return_is_what_the_register_gives() -> None:
    coordinator = accounts.user_by_email(CITY_COORDINATOR_EMAIL)
    answer_to = collection.return_in(
        coordinator, round_code="inventering-2016", unit_code=STOCKHOLM, on=DEMO_DAY
    )
    given = basis(answer_to.round, answer_to.unit)
    signed = {one.unit: one.values for one in collection.counted_returns(["inventering-2016"])}[STOCKHOLM]
    figures = {key: value for key, value in signed.items() if isinstance(value, int)}
    assert dict(given.derived.total) == figures
    assert signed == make_returns([code for code, _ in municipalities()])[2016][STOCKHOLM]
    assert set(given.derived.units) - {STOCKHOLM} == set(DISTRICTS)
    for key in ("caseworkers.women", "level_law.family_law.lacking", "team_leaders.men"):
        parts = [figures.get(key, 0) for figures in given.derived.units.values()]
        assert sum(parts) == figures[key]
    assert [one for one in given.findings if one.severity is Severity.HARD] == []
    from_register = {cell.key for cell in answer_to.cells.all() if cell.channel == "register"}
    assert from_register == set(figures)
    assert basis(answer_to.round, answer_to.unit, DEMO_DAY).derived.total != given.derived.total


def _a_snapshot_says_what_the_return_says(out: Path) -> None:
    """The facts about people come to the figures of the return that the city has signed."""
    taken = take_snapshot(as_of=date(2016, 11, 15), out=out, heard=lambda *_told: None, operator="operator")
    paths = open_snapshot(taken.folder).paths
    handling = "role IN ('social_worker', 'family_home_social_worker')"
    caseworkers = f"NOT long_leave AND service = 'child_welfare' AND {handling}"
    levels = duckdb.sql(
        f"SELECT area, direction, level, SUM(fte_hundredths) "
        f"FROM (SELECT DISTINCT person, area, direction, level FROM '{paths['assessment']}') "
        f"JOIN '{paths['employment']}' USING (person) "
        f"WHERE municipality = '{STOCKHOLM}' AND {caseworkers} AND level <> 'exempt' GROUP BY ALL"
    ).fetchall()
    signed = {one.unit: one.values for one in collection.counted_returns(["inventering-2016"])}[STOCKHOLM]
    assert {f"level_{area}.{direction}.{level}": sum_ for area, direction, level, sum_ in levels} == {
        key: figure for key, figure in signed.items() if key.startswith("level_") and figure
    }
    genders = duckdb.sql(
        f"SELECT gender, SUM(fte_hundredths) FROM '{paths['employment']}' "
        f"WHERE municipality = '{STOCKHOLM}' AND {caseworkers} GROUP BY ALL"
    ).fetchall()
    assert dict(genders) == {"woman": signed["caseworkers.women"], "man": signed["caseworkers.men"]}
    assert taken.manifest.made_up


def _everybody_is_said_to_be_made_up() -> None:
    assert Person.objects.count() > 1_400
    assert not Person.objects.filter(made_up=False).exists()
    assert Person.objects.filter(revision__gt=1).count() > 100
    units = organisations.units_below(organisations.by_code(STOCKHOLM))
    assert {unit.code for unit in units if unit.code in BY_CODE} == set(BY_CODE)


def _talks_stand_in_every_state() -> None:
    states = Counter(AppraisalTalk.objects.values_list("status", flat=True))
    assert states.total() == 40
    assert set(states) == set(Status) - {Status.NEW}
    for talk in AppraisalTalk.objects.prefetch_related("events"):
        moments = [event.at for event in talk.events.all()]
        assert moments == sorted(moments)
        assert moments[-1] < at(DEMO_DAY, 0)
        assert all(moment.weekday() < 5 for moment in moments)
        waits = talk.state in (Status.CALLED, Status.OWN_DONE)
        assert not waits or talk.scheduled_at > at(DEMO_DAY, 0)


def _plans_and_resources_are_there() -> None:
    individual = Counter(Plan.objects.filter(kind="individual").values_list("state", flat=True))
    assert set(individual) == set(PlanState)
    collective = set(Plan.objects.filter(kind="collective").values_list("organisation__code", "state"))
    assert collective == {
        (STOCKHOLM, "followed_up"),
        (STOCKHOLM, "decided"),
        ("0180-bromma", "decided"),
        (UNIT_TO_TRY, "draft"),
    }
    assert Resource.objects.count() == 16
    assert Network.objects.count() == 3
    assert set(DevelopmentNeed.objects.values_list("year", flat=True)) == {2017, 2018, 2019}


def _those_to_log_in_as_have_something_to_try() -> None:
    held = {
        email: {str(role) for _, role in accounts.open_roles(accounts.user_by_email(email), DEMO_DAY)}
        for email in (
            UNIT_MANAGER_EMAIL,
            EMPLOYEE_EMAIL,
            STAFF_ADMINISTRATOR_EMAIL,
            CITY_COORDINATOR_EMAIL,
        )
    }
    assert held == {login.email: {role for _, role in login.roles} for login in LOGINS if login.email in held}
    employee = Person.objects.get(email=EMPLOYEE_EMAIL)
    talk = AppraisalTalk.objects.get(person=employee)
    assert talk.state is Status.CALLED
    assert talk.unit.code == UNIT_TO_TRY
    under_way = AppraisalTalk.objects.filter(unit__code=UNIT_TO_TRY, status__in=[one.value for one in OPEN])
    assert under_way.values("status").distinct().count() >= 4


def _staff_files_wait_to_be_read_in() -> None:
    right, wrong = StaffImport.objects.order_by("id")
    assert right.state == wrong.state == StaffImport.State.CHECKED
    counts = right.difference["counts"]
    assert (counts["new"], counts["changed"], counts["ended"]) == (1, 3, 0)
    assert sum(found["severity"] == "hard" for found in wrong.findings) >= 4
    administrator = accounts.user_by_email(STAFF_ADMINISTRATOR_EMAIL)
    kept = imports.apply(staff_import=right, by=administrator, at=at(DEMO_DAY, 600))
    assert (kept.added, kept.changed) == (1, 3)
