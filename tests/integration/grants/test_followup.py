"""The follow-up: who sees which figures, what the page says, and the tables with their files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetenslyft.core.numbers import MINUS
from tests.factories import accounts, followup, grants, organisations
from tests.factories.accounts import browser as as_

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db

BASE = "/bidrag/competence-grant-2016/uppfoljning/"


@pytest.fixture(autouse=True)
def afterwards(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = followup.OVER


@pytest.fixture
def falun() -> Organisation:
    return organisations.municipality("2080", "Falun")


@pytest.fixture
def years(falun: Organisation) -> Organisation:
    """Falun and Umeå have inventoried and reported; a third municipality of 2016 has not answered."""
    grants.year("competence-grant@2016", made_up=True)
    umea = organisations.municipality("2480", "Umeå")
    umea.county = organisations.county("24", "Västerbottens län")
    umea.save()
    before, after = (followup.round_(f"competence-inventory@{year}", year) for year in (2013, 2016))
    followup.counted(before, falun, followup.levels({"family_law": 500, "talking_with_children": 100}))
    followup.counted(after, falun, followup.levels({"family_law": 200}))
    followup.counted(before, umea, followup.levels({"family_law": 300}))
    of_2014 = followup.round_("report-back@2014", 2014)
    of_2016 = followup.round_("report-back@2016", 2016)
    followup.counted(of_2014, umea, followup.trained({"talking_with_children": 30}))
    followup.counted(of_2016, falun, followup.trained({"talking_with_children": 60, "family_law": 10}))
    followup.collection.return_(umea, of_2016)
    return umea


def page(person: User | None, query: str = "", status: int = 200) -> Any:
    response = as_(person).get(f"{BASE}{query}")
    assert response.status_code == status, response.content.decode()[:2000]
    return response


def row(response: Any, direction: str) -> Any:
    return next(one for one in response.context["rows"] if one.direction == direction)


def test_everybody_sees_the_nation_with_what_parts(years):
    shown = page(None)
    law = row(shown, "Familjerätt")
    assert (law.lacking, law.assessed, law.need, law.need_rank) == ("8,0", "20,0", "40,0", "1")
    assert (law.activities, law.participants, law.training, law.training_rank) == ("1", "10", "10,0", "2")
    assert law.gap == "+1"
    talk = row(shown, "Samtal med barn och unga")
    assert (talk.need, talk.participants, talk.training_rank) == ("5,0", "90", "1")
    text = shown.content.decode()
    assert (
        "Hela landet. Kommuner som har inventerat: 2. Kommuner som har redovisat utbildning till och med 2016: 2."
        in text
    )
    assert "Mer behov än utbildning" in text
    assert "påhittade uppgifter" in text
    assert "röjandekontroll" in text
    assert not shown.context["municipalities"] and not shown.context["counties"]


def test_the_latest_inventory_and_the_order_can_be_chosen(years):
    latest = page(None, "?inventering=senaste&ordning=ramverk")
    assert row(latest, "Familjerätt").need == "25,0"
    assert latest.context["rows"][0].direction == "Barn och ungas utveckling"
    gaps = [int(one.gap.replace(MINUS, "-")) for one in page(None, "?ordning=skillnad").context["rows"]]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > 0 > gaps[-1]


def test_a_county_is_for_officers(years):
    officer = accounts.officer()
    assert row(page(officer, "?lan=24"), "Familjerätt").need == "30,0"
    assert "Västerbottens län. Kommuner som har inventerat: 1." in page(officer, "?lan=24").content.decode()
    for person in (None, accounts.coordinator(years)):
        page(person, "?lan=24", status=403)
        assert as_(person).get(f"{BASE}diagram.png?lan=24").status_code == 403


def test_a_municipality_is_for_officers_and_its_own(years, falun):
    own = accounts.coordinator(falun)
    assert row(page(own, "?kommun=2080"), "Familjerätt").need == "50,0"
    assert [one.code for one in page(own).context["municipalities"]] == ["2080"]
    assert row(page(accounts.officer(), "?kommun=2080"), "Familjerätt").participants == "10"
    for person in (None, accounts.coordinator(years)):
        page(person, "?kommun=2080", status=404)
        assert as_(person).get(f"{BASE}diagram.png?kommun=2080").status_code == 404
    page(accounts.officer(), "?kommun=9999", status=404)


def test_a_year_under_way_is_for_officers_and_for_the_municipality_itself(years, falun, settings):
    settings.DEMO_DATE = followup.UNDER_WAY
    assert row(page(None), "Familjerätt").participants == "0", "2014 alone is over"
    assert row(page(accounts.officer()), "Familjerätt").participants == "10"
    assert row(page(accounts.coordinator(falun), "?kommun=2080"), "Familjerätt").participants == "10"
    table = as_(None).get(f"{BASE}tabell/24.csv").content.decode()
    assert "2016,0,0," in table


def test_the_drawing(years):
    drawn = as_(None).get(f"{BASE}diagram.png")
    assert drawn.status_code == 200
    assert drawn["Content-Type"] == "image/png"
    assert drawn.content.startswith(b"\x89PNG")


def test_without_answers_the_page_says_so(falun):
    grants.year("competence-grant@2016")
    shown = page(None)
    assert "Det finns inga underskrivna svar att visa än." in shown.content.decode()
    assert as_(None).get(f"{BASE}diagram.png").status_code == 404


def test_a_grant_without_a_framework_has_nothing_to_compare(falun):
    grants.year("staffing-grant@2016")
    client = as_(None)
    shown = client.get("/bidrag/staffing-grant-2016/uppfoljning/").content.decode()
    assert "inget kompetensramverk" in shown
    assert (
        "Inga tabeller är definierade"
        in client.get("/bidrag/staffing-grant-2016/uppfoljning/tabeller/").content.decode()
    )
    assert client.get("/bidrag/staffing-grant-2016/uppfoljning/tabeller.xlsx").status_code == 404


def test_the_tables_and_their_files(years):
    client = as_(None)
    listed = client.get(f"{BASE}tabeller/").content.decode()
    assert "Tabell 21. Kommuner som har rekvirerat kompetensbidraget" in listed
    assert "Tabell 39." in listed
    shown = client.get(f"{BASE}tabell/24/").content.decode()
    assert "<caption" in shown and "Påhittade uppgifter" in shown
    data = client.get(f"{BASE}tabell/24.csv")
    assert data["Content-Disposition"] == 'attachment; filename="table_24_made_up.csv"'
    assert "2016,2,1,50.0" in data.content.decode(), "asked, answered and the share"
    assert client.get(f"{BASE}tabell/24.sv.csv").content.decode("utf-8-sig").startswith("År;")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{BASE}tabell/25.xlsx").content))
    assert len(book.sheetnames) == 2
    every = openpyxl.load_workbook(io.BytesIO(client.get(f"{BASE}tabeller.xlsx").content))
    assert len(every.sheetnames) == 20
    for unknown in ("tabell/1/", "tabell/99/", "tabell/24.pdf"):
        assert client.get(f"{BASE}{unknown}").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_municipalities(years, falun):
    officer = accounts.officer()

    def asked(address: str) -> int:
        client = as_(officer)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    addresses = (BASE, f"{BASE}?lan=20", f"{BASE}?kommun=2080", f"{BASE}tabell/28/")
    few = [asked(address) for address in addresses]
    rounds = {one.code: one for one in followup.Round.objects.all()}
    for number in range(12):
        unit = organisations.municipality(f"{3500 + number}")
        followup.counted(rounds["competence-inventory-2016"], unit, followup.levels({"family_law": 10}))
        followup.counted(rounds["report-back-2016"], unit, followup.trained({"family_law": 1}))
    assert [asked(address) for address in addresses] == few
