"""The return derived from the register in a real browser: compared, entered, looked behind; phone and desktop."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.staff.model import StaffRole
from tests.browser.helpers import enter, follow, log_in, look, submit_twice
from tests.factories import staff
from tests.integration.competence.deriving import DIRECTIONS, Town, decide_people, mark, staffed, town

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def in_the_round(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = date(2016, 12, 5)


@pytest.fixture
def made() -> Town:
    """Caseworkers assessed in every direction but one, a team leader, somebody without gender."""
    made = town()
    people = staffed(made)
    for person in people:
        staff.credential(person)
        for number, direction in enumerate(DIRECTIONS):
            if direction not in {"family_law", "social_law"}:
                mark(person, direction, (Mark.BASIC, Mark.ADVANCED, Mark.LACKING, Mark.EXEMPT)[number % 4])
    leader = staff.person(
        made.employer, made.unit, name="Dag Påhittad", role=StaffRole.TEAM_LEADER, first_management_job=True
    )
    staff.credential(leader, "master")
    staff.person(made.employer, made.other_unit, name="Elin Påhittad", gender="", share=25)
    decide_people(made)
    return made


def test_a_coordinator_derives_compares_and_enters(page: Page, made: Town) -> None:
    collection.enter(
        answer_to=made.answer_to,
        entries={"caseworkers.men": "2,5", "level_law.public_law.basic": "7"},
        base=0,
        by=made.coordinator,
        channel="web",
    )
    log_in(page, made.coordinator)
    page.goto(reverse("collection:return", args=[made.answer_to.pk]))
    enter(page.get_by_role("link", name="Räkna ur registret"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Svaret ur personalregistret")
    expect(page.get_by_text("M602").first).to_be_visible()
    replace = page.get_by_role(
        "checkbox", name="Antal handläggare, Män: ni har skrivit 2,5, registret ger 0,5"
    )
    look(page, "derived")
    replace.focus()
    page.keyboard.press("Space")
    expect(replace).to_be_checked()
    submit_twice(page.get_by_role("button", name="För in i svaret"))
    row = page.get_by_role("row").filter(has_text="Antal handläggare, Män")
    expect(row).to_contain_text("lika")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    expect(page.get_by_text("i svaret 7, skrivet för hand")).to_be_visible()
    look(page, "derived-entered")
    page.goto(reverse("collection:section", args=[made.answer_to.pk, "caseworker_numbers"]))
    expect(page.get_by_text("ur personalregistret").first).to_be_attached()
    look(page, "derived-form")


def test_behind_a_figure_are_people_and_beside_it_the_districts(page: Page, made: Town) -> None:
    log_in(page, made.coordinator)
    address = reverse("competence:derived", args=[made.answer_to.round.code, made.employer.code])
    page.goto(address)
    follow(page.get_by_role("link", name="Visa per del av kommunen"))
    expect(page.get_by_role("columnheader", name="Södra").first).to_be_visible()
    look(page, "derived-parts")
    follow(page.get_by_role("row").filter(has_text="Antal handläggare, Kvinnor").get_by_role("link").last)
    expect(page.get_by_role("rowheader", name="Cia Påhittad")).to_be_visible()
    look(page, "derived-cell")
    page.goto(address)
    row = page.get_by_role("row").filter(has_text="Familjerätt")
    follow(row.get_by_role("link", name="0,75"))
    expect(page.get_by_text("Att du har läst bedömningarna antecknas")).to_be_visible()
