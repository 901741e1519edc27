"""Reading payments: what waits to be paid and why, the batches, and the accounts of municipalities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.grants import access, paying
from kompetenslyft.apps.grants.models import Entitlement, PayeeAccount, Payment, PaymentBatch, ProgrammeYear
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.payments import Scheme, readable

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

waiting = paying.waiting


def batches(year: ProgrammeYear) -> QuerySet[PaymentBatch]:
    """The year's batches, latest first, each with ``count``, ``amount`` (whole kronor) and ``rejected``. One query."""
    return (
        PaymentBatch.objects.filter(year=year)
        .defer("file")
        .annotate(
            count=Count("payments"),
            amount=Sum("payments__amount"),
            rejected=Count("payments", filter=Q(payments__status=Payment.Status.REJECTED)),
        )
        .order_by("-number")
    )


def batch(year: ProgrammeYear, number: int) -> PaymentBatch:
    """The year's batch with the number. Raises Refused (E101) where there is none."""
    found = PaymentBatch.objects.filter(year=year, number=number).select_related("year").first()
    if found is None:
        raise access.not_found()
    return found


def open_batches() -> list[PaymentBatch]:
    """The batches of every year that are neither confirmed nor withdrawn, first the one to be paid first. One query."""
    done = [PaymentBatch.Status.CONFIRMED, PaymentBatch.Status.WITHDRAWN]
    found = PaymentBatch.objects.exclude(status__in=done).select_related("year").defer("file")
    return list(found.order_by("execution_date", "pk"))


@dataclass(frozen=True, slots=True)
class PaymentLook:
    """A payment as it is read. ``amounts``: whole kronor by purpose."""

    payment: Payment
    unit: Organisation
    scheme: Scheme
    account: str
    """The account as people write it."""
    account_holds: bool
    amounts: Mapping[str, int]


def payments(of: PaymentBatch) -> list[PaymentLook]:
    """The payments of a batch by municipality code. Three queries."""
    found = (
        of.payments.select_related("unit", "account")
        .prefetch_related("lines__entitlement")
        .order_by("unit__code")
    )
    return [_look(one) for one in found]


def next_number(year: ProgrammeYear) -> int:
    """The number that the next batch gets."""
    return 1 + (
        PaymentBatch.objects.filter(year=year).order_by("-number").values_list("number", flat=True).first()
        or 0
    )


@dataclass(frozen=True, slots=True)
class AccountsOf:
    """A municipality's account in force and the one that awaits confirmation, either None."""

    unit: Organisation
    in_force: PayeeAccount | None
    to_confirm: PayeeAccount | None


def accounts(on: date) -> list[AccountsOf]:
    """Every municipality with its accounts, by code. Two queries."""
    in_force, to_confirm = paying.open_accounts()
    return [
        AccountsOf(unit, in_force.get(unit.pk), to_confirm.get(unit.pk))
        for unit in organisations.municipalities(on)
    ]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A municipality's accounts as somebody sees them. ``former``: those that held once, latest first."""

    unit: Organisation
    in_force: PayeeAccount | None
    to_confirm: PayeeAccount | None
    former: tuple[PayeeAccount, ...]
    may_enter: bool
    may_confirm: bool
    """May confirm the one that awaits it: signatory or officer, and not whoever entered it."""


def accounts_of(by: Caller, unit: Organisation, on: date) -> AccountPage:
    """The municipality's accounts, if the caller may see them. Raises Refused (E101)."""
    access.check_may_see(by, unit, on)
    in_force, to_confirm = paying.open_accounts([unit.pk])
    officer, roles = access.is_officer(by, on), access.roles_at(by, unit, on)
    awaiting = to_confirm.get(unit.pk)
    entered_it = awaiting is not None and awaiting.enterer_id == getattr(by, "pk", None)
    former = PayeeAccount.objects.filter(unit=unit, ended_at__isnull=False, confirmed_at__isnull=False)
    return AccountPage(
        unit=unit,
        in_force=in_force.get(unit.pk),
        to_confirm=awaiting,
        former=tuple(former.order_by("-ended_at")),
        may_enter=officer or bool(roles & access.ENTERING_ROLES),
        may_confirm=awaiting is not None and not entered_it and (officer or access.SIGNATORY in roles),
    )


def accounts_of_own(by: Caller, on: date) -> list[AccountsOf]:
    """The municipalities that the caller holds a role in, with their accounts, where money waits for them or an account
    to be confirmed. Five queries at most."""
    own = access.own_municipalities(by, on)
    if not own:
        return []
    in_force, to_confirm = paying.open_accounts([unit.pk for unit in own])
    owed = set(Entitlement.standing.filter(unit__in=own).values_list("unit_id", flat=True))
    return [
        AccountsOf(unit, in_force.get(unit.pk), to_confirm.get(unit.pk))
        for unit in own
        if unit.pk in to_confirm or (unit.pk in owed and unit.pk not in in_force)
    ]


def account(by: Caller, unit: Organisation, account_id: int, on: date) -> PayeeAccount:
    """One account of the municipality, if the caller may see it. Raises Refused (E101)."""
    access.check_may_see(by, unit, on)
    found = PayeeAccount.objects.filter(pk=account_id, unit=unit).select_related("unit").first()
    if found is None:
        raise access.not_found()
    return found


def _look(one: Payment) -> PaymentLook:
    amounts: dict[str, int] = defaultdict(int)
    for entry in one.lines.all():
        amounts[entry.entitlement.purpose] += entry.entitlement.amount
    scheme = Scheme(one.account.scheme)
    return PaymentLook(
        payment=one,
        unit=one.unit,
        scheme=scheme,
        account=readable(scheme, one.account.number),
        account_holds=one.account.ended_at is None,
        amounts=dict(amounts),
    )
