"""A municipality beside others in a browser: whom it is set beside is chosen with the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.comparison import actions
from tests.browser.helpers import enter, follow, log_in, look
from tests.factories import accounts, collection, comparison, organisations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_municipality_reads_its_figures_beside_others(page):
    made = collection.cast("Falun")
    collection.signed(made)
    codes = [made.unit.code]
    for name in ("Borlänge", "Säter", "Hedemora", "Ludvika"):
        codes.append(organisations.municipality(name=name).code)
    comparison.every_series(codes)
    actions.keep_groups(
        [
            comparison.group(codes[0], *codes[1:3]),
            comparison.group(codes[0], *codes[2:], kind="socioekonomi"),
        ],
        at=comparison.FETCHED,
    )
    log_in(page, made.signatory)
    page.goto(f"/organisationer/{made.unit.code}/")
    follow(page.get_by_role("link", name="Jämför", exact=True))
    expect(page.get_by_role("heading", name="Det ni har svarat")).to_be_visible()
    look(page, "comparison")
    page.get_by_label("Jämför med").select_option(label="Liknande kommuner socioekonomi, Falun, 2024")
    enter(page.get_by_role("button", name="Visa"))
    expect(page.get_by_text("3 kommuner")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som CSV").click()
    assert download.value.suggested_filename == f"jamforelse-{made.unit.code}.csv"
    enter(page.get_by_role("link", name="När nyckeltalen hämtades och vad de betyder"))
    look(page, "key-figures")


def test_an_officer_orders_key_figures_anew(page):
    log_in(page, accounts.officer())
    page.goto("/jamforelse/")
    expect(page.get_by_text("Inte hämtat").first).to_be_visible()
    enter(page.get_by_role("button", name="Hämta på nytt"))
    expect(page.get_by_role("status").get_by_text("väntar på att hämtas")).to_be_visible()
    look(page, "key-figures-waiting")
