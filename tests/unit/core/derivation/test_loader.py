"""Definitions of derivations: what comes with the product holds, and a broken one says where and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.derivation.loader import load_derivation
from kompetenslyft.exchange.definitions import all_derivations, all_instruments, definition_files

FILE = "competence-inventory-2016.yaml"
WHOLE = next(
    file.read_text(encoding="utf-8") for file in definition_files("derivations") if file.name == FILE
)


def broken(old: str, new: str) -> list[str]:
    assert old in WHOLE
    with pytest.raises(DefinitionError) as error:
        load_derivation(WHOLE.replace(old, new, 1), FILE, all_instruments())
    return [str(problem) for problem in error.value.problems]


def test_both_inventories_can_be_derived() -> None:
    found = all_derivations()
    assert set(found) == {"competence-inventory@2013", "competence-inventory@2016"}
    assert found["competence-inventory@2013"].reference_day.in_year(2014) == date(2014, 11, 15)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("instrument: competence-inventory@2016", "instrument: competence-inventory@1999", "finns inte"),
        ("day: 15", "day: 31", "Dagen finns inte varje år"),
        ("question: leaders_first_job", "question: leaders_frist_job", "ingen fråga «leaders_frist_job»"),
        ("- questions: [comment]", "- questions: [comment, caseworkers]", "finns redan på rad"),
        (
            "group: caseworkers, measure: fte, by: gender",
            "group: clerks, measure: fte, by: gender",
            "Gruppen «clerks»",
        ),
        (
            "group: caseworkers, measure: fte, by: gender",
            "group: caseworkers, measure: people, by: gender",
            "besvaras i fte",
        ),
        (
            "group: caseworkers, measure: fte, by: gender",
            "group: caseworkers, measure: fte",
            "inte uppdelad så",
        ),
        ("kind: first_management_job", "kind: second_management_job", "second_management_job"),
        ("id: team_leaders\n", "id: caseworkers\n", "finns redan på rad"),
        (
            "question: level_law, group: caseworkers, measure: fte, by: level",
            "question: level_law, group: caseworkers, measure: fte, by: level, "
            "conditions: [{kind: role_under, years: 1}]",
            "Ta bort villkoren",
        ),
    ],
)
def test_a_broken_definition_says_where_and_what_to_do(old: str, new: str, said: str) -> None:
    line = WHOLE[: WHOLE.index(old)].count("\n") + 1
    assert any(one.startswith(f"{FILE}:{line}: ") and said in one for one in broken(old, new))


def test_a_question_that_is_left_out_is_asked_for() -> None:
    (problem,) = broken("other_follow_up_forms]", "]")
    assert "hur other_follow_up_forms besvaras" in problem
