"""What the bank answered: which payments are paid, and which it rejected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants import payment_refusals as refusals
from kompetenslyft.apps.grants.actions.figures import give_figures
from kompetenslyft.apps.grants.batches import Outcome, enter_payments, locked, payments_of, total
from kompetenslyft.apps.grants.models import Payment, PaymentBatch, PaymentLine, ProgrammeYear
from kompetenslyft.core.ledger.model import LedgerEvent
from kompetenslyft.exchange.pain002 import Unreadable, read_status

Status = PaymentBatch.Status


@transaction.atomic
def confirm_batch(
    *, batch: PaymentBatch, rejected: Mapping[str, str], by: Caller, at: datetime | None = None
) -> Outcome:
    """Enter the bank's answer: what it rejected (reference → reason) is owed again, everything else is paid.

    The same answer again changes nothing. Raises Refused: E103, G216 it is not sent, G217 a payment that is not in it,
    G218 a rejection without a reason, G219 it has been confirmed with another answer.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    batch = locked(batch)
    payments = payments_of(batch)
    reasons = {reference: " ".join(reason.split())[:200] for reference, reason in rejected.items()}
    refusals.check_answer(reasons, {one.end_to_end_id for one in payments})
    if batch.status == Status.CONFIRMED:
        refusals.check_same_answer(
            batch,
            set(reasons),
            {one.end_to_end_id for one in payments if one.status == Payment.Status.REJECTED},
        )
        return Outcome(batch, changed=False)
    if batch.status != Status.SENT:
        raise refusals.not_sent()
    paid = [one for one in payments if one.end_to_end_id not in reasons]
    refused = [one for one in payments if one.end_to_end_id in reasons]
    for one in paid:
        one.status = Payment.Status.PAID
    for one in refused:
        one.status, one.status_reason = Payment.Status.REJECTED, reasons[one.end_to_end_id]
    Payment.objects.bulk_update(payments, ["status", "status_reason"])
    PaymentLine.objects.filter(payment__in=refused).update(stands=False)
    enter_payments(LedgerEvent.PAID, batch, paid, by=by, at=at)
    enter_payments(LedgerEvent.REJECTED, batch, refused, by=by, at=at)
    batch.status, batch.confirmed_at, batch.confirmed_by = Status.CONFIRMED, at, str(by)
    batch.save(update_fields=["status", "confirmed_at", "confirmed_by"])
    _tell_reports(batch.year, [one.unit_id for one in paid], at)
    audit.record(
        "payments.confirm",
        batch,
        by=by,
        at=at,
        paid=total(paid),
        rejected=[one.unit.code for one in refused],
    )
    return Outcome(batch, changed=True)


def confirm_from_report(
    *, batch: PaymentBatch, data: bytes, by: Caller, at: datetime | None = None
) -> Outcome:
    """Enter the bank's answer as its own file says it (pain.002).

    Raises Refused as ``confirm_batch``, and: G223 no status report, G224 about another file, G225 it does not yet say
    of every payment that it is settled or rejected.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    try:
        report = read_status(data)
    except Unreadable as unreadable:
        raise refusals.no_report(str(unreadable)) from None
    if report.message_id != batch.message_id:
        raise refusals.another_report(report.message_id, batch.message_id)
    references = list(Payment.objects.filter(batch=batch).values_list("end_to_end_id", flat=True))
    undecided = report.undecided(references)
    if undecided:
        raise refusals.not_final(len(undecided), len(references))
    return confirm_batch(batch=batch, rejected=report.rejected(references), by=by, at=at)


def _tell_reports(year: ProgrammeYear, unit_ids: list[int], at: datetime) -> None:
    """What has been received, in the report-backs. A report that is sent in already stays as it was signed."""
    try:
        with transaction.atomic():
            give_figures(year=year, unit_ids=unit_ids, at=at)
    except Refused:
        for unit_id in unit_ids:
            try:
                with transaction.atomic():
                    give_figures(year=year, unit_ids=[unit_id], at=at)
            except Refused:
                continue
