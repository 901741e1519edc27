"""Choosing people whose shares of full time add up to a figure exactly, the most fitting ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Impossible(ValueError):
    """No choice of the people adds up to the figure."""


def choose(total: int, order: Sequence[str], shares: Mapping[str, int]) -> frozenset[str]:
    """Those of ``order`` whose ``shares`` (hundredths, above 0) add up to ``total`` exactly.

    Whoever comes earlier is taken wherever the rest can still make up what is missing: subset sums, by dynamic
    programming over the bits of an integer. Raises ``Impossible``.
    """
    within = (1 << (total + 1)) - 1
    reachable = [1]
    for key in reversed(order):
        sums = reachable[-1]
        reachable.append((sums | sums << shares[key]) & within)
    reachable.reverse()
    if not reachable[0] >> total & 1:
        raise Impossible(f"{len(order)} people cannot make {total}")
    taken: set[str] = set()
    left = total
    for key, rest in zip(order, reachable[1:], strict=True):
        if shares[key] <= left and rest >> (left - shares[key]) & 1:
            taken.add(key)
            left -= shares[key]
    return frozenset(taken)


def shares_of(total: int, odd: Sequence[int], pattern: Sequence[int]) -> list[int]:
    """Shares of full time that add up to ``total``: the odd ones first, then the pattern over and over.

    What is left at the end is halved. Raises ``Impossible`` where the odd ones leave no multiple of 5.
    """
    made, left = list(odd), total - sum(odd)
    if left < 0 or left % 5:
        raise Impossible(f"{total} without {list(odd)}")
    turn = 0
    while left > 2 * 100:
        share = pattern[turn % len(pattern)]
        made.append(share)
        left -= share
        turn += 1
    half = left // 10 * 5
    return made + [share for share in (half, left - half) if share]
