"""Small-count rounding: the few inner cells that make small published counts become 0 or the base; the rest stay.

Every published number is then the sum of the same inner cells, so all tables add up and agree with one another, and
none shows a number from 1 to the base less one. After Langsrud and Heldal, «An algorithm for small count rounding of
tabular data» (Privacy in Statistical Databases, 2018); the choice of cells here is a lazy greedy one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from kompetenslyft.core.disclosure.cells import cells_above
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.record_findings import too_many
from kompetenslyft.core.disclosure.records import MOST_CELLS, CannotProtect, Counts, Key


@dataclass(frozen=True, slots=True)
class Rounded:
    """Counts of which some inner cells are rounded. ``changed``: those, with their true persons."""

    counts: Counts
    changed: Mapping[Key, int]
    published: int
    """Published cells, each once."""
    furthest: int
    """The largest difference from the truth of any published cell, in persons."""
    mean_percent_hundredths: int
    """The mean difference of published cells, in hundredths of a percent of the mean published cell."""


def round_counts(definition: ProtectedTables, counts: Counts) -> Rounded:
    """Round what is needed, no more; the same for the same counts in any order. CannotProtect: too many cells."""
    inner = sorted(key for key, persons in counts.inner.items() if persons)
    truth = [counts.inner[key] for key in inner]
    cells = _published(definition, counts, inner)
    of_inner: list[list[int]] = [[] for _ in inner]
    for place, members in enumerate(cells):
        for member in members:
            of_inner[member].append(place)
    base = definition.rules.base
    values = list(truth)
    rounding: set[int] = set()
    while small := _newly_small(cells, values, rounding, base):
        rounding |= small
        values = _rounded(truth, of_inner, sorted(rounding), base, len(cells))
    kept = dict(zip(inner, values, strict=True))
    differences = [
        abs(sum(values[one] for one in members) - sum(truth[one] for one in members)) for members in cells
    ]
    whole = sum(truth[one] for members in cells for one in members)
    return Rounded(
        replace(counts, inner={key: kept.get(key, 0) for key in counts.inner}),
        {inner[one]: truth[one] for one in sorted(rounding) if values[one] != truth[one]},
        len(cells),
        max(differences, default=0),
        10_000 * sum(differences) // whole if whole else 0,
    )


def _published(definition: ProtectedTables, counts: Counts, inner: Sequence[Key]) -> list[tuple[int, ...]]:
    """The inner cells that each published cell is the sum of; each sum once."""
    found: dict[Key, list[int]] = defaultdict(list)
    for table in definition.tables:
        new: dict[Key, list[int]] = defaultdict(list)
        for place, (_key, above) in enumerate(cells_above(definition, table, counts, inner)):
            for published in above:
                new[published].append(place)
        found.update(new)
        if len(found) > MOST_CELLS:
            raise CannotProtect([too_many(MOST_CELLS)])
    return sorted({tuple(members) for members in found.values()})


def _newly_small(
    cells: Sequence[tuple[int, ...]], values: Sequence[int], rounding: set[int], base: int
) -> set[int]:
    """Inner cells of published cells that are too small, and that are not rounded yet."""
    return {
        member
        for members in cells
        if 0 < sum(values[one] for one in members) < base
        for member in members
        if member not in rounding
    }


def _rounded(
    truth: Sequence[int], of_inner: Sequence[Sequence[int]], rounding: Sequence[int], base: int, size: int
) -> list[int]:
    """The inner cells with those of ``rounding`` 0 or the base: so many up that the sum is kept, best first.

    Best is what brings the sum of squared differences of the published cells down the most. Setting a cell up only
    makes others less urgent, so what was reckoned before is never too pessimistic and the first that stands is best.
    """
    values = list(truth)
    differences = [0] * size
    for one in rounding:
        values[one] = 0
        for cell in of_inner[one]:
            differences[cell] -= truth[one]

    def cost(one: int) -> int:
        return sum(2 * differences[cell] + base for cell in of_inner[one])

    waiting = [(cost(one), one) for one in rounding]
    heapify(waiting)
    up = (2 * sum(truth[one] for one in rounding) + base) // (2 * base)
    for _ in range(min(up, len(rounding))):
        while True:
            _old, one = heappop(waiting)
            now = cost(one)
            if not waiting or (now, one) <= waiting[0]:
                break
            heappush(waiting, (now, one))
        values[one] = base
        for cell in of_inner[one]:
            differences[cell] += base
    return values
