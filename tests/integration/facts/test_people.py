"""Facts about people against the register, the derivation and a count in SQL."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.competence.deriving import derived
from kompetenslyft.apps.facts import gathering
from kompetenslyft.apps.facts.gathering import Gathering
from kompetenslyft.apps.organisations.actions import create_joint_board
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.facts.schema import ASSESSMENT, EMPLOYMENT, FACTS
from kompetenslyft.core.staff.model import Service, StaffRole
from kompetenslyft.exchange.definitions import framework
from tests.factories import organisations, staff
from tests.integration.competence.deriving import DAY, FRAMEWORK, Town, mark, town
from tests.integration.competence.test_derivation_sql import made  # noqa: F401 - a register of every kind
from tests.integration.facts.taking import Row, rows_of, taken

pytestmark = pytest.mark.django_db

AREA = {one.id: area.id for area in framework(FRAMEWORK).areas for one in area.directions}
COUNTED = f"""
    service = '{Service.CHILD_WELFARE}' AND NOT long_leave AND role IN ('{{}}')
"""
CASEWORKERS = COUNTED.format("', '".join([StaffRole.SOCIAL_WORKER, StaffRole.FAMILY_HOME_SOCIAL_WORKER]))
LEADERS = COUNTED.format("', '".join([StaffRole.TEAM_LEADER, StaffRole.UNIT_MANAGER]))
WORDS = {"woman": "women", "man": "men"}


def in_database(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


RUNNING = f"e.first_day <= '{DAY}' AND (e.last_day IS NULL OR e.last_day >= '{DAY}')"
HOLDS = (
    f"a.stage = 'agreed' AND a.framework = '{FRAMEWORK}' AND a.mark <> 'not_assessed' "
    f"AND a.assessed_on <= '{DAY}' AND (a.superseded_on IS NULL OR a.superseded_on > '{DAY}')"
)


def test_sums_are_those_of_the_derivation(made: Town, tmp_path: Path) -> None:  # noqa: F811
    found = derived(made.answer_to.round, made.employer).total
    paths = taken(tmp_path, DAY).paths
    employment, assessment = (f"'{paths[name]}'" for name in ("employment", "assessment"))
    here = f"municipality = '{made.employer.code}'"
    for question, of_group in (("caseworkers", CASEWORKERS), ("team_leaders", LEADERS)):
        sums = duckdb.sql(
            f"SELECT gender, SUM(fte_hundredths) FROM {employment} WHERE {here} AND {of_group} "
            "AND gender IS NOT NULL GROUP BY gender"
        ).fetchall()
        assert {f"{question}.{WORDS[gender]}": figure for gender, figure in sums} == {
            key: figure for key, figure in found.items() if key.startswith(f"{question}.")
        }
    levels = duckdb.sql(
        f"SELECT area, direction, level, SUM(e.fte_hundredths) "
        f"FROM (SELECT DISTINCT person, area, direction, level FROM {assessment}) "
        f"JOIN {employment} e USING (person) WHERE {here} AND {CASEWORKERS} AND level <> 'exempt' GROUP BY ALL"
    ).fetchall()
    by_level = {f"level_{area}.{direction}.{level}": figure for area, direction, level, figure in levels}
    assert len(by_level) > 60
    assert by_level == {key: figure for key, figure in found.items() if key.startswith("level_") and figure}


def test_every_running_employment_is_there_as_it_stands(made: Town, tmp_path: Path) -> None:  # noqa: F811
    counted = in_database(
        "SELECT o.code, p.gender, e.role, e.service, e.share, e.role_since, p.social_work_since, COUNT(*) "
        "FROM staff_employment e JOIN staff_person p ON p.id = e.person_id "
        f"JOIN organisations_organisation o ON o.id = e.unit_id WHERE {RUNNING} "
        "GROUP BY o.code, p.gender, e.role, e.service, e.share, e.role_since, p.social_work_since"
    )
    found = rows_of(taken(tmp_path, DAY), "employment")
    columns = ("unit", "gender", "role", "service", "fte_hundredths", "role_since", "social_work_since")
    assert Counter(tuple(row[name] for name in columns) for row in found) == {
        (unit, gender or None, *others): count for unit, gender, *others, count in counted
    }
    ((people,),) = in_database(f"SELECT COUNT(DISTINCT e.person_id) FROM staff_employment e WHERE {RUNNING}")
    assert {row["person"] for row in found} == set(range(1, people + 1))
    ((graduates,),) = in_database(
        f"SELECT COUNT(DISTINCT e.person_id) FROM staff_employment e JOIN staff_credential c "
        f"ON c.person_id = e.person_id AND c.kind = 'social_work_degree' AND c.awarded_on <= '{DAY}' WHERE {RUNNING}"
    )
    assert len({row["person"] for row in found if row["social_work_degree"]}) == graduates > 0


def test_every_agreed_mark_is_there_for_each_employment(made: Town, tmp_path: Path) -> None:  # noqa: F811
    counted = in_database(
        "SELECT o.code, p.gender, e.role, a.direction, a.mark, COUNT(*), SUM(e.share) "
        "FROM staff_employment e JOIN staff_person p ON p.id = e.person_id "
        "JOIN organisations_organisation o ON o.id = e.unit_id "
        f"JOIN competence_assessment a ON a.person_id = p.id WHERE {RUNNING} AND {HOLDS} "
        "GROUP BY o.code, p.gender, e.role, a.direction, a.mark"
    )
    found = rows_of(taken(tmp_path, DAY), "assessment")
    shares: Counter[tuple[object, ...]] = Counter()
    rows: Counter[tuple[object, ...]] = Counter()
    for row in found:
        key = tuple(row[name] for name in ("unit", "gender", "role", "direction", "level"))
        rows[key] += 1
        shares[key] += row["fte_hundredths"]
        assert row["area"] == AREA[row["direction"]]
    expected = {
        (unit, gender or None, *others): told
        for unit, gender, *others, _n, _s in counted
        for told in [(_n, _s)]
    }
    assert {key: (rows[key], shares[key]) for key in rows} == expected
    jobs = Counter(row["person"] for row in rows_of(taken(tmp_path, DAY), "employment"))
    assert all(row["several_employments"] == (jobs[row["person"]] > 1) for row in found)
    assert {row["several_employments"] for row in found} == {True, False}


def one_person(name: str = "Faktaby") -> Town:
    made_one = town(name)
    person = staff.person(
        made_one.employer, made_one.unit, gender="man", share=80, first_day=date(2014, 3, 1)
    )
    staff.credential(person)
    mark(person, "family_law", Mark.ADVANCED)
    return made_one


def test_a_row_as_it_reads(tmp_path: Path) -> None:
    place = one_person()
    snapshot = taken(tmp_path, DAY)
    common = {
        "person": 1,
        "county": "20",
        "municipality": place.employer.code,
        "unit": place.unit.code,
        "gender": "man",
        "role": "social_worker",
        "fte_hundredths": 80,
    }
    assert rows_of(snapshot, "assessment") == [
        common | {"area": "law", "direction": "family_law", "level": "advanced", "several_employments": False}
    ]
    assert rows_of(snapshot, "employment") == [
        common
        | {
            "employer": place.employer.code,
            "service": "child_welfare",
            "permanent": True,
            "first_year": 2014,
            "role_since": 2012,
            "social_work_since": 2010,
            "social_work_degree": True,
            "qualified": True,
            "long_leave": False,
        }
    ]


def test_the_day_decides(tmp_path: Path) -> None:
    place = town("Dagby")
    person = staff.person(place.employer, place.unit, first_day=date(2014, 3, 1), last_day=DAY)
    staff.employment(person, place.other_unit, first_day=DAY + timedelta(1))
    mark(person, "family_law", Mark.BASIC, assessed_on=date(2015, 1, 1), superseded_on=DAY)
    mark(person, "family_law", Mark.ADVANCED, assessed_on=DAY)
    told = [
        (row["unit"], row["level"])
        for days in (-1, 0, 1)
        for row in rows_of(taken(tmp_path, DAY + timedelta(days)), "assessment")
    ]
    assert told == [
        (place.unit.code, "basic"),
        (place.unit.code, "advanced"),
        (place.other_unit.code, "advanced"),
    ]


def test_leave_of_thirty_days_is_long(tmp_path: Path) -> None:
    place = town("Ledigby")
    for days in (29, 30):
        person = staff.person(place.employer, place.unit, share=days)
        person.leaves.create(first_day=DAY, last_day=DAY + timedelta(days - 1))
    found = {row["fte_hundredths"]: row["long_leave"] for row in rows_of(taken(tmp_path, DAY), "employment")}
    assert found == {29: False, 30: True}


def test_only_those_the_law_asks_of_are_qualified_or_not(tmp_path: Path) -> None:
    place = town("Behörigby")
    staff.person(place.employer, place.unit, share=10, first_day=date(2015, 1, 1))
    staff.person(place.employer, place.unit, share=20, role=StaffRole.ADMINISTRATOR)
    staff.person(place.employer, place.unit, share=30, service=Service.ADULTS)
    found = {row["fte_hundredths"]: row["qualified"] for row in rows_of(taken(tmp_path, DAY), "employment")}
    assert found == {10: False, 20: None, 30: None}


def test_a_joint_board_stands_under_its_own_code(tmp_path: Path) -> None:
    board = create_joint_board(
        code="gn",
        name="Nämnden",
        members=[organisations.municipality(), organisations.municipality()],
        by=None,
    )
    staff.person(board, organisations.unit(board, "Utredning"))
    (row,) = rows_of(taken(tmp_path, DAY), "employment")
    assert (row["employer"], row["municipality"], row["county"]) == (board.code, board.code, "20")


def test_nobody_is_named_anywhere(tmp_path: Path) -> None:
    place = town("Namnby")
    person = staff.person(
        place.employer, place.unit, name="Sällsynt Namnsson", number="XK-77341", email="s@example.se"
    )
    mark(person, "family_law", Mark.BASIC, note="Hemligt ord")
    snapshot = taken(tmp_path, DAY)
    everything = "".join(path.read_bytes().decode("latin-1") for path in snapshot.folder.iterdir())
    values = str([rows_of(snapshot, table.name) for table in FACTS])
    for said in ("Sällsynt", "XK-77341", "s@example.se", "Hemligt"):
        assert said not in everything and said not in values


def numbered(out: Path, day: date) -> list[Row]:
    return rows_of(taken(out, day), "employment")


def shares_in_order(out: Path, day: date) -> list[int]:
    """Who is who, told by the share, in the order of the numbers."""
    return [row["fte_hundredths"] for row in numbered(out, day)]


def test_the_same_database_gives_the_same_bytes(made: Town, tmp_path: Path) -> None:  # noqa: F811
    one, other = taken(tmp_path / "one", DAY), taken(tmp_path / "other", DAY)
    assert one.manifest == other.manifest
    for name, path in one.paths.items():
        assert path.read_bytes() == other.paths[name].read_bytes()


def test_neither_numbers_nor_order_join_two_snapshots(tmp_path: Path, settings: Any) -> None:
    place = town("Okopplad")
    for share in range(1, 101):
        staff.person(place.employer, place.unit, share=share)
    first = shares_in_order(tmp_path / "1", DAY)
    assert sorted(first) == list(range(1, 101)) != first
    assert shares_in_order(tmp_path / "2", DAY) == first
    another_day = shares_in_order(tmp_path / "3", DAY - timedelta(1))
    AuditRow.objects.create(
        at=staff.AT, actor_label="Test", action="test.write", object_type="x", object_id="1"
    )
    another_state = shares_in_order(tmp_path / "4", DAY)
    settings.SECRET_KEY = "en annan nyckel"
    another_key = shares_in_order(tmp_path / "5", DAY)
    orders = [first, another_day, another_state, another_key]
    for place_, one in enumerate(orders):
        for other in orders[place_ + 1 :]:
            assert sum(a == b for a, b in zip(one, other, strict=True)) < 10


@pytest.mark.parametrize(
    ("fact", "in_a_batch"), [(EMPLOYMENT, 4), (ASSESSMENT, 5)], ids=["employment", "assessment"]
)
def test_queries_do_not_grow_with_people(fact: Any, in_a_batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    place = town("Mångaby")

    def queries(people: int) -> int:
        for _ in range(people):
            mark(staff.person(place.employer, place.unit), "family_law", Mark.BASIC)
        gathered = Gathering(DAY)
        assert gathered.state and not gathered.made_up
        source = dict(gathered.sources)[fact]
        with CaptureQueriesContext(connection) as captured:
            assert sum(1 for _row in source()) > 0
        return len(captured)

    few = queries(4)
    assert queries(36) == few
    monkeypatch.setattr(gathering, "PEOPLE_TOGETHER", 10)
    assert queries(0) == few + 3 * in_a_batch


def test_what_is_made_up_is_said_to_be(tmp_path: Path) -> None:
    place = town("Påhittby")
    staff.person(place.employer, place.unit)
    assert not taken(tmp_path / "1", DAY).made_up
    staff.person(place.employer, place.unit, made_up=True)
    assert taken(tmp_path / "2", DAY).made_up
