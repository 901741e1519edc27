"""Reports in a real browser: ordered, followed while they are built, published, and read by a visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.publishing import actions
from tests.browser.helpers import axe, enter, follow, log_in, look
from tests.factories import accounts, collection, organisations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_order_to_the_reader(page: Page) -> None:
    officer = accounts.officer()
    collection.return_(
        organisations.municipality("2080", "Falun"), collection.round_("inventering-2016", made_up=True)
    )
    log_in(page, officer)
    page.goto("/rapporter/")
    look(page, "reports-none")
    follow(page.get_by_role("link", name="Ta fram en rapport"))
    look(page, "report-order")
    enter(page.get_by_role("button", name="Ta fram rapporten"))
    progress = page.locator("#progress")
    progress.get_by_text("väntar på sin tur").wait_for()
    look(page, "report-waiting")
    assert actions.build_next() is not None
    page.get_by_role("link", name="Publicera", exact=True).wait_for()
    look(page, "report-draft")
    enter(page.get_by_role("link", name="Publicera", exact=True))
    look(page, "report-publish")
    enter(page.get_by_role("button", name="Publicera"))
    page.get_by_text("publicerad och kan läsas av alla").wait_for()
    address = page.url

    page.context.clear_cookies()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kompetensläget")
    drawn = page.locator(".report-figure img").evaluate_all(
        "images => Promise.all(images.map(image => image.decode().then(() => image.naturalWidth)))"
    )
    assert len(drawn) == 5
    assert all(width > 300 for width in drawn)
    follow(page.get_by_role("link", name="Tabell 4", exact=True).first)
    look(page, "report-table")
    axe(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Tabellen med decimalkomma").click()
    assert fetched.value.suggested_filename.endswith("tabell-4-sv.csv")
