"""Paying out in a real browser: an account, a batch prepared by one and approved by another, the bank's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompetenslyft.exchange.pain001 import check_against_schema
from tests.browser.helpers import enter, follow, log_in, look, submit_twice
from tests.factories import accounts
from tests.factories import payments as factory

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def on_the_day(settings) -> None:
    settings.DEMO_DATE = factory.PREPARED.date()


@pytest.mark.usefixtures("on_the_day")
def test_one_enters_an_account_and_another_confirms_it(page: Page) -> None:
    made = factory.cast(paid_to=2, made_up=True)
    ludvika = made.units[2]
    coordinator, signatory = (
        accounts.coordinator(ludvika, name="Karin"),
        accounts.signatory(ludvika, name="Sten"),
    )

    log_in(page, coordinator)
    page.goto(f"/bidrag/konton/{ludvika.code}/")
    page.get_by_label("Bankgiro", exact=True).check()
    page.get_by_label("Nummer").fill("5805-6202")
    follow(page.get_by_role("button", name="Spara kontot"))
    page.get_by_role("alert").get_by_text("kontrollsiffra").wait_for()
    look(page, "account-wrong")
    page.get_by_label("Nummer").fill("5805-6201")
    enter(page.get_by_role("button", name="Spara kontot"))
    page.get_by_text("gäller när någon annan har bekräftat").first.wait_for()

    log_in(page, made.anna)
    page.goto(f"/bidrag/{made.year.code}/utbetalning/")
    look(page, "payments-waiting")
    page.goto("/bidrag/konton/")
    look(page, "accounts")

    log_in(page, signatory)
    page.goto(f"/bidrag/konton/{ludvika.code}/")
    look(page, "account-to-confirm")
    enter(page.get_by_role("button", name="Bekräfta kontot"))
    page.get_by_text("Kontot är bekräftat").wait_for()


@pytest.mark.usefixtures("on_the_day")
def test_one_prepares_another_approves_and_the_bank_answers(page: Page) -> None:
    made = factory.cast()
    log_in(page, made.anna)
    page.goto(f"/bidrag/{made.year.code}/utbetalning/")
    follow(page.get_by_role("link", name="Förbered utbetalning …"))
    look(page, "payments-prepare")
    page.get_by_label("Betalningsdag").fill("2013-09-20")
    submit_twice(page.get_by_role("button", name="Förbered utbetalningen"))
    page.get_by_text("En annan handläggare godkänner den.").first.wait_for()
    assert made.year.batches.count() == 1

    log_in(page, made.bo)
    page.goto(f"/bidrag/{made.year.code}/utbetalning/1/")
    look(page, "payments-batch-prepared")
    follow(page.get_by_role("link", name="Godkänn …"))
    look(page, "payments-approve")
    enter(page.get_by_role("button", name="Godkänn"))
    follow(page.get_by_role("link", name="Skicka till banken …"))
    submit_twice(page.get_by_role("button", name="Bokför som skickad"))
    page.get_by_role("link", name="Hämta filen till banken").wait_for()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Hämta filen till banken").click()
    check_against_schema(fetched.value.path().read_text(encoding="utf-8"))

    follow(page.get_by_role("link", name="Bokför bankens svar …"))
    page.get_by_label("Bankens skäl att avvisa Hedemora").fill("Kontot är avslutat")
    look(page, "payments-answer")
    enter(page.get_by_role("button", name="Bokför svaret"))
    page.get_by_text("Bankens svar är bokfört").wait_for()
    look(page, "payments-batch-answered")


@pytest.mark.usefixtures("on_the_day")
def test_the_ledger_is_read_by_officer_and_municipality(page: Page) -> None:
    made = factory.cast(made_up=True)
    factory.paid(made)
    log_in(page, made.anna)
    page.goto(f"/bidrag/{made.year.code}/utbetalning/")
    look(page, "payments-after")
    page.goto(f"/bidrag/{made.year.code}/huvudbok/")
    look(page, "ledger")
    page.get_by_label("Kommunens namn eller kod").fill("Hedemora")
    enter(page.get_by_role("button", name="Visa"))
    page.get_by_text("8 poster").wait_for()
    log_in(page, accounts.signatory(made.units[2], name="Sten"))
    page.goto(f"/bidrag/{made.year.code}/huvudbok/{made.units[2].code}/")
    look(page, "ledger-unit")
