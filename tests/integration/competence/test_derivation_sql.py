"""The derived return against an independent count in SQL, on a register with all sorts of histories."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from kompetenslyft.apps.competence.deriving import derived
from kompetenslyft.apps.competence.models import Assessment
from kompetenslyft.apps.staff.models import Credential, Employment, Leave, Person
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.staff.model import CredentialKind, Service, StaffRole
from kompetenslyft.exchange.definitions import derivation_of, framework, instrument
from tests.factories import organisations, staff
from tests.integration.competence.deriving import DAY, DIRECTIONS, FRAMEWORK, Town, town

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db

PEOPLE = 320
POSTGRES = connection.vendor == "postgresql"

ON_LEAVE = f"""
    SELECT DISTINCT l.person_id, c.n FROM calendar c JOIN staff_leave l
      ON l.first_day <= {"CAST(c.day AS date)" if POSTGRES else "c.day"}
     AND (l.last_day IS NULL OR l.last_day >= {"CAST(c.day AS date)" if POSTGRES else "c.day"})
"""
COUNTED = f"""
WITH RECURSIVE below(id, reporting) AS (
    SELECT id, code FROM organisations_organisation WHERE code = %(code)s
    UNION ALL
    SELECT o.id, CASE WHEN o.kind = 'unit' THEN below.reporting ELSE o.code END
    FROM organisations_organisation o JOIN below ON o.parent_id = below.id
),
calendar(n, day) AS (VALUES {", ".join(f"({n}, '{DAY + timedelta(n)}')" for n in range(-40, 41))}),
streaks AS (
    SELECT person_id, n, n - ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY n) AS streak
    FROM ({ON_LEAVE}) AS days
),
away AS (
    SELECT person_id FROM streaks GROUP BY person_id, streak
    HAVING MIN(n) <= 0 AND MAX(n) >= 0 AND COUNT(*) >= 30
),
jobs AS (
    SELECT e.person_id, below.reporting, e.share, e.first_management_job, e.needs_supervision_training,
           CASE WHEN e.role IN ('social_worker', 'family_home_social_worker') THEN 'caseworkers' ELSE 'team_leaders' END
           AS grp
    FROM staff_employment e JOIN below ON below.id = e.unit_id
    WHERE e.first_day <= '{DAY}' AND (e.last_day IS NULL OR e.last_day >= '{DAY}') AND e.service = 'child_welfare'
      AND e.role IN ('social_worker', 'family_home_social_worker', 'team_leader', 'unit_manager')
      AND e.person_id NOT IN (SELECT person_id FROM away)
)
"""


def holds(*kinds: str) -> str:
    names = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        "EXISTS (SELECT 1 FROM staff_credential c WHERE c.person_id = j.person_id "
        f"AND c.awarded_on <= '{DAY}' AND c.kind IN ({names}))"
    )


FIRST_YEAR = f"""(SELECT MIN(x.role_since) FROM staff_employment x WHERE x.person_id = j.person_id
    AND x.first_day <= '{DAY}' AND x.service = 'child_welfare'
    AND x.role IN ('social_worker', 'family_home_social_worker')) > 2015"""
SAYS = "EXISTS (SELECT 1 FROM jobs k WHERE k.person_id = j.person_id AND k.grp = 'team_leaders' AND k.{0})"
WHERE = {
    "caseworkers": "j.grp = 'caseworkers'",
    "degree_under_1_year": f"j.grp = 'caseworkers' AND {holds('social_work_degree')} AND {FIRST_YEAR}",
    "no_degree": f"j.grp = 'caseworkers' AND NOT {holds('social_work_degree')}",
    "caseworkers_continuing_training": f"j.grp = 'caseworkers' AND {holds('continuing_training')}",
    "caseworkers_higher_education": f"j.grp = 'caseworkers' AND {holds('higher_education_children', 'master')}",
    "caseworkers_master": f"j.grp = 'caseworkers' AND {holds('master')}",
    "team_leaders": "j.grp = 'team_leaders'",
    "leaders_first_job": f"j.grp = 'team_leaders' AND {SAYS.format('first_management_job')}",
    "leaders_need_development": f"j.grp = 'team_leaders' AND {SAYS.format('needs_supervision_training')}",
    "leaders_under_3_years": "j.grp = 'team_leaders' AND p.social_work_since >= 2014",
    "leaders_continuing_training": f"j.grp = 'team_leaders' AND {holds('continuing_training')}",
    "leaders_higher_education": f"j.grp = 'team_leaders' AND {holds('higher_education_children', 'master')}",
    "leaders_master": f"j.grp = 'team_leaders' AND {holds('master')}",
}
GENDERS = {"woman": "women", "man": "men"}
BY_GENDER = {"caseworkers", "no_degree", "team_leaders"}
OF_PEOPLE = {key for key in WHERE if key.endswith(("_training", "_education", "_master"))}


def rows(code: str, query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTED + query, {"code": code})
        return cursor.fetchall()


def counted_in_sql(code: str) -> dict[str | None, Counter[str]]:
    """Every cell's figure, by reporting unit, and under None of all of them."""
    found: dict[str | None, Counter[str]] = {}
    for place in ("j.reporting", "CAST(NULL AS text)"):
        grouped = f"{place}, p.gender" if place == "j.reporting" else "p.gender"
        for question, where in WHERE.items():
            what = "COUNT(DISTINCT j.person_id)" if question in OF_PEOPLE else "SUM(j.share)"
            query = f"SELECT {place}, p.gender, {what} FROM jobs j JOIN staff_person p ON p.id = j.person_id "
            for unit, gender, figure in rows(code, f"{query} WHERE {where} GROUP BY {grouped}"):
                if question not in BY_GENDER:
                    found.setdefault(unit, Counter())[question] += figure
                elif gender:
                    found.setdefault(unit, Counter())[f"{question}.{GENDERS[gender]}"] += figure
        grouped = grouped.replace("p.gender", "a.direction, a.mark")
        levels = (
            f"SELECT {place}, a.direction, a.mark, SUM(j.share) FROM jobs j JOIN competence_assessment a "
            f"ON a.person_id = j.person_id AND a.stage = 'agreed' AND a.framework = '{FRAMEWORK}' "
            f"AND a.assessed_on <= '{DAY}' AND (a.superseded_on IS NULL OR a.superseded_on > '{DAY}') "
            f"WHERE j.grp = 'caseworkers' AND a.mark IN ('basic', 'advanced', 'lacking') GROUP BY {grouped}"
        )
        for unit, direction, said, figure in rows(code, levels):
            found.setdefault(unit, Counter())[f"{AREAS[direction]}.{direction}.{said}"] += figure
    return found


