"""The need of the three coming years: what each organisation entered, and what counts at every level above.

A number that an organisation has entered itself counts there, also where those below have entered theirs: it may know
of people who move, or of one course for two units. Where it has entered none, the sum of those below counts. Both are
shown beside each other where both are there. Nothing entered at all is no number, and not zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

YEARS_AHEAD = 3

Key = tuple[str, int]
"""Direction and year."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A need at one organisation: ``own`` as entered there, ``below`` the sum of what counts below; None is nothing.

    ``silent``: so many of those right below have no number.
    """

    own: int | None
    below: int | None
    silent: int

    @property
    def counts(self) -> int | None:
        """The number that counts: the own, else the sum of those below."""
        return self.below if self.own is None else self.own

    @property
    def differs(self) -> bool:
        """Whether both were entered, and say different things."""
        return self.own is not None and self.below is not None and self.own != self.below


def coming_years(decided_in: int) -> tuple[int, ...]:
    """The three years after the one in which they are looked at."""
    return tuple(range(decided_in + 1, decided_in + 1 + YEARS_AHEAD))


def counted(
    entered: Mapping[int, Mapping[Key, int]],
    parents: Mapping[int, int | None],
    keys: Collection[Key],
) -> dict[int, dict[Key, Counted]]:
    """What counts at every organisation of ``parents``, for every key.

    ``entered``: by organisation (id), what it entered itself. ``parents``: every organisation with the one above it;
    one whose parent is not among them stands at the top. Raises ValueError where an organisation is above itself.
    """
    below: dict[int, list[int]] = defaultdict(list)
    tops = []
    for one, parent in parents.items():
        if parent is not None and parent in parents:
            below[parent].append(one)
        else:
            tops.append(one)
    found: dict[int, dict[Key, Counted]] = {}
    for one in reversed(_downwards(tops, below, len(parents))):
        own = entered.get(one, {})
        found[one] = {
            key: _at(own.get(key), [found[part][key].counts for part in below[one]]) for key in keys
        }
    return found


def _at(own: int | None, parts: list[int | None]) -> Counted:
    said = [part for part in parts if part is not None]
    return Counted(own, sum(said) if said else None, len(parts) - len(said))


def _downwards(tops: list[int], below: Mapping[int, list[int]], size: int) -> list[int]:
    """Every organisation after the one above it."""
    order, level = [], tops
    while level:
        order += level
        level = [part for one in level for part in below.get(one, ())]
    if len(order) != size:
        raise ValueError("an organisation is above itself")
    return order
