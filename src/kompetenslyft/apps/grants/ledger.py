"""Entering in the ledger: the one place where money of a programme year moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kompetenslyft.apps.grants.models import LedgerEntry, LedgerPosting, ProgrammeYear
from kompetenslyft.core.ledger.model import Entry, LedgerEvent, postings


@dataclass(frozen=True, slots=True)
class Posting:
    """What is entered: an event, the whole kronor it moves, for whom, and what it is about.

    ``unit``: the municipality's id and official code; None for money that is nobody's. ``reference`` is the same
    whenever it is about the same; a reference that is in the ledger already is refused by the database.
    """

    event: LedgerEvent
    purpose: str
    amount: int
    reference: str
    unit: tuple[int, str] | None = None


def post(year: ProgrammeYear, entered: Iterable[Posting], *, by_label: str, at: datetime) -> None:
    """Enter the events in order; those that move nothing are left out. Two queries, whatever their number.

    Raises RuntimeError outside a transaction, IntegrityError where a reference is entered already, ValueError for a
    negative amount.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("post() is called in the transaction of the write it tells of")
    wanted = [posting for posting in entered if posting.amount]
    if any(posting.amount < 0 for posting in wanted):
        raise ValueError("an entry moves a positive amount; to move it back there are events of their own")
    rows = LedgerEntry.objects.bulk_create(
        LedgerEntry(
            year=year,
            event=posting.event.value,
            unit_id=posting.unit[0] if posting.unit else None,
            purpose=posting.purpose,
            reference=posting.reference,
            at=at,
            by_label=by_label,
        )
        for posting in wanted
    )
    LedgerPosting.objects.bulk_create(
        LedgerPosting(entry=row, account=place.account.value, amount=amount)
        for row, posting in zip(rows, wanted, strict=True)
        for place, amount in postings(_entry(posting)).items()
    )


def _entry(posting: Posting) -> Entry:
    return Entry(
        posting.event,
        posting.unit[1] if posting.unit else "",
        posting.purpose,
        posting.amount,
        posting.reference,
    )
