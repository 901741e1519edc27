"""The staff register in a real browser: the keyboard alone, a double click, two who write at once, and how it looks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.staff.models import Employment, Leave, Person
from kompetenslyft.core.staff.model import LeavingReason, StaffRole
from tests.browser.helpers import enter, follow, log_in, look, submit_twice
from tests.factories import staff

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def on_a_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = date(2016, 11, 1)


@pytest.fixture
def place() -> staff.Workplace:
    return staff.workplace()


def choose(page: Page, label: str, letters: str, chosen: str) -> None:
    """Choose in a list by typing the beginning of what is to be chosen."""
    target = page.get_by_label(label, exact=True)
    target.focus()
    page.keyboard.type(letters)
    expect(target.locator("option:checked")).to_have_text(chosen)


def test_an_employment_is_added_with_the_keyboard_alone(page: Page, place: staff.Workplace) -> None:
    Employment.objects.filter(person=place.colleague).update(share=60)
    log_in(page, place.administrator)
    page.goto("/personal/")
    search = page.get_by_label("Namn eller nummer")
    search.focus()
    page.keyboard.type("kollegan")
    enter(search)
    enter(page.get_by_role("link", name="Kollegan"))
    enter(page.get_by_role("link", name="Ny anställning"))
    choose(page, "Roll", "arbetsl", "Arbetsledare")
    choose(page, "Verksamhet", "vuxn", "Vuxna")
    page.get_by_label("Sysselsättningsgrad").focus()
    page.keyboard.type("50")
    page.get_by_label("Tillsvidare").focus()
    page.keyboard.press("Space")
    page.get_by_label("Första dag").fill(
        "2016-11-01"
    )  # which part of a day comes first is the machine's choice
    enter(page.get_by_label("Sysselsättningsgrad"))
    summary = page.locator(".ds-error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Enhet")
    look(page, "register-wrong")
    summary.get_by_role("link").first.press("Enter")
    unit = page.get_by_label("Enhet", exact=True)
    expect(unit).to_be_focused()
    unit.select_option(place.other_unit.code)
    share = page.get_by_label("Sysselsättningsgrad")
    enter(share)
    expect(page.locator(".ds-error-summary")).to_contain_text("110 procent")
    share = page.get_by_label("Sysselsättningsgrad")
    expect(share).to_have_value("50")
    share.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("40")
    enter(share)
    expect(page.locator("#messages")).to_contain_text("Anställningen är tillagd")
    expect(page.get_by_text("Arbetsledare i Utredning söder, 40 procent")).to_be_visible()
    assert (
        Employment.objects.filter(person=place.colleague, role=StaffRole.TEAM_LEADER, share=40).count() == 1
    )


def test_the_pages_fit_and_read_well(page: Page, place: staff.Workplace) -> None:
    one = staff.person(
        place.employer,
        place.unit,
        name="Flyttade Medarbetaren",
        email="flyttade@example.org",
        made_up=True,
        last_day=date(2014, 12, 31),
        leaving_reason=LeavingReason.INTERNAL_MOVE,
    )
    staff.employment(
        one,
        place.other_unit,
        first_day=date(2015, 1, 1),
        role=StaffRole.TEAM_LEADER,
        first_management_job=True,
        share=75,
    )
    staff.credential(one, subjects=["social_work", "social_law"], credits=2100, title="Socionomexamen")
    Leave.objects.create(person=one, first_day=date(2013, 1, 1), last_day=date(2013, 8, 31))
    Leave.objects.create(person=one, first_day=date(2016, 10, 1))
    log_in(page, place.administrator)
    page.goto("/personal/")
    look(page, "register-list")
    follow(page.get_by_role("link", name="Flyttade Medarbetaren"))
    follow(page.get_by_role("link", name="Ändra personuppgifter"))
    page.get_by_label("Första året i socialt arbete").fill("2009")
    submit_twice(page.get_by_role("button", name="Spara"))
    expect(page.locator("#messages")).to_contain_text("Uppgifterna är sparade")
    expect(page.get_by_text("2010 → 2009")).to_be_visible()
    look(page, "register-person")
    assert Person.objects.get(pk=one.pk).revision == 2
    follow(page.get_by_role("link", name="Ändra från en dag"))
    look(page, "register-change")
    page.goto(f"/personal/{one.pk}/utbildning/ny/")
    look(page, "register-credential")
    page.goto("/personal/ny/")
    look(page, "register-new")


def test_two_who_write_at_once_lose_nothing(page: Page, place: staff.Workplace) -> None:
    log_in(page, place.administrator)
    page.goto(f"/personal/{place.colleague.pk}/andra/")
    page.get_by_label("Namn").fill("Kollegan Nytt Namn")
    other = page.context.new_page()
    other.goto(f"/personal/{place.colleague.pk}/andra/")
    other.get_by_label("Första året i socialt arbete").fill("2008")
    follow(other.get_by_role("button", name="Spara"))
    follow(page.get_by_role("button", name="Spara"))
    expect(page.get_by_role("alert")).to_contain_text("2010 → 2008")
    expect(page.get_by_label("Namn")).to_have_value("Kollegan Nytt Namn")
    look(page, "register-conflict")
    page.get_by_label("Första året i socialt arbete").fill("2008")
    follow(page.get_by_role("button", name="Spara"))
    expect(page.get_by_role("heading", name="Kollegan Nytt Namn")).to_be_visible()
    assert Person.objects.get(pk=place.colleague.pk).social_work_since == 2008
