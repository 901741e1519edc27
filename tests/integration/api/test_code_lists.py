"""Code lists of the open API, what stands in stub and heading, and the clients that use them."""

from __future__ import annotations

import json
from dataclasses import replace
from textwrap import dedent
from urllib.parse import urlsplit

import pxstatspy
import pxweb
import pytest

from kompetenslyft.api.v2 import formats
from tests.factories import open_tables
from tests.factories.open_tables import BY_COUNTY
from tests.machine import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_limits")]

TABLE = open_tables.RELEASED
DATA = f"/api/v2/tables/{TABLE}/data"
COUNTIES, MUNICIPALITIES = f"vs_{TABLE}.counties", f"vs_{TABLE}.municipalities"
REST = "valueCodes[gender]=total&valueCodes[Tid]=*&valueCodes[ContentsCode]=*"


@pytest.fixture
def released():
    return open_tables.released()


def regions(answer):
    return list(answer["dimension"]["Region"]["category"]["index"])


def test_metadata_names_the_code_lists_and_each_can_be_read(client, released):
    metadata = client.get(f"/api/v2/tables/{TABLE}/metadata", {"lang": "en"}).json()
    extension = metadata["dimension"]["Region"]["extension"]
    assert metadata["role"]["geo"] == ["Region"]
    assert extension["codeLists"] == extension["codelists"]
    assert metadata["dimension"]["gender"]["extension"]["codelists"] == []
    found = {}
    for named in extension["codelists"]:
        answer = client.get(urlsplit(named["links"][0]["href"]).path, {"lang": "en"}).json()
        assert (answer["id"], answer["type"], answer["label"]) == (named["id"], named["type"], named["label"])
        assert (answer["language"], answer["languages"]) == ("en", ["sv", "en"])
        found[answer["id"], answer["type"]] = [(one["code"], one["valueMap"]) for one in answer["values"]]
    assert found == {
        (f"vs_{TABLE}.nation", "Valueset"): [("00", ["00"])],
        (COUNTIES, "Valueset"): [("20", ["20"]), ("21", ["21"])],
        (MUNICIPALITIES, "Valueset"): [("2080", ["2080"]), ("2081", ["2081"])],
        (BY_COUNTY, "Aggregation"): [("20", ["2080", "2081"])],
    }


@pytest.mark.parametrize("list_id", ["vs_ingen.counties", f"vs_{TABLE}.finns-inte", "x", "å", f"agg_{TABLE}"])
def test_a_code_list_that_is_not_there(client, released, list_id):
    answer = client.get(f"/api/v2/codelists/{list_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "E101")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (f"valueCodes[Region]=*&codelist[Region]={COUNTIES}", ["20", "21"]),
        (f"codelist[Region]={MUNICIPALITIES}", ["2080", "2081"]),
        (f"valueCodes[Region]=20&codelist[Region]={BY_COUNTY}", ["20"]),
        (f"valueCodes[Region]=20&CODELIST[region]={BY_COUNTY}&outputValues[Region]=SINGLE", ["2080", "2081"]),
    ],
)
def test_data_by_a_code_list_in_the_address_and_in_the_body(client, released, asked, expected):
    assert regions(client.get(f"{DATA}?{asked}&{REST}").json()) == expected


def test_a_code_list_in_the_body(client, released):
    body = open_tables.query()["selection"]
    body["selection"][0]["outputValues"] = "single"
    answer = client.post(DATA, json.dumps(body), content_type="application/json").json()
    assert regions(answer) == ["2080", "2081"]
    assert answer["value"][3:] == [None, None, 1.1] and answer["status"] == {"3": "..", "4": ".."}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("codelist[Region]=vs_ingen.counties", "Q411"),
        (f"codelist[gender]={COUNTIES}", "Q411"),
        (f"codelist[Kommun]={COUNTIES}", "Q401"),
        (f"codelist[Region]={COUNTIES}&valueCodes[Region]=2080", "Q402"),
        (f"codelist[Region]={COUNTIES}&outputValues[Region]=summed", "Q407"),
        ("valueCodes[Region]=*&stub=Kommun", "Q401"),
        ("valueCodes[Region]=*&stub=Region&heading=Tid", "Q410"),
    ],
)
def test_what_cannot_be_asked_is_said(client, released, asked, code):
    answer = client.get(f"{DATA}?{asked}&{REST}&lang=en")
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_metadata_follows_a_code_list_the_default_selection_and_a_saved_query(client, released):
    def described(**parameters):
        return client.get(f"/api/v2/tables/{TABLE}/metadata", parameters).json()

    assert regions(described(**{"codelist[Region]": COUNTIES})) == ["20", "21"]
    assert regions(described(defaultSelection="TRUE")) == list(open_tables.REGIONS)
    sent = json.dumps(open_tables.query())
    code = client.post("/api/v2/savedqueries", sent, content_type="application/json").json()["id"]
    assert described(savedQuery=code)["size"] == [1, 3, 1, 1]
    open_tables.published()
    other = client.get("/api/v2/tables/uppfoljning-2016-4/metadata", {"savedQuery": code})
    assert (other.status_code, other.json()["code"]) == (400, "Q407")