AREAS = {one.id: f"level_{area.id}" for area in framework(FRAMEWORK).areas for one in area.directions}


@pytest.fixture
def made() -> Town:
    """A municipality with three districts and somebody of every kind."""
    made = town("Sqlby")
    chance = random.Random(2016)
    west = organisations.district(made.employer, "Västra")
    units = [made.employer, made.unit, made.other_unit, west, organisations.unit(west, "Familjehem")]
    elsewhere = organisations.unit(organisations.municipality(name="Grannby"), "Utredning")
    people = Person.objects.bulk_create(
        Person(
            employer=made.employer,
            number=f"S{number}",
            name=f"Påhittad {number}",
            gender=chance.choice(["woman", "woman", "man", ""]),
            social_work_since=chance.choice([None, 2000, 2012, 2013, 2014, 2015, 2016]),
            changed_at=staff.AT,
            changed_by="Test",
        )
        for number in range(PEOPLE)
    )
    Employment.objects.bulk_create(
        one for person in people for one in employments(person, [*units, elsewhere], chance)
    )
    Credential.objects.bulk_create(
        Credential(person=person, kind=kind, awarded_on=near(chance, 400))
        for person in people
        for kind in chance.sample(list(CredentialKind), chance.randrange(5))
    )
    Leave.objects.bulk_create(leave for person in people for leave in leaves(person, chance))
    Assessment.objects.bulk_create(
        one
        for person in people
        if chance.random() < 0.8
        for direction in chance.sample(DIRECTIONS, chance.randrange(len(DIRECTIONS)))
        for one in assessments(person, direction, chance)
    )
    return made


