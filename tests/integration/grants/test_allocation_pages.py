"""The pages of the allocation: who comes to them, what a form says when it is refused, what everybody reads."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from kompetenslyft.apps.grants import allocation_files
from kompetenslyft.apps.grants.actions import allocation as actions
from kompetenslyft.apps.grants.actions import keys
from kompetenslyft.apps.grants.keys import municipalities
from kompetenslyft.apps.grants.models import KeyTable, Offer, Scenario
from kompetenslyft.apps.grants.queries import allocation as queries
from kompetenslyft.exchange.definitions import all_programmes
from kompetenslyft.exchange.kolada import KoladaCode, KoladaKey, KoladaRefused
from kompetenslyft.web.grants import scenario_form
from tests.factories import accounts, grants, organisations
from tests.factories import allocation as factory
from tests.factories.accounts import browser as as_

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@dataclass
class Cast:
    year: ProgrammeYear
    officer: User
    client: Client
    units: list[Organisation]
    table: KeyTable

    def url(self, rest: str = "") -> str:
        return f"/bidrag/{self.year.code}/fordelning/{rest}"

    def scenario(self, **fields: object) -> Scenario:
        return factory.scenario(self.year, self.table, self.officer, **fields)  # type: ignore[arg-type]

    def decided(self, **fields: object) -> Scenario:
        return actions.decide(
            scenario=self.scenario(**fields), decision_reference="Dnr 7/2013", by=self.officer, at=factory.AT
        )


@pytest.fixture
def cast(db: None) -> Cast:
    organisations.agency()
    units = [organisations.municipality(code, name) for code, name in NAMES.items()]
    officer = accounts.officer(name="Olle Handläggare")
    table = grants.key_table({"2021": 100, "2023": 250, "2026": 50, "2080": 600})
    return Cast(grants.year(), officer, as_(officer), units, table)


NAMES = {"2021": "Vansbro", "2023": "Malung-Sälen", "2026": "Gagnef", "2080": "Falun"}


def text_of(response: object) -> str:
    """The page without its tags, no-break spaces as spaces."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " "))


def form(cast: Cast, **changed: str) -> dict[str, str]:
    return {
        "title": "Golv 50 000",
        "amount": "37 000 000",
        "share_1": "100",
        "key_1": str(cast.table.pk),
        "floor": "50 000",
        "rounding": "1",
    } | changed


# Who


@pytest.mark.parametrize(
    "rest", ["", "jamfor/", "nytt/competence/", "nycklar/", "nycklar/ny/", "nycklar/kolada/"]
)
def test_the_way_to_a_decision_is_the_officers(cast: Cast, rest: str) -> None:
    assert as_(accounts.signatory(cast.units[0])).get(cast.url(rest)).status_code == 403
    assert Client().get(cast.url(rest)).status_code == 302


def test_a_scenario_is_not_there_for_others_until_it_is_decided(cast: Cast) -> None:
    made = cast.scenario()
    assert Client().get(cast.url("beslutad/")).status_code == 404
    assert Client().get(cast.url(f"alternativ/{made.pk}/kommun/2080/")).status_code == 404
    actions.decide(scenario=made, decision_reference="Dnr 7", by=cast.officer, at=factory.AT)
    assert "Falun" in text_of(Client().get(cast.url("beslutad/")))
    assert "Falun får" in text_of(Client().get(cast.url(f"alternativ/{made.pk}/kommun/2080/")))


# Keys


def key_form(**changed: object) -> dict[str, object]:
    return {"key": factory.KEY, "title": "Barn", "source": "SCB", "as_of": "2010-12-31"} | changed


