"""The role profiles to begin with, and what is said of broken ones."""

from __future__ import annotations

from datetime import date

import pytest

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.profile_sets import load_profiles
from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.staff.model import StaffRole
from kompetenslyft.exchange.definitions import all_frameworks, definition_files, framework
from kompetenslyft.exchange.profile_definitions import all_profiles, profiles_of

SOURCE = definition_files("profiles")[0].read_text("utf-8")


@pytest.mark.parametrize("one", all_profiles().values(), ids=lambda one: one.ref)
def test_profiles_demand_something_in_every_direction_of_their_framework(one) -> None:
    demands = one.demands(framework(one.framework))
    assert demands[StaffRole.SOCIAL_WORKER]["family_law"] is Mark.BASIC
    assert demands[StaffRole.TEAM_LEADER]["documentation"] is Mark.ADVANCED
    assert {len(marks) for marks in demands.values()} == {26}
    assert StaffRole.UNIT_MANAGER not in demands


def test_profiles_are_dated() -> None:
    assert profiles_of("child-welfare@2013", date(2016, 1, 1)) is not None
    assert profiles_of("child-welfare@2013", date(2010, 1, 1)) is None
    assert profiles_of("another@1", date(2016, 1, 1)) is None


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("child-welfare@2013", "child-welfare@1999", "Ramverket «child-welfare@1999» finns inte."),
        ("children_in_placement:", "childs_in_placement:", "Inriktningen «childs_in_placement» finns inte"),
        ("role: care_needs_assessor", "role: social_worker", "«social_worker» finns redan på rad"),
        ("documentation: advanced", "documentation: lacking", "«lacking» kan inte krävas."),
        ("everywhere: basic}", "everywhere: not_assessed}", "«not_assessed» kan inte krävas."),
        ("valid_from: 2013-05-16", "valid_from: 2013-05-16\nvalid_to: 2012-01-01", "upphör innan"),
    ],
)
def test_a_broken_file_says_line_and_remedy(written: str, instead: str, told: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_profiles(SOURCE.replace(written, instead, 1), "profiles.yaml", all_frameworks())
    (problem,) = refused.value.problems
    assert told in problem.what.sv
    assert problem.line > 10
    assert problem.remedy.en
