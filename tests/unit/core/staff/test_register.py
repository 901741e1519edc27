"""The register's rules: what a record may hold, and how it reads on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.staff.model import (
    CredentialKind,
    Leave,
    LeavingReason,
    Person,
    StaffRole,
    Subject,
)
from kompetenslyft.core.staff.register import (
    away_on,
    check_person,
    fullest_day,
    share_on,
    units_on,
    works_on,
)
from tests.unit.core.staff.made_up import DAYS, START, degree, employment, employments, people, person

TODAY = date(2016, 11, 1)


def codes(one: Person) -> list[str]:
    return [finding.code for finding in check_person(one, TODAY)]


def test_a_record_without_fault_gives_no_findings() -> None:
    one = person(
        employment(START, date(2014, 5, 31), leaving_reason=LeavingReason.INTERNAL_MOVE),
        employment(date(2014, 6, 1), share=75, role_since=2012),
        email="medarbetare.ett@example.org",
        credentials=(degree(subjects=frozenset({Subject.SOCIAL_LAW}), credits=2100),),
        leaves=(Leave(date(2013, 1, 1), date(2013, 12, 31)),),
    )
    assert codes(one) == []


def test_a_last_day_needs_no_reason() -> None:
    assert codes(person(employment(START, date(2014, 5, 31)))) == []


@pytest.mark.parametrize(
    ("one", "code", "cell"),
    [
        (person(number=""), "N130", "number"),
        (person(number=" A1"), "N130", "number"),
        (person(number="9" * 41), "N130", "number"),
        (person(number="850709-9805"), "N102", "number"),
        (person(name="Medarbetare 198507099805"), "N102", "name"),
        (person(name=""), "N103", "name"),
        (person(name="a\0b"), "N103", "name"),
        (person(name="N" * 121), "N103", "name"),
        (person(email="ingen adress"), "N104", "email"),
        (person(social_work_since=1066), "N119", "social_work_since"),
        (person(social_work_since=2017), "N119", "social_work_since"),
        (person(employment(START, START - timedelta(days=1))), "N105", "employments.0.last_day"),
        (person(employment(share=250)), "N106", "employments.0.share"),
        (person(employment(share=0)), "N106", "employments.0.share"),
        (
            person(employment(leaving_reason=LeavingReason.RETIREMENT)),
            "N108",
            "employments.0.last_day",
        ),
        (person(employment(date(1012, 3, 1))), "N111", "employments.0.first_day"),
        (person(employment(role_since=12)), "N119", "employments.0.role_since"),
        (person(credentials=(degree(date(1939, 6, 1)),)), "N113", "credentials.0.awarded_on"),
        (person(credentials=(degree(date(2016, 11, 2)),)), "N113", "credentials.0.awarded_on"),
        (
            person(
                credentials=(
                    degree(kind=CredentialKind.CONTINUING_TRAINING, subjects=frozenset({Subject.PSYCHOLOGY})),
                )
            ),
            "N114",
            "credentials.0.subjects",
        ),
        (person(credentials=(degree(title="t" * 201),)), "N117", "credentials.0.title"),
        (person(credentials=(degree(credits=0),)), "N118", "credentials.0.credits"),
        (person(leaves=(Leave(START, START - timedelta(days=1)),)), "N115", "leaves.0.last_day"),
    ],
)
def test_a_fault_is_found_at_its_place_and_keeps_the_record_out(one: Person, code: str, cell: str) -> None:
    (finding,) = check_person(one, TODAY)
    assert (finding.code, finding.severity, finding.cells) == (code, Severity.HARD, (cell,))


def test_employments_above_full_time_are_named_with_the_first_day_and_the_sum() -> None:
    one = person(
        employment(date(2015, 1, 1), share=50),
        employment(date(2015, 9, 1), share=80),
        employment(START, share=25),
    )
    (finding,) = check_person(one, TODAY)
    assert finding.code == "N107"
    assert "2015-09-01" in finding.message.sv
    assert "155 procent" in finding.message.sv
    assert finding.cells == ("employments.0.share", "employments.1.share", "employments.2.share")


def test_the_last_day_of_one_employment_overlaps_the_first_of_the_next_on_that_day() -> None:
    assert codes(person(employment(START, TODAY), employment(TODAY))) == ["N107"]
    assert codes(person(employment(START, TODAY - timedelta(days=1)), employment(TODAY))) == []


def test_the_same_employment_twice_is_found() -> None:
    half = employment(share=50)
    assert codes(person(half, half)) == ["N112"]


def test_years_that_contradict_each_other_are_soft() -> None:
    found = check_person(
        person(
            employment(START, date(2013, 1, 1), role_since=2014),
            employment(date(2014, 1, 1), role_since=2009),
        ),
        TODAY,
    )
    assert [(one.code, one.severity) for one in found] == [("N109", Severity.SOFT), ("N110", Severity.SOFT)]


def test_a_year_in_another_kind_of_role_may_lie_before_social_work() -> None:
    assert codes(person(employment(role=StaffRole.ADMINISTRATOR, role_since=1990))) == []


def test_overlapping_leaves_are_found_also_within_an_open_one() -> None:
    leaves = (
        Leave(date(2015, 1, 1)),
        Leave(date(2014, 1, 1), date(2014, 2, 1)),
        Leave(date(2015, 3, 1), date(2015, 4, 1)),
    )
    (finding,) = check_person(person(leaves=leaves), TODAY)
    assert (finding.code, finding.cells) == ("N116", ("leaves.2.first_day",))


@given(people(), st.randoms())
def test_the_order_of_what_is_dated_does_not_matter(one: Person, random) -> None:
    mixed = replace(
        one,
        employments=tuple(random.sample(one.employments, len(one.employments))),
        credentials=tuple(random.sample(one.credentials, len(one.credentials))),
        leaves=tuple(random.sample(one.leaves, len(one.leaves))),
    )
    assert sorted(codes(mixed)) == sorted(codes(one))


@given(people(), DAYS)
def test_the_share_of_a_day_is_the_sum_of_what_runs(one: Person, day: date) -> None:
    assert share_on(one, day) == sum(running.share for running in works_on(one, day))


@given(people())
def test_a_day_reads_as_when_days_are_gone_through_one_by_one(one: Person) -> None:
    """Each span is spelled out into its days, and each day asked for; open ones run to the end of the stretch."""
    stretch = [START + timedelta(days=days) for days in range(700)]

    def spelled(first: date, last: date | None) -> set[date]:
        return {day for day in stretch if day >= first and (last is None or day <= last)}

    in_work = [(running, spelled(running.first_day, running.last_day)) for running in one.employments]
    away = set().union(*(spelled(leave.first_day, leave.last_day) for leave in one.leaves))
    for day in stretch[::37]:
        assert works_on(one, day) == tuple(running for running, days in in_work if day in days)
        assert away_on(one, day) == (day in away)


@given(people())
def test_the_day_above_full_time_is_the_first_of_all_days(one: Person) -> None:
    stretch = [START + timedelta(days=days) for days in range(401)]
    above = [day for day in stretch if share_on(one, day) > 100]
    assert fullest_day(one) == ((above[0], share_on(one, above[0])) if above else None)


@given(st.lists(employments(), max_size=6))
def test_nobody_whose_employments_follow_each_other_is_above_full_time(several) -> None:
    several.sort(key=lambda each: each.first_day)
    apart, free = [], date.min
    for each in several:
        if each.first_day >= free and each.last_day is not None:
            apart.append(each)
            free = each.last_day + timedelta(days=1)
    assert "N107" not in codes(person(*apart))


def test_somebody_belongs_where_they_work_or_did_last_or_will_first() -> None:
    one = person(
        employment(START, date(2013, 12, 31)),
        employment(date(2015, 1, 1), date(2015, 12, 31), unit="söder", share=50),
        employment(date(2015, 6, 1), date(2015, 12, 31), unit="väster", share=50),
    )
    assert units_on(one, date(2010, 1, 1)) == {"norr"}
    assert units_on(one, date(2014, 6, 1)) == {"norr"}
    assert units_on(one, date(2015, 7, 1)) == {"söder", "väster"}
    assert units_on(one, TODAY) == {"väster"}
    assert units_on(person(), TODAY) == frozenset()
