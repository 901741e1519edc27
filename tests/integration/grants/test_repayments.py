"""Invoicing what is to be repaid and recording the money as it comes in; and a random walk through it all."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import repayments, settlement
from kompetenslyft.apps.grants.models import ProgrammeYear, Repayment, Settlement
from kompetenslyft.apps.grants.queries import settlement as queries
from kompetenslyft.core.settlement.model import State
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, grants, settlements
from tests.integration.grants.settling import (
    AT,
    assert_ledger_equals_settlements,
    balances,
    municipality,
    refused,
    report,
    reported,
)

pytestmark = pytest.mark.django_db
DUE = AT.date() + timedelta(30)


@pytest.fixture
def officer(db):
    return accounts.officer(name="Olle Handläggare")


@pytest.fixture
def year(db) -> ProgrammeYear:
    return settlements.reporting(grants.year())


@pytest.fixture
def owed(year, officer) -> Settlement:
    """A settlement by which 40 000 kr is to be repaid."""
    (one,) = settlement.settle_unit(year=year, unit=reported(year), by=officer, at=AT)
    return one


def test_one_invoice_for_all_purposes_of_a_municipality(year, officer):
    unit = reported(year, competence=100_000, inventory=50_000)
    made = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert [line.settlement.to_repay for line in queries.invoice_basis(year)] == [40_000, 50_000]
    repayments.invoice(settlements=made, invoice_number=" 2014-17 ", due=DUE, by=officer, at=AT)
    assert {one.invoice_number for one in Settlement.objects.all()} == {"2014-17"}
    assert queries.invoice_basis(year) == []
    (row,) = queries.overview(year)
    assert row.state is State.INVOICED


def test_what_cannot_be_invoiced_is_told(year, officer, owed):
    other = reported(year, "Mora")
    (of_other,) = settlement.settle_unit(year=year, unit=other, by=officer, at=AT)

    def invoice(*chosen: Settlement, number: str = "F1", due=DUE, by=officer) -> None:
        repayments.invoice(settlements=chosen, invoice_number=number, due=due, by=by, at=AT)

    with refused("G410"):
        invoice(owed, of_other)
    with refused("G411"):
        invoice(owed, number="  ")
    with refused("G412"):
        invoice(owed, due=AT.date() - timedelta(1))
    with refused("E103"):
        invoice(owed, by=accounts.signatory(owed.unit))
    invoice(owed)
    with refused("G410") as again:
        invoice(owed)
    assert "F1" in again.value.text("sv")
    with refused("G411") as taken:
        invoice(of_other)
    assert owed.unit.name in taken.value.text("sv")


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.REOPENED, Status.SIGNED])
def test_nothing_is_invoiced_while_a_new_report_is_on_its_way(year, officer, owed, status):
    settlements.signed(report(year, owed.unit), status)
    with refused("G410") as refusal:
        repayments.invoice(settlements=[owed], invoice_number="F1", due=DUE, by=officer, at=AT)
    assert "på nytt" in refusal.value.text("sv")


def test_money_comes_back_in_parts(year, officer, owed):
    repayments.record_repayment(settlement=owed, amount=15_000, on=AT.date(), by=officer, at=AT)
    owed.refresh_from_db()
    assert (owed.repaid, owed.repaid_at) == (15_000, None)
    repayments.record_repayment(settlement=owed, amount=25_000, on=AT.date(), by=officer, at=AT)
    owed.refresh_from_db()
    assert (owed.repaid, owed.repaid_at) == (40_000, AT)
    assert balances(year)["recovered"] == 40_000
    assert "receivable" not in balances(year)
    assert [one.number for one in Repayment.objects.all()] == [1, 2]
    (row,) = queries.overview(year)
    assert row.state is State.REPAID
    assert_ledger_equals_settlements(year)


@pytest.mark.parametrize(
    ("amount", "words"), [(40_001, "40 000 kr"), (0, "hela kronor"), (-5, "hela kronor")]
)
def test_no_more_than_is_owed_comes_back(officer, owed, amount, words):
    with refused("G414") as refusal:
        repayments.record_repayment(settlement=owed, amount=amount, on=AT.date(), by=officer, at=AT)
    assert words in refusal.value.text("sv").replace("\xa0", " ")


def test_no_money_has_come_in_on_a_day_to_come_and_only_an_officer_says_so(officer, owed):
    with refused("G415"):
        repayments.record_repayment(settlement=owed, amount=1, on=AT.date() + timedelta(1), by=officer, at=AT)
    with refused("E103"):
        repayments.record_repayment(
            settlement=owed, amount=1, on=AT.date(), by=accounts.signatory(owed.unit), at=AT
        )
    assert not Repayment.objects.exists()


def test_nothing_more_comes_back_in_a_closed_year(year, officer, owed):
    year.closed_at = AT
    year.save()
    with refused("G707"):
        repayments.record_repayment(settlement=owed, amount=1, on=AT.date(), by=officer, at=AT)
    with refused("G707"):
        repayments.invoice(settlements=[owed], invoice_number="F1", due=DUE, by=officer, at=AT)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_in_whatever_order_the_ledger_equals_the_settlements(year, officer, seed):
    """A random walk. Refusals are part of it; after each step every krona is where the overview says."""
    dice = random.Random(seed)
    units = [municipality(year, name, competence=100_000, inventory=20_000) for name in "abc"]
    done = 0
    for _ in range(40):
        unit = dice.choice(units)
        steps = [
            lambda unit=unit: settlements.signed(report(year, unit)),
            lambda unit=unit: settlements.activity(
                year,
                unit,
                {"competence": {dice.choice(["course_fees", "administration"]): dice.randrange(60_000)}},
            ),
            lambda unit=unit: settlements.paid(year, unit, competence=dice.randrange(1, 5_000)),
            lambda unit=unit: settlement.settle_unit(year=year, unit=unit, by=officer, at=AT),
            lambda: settlement.settle_all(year=year, by=officer, at=AT),
            lambda unit=unit: settlement.recover_everything(year=year, units=[unit], by=officer, at=AT),
            lambda unit=unit: repayments.record_repayment(
                settlement=_latest(unit), amount=dice.randrange(1, 30_000), on=AT.date(), by=officer, at=AT
            ),
            lambda unit=unit: repayments.invoice(
                settlements=[_latest(unit)], invoice_number=f"F{unit.pk}", due=DUE, by=officer, at=AT
            ),
        ]
        try:
            dice.choice(steps)()
            done += 1
        except (Refused, Settlement.DoesNotExist):
            pass
        assert_ledger_equals_settlements(year)
    assert done > 10
    assert Settlement.objects.exists()


def _latest(unit) -> Settlement:
    return Settlement.objects.filter(unit=unit, purpose="competence").latest("number")
