from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.demo.apportion import Impossible, apportion, apportion_in_steps

keys = st.text("abcdefgh", min_size=1, max_size=3)
weights = st.dictionaries(keys, st.integers(0, 10_000), min_size=1, max_size=12)


@st.composite
def divisible(draw: st.DrawFn) -> tuple[int, dict[str, int], dict[str, int]]:
    """A total, weights and capacities such that those of weight above zero can hold the total."""
    by_key = draw(st.dictionaries(keys, st.integers(1, 10_000), min_size=1, max_size=12))
    room = {key: draw(st.integers(0, 500)) for key in by_key}
    return draw(st.integers(0, sum(room.values()))), by_key, room


@given(divisible())
def test_parts_add_up_exactly_and_stay_within_capacity(
    case: tuple[int, dict[str, int], dict[str, int]],
) -> None:
    total, by_key, room = case
    parts = apportion(total, by_key, room)
    assert sum(parts.values()) == total
    assert all(0 <= parts[key] <= room[key] for key in by_key)


@given(divisible(), st.integers(0, 1000))
def test_order_of_the_units_does_not_matter(
    case: tuple[int, dict[str, int], dict[str, int]], seed: int
) -> None:
    total, by_key, room = case
    order = list(by_key)
    random.Random(seed).shuffle(order)
    assert apportion(total, {key: by_key[key] for key in order}, room) == apportion(total, by_key, room)


@given(st.integers(0, 100_000), weights.filter(lambda by_key: sum(by_key.values()) > 0))
def test_without_capacities_every_part_is_within_one_of_its_share(total: int, by_key: dict[str, int]) -> None:
    whole = sum(by_key.values())
    for key, part in apportion(total, by_key).items():
        assert total * by_key[key] // whole <= part <= -(-total * by_key[key] // whole)


@given(divisible())
def test_a_heavier_unit_with_room_gets_no_less(case: tuple[int, dict[str, int], dict[str, int]]) -> None:
    total, by_key, room = case
    parts = apportion(total, by_key, room)
    for one in by_key:
        for other in by_key:
            if by_key[one] > by_key[other] and parts[one] < room[one]:
                assert parts[one] >= parts[other]


def test_a_weight_of_zero_gets_nothing() -> None:
    assert apportion(7, {"a": 0, "b": 1, "c": 1}) == {"a": 0, "b": 4, "c": 3}


@pytest.mark.parametrize(
    ("total", "by_key", "room"),
    [(5, {"a": 1, "b": 1}, {"a": 2, "b": 2}), (1, {"a": 0}, {"a": 9}), (-1, {"a": 1}, None), (1, {}, None)],
)
def test_what_does_not_fit_is_refused(
    total: int, by_key: dict[str, int], room: dict[str, int] | None
) -> None:
    with pytest.raises(Impossible):
        apportion(total, by_key, room)


@given(divisible(), st.sampled_from([1, 5, 25, 50]), st.data())
def test_all_but_the_balancer_have_whole_steps(
    case: tuple[int, dict[str, int], dict[str, int]], step: int, data: st.DataObject
) -> None:
    total, by_key, room = case
    balancer = data.draw(st.sampled_from(sorted(by_key)))
    try:
        parts = apportion_in_steps(total, by_key, room, step=step, balancer=balancer)
    except Impossible:
        return
    assert sum(parts.values()) == total
    assert all(parts[key] <= room[key] for key in by_key)
    assert all(part % step == 0 for key, part in parts.items() if key != balancer)


def test_everybody_gets_the_least_part_first() -> None:
    parts = apportion_in_steps(1_035, {"a": 1, "b": 1, "c": 98}, step=25, balancer="c", least=100)
    assert parts == {"a": 100, "b": 100, "c": 835}
    with pytest.raises(Impossible):
        apportion_in_steps(250, {"a": 1, "b": 1, "c": 1}, step=25, balancer="c", least=100)
