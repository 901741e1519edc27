"""The officer's pages: rounds, the overview of all units, asking, writing, more time; and the start page's items."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import actions, queries
from tests.factories import accounts, collection, organisations
from tests.factories.accounts import browser as as_

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return, Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return accounts.officer(name="Olle Handläggare")


def round_with(officer: User, *names: str) -> tuple[Round, dict[str, Return]]:
    made = collection.opened_round(officer)
    returns = {name: collection.asked(made, organisations.municipality(name=name), officer) for name in names}
    return made, returns


def names(response: Response) -> list[str]:
    return [row.name for row in response.context["rows"]]


def round_form(**changed: str) -> dict[str, str]:
    return {
        "title_sv": "Inventering 2017",
        "title_en": "Inventory 2017",
        "code": "inventering-2017",
        "year": "2017",
        "instrument": collection.INSTRUMENT,
        "opens": "2017-10-01",
        "deadline": "2018-02-10",
        "last_start": "2018-02-15",
        "last_change": "2018-02-28",
    } | changed


# Who


@pytest.mark.parametrize("rest", ["", "karta.svg", "lista.csv", "fraga/", "skriv/", "forlang/"])
def test_the_overview_is_the_officers(officer: User, rest: str) -> None:
    made, returns = round_with(officer, "Falun")
    coordinator = accounts.coordinator(returns["Falun"].unit)
    response = as_(coordinator).get(f"/insamlingar/{made.code}/{rest}")
    if rest:
        assert response.status_code == 403
    else:
        assert response["Location"] == f"/uppgift/{returns['Falun'].pk}/"


def test_a_round_that_has_not_asked_one_is_not_there(officer: User) -> None:
    made, _returns = round_with(officer, "Falun")
    stranger = accounts.coordinator(organisations.municipality(name="Rättvik"))
    assert as_(stranger).get(f"/insamlingar/{made.code}/").status_code == 404
    assert "Inga insamlingar" in as_(stranger).get("/insamlingar/").content.decode()


def test_the_list_of_rounds_counts_what_is_done(officer: User) -> None:
    made = collection.cast(officer=officer)
    collection.signed(made)
    [listed] = as_(officer).get("/insamlingar/").context["listed"]
    assert (listed["asked"], listed["done"]) == (1, 1)


# A new round


def test_a_round_is_created_and_leads_on_to_whom_it_asks(officer: User) -> None:
    response = as_(officer).post("/insamlingar/ny/", round_form())
    assert response["Location"] == "/insamlingar/inventering-2017/fraga/"


def test_every_mistake_in_a_round_is_told_at_once(officer: User) -> None:
    response = as_(officer).post(
        "/insamlingar/ny/",
        round_form(
            title_en="", deadline="2017-09-01", last_start="2017-09-01", last_change="2017-08-01", code="a b"
        ),
    )
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {
        "title_en",
        "code",
        "deadline",
        "last_start",
        "last_change",
    }
    assert "Inventering 2017" in response.content.decode()


def test_a_code_that_is_taken_is_told(officer: User) -> None:
    as_(officer).post("/insamlingar/ny/", round_form())
    response = as_(officer).post("/insamlingar/ny/", round_form())
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()


# Asking


def test_all_municipalities_are_asked_after_a_look(officer: User) -> None:
    made, _returns = round_with(officer, "Falun")
    for name in ("Rättvik", "Leksand"):
        organisations.municipality(name=name)
    organisations.municipality(name="Nedlagd", valid_to=made.opens - timedelta(days=1))
    form = {"units": "all", "joined_year": "2016", "as_before": "on"}
    looked = as_(officer).post(f"/insamlingar/{made.code}/fraga/", form)
    assert sorted(looked.context["asked"].names) == ["Leksand", "Rättvik"]
    assert (looked.context["asked"].already, looked.context["asked"].newcomers) == (1, 2)
    assert made.returns.count() == 1
    as_(officer).post(f"/insamlingar/{made.code}/fraga/", form | {"confirm": "1"})
    assert made.returns.count() == 3
    assert {one.joined_year for one in made.returns.exclude(unit__name="Falun")} == {2016}


def test_those_of_an_earlier_round_keep_their_year(officer: User) -> None:
    earlier = collection.opened_round(officer, code="inventering-2015", year=2015)
    unit = organisations.municipality(name="Falun")
    collection.asked(earlier, unit, officer, joined=2014)
    made = collection.opened_round(officer)
    form = {
        "units": "round",
        "earlier": earlier.code,
        "joined_year": "2016",
        "as_before": "on",
        "confirm": "1",
    }
    as_(officer).post(f"/insamlingar/{made.code}/fraga/", form)
    assert made.returns.get().joined_year == 2014


def test_pasted_codes_are_asked_and_unknown_ones_named(officer: User) -> None:
    made = collection.opened_round(officer)
    one, two = organisations.municipality(), organisations.municipality()
    path = f"/insamlingar/{made.code}/fraga/"
    wrong = as_(officer).post(
        path, {"units": "codes", "codes": f"{one.code}, 9999", "joined_year": "2016", "confirm": "1"}
    )
    assert "9999" in wrong.context["form"].errors["codes"][0]
    assert not made.returns.exists()
    as_(officer).post(
        path,
        {
            "units": "codes",
            "codes": f"{one.code}\n{two.code};{one.code}",
            "joined_year": "2016",
            "confirm": "1",
        },
    )
    assert made.returns.count() == 2


def test_a_choice_that_says_nothing_is_asked_for(officer: User) -> None:
    made = collection.opened_round(officer)
    for units, field in (("counties", "counties"), ("codes", "codes"), ("round", "earlier")):
        response = as_(officer).post(
            f"/insamlingar/{made.code}/fraga/", {"units": units, "joined_year": "2016", "confirm": "1"}
        )
        assert field in response.context["form"].errors


# The overview


def test_units_are_counted_by_status_and_filtered(officer: User) -> None:
    made, returns = round_with(officer, "Falun", "Rättvik", "Ängelholm")
    coordinator = accounts.coordinator(returns["Rättvik"].unit)
    collection.enter(returns["Rättvik"], coordinator, {"caseworkers.women": "12"})
    client = as_(officer)
    path = f"/insamlingar/{made.code}/"
    page = client.get(path)
    assert {tally.label: tally.count for tally in page.context["tallies"]} == {
        "Alla": 3,
        "Inte påbörjat": 2,
        "Påbörjat": 1,
        "Försenade": 0,
    }
    assert names(client.get(path, {"status": "in_progress"})) == ["Rättvik"]
    assert names(client.get(path, {"anmarkningar": "fel"})) == ["Rättvik"]
    assert names(client.get(path, {"anmarkningar": "ingen"})) == ["Falun", "Ängelholm"]
    assert names(client.get(path, {"q": "ÄNGEL"})) == ["Ängelholm"]
    assert names(client.get(path, {"q": returns["Falun"].unit.code})) == ["Falun"]
    assert names(client.get(path, {"lan": "20", "sortera": "-namn"})) == ["Ängelholm", "Rättvik", "Falun"]
    assert names(client.get(path, {"lan": "01"})) == []
    assert names(client.get(path, {"sortera": "'; drop"})) == ["Falun", "Rättvik", "Ängelholm"]


def test_htmx_gets_the_list_alone_and_every_link_works_without_it(officer: User) -> None:
    made, _returns = round_with(officer, "Falun")
    client = as_(officer)
    whole = client.get(f"/insamlingar/{made.code}/", {"status": "not_started"}).content.decode()
    part = client.get(
        f"/insamlingar/{made.code}/", {"status": "not_started"}, headers={"hx-request": "true"}
    ).content.decode()
    assert "<html" in whole
    assert "<html" not in part
    assert "Falun" in part
    assert part.count("hx-get=") == part.count('href="?')


@pytest.mark.parametrize("path", ["", "?status=sena&sortera=-fel"])
def test_the_overview_takes_as_many_queries_for_many_units_as_for_one(
    officer: User, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made, _returns = round_with(officer, "Falun")
    client = as_(officer)
    with django_assert_max_num_queries(8) as one:
        client.get(f"/insamlingar/{made.code}/{path}")
    for _ in range(30):
        collection.asked(made, organisations.municipality(), officer)
    with django_assert_max_num_queries(8) as many:
        client.get(f"/insamlingar/{made.code}/{path}")
    assert len(many) == len(one)


def test_the_map_has_every_municipality_and_says_their_status(officer: User) -> None:
    made = collection.opened_round(officer)
    collection.asked(made, organisations.municipality(code="2080", name="Falun"), officer)
    response = as_(officer).get(f"/insamlingar/{made.code}/karta.svg")
    assert response["Content-Type"] == "image/svg+xml"
    text = response.content.decode()
    assert text.count("<path") == 290
    assert "<title>Falun: Inte påbörjat</title>" in text


def test_the_list_as_csv_is_read_by_swedish_excel_and_holds_no_formula(officer: User) -> None:
    made, _returns = round_with(officer, "=1+1", "Falun")
    text = as_(officer).get(f"/insamlingar/{made.code}/lista.csv").content.decode()
    assert text.startswith("\ufeffKod;Enhet;")
    assert ";'=1+1;" in text
    assert ";Falun;Dalarnas län;Inte påbörjat;" in text


# Writing and extending


def late_round(officer: User) -> tuple[Round, dict[str, Return]]:
    today = clock.today()
    made = collection.opened_round(
        officer, deadline=today - timedelta(days=3), last_start=today, last_change=today + timedelta(days=9)
    )
    returns = {
        name: collection.asked(made, organisations.municipality(name=name), officer)
        for name in ("Falun", "Mora")
    }
    accounts.coordinator(returns["Falun"].unit, email="karin@falun.se")
    return made, returns


def test_the_late_are_written_to_after_a_preview_and_those_with_nobody_are_named(officer: User) -> None:
    made, returns = late_round(officer)
    client = as_(officer)
    page = client.get(f"/insamlingar/{made.code}/skriv/?status=sena")
    assert "Till 1 enhet" in page.content.decode()
    assert [one.unit.name for one in page.context["unreached"]] == ["Mora"]
    form = {
        "return": [str(one.pk) for one in returns.values()],
        "subject": "Svaret saknas",
        "body": "Hör av er om något hindrar.",
    }
    preview = client.post(f"/insamlingar/{made.code}/skriv/", form)
    assert preview.context["preview"]["subject"] == "Svaret saknas"
    assert mail.outbox == []
    sent = client.post(f"/insamlingar/{made.code}/skriv/", form | {"confirm": "1"}, follow=True)
    assert [message.to for message in mail.outbox] == [["karin@falun.se"]]
    assert "Ingen mottagare finns för: Mora." in sent.content.decode()


def test_an_empty_message_and_an_empty_choice_are_sent_to_nobody(officer: User) -> None:
    made, returns = late_round(officer)
    client = as_(officer)
    chosen = {"return": [str(returns["Falun"].pk)], "confirm": "1"}
    assert (
        client.post(f"/insamlingar/{made.code}/skriv/", chosen | {"subject": " ", "body": ""}).status_code
        == 422
    )
    client.post(f"/insamlingar/{made.code}/skriv/", {"subject": "a", "body": "b", "confirm": "1"})
    assert mail.outbox == []
    assert "Ingen enhet är vald" in client.get(f"/insamlingar/{made.code}/skriv/").content.decode()


def test_several_are_given_more_time_with_a_reason_all_or_none(officer: User) -> None:
    made, returns = late_round(officer)
    client = as_(officer)
    ids = [str(one.pk) for one in returns.values()]
    path = f"/insamlingar/{made.code}/forlang/"
    early = client.post(path, {"return": ids, "until": made.opens.isoformat(), "reason": "Sjukdom"})
    assert early.status_code == 422
    until = clock.today() + timedelta(days=5)
    client.post(path, {"return": ids, "until": until.isoformat(), "reason": "Sjukdom"})
    assert {(one.extended_to, one.extension_reason) for one in made.returns.all()} == {(until, "Sjukdom")}
    coordinator = queries.return_for(officer, returns["Falun"].pk, clock.today())
    assert "Sjukdom" in client.get(f"/uppgift/{coordinator.pk}/").content.decode()


def test_a_round_is_closed_and_opened(officer: User) -> None:
    made, returns = round_with(officer, "Falun")
    client = as_(officer)
    asks = client.get(f"/insamlingar/{made.code}/avsluta/")
    assert "1 svar är inte underskrivet" in asks.content.decode()
    made.refresh_from_db()
    assert made.closed_on is None
    client.post(f"/insamlingar/{made.code}/avsluta/")
    made.refresh_from_db()
    assert made.closed_on == clock.today()
    assert "Insamlingen är avslutad." in client.get(f"/uppgift/{returns['Falun'].pk}/").content.decode()
    client.post(f"/insamlingar/{made.code}/oppna/")
    made.refresh_from_db()
    assert made.closed_on is None


def test_trial_findings_are_the_officers_alone() -> None:
    made = collection.cast()
    collection.enter(made.answer_to, made.coordinator, collection.complete_answers(30))
    seen = as_(made.officer).get(f"/uppgift/{made.answer_to.pk}/").context["trial"]
    assert {line.finding.severity for line in seen} == {"trial"}
    assert as_(made.coordinator).get(f"/uppgift/{made.answer_to.pk}/").context["trial"] == []


def test_a_code_with_other_signs_is_told_in_plain_words(officer: User) -> None:
    page = as_(officer).post("/insamlingar/ny/", round_form(code="Inventering 2017")).content.decode()
    assert "Koden får bara ha bokstäverna a–z, siffror och bindestreck." in page


# The start page


def test_the_start_page_and_the_return_say_the_same_number(officer: User) -> None:
    made = collection.cast(officer=officer)
    answers = collection.complete_answers() | {"no_degree.women": "99"}
    answers |= {
        key: "5" for key in answers if key.startswith("level_social_work.") and key.endswith(".basic")
    }
    collection.enter(made.answer_to, made.coordinator, answers)
    client = as_(made.coordinator)

    def told() -> str:
        standing: str = client.get(f"/uppgift/{made.answer_to.pk}/").context["standing"]
        [item] = [one for one in client.get("/").context["items"] if "Falun" in one.title]
        assert item.detail.endswith(standing)
        return standing

    before = told()
    [waits] = [
        finding.instance
        for finding in queries.situation(made.answer_to, made.coordinator, at=clock.now()).unexplained
        if finding.code == "K131"
    ]
    actions.explain(
        answer_to=made.answer_to, instance=waits, text="Hälften är nyanställda.", by=made.coordinator
    )
    assert told() != before


def titles(person: User) -> list[str]:
    return [item.title for item in as_(person).get("/").context["items"] if "Inventering" in item.title]


def test_the_start_page_tells_each_what_is_theirs_to_do() -> None:
    made = collection.cast()
    assert titles(made.coordinator) == ["Lämna in svaret: Inventering 2016, Falun"]
    assert titles(made.officer) == []
    collection.submit_all(made)
    assert titles(made.coordinator) == ["Väntar på underskrift: Inventering 2016, Falun"]
    assert titles(made.signatory) == ["Skriv under svaret: Inventering 2016, Falun"]
    actions.sign(answer_to=made.answer_to, by=made.signatory)
    assert titles(made.coordinator) == []
    assert titles(made.officer) == ["1 underskrivet svar att granska: Inventering 2016"]
    actions.request_completion(answer_to=made.answer_to, by=made.officer, note="Se över.")
    assert titles(made.coordinator) == ["Komplettera svaret: Inventering 2016, Falun"]


def test_the_start_page_tells_the_officer_of_the_late_and_of_a_deadline_that_draws_near() -> None:
    today = clock.today()
    late = collection.cast(
        "Falun", deadline=today - timedelta(days=1), last_start=today, last_change=today + timedelta(days=9)
    )
    assert titles(late.officer) == ["1 försenat svar: Inventering 2016"]
    soon = collection.cast("Mora", deadline=today + timedelta(days=3), officer=late.officer)
    assert set(titles(soon.officer)) == {
        "1 försenat svar: Inventering 2016",
        "1 svar saknas: Inventering 2016",
    }


def test_a_manager_follows_and_somebody_elsewhere_sees_nothing() -> None:
    made = collection.cast()
    assert titles(accounts.person_with(made.unit, "manager")) == ["Följ svaret: Inventering 2016, Falun"]
    assert titles(accounts.coordinator(organisations.municipality(name="Rättvik"))) == []


def test_a_workbook_left_waiting_is_on_the_start_page_and_the_returns_until_it_is_applied() -> None:
    made = collection.cast()
    data = as_(made.coordinator).get(f"/uppgift/{made.answer_to.pk}/arbetsbok.xlsx").content
    filled = collection.filled_workbook(data, {"caseworkers.women": 13}).read()
    upload = actions.receive(answer_to=made.answer_to, filename="svar.xlsx", data=filled, by=made.coordinator)
    waiting = "Se vad arbetsboken ändrar: Inventering 2016, Falun"
    assert waiting in titles(made.coordinator)
    page = f"/uppgift/{made.answer_to.pk}/"
    assert f"/inlasning/{upload.pk}/" in as_(made.coordinator).get(page).content.decode()
    actions.apply_upload(upload=upload, by=made.coordinator)
    assert waiting not in titles(made.coordinator)
    assert f"/inlasning/{upload.pk}/" not in as_(made.coordinator).get(page).content.decode()
