"""How plans went: what was done as planned and had the wished-for effect, counted by direction, by year, or whatever.

An item that nobody has said anything of is one thing, one that was not done another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kompetenslyft.core.competence.plan import Done, Effect

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decided item, and what was last said of it. ``done`` None: not followed up; ``effect`` None: not said."""

    direction: str
    year: int
    """In which it was due."""
    done: Done | None = None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of some items. Of ``items`` those in ``done`` and ``waiting`` add up; of ``done`` the effects."""

    items: int
    waiting: int
    done: Mapping[Done, int]
    effect: Mapping[Effect | None, int]
    """Of those that are followed up; None: not said."""

    @property
    def followed_up(self) -> int:
        return self.items - self.waiting


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """The counts of the items together."""
    done: Counter[Done] = Counter()
    effect: Counter[Effect | None] = Counter()
    items = 0
    for one in outcomes:
        items += 1
        if one.done is not None:
            done[one.done] += 1
            effect[one.effect] += 1
    return Tally(
        items,
        items - done.total(),
        {answer: done[answer] for answer in Done},
        {answer: effect[answer] for answer in (*Effect, None)},
    )


def tallies(outcomes: Iterable[Outcome], key: Callable[[Outcome], K]) -> dict[K, Tally]:
    """The counts by ``key``: of the direction, of the year. Every item is in one of them."""
    groups: dict[K, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[key(one)].append(one)
    return {group: tally(members) for group, members in groups.items()}
