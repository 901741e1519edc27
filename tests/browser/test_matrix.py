"""The matrix in a real browser: the keyboard alone, two who change the same, no connection, and how it looks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kompetenslyft.apps.competence.actions.assessing import Entry, assess, assess_all
from kompetenslyft.apps.competence.actions.profiles import set_unit_need
from kompetenslyft.apps.competence.queries.assessments import marks_on
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.staff.model import StaffRole
from kompetenslyft.exchange.definitions import framework
from tests.browser.helpers import axe, enter, follow, go_offline, go_online, log_in, look
from tests.factories import staff as factory

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from pytest_django.fixtures import SettingsWrapper

    from kompetenslyft.apps.staff.models import Person
    from tests.factories.staff import Workplace

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = date(2016, 11, 14)
AT = datetime(2016, 11, 14, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
DIRECTIONS = [one.id for area in framework("child-welfare@2013").areas for one in area.directions]
FIRST, SECOND = DIRECTIONS[:2]
NAMES = ("Ada Exempelsson", "Bo Provlund", "Cia Testberg", "Dan Mallgren", "Eva Skissmark", "Åke Utkastman")


@pytest.fixture(autouse=True)
def in_the_year(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def work() -> Workplace:
    return factory.workplace()


def assessed(work: Workplace) -> list[Person]:
    """A unit with people of two roles, assessed last year and this year."""
    people = [factory.person(work.employer, work.unit, name=name, made_up=True) for name in NAMES]
    people.append(
        factory.person(
            work.employer, work.unit, name="Örjan Låtsasson", role=StaffRole.TEAM_LEADER, made_up=True
        )
    )
    cycle = (Mark.BASIC, Mark.LACKING, Mark.BASIC, Mark.ADVANCED, Mark.BASIC, Mark.EXEMPT, Mark.BASIC)
    entries = []
    for place, one in enumerate(people):
        for year, shift in ((2014, 1), (2015, 3), (2016, 0)):
            marks = {
                direction: cycle[(n * 3 + place + shift) % len(cycle)]
                for n, direction in enumerate(DIRECTIONS)
                if (n + place) % 9
            }
            entries.append(Entry(one, Stage.AGREED, marks, date(year, 10, 5), Occasion.TALK))
    assess_all(employer=work.employer, entries=entries, by=None, at=AT)
    set_unit_need(unit=work.unit, advanced={FIRST: 3, "social_law": 2, "ethics": 1}, by=None, at=AT)
    return people


def open_matrix(page: Page, work: Workplace, query: str = "") -> None:
    log_in(page, work.leader)
    page.goto(reverse("competence:matrix", args=[work.unit.code]) + query)
    expect(page.locator("table[role=grid]")).to_be_visible()


def cell(page: Page, one: Person, direction: str) -> Locator:
    return page.locator(f'[data-cell="{one.pk}.{direction}"]')


def present(one: Person, direction: str) -> Mark:
    return marks_on([one.pk], Stage.AGREED, TODAY)[one.pk].get(direction, Mark.NOT_ASSESSED)


def saved(page: Page) -> None:
    expect(page.locator('[data-role="saved-state"]')).to_contain_text("Allt är sparat")


def test_the_matrix_is_filled_in_with_the_keyboard_alone(page: Page, work: Workplace) -> None:
    open_matrix(page, work)
    first = cell(page, work.colleague, FIRST)
    page.locator("[data-role=undo]").press("Tab")
    first.focus()
    for key in ("2", "ArrowRight", "3", "ArrowDown", "1", "Home"):
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="Medarbetaren", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("-")
    saved(page)
    expect(cell(page, work.person, SECOND)).to_have_text("Saknar tillräcklig, under kravet")
    assert present(work.colleague, FIRST) is Mark.BASIC
    assert present(work.colleague, SECOND) is Mark.ADVANCED
    assert present(work.person, SECOND) is Mark.LACKING
    assert present(work.person, FIRST) is Mark.EXEMPT
    page.keyboard.press("Control+z")
    expect(cell(page, work.person, FIRST)).to_be_focused()
    expect(cell(page, work.person, FIRST)).to_have_text("Ej bedömd, krav finns")
    page.get_by_role("button", name="Ångra").click()
    expect(cell(page, work.person, SECOND)).to_have_text("Ej bedömd, krav finns")
    saved(page)
    assert present(work.person, FIRST) is Mark.NOT_ASSESSED
    assert present(work.person, SECOND) is Mark.NOT_ASSESSED
    axe(page)
    page.keyboard.press("End")
    expect(cell(page, work.person, DIRECTIONS[-1])).to_be_focused()
    page.keyboard.press("Control+Home")
    expect(page.get_by_role("link", name="Kollegan", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    enter(page.locator(":focus"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Barn och ungas utveckling")


def test_totals_follow_and_open_the_list_behind_them(page: Page, work: Workplace) -> None:
    open_matrix(page, work)
    cell(page, work.colleague, FIRST).click()
    page.get_by_role("button", name="1 Saknar tillräcklig").click()
    saved(page)
    total = page.locator(f'tfoot a[href*="inriktning={FIRST}"][href*="bedomning=lacking"]')
    expect(total).to_have_text("1")
    follow(total)
    expect(page.locator("tbody tr:visible").first).to_contain_text("Kollegan")
    expect(page.get_by_role("status").first).to_contain_text("1 person av 2 visas")


def test_what_somebody_else_has_set_is_shown_and_nothing_is_lost(page: Page, work: Workplace) -> None:
    open_matrix(page, work)
    assess(
        person=work.colleague,
        stage=Stage.AGREED,
        marks={FIRST: Mark.ADVANCED},
        by=None,
        on=TODAY,
        occasion=Occasion.OTHER,
    )
    mine = cell(page, work.colleague, FIRST)
    mine.focus()
    page.keyboard.press("1")
    clash = page.locator(".matrix-clash")
    expect(clash).to_contain_text("har satt «Fördjupad»")
    expect(mine).to_have_attribute("data-mark", "lacking")
    assert present(work.colleague, FIRST) is Mark.ADVANCED
    axe(page)
    clash.get_by_role("button", name="Spara min: Saknar tillräcklig").click()
    saved(page)
    expect(clash).to_have_count(0)
    expect(mine).to_be_focused()
    assert present(work.colleague, FIRST) is Mark.LACKING


def test_marks_wait_for_the_connection_and_are_saved_when_it_is_back(page: Page, work: Workplace) -> None:
    open_matrix(page, work)
    go_offline(page)
    mine = cell(page, work.colleague, FIRST)
    mine.focus()
    page.keyboard.press("2")
    expect(page.locator('[data-note="trouble"]')).to_contain_text("Ingen kontakt med servern")
    expect(mine.locator("..")).to_have_attribute("data-state", "waiting")
    assert present(work.colleague, FIRST) is Mark.NOT_ASSESSED
    go_online(page)
    saved(page)
    expect(page.locator('[data-note="trouble"]')).to_have_count(0)
    assert present(work.colleague, FIRST) is Mark.BASIC


def test_how_the_pages_look(page: Page, work: Workplace) -> None:
    people = assessed(work)
    open_matrix(page, work)
    look(page, "matrix")
    page.goto(reverse("competence:person", args=[people[1].pk]))
    look(page, "matrix-person")
    page.goto(reverse("competence:mark", args=[people[1].pk, FIRST, "agreed"]))
    look(page, "matrix-mark")
    page.goto(reverse("competence:unit_need", args=[work.unit.code]))
    look(page, "matrix-unit-need")
    log_in(page, work.coordinator)
    page.goto(reverse("competence:profiles", args=[work.employer.code]))
    look(page, "matrix-profiles")
    page.goto(reverse("competence:profile", args=[work.employer.code, "social_worker"]))
    look(page, "matrix-profile")
    page.goto(reverse("competence:matrix", args=[work.employer.code]))
    look(page, "matrix-numbers")
