"""The pages of plans: what each sees and does, what is said beside the fields, and how many queries they take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kompetenslyft.apps.competence.actions import plans
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.models import Plan, Reading
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.plan import Done, PlanState
from tests.factories import staff as factory
from tests.integration.competence.test_plans import AT, ITEM

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

FORM = {
    "goal": "Hålla barnsamtal",
    "direction": "talking_with_children",
    "target": "basic",
    "activity": "Kurs",
    "responsible": "Enhetschefen",
    "due": "2017-05-31",
    "priority": "1",
    "cost_sek": "8 000",
}


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def place() -> factory.Workplace:
    return factory.workplace()


def _url(name: str, *args: object) -> str:
    return reverse(f"competence:{name}", args=args)


def _plan(place: factory.Workplace, *, decided: bool = False, **changed: object) -> Plan:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    plans.add_item(plan=plan, item=replace(ITEM, **changed), by=place.leader, at=AT)
    if decided:
        plans.decide(plan=plan, by=place.leader, at=AT)
    return plan


def test_a_plan_from_begin_to_close(client: Client, place: factory.Workplace) -> None:
    client.force_login(place.leader)
    answer = client.post(_url("plan_begin", place.person.pk), {"begin": "blank"}, follow=True)
    plan = Plan.objects.get()
    assert "Inga mål än" in answer.text
    answer = client.post(_url("plan_item_new", plan.pk), FORM, follow=True)
    item = plan.items.get()
    assert (item.goal, item.cost_sek, item.target) == ("Hålla barnsamtal", 8_000, "basic")
    assert "till nivån grundläggande" in answer.text

    client.post(_url("plan_decide", plan.pk))
    plan.refresh_from_db()
    assert plan.state == PlanState.DECIDED
    answer = client.post(_url("plan_close", plan.pk), follow=True)
    assert "är inte uppföljt" in answer.text

    client.post(_url("plan_follow_up", plan.pk, item.pk), {"done": "yes", "effect": "partly", "note": "Bra."})
    answer = client.get(_url("plan", plan.pk))
    assert "Ja, som planerat. Önskad effekt: delvis" in answer.text
    answer = client.post(_url("plan_close", plan.pk), follow=True)
    assert "uppföljd och avslutad" in answer.text


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    client: Client, place: factory.Workplace
) -> None:
    plan = _plan(place)
    client.force_login(place.person_user)
    answer = client.post(
        _url("plan_item_new", plan.pk),
        FORM | {"direction": "", "cost_sek": "tolv tusen", "goal": "", "due": "31 maj"},
    )
    assert answer.status_code == 422
    assert "Kurs" in answer.text
    assert "tolv tusen" in answer.text
    assert plan.items.count() == 1
    answer = client.post(_url("plan_item_new", plan.pk), FORM | {"direction": ""})
    assert answer.status_code == 422
    assert "hör till en inriktning" in answer.text


def test_a_changed_item_is_shown_beside_what_was_decided(client: Client, place: factory.Workplace) -> None:
    plan = _plan(place, decided=True)
    item = plan.items.get()
    client.force_login(place.leader)
    assert client.get(_url("plan_item", plan.pk, item.pk)).status_code == 302
    client.post(_url("plan_reopen", plan.pk))
    client.post(_url("plan_item", plan.pk, item.pk), FORM | {"goal": "Nytt mål"})
    answer = client.get(_url("plan", plan.pk))
    assert "Nytt mål" in answer.text
    assert "I beslutet stod:" in answer.text
    assert ITEM.goal in answer.text
    decided = client.get(_url("plan_decision", plan.pk, 1))
    assert ITEM.goal in decided.text
    assert "Nytt mål" not in decided.text
    client.post(_url("plan_item_remove", plan.pk, item.pk))
    assert "Borttaget sedan beslutet" in client.get(_url("plan", plan.pk)).text


def test_two_writers_are_told_and_the_second_can_save_again(client: Client, place: factory.Workplace) -> None:
    plan = _plan(place)
    item = plan.items.get()
    client.force_login(place.person_user)
    seen = client.get(_url("plan_item", plan.pk, item.pk)).context["form"]["seen"].value()
    plans.change_item(item=item, value=replace(ITEM, goal="Chefens ord"), by=place.leader, at=AT)
    answer = client.post(_url("plan_item", plan.pk, item.pk), FORM | {"seen": seen})
    assert "Chefens ord" in answer.text
    assert "Hålla barnsamtal" in answer.text
    again = answer.context["form"]["seen"].value()
    client.post(_url("plan_item", plan.pk, item.pk), FORM | {"seen": again})
    item.refresh_from_db()
    assert item.goal == "Hålla barnsamtal"


def test_reading_another_persons_plan_is_noted(client: Client, place: factory.Workplace) -> None:
    plan = _plan(place, decided=True)
    client.force_login(place.person_user)
    client.get(_url("plan", plan.pk))
    assert not Reading.objects.exists()
    client.force_login(place.leader)
    for _time in range(2):
        client.get(_url("plan", plan.pk))
    reading = Reading.objects.get()
    assert (reading.thing, reading.where, reading.reader) == ("plan", "plan", place.leader)


@pytest.mark.parametrize("who", ["other_leader", "coordinator", "reader", "administrator"])
def test_guessing_the_address_teaches_nothing(client: Client, place: factory.Workplace, who: str) -> None:
    plan = _plan(place, decided=True)
    item = plan.items.get()
    client.force_login(getattr(place, who))
    for url in (
        _url("plan", plan.pk),
        _url("plan_pdf", plan.pk),
        _url("plan_decision", plan.pk, 1),
        _url("plan_describe", plan.pk),
        _url("plan_item_new", plan.pk),
        _url("plan_item", plan.pk, item.pk),
        _url("plan_follow_up", plan.pk, item.pk),
    ):
        assert client.get(url).status_code == client.get(_url("plan", 987_654)).status_code == 404
    for name in ("plan_decide", "plan_reopen", "plan_close", "plan_template_save"):
        assert client.post(_url(name, plan.pk)).status_code == 404
    assert client.post(_url("plan_begin", place.person.pk)).status_code == 404
    assert not Reading.objects.exists()


def test_a_template_is_put_in_kept_and_taken_away(client: Client, place: factory.Workplace) -> None:
    plan = _plan(place)
    client.force_login(place.leader)
    answer = client.post(
        _url("plan_template_insert", plan.pk), {"template": "talking-with-children"}, follow=True
    )
    assert "3 mål är tillagda" in answer.text
    answer = client.post(_url("plan_template_save", plan.pk), {"name": "Vår mall"}, follow=True)
    assert "Mallen «Vår mall» är sparad" in answer.text
    assert (
        "redan en mall"
        in client.post(_url("plan_template_save", plan.pk), {"name": "Vår mall"}, follow=True).text
    )
    answer = client.get(_url("plans", place.unit.code))
    template = answer.context["templates"][0].row
    answer = client.post(_url("plan_template_remove", place.unit.code, template.pk), follow=True)
    assert "är borttagen" in answer.text
    client.force_login(place.person_user)
    assert client.post(_url("plan_template_remove", place.unit.code, template.pk)).status_code == 404


def test_the_units_plan_is_made_from_its_needs(client: Client, place: factory.Workplace) -> None:
    for person in (place.person, place.colleague):
        assess(
            person=person,
            stage=Stage.AGREED,
            marks={"ethics": Mark.LACKING},
            by=None,
            on=AT.date(),
            occasion=Occasion.OTHER,
            at=AT,
        )
    client.force_login(place.leader)
    client.post(_url("plan_begin_at", place.unit.code))
    plan = Plan.objects.get()
    page = client.get(_url("plans", place.unit.code))
    assert "Ta upp" in page.text
    answer = client.post(_url("plan_take_up", plan.pk), {"direction": "ethics"}, follow=True)
    assert "ligger nu i Kompetensförsörjningsplan 2016" in answer.text
    item = plan.items.get()
    client.post(
        _url("plan_item", plan.pk, item.pk),
        FORM | {"goal": "Etik för alla", "direction": "ethics", "people": "5", "cost_sek": "12 500"},
    )
    client.post(
        _url("plan_describe", plan.pk),
        {"title": "Enhetens plan", "starts": "2016-11-01", "ends": "2017-12-31", "summary": "Etik först."},
    )
    page = client.get(_url("plan", plan.pk))
    assert "12\u00a0500\u00a0kr" in page.text
    assert "Etik först." in page.text
    client.post(_url("plan_decide", plan.pk))
    client.force_login(place.reader)
    assert "Etik för alla" in client.get(_url("plan", plan.pk)).text
    assert "Börja en samlad plan" not in client.get(_url("plans", place.unit.code)).text


def test_a_plan_is_saved_as_pdf(client: Client, place: factory.Workplace) -> None:
    plan = _plan(place, decided=True)
    plans.follow_up_item(item=plan.items.get(), done=Done.YES, by=place.leader, at=AT)
    client.force_login(place.leader)
    answer = client.get(_url("plan_pdf", plan.pk))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Reading.objects.count() == 1


def test_the_queries_of_the_pages_do_not_grow(client: Client, place: factory.Workplace) -> None:
    plan = _plan(place, decided=True)
    plans.reopen(plan=plan, by=place.leader, at=AT)
    client.force_login(place.leader)
    pages = [
        _url("plan", plan.pk),
        _url("plans", place.unit.code),
        _url("plans", place.unit.code) + "?visa=forsenade",
        "/",
    ]
    _grow(place, plan)
    few = [_queries_of(client, page) for page in pages]
    _grow(place, plan)
    _grow(place, plan)
    assert [_queries_of(client, page) for page in pages] == few
    assert few[0] <= 24
    assert max(few) <= 85


def _grow(place: factory.Workplace, plan: Plan) -> None:
    """Two more people with an overdue plan each, as many elsewhere, and two more goals in the plan."""
    for _number in range(2):
        other = factory.person(place.employer, place.unit)
        another = plans.draft(person=other, by=place.leader, at=AT)
        plans.add_item(plan=another, item=replace(ITEM, due=date(2016, 10, 1)), by=place.leader, at=AT)
        plans.decide(plan=another, by=place.leader, at=AT)
        factory.person(place.employer, place.other_unit)
        plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)


def _queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_the_start_page_says_what_waits(client: Client, place: factory.Workplace) -> None:
    plan = _plan(place, decided=True, due=date(2016, 11, 10))
    late = plans.draft(person=place.colleague, by=place.leader, at=AT)
    plans.add_item(plan=late, item=replace(ITEM, due=date(2016, 10, 1)), by=place.leader, at=AT)
    plans.decide(plan=late, by=place.leader, at=AT)
    ours = plans.draft(organisation=place.unit, starts=date(2015, 11, 1), by=place.leader, at=AT)
    plans.add_item(plan=ours, item=replace(ITEM, people=4), by=place.leader, at=AT)
    plans.decide(plan=ours, by=place.leader, at=AT)
    client.force_login(place.leader)
    page = client.get("/").text
    assert "Följ upp planen för Kollegan" in page
    assert f"Följ upp {ours.title}" in page
    plans.reopen(plan=plan, by=place.leader, at=AT)
    assert "Besluta planen för Medarbetaren" in client.get("/").text
    client.force_login(place.person_user)
    page = client.get("/").text
    assert "Följ upp dina mål" in page
    assert "Kollegan" not in page
