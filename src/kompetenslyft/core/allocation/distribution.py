"""How amounts are spread: classes with round limits, and how many fall in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

_STEPS = (10, 15, 20, 30, 50, 70)
_MOST_BELOW = Fraction(1, 10)
"""The lowest class goes up to the round number under which at most this share of the amounts lie."""


@dataclass(frozen=True, slots=True)
class AmountClass:
    """Amounts from ``lower`` up to but not including ``upper`` (SEK); None is open."""

    lower: int
    upper: int | None


def amount_classes(amounts: Collection[int]) -> tuple[AmountClass, ...]:
    """Classes with limits 10, 15, 20, 30, 50, 70, 100 … that hold all the amounts; the lowest begins at 0.

    Empty for no amounts.
    """
    if not amounts:
        return ()
    ordered = sorted(amounts)
    lowest = ordered[int(len(ordered) * _MOST_BELOW)]
    lowers = [0, *(limit for limit in _round_numbers(ordered[-1]) if limit > lowest)]
    uppers: list[int | None] = [*lowers[1:], None]
    return tuple(AmountClass(lower, upper) for lower, upper in zip(lowers, uppers, strict=True))


def spread(amounts: Collection[int], classes: Sequence[AmountClass]) -> tuple[int, ...]:
    """How many of the amounts lie in each class."""
    counts = [0] * len(classes)
    lowers = [one.lower for one in classes]
    for amount in amounts:
        counts[max(bisect_right(lowers, amount) - 1, 0)] += 1
    return tuple(counts)


def quantile_limits(values: Collection[Fraction], parts: int) -> tuple[Fraction, ...]:
    """The values that divide the others in ``parts`` as even groups as ties allow: at most ``parts`` − 1, rising."""
    ordered = sorted(values)
    if not ordered:
        return ()
    limits = (ordered[len(ordered) * part // parts] for part in range(1, parts))
    return tuple(sorted({limit for limit in limits if limit > ordered[0]}))


def _round_numbers(highest: int) -> list[int]:
    numbers, power = [], 1
    while power <= highest:
        numbers += [step * power for step in _STEPS if step * power <= highest]
        power *= 10
    return numbers
