"""Reports in a real browser: ordered, followed while they are built, published, and read by a visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompetenslyft.apps.publishing import actions
from tests.browser.helpers import axe, log_in, look
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
    page.get_by_role("link", name="Ta fram en rapport").click()
    look(page, "report-order")
    page.get_by_role("button", name="Ta fram rapporten").press("Enter")
    progress = page.locator("#progress")
    progress.get_by_text("väntar på sin tur").wait_for()
    look(page, "report-waiting")
    assert actions.build_next() is not None
    page.get_by_role("link", name="Publicera", exact=True).wait_for()
    look(page, "report-draft")
    page.get_by_role("link", name="Publicera", exact=True).press("Enter")
    look(page, "report-publish")
    page.get_by_role("button", name="Publicera").press("Enter")
    page.get_by_text("publicerad och kan läsas av alla").wait_for()
    address = page.url

    page.context.clear_cookies()
    page.goto(address)
    assert page.get_by_role("heading", level=1).inner_text().startswith("Kompetensläget")
    drawn = page.locator(".report-figure img").evaluate_all(
        "images => Promise.all(images.map(image => image.decode().then(() => image.naturalWidth)))"
    )
    assert len(drawn) == 5
    assert all(width > 300 for width in drawn)
    page.get_by_role("link", name="Tabell 4", exact=True).first.click()
    look(page, "report-table")
    axe(page)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Tabellen med decimalkomma").click()
    assert fetched.value.suggested_filename.endswith("tabell-4-sv.csv")
