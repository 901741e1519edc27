"""What a settlement enters in the ledger, and what it takes back of the one before it."""

from __future__ import annotations

from kompetenslyft.core.ledger.model import Entry, LedgerEvent
from kompetenslyft.core.settlement.model import Settled


def entries(
    unit: str, purpose: str, number: int, made: Settled, earlier: Settled | None = None
) -> tuple[Entry, ...]:
    """The entries that settle one purpose of one municipality (official code), those of 0 kronor left out.

    ``number`` counts the settlements. What is repaid stays repaid: of an earlier demand only the rest is taken back,
    and of the new one only what goes beyond it is demanded. So no balance is ever negative on the way, and the
    demands less what was taken back come to the settlement that stands.

    Raises ValueError where more is repaid than ``made`` demands.
    """
    repaid = earlier.repaid if earlier else 0
    if made.to_repay < repaid:
        raise ValueError("more is repaid than the settlement demands")
    moves = [
        (LedgerEvent.USE_UNDONE, earlier.used if earlier else 0, number - 1),
        (LedgerEvent.DEMAND_UNDONE, earlier.left if earlier else 0, number - 1),
        (LedgerEvent.USED, made.used, number),
        (LedgerEvent.DEMANDED, made.to_repay - repaid, number),
    ]
    return tuple(
        Entry(event, unit, purpose, amount, f"{event.value}:{purpose}:{unit}:{of}")
        for event, amount, of in moves
        if amount
    )