def sent(data: bytes, name: str = "nyckel.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


GOOD = {"2021": 1, "2023": 2, "2026": 3, "2080": "4,5"}


def test_a_file_is_looked_at_before_it_is_kept(cast: Cast) -> None:
    before = KeyTable.objects.count()
    looked = cast.client.post(cast.url("nycklar/ny/"), key_form(file=sent(factory.csv_of(GOOD))))
    assert "4 kommuner har ett tal. Summan är 10,5." in text_of(looked)
    assert KeyTable.objects.count() == before
    carried = {
        "carried": looked.context["carried"],
        "carried_name": looked.context["filename"],
        "spara": "ja",
    }
    kept = cast.client.post(cast.url("nycklar/ny/"), key_form(**carried), follow=True)
    table = KeyTable.objects.latest("pk")
    assert kept.redirect_chain == [(cast.url(f"nycklar/{table.pk}/"), 302)]
    assert (table.values["2080"], table.filename) == ("4.5", "nyckel.csv")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (factory.csv_of({**GOOD, "2080": "mycket"}), "Rad 5: Falun (2080): «mycket» går inte att läsa"),
        (factory.csv_of({"2021": 1, "2023": 2, "2026": 3}), "Tal saknas för 1 av 4: Falun (2080)"),
        (factory.csv_of(GOOD, extra="2080;4\n"), "Falun (2080) står också på rad 5"),
        (b"", "är tom"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_row_by_row_and_nothing_is_lost(
    cast: Cast, data: bytes, words: str
) -> None:
    before = KeyTable.objects.count()
    file = sent(data) if data else sent(b" ")
    response = cast.client.post(cast.url("nycklar/ny/"), key_form(file=file, source="Vår källa"))
    assert response.status_code == 422
    assert words in text_of(response)
    assert "Vår källa" in response.content.decode()
    assert "Spara nyckeln" not in text_of(response)
    assert KeyTable.objects.count() == before


def test_a_bad_file_cannot_be_kept_by_asking_for_it(cast: Cast) -> None:
    before = KeyTable.objects.count()
    bad = key_form(file=sent(factory.csv_of({"2021": 1})), spara="ja")
    response = cast.client.post(cast.url("nycklar/ny/"), bad)
    assert (response.status_code, KeyTable.objects.count()) == (422, before)
    torn = key_form(carried="inte base64!", carried_name="nyckel.csv", spara="ja")
    response = cast.client.post(cast.url("nycklar/ny/"), torn)
    assert "kom inte fram hel" in text_of(response)
    assert KeyTable.objects.count() == before


def test_a_form_without_a_file_or_a_name_says_so(cast: Cast) -> None:
    response = cast.client.post(cast.url("nycklar/ny/"), key_form(key="*"))
    assert response.status_code == 422
    assert {"file", "new_key"} <= set(response.context["form"].errors)
    huge = cast.client.post(cast.url("nycklar/ny/"), key_form(file=sent(b"1" * 1_000_001)))
    assert "större än 1 MB" in text_of(huge)


def test_a_file_sent_with_a_form_that_is_not_complete_need_not_be_chosen_again(cast: Cast) -> None:
    first = cast.client.post(cast.url("nycklar/ny/"), key_form(title="", file=sent(factory.csv_of(GOOD))))
    assert first.status_code == 422
    assert "nyckel.csv är med." in text_of(first)
    carried = {"carried": first.context["carried"], "carried_name": first.context["filename"]}
    assert "4 kommuner har ett tal" in text_of(cast.client.post(cast.url("nycklar/ny/"), key_form(**carried)))


def test_a_new_key_gets_the_name_that_is_written(cast: Cast) -> None:
    wanted = key_form(key="*", new_key="barn_0_17", file=sent(factory.csv_of(GOOD)), spara="ja")
    assert cast.client.post(cast.url("nycklar/ny/"), wanted).status_code == 302
    assert KeyTable.objects.latest("pk").key == "barn_0_17"


def test_kolada_is_asked_or_says_why_not(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {"key": "inhabitants", "title": "Invånare 2012", "kpi": "n01951", "year": "2012"}

    def down(kpi: str, year: int) -> KoladaKey:
        raise KoladaRefused(KoladaCode.UNREACHABLE, sv="Kolada går inte att nå.", en="Kolada is down.")

    monkeypatch.setattr(keys, "fetch_key", down)
    response = cast.client.post(cast.url("nycklar/kolada/"), wanted)
    assert (response.status_code, "Kolada går inte att nå." in text_of(response)) == (422, True)
    assert "Invånare 2012" in response.content.decode()
    values = dict.fromkeys(NAMES, 5000)
    fetched = KoladaKey("N01951", 2012, "Invånare totalt, antal", "", values)  # type: ignore[arg-type]
    monkeypatch.setattr(keys, "fetch_key", lambda kpi, year: fetched)
    assert cast.client.post(cast.url("nycklar/kolada/"), wanted).status_code == 302
    table = KeyTable.objects.latest("pk")
    page = text_of(cast.client.get(cast.url(f"nycklar/{table.pk}/")))
    assert "Kolada, N01951 Invånare totalt, antal, 2012" in page
    assert "20 000" in page


# Scenarios


def test_the_form_starts_from_the_programmes_own_model(cast: Cast) -> None:
    shown = cast.client.get(cast.url("nytt/inventory/")).context["form"]
    assert [shown[name].value() for name in ("amount", "share_1", "floor", "cap", "rounding")] == [
        "20\u00a0000\u00a0000",
        "100",
        "50\u00a0000",
        "250\u00a0000",
        1,
    ]
    assert shown["key_1"].value() == cast.table.pk


def test_a_key_that_the_programme_needs_and_nobody_has_loaded_is_asked_for(cast: Cast) -> None:
    cast.table.delete()
    page = text_of(cast.client.get(cast.url("nytt/competence/")))
    assert "«children_in_vulnerable_families», som inte är inläst" in page


@pytest.mark.parametrize("start", ["", "x", "-1", "0", "²", "9" * 5000])
def test_an_address_that_names_no_scenario_starts_from_the_programmes_own_model(
    cast: Cast, start: str
) -> None:
    shown = cast.client.get(cast.url("nytt/competence/"), {"fran": start})
    assert shown.status_code == 200
    own = cast.client.get(cast.url("nytt/competence/")).context["form"]
    assert shown.context["form"].initial == own.initial


def test_a_model_of_every_kind_of_step_is_entered_and_comes_back(cast: Cast) -> None:
    inhabitants = grants.key_table(dict.fromkeys(NAMES, 900), "inhabitants")
    entered = form(
        cast,
        reserve_percent="2,5",
        weight_20="1,5",
        equal="10",
        share_1="40",
        mix="50",
        mix_weight_1="70",
        mix_key_1=str(cast.table.pk),
        mix_weight_2="30",
        mix_key_2=str(inhabitants.pk),
        floor="1 000 000",
        cap="30 000 000",
        rounding="1000",
    )
    assert cast.client.post(cast.url("nytt/competence/"), entered).status_code == 302
    made = Scenario.objects.get()
    assert [step.step for step in queries.model(made).steps] == [
        "reserve",
        "group_weights",
        "equal",
        "proportional",
        "mix",
        "floor",
        "cap",
        "rounding",
    ]
    again = cast.client.get(cast.url(f"nytt/competence/?fran={made.pk}")).context["form"]
    shown = {
        name: str(again[name].value() or "").replace("\u00a0", " ") for name in entered if name != "title"
    }
    assert shown == {name: value for name, value in entered.items() if name != "title"}
    page = text_of(cast.client.get(cast.url(f"alternativ/{made.pk}/")))
    assert "2,5 % sätts av i en reserv innan något fördelas." in page
    assert "Nycklarna vägs: Dalarnas län 1,5. Övriga kommuner väger 1." in page


@pytest.mark.parametrize("ref", sorted(all_programmes()))
def test_every_programmes_model_fits_the_form(db: None, ref: str) -> None:
    county = organisations.county()
    for purpose in all_programmes()[ref].purposes:
        needed = queries.needed_keys(purpose.allocation)
        tables = [grants.key_table({"2080": 1}, key) for key in needed]
        chosen = {table.key: table.pk for table in tables}
        initial = scenario_form.initial_of(purpose.allocation, chosen)
        start = scenario_form.ScenarioForm(tables=tables, counties=[county], initial=initial)
        entered = {name: str(start[name].value() or "") for name in start.fields}
        entered |= {"title": "Som det är", "amount": str(purpose.amount_sek)}
        filled = scenario_form.ScenarioForm(entered, tables=tables, counties=[county])
        assert filled.is_valid(), filled.errors
        assert filled.model() == purpose.allocation
        assert filled.keys() == chosen


def test_an_amount_smaller_than_the_floors_is_told_at_the_form_with_everything_kept(cast: Cast) -> None:
    response = cast.client.post(cast.url("nytt/competence/"), form(cast, amount="150 000", title="För lite"))
    assert response.status_code == 422
    page = text_of(response)
    for figure in ("50 000", "200 000 kr", "150 000 kr"):
        assert figure in page
    assert "floor" in response.context["form"].errors
    assert response.context["form"]["title"].value() == "För lite"
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"amount": "12,50"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"share_1": "90"}, "equal"),
        ({"share_1": ""}, "share_1"),
        ({"key_1": ""}, "key_1"),
        ({"share_1": "", "key_1": ""}, "equal"),
        ({"reserve_percent": "5", "reserve_amount": "100"}, "reserve_amount"),
        ({"reserve_amount": "38 000 000"}, "reserve_amount"),
        ({"mix": "50", "share_1": "50"}, "mix_key_1"),
        ({"cap": "40 000"}, "floor"),
        ({"floor": "50 500", "rounding": "1000"}, "rounding"),
        ({"share_1": "tio"}, "share_1"),
    ],
)
def test_what_cannot_be_computed_is_told_at_its_field(
    cast: Cast, changed: dict[str, str], field: str
) -> None:
    response = cast.client.post(cast.url("nytt/competence/"), form(cast, **changed))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Scenario.objects.exists()


