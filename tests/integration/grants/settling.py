"""What tests of settlements do again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db.models import Sum

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.models import LedgerPosting
from kompetenslyft.apps.grants.queries import settlement as queries
from tests.factories import organisations, settlements

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

AT = settlements.AFTER_LAST_DAY
FEES = {"competence": {"course_fees": 60_000}}


def municipality(year: ProgrammeYear, name: str = "Falun", **amounts: int) -> Organisation:
    """One that has received money and is asked to report."""
    unit = organisations.municipality(name=name)
    settlements.paid(year, unit, **(amounts or {"competence": 100_000}))
    settlements.asked(year, unit)
    return unit


def reported(year: ProgrammeYear, name: str = "Falun", **amounts: int) -> Organisation:
    """One whose report is signed; it has spent 60 000 kr as permitted."""
    unit = municipality(year, name, **amounts)
    settlements.signed(report(year, unit))
    settlements.activity(year, unit, FEES)
    return unit


def report(year: ProgrammeYear, unit: Organisation) -> Return:
    """Its own return."""
    return year.report_round.returns.get(unit=unit)


def refused(code: str):
    """Expects a refusal with the code first."""
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def balances(year: ProgrammeYear) -> dict[str, int]:
    """What stands in each account."""
    rows = LedgerPosting.objects.filter(entry__year=year).values_list("account")
    return {account: amount for account, amount in rows.annotate(sum=Sum("amount")).order_by() if amount}


def assert_ledger_equals_settlements(year: ProgrammeYear) -> None:
    """The ledger's balances are the totals of the overview, purpose by purpose."""
    rows = queries.overview(year)
    for purpose, amounts in queries.totals(rows).items():
        stands = dict(
            LedgerPosting.objects.filter(entry__year=year, entry__purpose=purpose)
            .values_list("account")
            .annotate(sum=Sum("amount"))
            .order_by()
        )
        assert stands.get("held", 0) == amounts.unsettled
        assert stands.get("used", 0) == amounts.used
        assert stands.get("receivable", 0) == amounts.left
        assert stands.get("recovered", 0) + stands.get("returned", 0) == amounts.repaid
