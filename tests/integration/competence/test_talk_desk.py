"""What talks put on the start page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from kompetenslyft.apps.competence.actions import talks
from tests.factories import staff as factory
from tests.factories import talks as made
from tests.factories.accounts import browser
from tests.factories.staff import Workplace

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from kompetenslyft.apps.accounts.models import User

pytestmark = pytest.mark.django_db

TODAY = date(2016, 11, 1)


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def work() -> Workplace:
    return factory.workplace()


def desk(user: User) -> str:
    return browser(user).get(reverse("desk")).content.decode()


def test_the_person_is_asked_for_the_own_assessment(work: Workplace) -> None:
    assert "egen bedömning" not in desk(work.person_user)
    talk = made.called(work)
    assert "Gör din egen bedömning före samtalet den 15 november" in desk(work.person_user)
    assert "Håll samtalet" not in desk(work.leader)
    made.say(work, talk, made.Stage.OWN)
    talks.finish_own(talk=talk, by=work.person_user)
    assert "Gör din egen bedömning" not in desk(work.person_user)
    assert "Håll samtalet med Medarbetaren" in desk(work.leader)


def test_the_leader_is_told_who_has_no_talk(work: Workplace) -> None:
    assert "Kalla till medarbetarsamtal: 2 har inget i år" in desk(work.leader)
    made.called(work)
    assert "Kalla till medarbetarsamtal: 1 har inget i år" in desk(work.leader)
    assert "medarbetarsamtal" not in desk(work.coordinator)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (made.held, "Fastställ bedömningen av Medarbetaren"),
        (made.agreed, "Besluta planen med Medarbetaren"),
    ],
)
def test_the_leaders_next_step(work: Workplace, to, said: str) -> None:  # type: ignore[no-untyped-def]
    to(work)
    assert said in desk(work.leader)


def test_the_follow_up_is_asked_for_when_its_day_comes_near(
    work: Workplace, settings: SettingsWrapper
) -> None:
    talk = made.plan_decided(work)
    assert "Följ upp planen" not in desk(work.leader)
    settings.DEMO_DATE = talk.follow_up_by - timedelta(20)
    assert "Följ upp planen med Medarbetaren" in desk(work.leader)
