"""One person as the derivation counts them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.derivation.people import Counted, away_for, counted
from kompetenslyft.core.staff.model import (
    Credential,
    CredentialKind,
    Employment,
    Leave,
    Person,
    Service,
    StaffRole,
)
from tests.unit.core.derivation.made import DAY, DEFINITION


def job(unit: str = "team", **fields: object) -> Employment:
    wanted: dict[str, object] = {
        "role": StaffRole.SOCIAL_WORKER,
        "service": Service.CHILD_WELFARE,
        "share": 100,
        "permanent": True,
        "first_day": date(2012, 1, 1),
    }
    return Employment(unit, **(wanted | fields))  # type: ignore[arg-type]


def read(*employments: Employment, **fields: object) -> Counted:
    person = Person("A1", "Nora", None, 2010, employments=employments, **fields)  # type: ignore[arg-type]
    return counted(DEFINITION, 1, person, {}, units={"team": "north", "other": "south"}, day=DAY)


def test_shares_are_those_of_the_day_by_reporting_unit() -> None:
    found = read(job(share=60), job("other", share=40), job(share=50, last_day=date(2016, 11, 14)))
    assert found.groups["caseworkers"].shares == {"north": 60, "south": 40}


def test_the_day_itself_is_in() -> None:
    assert read(job(last_day=DAY)).groups
    assert read(job(first_day=DAY)).groups
    assert not read(job(first_day=DAY + timedelta(days=1))).groups


def test_one_who_leads_half_time_is_in_both_groups() -> None:
    found = read(job(share=50), job(share=50, role=StaffRole.TEAM_LEADER))
    assert {group: part.shares for group, part in found.groups.items()} == {
        "caseworkers": {"north": 50},
        "team_leaders": {"north": 50},
    }


def test_years_in_the_role_count_wherever_they_were() -> None:
    before = job("elsewhere", role_since=2008, last_day=date(2015, 1, 1))
    found = read(before, job(role=StaffRole.FAMILY_HOME_SOCIAL_WORKER, role_since=2016))
    assert found.groups["caseworkers"].role_since == 2008


def test_roles_that_no_group_has_are_outside() -> None:
    found = read(job(role=StaffRole.TREATMENT, share=80), job(service=Service.ELDERLY))
    assert (found.groups, found.outside) == ({}, 80)


def test_a_degree_holds_from_its_day() -> None:
    degrees = tuple(
        Credential(kind, "", DAY + timedelta(days=days))
        for kind, days in ((CredentialKind.MASTER, 0), (CredentialKind.SOCIAL_WORK_DEGREE, 1))
    )
    assert read(job(), credentials=degrees).credentials == {CredentialKind.MASTER}


def test_yes_in_one_of_two_jobs_is_yes() -> None:
    leader = {"role": StaffRole.TEAM_LEADER}
    some = [job(share=50, first_management_job=answer, **leader) for answer in (None, False, True)]
    assert read(*some[:1]).groups["team_leaders"].first_management_job is None
    assert read(*some[:2]).groups["team_leaders"].first_management_job is False
    assert read(*some).groups["team_leaders"].first_management_job is True


@pytest.mark.parametrize(("days", "away"), [(29, False), (30, True)])
def test_who_is_away_for_thirty_days_is_not_counted(days: int, away: bool) -> None:
    leave = Leave(DAY, DAY + timedelta(days=days - 1))
    assert read(job(), leaves=(leave,)).away is away


def test_leaves_that_follow_on_each_other_are_one() -> None:
    leaves = [Leave(date(2016, 11, 1), date(2016, 11, 15)), Leave(date(2016, 11, 16), date(2016, 11, 30))]
    assert away_for(leaves, DAY) == 30
    assert away_for([leaves[0], Leave(date(2016, 11, 17), None)], DAY) == 15
    assert away_for([Leave(date(2016, 11, 10), None)], DAY) > 30
    assert away_for([Leave(date(2016, 11, 16), None)], DAY) == 0


spans = st.lists(
    st.tuples(st.integers(-60, 60), st.integers(0, 40)).map(
        lambda span: Leave(DAY + timedelta(span[0]), DAY + timedelta(span[0] + span[1]))
    ),
    max_size=6,
)


@given(spans)
def test_days_away_are_those_around_the_day_one_after_the_other(leaves: list[Leave]) -> None:
    def on_leave(day: date) -> bool:
        return any(one.first_day <= day <= (one.last_day or date.max) for one in leaves)

    days = 0
    if on_leave(DAY):
        back = next(n for n in range(200) if not on_leave(DAY - timedelta(n)))
        days = back + next(n for n in range(200) if not on_leave(DAY + timedelta(n))) - 1
    assert away_for(leaves, DAY) == days
