"""Activities in a real browser: the keyboard alone, what the rules say while one types, drafts, and how it looks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.grants.actions import activities as actions
from kompetenslyft.apps.grants.models import Activity
from tests.browser.helpers import axe, fits, follow, go_offline, go_online, log_in, look
from tests.factories import accounts, activities, organisations

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/bidrag/competence-grant-2013/insatser/2080/"
FEES = "parts.2080.costs.competence.course_fees"
TRAVEL = "parts.2080.costs.competence.travel"
SUPERVISORS = "parts.2080.costs.competence.supervision_fees"
PEOPLE = "parts.2080.participants.caseworker.with_degree.over_4"


@pytest.fixture(autouse=True)
def in_the_year(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = date(2013, 12, 2)


@pytest.fixture
def made() -> activities.Cast:
    return activities.cast()


def year_of_work(made: activities.Cast) -> None:
    """Some activities of every kind that a list shows."""
    organisations.municipality("2062", "Mora")
    activities.activity(made)
    activities.activity(
        made,
        title="Handledning i ärendeprocessen för nya handläggare",
        kind="support_and_supervision",
        provider="Lina Handledare AB",
        directions=["talking_with_children"],
        credits="",
        **{FEES: "", SUPERVISORS: "380 000", TRAVEL: "12 500", PEOPLE: "14"},
    )
    activities.activity(
        made,
        title="Modulutbildning i BBIC",
        kind="module_course",
        state="planned",
        starts="2013-12-09",
        ends="2013-12-10",
        credits="",
        **{
            "parts": ["2080", "2062"],
            "total_sek": "90 000",
            FEES: "48 000",
            TRAVEL: "130 000",
            "parts.2062.costs.competence.course_fees": "36 000",
            "parts.2062.participants.caseworker.with_degree.over_4": "5",
        },
    )
    activities.activity(
        made,
        title="Konferens om familjehem",
        kind="conference",
        state="not_carried_out",
        not_carried_out_because="Inställd av arrangören.",
        credits="",
        **{FEES: "", PEOPLE: ""},
    )
    gone = activities.activity(made, title="Dubblett")
    actions.remove_activity(activity=gone, by=made.colleague)


def field(page: Page, key: str):
    return page.locator(f'[id="id_{key}"]')


def test_an_activity_is_entered_corrected_and_saved_with_the_keyboard_alone(
    page: Page, made: activities.Cast
) -> None:
    log_in(page, made.coordinator)
    page.goto(BASE)
    page.get_by_role("link", name="Ny insats").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ny insats")).to_be_visible()
    field(page, "title").focus()
    page.keyboard.type("Resor till kurs")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[name=kind][value=credit_course]")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=state][value=carried_out]")).to_be_checked()
    field(page, TRAVEL).focus()
    page.keyboard.type("600 000")
    panel = page.locator('[data-role="preview"]')
    expect(panel).to_contain_text("B102")
    expect(panel).to_contain_text("100 000 kr för mycket")
    expect(page.locator('[data-total="2080.costs"]')).to_have_text("600 000 kr")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    summary = page.locator(".ds-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Första dag")
    expect(field(page, TRAVEL)).to_have_value("600 000")
    axe(page)
    summary.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(field(page, "starts")).to_be_focused()
    page.keyboard.type("20130902")
    field(page, "ends").focus()
    page.keyboard.type("20130903")
    field(page, TRAVEL).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("60 000")
    expect(panel).not_to_contain_text("B102")
    field(page, PEOPLE).focus()
    page.keyboard.type("4")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/?sparad=1#insats-1")
    expect(page.locator("#messages")).to_contain_text("är sparad")
    expect(page.locator("#insats-1")).to_contain_text("60 000 kr")
    assert (Activity.objects.get().starts, Activity.objects.get().ends) == (
        date(2013, 9, 2),
        date(2013, 9, 3),
    )


def test_fields_that_a_choice_wants_come_with_it(page: Page, made: activities.Cast) -> None:
    log_in(page, made.coordinator)
    page.goto(f"{BASE}ny/")
    expect(field(page, "reason")).to_be_hidden()
    page.get_by_label("Modulutbildning").check()
    expect(field(page, "reason")).to_be_visible()
    expect(field(page, "not_carried_out_because")).to_be_hidden()
    page.get_by_label("Inte genomförd").check()
    expect(field(page, "not_carried_out_because")).to_be_visible()


def test_a_figure_that_cannot_be_read_is_told_when_it_is_left(page: Page, made: activities.Cast) -> None:
    log_in(page, made.coordinator)
    page.goto(f"{BASE}ny/")
    field(page, FEES).fill("mycket")
    field(page, TRAVEL).focus()
    fault = page.locator(f'[data-error="{FEES}"]')
    expect(fault).to_contain_text("går inte att läsa som ett tal")
    expect(field(page, FEES)).to_have_attribute("aria-invalid", "true")
    field(page, FEES).fill("4 000")
    field(page, TRAVEL).focus()
    expect(fault).to_be_empty()


def test_a_municipality_is_added_and_has_the_focus(page: Page, made: activities.Cast) -> None:
    organisations.municipality("2062", "Mora")
    log_in(page, made.coordinator)
    page.goto(f"{BASE}ny/")
    field(page, "title").fill("Gemensam utbildning")
    field(page, "add_unit").fill("Mora (2062)")
    follow(page.get_by_role("button", name="Lägg till kommun"))
    expect(page.locator("#del-2062")).to_be_focused()
    expect(field(page, "title")).to_have_value("Gemensam utbildning")
    field(page, "parts.2062.costs.competence.course_fees").fill("5 000")
    expect(page.locator('[data-total="all"]')).to_have_text("5 000 kr")
    follow(page.get_by_role("button", name="Ta bort Mora"))
    expect(page.locator("#del-2062")).to_have_count(0)


def test_what_was_not_saved_is_offered_again(page: Page, made: activities.Cast) -> None:
    organisations.municipality("2062", "Mora")
    log_in(page, made.coordinator)
    page.goto(f"{BASE}ny/")
    field(page, "title").fill("Utkast")
    field(page, "add_unit").fill("Mora")
    follow(page.get_by_role("button", name="Lägg till kommun"))
    field(page, "parts.2062.costs.competence.travel").fill("700")
    expect(page.locator('[data-role="draft-state"]')).not_to_be_empty()
    page.goto(BASE)
    page.goto(f"{BASE}ny/")
    expect(field(page, "title")).to_have_value("")
    follow(page.get_by_role("button", name="Hämta tillbaka det"))
    expect(field(page, "title")).to_have_value("Utkast")
    expect(field(page, "parts.2062.costs.competence.travel")).to_have_value("700")
    page.goto(f"{BASE}ny/")
    page.get_by_role("button", name="Släng det").click()
    page.reload()
    expect(page.get_by_role("button", name="Hämta tillbaka det")).to_have_count(0)


def test_a_lost_connection_loses_nothing(page: Page, made: activities.Cast) -> None:
    activities.activity(made)
    log_in(page, made.coordinator)
    page.goto(f"{BASE}1/")
    field(page, "title").fill("Ny rubrik")
    go_offline(page)
    page.get_by_role("button", name="Spara insatsen").click()
    expect(page.locator('[data-role="banner"]')).to_contain_text("Ingen kontakt med nätet")
    go_online(page)
    follow(page.get_by_role("button", name="Spara insatsen"))
    page.wait_for_url("**/?sparad=1#insats-1")
    assert Activity.objects.get().title == "Ny rubrik"
    page.goto(f"{BASE}1/")
    expect(field(page, "title")).to_have_value("Ny rubrik")
    expect(page.get_by_role("button", name="Hämta tillbaka det")).to_have_count(0)


def test_the_pages_look_right(page: Page, made: activities.Cast) -> None:
    year_of_work(made)
    log_in(page, made.coordinator)
    page.goto(BASE)
    look(page, "insatser")
    page.goto(f"{BASE}?lage=not_carried_out&typ=credit_course")
    fits(page)
    axe(page)
    page.goto(f"{BASE}ny/")
    look(page, "insats-ny")
    page.goto(f"{BASE}3/")
    look(page, "insats-gemensam")
    field(page, "starts").fill("2014-01-07")
    field(page, TRAVEL).fill("en massa")
    follow(page.get_by_role("button", name="Spara insatsen"))
    expect(page.locator(".ds-error-summary")).to_be_visible()
    look(page, "insats-fel")
    activities.change(
        made, Activity.objects.get(number=1), by=made.colleague, title="Metodik i utredningar", hours="60"
    )
    page.goto(f"{BASE}1/andringar/")
    look(page, "insats-andringar")


def test_two_at_once_look_right(page: Page, made: activities.Cast) -> None:
    activities.activity(made)
    log_in(page, made.coordinator)
    page.goto(f"{BASE}1/")
    activities.change(
        made,
        Activity.objects.get(),
        by=made.colleague,
        title="Metodik i utredningar",
        directions=["social_law"],
    )
    field(page, "title").fill("Utredning av barns behov")
    follow(page.get_by_role("button", name="Spara insatsen"))
    expect(page.locator("#krock")).to_be_focused()
    look(page, "insats-krock")


def test_what_readers_see_looks_right(page: Page, made: activities.Cast) -> None:
    year_of_work(made)
    log_in(page, made.officer)
    page.goto(BASE)
    look(page, "insatser-handlaggare")
    page.goto(f"{BASE}3/")
    look(page, "insats-handlaggare")
    mora = organisations.Organisation.objects.get(code="2062")
    log_in(page, accounts.coordinator(mora, name="Moa Mora"))
    page.goto(f"{BASE.replace('2080', '2062')}2080-3/")
    look(page, "insats-annan-kommun")
    page.goto(BASE.replace("2080", "2062"))
    look(page, "insatser-annan-kommun")


def test_before_anything_is_entered(page: Page, made: activities.Cast) -> None:
    log_in(page, made.coordinator)
    page.goto(BASE)
    look(page, "insatser-tom")
