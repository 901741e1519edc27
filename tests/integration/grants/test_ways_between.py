"""The ways between the pages of a grant and the returns in its rounds."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import accounts, grants, settlements
from tests.integration.grants.settling import AT, report, reported
from tests.integration.grants.test_settlement_pages import browser, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(settings) -> None:
    settings.DEMO_DATE = AT.date()


def test_a_section_filled_in_from_the_activities_leads_to_them_and_no_other_does():
    year = settlements.reporting(grants.year())
    unit = reported(year, "Falun")
    answer_to = report(year, unit)
    page = browser(accounts.officer())
    activities = reverse("grants:activities", args=[year.code, unit.code])
    for section, leads in (("money", True), ("confirmation", False)):
        shown = text(page.get(reverse("collection:section", args=[answer_to.pk, section])))
        assert (activities in shown) is leads


def test_every_page_of_money_says_which_year_it_is_of_and_that_it_is_made_up():
    year = settlements.reporting(grants.year())
    unit = reported(year, "Falun")
    type(year).objects.filter(pk=year.pk).update(made_up=True)
    page = browser(accounts.officer())
    for route, arguments in (
        ("payments", []),
        ("ledger", []),
        ("unit_ledger", [unit.code]),
        ("settlement", []),
        ("settle_all", []),
        ("recover", []),
        ("redistribution", []),
        ("keys", []),
    ):
        shown = text(page.get(reverse(f"grants:{route}", args=[year.code, *arguments])))
        kicker = shown.split('class="kicker">', 1)[1].split("</p>", 1)[0]
        assert year.title("sv") in kicker, route
        assert "påhittade uppgifter" in kicker, route
