"""Gaps against a role, the matrix and what it adds up to, and which groups are too small for totals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.competence.matrix import (
    Assessed,
    Choice,
    Matrix,
    Need,
    matrix,
    narrowed,
    needs,
    restricted,
)
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.profile import (
    DEMANDABLE,
    GAP_LABELS,
    Gap,
    effective,
    gap,
    is_open,
)
from kompetenslyft.core.competence.small_groups import LEAST, hidden
from kompetenslyft.core.staff.model import StaffRole

DIRECTIONS = ("family_law", "social_law", "cooperation", "ethics")
UNITS = ("north", "south")
ROLES = (StaffRole.SOCIAL_WORKER, StaffRole.TEAM_LEADER, None)
PROFILES = {
    StaffRole.SOCIAL_WORKER: {**dict.fromkeys(DIRECTIONS, Mark.BASIC), "ethics": Mark.EXEMPT},
    StaffRole.TEAM_LEADER: dict.fromkeys(DIRECTIONS, Mark.ADVANCED),
}

some_people = st.lists(
    st.builds(
        Assessed,
        id=st.integers(1, 10_000),
        name=st.sampled_from(["Åsa Ask", "Bo Blad", "Örjan Ör", "Ali Alm", "Asa Ask"]),
        role=st.sampled_from(ROLES),
        unit=st.sampled_from(UNITS),
        marks=st.dictionaries(st.sampled_from(DIRECTIONS), st.sampled_from(Mark)),
    ),
    unique_by=lambda one: one.id,
    max_size=12,
)
choices = st.builds(
    Choice,
    role=st.sampled_from(ROLES),
    unit=st.sampled_from(("", *UNITS)),
    text=st.sampled_from(("", "as", "Ö")),
    direction=st.sampled_from(("", *DIRECTIONS)),
    mark=st.sampled_from((None, *Mark)),
    gap=st.sampled_from((None, *Gap)),
)


@pytest.mark.parametrize(
    ("mark", "demanded", "found"),
    [
        (Mark.LACKING, Mark.BASIC, Gap.BELOW),
        (Mark.BASIC, Mark.BASIC, Gap.NONE),
        (Mark.BASIC, Mark.ADVANCED, Gap.BELOW),
        (Mark.ADVANCED, Mark.BASIC, Gap.ABOVE),
        (Mark.NOT_ASSESSED, Mark.ADVANCED, Gap.NOT_ASSESSED),
        (Mark.EXEMPT, Mark.ADVANCED, Gap.NOT_DEMANDED),
        (Mark.LACKING, Mark.EXEMPT, Gap.NOT_DEMANDED),
        (Mark.LACKING, None, Gap.NOT_DEMANDED),
        (Mark.NOT_ASSESSED, None, Gap.NOT_DEMANDED),
    ],
)
def test_how_far_a_mark_is_from_what_is_demanded(mark: Mark, demanded: Mark | None, found: Gap) -> None:
    assert gap(mark, demanded) is found


@given(st.sampled_from(Mark), st.sampled_from((None, *DEMANDABLE)))
def test_whoever_is_not_assessed_or_exempt_is_never_short(mark: Mark, demanded: Mark | None) -> None:
    found = gap(mark, demanded)
    if mark in (Mark.NOT_ASSESSED, Mark.EXEMPT) or demanded in (None, Mark.EXEMPT):
        assert found is not Gap.BELOW
    assert is_open(found) is (found in (Gap.BELOW, Gap.NOT_ASSESSED))
    assert found in GAP_LABELS


def test_the_employers_own_demands_go_first_direction_by_direction() -> None:
    assert effective({"a": Mark.BASIC, "b": Mark.BASIC}, {"b": Mark.EXEMPT}) == {
        "a": Mark.BASIC,
        "b": Mark.EXEMPT,
    }


def made(people: list[Assessed]) -> Matrix:
    return matrix(people, DIRECTIONS, PROFILES)


@given(some_people, choices)
def test_every_directions_totals_add_up_to_the_people_shown(people: list[Assessed], choice: Choice) -> None:
    shown = narrowed(made(people), choice)
    assert len(shown.totals) == len(DIRECTIONS)
    for place, total in enumerate(shown.totals):
        assert total.cells == len(shown.rows)
        assert total.below == sum(row.gaps[place] is Gap.BELOW for row in shown.rows)
    assert shown.total.cells == sum(row.total.cells for row in shown.rows)
    assert shown.of(DIRECTIONS[:2]) + shown.of(DIRECTIONS[2:]) == shown.total


@given(some_people, st.randoms())
def test_the_order_of_people_makes_no_difference(people: list[Assessed], chance) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert made(shuffled) == made(people)


@given(some_people, choices)
def test_a_selection_leaves_the_rows_that_it_keeps_as_they_were(
    people: list[Assessed], choice: Choice
) -> None:
    whole = made(people)
    kept = narrowed(whole, choice).rows
    assert [row for row in whole.rows if row in kept] == list(kept)


@given(some_people, st.sampled_from(DIRECTIONS), st.sampled_from(Mark))
def test_the_list_behind_a_total_is_as_long_as_the_total_says(
    people: list[Assessed], direction: str, mark: Mark
) -> None:
    whole = made(people)
    total = whole.totals[DIRECTIONS.index(direction)]
    assert len(narrowed(whole, Choice(direction=direction, mark=mark)).rows) == total.marks[mark]
    assert len(narrowed(whole, Choice(direction=direction, gap=Gap.BELOW)).rows) == total.below


@given(some_people)
def test_an_areas_columns_are_the_same_as_in_the_whole(people: list[Assessed]) -> None:
    whole, part = made(people), restricted(made(people), DIRECTIONS[1:3])
    assert part.totals == whole.totals[1:3]
    assert [row.marks for row in part.rows] == [row.marks[1:3] for row in whole.rows]


@given(
    some_people,
    st.dictionaries(st.sampled_from(UNITS), st.dictionaries(st.sampled_from(DIRECTIONS), st.integers(0, 4))),
)
def test_what_units_are_short_of_is_what_each_lacks(
    people: list[Assessed], wanted: dict[str, dict[str, int]]
) -> None:
    whole = made(people)
    for direction, need in needs(whole, wanted).items():
        single = [
            one[direction]
            for unit, numbers in wanted.items()
            if direction in (one := needs(whole, {unit: numbers}))
        ]
        assert need == Need(
            *(sum(part) for part in zip(*((n.needed, n.have, n.short) for n in single), strict=True))
        )
        assert need.short >= need.needed - need.have


def test_one_units_surplus_fills_no_other_units_need() -> None:
    people = [
        Assessed(n, "Bo Blad", StaffRole.SOCIAL_WORKER, "north", {"ethics": Mark.ADVANCED}) for n in range(3)
    ]
    found = needs(made(people), {"north": {"ethics": 1}, "south": {"ethics": 1, "family_law": 0}})
    assert found == {"ethics": Need(needed=2, have=3, short=1)}


@st.composite
def organisations(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, str | None]]:
    """An employer with parts in two levels, and how many work directly in each."""
    parents: dict[str, str | None] = {"top": None}
    for district in range(draw(st.integers(0, 4))):
        parents[f"d{district}"] = "top"
        for unit in range(draw(st.integers(0, 4))):
            parents[f"d{district}u{unit}"] = f"d{district}"
    return {code: draw(st.integers(0, 7)) for code in parents}, parents


@given(organisations())
def test_no_totals_shown_give_those_of_fewer_than_four_by_subtraction(
    made: tuple[dict[str, int], dict[str, str | None]],
) -> None:
    sizes, parents = made
    shut = hidden(sizes, parents)

    def total(code: str) -> int:
        return sizes[code] + sum(total(part) for part in parents if parents[part] == code)

    for code in parents:
        if code in shut:
            assert all(part in shut for part in parents if parents[part] == code and total(part))
            continue
        assert total(code) == 0 or total(code) >= LEAST
        rest = total(code) - sum(
            total(part) for part in parents if parents[part] == code and part not in shut
        )
        assert rest == 0 or rest >= LEAST


def test_a_small_unit_takes_the_next_smallest_with_it() -> None:
    parents = {"top": None, "a": "top", "b": "top", "c": "top"}
    assert hidden({"a": 10, "b": 5, "c": 2}, parents) == {"b", "c"}
    assert hidden({"a": 10, "b": 3, "c": 2}, parents) == {"b", "c"}
    assert hidden({"top": 1, "a": 10, "b": 6, "c": 5}, parents) == {"c"}
    assert hidden({"a": 10, "b": 5, "c": 0}, parents) == frozenset()
