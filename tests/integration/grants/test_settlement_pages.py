"""The pages of settlement, redistribution and joint reports: who sees them, what they say, what they do."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kompetenslyft.apps.grants.actions import settlement
from kompetenslyft.apps.grants.models import JointReportMember, ProgrammeYear, Redistribution, Settlement
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, grants, organisations, settlements
from tests.integration.grants.settling import AT, municipality, report, reported
from tests.integration.grants.test_redistribution import PURPOSE, claimed_year

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(settings) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def officer(db):
    return accounts.officer(name="Olle Handläggare")


@pytest.fixture
def year(db) -> ProgrammeYear:
    return settlements.reporting(grants.year())


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response) -> str:
    return response.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def to(route: str, *arguments: object) -> str:
    return reverse(f"grants:{route}", args=arguments)


def test_the_overview_shows_each_with_its_state_and_is_filtered(year, officer):
    done, silent = reported(year, "Falun"), municipality(year, "Mora")
    settlement.settle_unit(year=year, unit=done, by=officer, at=AT)
    page = browser(officer)
    shown = text(page.get(to("settlement", year.code)))
    for words in (
        "Falun",
        "Mora",
        "Slutreglerat, ska faktureras",
        "Inte redovisat",
        "40 000 kr",
        "200 000 kr",
    ):
        assert words in shown
    narrowed = text(page.get(to("settlement", year.code), {"lage": "to_invoice"}))
    assert "1 av 2 kommuner visas" in narrowed
    assert to("unit_settlement", year.code, silent.code) not in narrowed
    assert "Ingen kommun stämmer" in text(page.get(to("settlement", year.code), {"q": "Ystad"}))


def test_the_overview_takes_as_many_queries_whatever_the_number(year, officer, django_assert_max_num_queries):
    for name in "abcdefgh":
        reported(year, name)
    page = browser(officer)
    page.get(to("settlement", year.code))
    with django_assert_max_num_queries(14):
        page.get(to("settlement", year.code))


def test_a_year_without_payments_has_nothing_to_settle(officer):
    year = grants.year()
    assert "Inget är utbetalat än" in text(browser(officer).get(to("settlement", year.code)))


def test_one_is_settled_with_its_calculation_before_the_eyes(year, officer):
    unit = reported(year)
    page = browser(officer)
    before = text(page.get(to("unit_settlement", year.code, unit.code)))
    assert "Så blir slutregleringen" in before
    assert "Falun tog emot 100 000 kr" in before
    answer = page.post(to("settle_unit", year.code, unit.code), {"note": "Tack."}, follow=True)
    after = text(answer)
    assert "Falun är slutreglerad." in after
    assert "Tack." in after
    assert "Så blir" not in after
    again = page.post(to("settle_unit", year.code, unit.code), {"note": ""})
    assert again.status_code == 422
    assert "redan slutreglerad" in text(again)


def test_all_are_settled_in_one_go(year, officer):
    for name in ("Falun", "Mora"):
        reported(year, name)
    page = browser(officer)
    assert "Slutreglera 2 kommuner" in text(page.get(to("settle_all", year.code)))
    assert "2 kommuner är slutreglerade." in text(page.post(to("settle_all", year.code), follow=True))
    assert Settlement.objects.count() == 2
    assert "Ingen redovisning är underskriven" in text(page.get(to("settle_all", year.code)))


def test_demanding_back_is_asked_twice(year, officer):
    unit = municipality(year)
    page = browser(officer)
    assert "Tiden har gått ut" in text(page.get(to("recover", year.code)))
    nobody = page.post(to("recover", year.code))
    assert nobody.status_code == 422
    asked = text(page.post(to("recover", year.code), {"unit": unit.code}))
    assert "Återkräv 100 000 kr av 1 kommun?" in asked
    assert "ingen påminnelse är skickad" in asked
    assert not Settlement.objects.exists()
    done = page.post(to("recover", year.code), {"unit": unit.code, "confirm": "1"}, follow=True)
    assert "Allt återkrävs av 1 kommun" in text(done)
    assert Settlement.objects.get().basis == "no_report"


def test_a_report_that_is_not_signed_is_marked_among_those_without_one(year, officer):
    unit = municipality(year)
    settlements.in_status(report(year, unit), Status.SUBMITTED)
    assert "Inlämnat, väntar på underskrift" in text(browser(officer).get(to("recover", year.code)))


def test_those_who_still_have_time_are_listed_apart(year, officer, settings):
    settings.DEMO_DATE = date(2014, 3, 1)
    municipality(year)
    shown = text(browser(officer).get(to("recover", year.code)))
    assert "Har fortfarande tid" in shown
    assert "till och med 31 mars 2014" in shown


def test_the_invoice_basis_is_a_workbook_with_sums(year, officer):
    year.made_up = True
    year.save()
    for unit in (reported(year, "Falun"), reported(year, "Mora")):
        settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    answer = browser(officer).get(to("invoice_basis", year.code))
    assert "fakturaunderlag.xlsx" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[-1] for row in rows[5:]] == [40_000, 40_000, 80_000]
    assert {row[1] for row in rows[5:7]} == {"Falun", "Mora"}
    assert any("åhitt" in str(cell) for cell in rows[2])


def test_an_empty_invoice_basis_is_a_workbook_too(year, officer):
    answer = browser(officer).get(to("invoice_basis", year.code))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True).active
    assert sheet.cell(6, 1).value == "Summa"


def test_an_invoice_and_a_repayment_keep_what_was_entered_where_it_is_wrong(year, officer):
    unit = reported(year)
    settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    page = browser(officer)
    address = to("settlement_invoice", year.code, unit.code)
    assert "40 000 kr" in text(page.get(address))
    wrong = page.post(address, {"invoice_number": "F-77", "due": "2014-03-01"})
    assert wrong.status_code == 422
    assert "F-77" in text(wrong)
    assert "har passerat" in text(wrong)
    assert "Fakturan är noterad." in text(
        page.post(address, {"invoice_number": "F-77", "due": "2014-05-01"}, follow=True)
    )
    again = page.post(address, {"invoice_number": "F-78", "due": "2014-05-01"})
    assert "inget att fakturera" in text(again)
    address = to("settlement_repayment", year.code, unit.code, "competence")
    wrong = page.post(address, {"amount": "50 000 kr", "on": "2014-04-01"})
    assert wrong.status_code == 422
    wrong = page.post(address, {"amount": "50 000", "on": "2014-04-01"})
    assert "mer än de 40 000 kr" in text(wrong)
    done = page.post(address, {"amount": "39 000", "on": "2014-04-01"}, follow=True)
    assert "39 000 kr är bokfört" in text(done)
    assert "1 000 kr" in text(done)
    assert page.get(to("settlement_repayment", year.code, unit.code, "inventory")).status_code == 404


def test_the_municipality_sees_its_own_settlement_and_no_other(year, officer):
    unit, other = reported(year, "Falun"), reported(year, "Mora")
    settlement.settle_unit(year=year, unit=unit, by=officer, at=AT)
    page = browser(accounts.coordinator(unit))
    own = text(page.get(to("unit_settlement", year.code, unit.code)))
    assert "Falun tog emot 100 000 kr" in own
    assert "Notera faktura" not in own
    assert page.get(to("unit_settlement", year.code, other.code)).status_code == 404
    assert page.get(to("unit_settlement", year.code, "9999")).status_code == 404
    assert page.get(to("joint", year.code, other.code)).status_code == 404


def test_before_it_is_settled_the_municipality_is_told_so_and_sees_no_draft(year):
    unit = reported(year)
    shown = text(browser(accounts.coordinator(unit)).get(to("unit_settlement", year.code, unit.code)))
    assert "inte slutreglerad än" in shown
    assert "Så blir" not in shown


def test_where_nothing_was_paid_the_page_says_so(year, officer):
    unit = organisations.municipality()
    assert "inte fått något utbetalat" in text(
        browser(officer).get(to("unit_settlement", year.code, unit.code))
    )


@pytest.mark.parametrize("route", ["settlement", "settle_all", "recover", "invoice_basis", "redistribution"])
def test_the_years_pages_are_the_officers(year, route):
    unit = municipality(year)
    assert browser(accounts.signatory(unit)).get(to(route, year.code)).status_code == 403
    assert Client().get(to(route, year.code)).status_code == 302


def test_the_pool_is_previewed_decided_and_returned(officer):
    year = claimed_year()
    page = browser(officer)
    assert "Inte rekvirerat i tid" in text(page.get(to("redistribution", year.code)))
    address = to("redistribute", year.code, PURPOSE)
    preview = text(page.get(address))
    assert "67 kr" in preview
    wrong = page.post(address, {"decision_reference": ""})
    assert wrong.status_code == 422
    assert not Redistribution.objects.exists()
    done = text(page.post(address, {"decision_reference": "Dnr 7/2017"}, follow=True))
    assert "100 kr är omfördelat" in done
    assert "Dnr 7/2017" in done
    again = page.post(address, {"decision_reference": "Dnr 8/2017"})
    assert again.status_code == 422
    assert "inget att omfördela" in text(again)
    address = to("return_rest", year.code, PURPOSE)
    assert "Att fördela" in text(page.get(address))
    assert "återfört till staten" in text(page.post(address, follow=True))
    assert page.post(address).status_code == 422
    assert page.get(to("redistribute", year.code, "annat")).status_code == 404


def test_municipalities_agree_on_their_pages_to_report_together(year):
    lead, member = municipality(year, "Falun"), municipality(year, "Mora")
    page = browser(accounts.signatory(lead))
    address = to("joint", year.code, lead.code)
    assert page.post(address, {}).status_code == 422
    asked = text(page.post(address, {"members": [member.code]}, follow=True))
    assert "Deras ombud svarar" in asked
    assert "tillfrågad" in asked


def test_a_member_answers_and_the_pages_say_who_reports(year, settings):
    settings.DEMO_DATE = settlements.IN_TIME.date()
    lead, member = municipality(year, "Falun"), municipality(year, "Mora")
    browser(accounts.signatory(lead)).post(to("joint", year.code, lead.code), {"members": [member.code]})
    page = browser(accounts.signatory(member))
    assert "Falun vill redovisa för er" in text(page.get(to("joint", year.code, member.code)))
    address = to("joint_answer", year.code, member.code, JointReportMember.objects.get().pk)
    assert "Falun redovisar nu för er." in text(page.post(address, {"answer": "agree"}, follow=True))
    assert "Falun redovisar för kommunen" in text(page.get(to("unit_settlement", year.code, member.code)))
    ended = browser(accounts.signatory(lead)).post(to("joint_end", year.code, lead.code), follow=True)
    assert "räknar med den gemensamma redovisningen" in text(ended)
    assert "Ni redovisar själva." in text(page.post(address, {"answer": "leave"}, follow=True))
    assert "inte längre" in text(page.post(address, {"answer": "agree"}, follow=True))
    assert report(year, member).status == "in_progress"
    assert page.post(to("joint_answer", year.code, member.code, 999)).status_code == 404
    assert page.post(to("joint_end", year.code, member.code)).status_code == 404


def test_the_municipalities_to_ask_lie_under_their_counties_with_the_chosen_county_open(year):
    lead, far = municipality(year, "Falun"), municipality(year, "Ystad")
    type(far).objects.filter(pk=far.pk).update(county=organisations.county("12", "Skåne län"))
    page, address = browser(accounts.signatory(lead)), to("joint", year.code, lead.code)
    assert "<summary>Skåne län</summary>" in text(page.get(address))
    refused = text(page.post(address, {"members": [far.code, "9999"]}))
    assert f'value="{far.code}"' in refused
    assert refused.split("<summary>Skåne län")[0].rstrip().endswith("open>")


def test_who_only_reads_is_told_who_decides(year):
    unit = municipality(year)
    shown = text(browser(accounts.coordinator(unit)).get(to("joint", year.code, unit.code)))
    assert "Bara ombudet" in shown
    assert "Fråga andra kommuner" not in shown
