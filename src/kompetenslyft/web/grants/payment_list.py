"""The list of a batch's payments as a workbook, in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kompetenslyft.apps.grants.queries.payments import PaymentLook
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.exchange.payments_xlsx import PaymentRow, payments_workbook

if TYPE_CHECKING:
    from kompetenslyft.apps.grants.models import PaymentBatch, ProgrammeYear


def workbook(year: ProgrammeYear, batch: PaymentBatch, looks: Sequence[PaymentLook], language: str) -> bytes:
    """The .xlsx: who prepared and approved it, and one row for each payment."""
    facts = [
        (_("Bidrag"), year.title(language)),
        (_("Betalningsdag"), batch.execution_date.isoformat()),
        (_("Fil till banken"), batch.message_id),
        (_("Läge"), batch.get_status_display()),
        (_("Förberedd av"), batch.prepared_by),
        (_("Godkänd av"), batch.approved_by or "–"),
        (_("Antal betalningar"), str(len(looks))),
        (_("Summa"), format_sek(sum(one.payment.amount for one in looks), language)),
    ]
    return payments_workbook(
        [
            PaymentRow(
                code=one.unit.code,
                name=one.unit.name,
                scheme=one.scheme,
                account=one.payment.account.number,
                amounts=one.amounts,
                reference=one.payment.end_to_end_id,
                status=one.payment.get_status_display(),
                reason=one.payment.status_reason,
            )
            for one in looks
        ],
        title=_("Utbetalning %(number)d") % {"number": batch.number},
        facts=facts,
        purposes={purpose.id: purpose.title.in_language(language) for purpose in year.programme.purposes},
        language=language,
        made_up=year.made_up,
        at=batch.prepared_at,
    )
