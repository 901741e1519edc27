"""Paying out, in batches: one officer prepares, another approves, the file goes to the bank, the bank answers.

Every step holds the programme year, looks at how the batch stands, and does nothing where it is done already: whatever
is clicked twice, restarted or cut off, nothing is paid twice. The database guards the same: an entitlement is in one
payment that stands, and the ledger takes each reference once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants import payment_refusals as refusals
from kompetenslyft.apps.grants.actions.bank_answers import confirm_batch, confirm_from_report
from kompetenslyft.apps.grants.actions.payee_accounts import check_is_person, confirm_account, set_account
from kompetenslyft.apps.grants.batches import Outcome, enter_payments, locked, payments_of, total
from kompetenslyft.apps.grants.holding import check_not_closed, held
from kompetenslyft.apps.grants.models import Payment, PaymentBatch, PaymentLine, ProgrammeYear
from kompetenslyft.apps.grants.payer import payer
from kompetenslyft.apps.grants.paying import Waiting, waiting
from kompetenslyft.core.ledger.model import LedgerEvent
from kompetenslyft.core.payments import Credit, Scheme
from kompetenslyft.exchange.pain001 import NotPayable, payment_file

__all__ = [
    "Outcome",
    "Prepared",
    "approve_batch",
    "confirm_account",
    "confirm_batch",
    "confirm_from_report",
    "prepare_batch",
    "send_batch",
    "set_account",
    "withdraw_batch",
]

Status = PaymentBatch.Status


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch, who was left out of it and why, and whether it was made now or was there already."""

    batch: PaymentBatch
    left_out: tuple[Waiting, ...]
    changed: bool


@transaction.atomic
def prepare_batch(
    *,
    year: ProgrammeYear,
    execution_date: date,
    by: Caller,
    number: int | None = None,
    at: datetime | None = None,
) -> Prepared:
    """Put everything that is owed, and in no payment that stands, in a batch: one payment to each municipality.

    Those without a confirmed account are left out. ``number``: the number that the batch is to have; where it is there
    already nothing is done, so that a request sent twice makes one. Raises Refused: E103, G200 a system, G707 the year
    is closed, G210 a day that is past or no banking day, G211 nothing can be paid.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    person = check_is_person(by)
    year = held(year)
    made = PaymentBatch.objects.filter(year=year, number=number).first() if number is not None else None
    if made is not None:
        return Prepared(made, (), changed=False)
    check_not_closed(year)
    refusals.check_day(execution_date, at.date())
    everybody = waiting(year)
    payable = [one for one in everybody if one.account is not None]
    left_out = tuple(one for one in everybody if one.account is None)
    if not payable:
        raise refusals.nothing_to_pay(len(left_out))
    last = PaymentBatch.objects.filter(year=year).order_by("-number").values_list("number", flat=True).first()
    following = (last or 0) + 1
    batch = PaymentBatch.objects.create(
        year=year,
        number=following,
        message_id=f"KL{at:%Y%m%d}-{year.pk}-{following}",
        execution_date=execution_date,
        prepared_at=at,
        preparer=person,
        prepared_by=str(by),
    )
    _add_payments(batch, payable)
    audit.record(
        "payments.prepare",
        batch,
        by=by,
        at=at,
        payments=len(payable),
        amount=sum(one.amount for one in payable),
        left_out=[one.unit.code for one in left_out],
    )
    return Prepared(batch, left_out, changed=True)


@transaction.atomic
def approve_batch(*, batch: PaymentBatch, by: Caller, at: datetime | None = None) -> Outcome:
    """Approve a batch that another officer prepared. The file for the bank is made, checked and kept, once and for all.

    Raises Refused: E103, G200, G212 it is withdrawn, G213 whoever prepared it, G210 the day is past, G214 an account
    has been changed since, G221 the agency's own account is not set, G222 the file is not one that the bank takes.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    person = check_is_person(by)
    batch = locked(batch)
    if batch.status in {Status.APPROVED, Status.SENT, Status.CONFIRMED}:
        return Outcome(batch, changed=False)
    refusals.check_not_withdrawn(batch)
    if person.pk == batch.preparer_id:
        raise refusals.same_person()
    payments = payments_of(batch)
    _check_still_right(batch, payments, at)
    batch.file = _file(batch, payments, at)
    batch.status = Status.APPROVED
    batch.approved_at, batch.approver, batch.approved_by = at, person, str(by)
    batch.save(update_fields=["file", "status", "approved_at", "approver", "approved_by"])
    audit.record("payments.approve", batch, by=by, at=at, payments=len(payments), amount=total(payments))
    return Outcome(batch, changed=True)


