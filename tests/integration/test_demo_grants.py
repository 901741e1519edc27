"""The grant years of the demo, followed for a few municipalities: closed, balanced, and the last one under way."""

from __future__ import annotations

import pytest

from kompetenslyft.apps.grants.models import Activity, PaymentBatch, Settlement
from kompetenslyft.apps.grants.queries import ledger, settlement
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.ledger.model import Account
from kompetenslyft.core.settlement.model import State
from kompetenslyft.demo.participants import EXTENDED, IN_PROGRESS, STOCKHOLM
from kompetenslyft.demo.scenario import fill

pytestmark = pytest.mark.django_db

REPAYS_EVERYTHING = "1261"
ONLY = {STOCKHOLM, EXTENDED, IN_PROGRESS, REPAYS_EVERYTHING, "2062", "2081", "2082", "2085"}


def test_the_grant_years_go_from_the_key_to_closing() -> None:
    assert fill(only=ONLY, with_report=False, with_staff=False)

    years = {one.programme.year: one for one in queries.years()}
    assert sorted(years) == [2013, 2014, 2015, 2016]
    assert all(one.made_up for one in years.values())
    for number, year in years.items():
        assert ledger.check(year) == ()
        left = {account for account, amount in queries.money(year).standing.items() if amount}
        if number < 2016:
            assert year.closed_at is not None
            assert left <= {Account.STATE, Account.USED, Account.RETURNED}
        else:
            assert year.closed_at is None

    stockholm = {
        one.purpose: one for one in Settlement.objects.filter(year=years[2013], unit__code=STOCKHOLM)
    }
    assert (stockholm["competence"].received, stockholm["inventory"].received) == (3_056_887, 250_000)
    assert stockholm["competence"].repaid == stockholm["competence"].to_repay == 62_387

    repaid = Settlement.objects.get(year=years[2015], unit__code=REPAYS_EVERYTHING)
    assert repaid.used == 0
    assert repaid.repaid == repaid.received

    waiting = PaymentBatch.objects.get(year=years[2016], status=PaymentBatch.Status.PREPARED)
    assert [one.unit.code for one in waiting.payments.all()] == [EXTENDED]
    shared = Activity.objects.get(
        year=years[2016],
        title="Barns utveckling och anknytning",
        unit__code__startswith="20",
        parts__unit__code="2085",
    )
    assert shared.parts.count() == 4
    states = {row.case.code: row.state for row in settlement.overview(years[2016])}
    assert states[IN_PROGRESS] is State.NOT_REPORTED
