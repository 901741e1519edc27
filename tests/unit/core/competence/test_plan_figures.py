"""The figures of plans and needs: parts add up to wholes, and what is not said is not zero."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.competence.model import LEVELS, Mark
from kompetenslyft.core.competence.plan import Done, Effect
from kompetenslyft.core.competence.plan_costs import costs
from kompetenslyft.core.competence.plan_follow_up import Outcome, tallies, tally
from kompetenslyft.core.competence.planning import Item
from kompetenslyft.core.competence.proposals import items_from_gaps
from kompetenslyft.core.competence.three_years import Counted, coming_years, counted
from kompetenslyft.exchange.definitions import framework
from tests.unit.core.competence.test_plan_life import ITEMS

FRAMEWORK = framework("child-welfare@2013")
DIRECTIONS = [one.id for area in FRAMEWORK.areas for one in area.directions]
OUTCOMES = st.lists(
    st.builds(
        Outcome,
        direction=st.sampled_from(["", "ethics", "social_law"]),
        year=st.integers(2016, 2019),
        done=st.none() | st.sampled_from(Done),
        effect=st.none() | st.sampled_from(Effect),
    ),
    max_size=40,
)


@given(OUTCOMES)
def test_the_answers_of_a_follow_up_add_up(outcomes: list[Outcome]) -> None:
    whole = tally(outcomes)
    assert whole.items == len(outcomes)
    assert whole.waiting + sum(whole.done.values()) == whole.items
    assert sum(whole.effect.values()) == whole.followed_up == sum(whole.done.values())


@given(OUTCOMES)
def test_the_parts_of_a_follow_up_add_up_by_direction_and_by_year(outcomes: list[Outcome]) -> None:
    whole = tally(outcomes)
    for parts in (tallies(outcomes, lambda one: one.direction), tallies(outcomes, lambda one: one.year)):
        assert sum(part.items for part in parts.values()) == whole.items
        assert sum(part.waiting for part in parts.values()) == whole.waiting
        for answer in Done:
            assert sum(part.done[answer] for part in parts.values()) == whole.done[answer]
        for effect in (*Effect, None):
            assert sum(part.effect[effect] for part in parts.values()) == whole.effect[effect]


@given(st.lists(ITEMS, max_size=20))
def test_costs_add_up_to_the_krona(items: list[Item]) -> None:
    table = costs(items)
    assert table.total == sum(item.cost_sek or 0 for item in items)
    assert table.total == sum(table.cells.values()) == sum(table.by_year.values())
    assert table.unpriced == sum(item.cost_sek is None for item in items)
    assert table.priced + table.unpriced == len(items)
    for priority, amount in table.by_priority.items():
        assert amount == sum(table.cells[priority, year] for year in table.years)


@given(
    st.dictionaries(st.sampled_from(DIRECTIONS), st.sampled_from(Mark)),
    st.dictionaries(st.sampled_from(DIRECTIONS), st.sampled_from([Mark.BASIC, Mark.ADVANCED, Mark.EXEMPT])),
)
def test_only_a_level_below_the_demand_is_proposed(marks: dict[str, Mark], demands: dict[str, Mark]) -> None:
    found = items_from_gaps(marks, demands, FRAMEWORK, date(2017, 6, 30))
    assert [item.direction for item in found] == sorted(
        (item.direction for item in found), key=DIRECTIONS.index
    )
    for item in found:
        assert marks[item.direction] in LEVELS
        assert item.target is demands[item.direction]
        assert LEVELS.index(marks[item.direction]) < LEVELS.index(item.target)
    assert {item.direction for item in found} == {
        direction
        for direction, demanded in demands.items()
        if demanded in LEVELS
        and marks.get(direction) in LEVELS
        and LEVELS.index(marks[direction]) < LEVELS.index(demanded)
    }


def _tree() -> st.SearchStrategy[dict[int, int | None]]:
    """Organisations 0 … n, each below one with a lower number; 0 at the top."""
    return st.lists(st.integers(0, 100), max_size=12).map(
        lambda draws: {0: None} | {at: draw % at for at, draw in enumerate(draws, start=1)}
    )


@given(_tree(), st.data())
def test_what_is_entered_in_the_units_adds_up_to_the_top(
    parents: dict[int, int | None], data: st.DataObject
) -> None:
    leaves = set(parents) - set(parents.values())
    key = ("ethics", 2017)
    entered = {leaf: {key: data.draw(st.integers(0, 50))} for leaf in leaves if data.draw(st.booleans())}
    top = counted(entered, parents, [key])[0][key]
    assert top.counts == (sum(one[key] for one in entered.values()) if entered else None)


@given(_tree(), st.data())
def test_what_an_organisation_enters_itself_counts_there(
    parents: dict[int, int | None], data: st.DataObject
) -> None:
    key = ("ethics", 2017)
    entered = {one: {key: data.draw(st.integers(0, 50))} for one in parents if data.draw(st.booleans())}
    found = counted(entered, parents, [key])
    for one in parents:
        parts = [found[part][key].counts for part, parent in parents.items() if parent == one]
        said = [part for part in parts if part is not None]
        assert found[one][key].below == (sum(said) if said else None)
        assert found[one][key].silent == len(parts) - len(said)
        if one in entered:
            assert found[one][key].counts == entered[one][key]
        else:
            assert found[one][key].counts == found[one][key].below


def test_nothing_entered_is_not_zero() -> None:
    key = ("ethics", 2017)
    found = counted({2: {key: 0}}, {1: None, 2: 1, 3: 1}, [key])
    assert found[1][key] == Counted(None, 0, 1)
    assert found[3][key].counts is None
    assert counted({1: {key: 4}, 2: {key: 3}}, {1: None, 2: 1}, [key])[1][key].differs


def test_an_organisation_above_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="above itself"):
        counted({}, {1: 2, 2: 1}, [("ethics", 2017)])


def test_the_coming_years_are_three() -> None:
    assert coming_years(2016) == (2017, 2018, 2019)