@transaction.atomic
def send_batch(*, batch: PaymentBatch, by: Caller, at: datetime | None = None) -> Outcome:
    """Release the file to be sent to the bank: from now on the money is on its way, and the batch is not withdrawn.

    Raises Refused: E103, G212 it is withdrawn, G215 it is not approved, G210 the day is past, G214 an account has been
    changed since it was approved.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    batch = locked(batch)
    if batch.status in {Status.SENT, Status.CONFIRMED}:
        return Outcome(batch, changed=False)
    refusals.check_not_withdrawn(batch)
    if batch.status != Status.APPROVED:
        raise refusals.not_approved()
    payments = payments_of(batch)
    _check_still_right(batch, payments, at)
    enter_payments(LedgerEvent.SENT, batch, payments, by=by, at=at)
    batch.status, batch.sent_at, batch.sent_by = Status.SENT, at, str(by)
    batch.save(update_fields=["status", "sent_at", "sent_by"])
    audit.record("payments.send", batch, by=by, at=at, payments=len(payments), amount=total(payments))
    return Outcome(batch, changed=True)


@transaction.atomic
def withdraw_batch(*, batch: PaymentBatch, by: Caller, at: datetime | None = None) -> Outcome:
    """Take back a batch that is not sent: what is in it can be paid anew. Raises Refused: E103, G220 it is sent."""
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    batch = locked(batch)
    if batch.status == Status.WITHDRAWN:
        return Outcome(batch, changed=False)
    if batch.status in {Status.SENT, Status.CONFIRMED}:
        raise refusals.sent_already(batch)
    PaymentLine.objects.filter(payment__batch=batch).update(stands=False)
    batch.status, batch.withdrawn_at, batch.withdrawn_by = Status.WITHDRAWN, at, str(by)
    batch.save(update_fields=["status", "withdrawn_at", "withdrawn_by"])
    audit.record("payments.withdraw", batch, by=by, at=at)
    return Outcome(batch, changed=True)


def _add_payments(batch: PaymentBatch, payable: list[Waiting]) -> None:
    payments = Payment.objects.bulk_create(
        Payment(
            batch=batch,
            unit=one.unit,
            amount=one.amount,
            account=one.account,
            end_to_end_id=f"{batch.message_id}-{one.unit.code}",
        )
        for one in payable
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(payment=payment, entitlement=entitlement)
        for payment, one in zip(payments, payable, strict=True)
        for entitlement in one.entitlements
    )


def _check_still_right(batch: PaymentBatch, payments: list[Payment], at: datetime) -> None:
    refusals.check_day(batch.execution_date, at.date())
    changed = [one.unit.name for one in payments if one.account.ended_at is not None]
    if changed:
        raise refusals.account_changed(changed)


def _file(batch: PaymentBatch, payments: list[Payment], at: datetime) -> str:
    programme = batch.year.programme
    message = f"Statsbidrag {programme.year}, {programme.decision.reference}: {programme.title.sv}"
    credits = [
        Credit(
            reference=one.end_to_end_id,
            payee=one.unit.name,
            scheme=Scheme(one.account.scheme),
            account=one.account.number,
            amount=sum(line.entitlement.amount for line in one.lines.all()),
            message=message,
        )
        for one in payments
    ]
    if any(credit.amount != one.amount for credit, one in zip(credits, payments, strict=True)):
        raise RuntimeError(f"a payment of {batch.message_id} is not the sum of its lines")
    try:
        return payment_file(
            credits,
            message_id=batch.message_id,
            payer=payer(),
            execution_date=batch.execution_date,
            created=timezone.localtime(at),
        )
    except NotPayable as reason:
        raise refusals.not_payable(str(reason)) from None
