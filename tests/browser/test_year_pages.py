"""The pages of a programme year, as each role has them before it in each phase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.helpers import enter, log_in, look
from tests.factories import accounts, grant_years
from tests.factories.grant_years import Phase

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "phase",
    [Phase.SET_UP, Phase.DECIDED, Phase.WINDOW_PAST, Phase.PAID, Phase.SETTLED, Phase.CLOSED],
    ids=lambda phase: phase.name.lower(),
)
def test_the_road_looks_right(page: Page, settings, phase: Phase) -> None:
    made = grant_years.until(phase, made_up=phase is Phase.SETTLED)
    settings.DEMO_DATE = made.today
    name = phase.name.lower()
    log_in(page, made.olle)
    page.goto(f"/bidrag/{made.year.code}/")
    look(page, f"year-{name}")
    log_in(page, made.signatories["Falun"])
    page.goto(f"/bidrag/{made.year.code}/kommun/2080/")
    look(page, f"year-unit-{name}")


def test_the_list_the_claims_and_the_questions_look_right(page: Page, settings) -> None:
    made = grant_years.until(Phase.WINDOW_PAST, made_up=True)
    settings.DEMO_DATE = made.today
    page.goto("/bidrag/")
    look(page, "years-visitor")
    page.goto(f"/bidrag/{made.year.code}/")
    look(page, "year-visitor")
    log_in(page, made.olle)
    page.goto("/bidrag/nytt/")
    look(page, "year-new")
    page.goto(f"/bidrag/{made.year.code}/rekvisitioner/")
    look(page, "claims")
    page.goto(f"/bidrag/{made.year.code}/steg/close_requisition/")
    enter(page.get_by_role("button", name="Avsluta rekvisitionen"))
    page.get_by_role("alert").get_by_text("2 rekvisitioner väntar").wait_for()
    look(page, "take-refused")
    page.goto("/")
    look(page, "desk-officer-grants")
    log_in(page, accounts.person_with(made.units["Mora"], "reader", name="Lars Läsare"))
    page.goto("/bidrag/")
    look(page, "years-reader")
    page.goto(f"/bidrag/{made.year.code}/kommun/2062/")
    look(page, "year-unit-reader")
