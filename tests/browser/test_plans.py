"""Plans in a real browser: a plan by the keyboard alone, the unit's plan from its needs, and how the pages look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kompetenslyft.apps.competence.actions import plans, resources
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.actions.development_needs import enter_needs
from kompetenslyft.apps.competence.models import Plan, Resource
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.plan import Done, Effect
from kompetenslyft.core.competence.planning import Item
from tests.browser.helpers import enter, follow, log_in, look
from tests.factories import staff as factory

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT = factory.AT
TALKING = "talking_with_children"
ITEM = Item(
    goal="Hålla barnsamtal på egen hand",
    due=date(2017, 5, 31),
    activity="Kurs i barnsamtal, två dagar, och handledning i tre ärenden",
    responsible="Enhetschefen",
    framework="child-welfare@2013",
    direction=TALKING,
    target=Mark.BASIC,
    priority=1,
    cost_sek=8_000,
)


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def place() -> factory.Workplace:
    return factory.workplace()


def _url(name: str, *args: object) -> str:
    return reverse(f"competence:{name}", args=args)


def _needing(place: factory.Workplace) -> None:
    """Four in each unit; in the one all lack what it takes to talk with children, and one of them ethics."""
    for _number in range(3):
        factory.person(place.employer, place.other_unit)
    people = [place.person, place.colleague, *(factory.person(place.employer, place.unit) for _one in "12")]
    for number, one in enumerate(people):
        marks = {TALKING: Mark.LACKING} | ({"ethics": Mark.LACKING} if number == 0 else {})
        assess(
            person=one,
            stage=Stage.AGREED,
            marks=marks,
            by=None,
            on=AT.date(),
            occasion=Occasion.OTHER,
            at=AT,
        )


def test_a_plan_is_written_decided_and_followed_up_with_the_keyboard(
    page: Page, place: factory.Workplace
) -> None:
    _needing(place)
    log_in(page, place.leader)
    page.goto(_url("plans", place.unit.code))
    enter(page.get_by_role("button", name="Börja en plan för Medarbetaren"))
    expect(page.get_by_role("heading", name="Nå grundläggande kompetens i samtal")).to_be_visible()
    expect(page.get_by_text("saknar insats").first).to_be_visible()

    enter(page.get_by_role("link", name="Ändra: Nå grundläggande kompetens i samtal"))
    page.get_by_label("Insats").focus()
    page.keyboard.type("Handledning varannan vecka")
    page.keyboard.press("Tab")
    page.keyboard.type("Arbetsledaren")
    enter(page.get_by_role("button", name="Spara", exact=True))
    enter(page.get_by_role("button", name="Ta bort: Nå grundläggande kompetens i etik"))
    look(page, "plan-draft")
    enter(page.get_by_role("button", name="Besluta planen"))
    expect(page.get_by_text("Planen är beslutad.")).to_be_visible()

    enter(page.get_by_role("link", name="Följ upp: Nå grundläggande"))
    enter(page.get_by_role("button", name="Spara uppföljningen"))
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("radio", name="Ja, som planerat").focus()
    page.keyboard.press("Space")
    page.get_by_label("Anteckning").focus()
    page.keyboard.type("Tre ärenden klara.")
    look(page, "plan-follow-up")
    enter(page.get_by_role("button", name="Spara uppföljningen"))
    expect(page.get_by_text("Tre ärenden klara.")).to_be_visible()
    enter(page.get_by_role("button", name="Ändra planen"))
    enter(page.get_by_role("link", name="Ändra: Nå grundläggande"))
    page.get_by_label("Mål", exact=True).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Leda barnsamtal i enheten")
    enter(page.get_by_role("button", name="Spara", exact=True))
    expect(page.get_by_text("I beslutet stod:")).to_be_visible()
    look(page, "plan-changed")
    follow(page.get_by_role("link", name="Läs det som beslutades"))
    expect(page.get_by_text("Nå grundläggande kompetens i samtal")).to_be_visible()
    look(page, "plan-decision")


def test_the_units_plan_is_made_from_its_needs(page: Page, place: factory.Workplace) -> None:
    _needing(place)
    mine = plans.draft(person=place.person, by=place.leader, at=AT)
    first = plans.add_item(plan=mine, item=replace(ITEM, due=date(2016, 10, 1)), by=place.leader, at=AT)
    plans.add_item(plan=mine, item=ITEM, by=place.leader, at=AT)
    plans.decide(plan=mine, by=place.leader, at=AT)
    plans.follow_up_item(item=first, done=Done.PARTLY, effect=Effect.TOO_EARLY, by=place.leader, at=AT)
    log_in(page, place.leader)
    page.goto(_url("plans", place.unit.code))
    follow(page.get_by_role("button", name="Börja en samlad plan"))
    unit_plan = Plan.objects.get(person=None)
    page.goto(_url("plans", place.unit.code))
    enter(page.get_by_role("button", name="Ta upp Samtal med barn och unga"))
    look(page, "plans-of-unit")

    follow(page.get_by_role("link", name="Kompetensförsörjningsplan 2016"))
    follow(page.get_by_role("link", name="Ändra: Fler når rollens krav"))
    page.get_by_label("Insats").fill("Kurs i barnsamtal för hela enheten")
    page.get_by_label("Ansvarig").fill("Enhetschefen")
    page.get_by_label("Kostnad, i kronor").fill("48 000")
    look(page, "plan-item")
    follow(page.get_by_role("button", name="Spara", exact=True))
    page.get_by_label("Mall", exact=True).select_option(label="Enhetens år (exempel)")
    follow(page.get_by_role("button", name="Lägg till mallens mål"))
    follow(page.get_by_role("button", name="Besluta planen"))
    expect(page.get_by_role("cell", name="48 000 kr").first).to_be_visible()
    assert unit_plan.items.count() == 5
    look(page, "plan-of-unit")


def test_the_need_of_three_years_and_the_resources(page: Page, place: factory.Workplace) -> None:
    _needing(place)
    enter_needs(
        organisation=place.other_unit,
        decided_in=2016,
        people={("ethics", 2017): 3},
        by=place.other_leader,
        at=AT,
    )
    log_in(page, place.leader)
    page.goto(_url("needs", place.unit.code))
    page.get_by_label("Samtal med barn och unga, 2017").focus()
    page.keyboard.type("4")
    enter(page.get_by_role("button", name="Spara"))
    expect(page.get_by_text("1 siffra är sparad.")).to_be_visible()
    look(page, "needs-of-unit")
    log_in(page, place.coordinator)
    page.goto(_url("needs", place.district.code))
    expect(page.get_by_text("räknas: 4 från enheterna")).to_be_visible()
    look(page, "needs-of-district")

    resources.add_resource(
        person=place.person,
        kind=Resource.Kind.SUPERVISE,
        direction=TALKING,
        subject="små barn",
        note="Två grupper om året",
        by=place.person_user,
        at=AT,
    )
    resources.save_network(
        organisation=place.unit,
        name="Barnsamtal",
        purpose="Byta erfarenheter av svåra samtal",
        meets="Första tisdagen varje månad",
        contact="Utvecklingsenheten",
        directions=[TALKING],
        by=place.leader,
        at=AT,
    )
    log_in(page, place.leader)
    page.goto(_url("resources", place.unit.code))
    look(page, "resources")
    follow(page.get_by_role("link", name="Lägg till en utbildare eller handledare"))
    page.get_by_label("Vem").select_option(label="Kollegan")
    page.get_by_label("utbilda").check()
    page.get_by_role("combobox", name="Inriktning").select_option(label="Etik och förhållningssätt")
    page.get_by_label("Personen har sagt ja").check()
    follow(page.get_by_role("button", name="Lägg till"))
    expect(page.get_by_text("är inte bedömd som fördjupad").first).to_be_visible()
    look(page, "resource-form")
    page.get_by_label("Det stämmer, även om").check()
    follow(page.get_by_role("button", name="Lägg till"))
    expect(page.get_by_role("cell", name="Kollegan")).to_be_visible()
