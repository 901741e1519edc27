"""Dividing what was not claimed among those who said yes to a share of it."""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.core.allocation.arithmetic import Exact, largest_remainder


def redistribute(pool: int, shares: Mapping[str, int]) -> Mapping[str, int]:
    """``pool`` (whole kronor, at least 0) in proportion to ``shares`` (the year's offers, by code), by code.

    Exact: the parts add up to ``pool``, by largest remainder; of equal remainders the larger share has the krona, then
    the lower code. Somebody with share 0 gets nothing. The order of ``shares`` makes no difference. Raises ValueError
    for a pool or share below zero, and where there is something to divide and nobody has a share.
    """
    whole = sum(shares.values())
    if pool < 0 or any(share < 0 for share in shares.values()):
        raise ValueError("a pool and its shares are at least 0")
    if pool and not whole:
        raise ValueError("nobody has a share of the pool")
    if not whole:
        return dict.fromkeys(shares, 0)
    before = sorted(shares, key=lambda code: (-shares[code], code))
    exact = Exact({code: pool * share for code, share in shares.items()}, whole)
    return largest_remainder(exact, pool, unit=1, before=before)
