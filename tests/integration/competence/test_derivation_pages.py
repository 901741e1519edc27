"""The return beside the register, as pages."""

from __future__ import annotations

import html
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.core.competence.model import Mark
from tests.factories import staff
from tests.integration.competence.deriving import Town, decide_people, mark, staffed, town

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_round(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = date(2016, 12, 5)


@pytest.fixture
def made(client: Client) -> Town:
    made = town()
    client.force_login(made.coordinator)
    return made


def url(made: Town, key: str = "") -> str:
    args = [made.answer_to.round.code, made.employer.code, *([key] if key else [])]
    return reverse("competence:derived_cell" if key else "competence:derived", args=args)


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def by_hand(made: Town, entries: dict[str, object]) -> None:
    made.answer_to.refresh_from_db()
    collection.enter(
        answer_to=made.answer_to,
        entries=entries,
        base=made.answer_to.revision,
        by=made.coordinator,
        channel="web",
    )


def test_from_the_return_to_the_register_and_back_with_figures(client: Client, made: Town) -> None:
    staffed(made)
    overview = reverse("collection:return", args=[made.answer_to.pk])
    assert url(made) in page(client, overview)
    text = page(client, url(made))
    assert "läget 15 november 2016" in text
    assert "2,3 årsarbetare" in text
    response = client.post(url(made), follow=True)
    assert "fördes in i svaret" in response.content.decode()
    section = page(client, reverse("collection:section", args=[made.answer_to.pk, "caseworker_numbers"]))
    assert "ur personalregistret" in section


def test_one_is_asked_before_what_was_written_by_hand_is_replaced(client: Client, made: Town) -> None:
    staffed(made)
    client.post(url(made))
    by_hand(made, {"caseworkers.women": "12,5"})
    text = page(client, url(made))
    assert "ni har skrivit 12,5, registret ger 1,8" in text
    section = reverse("collection:section", args=[made.answer_to.pk, "caseworker_numbers"])
    assert "skrivet för hand; registret gav 1,8" in page(client, section)
    left = client.post(url(made), follow=True).content.decode()
    assert "1 uppgift som är skriven för hand lämnades som den är" in left
    client.post(url(made), {"replace": ["caseworkers.women"]})
    assert made.answer_to.cells.get(key="caseworkers.women").value == 180


def test_a_locked_return_says_so_and_keeps_the_choice(
    client: Client, made: Town, settings: SettingsWrapper
) -> None:
    staffed(made)
    settings.DEMO_DATE = date(2018, 1, 1)
    response = client.post(url(made), {"replace": ["caseworkers.women"]})
    assert response.status_code == 422
    assert "Inget fördes in" in response.content.decode()
    assert not made.answer_to.cells.exists()


def test_districts_stand_beside_each_other_and_add_up(client: Client, made: Town) -> None:
    staffed(made)
    text = page(client, url(made) + "?delar")
    assert "Norra" in text
    assert "Södra" in text
    assert "den som känner enheten kan se vem det gäller" in text
    assert f"{url(made, 'caseworkers.women')}?del={made.north.code}" in text


def test_without_a_decision_one_is_told_why_there_are_no_names(client: Client, made: Town) -> None:
    staffed(made)
    text = page(client, url(made, "caseworkers.women"))
    assert "2 personer ingår." in text
    assert "om arbetsgivaren har beslutat det" in text
    assert "Alva" not in text


def test_with_a_decision_the_people_are_named(client: Client, made: Town) -> None:
    staffed(made)
    decide_people(made)
    assert "Alva Påhittad" in page(client, url(made, "caseworkers.women"))
    assert "Alva Påhittad" not in page(client, f"{url(made, 'caseworkers.women')}?del={made.south.code}")
    unknown = page(client, url(made, "level_law.family_law.unknown"))
    assert "Familjerätt: ej bedömda" in unknown
    assert "Bo Påhittad" in unknown
    assert "Att du har läst bedömningarna antecknas" in unknown


def test_a_guessed_figure_leads_back(client: Client, made: Town) -> None:
    staffed(made)
    response = client.get(url(made, "caseworkers.x"), follow=True)
    assert "räknas inte ur registret" in response.content.decode()
    assert client.get(url(made, "caseworkers.women") + "?del=0180").status_code == 302


def test_an_empty_register_says_what_to_do(client: Client, made: Town) -> None:
    assert "Registret har ingen att räkna" in page(client, url(made))


@pytest.mark.parametrize("who", ["officer", "reader", "leader"])
def test_the_page_does_not_exist_for_others(client: Client, made: Town, who: str) -> None:
    staffed(made)
    client.force_login(getattr(made, who))
    for address in (url(made), url(made, "caseworkers.women")):
        assert client.get(address).status_code == 404
    overview = client.get(reverse("collection:return", args=[made.answer_to.pk]))
    assert url(made) not in overview.content.decode()


def test_queries_do_not_grow_with_people(
    client: Client, made: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        staffed(made)
    one = staff.person(made.employer, made.unit, gender="")
    mark(one, "family_law", Mark.EXEMPT)
    decide_people(made)
    with django_assert_max_num_queries(40):
        page(client, url(made))
    with django_assert_max_num_queries(40):
        page(client, url(made, "level_law.family_law.exempt"))
