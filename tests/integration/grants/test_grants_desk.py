"""What programme years put on the start page, for officers and for municipalities."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kompetenslyft.apps.grants.actions import joint_reports, settlement
from kompetenslyft.apps.grants.queries import matters
from kompetenslyft.apps.grants.queries import settlement as settlements
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, grant_years, grants
from tests.factories import settlements as factory
from tests.factories.grant_years import Phase
from tests.factories.settlements import IN_TIME
from tests.integration.grants.settling import AT, municipality, report, reported

pytestmark = pytest.mark.django_db


def desk(person) -> dict[str, object]:
    """The titles on the person's start page with their items."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {item.title: item for item in client.get(reverse("desk")).context["items"]}


def about_grants(person) -> list[str]:
    return [title for title, item in desk(person).items() if item.url.startswith("/bidrag/")]


OFFICERS = {
    Phase.SET_UP: [],
    Phase.CLAIMING: [],
    Phase.WINDOW_PAST: ["Avsluta rekvisitionen"],
    Phase.PREPARED: [],
    Phase.PAID: [],
    Phase.REPORTED: ["Slutreglera 2 kommuner"],
    Phase.SETTLED: ["Fakturera 2 kommuner"],
    Phase.INVOICED: [],
    Phase.CLOSED: [],
}


@pytest.mark.parametrize("phase", OFFICERS, ids=lambda phase: phase.name.lower())
def test_an_officer_has_what_is_next(settings, phase):
    made = grant_years.until(phase)
    settings.DEMO_DATE = made.today
    assert about_grants(made.olle) == OFFICERS[phase]


def test_what_others_are_told_of_is_not_told_twice(settings):
    made = grant_years.until(Phase.WINDOW_PAST)
    settings.DEMO_DATE = made.today
    titles = list(desk(made.olle))
    assert sum("underskrivna svar att granska" in title for title in titles) == 1


def test_money_is_to_be_paid_where_there_is_an_account(settings):
    made = grant_years.until(Phase.CLAIMED)
    settings.DEMO_DATE = made.today
    assert about_grants(made.olle) == []
    grant_years.enter_accounts(made)
    item = desk(made.olle)["Förbered utbetalning till 2 kommuner"]
    assert "1\u00a0600\u00a0000\u00a0kr" in item.detail


def test_the_report_back_is_to_be_opened_when_its_day_has_come(settings):
    made = grant_years.until(Phase.PAID)
    settings.DEMO_DATE = date(2013, 12, 2)
    assert about_grants(made.olle) == ["Öppna återrapporteringen"]


def test_an_invoice_is_paid_by_its_day(settings):
    made = grant_years.until(Phase.INVOICED)
    settings.DEMO_DATE = made.today
    item = desk(made.signatories["Mora"])["Betala faktura 2014-2062 för Mora"]
    assert item.due == date(2014, 3, 20)
    assert "400\u00a0000\u00a0kr" in item.detail
    assert about_grants(accounts.person_with(made.units["Mora"], "reader")) == []
    assert about_grants(made.signatories["Leksand"]) == []
    settings.DEMO_DATE = date(2014, 3, 21)
    assert "2 kommuner har inte återbetalat i tid" in about_grants(made.olle)


def test_before_the_invoice_it_is_known_that_it_comes(settings):
    made = grant_years.until(Phase.SETTLED)
    settings.DEMO_DATE = made.today
    assert about_grants(made.signatories["Mora"]) == ["Mora ska återbetala statsbidrag, faktura kommer"]


def test_spending_that_would_be_repaid_is_told_while_the_report_can_be_changed(settings):
    made = grant_years.until(Phase.REPORTING)
    settings.DEMO_DATE = made.today
    falun = made.units["Falun"]
    factory.activity(made.year, falun, {"competence": {"administration": 60_000}})
    item = desk(made.signatories["Falun"])["Se över insatserna för Falun"]
    assert "60\u00a0000\u00a0kr" in item.detail
    assert item.url == f"/bidrag/{made.year.code}/insatser/2080/"
    assert about_grants(made.signatories["Mora"]) == []
    factory.in_status(made.report("Falun"), Status.SUBMITTED)
    assert about_grants(made.signatories["Falun"]) == []


def test_a_question_of_a_joint_report_is_answered_by_the_signatory(settings):
    made = grant_years.until(Phase.REPORTING)
    settings.DEMO_DATE = made.today
    joint_reports.propose(
        year=made.year,
        lead=made.units["Falun"],
        members=[made.units["Mora"]],
        by=made.signatories["Falun"],
    )
    assert "Svara Falun: får de redovisa för Mora?" in about_grants(made.signatories["Mora"])
    assert about_grants(accounts.coordinator(made.units["Mora"])) == []


def test_those_that_can_be_settled_are_those_of_the_settlement(settings):
    """Signed, accepted, nil, joint, returned for completion, settled, settled and signed anew, silent."""
    settings.DEMO_DATE = AT.date()
    year, officer = factory.reporting(grants.year()), accounts.officer()
    falun, mora, orsa = (reported(year, name, competence=100_000) for name in ("Falun", "Mora", "Orsa"))
    factory.in_status(report(year, mora), Status.ACCEPTED)
    for status in (Status.COMPLETION_REQUESTED, Status.SUBMITTED, Status.REOPENED):
        factory.in_status(report(year, reported(year, status.value, competence=1_000)), status)
    nil, member = municipality(year, "Nils", competence=5_000), municipality(year, "Malung", competence=7_000)
    factory.in_status(report(year, nil), Status.NIL)
    factory.in_status(report(year, member), Status.NIL)
    factory.joint_report(year, orsa, member)
    municipality(year, "Tyst", competence=9_000)
    for unit in (falun, reported(year, "Klar", competence=100_000)):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    again = report(year, falun)
    again.refresh_from_db()
    factory.signed(again)
    expected = settlements.ready(year)
    assert len(expected) == 5
    assert matters.of_officers(AT.date())[0].ready == len(expected)
    assert matters.of_officers(AT.date())[0].to_invoice.units == 1


def test_the_number_of_queries_is_the_same_for_many_municipalities():
    year = factory.reporting(grants.year())
    counted = []
    for count in (1, 12):
        for number in range(count):
            unit = reported(year, f"Kommun {count}-{number}", competence=10_000)
            factory.in_status(report(year, unit), Status.COMPLETION_REQUESTED)
        ids = [one.unit_id for one in year.report_round.returns.all()]
        with CaptureQueriesContext(connection) as captured:
            matters.of_officers(IN_TIME.date())
            matters.not_permitted(ids, IN_TIME.date())
            matters.repayments(ids)
            matters.questions(ids)
        counted.append(len(captured))
    assert counted[0] == counted[1]
