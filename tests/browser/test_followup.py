"""Need against supply, read by everybody and narrowed by an officer, on a desktop and on a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import follow, log_in, look
from tests.factories import accounts, followup, grants, organisations

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LACKING = {
    "family_law": 250, "evidence_based_practice": 280, "developmental_ecology": 150, "public_law": 140,
    "administrative_law": 130, "children_in_placement": 110, "assessment_of_needs": 110, "documentation": 100,
    "assessment_methods": 100, "talking_with_children": 90, "risk_and_protective_factors": 80, "ethics": 60,
}  # fmt: skip
TRAINED = {
    "assessment_methods": 320, "risk_and_protective_factors": 240, "talking_with_children": 210, "documentation": 60,
    "children_in_placement": 40, "family_law": 10, "evidence_based_practice": 35, "social_law": 15,
}  # fmt: skip


@pytest.fixture
def years(live: object) -> None:
    grants.year("competence-grant@2016", made_up=True)
    falun = organisations.municipality("2080", "Falun")
    followup.counted(followup.round_("competence-inventory@2013", 2013), falun, followup.levels(LACKING))
    followup.counted(followup.round_("report-back@2014", 2014), falun, followup.trained(TRAINED))


def test_need_and_training_side_by_side(page: Page, years: None) -> None:
    page.goto("/bidrag/competence-grant-2016/uppfoljning/")
    expect(page.get_by_role("heading", name="Där behov och utbildning skiljer sig mest")).to_be_visible()
    expect(page.get_by_role("img", name="Andelen som saknar kompetens")).to_be_visible()
    drawn = page.locator(".need-chart img").first
    assert drawn.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    look(page, "followup")
    follow(page.get_by_role("link", name="Tabeller över rekvisition"))
    look(page, "followup-tables")
    follow(page.get_by_role("link", name="Tabell 31."))
    expect(page.get_by_role("row", name="Familjerätt")).to_contain_text("10")
    look(page, "followup-table")


def test_an_officer_chooses_a_municipality(page: Page, years: None) -> None:
    log_in(page, accounts.officer(name="Olle Handläggare"))
    page.goto("/bidrag/competence-grant-2016/uppfoljning/")
    page.get_by_label("Kommun", exact=True).select_option("Falun")
    page.get_by_label("Ordning").select_option("skillnad")
    follow(page.get_by_role("button", name="Visa"))
    expect(page.locator("caption")).to_contain_text("Falun")
    first = page.locator("table.need tbody tr").first
    expect(first).to_contain_text("Familjerätt")
    look(page, "followup-municipality")
