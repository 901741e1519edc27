"""How far a municipality's costs have come towards the caps of the year's rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kompetenslyft.core.programmes.model import AmountCap, Programme, ShareCap
from kompetenslyft.core.spending.case import Case
from kompetenslyft.core.spending.model import Activity
from kompetenslyft.core.spending.rules import (
    amount_cap_covers,
    amount_limit,
    rules_in_force,
    share_cap_covers,
    share_limit,
)


@dataclass(frozen=True, slots=True)
class CapUse:
    """A cap and what it holds, in kronor. ``limit`` is exact; ``received`` is what the purpose has to spend."""

    rule: ShareCap | AmountCap
    used: int
    limit: Fraction
    received: int

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    @property
    def room(self) -> int:
        """The whole kronor that still fit; 0 where nothing does."""
        return max(0, int((self.limit - self.used) // 1))


def cap_uses(
    programme: Programme,
    activities: Sequence[Activity],
    *,
    unit: str,
    received: Mapping[str, int],
    inventory_before: bool = False,
) -> tuple[CapUse, ...]:
    """Every cap in the order it is written, with the costs that it holds: planned ones too, as in ``check_spending``.

    ``unit``: official code. ``received``: kronor by purpose.
    """
    lines = list(Case(programme, activities, unit, received).lines())
    uses = []
    for rule in rules_in_force(programme):
        if isinstance(rule, ShareCap):
            used = sum(line.amount for line in lines if share_cap_covers(rule, line))
            limit = share_limit(rule, received)
        elif isinstance(rule, AmountCap):
            used = sum(line.amount for line in lines if amount_cap_covers(rule, line))
            limit = Fraction(amount_limit(rule, inventory_before=inventory_before))
        else:
            continue
        uses.append(CapUse(rule, used, limit, received.get(rule.purpose, 0)))
    return tuple(uses)