def test_a_title_that_is_taken_is_told_at_the_title(cast: Cast) -> None:
    cast.scenario(title="Golv 50 000")
    response = cast.client.post(cast.url("nytt/competence/"), form(cast))
    assert "title" in response.context["form"].errors


def test_a_scenario_is_taken_away_after_a_question(cast: Cast) -> None:
    made = cast.scenario()
    assert "tas bort" in text_of(cast.client.get(cast.url(f"alternativ/{made.pk}/ta-bort/")))
    assert cast.client.post(cast.url(f"alternativ/{made.pk}/ta-bort/")).status_code == 302
    assert not Scenario.objects.exists()


# Side by side


def compared(cast: Cast) -> str:
    first, second = cast.scenario(), cast.scenario(title="Golv 3 mkr", floor=3_000_000)
    return f"?alternativ={first.pk}&alternativ={second.pk}"


def test_scenarios_stand_side_by_side_with_their_difference(cast: Cast) -> None:
    query = compared(cast)
    page = text_of(cast.client.get(cast.url("jamfor/") + query))
    assert (
        "Med «Golv 3 mkr» i stället för «Golv 50 000 kr»: 1 får mer, 3 får mindre och 0 lika mycket." in page
    )
    first, second = Scenario.objects.order_by("pk")
    assert f"{second.result['2026'] - first.result['2026']:+,}".replace(",", " ") in page
    assert "golv 3 000 000" in page


