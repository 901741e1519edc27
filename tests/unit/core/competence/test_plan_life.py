"""Plans: the table of steps, what keeps one from being decided or closed, and versions word for word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.plan import PlanKind, PlanState
from kompetenslyft.core.competence.plan_versions import (
    ITEM_FIELDS,
    ChangeKind,
    Version,
    changes,
    from_content,
    to_content,
)
from kompetenslyft.core.competence.planning import (
    TRANSITIONS,
    Item,
    Step,
    check_closing,
    check_decision,
    check_item,
    check_span,
    possible_steps,
    transition,
)
from kompetenslyft.core.competence.talk import Actor
from kompetenslyft.core.findings import Severity

STARTS, ENDS = date(2016, 11, 1), date(2017, 10, 31)
ITEM = Item(
    goal="Hålla barnsamtal på egen hand",
    due=date(2017, 5, 31),
    activity="Kurs",
    responsible="Enhetschefen",
    framework="child-welfare@2013",
    direction="talking_with_children",
    target=Mark.BASIC,
)

DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
ITEMS = st.builds(
    Item,
    goal=st.text(max_size=30),
    due=DAYS,
    activity=st.text(max_size=30),
    responsible=st.text(max_size=30),
    framework=st.sampled_from(["", "child-welfare@2013"]),
    direction=st.sampled_from(["", "ethics", "social_law"]),
    target=st.none() | st.sampled_from(Mark),
    priority=st.integers(1, 3),
    cost_sek=st.none() | st.integers(0, 10**9),
    people=st.none() | st.integers(1, 500),
)
VERSIONS = st.builds(
    Version,
    title=st.text(max_size=20),
    starts=DAYS,
    ends=DAYS,
    summary=st.text(max_size=50),
    items=st.dictionaries(st.integers(1, 20), ITEMS, max_size=6),
)


def test_every_state_is_reached_and_only_a_followed_up_plan_is_at_its_end() -> None:
    reached = {PlanState.DRAFT} | {one.target for one in TRANSITIONS}
    assert reached == set(PlanState)
    ends = {state for state in PlanState if not possible_steps(state, Actor)}
    assert ends == {PlanState.FOLLOWED_UP}


def test_there_is_one_transition_for_a_step_from_a_state() -> None:
    assert len({(one.source, one.step) for one in TRANSITIONS}) == len(TRANSITIONS)


@given(st.lists(st.tuples(st.sampled_from(Step), st.sampled_from(Actor)), max_size=20))
def test_the_person_alone_never_gets_a_plan_decided_reopened_or_closed(
    attempts: list[tuple[Step, Actor]],
) -> None:
    state = PlanState.DRAFT
    for step, actor in attempts:
        possible = transition(state, step)
        if possible is None or actor not in possible.actors:
            continue
        assert actor is Actor.LEADER or (step is Step.CHANGED and state is PlanState.DRAFT)
        state = possible.target


@given(VERSIONS)
def test_a_version_comes_back_word_for_word(version: Version) -> None:
    assert from_content(to_content(version)) == version
    assert list(from_content(to_content(version)).items) == list(version.items)


@given(VERSIONS, VERSIONS)
def test_changes_lead_from_one_version_to_the_other(before: Version, after: Version) -> None:
    found = changes(before, after)
    assert changes(before, before) == ()
    same = len(before.items.keys() & after.items.keys()) - sum(
        one.kind is ChangeKind.CHANGED for one in found
    )
    added = [one.after for one in found if one.kind is ChangeKind.ADDED]
    removed = [one.before for one in found if one.kind is ChangeKind.REMOVED]
    assert len(added) == len(after.items.keys() - before.items.keys())
    assert len(removed) == len(before.items.keys() - after.items.keys())
    assert len(found) + same == len(before.items.keys() | after.items.keys())
    for one in found:
        if one.before and one.after:
            assert one.fields
            for name in ITEM_FIELDS:
                differs = getattr(one.before, name) != getattr(one.after, name)
                assert differs is (name in one.fields)


def test_a_good_item_has_nothing_against_it() -> None:
    assert check_item(ITEM, PlanKind.INDIVIDUAL, {"talking_with_children"}) == []
    assert check_item(replace(ITEM, people=4), PlanKind.COLLECTIVE, {"talking_with_children"}) == []


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"goal": " "}, ["M401"]),
        ({"direction": "ethics"}, ["M403"]),
        ({"target": Mark.EXEMPT}, ["M404"]),
        ({"direction": ""}, ["M404"]),
        ({"cost_sek": -5}, ["M405"]),
        ({"cost_sek": 10**9 + 1}, ["M405"]),
        ({"priority": 0}, ["M406"]),
        ({"people": 2}, ["M407"]),
    ],
)
def test_what_cannot_be_kept(changed: dict, codes: list[str]) -> None:
    item = replace(ITEM, **changed)
    found = check_item(item, PlanKind.INDIVIDUAL, {"talking_with_children"})
    assert [one.code for one in found] == codes


def test_a_plan_that_ends_before_it_starts() -> None:
    assert [one.code for one in check_span(ENDS, STARTS)] == ["M408"]
    assert check_span(STARTS, STARTS) == []


def test_a_decision_needs_items_with_activity_and_responsible() -> None:
    assert [one.code for one in check_decision({}, STARTS, ENDS, {})] == ["M410"]
    bare = replace(ITEM, activity="", responsible=" ")
    found = check_decision({7: ITEM, 8: bare}, STARTS, ENDS, {})
    assert [(one.instance, one.severity) for one in found] == [
        ("M411:8", Severity.HARD),
        ("M412:8", Severity.HARD),
    ]


def test_a_late_day_and_a_target_below_the_present_level_are_said_but_stop_nothing() -> None:
    late = replace(ITEM, due=date(2018, 1, 1))
    found = check_decision({1: late}, STARTS, ENDS, {"talking_with_children": Mark.ADVANCED})
    assert [(one.code, one.severity) for one in found] == [("M413", Severity.SOFT), ("M414", Severity.SOFT)]
    for present in (Mark.LACKING, Mark.BASIC, Mark.EXEMPT):
        assert check_decision({1: ITEM}, STARTS, ENDS, {"talking_with_children": present}) == []


def test_a_plan_is_closed_when_every_item_is_followed_up() -> None:
    assert [one.instance for one in check_closing({1: ITEM, 2: ITEM}, {1})] == ["M431:2"]
    assert check_closing({1: ITEM, 2: ITEM}, {1, 2, 3}) == []
