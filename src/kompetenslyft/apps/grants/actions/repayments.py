"""Getting back what is to be repaid: the invoice that was sent, and the money as it comes in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.grants import access, settling
from kompetenslyft.apps.grants.actions import settlement_refusals as refusals
from kompetenslyft.apps.grants.holding import check_not_closed, held
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import ProgrammeYear, Repayment, Settlement
from kompetenslyft.core.ledger.model import LedgerEvent
from kompetenslyft.core.settlement.model import UNSETTLED_AGAIN


@transaction.atomic
def invoice(
    *,
    settlements: Sequence[Settlement],
    invoice_number: str,
    due: date,
    by: Caller,
    at: datetime | None = None,
) -> list[Settlement]:
    """Note the invoice that was sent to one municipality for what it is to repay, for one purpose or several.

    Raises Refused: E103, G707 the year is closed, G410 not to be invoiced as it stands, G411 no number, or one that
    another municipality's invoice has, G412 a due date that is past.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(settlements[0].year)
    check_not_closed(year)
    number = invoice_number.strip()
    if not number:
        raise refusals.no_invoice_number()
    if due < at.date():
        raise refusals.due_is_past(due)
    unit = settlements[0].unit
    for one in settlements:
        if one.year_id != year.pk or one.unit_id != unit.pk:
            raise refusals.not_to_invoice(one)
    standing = [_standing(year, one) for one in settlements]
    case = settling.cases(year, [unit.pk])[unit.pk]
    if case.state in UNSETTLED_AGAIN:
        raise refusals.to_be_settled_anew(case)
    for one in standing:
        if one.invoiced_at is not None or one.to_repay <= one.repaid:
            raise refusals.not_to_invoice(one)
    taken = Settlement.objects.filter(year=year, invoice_number=number).exclude(unit=unit).first()
    if taken is not None:
        raise refusals.invoice_number_taken(number, taken.unit.name)
    for one in standing:
        one.invoice_number, one.invoiced_at, one.invoice_due = number, at, due
        one.save(update_fields=["invoice_number", "invoiced_at", "invoice_due"])
    purposes = [one.purpose for one in standing]
    audit.record("settlement.invoice", year, by=by, at=at, unit=unit.code, invoice=number, purposes=purposes)
    return standing


@transaction.atomic
def record_repayment(
    *, settlement: Settlement, amount: int, on: date, by: Caller, at: datetime | None = None
) -> Repayment:
    """Enter money that came back (whole kronor) on a day, all that is owed or a part of it.

    Raises Refused: E103, G707 the year is closed, G413 the settlement has been made anew, G414 not a positive amount,
    or more than is left, G415 a day to come.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(settlement.year)
    check_not_closed(year)
    one = _standing(year, settlement)
    left = one.to_repay - one.repaid
    if not 0 < amount <= left:
        raise refusals.wrong_repayment(one, amount, left)
    if on > at.date():
        raise refusals.repaid_in_the_future(on)
    entered_before = Repayment.objects.filter(
        settlement__year=year, settlement__unit=one.unit_id, settlement__purpose=one.purpose
    )
    number = 1 + entered_before.count()
    row = Repayment.objects.create(
        settlement=one, number=number, amount=amount, on=on, recorded_at=at, recorded_by=str(by)
    )
    one.repaid += amount
    one.repaid_at = at if one.repaid == one.to_repay else None
    one.save(update_fields=["repaid", "repaid_at"])
    reference = f"{LedgerEvent.REPAID.value}:{one.purpose}:{one.unit.code}:{number}"
    entered = Posting(LedgerEvent.REPAID, one.purpose, amount, reference, (one.unit_id, one.unit.code))
    post(year, [entered], by_label=str(by), at=at)
    audit.record("settlement.repay", one, by=by, at=at, unit=one.unit.code, amount=amount, on=on.isoformat())
    return row


def _standing(year: ProgrammeYear, settlement: Settlement) -> Settlement:
    """The settlement, read anew. Raises Refused (G413) where a later one has taken its place."""
    standing = settling.standing_settlements(year, [settlement.unit_id])[settlement.unit_id]
    one = standing[settlement.purpose]
    if one.pk != settlement.pk:
        raise refusals.made_anew(one)
    return one
