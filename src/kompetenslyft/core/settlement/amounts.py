"""Sums of settlements: of a municipality's purposes, of a purpose's municipalities, of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kompetenslyft.core.settlement.model import Settled


@dataclass(frozen=True, slots=True)
class Amounts:
    """Whole kronor. ``unsettled``: what is received and not settled; received is the sum of it and the next three."""

    received: int = 0
    unsettled: int = 0
    used: int = 0
    unused: int = 0
    not_permitted: int = 0
    repaid: int = 0

    @property
    def to_repay(self) -> int:
        return self.unused + self.not_permitted

    @property
    def left(self) -> int:
        """What is still to be repaid."""
        return self.to_repay - self.repaid

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.received + other.received,
            self.unsettled + other.unsettled,
            self.used + other.used,
            self.unused + other.unused,
            self.not_permitted + other.not_permitted,
            self.repaid + other.repaid,
        )


def total(amounts: Iterable[Amounts]) -> Amounts:
    """What they come to together."""
    return sum(amounts, Amounts())


def by_purpose(received: Mapping[str, int], settled: Mapping[str, Settled]) -> dict[str, Amounts]:
    """The amounts of one municipality. What was received after a settlement is not settled."""
    amounts = {}
    for purpose, amount in received.items():
        one = settled.get(purpose)
        if one is None:
            amounts[purpose] = Amounts(received=amount, unsettled=amount)
        else:
            amounts[purpose] = Amounts(
                amount, amount - one.received, one.used, one.unused, one.not_permitted, one.repaid
            )
    return amounts
