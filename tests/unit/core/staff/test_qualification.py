"""Who is qualified to handle child cases: the dated rules, the transition, and what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.staff.model import (
    Credential,
    CredentialKind,
    Employment,
    Person,
    Service,
    StaffRole,
    Subject,
)
from kompetenslyft.core.staff.qualification import qualified
from kompetenslyft.core.staff.qualification_rules import in_force, load_rule_set
from kompetenslyft.exchange.staff_definitions import qualification_rules

RULES = qualification_rules()
ALL = frozenset(Subject)


def person(*credentials: Credential, since: date = date(2015, 1, 7), **fields: object) -> Person:
    wanted = {"role": StaffRole.SOCIAL_WORKER, "service": Service.CHILD_WELFARE} | fields
    employment = Employment(unit="u", share=100, permanent=True, first_day=since, **wanted)
    return Person("1", "Påhittad", None, None, employments=(employment,), credentials=credentials)


def credential(kind: CredentialKind, awarded_on: date = date(2013, 6, 5), **fields: object) -> Credential:
    return Credential(kind, "", awarded_on, **fields)


def codes(found) -> list[str]:
    return [finding.code for finding in found.missing]


DEGREE = credential(CredentialKind.SOCIAL_WORK_DEGREE)
OTHER = credential(CredentialKind.OTHER_DEGREE, credits=1800, subjects=ALL)


@pytest.mark.parametrize(
    ("day", "rule"),
    [
        (date(2006, 12, 31), None),
        (date(2014, 6, 30), "child-cases@2006"),
        (date(2014, 7, 1), "child-cases@2014"),
        (date(2018, 1, 9), "child-cases@2014"),
        (date(2018, 1, 10), "child-cases@2018"),
        (date(2025, 6, 30), "child-cases@2018"),
        (date(2025, 7, 1), "child-cases@2025"),
    ],
)
def test_each_day_has_its_rule_set(day: date, rule: str | None) -> None:
    found = in_force(RULES, day)
    assert (found and found.ref) == rule


def test_where_the_day_in_force_is_not_checked_the_rule_set_says_so() -> None:
    assert {one.version for one in RULES if one.note is not None} == {"2006", "2018", "2025"}


def test_before_the_requirement_nobody_is_unqualified() -> None:
    assert qualified(person(), date(2014, 6, 30), RULES).met is None
    assert qualified(person(), date(1999, 1, 1), RULES).met is None


@pytest.mark.parametrize("day", [date(2014, 7, 1), date(2018, 6, 1), date(2026, 1, 1)])
@pytest.mark.parametrize("held", [DEGREE, OTHER, credential(CredentialKind.FOREIGN_CERTIFICATE)])
def test_the_three_ways(held: Credential, day: date) -> None:
    found = qualified(person(held), day, RULES)
    assert found.met is True
    assert found.by_what is not None
    assert not found.missing


def test_a_day_before_the_credential_does_not_count_it() -> None:
    late = replace(DEGREE, awarded_on=date(2016, 6, 3))
    assert codes(qualified(person(late), date(2016, 6, 2), RULES)) == ["N401"]
    assert qualified(person(late), date(2016, 6, 3), RULES).met is True


def test_subjects_of_courses_complete_a_degree() -> None:
    degree = replace(OTHER, subjects=frozenset({Subject.PSYCHOLOGY, Subject.SOCIAL_WORK}))
    course = credential(CredentialKind.CONTINUING_TRAINING, date(2016, 1, 15), subjects=ALL - degree.subjects)
    before = qualified(person(degree, course), date(2016, 1, 14), RULES)
    assert codes(before) == ["N402"]
    assert before.missing[0].message.sv == "Examen behöver kompletteras med socialrätt, förvaltningsrätt."
    assert qualified(person(degree, course), date(2016, 1, 15), RULES).met is True


def test_courses_alone_are_no_degree() -> None:
    course = credential(CredentialKind.HIGHER_EDUCATION_CHILDREN, credits=3000, subjects=ALL)
    assert codes(qualified(person(course), date(2016, 1, 1), RULES)) == ["N401"]


def test_the_size_of_another_degree_counted_in_the_first_rules_only() -> None:
    small, unknown = replace(OTHER, credits=1200), replace(OTHER, credits=None)
    assert codes(qualified(person(small), date(2016, 1, 1), RULES)) == ["N403"]
    told = qualified(person(unknown), date(2016, 1, 1), RULES).missing
    assert "inte antecknad" in told[0].message.sv
    assert qualified(person(small), date(2019, 1, 1), RULES).met is True


def test_the_transition_holds_for_those_employed_before_it_and_then_ends() -> None:
    old = person(since=date(2014, 6, 30))
    first = qualified(old, date(2016, 1, 1), RULES)
    assert (first.met, first.until) == (True, date(2019, 6, 30))
    extended = qualified(old, date(2019, 7, 1), RULES)
    assert (extended.met, extended.until, extended.source) == (True, date(2022, 6, 30), "prop. 2018/19:68")
    assert qualified(old, date(2022, 6, 30), RULES).met is True
    ended = qualified(old, date(2022, 7, 1), RULES)
    assert (ended.met, codes(ended), ended.until) == (False, ["N401", "N404"], date(2022, 6, 30))
    assert qualified(person(since=date(2014, 7, 1)), date(2016, 1, 1), RULES).met is False


@pytest.mark.parametrize(
    "fields", [{"role": StaffRole.ADMINISTRATOR}, {"service": Service.ADULTS}, {"role": StaffRole.TREATMENT}]
)
def test_the_transition_asks_for_work_in_the_tasks(fields: dict[str, object]) -> None:
    assert qualified(person(since=date(2010, 1, 1), **fields), date(2016, 1, 1), RULES).met is False


def test_a_degree_goes_before_the_transition() -> None:
    found = qualified(person(DEGREE, since=date(2010, 1, 1)), date(2016, 1, 1), RULES)
    assert found.until is None


CREDENTIALS = st.builds(
    Credential,
    st.sampled_from(list(CredentialKind)),
    st.just(""),
    st.dates(date(2005, 1, 1), date(2026, 12, 31)),
    st.none() | st.integers(0, 3600),
    st.frozensets(st.sampled_from(list(Subject))),
)
DAYS = st.dates(date(2005, 1, 1), date(2030, 12, 31))


@given(st.lists(CREDENTIALS, max_size=5), CREDENTIALS, DAYS, DAYS)
def test_one_credential_more_never_takes_a_qualification_away(
    held: list[Credential], more: Credential, since: date, day: date
) -> None:
    before = qualified(person(*held, since=since), day, RULES)
    after = qualified(person(*held, more, since=since), day, RULES)
    assert before.met is None or after.met >= before.met
    assert len(after.missing) <= len(before.missing) or "N401" in codes(before)


@given(st.lists(CREDENTIALS, max_size=5), DAYS, DAYS)
def test_what_is_awarded_after_the_day_changes_nothing(
    held: list[Credential], since: date, day: date
) -> None:
    known = [one for one in held if one.awarded_on <= day]
    assert qualified(person(*held, since=since), day, RULES) == qualified(
        person(*known, since=since), day, RULES
    )


@given(st.lists(CREDENTIALS, max_size=5), DAYS, st.sampled_from(RULES[1:]))
def test_within_a_rule_set_days_only_add_but_for_the_end_of_the_transition(
    held: list[Credential], since: date, rule
) -> None:
    day = rule.valid_from
    first, later = (
        qualified(person(*held, since=since), one, [rule]) for one in (day, day + timedelta(days=365))
    )
    assert later.met or not first.met or first.until is not None


@given(st.lists(CREDENTIALS, max_size=4), DAYS, DAYS)
def test_a_qualification_says_by_what_or_what_is_missing(
    held: list[Credential], since: date, day: date
) -> None:
    found = qualified(person(*held, since=since), day, RULES)
    assert (found.by_what is not None) == (found.met is True)
    assert bool(found.missing) == (found.met is False)


BROKEN = """
id: child-cases
version: "2030"
title: {sv: "Ny", en: "New"}
source: "SOSFS"
valid_from: 2030-01-01
accepts:
  - {id: degree, label: {sv: "a", en: "a"}, kinds: [social_work_degree]}
  - {id: degree, label: {sv: "b", en: "b"}, kinds: [other_degree]}
transition:
  employed_before: 2030-01-01
  steps:
    - {until: 2029-12-31, source: "x"}
"""


def test_a_broken_rule_set_tells_file_line_and_remedy() -> None:
    with pytest.raises(DefinitionError) as error:
        load_rule_set(BROKEN, "child-cases-2030.yaml")
    told = [str(problem) for problem in error.value.problems]
    assert told[0].startswith("child-cases-2030.yaml:9: «degree» finns redan på rad 8.")
    assert told[1].startswith("child-cases-2030.yaml:13: 2029-12-31 ligger inte efter 2030-01-01")


def test_a_binding_rule_set_says_what_qualifies() -> None:
    with pytest.raises(DefinitionError, match="säger inte vad som gör någon behörig"):
        load_rule_set(
            '{id: a, version: "1", title: {sv: a, en: a}, source: s, valid_from: 2030-01-01}', "a.yaml"
        )
    with pytest.raises(DefinitionError, match=r"a\.yaml:1"):
        load_rule_set("id: a", "a.yaml")
