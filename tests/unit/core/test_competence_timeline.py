"""What holds on which day; what an old version of a framework becomes in a new one; and who sees what of a talk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.competence import talk
from kompetenslyft.core.competence.carrying import carry_over
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.competence.talk import Actor, Event, Status, settled, shows
from kompetenslyft.core.competence.timeline import holding, holds, is_news, place
from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.frameworks.loader import load_framework
from kompetenslyft.core.frameworks.model import Framework

START = date(2014, 1, 1)
DAYS = st.integers(0, 12).map(lambda n: START + timedelta(days=n))
RECORDED = st.lists(st.tuples(DAYS, st.sampled_from(Mark)), max_size=12)


@dataclass
class Row:
    assessed_on: date
    mark: Mark
    superseded_on: date | None = None


def recorded(said: list[tuple[date, Mark]]) -> list[Row]:
    line: list[Row] = []
    for day, mark in said:
        before, after = place(line, day)
        if before is not None:
            before.superseded_on = day
        line.append(Row(day, mark, after))
    return line


def every_day() -> list[date]:
    return [START + timedelta(days=n) for n in range(-1, 15)]


@given(RECORDED)
def test_one_holds_at_most_on_any_day(said: list[tuple[date, Mark]]) -> None:
    line = recorded(said)
    assert all(sum(holds(row, day) for row in line) <= 1 for day in every_day())
    assert sum(row.superseded_on is None for row in line) == (1 if said else 0)


@given(RECORDED)
def test_nothing_is_taken_away_and_nothing_ends_before_it_began(said: list[tuple[date, Mark]]) -> None:
    line = recorded(said)
    assert [(row.assessed_on, row.mark) for row in line] == said
    assert all(row.superseded_on is None or row.superseded_on >= row.assessed_on for row in line)


@given(RECORDED)
def test_what_holds_is_the_last_recorded_of_the_latest_day(said: list[tuple[date, Mark]]) -> None:
    line = recorded(said)
    for day in every_day():
        past = [(when, place, mark) for place, (when, mark) in enumerate(said) if when <= day]
        found = holding(line, day)
        assert (found.mark if found else None) == (max(past)[2] if past else None)


@given(st.dictionaries(DAYS, st.sampled_from(Mark), max_size=8), st.randoms(use_true_random=False))
def test_different_days_can_be_recorded_in_any_order(said: dict[date, Mark], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(said.items())
    random.shuffle(shuffled)
    one, other = recorded(sorted(said.items())), recorded(shuffled)
    for day in every_day():
        assert getattr(holding(one, day), "mark", None) == getattr(holding(other, day), "mark", None)


def test_what_is_news() -> None:
    assert is_news(None, Mark.BASIC, "")
    assert not is_news(None, Mark.NOT_ASSESSED, "")
    assert not is_news(Mark.BASIC, Mark.BASIC, "")
    assert is_news(Mark.BASIC, Mark.BASIC, "varför")
    assert is_news(Mark.LACKING, Mark.NOT_ASSESSED, "")


LEVELS = """
levels:
  - {id: lacking, label: {sv: S, en: S}, definition: {sv: S, en: S}}
  - {id: basic, label: {sv: G, en: G}, definition: {sv: G, en: G}}
  - {id: advanced, label: {sv: F, en: F}, definition: {sv: F, en: F}}
"""


def framework(version: str, directions: str, previous: str = "") -> str:
    listed = "\n".join(
        f"      - {{id: {one}, label: {{sv: {one}, en: {one}}}}}" for one in directions.split()
    )
    return f"""id: f
version: "{version}"
title: {{sv: R, en: R}}
source: s
valid_from: {version}-01-01
{LEVELS}
areas:
  - id: area
    label: {{sv: O, en: O}}
    directions:
{listed}
{previous}
"""


MAPPING = """previous:
  ref: f@2013
  directions:
    joined: [a, b]
    kept: [c]
  levels: {lacking: lacking, basic: basic, advanced: advanced}