def test_the_table_is_filtered_and_sorted_in_the_address(cast: Cast) -> None:
    organisations.county("01", "Stockholms län")
    query = compared(cast)
    rows = cast.client.get(cast.url("jamfor/") + query + "&sortera=-belopp0").context["rows"]
    assert [row.name for row in rows] == ["Falun", "Malung-Sälen", "Vansbro", "Gagnef"]
    rows = cast.client.get(cast.url("jamfor/") + query + "&sortera=namn&lan=20").context["rows"]
    assert [row.name for row in rows] == ["Falun", "Gagnef", "Malung-Sälen", "Vansbro"]
    fragment = cast.client.get(cast.url("jamfor/") + query + "&lan=01", headers={"hx-request": "true"})
    assert fragment.context["rows"] == []
    assert "<html" not in fragment.content.decode()


def test_the_pictures_are_drawings_of_what_is_compared(cast: Cast) -> None:
    query = compared(cast)
    for name in ("karta", "diagram"):
        response = cast.client.get(cast.url(f"jamfor/{name}.svg") + query)
        assert response["Content-Type"] == "image/svg+xml"
        assert response.content.startswith(b"<svg")
    assert "Golv 3 mkr" in cast.client.get(cast.url("jamfor/diagram.svg") + query).content.decode()
    assert cast.client.get(cast.url("jamfor/karta.svg")).status_code == 404


@pytest.mark.parametrize("query", ["", "?alternativ=x&alternativ=99999999999999999999", "?alternativ=1"])
def test_too_few_to_compare_leads_back_with_a_word(cast: Cast, query: str) -> None:
    response = cast.client.get(cast.url("jamfor/") + query, follow=True)
    assert "Välj minst två alternativ att jämföra." in text_of(response)


