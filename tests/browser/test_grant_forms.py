"""The requisition and the report-back of 2013 as a coordinator meets them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions
from kompetenslyft.exchange.definitions import instrument
from tests.browser.helpers import log_in, look
from tests.factories import accounts, collection, organisations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def coordinator(live: object) -> User:
    return accounts.coordinator(organisations.municipality("0180", "Stockholm"), name="Karin Samordnare")


def asked(form: str, given: dict[str, object]) -> Return:
    """Stockholm's return of the form, open today, with its given figures."""
    today = clock.today()
    round_ = collection.round_(
        year=2013,
        ref=form,
        opens=today - timedelta(days=1),
        deadline=today + timedelta(days=30),
        last_start=today + timedelta(days=30),
        last_change=today + timedelta(days=40),
        made_up=True,
    )
    unit = organisations.Organisation.objects.get(code="0180")
    answer_to = collection.return_(unit, round_)
    actions.give(answer_to=answer_to, values=given, by=None)
    return answer_to


def test_the_requisition(page: Page, coordinator: User) -> None:
    offered = {"offered.inventory": 250_000, "offered.competence": 3_056_887}
    answer_to = asked("requisition@2013", offered)
    log_in(page, coordinator)
    page.goto(f"/uppgift/{answer_to.pk}/avsnitt/claim/")
    expect(page.locator('[id="offered.total"] output')).to_have_text("3\u00a0306\u00a0887")
    page.locator('[id="claimed.inventory"]').focus()
    page.keyboard.type("300000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sänk beloppet till högst 250\u00a0000 kr")).to_be_visible()
    look(page, "requisition")
    page.goto(f"/uppgift/{answer_to.pk}/avsnitt/authority/")
    look(page, "requisition-authority")


def test_the_report_back(page: Page, coordinator: User) -> None:
    form = instrument("report-back@2013")
    given: dict[str, object] = {key: 0 for key, spec in form.cells.items() if spec.given}
    given |= {"received.competence": 3_056_887, "used.competence": 2_900_000, "unused.competence": 156_887}
    given |= {"activities.short_course": 14, "trained_social_work.assessment_methods": 6}
    given |= {"participants_caseworkers.with_degree.over_4": 210}
    answer_to = asked("report-back@2013", given)
    log_in(page, coordinator)
    for section in ("money", "activities", "trained", "participants", "results"):
        page.goto(f"/uppgift/{answer_to.pk}/avsnitt/{section}/")
        look(page, f"report-back-{section}")
    page.goto(f"/uppgift/{answer_to.pk}/avsnitt/confirmation/")
    page.get_by_role("radio", name="Nej").check()
    expect(page.get_by_text("Rätta insatserna, och bekräfta sedan uppgifterna.").first).to_be_visible()
