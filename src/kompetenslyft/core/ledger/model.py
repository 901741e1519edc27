"""The ledger's accounts, the events that move money between them, and what a list of entries adds up to.

Every krona of a programme year stands in one account. An event takes it from one account to another: it debits the
one it goes to and credits the one it comes from, so that an entry, and the whole ledger, always sums to zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from kompetenslyft.core.text import Text


class Account(StrEnum):
    """A place where money of a programme year can stand."""

    STATE = "state"
    """What the state has given: the source, and so the only account in credit."""
    POOL = "pool"
    RESERVE = "reserve"
    OFFERED = "offered"
    UNCLAIMED = "unclaimed"
    OWED = "owed"
    IN_TRANSIT = "in_transit"
    HELD = "held"
    USED = "used"
    RECEIVABLE = "receivable"
    RECOVERED = "recovered"
    RETURNED = "returned"


OF_A_UNIT = frozenset(
    {
        Account.OFFERED,
        Account.OWED,
        Account.IN_TRANSIT,
        Account.HELD,
        Account.USED,
        Account.RECEIVABLE,
    }
)
"""The accounts that are kept by municipality as well as by purpose."""


class LedgerEvent(StrEnum):
    """Something that moved money."""

    APPROPRIATED = "appropriated"
    RESERVED = "reserved"
    OFFERED = "offered"
    CLAIMED = "claimed"
    CLAIM_UNDONE = "claim_undone"
    NOT_CLAIMED = "not_claimed"
    REDISTRIBUTED = "redistributed"
    SENT = "sent"
    PAID = "paid"
    REJECTED = "rejected"
    USED = "used"
    DEMANDED = "demanded"
    USE_UNDONE = "use_undone"
    DEMAND_UNDONE = "demand_undone"
    REPAID = "repaid"
    RETURNED_FROM_POOL = "returned_from_pool"
    RETURNED_FROM_RESERVE = "returned_from_reserve"
    RETURNED_UNCLAIMED = "returned_unclaimed"
    RETURNED_RECOVERED = "returned_recovered"


class Move(NamedTuple):
    """From where to where an event takes money."""

    source: Account
    target: Account


MOVES: dict[LedgerEvent, Move] = {
    LedgerEvent.APPROPRIATED: Move(Account.STATE, Account.POOL),
    LedgerEvent.RESERVED: Move(Account.POOL, Account.RESERVE),
    LedgerEvent.OFFERED: Move(Account.POOL, Account.OFFERED),
    LedgerEvent.CLAIMED: Move(Account.OFFERED, Account.OWED),
    LedgerEvent.CLAIM_UNDONE: Move(Account.OWED, Account.OFFERED),
    LedgerEvent.NOT_CLAIMED: Move(Account.OFFERED, Account.UNCLAIMED),
    LedgerEvent.REDISTRIBUTED: Move(Account.UNCLAIMED, Account.OWED),
    LedgerEvent.SENT: Move(Account.OWED, Account.IN_TRANSIT),
    LedgerEvent.PAID: Move(Account.IN_TRANSIT, Account.HELD),
    LedgerEvent.REJECTED: Move(Account.IN_TRANSIT, Account.OWED),
    LedgerEvent.USED: Move(Account.HELD, Account.USED),
    LedgerEvent.DEMANDED: Move(Account.HELD, Account.RECEIVABLE),
    LedgerEvent.USE_UNDONE: Move(Account.USED, Account.HELD),
    LedgerEvent.DEMAND_UNDONE: Move(Account.RECEIVABLE, Account.HELD),
    LedgerEvent.REPAID: Move(Account.RECEIVABLE, Account.RECOVERED),
    LedgerEvent.RETURNED_FROM_POOL: Move(Account.POOL, Account.RETURNED),
    LedgerEvent.RETURNED_FROM_RESERVE: Move(Account.RESERVE, Account.RETURNED),
    LedgerEvent.RETURNED_UNCLAIMED: Move(Account.UNCLAIMED, Account.RETURNED),
    LedgerEvent.RETURNED_RECOVERED: Move(Account.RECOVERED, Account.RETURNED),
}

ACCOUNT_LABELS: dict[Account, Text] = {
    Account.STATE: Text(sv="Anslag från staten", en="Appropriation from the state"),
    Account.POOL: Text(sv="Att fördela", en="To be allocated"),
    Account.RESERVE: Text(sv="Avsatt reserv", en="Reserve"),
    Account.OFFERED: Text(sv="Erbjudet, inte rekvirerat", en="Offered, not claimed"),
    Account.UNCLAIMED: Text(sv="Inte rekvirerat i tid", en="Not claimed in time"),
    Account.OWED: Text(sv="Rekvirerat, inte utbetalat", en="Claimed, not paid"),
    Account.IN_TRANSIT: Text(sv="Skickat till banken", en="Sent to the bank"),
    Account.HELD: Text(sv="Utbetalat, inte slutreglerat", en="Paid, not settled"),
    Account.USED: Text(sv="Använt", en="Used"),
    Account.RECEIVABLE: Text(sv="Att återbetala", en="To be repaid"),
    Account.RECOVERED: Text(sv="Återbetalat till myndigheten", en="Repaid to the agency"),
    Account.RETURNED: Text(sv="Återfört till staten", en="Returned to the state"),
}

EVENT_LABELS: dict[LedgerEvent, Text] = {
    LedgerEvent.APPROPRIATED: Text(sv="Anslag tilldelat", en="Appropriation granted"),
    LedgerEvent.RESERVED: Text(sv="Avsatt i reserv", en="Set apart in reserve"),
    LedgerEvent.OFFERED: Text(
        sv="Erbjudet enligt beslutad fördelning", en="Offered by the decided allocation"
    ),
    LedgerEvent.CLAIMED: Text(sv="Rekvirerat", en="Claimed"),
    LedgerEvent.CLAIM_UNDONE: Text(sv="Rekvisitionen öppnad på nytt", en="Claim opened again"),
    LedgerEvent.NOT_CLAIMED: Text(sv="Inte rekvirerat i tid", en="Not claimed in time"),
    LedgerEvent.REDISTRIBUTED: Text(sv="Omfördelat", en="Redistributed"),
    LedgerEvent.SENT: Text(sv="Skickat till banken", en="Sent to the bank"),
    LedgerEvent.PAID: Text(sv="Utbetalat", en="Paid"),
    LedgerEvent.REJECTED: Text(sv="Avvisat av banken", en="Rejected by the bank"),
    LedgerEvent.USED: Text(sv="Godkänd användning", en="Accepted use"),
    LedgerEvent.DEMANDED: Text(sv="Ska återbetalas", en="To be repaid"),
    LedgerEvent.USE_UNDONE: Text(sv="Slutreglering gjord om: användning", en="Settlement made anew: use"),
    LedgerEvent.DEMAND_UNDONE: Text(
        sv="Slutreglering gjord om: återbetalning", en="Settlement made anew: repayment"
    ),
    LedgerEvent.REPAID: Text(sv="Återbetalat", en="Repaid"),
    LedgerEvent.RETURNED_FROM_POOL: Text(
        sv="Återfört till staten: inte fördelat", en="Returned: not allocated"
    ),
    LedgerEvent.RETURNED_FROM_RESERVE: Text(sv="Återfört till staten: reserv", en="Returned: reserve"),
    LedgerEvent.RETURNED_UNCLAIMED: Text(
        sv="Återfört till staten: inte rekvirerat", en="Returned: not claimed"
    ),
    LedgerEvent.RETURNED_RECOVERED: Text(sv="Återfört till staten: återbetalat", en="Returned: repaid"),
}


class Entry(NamedTuple):
    """An event and the whole kronor it moved. ``unit`` is an official code, empty where it is nobody's."""

    event: LedgerEvent
    unit: str
    purpose: str
    amount: int
    reference: str


class Place(NamedTuple):
    """An account, kept by purpose and (those in OF_A_UNIT) by municipality."""

    account: Account
    purpose: str
    unit: str = ""


def postings(entry: Entry) -> dict[Place, int]:
    """The two sides of an entry: debit positive, credit negative. They sum to 0."""
    move = MOVES[entry.event]
    return {
        _place(move.target, entry): entry.amount,
        _place(move.source, entry): -entry.amount,
    }


def balances(entries: Iterable[Entry]) -> Mapping[Place, int]:
    """What stands in each place after the entries, in whatever order; places that come to 0 are left out."""
    sums: dict[Place, int] = defaultdict(int)
    for entry in entries:
        for place, amount in postings(entry).items():
            sums[place] += amount
    return {place: amount for place, amount in sums.items() if amount}


def _place(account: Account, entry: Entry) -> Place:
    return Place(account, entry.purpose, entry.unit if account in OF_A_UNIT else "")
