"""Two officers at the same moment, in two real connections: one settles, the other is told, nothing happens twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import redistribution, repayments, settlement
from kompetenslyft.apps.grants.models import Redistribution, Repayment, Settlement
from tests.factories import accounts, grants, settlements
from tests.integration.at_once import together
from tests.integration.grants.settling import AT, assert_ledger_equals_settlements, balances, reported
from tests.integration.grants.test_redistribution import PURPOSE, claimed_year

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officers():
    return accounts.officer(name="Olle"), accounts.officer(name="Petra")


@pytest.fixture
def year(db):
    return settlements.reporting(grants.year())


def codes(results: list[object]) -> list[str]:
    return [result.code for result in results if isinstance(result, Refused)]


def test_of_two_settlements_one_is_made_and_the_other_told(year, officers):
    unit = reported(year)
    results = together(
        *(lambda by=by: settlement.settle_unit(year=year, unit=unit, by=by, at=AT) for by in officers)
    )
    assert codes(results) == ["G403"]
    assert Settlement.objects.count() == 1
    assert_ledger_equals_settlements(year)


def test_of_two_who_settle_all_one_settles_and_the_other_finds_nothing_left(year, officers):
    for name in "abcd":
        reported(year, name)
    results = together(*(lambda by=by: settlement.settle_all(year=year, by=by, at=AT) for by in officers))
    assert sorted(result.units for result in results) == [0, 4]
    assert Settlement.objects.count() == 4
    assert_ledger_equals_settlements(year)


def test_the_same_repayment_entered_by_two_is_entered_once_where_it_is_all(year, officers):
    (one,) = settlement.settle_unit(year=year, unit=reported(year), by=officers[0], at=AT)
    results = together(
        *(
            lambda by=by: repayments.record_repayment(
                settlement=one, amount=40_000, on=AT.date(), by=by, at=AT
            )
            for by in officers
        )
    )
    assert codes(results) == ["G414"]
    assert Repayment.objects.count() == 1
    assert balances(year)["recovered"] == 40_000


def test_of_two_invoices_one_is_noted(year, officers):
    (one,) = settlement.settle_unit(year=year, unit=reported(year), by=officers[0], at=AT)
    results = together(
        *(
            lambda by=by: repayments.invoice(
                settlements=[one], invoice_number=by.name, due=AT.date() + timedelta(30), by=by, at=AT
            )
            for by in officers
        )
    )
    assert codes(results) == ["G410"]


def test_what_is_left_is_divided_once(officers):
    year = claimed_year()
    results = together(
        *(
            lambda by=by: redistribution.redistribute(
                year=year, purpose=PURPOSE, decision_reference="Dnr 7/2017", by=by, at=AT
            )
            for by in officers
        )
    )
    assert codes(results) == ["G502"]
    assert Redistribution.objects.count() == 1
