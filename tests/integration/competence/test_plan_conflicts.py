"""Two who write in the same plan, or the same need, at once: nobody writes over what they have not seen."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from kompetenslyft.apps.competence.actions import plans
from kompetenslyft.apps.competence.actions.development_needs import enter_needs
from kompetenslyft.apps.competence.models import DevelopmentNeed
from tests.factories import staff

pytestmark = pytest.mark.django_db

AT = staff.AT
YEAR = AT.year


@pytest.fixture(autouse=True)
def in_the_year(settings) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def work() -> staff.Workplace:
    return staff.workplace()


def _fields(client: Client, address: str) -> dict[str, str]:
    """What the form at the address would send."""
    form = client.get(address).context["form"]
    return {bound.html_name: "" if bound.value() is None else str(bound.value()) for bound in form}


def test_the_words_of_a_plan_are_not_written_over_unseen(client: Client, work: staff.Workplace) -> None:
    plan = plans.draft(person=work.person, by=work.leader, at=AT)
    client.force_login(work.leader)
    address = reverse("competence:plan_describe", args=[plan.pk])
    sent = _fields(client, address) | {"summary": "Chefens ord"}
    theirs = {"title": plan.title, "starts": plan.starts, "ends": plan.ends, "summary": "Mina ord"}
    plans.describe(plan=plan, **theirs, by=work.person_user, at=AT)
    answer = client.post(address, sent)
    plan.refresh_from_db()
    assert (answer.status_code, plan.summary) == (422, "Mina ord")
    text = answer.content.decode()
    assert "Någon annan har ändrat planen" in text
    assert "Chefens ord" in text
    again = {bound.html_name: str(bound.value()) for bound in answer.context["form"]}
    assert client.post(address, again).status_code == 302
    plan.refresh_from_db()
    assert plan.summary == "Chefens ord"


def test_a_need_that_another_has_entered_stays(client: Client, work: staff.Workplace) -> None:
    client.force_login(work.leader)
    address = reverse("competence:needs", args=[work.unit.code])
    mine, both = f"ethics-{YEAR + 1}", f"talking_with_children-{YEAR + 1}"
    sent = _fields(client, address) | {mine: "3"}
    theirs = {("talking_with_children", YEAR + 1): 2}
    enter_needs(organisation=work.unit, decided_in=YEAR, people=theirs, by=None, at=AT)
    assert client.post(address, sent).status_code == 302
    assert _numbers() == {("ethics", 3), ("talking_with_children", 2)}

    answer = client.post(address, sent | {both: "5"})
    assert answer.status_code == 422
    assert re.search(r"Någon annan har ändrat medan du skrev.*2017: 2", answer.content.decode())
    assert _numbers() == {("ethics", 3), ("talking_with_children", 2)}
    again = {bound.html_name: str(bound.value() or "") for bound in answer.context["form"]}
    assert client.post(address, again).status_code == 302
    assert _numbers() == {("ethics", 3), ("talking_with_children", 5)}


def _numbers() -> set[tuple[str, int]]:
    return set(DevelopmentNeed.objects.values_list("direction", "people"))
