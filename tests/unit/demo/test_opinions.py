"""Answers by choice come out to the exact count, among those who are asked."""

from __future__ import annotations

from collections import Counter

import pytest

from kompetenslyft.demo.draws import number, percent, pick, shuffled
from kompetenslyft.demo.opinions import opinions

CODES = [f"{index:04}" for index in range(40)]
OPTIONS = {"plan_caseworkers_contents": ("supervision", "higher_education", "continuing_training")}


def test_each_answer_is_given_by_exactly_so_many() -> None:
    answers = opinions(CODES, {"planned_caseworkers": {"n": 33, "yes": 20, "partly": 5}}, {}, {})
    given = Counter(said["planned_caseworkers"] for said in answers.values() if said)
    assert given == {"yes": 20, "partly": 5, "no": 8}


def test_a_question_that_follows_is_answered_by_those_it_concerns_alone() -> None:
    counts = {"plan_caseworkers": {"n": 40, "yes": 21}, "plan_caseworkers_yearly": {"n": 21, "yes": 13}}
    ticked = {"supervision": 15, "higher_education": 9, "continuing_training": 18}
    answers = opinions(CODES, counts, {"plan_caseworkers_contents": ticked}, OPTIONS)
    planning = {code for code, said in answers.items() if said["plan_caseworkers"] == "yes"}
    assert {code for code, said in answers.items() if "plan_caseworkers_yearly" in said} == planning
    chosen = {code: said["plan_caseworkers_contents"] for code, said in answers.items() if len(said) == 3}
    assert set(chosen) == planning
    assert Counter(option for options in chosen.values() for option in options) == ticked
    order = OPTIONS["plan_caseworkers_contents"]
    assert all(list(options) == sorted(options, key=order.index) for options in chosen.values())


@pytest.mark.parametrize(
    ("counts", "choices"),
    [
        ({"plan_leaders": {"n": 41, "yes": 1}}, {}),
        ({"plan_caseworkers": {"n": 40, "yes": 4}}, {"plan_caseworkers_contents": {"supervision": 5}}),
    ],
)
def test_more_answers_than_are_asked_are_refused(
    counts: dict[str, dict[str, int]], choices: dict[str, dict[str, int]]
) -> None:
    with pytest.raises(ValueError, match="which"):
        opinions(CODES, counts, choices, OPTIONS)


def test_draws_follow_from_the_code_and_the_purpose_alone() -> None:
    assert shuffled(CODES, "a") == shuffled(reversed(CODES), "a") != shuffled(CODES, "b")
    assert {percent(code, "x", 5, 7) for code in CODES} == {5, 6, 7}
    assert number("0180", "size", 1) == 0
    assert len(pick(CODES, 7, "a")) == 7
    with pytest.raises(ValueError, match="cannot pick"):
        pick(CODES, 41, "a")
