"""A year with claims to pay, and the accounts that they are paid to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.grants.actions import payments
from kompetenslyft.apps.grants.models import PayeeAccount, PaymentBatch, ProgrammeYear
from tests.factories import accounts, grants, organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

PREPARED = grants.at(date(2013, 9, 16))
PAY_DAY = date(2013, 9, 20)
ANSWERED = grants.at(date(2013, 9, 23))
NUMBERS = ("50501055", "9912346", "58056201")


@dataclass(frozen=True, slots=True)
class Cast:
    """A year in which three municipalities have claimed 100 000 and 20 000 kr, and the people who pay them."""

    year: ProgrammeYear
    units: tuple[Organisation, ...]
    anna: User
    bo: User
    """Two programme officers."""

    @property
    def each(self) -> int:
        return 120_000


def cast(*, paid_to: int = 3, made_up: bool = False) -> Cast:
    """``paid_to``: so many of the municipalities have a confirmed account."""
    year = grants.year(made_up=made_up)
    units = tuple(
        organisations.municipality(code, name)
        for code, name in (("2080", "Falun"), ("2083", "Hedemora"), ("2085", "Ludvika"))
    )
    amounts = {"inventory": 20_000, "competence": 100_000}
    grants.offers(year, {unit: {key: amount + 500 for key, amount in amounts.items()} for unit in units})
    for unit in units:
        for purpose, amount in amounts.items():
            grants.entitlement(year, unit, purpose, amount)
    anna, bo = accounts.officer(name="Anna Handläggare"), accounts.officer(name="Bo Handläggare")
    for unit, number in list(zip(units, NUMBERS, strict=True))[:paid_to]:
        account(unit, number, entered_by=anna, confirmed_by=bo)
    return Cast(year, units, anna, bo)


def account(
    unit: Organisation,
    number: str,
    *,
    entered_by: User,
    confirmed_by: User,
    scheme: str = "bankgiro",
) -> PayeeAccount:
    """An account in force."""
    entered = payments.set_account(unit=unit, scheme=scheme, number=number, by=entered_by, at=PREPARED)
    return payments.confirm_account(account=entered, by=confirmed_by, at=PREPARED)


def prepared(made: Cast) -> PaymentBatch:
    """A batch of everything that can be paid, prepared by Anna."""
    return payments.prepare_batch(year=made.year, execution_date=PAY_DAY, by=made.anna, at=PREPARED).batch


def approved(made: Cast) -> PaymentBatch:
    """The same, approved by Bo."""
    return payments.approve_batch(batch=prepared(made), by=made.bo, at=PREPARED).batch


def sent(made: Cast) -> PaymentBatch:
    """The same, sent."""
    return payments.send_batch(batch=approved(made), by=made.anna, at=PREPARED).batch


def paid(made: Cast) -> PaymentBatch:
    """The same, paid."""
    return payments.confirm_batch(batch=sent(made), rejected={}, by=made.anna, at=ANSWERED).batch
