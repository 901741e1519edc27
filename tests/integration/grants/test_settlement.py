"""Settling municipalities, one and all, anew and without a report; what the ledger holds of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from kompetenslyft.apps.collection import actions as collection_actions
from kompetenslyft.apps.grants.actions import repayments, settlement
from kompetenslyft.apps.grants.models import ProgrammeYear, Settlement
from kompetenslyft.apps.grants.queries import settlement as queries
from kompetenslyft.core.settlement.model import State
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, grants, organisations, settlements
from tests.integration.grants.settling import (
    AT,
    FEES,
    assert_ledger_equals_settlements,
    balances,
    municipality,
    refused,
    report,
    reported,
)

pytestmark = pytest.mark.django_db
SUPPERS = {"competence": {"administration": 5_000}}


@pytest.fixture
def officer(db):
    return accounts.officer(name="Olle Handläggare")


@pytest.fixture
def year(db) -> ProgrammeYear:
    return settlements.reporting(grants.year())


def test_a_report_is_settled_by_its_activities_and_accepted(year, officer):
    unit = reported(year, competence=100_000, inventory=50_000)
    settlements.activity(year, unit, SUPPERS)
    made = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert {one.purpose: (one.received, one.used, one.unused, one.not_permitted) for one in made} == {
        "competence": (100_000, 60_000, 35_000, 5_000),
        "inventory": (50_000, 0, 50_000, 0),
    }
    assert report(year, unit).state is Status.ACCEPTED
    assert balances(year)["receivable"] == 90_000
    assert balances(year)["used"] == 60_000
    assert "held" not in balances(year)
    assert_ledger_equals_settlements(year)
    (one,) = [one for one in Settlement.objects.all() if one.purpose == "competence"]
    assert any(found["code"] == "B104" for found in one.findings)
    assert (one.report_of, one.submission) == (unit, 1)


def test_costs_of_somebody_elses_part_are_not_the_municipalitys(year, officer):
    unit, other = reported(year), municipality(year, "Mora")
    settlements.activity(year, other, {}, others={unit: {"competence": {"course_fees": 30_000}}})
    (one,) = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert one.used == 90_000


@pytest.mark.parametrize("status", [Status.NOT_STARTED, Status.IN_PROGRESS, Status.SUBMITTED])
def test_without_a_signed_report_nothing_is_settled(year, officer, status):
    unit = municipality(year)
    settlements.in_status(report(year, unit), status)
    with refused("G402"):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)


@pytest.mark.parametrize("status", [Status.COMPLETION_REQUESTED, Status.REOPENED])
def test_while_completion_is_awaited_nothing_is_settled(year, officer, status):
    unit = reported(year)
    settlements.in_status(report(year, unit), status)
    with refused("G402"):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)


def test_where_nothing_was_received_nothing_is_settled(year, officer):
    with refused("G401"):
        settlement.settle_unit(year=year, unit=organisations.municipality(), by=officer, at=AT)


def test_only_an_officer_settles(year):
    unit = reported(year)
    for person in (accounts.signatory(unit), accounts.user()):
        with refused("E103"):
            settlement.settle_unit(year=year, unit=unit, by=person, at=AT)
        with refused("E103"):
            settlement.settle_all(year=year, by=person, at=AT)
        with refused("E103"):
            settlement.recover_everything(year=year, by=person, at=AT)


def test_a_closed_year_is_left_as_it_is(year, officer):
    unit = reported(year)
    year.closed_at = AT
    year.save()
    with refused("G707"):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    with refused("G707"):
        settlement.settle_all(year=year, by=officer, at=AT)
    with refused("G707"):
        settlement.recover_everything(year=year, by=officer, at=AT)


def test_the_same_settlement_is_not_made_twice(year, officer):
    unit = reported(year)
    settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    with refused("G403"):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert Settlement.objects.count() == 1


def test_after_a_completion_it_is_settled_anew_and_the_earlier_one_taken_back(year, officer):
    unit = reported(year)
    (first,) = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    repayments.invoice(
        settlements=[first], invoice_number="F1", due=AT.date() + timedelta(30), by=officer, at=AT
    )
    repayments.record_repayment(settlement=first, amount=10_000, on=AT.date(), by=officer, at=AT)
    settlements.activity(year, unit, {"competence": {"course_fees": 25_000}})
    settlements.signed(report(year, unit))
    (row,) = queries.overview(year)
    assert row.state is State.OUTDATED
    (second,) = settlement.settle_unit(year=year, unit=unit, note="Komplettering.", by=officer, at=AT)
    assert (second.number, second.used, second.to_repay, second.repaid) == (2, 85_000, 15_000, 10_000)
    assert second.invoiced_at is None
    assert balances(year)["receivable"] == 5_000
    assert balances(year)["recovered"] == 10_000
    assert_ledger_equals_settlements(year)
    with refused("G413"):
        repayments.record_repayment(settlement=first, amount=1, on=AT.date(), by=officer, at=AT)


def test_a_settlement_that_would_demand_less_than_is_repaid_is_refused_with_the_figures(year, officer):
    unit = reported(year)
    (first,) = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    repayments.record_repayment(settlement=first, amount=30_000, on=AT.date(), by=officer, at=AT)
    settlements.activity(year, unit, {"competence": {"course_fees": 25_000}})
    settlements.signed(report(year, unit))
    with refused("G404") as refusal:
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    told = refusal.value.text("sv").replace("\xa0", " ")
    assert "30 000 kr" in told
    assert "15 000 kr" in told
    made = settlement.settle_all(year=year, by=officer, at=AT)
    assert made.units == 0
    assert [one.code for one in made.left] == ["G404"]
    assert_ledger_equals_settlements(year)


def test_more_money_paid_later_makes_it_outdated(year, officer):
    unit = reported(year)
    settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    settlements.paid(year, unit, competence=7_000)
    (row,) = queries.overview(year)
    assert row.state is State.OUTDATED
    assert row.amounts.unsettled == 7_000
    assert_ledger_equals_settlements(year)
    settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert_ledger_equals_settlements(year)


def test_all_that_is_ready_is_settled_and_the_rest_left(year, officer):
    ready = [reported(year, name) for name in ("Falun", "Mora", "Rättvik")]
    silent = municipality(year, "Leksand")
    settlement.settle_unit(year=year, unit=ready[0], by=officer, at=AT)
    told = []
    made = settlement.settle_all(
        year=year, by=officer, at=AT, progress=lambda done, total: told.append((done, total))
    )
    assert made.units == 2
    assert told == [(1, 2), (2, 2)]
    states = {row.case.code: row.state for row in queries.overview(year)}
    assert states == {**{unit.code: State.TO_INVOICE for unit in ready}, silent.code: State.NOT_REPORTED}
    assert {report(year, unit).state for unit in ready} == {Status.ACCEPTED}
    assert_ledger_equals_settlements(year)
    assert settlement.settle_all(year=year, by=officer, at=AT).units == 0


def test_all_are_settled_in_as_many_queries_whatever_their_number(year, officer):
    def queries_for(names: str) -> int:
        for name in names:
            reported(year, name, competence=100_000, inventory=50_000)
        with CaptureQueriesContext(connection) as captured:
            assert settlement.settle_all(year=year, by=officer, at=AT).units == len(names)
        return len(captured)

    assert queries_for("ab") == queries_for("cdefgh")


def test_a_declaration_of_nothing_to_report_is_settled_as_nothing_used(year, officer):
    unit = municipality(year)
    settlements.activity(year, unit, FEES)
    settlements.in_status(report(year, unit), Status.NIL)
    (one,) = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert (one.unused, one.submission, one.basis) == (100_000, 0, "report")


def test_the_members_of_a_joint_report_are_settled_by_the_leads_and_each_by_its_own_part(year, officer):
    lead, member = municipality(year, "Falun"), municipality(year, "Mora", competence=40_000)
    settlements.joint_report(year, lead, member)
    settlements.in_status(report(year, member), Status.NIL)
    settlements.activity(year, lead, FEES, others={member: {"competence": {"course_fees": 30_000}}})
    with refused("G402"):
        settlement.settle_unit(year=year, unit=member, by=officer, at=AT)
    settlements.signed(report(year, lead))
    (one,) = settlement.settle_unit(year=year, unit=member, by=officer, at=AT)
    assert (one.used, one.unused, one.report_of) == (30_000, 10_000, lead)
    assert report(year, lead).state is Status.ACCEPTED
    assert settlement.settle_all(year=year, by=officer, at=AT).units == 1
    assert_ledger_equals_settlements(year)


def test_everything_is_demanded_back_where_no_report_came(year, officer):
    silent, late = municipality(year, "Leksand", competence=70_000, inventory=5_000), reported(year, "Mora")
    made = settlement.recover_everything(year=year, by=officer, at=AT)
    assert {(one.unit_id, one.purpose, one.unused, one.basis) for one in made} == {
        (silent.pk, "competence", 70_000, "no_report"),
        (silent.pk, "inventory", 5_000, "no_report"),
    }
    states = {row.case.unit_id: row.state for row in queries.overview(year)}
    assert states == {silent.pk: State.RECOVERED, late.pk: State.REPORTED}
    assert_ledger_equals_settlements(year)
    with refused("G408"):
        settlement.recover_everything(year=year, by=officer, at=AT)


def test_nothing_is_demanded_back_before_the_last_day_is_past_extension_included(year, officer):
    unit = municipality(year)
    last = settlements.LAST_CHANGE
    with refused("G405"):
        settlement.recover_everything(year=year, units=[unit], by=officer, at=grants.at(last))
    own = report(year, unit)
    own.extended_to, own.extension_reason = last + timedelta(14), "Sjukdom."
    own.save()
    with refused("G405"):
        settlement.recover_everything(year=year, units=[unit], by=officer, at=AT)
    with refused("G408"):
        settlement.recover_everything(year=year, by=officer, at=AT)


def test_one_that_was_never_asked_is_asked_first(year, officer):
    unit = organisations.municipality()
    settlements.paid(year, unit, competence=1)
    with refused("G405") as refusal:
        settlement.recover_everything(year=year, units=[unit], by=officer, at=AT)
    assert "inte fått frågan" in refusal.value.text("sv")


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.SIGNED, Status.ACCEPTED, Status.REOPENED])
def test_nothing_is_demanded_back_where_a_report_has_come(year, officer, status):
    unit = municipality(year)
    settlements.signed(report(year, unit), status)
    with refused("G406"):
        settlement.recover_everything(year=year, units=[unit], by=officer, at=AT)


def test_a_report_that_nobody_has_signed_is_no_report_when_its_time_is_up(year, officer):
    unit = municipality(year)
    own = settlements.in_status(report(year, unit), Status.SUBMITTED)
    with refused("G405"):
        settlement.recover_everything(
            year=year, units=[unit], by=officer, at=grants.at(settlements.LAST_CHANGE)
        )
    (one,) = settlement.recover_everything(year=year, by=officer, at=AT)
    assert (one.unit, one.basis, one.to_repay) == (unit, "no_report", 100_000)
    (row,) = queries.overview(year)
    assert row.state is State.RECOVERED
    repayments.invoice(settlements=[one], invoice_number="F1", due=AT.date(), by=officer, at=AT)
    settlements.signed(own)
    (row,) = queries.overview(year)
    assert row.state is State.OUTDATED


def test_a_report_that_is_taken_back_after_its_settlement_is_missing_again(year, officer):
    unit = reported(year)
    settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    own = report(year, unit)
    own.counted_number = None
    settlements.in_status(own, Status.IN_PROGRESS)
    (row,) = queries.overview(year)
    assert row.state is State.OUTDATED
    with refused("G402"):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    (made,) = settlement.recover_everything(year=year, by=officer, at=AT)
    assert (made.number, made.basis, made.unused) == (2, "no_report", 100_000)
    assert_ledger_equals_settlements(year)


def test_a_settlement_that_has_to_be_left_to_stand_does_not_keep_the_year_open(year, officer):
    unit = municipality(year)
    (demand,) = settlement.recover_everything(year=year, by=officer, at=AT)

    def repay(amount: int) -> None:
        repayments.record_repayment(settlement=demand, amount=amount, on=AT.date(), by=officer, at=AT)

    def told() -> list[str]:
        return [matter.sv for matter in queries.open_matters(year)]

    repay(99_000)
    settlements.activity(year, unit, FEES)
    settlements.signed(report(year, unit))
    with refused("G404"):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert "1 kommun: ska slutregleras på nytt." in told()
    repay(1_000)
    assert "1 kommun: ska slutregleras på nytt." not in told()
    settlements.paid(year, unit, competence=1)
    assert "1 kommun: ska slutregleras på nytt." in told()


def test_a_report_that_comes_after_all_is_settled_in_place_of_the_demand(year, officer):
    unit = municipality(year)
    settlement.recover_everything(year=year, by=officer, at=AT)
    settlements.activity(year, unit, FEES)
    settlements.signed(report(year, unit))
    (one,) = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    assert (one.number, one.basis, one.used, one.unused) == (2, "report", 60_000, 40_000)
    assert_ledger_equals_settlements(year)


def test_general_money_is_kept_and_never_demanded_back(officer):
    year = settlements.reporting(grants.year("welfare-funds@2017"))
    purpose = year.programme.purposes[0].id
    silent, own = municipality(year, "Mora", **{purpose: 9}), municipality(year, "Falun", **{purpose: 9})
    settlements.signed(report(year, own))
    (one,) = settlement.settle_unit(year=year, unit=own, by=officer, at=AT)
    assert (one.used, one.to_repay) == (9, 0)
    with refused("G407") as refusal:
        settlement.recover_everything(year=year, units=[silent], by=officer, at=AT)
    assert year.programme.repayment.source in refusal.value.text("sv")


def test_what_is_left_before_the_year_can_be_closed(year, officer):
    reported(year, "Falun")
    municipality(year, "Mora")
    told = [matter.sv for matter in queries.open_matters(year)]
    assert any("1 kommun: inte redovisat." in one for one in told)
    assert any("1 kommun: redovisat, kan slutregleras." in one for one in told)


def test_a_settlement_that_does_not_add_up_is_refused_by_the_database(year, officer):
    unit = reported(year)
    (one,) = settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    for change in ({"used": 1}, {"repaid": 40_001}, {"submission": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Settlement.objects.filter(pk=one.pk).update(**change)


def test_an_accepted_report_that_was_settled_cannot_be_taken_back(year, officer):
    unit = reported(year)
    person = accounts.signatory(unit)
    settlement.settle_unit(year=year, unit=unit, by=officer, at=settlements.IN_TIME)
    with refused("T309"):
        collection_actions.withdraw(answer_to=report(year, unit), by=person, at=settlements.IN_TIME)


def test_the_overview_takes_as_many_queries_whatever_the_number(year, officer, django_assert_num_queries):
    for name in "abc":
        reported(year, name)
    settlement.settle_all(year=year, by=officer, at=AT)
    with django_assert_num_queries(5):
        assert len(queries.overview(year)) == 3
    for name in "defgh":
        reported(year, name)
    with django_assert_num_queries(5):
        assert len(queries.overview(year)) == 8