def near(chance: random.Random, days: int) -> date:
    """A day around the reference day, and often just that day or its neighbours."""
    return DAY + timedelta(days=chance.choice([0, -1, 1, chance.randint(-days, days // 4)]))


def employments(person: Person, units: list[Organisation], chance: random.Random) -> list[Employment]:
    """One to three stretches: past, running, to come; side by side in two units; in roles that count and not."""
    stretches = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        first = near(chance, 2000)
        leader = chance.random() < 0.3
        roles = [StaffRole.TEAM_LEADER, StaffRole.UNIT_MANAGER] if leader else list(StaffRole)[:3]
        stretches.append(
            Employment(
                person=person,
                unit=chance.choice(units),
                role=chance.choice([*roles, *roles, chance.choice(list(StaffRole))]),
                service=chance.choice([Service.CHILD_WELFARE] * 5 + [Service.ADULTS]),
                share=chance.choice([100, 75, 50, 33, 7]),
                permanent=chance.random() < 0.7,
                first_day=first,
                last_day=chance.choice([None, None, max(first, near(chance, 300))]),
                role_since=chance.choice([None, 2010, 2015, 2016]),
                first_management_job=chance.choice([None, True, False]) if leader else None,
                needs_supervision_training=chance.choice([None, True, False]) if leader else None,
            )
        )
    return stretches


def leaves(person: Person, chance: random.Random) -> list[Leave]:
    """None for most; long, short, open, and two that follow on each other for some."""
    kind = chance.randrange(12)
    if kind > 4:
        return []
    first = DAY - timedelta(days=chance.choice([0, 5, 28, 29, 30]))
    last = first + timedelta(days=chance.choice([10, 28, 29, 30, 35]))
    if kind == 0:
        return [Leave(person=person, first_day=first)]
    if kind == 1:
        following = last + timedelta(days=chance.choice([1, 2]))
        return [
            Leave(person=person, first_day=first, last_day=last),
            Leave(person=person, first_day=following, last_day=following + timedelta(days=20)),
        ]
    return [Leave(person=person, first_day=first, last_day=last)]


def assessments(person: Person, direction: str, chance: random.Random) -> list[Assessment]:
    """An earlier mark and a later, around the day; now and then at another stage or with another framework."""
    turn = near(chance, 200)
    stage = chance.choice([Stage.AGREED] * 6 + [Stage.OWN, Stage.LEADER])
    common: dict[str, Any] = {
        "person": person,
        "direction": direction,
        "stage": stage,
        "occasion": "other",
        "at": staff.AT,
        "by_label": "Test",
        "framework": chance.choice([FRAMEWORK] * 8 + ["child-welfare@1999"]),
    }
    marks = chance.choices(list(Mark), k=2)
    earlier = Assessment(mark=marks[0], assessed_on=turn - timedelta(days=300), superseded_on=turn, **common)
    return [earlier, Assessment(mark=marks[1], assessed_on=turn, **common)]


def test_every_cell_equals_a_count_in_sql(made: Town) -> None:
    found = derived(made.answer_to.round, made.employer)
    counted = counted_in_sql(made.employer.code)
    definition = derivation_of("competence-inventory@2016")
    assert definition is not None
    assert set(found.total) == {
        key
        for question in definition.by_question
        for _head, specs, _total in instrument(definition.instrument).rows_by_question[question]
        for key in (spec.key for spec in specs)
    }
    assert len(found.total) == 94
    assert {key: counted[None][key] for key in found.total} == found.total
    assert len(found.units) == 4
    for unit, figures in found.units.items():
        assert {key: counted[unit][key] for key in figures} == figures
    assert min(found.total["caseworkers.women"], found.away, found.outside) > 0
    assert sum(found.unknown.values()) > 0


def test_a_district_by_itself_equals_its_count_too(made: Town) -> None:
    counted = counted_in_sql(made.north.code)
    total = derived(made.answer_to.round, made.north).total
    assert {key: counted[None][key] for key in total} == total
