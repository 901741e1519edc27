"""What a derived return comes to: small cases by hand, and what holds of all."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.competence.model import LEVELS, Mark
from kompetenslyft.core.derivation.derive import Derived, behind, derive
from kompetenslyft.core.derivation.findings import findings
from kompetenslyft.core.derivation.model import Measure
from kompetenslyft.core.derivation.people import Counted, InGroup
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.staff.model import CredentialKind, Gender
from tests.unit.core.derivation.made import DAY, DEFINITION, DIRECTIONS, INSTRUMENT, UNITS, caseworker, people

ROWS = {
    "family_law": "level_law",
    "child_rights": "level_social_work",
    "attachment_theory": "level_psychology",
}


def derived(some: Sequence[Counted]) -> Derived:
    return derive(DEFINITION, INSTRUMENT, some, UNITS, DAY)


def codes(some: Sequence[Counted]) -> set[str]:
    return {one.code for one in findings(DEFINITION, INSTRUMENT, derived(some))}


def test_full_time_equivalents_by_gender_and_unit() -> None:
    found = derived(
        [caseworker(1, 75), caseworker(2, 50, gender=Gender.MAN), caseworker(3, 100, unit="south")]
    )
    assert found.total["caseworkers.women"] == 175
    assert found.total["caseworkers.men"] == 50
    assert found.units["north"]["caseworkers.women"] == 75
    assert found.units["west"]["caseworkers.women"] == 0


def test_one_who_works_in_two_units_counts_in_each_with_the_share_and_once_in_all() -> None:
    both = caseworker(
        1,
        groups={"caseworkers": InGroup({"north": 60, "south": 40}, 2010)},
        credentials=frozenset({CredentialKind.MASTER}),
    )
    found = derived([both])
    assert [found.units[unit]["no_degree.women"] for unit in ("north", "south")] == [60, 40]
    assert [found.units[unit]["caseworkers_master"] for unit in ("north", "south")] == [1, 1]
    assert found.total["caseworkers_master"] == 1
    assert found.total["no_degree.women"] == 100


def test_nobody_is_a_blank_and_not_a_nought() -> None:
    found = derived([caseworker(1)])
    assert "team_leaders.women" not in found.total
    assert found.total["caseworkers.men"] == 0
    assert "M601" in codes([caseworker(1)])


def test_a_direction_in_which_nobody_is_assessed_is_left_blank() -> None:
    found = derived([caseworker(1, marks={"family_law": Mark.BASIC})])
    assert found.total["level_law.family_law.lacking"] == 0
    assert "level_law.social_law.lacking" not in found.total
    assert found.unknown["level_law.social_law.unknown"] == 100


def test_one_who_is_not_assessed_is_told_of_and_never_lacking() -> None:
    some = [caseworker(1, marks={"family_law": Mark.BASIC}), caseworker(2, 80)]
    found = derived(some)
    assert found.total["level_law.family_law.lacking"] == 0
    assert found.unknown["level_law.family_law.unknown"] == 80
    (law,) = [one for one in findings(DEFINITION, INSTRUMENT, found) if one.instance == "M603:level_law"]
    assert law.severity is Severity.SOFT
    assert "i 5 av 5 inriktningar" in law.message.sv
    assert "1,8 av 1,8" in law.message.sv


def test_one_who_is_exempt_is_neither_at_a_level_nor_missing() -> None:
    found = derived([caseworker(1, marks={"family_law": Mark.EXEMPT})])
    assert found.total["level_law.family_law.lacking"] == 0
    assert found.exempt == {"level_law.family_law.exempt": 100}
    assert "level_law.family_law.unknown" not in found.unknown


def test_without_gender_is_in_neither_cell() -> None:
    some = [caseworker(1), caseworker(2, 50, gender=None)]
    assert derived(some).total["caseworkers.women"] == 100
    assert derived(some).unknown["caseworkers.unknown"] == 50
    assert "M602" in codes(some)


def test_experience_that_the_register_does_not_know_is_told_of() -> None:
    some = [
        caseworker(1, groups={"caseworkers": InGroup({"north": 100}, role_since=2016)}),
        caseworker(2, groups={"caseworkers": InGroup({"north": 60}, role_since=None)}),
        caseworker(
            3, credentials=frozenset(), groups={"caseworkers": InGroup({"north": 30}, role_since=None)}
        ),
    ]
    found = derived(some)
    assert found.total["degree_under_1_year"] == 100
    assert found.unknown["degree_under_1_year.unknown"] == 60, "without a degree the years do not matter"
    assert "M604" in codes(some)


def test_leaders() -> None:
    leader = Counted(
        1,
        Gender.MAN,
        {"team_leaders": InGroup({"north": 100}, 2015, first_management_job=True)},
        social_work_since=2014,
    )
    found = derived([leader])
    assert found.total["leaders_first_job"] == 100
    assert found.total["leaders_under_3_years"] == 100
    assert "leaders_need_development" not in found.total
    assert found.unknown["leaders_need_development.unknown"] == 100


def test_on_leave_and_in_other_roles_are_counted_nowhere_and_told_of() -> None:
    some = [caseworker(1, away=True), caseworker(2), Counted(3, None, {}, outside=80)]
    assert derived(some).total["caseworkers.women"] == 100
    assert {"M605", "M606"} <= codes(some)


def test_an_unknown_cell_has_nobody_to_name() -> None:
    with pytest.raises(KeyError):
        behind(DEFINITION, [], "comment", DAY)


@given(people)
def test_parts_sum_to_wholes(some: list[Counted]) -> None:
    found = derived(some)
    whole = found.whole["caseworkers", Measure.FTE]
    gendered = [found.total.get(f"caseworkers.{one}", 0) for one in ("women", "men")]
    assert sum(gendered) + found.unknown.get("caseworkers.unknown", 0) == whole
    for direction in DIRECTIONS:
        row = f"{ROWS[direction]}.{direction}"
        levels = sum(found.total.get(f"{row}.{mark.value}", 0) for mark in LEVELS)
        rest = found.exempt.get(f"{row}.exempt", 0) + found.unknown.get(f"{row}.unknown", 0)
        assert levels + rest == whole


@given(people)
def test_full_time_equivalents_are_conserved(some: list[Counted]) -> None:
    at_work = [one for one in some if not one.away]
    for group in ("caseworkers", "team_leaders"):
        shares = sum(sum(one.groups[group].shares.values()) for one in at_work if group in one.groups)
        assert derived(some).whole[group, Measure.FTE] == shares


@given(people)
def test_units_add_up_to_the_whole(some: list[Counted]) -> None:
    found = derived(some)
    for key, value in found.total.items():
        measure = DEFINITION.by_question[key.partition(".")[0]].measure
        units = sum(found.units[unit][key] for unit in UNITS)
        assert units == value if measure is Measure.FTE else units >= value


@given(people)
def test_one_who_is_not_assessed_is_never_lacking(some: list[Counted]) -> None:
    lacking = sum(
        sum(one.groups["caseworkers"].shares.values())
        for one in some
        if not one.away and "caseworkers" in one.groups and one.marks.get("family_law") is Mark.LACKING
    )
    assert derived(some).total.get("level_law.family_law.lacking", 0) == lacking


@given(people, st.randoms())
def test_order_does_not_matter(some: list[Counted], chance: random.Random) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert derived(shuffled) == derived(some)


@given(people)
def test_those_behind_a_cell_sum_to_it(some: list[Counted]) -> None:
    found = derived(some)
    for key, value in (found.total | found.unknown | found.exempt).items():  # type: ignore[operator]
        listed = behind(DEFINITION, some, key, DAY)
        if DEFINITION.by_question[key.partition(".")[0]].measure is Measure.FTE:
            assert sum(one.amount for one in listed) == value
        else:
            assert len({one.person for one in listed}) == value
    for unit in UNITS:
        for key, value in found.units[unit].items():
            assert sum(one.amount for one in behind(DEFINITION, some, key, DAY, unit)) == value


@given(people)
def test_what_is_derived_can_be_entered(some: list[Counted]) -> None:
    for key, value in derived(some).total.items():
        assert INSTRUMENT.cells[key].entered
        assert value >= 0
