"""How amounts are spread: every amount is in one class, and the classes follow one another."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.allocation.distribution import AmountClass, amount_classes, quantile_limits, spread

AMOUNTS = st.lists(st.integers(0, 10**10), min_size=1, max_size=60)


def test_the_classes_have_round_limits() -> None:
    amounts = [50_000] * 58 + [65_000] * 60 + [120_000] * 100 + [246_122]
    assert amount_classes(amounts) == (
        AmountClass(0, 70_000),
        AmountClass(70_000, 100_000),
        AmountClass(100_000, 150_000),
        AmountClass(150_000, 200_000),
        AmountClass(200_000, None),
    )
    assert spread(amounts, amount_classes(amounts)) == (118, 0, 100, 0, 1)


def test_an_amount_on_a_limit_is_in_the_upper_class() -> None:
    classes = (AmountClass(0, 100), AmountClass(100, None))
    assert spread([99, 100], classes) == (1, 1)


def test_nothing_has_no_classes() -> None:
    assert (amount_classes([]), spread([], ()), quantile_limits([], 5)) == ((), (), ())


@given(AMOUNTS)
def test_every_amount_is_in_the_class_that_holds_it(amounts: list[int]) -> None:
    classes = amount_classes(amounts)
    assert [one.upper for one in classes[:-1]] == [one.lower for one in classes[1:]]
    assert (classes[0].lower, classes[-1].upper) == (0, None)
    counted = tuple(
        sum(one.lower <= amount and (one.upper is None or amount < one.upper) for amount in amounts)
        for one in classes
    )
    assert spread(amounts, classes) == counted
    assert sum(counted) == len(amounts)


@given(st.lists(st.fractions(0, 1000), min_size=1, max_size=60), st.integers(2, 6))
def test_quantiles_leave_no_part_empty(values: list[Fraction], parts: int) -> None:
    limits = quantile_limits(values, parts)
    assert len(limits) < parts
    bounds = [None, *limits, None]
    for lower, upper in pairwise(bounds):
        assert any((lower is None or value >= lower) and (upper is None or value < upper) for value in values)
