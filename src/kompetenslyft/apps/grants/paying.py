"""What is owed and in no payment that stands, and why it cannot be paid. Shared by the actions and the queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from kompetenslyft.apps.grants.models import Entitlement, PayeeAccount, Payment, PaymentLine, ProgrammeYear
from kompetenslyft.core.text import Text

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

NO_ACCOUNT = Text(sv="Kommunen har inget konto.", en="The municipality has no account.")
NOT_CONFIRMED = Text(
    sv="Kontot är inskrivet men inte bekräftat av en andra person.",
    en="The account is entered but not confirmed by a second person.",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one municipality is owed and is in no payment. ``account``: the one in force, None where there is none.

    ``rejected``: what the bank said, where it has rejected any of this before; empty otherwise.
    """

    unit: Organisation
    entitlements: tuple[Entitlement, ...]
    account: PayeeAccount | None
    awaits_confirmation: bool
    rejected: str

    @property
    def amount(self) -> int:
        """Whole kronor, all purposes together."""
        return sum(one.amount for one in self.entitlements)

    @property
    def by_purpose(self) -> dict[str, int]:
        """Whole kronor by purpose."""
        amounts: dict[str, int] = defaultdict(int)
        for one in self.entitlements:
            amounts[one.purpose] += one.amount
        return dict(amounts)

    @property
    def hindrance(self) -> Text | None:
        """Why it cannot be paid now; None where it can."""
        if self.account is not None:
            return None
        return NOT_CONFIRMED if self.awaits_confirmation else NO_ACCOUNT


def waiting(year: ProgrammeYear) -> list[Waiting]:
    """Every municipality that is owed anything not in a payment that stands, by code. Three queries."""
    standing = PaymentLine.objects.filter(entitlement=OuterRef("pk"), stands=True)
    owed: dict[Organisation, list[Entitlement]] = defaultdict(list)
    for one in (
        Entitlement.standing.filter(~Exists(standing), year=year)
        .select_related("unit")
        .order_by("unit__code", "purpose", "number")
    ):
        owed[one.unit].append(one)
    in_force, to_confirm = open_accounts([unit.pk for unit in owed])
    rejections = _rejections(year)
    return [
        Waiting(
            unit=unit,
            entitlements=tuple(entitlements),
            account=in_force.get(unit.pk),
            awaits_confirmation=unit.pk in to_confirm,
            rejected=next((rejections[one.pk] for one in entitlements if one.pk in rejections), ""),
        )
        for unit, entitlements in owed.items()
    ]


def open_accounts(
    unit_ids: list[int] | None = None,
) -> tuple[dict[int, PayeeAccount], dict[int, PayeeAccount]]:
    """The accounts in force, and those that await confirmation, by the municipality's id. One query."""
    found = PayeeAccount.objects.filter(ended_at__isnull=True)
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    in_force, to_confirm = {}, {}
    for account in found:
        (to_confirm if account.confirmed_at is None else in_force)[account.unit_id] = account
    return in_force, to_confirm


def _rejections(year: ProgrammeYear) -> Mapping[int, str]:
    """What the bank last said of each entitlement that it has rejected, by the entitlement's id."""
    lines = PaymentLine.objects.filter(
        entitlement__year=year, stands=False, payment__status=Payment.Status.REJECTED
    ).order_by("pk")
    return dict(lines.values_list("entitlement_id", "payment__status_reason"))
