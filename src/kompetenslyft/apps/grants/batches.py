"""A batch of payments while it is written to. Shared by the actions on batches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.grants.holding import held
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Payment, PaymentBatch
from kompetenslyft.core.ledger.model import LedgerEvent


@dataclass(frozen=True, slots=True)
class Outcome:
    """A batch after a step, and whether the step was taken now or had been taken already."""

    batch: PaymentBatch
    changed: bool


def locked(batch: PaymentBatch) -> PaymentBatch:
    """The batch, read anew while its year is held, so that those who act on either take turns."""
    year = held(batch.year)
    found = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    found.year = year
    return found


def payments_of(batch: PaymentBatch) -> list[Payment]:
    """The batch's payments by municipality code, with account, lines and entitlements. Two queries."""
    found = batch.payments.select_related("unit", "account").prefetch_related("lines__entitlement")
    return list(found.order_by("unit__code"))


def enter_payments(
    event: LedgerEvent, batch: PaymentBatch, payments: Iterable[Payment], *, by: Caller, at: datetime
) -> None:
    """Enter in the ledger what happened to the payments, line by line; each line once for each event."""
    postings = [
        Posting(
            event,
            line.entitlement.purpose,
            line.entitlement.amount,
            f"{event.value}:{line.pk}",
            (one.unit_id, one.unit.code),
        )
        for one in payments
        for line in one.lines.all()
    ]
    post(batch.year, postings, by_label=str(by), at=at)


def total(payments: Iterable[Payment]) -> int:
    """Whole kronor, all payments together."""
    return sum(one.amount for one in payments)
