"""An appraisal talk from the call to the follow-up in a real browser: by leader and caseworker, with the keyboard
alone, on a phone and at a desk. Every page on the way is gone through by axe-core and looked at."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from kompetenslyft.apps.competence.models import AppraisalTalk, Assessment, RoleProfile
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.competence.talk import Status
from kompetenslyft.core.staff.model import StaffRole
from tests.browser.helpers import HEIGHT, SHOTS, WIDTHS, axe, log_in, look, settled
from tests.factories import staff as factory
from tests.factories import talks as made
from tests.factories.staff import Workplace

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = date(2016, 11, 1)
FIRST, SECOND, THIRD = "child_development", "child_vulnerability", "child_rights"
MOST_TABS = 250


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def work() -> Workplace:
    made_here = factory.workplace()
    RoleProfile.objects.create(
        employer=made_here.employer,
        role=StaffRole.SOCIAL_WORKER,
        framework="child-welfare@2013",
        direction=SECOND,
        mark=Mark.BASIC,
        valid_from=date(2014, 1, 1),
        by_label="Test",
        at=datetime(2014, 1, 1, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm")),
    )
    return made_here


def tab_to(target: Locator) -> None:
    """Press Tab until the target has focus, as somebody without a mouse does."""
    page = target.page
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached with Tab")


def press(target: Locator) -> None:
    """Go to a link or button that leads to another page, press Enter and wait for the page."""
    tab_to(target)
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")


def button(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("link", name=name)


def choose(page: Page, direction: str, steps: int) -> None:
    """The mark that many steps down from the first, with Tab, Space and the arrows."""
    group = page.locator(f"[name=niva-{direction}]")
    tab_to(group.first)
    page.keyboard.press("Space")
    for _ in range(steps):
        page.keyboard.press("ArrowDown")
    expect(group.nth(steps)).to_be_checked()
    expect(page.locator("#sparat")).to_contain_text("Sparat")
    settled(page)


def check(page: Page, name: str, width: int) -> None:
    """Nothing from axe-core, nothing too wide, and a picture."""
    axe(page)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide"
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"talk-{name}-{width}.png", full_page=True)


def to_talk(page: Page, work: Workplace) -> AppraisalTalk:
    talk = AppraisalTalk.objects.get(person=work.person)
    page.goto(f"/kompetens/samtal/{talk.pk}/")
    return talk


def call(page: Page, work: Workplace, width: int) -> None:
    log_in(page, work.leader)
    page.goto("/kompetens/samtal/")
    check(page, "01-list", width)
    press(link(page, "Kalla till samtal").first)
    row = f"#id_{work.person.pk}"
    tab_to(page.locator(f"{row}-chosen"))
    page.keyboard.press("Space")
    tab_to(page.locator(f"{row}-day"))
    page.keyboard.type("11152016")  # in the order of the browser's own language, which here is English
    expect(page.locator(f"{row}-day")).to_have_value("2016-11-15")
    tab_to(page.locator(f"{row}-time"))
    page.keyboard.type("1030")
    tab_to(page.locator("#id_place"))
    page.keyboard.type("Rum 4")
    check(page, "02-call", width)
    press(button(page, "Kalla"))
    expect(page.locator("main")).to_contain_text("15 november 2016 kl. 10.30, Rum 4")
    check(page, "03-called", width)


def assess_oneself(page: Page, work: Workplace, width: int) -> None:
    log_in(page, work.person_user)
    page.goto("/")
    press(link(page, "Gör din egen bedömning före samtalet den 15 november"))
    check(page, "04-person", width)
    press(link(page, "Gör din egen bedömning"))
    choose(page, FIRST, 2)
    choose(page, SECOND, 3)
    choose(page, THIRD, 4)
    check(page, "05-own", width)
    press(button(page, "Spara"))
    press(button(page, "Min egen bedömning är klar"))
    expect(page.locator("main")).to_contain_text("Nu ser din chef den.")


def hold_and_agree(page: Page, work: Workplace, width: int) -> None:
    log_in(page, work.leader)
    page.goto("/")
    press(link(page, "Håll samtalet med Medarbetaren"))
    press(link(page, "Gör chefens bedömning"))
    expect(page.locator(f"#{SECOND}")).to_contain_text("Egen: Fördjupad")
    choose(page, FIRST, 2)
    choose(page, SECOND, 1)
    check(page, "06-leaders", width)
    press(button(page, "Spara"))
    press(button(page, "Samtalet är hållet"))
    check(page, "07-held", width)
    press(link(page, "Skriv den gemensamma bedömningen"))
    expect(page.locator(f"#{SECOND}")).to_contain_text("olika")
    press(button(page, "Där ni är lika"))
    expect(page.locator(f"[name=niva-{FIRST}][value=basic]")).to_be_checked()
    choose(page, SECOND, 1)
    check(page, "08-agreed", width)
    press(button(page, "Spara"))
    press(button(page, "Fastställ den gemensamma bedömningen"))


def read_side_by_side(page: Page, work: Workplace, width: int) -> None:
    log_in(page, work.person_user)
    to_talk(page, work)
    press(link(page, "Bedömningarna sida vid sida"))
    check(page, "09-side-by-side", width)


def plan_and_follow_up(page: Page, work: Workplace, width: int) -> None:
    log_in(page, work.leader)
    to_talk(page, work)
    press(button(page, "Börja på planen"))
    check(page, "10-plan", width)
    press(page.get_by_role("link", name="Ändra:").first)
    tab_to(page.locator("#id_activity"))
    page.keyboard.type("Kurs om barns utsatthet")
    tab_to(page.locator("#id_responsible"))
    page.keyboard.type("Medarbetaren")
    press(page.locator("main form button").last)
    press(link(page, "Medarbetarsamtalet"))
    check(page, "11-to-decide", width)
    press(button(page, "Besluta planen"))
    expect(page.locator("main")).to_contain_text("Plan beslutad")
    press(link(page, "Följ upp planens punkter"))
    press(page.get_by_role("link", name="Följ upp:").first)
    for field in ("done", "effect"):
        tab_to(page.locator(f"[name={field}]").first)
        page.keyboard.press("Space")
    check(page, "12-follow-up", width)
    press(page.locator("main form button").last)
    press(link(page, "Medarbetarsamtalet"))
    press(button(page, "Avsluta samtalet"))
    check(page, "13-over", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_from_call_to_follow_up_with_the_keyboard_alone(page: Page, work: Workplace, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    for part in (call, assess_oneself, hold_and_agree, read_side_by_side, plan_and_follow_up):
        part(page, work, width)
    assert AppraisalTalk.objects.get().state is Status.FOLLOWED_UP
    agreed = Assessment.objects.filter(stage=Stage.AGREED, superseded_on=None)
    assert dict(agreed.values_list("direction", "mark")) == {FIRST: "basic", SECOND: "lacking"}


def test_how_the_pages_look(page: Page, work: Workplace) -> None:
    talk = made.held(work)
    made.say(work, talk, Stage.AGREED)
    for user, pages in (
        (work.leader, ("", "gemensam/", "chefens/", "bedomningar/")),
        (work.person_user, ("", "bedomningar/")),
    ):
        log_in(page, user)
        for path in pages:
            page.goto(f"/kompetens/samtal/{talk.pk}/{path}")
            look(page, f"talk-{user.name}-{path.strip('/') or 'page'}")
    log_in(page, work.leader)
    for path, name in (("/kompetens/samtal/", "list"), ("/kompetens/samtal/kalla/", "call")):
        page.goto(path)
        look(page, f"talk-{name}")
