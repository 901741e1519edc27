"""Who has read, who sees people, disposal and qualification in a real browser: the keyboard, and how it looks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kompetenslyft.apps.competence import access
from kompetenslyft.apps.staff.models import Person
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.core.staff.model import CredentialKind, StaffRole, Subject
from tests.browser.helpers import enter, follow, log_in, look, submit_twice
from tests.factories import staff

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = date(2016, 11, 1)


@pytest.fixture(autouse=True)
def in_the_year(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def made() -> staff.Workplace:
    made = staff.workplace("Exempelkommun")
    staff.credential(made.person)
    staff.credential(
        made.elsewhere,
        CredentialKind.OTHER_DEGREE,
        credits=1800,
        subjects=[Subject.SOCIAL_WORK, Subject.PSYCHOLOGY],
    )
    made.elsewhere.employments.update(first_day=date(2015, 8, 1))
    staff.person(made.employer, made.unit, name="Arbetsledaren", role=StaffRole.TEAM_LEADER)
    return made


def test_qualification_is_read_as_of_a_day_and_narrowed_down(page: Page, made: staff.Workplace) -> None:
    log_in(page, made.administrator)
    page.goto(reverse("staff:qualification"))
    expect(page.get_by_role("link", name="1 inte behöriga")).to_be_visible()
    look(page, "qualification")
    enter(page.get_by_role("link", name="1 inte behöriga"))
    expect(page.get_by_text("Examen behöver kompletteras med socialrätt, förvaltningsrätt.")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Kollegan")).to_have_count(0)
    page.get_by_label("Som det var den").fill("2014-06-30")
    follow(page.get_by_role("button", name="Visa"))
    expect(page.get_by_text("inget krav i lag")).to_be_visible()


def test_a_person_sees_who_has_read_and_takes_the_extract(page: Page, made: staff.Workplace) -> None:
    for thing, where in ((Thing.AGREED_ASSESSMENT, "matrix"), (Thing.TALK, "talk"), (Thing.PLAN, "plan")):
        access.note_reading(by=made.leader, people=[made.person], thing=thing, where=where, at=staff.AT)
    log_in(page, made.person_user)
    page.goto(reverse("staff:readings", args=[made.person.pk]))
    expect(page.get_by_role("row")).to_have_count(4)
    look(page, "readings")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta utdraget (PDF)").press("Enter")
    assert download.value.suggested_filename == "registerutdrag-2016-11-01.pdf"


def test_the_signatory_decides_with_the_keyboard_alone(page: Page, made: staff.Workplace) -> None:
    log_in(page, made.signatory)
    page.goto(reverse("staff:decision", args=[made.employer.code]))
    enter(page.get_by_role("button", name="Låt samordnarna se personer"))
    expect(page.locator(".ds-error-summary")).to_be_visible()
    page.get_by_label("Beslutet").focus()
    page.keyboard.type("Socialnämnden 2016-10-03, SN 2016/114")
    enter(page.get_by_role("button", name="Låt samordnarna se personer"))
    expect(page.get_by_text("ser enskilda personer sedan 1 november 2016")).to_be_visible()
    look(page, "decision")
    enter(page.get_by_role("button", name="Avsluta beslutet"))
    expect(page.get_by_text("Samordnarna ser antal, inte enskilda personer.")).to_be_visible()


def test_disposal_is_read_confirmed_and_told_once(page: Page, made: staff.Workplace) -> None:
    for one in (made.elsewhere, made.colleague):
        one.employments.update(last_day=TODAY - timedelta(days=800), first_day=date(2012, 1, 1))
    log_in(page, made.administrator)
    page.goto(reverse("staff:disposal", args=[made.employer.code]))
    expect(page.get_by_role("heading", name="2 personer berörs")).to_be_visible()
    look(page, "disposal")
    enter(page.get_by_role("button", name="Gallra"))
    expect(page.locator(".ds-error-summary")).to_contain_text("Kryssa i")
    page.get_by_label("Jag har läst förslaget").check()
    submit_twice(page.get_by_role("button", name="Gallra"))
    page.goto(reverse("staff:disposal", args=[made.employer.code]))
    expect(page.get_by_text("Inget ska gallras i dag")).to_be_visible()
    expect(page.get_by_role("link", name="Hämta protokollet")).to_have_count(1)
    look(page, "disposal-done")
    assert Person.objects.count() == 2
