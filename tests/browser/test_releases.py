"""A release's page in a browser: why one was refused, and what one that was revised says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.publishing import actions, releases
from kompetenslyft.core.disclosure.audit import Verdict
from kompetenslyft.exchange import release_tables
from tests.browser.helpers import log_in, look
from tests.factories import accounts, collection, organisations
from tests.integration.test_publishing import answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = collection.IN_TIME


@pytest.fixture
def round_():
    one = collection.round_("inventering-2016", made_up=True)
    for code, name in (("2080", "Falun"), ("2081", "Borlänge"), ("2082", "Säter")):
        answered(organisations.municipality(code, name), one)
    return one


def made(round_, officer, at=NOW, note=""):
    ordered = releases.order(
        definition="staff-by-municipality@2016", round_codes=[round_.code], by=officer, note=note, at=at
    )
    return actions.build(ordered)


def test_an_officer_is_told_which_cells_stop_a_release_and_what_to_do(page, round_, monkeypatch):
    judged = release_tables.audit

    def two_cells_recoverable(release, **options):
        found = judged(release, **options)
        cells = tuple(replace(one, verdict=Verdict.RECOVERABLE) for one in found.cells[-2:])
        return replace(found, cells=found.cells[:-2] + cells)

    monkeypatch.setattr(release_tables, "audit", two_cells_recoverable)
    officer = accounts.officer(name="Olle")
    refused = made(round_, officer)
    log_in(page, officer)
    page.goto(f"/tabeller/utgavor/{refused.slug}/")
    expect(page.get_by_role("heading", name="Varför tabellerna är underkända")).to_be_visible()
    expect(page.get_by_text("Gör så här:")).to_be_visible()
    expect(page.get_by_role("cell", name="går att räkna ut").first).to_be_visible()
    look(page, "release-refused")


def test_a_reader_is_told_how_it_was_judged_and_what_has_changed(page, round_):
    officer, colleague = accounts.officer(name="Olle"), accounts.officer(name="Karin")
    releases.approve(publication=made(round_, officer), by=colleague, at=NOW)
    again = made(round_, officer, NOW + timedelta(hours=1), note="Kontaktuppgiften är rättad.")
    releases.approve(publication=again, by=colleague, at=NOW + timedelta(hours=1))
    page.goto(f"/tabeller/utgavor/{again.slug}/")
    expect(page.get_by_text("Jämfört med utgåvan")).to_be_visible()
    look(page, "release-revised")
    with page.expect_download() as download:
        page.get_by_role("link", name="Protokollet som fil (JSON)").click()
    assert download.value.suggested_filename == f"{again.slug}-rojandekontroll.json"
