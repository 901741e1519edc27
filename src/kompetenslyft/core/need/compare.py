"""Each direction's share of caseworkers who lack competence, beside the activities and participants it had.

The need is what the inventories say, one for each unit: its first, or its latest. The supply is everything that the
report-backs count. Both are ranked, and the difference of rank says where they part: no figure of the one can be
subtracted from the other, since a share of caseworkers and a number of participants are different things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from kompetenslyft.core.frameworks.model import Area, Direction, Framework
from kompetenslyft.core.tabulation.aggregate import Aggregate, MunicipalityIndex, ReturnData, aggregate

LACKING = "lacking"
"""The level of those who need continuous support."""
MOST_PARTING = 3
"""How many directions are named on either side."""


class Which(StrEnum):
    """Which of a unit's inventories says what it needs."""

    FIRST = "first"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Line:
    """One direction. ``lacking`` and ``assessed`` are caseworkers in FTE, None where nobody assessed it.

    ``activities`` and ``participants`` are those that were carried out, None where nobody reported. ``training_share``
    is the direction's part of all participants of all directions. A rank of 1 is the largest and equals share a rank;
    training is ranked by participants, and by activities where those are equal.
    """

    area: Area
    direction: Direction
    lacking: Fraction | None
    assessed: Fraction | None
    activities: int | None
    participants: int | None
    training_share: Fraction | None = None
    need_rank: int | None = None
    training_rank: int | None = None

    @property
    def need_share(self) -> Fraction | None:
        """The exact share, 0–1, of those assessed who lack competence; None where nobody was assessed."""
        return self.lacking / self.assessed if self.lacking is not None and self.assessed else None

    @property
    def gap(self) -> int | None:
        """How many ranks lower the training is than the need: above zero where more is needed than is trained."""
        if self.need_rank is None or self.training_rank is None:
            return None
        return self.training_rank - self.need_rank


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every direction in the framework's order, and how many municipalities stand behind either side."""

    lines: tuple[Line, ...]
    inventory_municipalities: int
    reporting_municipalities: int

    @property
    def more_needed(self) -> tuple[Line, ...]:
        """Where need is furthest above training, the furthest first; at most ``MOST_PARTING``."""
        return self._parting(sign=1)

    @property
    def more_trained(self) -> tuple[Line, ...]:
        """Where training is furthest above need, the furthest first; at most ``MOST_PARTING``."""
        return self._parting(sign=-1)

    def _parting(self, *, sign: int) -> tuple[Line, ...]:
        apart = [(sign * line.gap, line) for line in self.lines if line.gap and sign * line.gap > 0]
        return tuple(line for _, line in sorted(apart, key=lambda one: -one[0])[:MOST_PARTING])


def compare(
    framework: Framework,
    inventories: Iterable[ReturnData],
    reports: Iterable[ReturnData],
    *,
    which: Which,
    municipalities: Collection[str] | None = None,
) -> Comparison:
    """Need against supply in these municipalities (official codes), or in all of them.

    A unit that answers for several municipalities counts where any of them is among those chosen. ``reports`` of
    several years are added up.
    """
    index = MunicipalityIndex()
    need = aggregate(_one_each(_within(inventories, municipalities), which), index)
    supply = aggregate(_within(reports, municipalities), index)
    lines = [_line(area, one, need, supply) for area in framework.areas for one in area.directions]
    return Comparison(
        _ranked(lines),
        need.answered_question(f"level_{area.id}" for area in framework.areas),
        supply.answered_question(f"trained_{area.id}" for area in framework.areas),
    )


def _within(returns: Iterable[ReturnData], municipalities: Collection[str] | None) -> list[ReturnData]:
    chosen = None if municipalities is None else set(municipalities)
    return [data for data in returns if chosen is None or chosen & set(data.municipalities)]


def _one_each(inventories: Iterable[ReturnData], which: Which) -> list[ReturnData]:
    by_unit: dict[str, list[ReturnData]] = defaultdict(list)
    for data in inventories:
        if any(key.startswith("level_") for key in data.values):
            by_unit[data.unit].append(data)
    pick = min if which is Which.FIRST else max
    return [pick(of_unit, key=lambda data: data.year) for of_unit in by_unit.values()]


def _line(area: Area, direction: Direction, need: Aggregate, supply: Aggregate) -> Line:
    levels = [f"level_{area.id}.{direction.id}.{level}" for level in ("basic", "advanced", LACKING)]
    activities = supply.figure([f"trained_{area.id}.{direction.id}"])
    participants = supply.figure([f"trained_people_{area.id}.{direction.id}"])
    return Line(
        area=area,
        direction=direction,
        lacking=need.figure(levels[-1:]),
        assessed=need.figure(levels),
        activities=None if activities is None else int(activities),
        participants=None if participants is None else int(participants),
    )


def _ranked(lines: Sequence[Line]) -> tuple[Line, ...]:
    whole = sum(line.participants or 0 for line in lines)
    needs = _ranks([None if line.need_share is None else (line.need_share,) for line in lines])
    training = _ranks(
        [
            (line.participants, line.activities or 0) if whole and line.participants is not None else None
            for line in lines
        ]
    )
    return tuple(
        replace(
            line,
            need_rank=need_rank,
            training_rank=training_rank,
            training_share=Fraction(line.participants or 0, whole) if training_rank else None,
        )
        for line, need_rank, training_rank in zip(lines, needs, training, strict=True)
    )


def _ranks(sizes: Sequence[tuple[Fraction | int, ...] | None]) -> list[int | None]:
    """The place of each from the largest: as many as are larger, and one. None for what has no size."""
    known = [size for size in sizes if size is not None]
    return [None if size is None else 1 + sum(other > size for other in known) for size in sizes]
