"""Numbers for people: everybody gets one, the key alone decides the order, and another key gives another."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.facts.numbering import in_hidden_order

keys = st.binary(min_size=32, max_size=32)
registers = st.dictionaries(st.integers(1, 10**9), st.sampled_from(["0180", "1480", "2080"]), max_size=60)


@given(registers, keys, st.randoms(use_true_random=False))
def test_everybody_has_one_place_whatever_the_order_they_come_in(
    employer_of: dict[int, str], key: bytes, chance: random.Random
) -> None:
    people = [(employer, one) for one, employer in employer_of.items()]
    found = in_hidden_order(people, key)
    assert sorted(found) == sorted(employer_of)
    assert [employer_of[one] for one in found] == sorted(employer_of.values())
    chance.shuffle(people)
    assert in_hidden_order(people, key) == found


def test_another_key_gives_an_order_that_says_nothing_of_the_first() -> None:
    people = [("0180", one) for one in range(1, 1001)]
    first, other = (in_hidden_order(people, bytes([number]) * 32) for number in (1, 2))
    place = {one: number for number, one in enumerate(first)}
    in_between = [place[one] for one in other]
    for order in (first, other, in_between):
        rising = sum(one < after for one, after in pairwise(order))
        assert 400 < rising < 600
    assert len(set(first[:50]) & set(other[:50])) < 15
