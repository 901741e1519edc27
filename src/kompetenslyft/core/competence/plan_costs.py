"""What a plan costs, by priority and by the year in which the items are due. Whole kronor; the sums are exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kompetenslyft.core.competence.planning import PRIORITIES, Item


@dataclass(frozen=True, slots=True)
class Costs:
    """A cost by (priority, year), with its margins. ``priced`` and ``unpriced``: so many items have a cost, or none."""

    years: tuple[int, ...]
    cells: Mapping[tuple[int, int], int]
    by_priority: Mapping[int, int]
    by_year: Mapping[int, int]
    total: int
    priced: int
    unpriced: int


def costs(items: Iterable[Item]) -> Costs:
    """The costs of the items. An item without a cost is counted by itself, and is not zero kronor."""
    found = list(items)
    years = tuple(sorted({item.due.year for item in found}))
    cells: dict[tuple[int, int], int] = {(priority, year): 0 for priority in PRIORITIES for year in years}
    by_priority: dict[int, int] = dict.fromkeys(PRIORITIES, 0)
    by_year: dict[int, int] = defaultdict(int, dict.fromkeys(years, 0))
    for item in found:
        cost = item.cost_sek or 0
        cells[item.priority, item.due.year] += cost
        by_priority[item.priority] += cost
        by_year[item.due.year] += cost
    unpriced = sum(item.cost_sek is None for item in found)
    total = sum(by_priority.values())
    return Costs(years, cells, by_priority, dict(by_year), total, len(found) - unpriced, unpriced)
