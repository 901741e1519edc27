"""Two exact divisions in whole numbers: clamped shares that add up to the pot, and rounding by largest remainder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact amount for each unit: ``numerators[code] / denominator`` SEK."""

    numerators: Mapping[str, int]
    denominator: int

    def fractions(self) -> dict[str, Fraction]:
        """The amounts one by one, in SEK."""
        return {code: Fraction(number, self.denominator) for code, number in self.numerators.items()}

    def plus(self, other: Exact) -> Exact:
        """The sum, unit by unit; both have the same units."""
        common = lcm(self.denominator, other.denominator)
        ours, theirs = common // self.denominator, common // other.denominator
        added = {
            code: ours * number + theirs * other.numerators[code] for code, number in self.numerators.items()
        }
        return Exact(added, common)


def hold(shares: Mapping[str, int], pot: int, *, floor: int, cap: int | None) -> Exact:
    """``pot`` divided in proportion to ``shares``, nobody below ``floor`` or above ``cap``.

    Each gets the same multiple of its share, clamped: the one multiple at which the clamped amounts add up to ``pot``.
    There is one where floor ≤ cap and floors together ≤ pot ≤ caps together, those without share getting the floor.
    Where the caps together are less than ``pot``, everybody with a share stands at the cap.

    Whoever is clamped for certain is settled, and the rest divided anew. At a trial multiple the sum of what is short
    of the floor and of what is over the cap says on which side of the right multiple it lies: with more short than
    over it is too high, so that those below the floor stay there. Each round settles somebody.
    """
    held = {code: floor for code, share in shares.items() if share == 0}
    free = {code: share for code, share in shares.items() if share > 0}
    while free:
        rest, whole = pot - sum(held.values()), sum(free.values())
        low = {code for code, share in free.items() if rest * share < floor * whole}
        high = {code for code, share in free.items() if cap is not None and rest * share > cap * whole}
        if not low and not high:
            settled = {code: amount * whole for code, amount in held.items()}
            return Exact({code: settled.get(code, rest * share) for code, share in shares.items()}, whole)
        ceiling = 0 if cap is None else cap
        short = sum(floor * whole - rest * free[code] for code in low)
        over = sum(rest * free[code] - ceiling * whole for code in high)
        if short >= over:
            held |= dict.fromkeys(low, floor)
        if over >= short:
            held |= dict.fromkeys(high, ceiling)
        free = {code: share for code, share in free.items() if code not in held}
    return Exact({code: held[code] for code in shares}, 1)


def largest_remainder(exact: Exact, pot: int, *, unit: int, before: Sequence[str]) -> dict[str, int]:
    """Every amount in whole multiples of ``unit``, together the largest multiple that is at most ``pot``.

    Each is rounded down, and what is left goes one unit each to the largest remainders; of equal remainders the code
    that comes first in ``before`` has it. ``exact`` adds up to ``pot``, so nobody moves by a whole unit.
    """
    size = exact.denominator * unit
    parts = {code: number // size for code, number in exact.numerators.items()}
    left = pot // unit - sum(parts.values())
    by_remainder = sorted(before, key=lambda code: -(exact.numerators[code] % size))
    for code in by_remainder[:left]:
        parts[code] += 1
    return {code: count * unit for code, count in parts.items()}
