"""The pages of the three-year need and of internal resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from kompetenslyft.apps.competence.models import DevelopmentNeed, Network, Reading, Resource
from tests.factories import staff as factory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = factory.AT.date()


@pytest.fixture
def place() -> factory.Workplace:
    return factory.workplace()


def _url(name: str, *args: object) -> str:
    return reverse(f"competence:{name}", args=args)


def test_the_need_is_entered_and_adds_up(client: Client, place: factory.Workplace) -> None:
    client.force_login(place.leader)
    answer = client.post(
        _url("needs", place.unit.code), {"ethics-2017": "4", "ethics-2018": "0"}, follow=True
    )
    assert "2 siffror är sparade" in answer.text
    assert DevelopmentNeed.objects.count() == 2
    answer = client.post(
        _url("needs", place.unit.code), {"ethics-2017": "4", "ethics-2018": "0"}, follow=True
    )
    assert "Ingenting är ändrat" in answer.text

    client.force_login(place.coordinator)
    page = client.get(_url("needs", place.district.code))
    assert "räknas: 4 från enheterna" in page.text
    assert place.unit.name in page.text
    client.force_login(place.reader)
    page = client.get(_url("needs", place.employer.code))
    assert 'name="ethics-2017"' not in page.text
    assert client.post(_url("needs", place.unit.code), {"ethics-2017": "9"}).status_code == 403


def test_a_number_that_is_none_is_said_and_the_others_stay_on_the_page(
    client: Client, place: factory.Workplace
) -> None:
    client.force_login(place.leader)
    answer = client.post(_url("needs", place.unit.code), {"ethics-2017": "fyra", "ethics-2018": "3"})
    assert answer.status_code == 422
    assert 'value="fyra"' in answer.text
    assert 'value="3"' in answer.text
    assert not DevelopmentNeed.objects.exists()


@pytest.mark.parametrize("year", ["2013", "1066", "3000", "x", "²016"])
def test_any_year_can_be_asked_for(client: Client, place: factory.Workplace, year: str) -> None:
    client.force_login(place.leader)
    assert client.get(_url("needs", place.unit.code), {"ar": year}).status_code == 200


def test_somebody_is_listed_found_and_taken_away(client: Client, place: factory.Workplace) -> None:
    client.force_login(place.person_user)
    page = client.get(_url("resource_new", place.unit.code))
    assert "Kollegan" not in page.text
    client.post(
        _url("resource_new", place.unit.code),
        {"person": place.person.pk, "kind": "teach", "subject": "Barnkonventionen"},
    )
    row = Resource.objects.get()
    client.force_login(place.other_leader)
    page = client.get(_url("resources", place.other_unit.code), {"q": "barnkon"})
    assert "Medarbetaren" in page.text
    assert client.post(_url("resource_end", place.unit.code, row.pk)).status_code == 404
    assert "Ingen utbildare" in client.get(_url("resources", place.unit.code), {"q": "xyz"}).text
    client.force_login(place.person_user)
    client.post(_url("resource_end", place.unit.code, row.pk))
    assert "Ingen står här än" in client.get(_url("resources", place.unit.code)).text


def test_the_leader_hears_that_somebody_is_not_advanced_and_that_is_noted(
    client: Client, place: factory.Workplace
) -> None:
    client.force_login(place.leader)
    wanted = {"person": place.colleague.pk, "kind": "supervise", "direction": "ethics", "agreed": "on"}
    answer = client.post(_url("resource_new", place.unit.code), wanted)
    assert answer.status_code == 422
    assert "är inte bedömd som fördjupad i Etik" in answer.text
    assert Reading.objects.get().person == place.colleague
    answer = client.post(_url("resource_new", place.unit.code), wanted | {"sure": "on"}, follow=True)
    assert "Kollegan står nu i listan" in answer.text
    assert (
        client.post(
            _url("resource_new", place.unit.code), wanted | {"person": place.elsewhere.pk}
        ).status_code
        == 422
    )


def test_a_network_is_added_changed_and_ended(client: Client, place: factory.Workplace) -> None:
    client.force_login(place.coordinator)
    entered = {
        "name": "Barnsamtal",
        "purpose": "Byta erfarenheter",
        "directions": ["ethics"],
        "meets": "Varje månad",
    }
    client.post(_url("network_new", place.employer.code), entered)
    row = Network.objects.get()
    answer = client.post(
        _url("network", place.employer.code, row.pk), entered | {"contact": "Utvecklingsenheten"}, follow=True
    )
    assert "Kontakt: Utvecklingsenheten" in answer.text
    assert "Varje månad" in answer.text
    assert client.post(_url("network_new", place.employer.code), entered).status_code == 422
    client.force_login(place.person_user)
    assert client.get(_url("network", place.unit.code, row.pk)).status_code == 403
    stranger = factory.workplace("Grannkommunen")
    client.force_login(stranger.leader)
    assert client.get(_url("network", stranger.unit.code, row.pk)).status_code == 404
    assert client.get(_url("resources", place.unit.code)).status_code == 404
    client.force_login(place.leader)
    client.post(_url("network_end", place.unit.code, row.pk))
    row.refresh_from_db()
    assert row.ended_on is not None


def test_the_queries_of_the_pages_do_not_grow(
    client: Client, place: factory.Workplace, django_assert_max_num_queries
) -> None:
    client.force_login(place.leader)
    with django_assert_max_num_queries(75):
        client.get(_url("needs", place.unit.code))
    with django_assert_max_num_queries(45):
        client.get(_url("resources", place.unit.code))
