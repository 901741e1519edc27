"""Open tables in a browser: found, chosen from and read with the keyboard; a release approved by a second officer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.publishing import actions, releases
from tests.browser.helpers import enter, follow, log_in, look
from tests.factories import accounts, collection, organisations
from tests.integration.test_publishing import answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft():
    round_ = collection.round_("inventering-2016", made_up=True)
    for code, name in (("2080", "Falun"), ("2081", "Borlänge"), ("2082", "Säter")):
        answered(organisations.municipality(code, name), round_)
    ordered = releases.order(
        definition="staff-by-municipality@2016",
        round_codes=[round_.code],
        by=accounts.officer(name="Olle"),
        contact="statistik@example.se",
        at=collection.IN_TIME,
    )
    return actions.build(ordered)


def test_a_release_is_approved_and_its_table_read(page, draft):
    log_in(page, accounts.officer(name="Karin"))
    page.goto(f"/tabeller/utgavor/{draft.slug}/")
    look(page, "release-draft")
    follow(page.get_by_role("link", name="Godkänn"))
    look(page, "release-approve")
    enter(page.get_by_role("button", name="Godkänn"))
    expect(page.get_by_text("Tabellerna är publicerade.")).to_be_visible()
    look(page, "release-published")

    page.context.clear_cookies()
    page.goto("/tabeller/")
    look(page, "tables-catalogue")
    page.get_by_label("Sök").fill("handläggare i den")
    enter(page.get_by_role("button", name="Sök"))
    enter(page.get_by_role("link", name="Handläggare i den sociala barn- och ungdomsvården"))
    look(page, "tables-table")
    page.locator("summary").press("Enter")
    region = page.get_by_role("group", name="Region")
    region.get_by_role("button", name="Inga").press("Enter")
    region.get_by_role("checkbox", name="Riket").press("Space")
    region.get_by_role("checkbox", name="Falun").press("Space")
    page.get_by_label("I kolumnerna").select_option("Region")
    look(page, "tables-choosing")
    enter(page.get_by_role("button", name="Visa", exact=True))
    expect(page.get_by_role("columnheader", name="Falun")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Borlänge")).to_have_count(0)
    assert "Region=00,2080" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
