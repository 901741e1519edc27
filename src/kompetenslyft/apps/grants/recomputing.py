"""What the ledger should say, from the rows that tell what happened: offers, claims, payments, settlements …

Nothing here reads the ledger. That is the point: the two are kept apart, and compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Sum

from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.grants.models import (
    Entitlement,
    Offer,
    Payment,
    PaymentLine,
    ProgrammeYear,
    Repayment,
    Settlement,
)
from kompetenslyft.core.ledger.model import Entry, LedgerEvent

_RETURNED = (
    LedgerEvent.RETURNED_FROM_POOL,
    LedgerEvent.RETURNED_FROM_RESERVE,
    LedgerEvent.RETURNED_UNCLAIMED,
    LedgerEvent.RETURNED_RECOVERED,
)


def events(year: ProgrammeYear) -> list[Entry]:
    """Every event of the year as an entry. Amounts are whole kronor. Seven queries, whatever the number of rows.

    A settlement that was made anew is told by the one that stands: what was undone before it comes to nothing.
    """
    found = [
        *_decided(year),
        *_offered_and_claimed(year),
        *_paid(year),
        *_settled(year),
        *_returned(year),
    ]
    return [entry for entry in found if entry.amount]


def _decided(year: ProgrammeYear) -> Iterator[Entry]:
    for one in year.scenarios.filter(decided_at__isnull=False):
        yield Entry(LedgerEvent.APPROPRIATED, "", one.purpose, one.amount, f"scenario {one.pk}")
        yield Entry(LedgerEvent.RESERVED, "", one.purpose, one.reserved, f"scenario {one.pk}")


def _offered_and_claimed(year: ProgrammeYear) -> Iterator[Entry]:
    unclaimed: dict[tuple[str, str], int] = {}
    for offer in Offer.objects.filter(year=year).select_related("unit"):
        unclaimed[offer.unit.code, offer.purpose] = offer.amount
        yield Entry(LedgerEvent.OFFERED, offer.unit.code, offer.purpose, offer.amount, f"offer {offer.pk}")
    for one in Entitlement.objects.filter(year=year).select_related("unit"):
        code, about = one.unit.code, f"entitlement {one.pk}"
        if one.kind == Entitlement.Kind.REDISTRIBUTION:
            yield Entry(LedgerEvent.REDISTRIBUTED, code, one.purpose, one.amount, about)
            continue
        yield Entry(LedgerEvent.CLAIMED, code, one.purpose, one.amount, about)
        if one.undone_at is not None:
            yield Entry(LedgerEvent.CLAIM_UNDONE, code, one.purpose, one.amount, about)
        else:
            unclaimed[code, one.purpose] = unclaimed.get((code, one.purpose), 0) - one.amount
    if year.requisition_closed_at is not None:
        for (code, purpose), amount in unclaimed.items():
            yield Entry(LedgerEvent.NOT_CLAIMED, code, purpose, amount, f"offer to {code}")


def _paid(year: ProgrammeYear) -> Iterator[Entry]:
    lines = PaymentLine.objects.filter(payment__batch__year=year, payment__batch__sent_at__isnull=False)
    for line in lines.select_related("payment__unit", "entitlement"):
        payment, entitlement = line.payment, line.entitlement
        told = (payment.unit.code, entitlement.purpose, entitlement.amount, f"payment line {line.pk}")
        yield Entry(LedgerEvent.SENT, *told)
        if payment.status == Payment.Status.PAID:
            yield Entry(LedgerEvent.PAID, *told)
        elif payment.status == Payment.Status.REJECTED:
            yield Entry(LedgerEvent.REJECTED, *told)


def _settled(year: ProgrammeYear) -> Iterator[Entry]:
    standing = {
        (one.unit.code, one.purpose): one
        for one in Settlement.objects.filter(year=year).select_related("unit").order_by("number")
    }
    for (code, purpose), one in standing.items():
        yield Entry(LedgerEvent.USED, code, purpose, one.used, f"settlement {one.pk}")
        yield Entry(LedgerEvent.DEMANDED, code, purpose, one.to_repay, f"settlement {one.pk}")
    repaid = (
        Repayment.objects.filter(settlement__year=year)
        .order_by()
        .values_list("settlement__unit__code", "settlement__purpose")
        .annotate(amount=Sum("amount"))
    )
    for code, purpose, amount in repaid:
        yield Entry(LedgerEvent.REPAID, code, purpose, amount, f"repayments of {code}")


def _returned(year: ProgrammeYear) -> Iterator[Entry]:
    """What was returned to the state is a decision and no row of its own: the audit trail has it."""
    sums: dict[tuple[str, LedgerEvent], int] = defaultdict(int)
    for row in audit.rows_about(year).filter(action="year.return_rest"):
        for event in _RETURNED:
            sums[row.detail["purpose"], event] += row.detail.get(event.value, 0)
    for (purpose, event), amount in sums.items():
        yield Entry(event, "", purpose, amount, "returned to the state")
