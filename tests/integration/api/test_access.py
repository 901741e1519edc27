"""Who the API lets in, and what it says to the others."""

import pytest
from django.test import Client
from django.utils import timezone

from kompetenslyft.apps.accounts import actions as accounts_actions
from kompetenslyft.apps.accounts import queries as accounts_queries
from kompetenslyft.apps.accounts.models import ApiToken
from tests.factories import accounts, collection, organisations
from tests.integration.api.conftest import System, system_of

LIST = "/api/v1/returns/"


def test_without_a_key_the_answer_says_what_to_send(db: None) -> None:
    answer = Client().get(LIST)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "H401"
    assert "Authorization: Bearer" in answer.json()["detail"]


def test_wrong_key(system: System) -> None:
    system.key += "x"
    assert system.call("GET", LIST).status_code == 401


def test_revoked_key(system: System) -> None:
    key, _organisation_id = accounts_queries.token_organisation(system.key) or pytest.fail("no key")
    signatory = accounts.signatory(system.answer_to.unit)
    accounts_actions.revoke_token(token=key, by=signatory)
    assert system.call("GET", LIST).status_code == 401


def test_a_web_session_is_no_key(system: System, client: Client) -> None:
    client.force_login(accounts.signatory(system.answer_to.unit))
    assert client.get(LIST).status_code == 401


def test_another_municipalitys_return_does_not_exist(system: System) -> None:
    other = collection.return_(organisations.municipality(), system.answer_to.round)
    theirs = f"/api/v1/returns/{other.round.code}/{other.unit.code}"
    nowhere = f"/api/v1/returns/{other.round.code}/9999"
    for path in ("", "/schema", "/submissions", "/submissions/1", "/history"):
        guessed, missing = system.call("GET", theirs + path), system.call("GET", nowhere + path)
        assert guessed.status_code == missing.status_code == 404
        assert guessed.content == missing.content
    assert (
        system.call("PATCH", theirs + "/answers", {"entries": {"comment": "x"}, "base": 0}).status_code == 404
    )
    assert system.call("POST", theirs + "/submissions").status_code == 404
    assert not other.cells.exists()


def test_the_city_reaches_its_districts_and_a_district_not_the_city(db: None, on_the_day: None) -> None:
    city = organisations.municipality()
    district = organisations.district(city)
    asked_in = collection.round_()
    of_city, of_district = collection.return_(city, asked_in), collection.return_(district, asked_in)
    from_city, from_district = system_of(city, of_city), system_of(district, of_district)
    assert [row["unit"] for row in from_city.call("GET", LIST).json()] == [city.code, district.code]
    assert [row["unit"] for row in from_district.call("GET", LIST).json()] == [district.code]
    assert from_district.call("GET", from_city.url).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_with_nothing_at_it_is_a_problem(system: System, method: str) -> None:
    answer = system.call(method, "/api/v1/nothing/here")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_an_answer_is_kept_by_nobody_on_the_way(system: System) -> None:
    assert system.call("GET")["Cache-Control"] == "private, no-store"


def test_list_can_be_narrowed_to_a_round(system: System) -> None:
    collection.return_(system.answer_to.unit, collection.round_(year=2015))
    rows = system.call("GET", f"{LIST}?round={system.answer_to.round.code}").json()
    assert [row["round"] for row in rows] == [system.answer_to.round.code]
    assert rows[0]["url"] == system.url


def test_use_of_the_key_is_noted(system: System) -> None:
    system.call("GET", LIST)
    assert ApiToken.objects.get().last_used_at is not None
    assert ApiToken.objects.get().last_used_at <= timezone.now()


def test_errors_are_in_the_callers_language(system: System) -> None:
    swedish = system.call("GET", "/api/v1/returns/x/y")
    english = system.call("GET", "/api/v1/returns/x/y", Accept_Language="en-GB,en;q=0.9")
    assert swedish.json()["code"] == english.json()["code"] == "E101"
    assert "Svaret finns inte" in swedish.json()["detail"]
    assert "does not exist" in english.json()["detail"]
    assert (swedish["Content-Language"], english["Content-Language"]) == ("sv", "en")


def test_errors_before_the_key_is_known_are_in_the_callers_language(client: Client, db: None) -> None:
    answer = client.get(LIST, headers={"Accept-Language": "de, en;q=0.5, sv;q=0.2"})
    assert answer.json()["detail"].startswith("The key is missing")
    assert "Accept-Language" in answer["Vary"]


def test_description_is_open_and_names_every_address(client: Client, db: None) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert "/api/v1/returns/{round_code}/{unit_code}/answers" in described["paths"]
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert all(operation["security"] and operation["summary"] for operation in operations)
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"https://cdn" not in page.content
