"""A year settled in a real browser: by the officer from report to last krona, by municipalities reporting together."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.core.workflow.returns import Status
from tests.browser.helpers import follow, log_in, look
from tests.factories import accounts, grants, settlements
from tests.integration.grants.settling import municipality, report, reported
from tests.integration.grants.test_redistribution import PURPOSE, claimed_year

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def after_the_last_day(settings) -> None:
    settings.DEMO_DATE = settlements.AFTER_LAST_DAY.date()


@pytest.mark.usefixtures("after_the_last_day")
def test_an_officer_settles_a_year(page: Page) -> None:
    year = settlements.reporting(grants.year(made_up=True))
    falun = reported(year, "Falun", competence=100_000, inventory=50_000)
    settlements.activity(year, falun, {"competence": {"administration": 5_000}})
    reported(year, "Mora")
    municipality(year, "Leksand", competence=70_000)
    waiting = reported(year, "Rättvik")
    settlements.in_status(report(year, waiting), Status.COMPLETION_REQUESTED)
    log_in(page, accounts.officer(name="Olle Handläggare"))
    page.goto(f"/bidrag/{year.code}/slutreglering/")
    look(page, "settlement-overview")
    follow(page.get_by_role("link", name="Falun"))
    expect(page.get_by_role("heading", name="Så blir slutregleringen")).to_be_visible()
    look(page, "settlement-calculation")
    page.get_by_label("Anteckning").fill("Administration får inte betalas med medlen.")
    follow(page.get_by_role("button", name="Slutreglera"))
    expect(page.locator("#messages")).to_contain_text("Falun är slutreglerad.")
    look(page, "settlement-settled")
    follow(page.get_by_role("link", name="Notera faktura …"))
    follow(page.get_by_role("button", name="Notera fakturan"))
    expect(page.get_by_role("alert")).to_contain_text("Rätta det här")
    look(page, "settlement-invoice")
    page.get_by_label("Fakturans nummer").fill("2014-17")
    page.get_by_label("Förfallodag").fill((settlements.AFTER_LAST_DAY.date() + timedelta(30)).isoformat())
    follow(page.get_by_role("button", name="Notera fakturan"))
    expect(page.get_by_text("Faktura 2014-17, förfaller").first).to_be_visible()
    follow(page.get_by_role("link", name="Bokför återbetalning …").last)
    look(page, "settlement-repayment")
    follow(page.get_by_role("button", name="Bokför"))
    expect(page.locator("#messages")).to_contain_text("är bokfört som återbetalat")
    follow(page.get_by_role("navigation", name="Du är här").get_by_role("link", name="Slutreglering"))
    follow(page.get_by_role("link", name="Slutreglera den som är klar …"))
    look(page, "settlement-all")
    follow(page.get_by_role("button", name="Slutreglera 1 kommun"))
    expect(page.locator("#messages")).to_contain_text("1 kommun är slutreglerad.")
    follow(page.get_by_role("link", name="Utan redovisning …"))
    look(page, "settlement-recover")
    page.get_by_label("Välj Leksand").check()
    follow(page.get_by_role("button", name="Återkräv allt av de valda …"))
    look(page, "settlement-recover-confirm")
    follow(page.get_by_role("button", name="Återkräv allt"))
    expect(page.locator("#messages")).to_contain_text("Allt återkrävs av 1 kommun")
    with page.expect_download() as download:
        page.get_by_role("link", name="Fakturaunderlag (Excel)").click()
    assert download.value.suggested_filename == f"{year.code}-fakturaunderlag.xlsx"
    follow(page.get_by_role("link", name="Allt återkrävs, ska faktureras"))
    expect(page.get_by_role("status")).to_contain_text("1 av 4 kommuner visas")
    look(page, "settlement-overview-after")


def test_an_officer_divides_anew_what_was_not_claimed(page: Page) -> None:
    year = claimed_year()
    log_in(page, accounts.officer(name="Olle Handläggare"))
    page.goto(f"/bidrag/{year.code}/omfordelning/")
    look(page, "redistribution")
    follow(page.get_by_role("main").get_by_role("link", name="Omfördelning").last)
    look(page, "redistribute")
    page.get_by_label("Beslutets diarienummer").fill("Dnr 7/2017")
    follow(page.get_by_role("button", name="Besluta omfördelningen"))
    expect(page.locator("#messages")).to_contain_text("är omfördelat och väntar på utbetalning")
    look(page, "redistributed")
    page.goto(f"/bidrag/{year.code}/omfordelning/{PURPOSE}/aterfor/")
    look(page, "return-rest")
    follow(page.get_by_role("button", name="Återför"))
    expect(page.locator("#messages")).to_contain_text("är återfört till staten")


def test_municipalities_report_together(page: Page, settings) -> None:
    settings.DEMO_DATE = settlements.IN_TIME.date()
    year = settlements.reporting(grants.year())
    lead, member = municipality(year, "Falun"), municipality(year, "Mora")
    for name in ("Leksand", "Rättvik", "Borlänge"):
        municipality(year, name)
    log_in(page, accounts.signatory(lead))
    page.goto(f"/bidrag/{year.code}/gemensam/{lead.code}/")
    look(page, "joint-ask")
    page.get_by_label("Mora").check()
    follow(page.get_by_role("button", name="Fråga"))
    expect(page.get_by_text("tillfrågad").first).to_be_visible()
    look(page, "joint-lead")
    log_in(page, accounts.signatory(member))
    page.goto(f"/bidrag/{year.code}/gemensam/{member.code}/")
    look(page, "joint-question")
    follow(page.get_by_role("button", name="Ja, låt dem redovisa"))
    expect(page.get_by_role("heading", name="Falun redovisar för er")).to_be_visible()
    look(page, "joint-member")
    page.goto(f"/bidrag/{year.code}/slutreglering/kommun/{member.code}/")
    look(page, "settlement-own")