"""
OLD = load_framework(framework("2013", "a b c d"), "old.yaml")
NEW = load_framework(framework("2020", "joined kept fresh", MAPPING), "new.yaml", {OLD.ref: OLD})
MARKS = st.dictionaries(st.sampled_from("abcd"), st.sampled_from(Mark))


@given(MARKS)
def test_carrying_over_invents_nothing(marks: dict[str, Mark]) -> None:
    carried = carry_over(marks, NEW)
    assert set(carried) == set(NEW.directions)
    assert NEW.previous is not None
    for direction, mark in carried.items():
        sources = [marks.get(old, Mark.NOT_ASSESSED) for old in NEW.previous.directions.get(direction, ())]
        if mark is Mark.NOT_ASSESSED:
            assert not sources or Mark.NOT_ASSESSED in sources
        else:
            assert mark in sources
            assert Mark.NOT_ASSESSED not in sources
        if mark.rank is not None:
            assert all(mark.rank <= one.rank for one in sources if one.rank is not None)
        assert (mark is Mark.EXEMPT) == (bool(sources) and set(sources) == {Mark.EXEMPT})


@pytest.mark.parametrize(
    ("a", "b", "joined"),
    [
        (Mark.BASIC, Mark.ADVANCED, Mark.BASIC),
        (Mark.LACKING, Mark.ADVANCED, Mark.LACKING),
        (Mark.EXEMPT, Mark.EXEMPT, Mark.EXEMPT),
        (Mark.EXEMPT, Mark.ADVANCED, Mark.ADVANCED),
        (Mark.NOT_ASSESSED, Mark.ADVANCED, Mark.NOT_ASSESSED),
    ],
)
def test_a_direction_from_two_takes_the_lowest(a: Mark, b: Mark, joined: Mark) -> None:
    assert carry_over({"a": a, "b": b}, NEW)["joined"] is joined


def test_a_framework_after_no_other_carries_nothing_over() -> None:
    with pytest.raises(ValueError, match="after no other"):
        carry_over({}, OLD)


@pytest.mark.parametrize(
    ("was", "becomes", "at", "said"),
    [
        ("joined: [a, b]", "joined: [a, z]", "    joined:", "«z» finns inte i f@2013"),
        ("    joined: [a, b]", "    astray: [a, b]", "    astray:", "«astray» finns inte i new.yaml"),
        ("ref: f@2013", "ref: f@2012", "  ref:", "ingen tidigare version"),
        ("basic: basic", "basic: middling", "  levels:", "«middling» finns inte"),
        ("lacking: lacking, ", "", "  levels:", "Nivån «lacking» i f@2013 saknar motsvarighet"),
    ],
)
def test_what_is_wrong_with_a_previous_version_is_told_with_its_line(
    was: str, becomes: str, at: str, said: str
) -> None:
    source = framework("2020", "joined kept fresh", MAPPING.replace(was, becomes))
    with pytest.raises(DefinitionError) as error:
        load_framework(source, "new.yaml", {OLD.ref: OLD})
    problem = next(one for one in error.value.problems if said in str(one))
    assert source.splitlines()[problem.line - 1].startswith(at)


def test_the_digest_is_of_the_scale_alone() -> None:
    def digest(version: str, directions: str) -> str:
        return load_framework(framework(version, directions), "f.yaml").scale_digest

    assert digest("2013", "a b") == digest("2014", "a b")
    assert digest("2013", "a b") != digest("2013", "a c")
    changed: Framework = OLD.model_copy(
        update={
            "levels": (OLD.levels[0], *(level.model_copy(update={"id": "x"}) for level in OLD.levels[1:]))
        }
    )
    assert changed.scale_digest != OLD.scale_digest


@given(st.lists(st.sampled_from(Event), max_size=12))
def test_a_person_has_a_way_on_until_the_talk_is_over(events: list[Event]) -> None:
    status = Status.NEW
    for event in events:
        step = talk.transition(status, event)
        status = step.target if step else status
    both = {Actor.PERSON, Actor.LEADER}
    over = status in {Status.FOLLOWED_UP, Status.CANCELLED}
    assert bool(talk.possible_events(status, both)) is not over
    assert (status in talk.OPEN) is not (over or status is Status.NEW)


def test_what_stands_shows_to_all_and_a_draft_to_its_writer() -> None:
    for stage in Stage:
        for status in Status:
            if settled(stage, status):
                assert shows(stage, status, ())
            else:
                assert not shows(stage, status, ())
    assert shows(Stage.OWN, Status.CALLED, {Actor.PERSON})
    assert not shows(Stage.OWN, Status.CALLED, {Actor.LEADER})
    assert shows(Stage.OWN, Status.OWN_DONE, {Actor.LEADER})
    assert not shows(Stage.LEADER, Status.OWN_DONE, {Actor.PERSON})
    assert shows(Stage.AGREED, Status.HELD, {Actor.PERSON})
    assert not shows(Stage.OWN, Status.CANCELLED, {Actor.LEADER})
    assert not shows(Stage.LEADER, Status.CANCELLED, {Actor.PERSON})


def test_what_can_be_changed_is_no_settled_draft_of_the_person() -> None:
    assert not any(settled(Stage.OWN, status) for status in talk.OWN_IS_OPEN)
    assert not any(settled(Stage.AGREED, status) for status in talk.AGREED_IS_OPEN)


def test_the_diagram_tells_of_every_transition() -> None:
    lines = talk.diagram().splitlines()
    assert len(lines) == len(talk.TRANSITIONS) + 2
    assert "    called --> own_done: own_done (person)" in lines