def test_a_release_is_called_what_its_definition_calls_it_in_either_language(client, released):
    for language, title in (("sv", "arbetsledare efter kommun"), ("en", "team leaders by municipality")):
        listed = client.get("/api/v2/tables", {"lang": language, "query": title}).json()["tables"]
        assert [title in one["description"] for one in listed] == [True]
        assert listed[0]["paths"][0][1]["label"] == listed[0]["description"]


def test_stub_and_heading_move_what_stands_in_rows_and_columns(client, released):
    placed = client.get(f"{DATA}?heading=gender&outputFormat=csv&outputFormatParams=UseCodes").content
    assert placed.decode("utf-8-sig").splitlines()[:2] == [
        "Region,Tid,ContentsCode,women,men,total",
        "00,2016,fte,0.0,0.1,0.2",
    ]
    px = client.get(f"{DATA}?stub=Region,gender,Tid,ContentsCode&outputFormat=px").content.decode()
    assert 'STUB="Region","Kön","År","Tabellinnehåll";' in px and "HEADING" not in px
    body = client.get(f"{DATA}?stub=Tid,Region&heading=ContentsCode,gender").json()
    assert body["id"] == ["Tid", "Region", "ContentsCode", "gender"]
    assert body["extension"]["px"]["heading"] == ["ContentsCode", "gender"]
    sheet = client.get(f"{DATA}?stub=Region,gender,Tid,ContentsCode&outputFormat=html").content.decode()
    assert '<th scope="col">Handläggare</th>' in sheet


def test_a_sheet_has_no_more_columns_than_there_are(client, released, monkeypatch):
    monkeypatch.setitem(formats.FORMATS, "xlsx", replace(formats.FORMATS["xlsx"], widest=15))
    wide = f"{DATA}?heading=Region,gender,Tid,ContentsCode&outputFormat"
    assert client.get(f"{wide}=xlsx").status_code == 200
    monkeypatch.setitem(formats.FORMATS, "xlsx", replace(formats.FORMATS["xlsx"], widest=14))
    answer = client.get(f"{wide}=xlsx&lang=en")
    assert (answer.status_code, answer.json()["code"]) == (400, "Q417")
    assert client.get(f"{wide}=csv").status_code == 200


def test_parameters_of_a_format_are_listed_or_repeated(client, released):
    listed = client.get(f"{DATA}?outputFormat=csv&outputFormatParams=UseCodes,IncludeTitle").content
    repeated = f"{DATA}?outputFormat=csv&outputFormatParams=UseCodes&outputformatparams=includetitle"
    assert client.get(repeated).content == listed


@pytest.fixture
def server(live_server, transactional_db):
    open_tables.released()
    return f"{live_server.url}/api/v2"


@pytest.mark.django_db(transaction=True)
def test_pxwebpy_reads_by_code_lists(server):
    api = pxweb.PxApi(server, language="sv", disable_cache=True)
    listed = api.get_table_variables(TABLE)["Region"]["codelists"]
    assert {"id": BY_COUNTY, "label": "Kommuner grupperade efter län"} in listed
    assert [one["code"] for one in api.get_code_list(MUNICIPALITIES)["values"]] == ["2080", "2081"]
    codes = {"Region": ["*"], "gender": ["total"], "Tid": ["2016"], "ContentsCode": ["fte"]}
    rows = api.get_table_data(TABLE, codes, {"Region": MUNICIPALITIES})
    assert [(one["Region"], one["value"]) for one in rows] == [("Falun", 0.8), ("Borlänge", 1.1)]
    rows = api.get_table_data(TABLE, codes | {"gender": ["*"]}, {"Region": BY_COUNTY})
    assert [one["value"] for one in rows] == [0.3, 0.4, 0.5]


@pytest.mark.django_db(transaction=True)
def test_pxstatspy_reads_by_code_lists_and_placement(server):
    api = pxstatspy.PxAPI(pxstatspy.PxAPIConfig(base_url=server, language="sv"))
    body = api.get_table_data(
        table_id=TABLE,
        value_codes={"Region": ["20"], "gender": ["total"], "Tid": ["top(1)"], "ContentsCode": ["*"]},
        code_lists={"Region": BY_COUNTY},
        heading=["gender"],
    )
    assert (body["id"][-1], body["value"]) == ("gender", [0.5])


@pytest.mark.django_db(transaction=True)
def test_the_example_in_python_gives_what_the_text_says(server):
    text = (ROOT / "docs" / "how-to" / "ge-ut-tabeller.md").read_text(encoding="utf-8")
    example = text.partition("## Läs med Python")[2].partition(".\n\n")[2].partition("\n\n`")[0]
    found = {}
    exec(dedent(example).replace("https://EXEMPEL/api/v2", server), found)
    assert [one["Region"] for one in found["rader"]] == ["Riket", "Dalarnas län", "Falun", "Borlänge"]
    assert [one["value"] for one in found["kommuner"]] == [0.8, 1.1]