def test_the_page_takes_the_same_queries_for_four_and_for_forty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    query = compared(cast)
    cast.client.get(cast.url("jamfor/") + query)
    with django_assert_num_queries(11):
        cast.client.get(cast.url("jamfor/") + query)
    more = [organisations.municipality() for _ in range(36)]
    table = grants.key_table({unit.code: 10 for unit in [*cast.units, *more]})
    made = [factory.scenario(cast.year, table, cast.officer, title=title) for title in ("Ett", "Två")]
    with django_assert_num_queries(11):
        page = cast.client.get(cast.url(f"jamfor/?alternativ={made[0].pk}&alternativ={made[1].pk}"))
    assert len(page.context["rows"]) == 40


# The decision and the list


def test_the_decision_is_confirmed_with_its_figures(cast: Cast) -> None:
    made = cast.scenario()
    page = text_of(cast.client.get(cast.url(f"alternativ/{made.pk}/besluta/")))
    assert "37 000 000 kr" in page
    assert "Beslutas av Olle Handläggare" in page
    refused = cast.client.post(cast.url(f"alternativ/{made.pk}/besluta/"), {"decision_reference": ""})
    assert (refused.status_code, Offer.objects.count()) == (422, 0)
    done = cast.client.post(
        cast.url(f"alternativ/{made.pk}/besluta/"), {"decision_reference": "Dnr 7"}, follow=True
    )
    assert "Fördelningen är beslutad." in text_of(done)
    assert Offer.objects.count() == 4
    again = cast.client.post(cast.url(f"alternativ/{made.pk}/besluta/"), {"decision_reference": "Dnr 8"})
    assert "redan beslutad" in text_of(again)


def test_everybody_reads_the_list_with_its_decision_and_model(cast: Cast) -> None:
    cast.decided()
    cast.decided(purpose="inventory", title="Inventering", floor=0)
    page = text_of(Client().get(cast.url("beslutad/")))
    assert "Dnr 7/2013, 2013-05-22, Olle Handläggare" in page
    assert "Ingen kommun får mindre än 50 000 kr." in page
    assert "57 000 000" in page
    assert "Påhittade uppgifter" not in page
    cast.year.made_up = True
    cast.year.save()
    assert "Påhittade uppgifter" in text_of(Client().get(cast.url("beslutad/")))


def test_the_list_takes_the_same_queries_however_many_they_are(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(40):
        organisations.municipality()
    table = grants.key_table(dict.fromkeys(municipalities(factory.AT.date()), 3))
    made = factory.scenario(cast.year, table, cast.officer)
    actions.decide(scenario=made, decision_reference="Dnr 7", by=cast.officer, at=factory.AT)
    visitor = Client()
    visitor.get(cast.url("beslutad/"))
    with django_assert_num_queries(8):
        page = visitor.get(cast.url("beslutad/"))
    assert len(page.context["rows"]) == 44


def test_the_workbook_has_the_same_amounts_as_numbers(cast: Cast) -> None:
    first, second = cast.decided(), cast.decided(purpose="inventory", title="Inventering", floor=0)
    response = Client().get(cast.url("beslutad/lista.xlsx"))
    assert f"fordelning-{cast.year.code}.xlsx" in response["Content-Disposition"]
    book = load_workbook(io.BytesIO(response.content), data_only=True)
    assert book.sheetnames == ["Kommun", "Län", "Beslut"]
    rows = {row[0]: row for row in book["Kommun"].values}
    for code in NAMES:
        assert rows[code][3:6] == (
            second.result[code],
            first.result[code],
            first.result[code] + second.result[code],
        )
    decision = str(list(book["Beslut"].values))
    assert "Dnr 7/2013, 2013-05-22, Olle Handläggare" in decision
    assert Client().get(cast.url("beslutad/lista.docx")).status_code == 404


def test_the_files_are_the_same_whenever_they_are_fetched(cast: Cast) -> None:
    cast.decided()
    published = queries.published(cast.year)
    for write in (allocation_files.workbook, allocation_files.pdf):
        assert write(published, language="sv", at=factory.AT) == write(
            published, language="sv", at=factory.AT
        )


def test_the_pages_speak_english_too(cast: Cast) -> None:
    made = cast.decided()
    visitor = Client()
    visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text_of(visitor.get(cast.url(f"alternativ/{made.pk}/kommun/2080/")))
    assert "Falun gets SEK" in page
