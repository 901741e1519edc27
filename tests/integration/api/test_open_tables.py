"""PxWebApi 2: published tables as the clients of statistics read them."""

from __future__ import annotations

import io
import json
from urllib.parse import quote

import duckdb
import openpyxl
import pxstatspy
import pxweb
import pytest
from django.urls import get_resolver
from pyaxis import pyaxis
from rdflib import Graph
from rdflib import namespace as ns

from kompetenslyft.api.v2 import limits
from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.apps.publishing.queries import cube_of, open_table
from tests.factories import open_tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_limits")]

TABLE = "uppfoljning-2016-4"
CHOSEN = ["child_development", "child_vulnerability", "ethics"]
DATA = f"/api/v2/tables/{TABLE}/data"


@pytest.fixture
def published():
    return open_tables.published()


def test_every_address_is_an_open_endpoint():
    routes = next(one for one in get_resolver().url_patterns[0].url_patterns if str(one.pattern) == "api/v2/")
    assert routes.url_patterns
    assert all(route.callback.open_to for route in routes.url_patterns)


def test_the_configuration_has_what_clients_ask_for(client):
    body = client.get("/api/v2/config").json()
    assert body["apiVersion"] >= "2.0.0"
    assert {"maxDataCells", "maxCallsPerTimeWindow", "timeWindow", "languages", "dataFormats"} <= body.keys()


def test_tables_are_searched_and_paged(client, published):
    every = client.get("/api/v2/tables", {"pageSize": 5}).json()
    assert every["page"]["totalElements"] == 21 and every["page"]["totalPages"] == 5
    assert len(every["tables"]) == 5
    found = client.get("/api/v2/tables", {"query": "juridik", "lang": "sv"}).json()["tables"]
    assert [one["id"] for one in found] == ["uppfoljning-2016-5"]
    assert found[0]["paths"][0][1]["id"] == published.slug
    assert client.get("/api/v2/tables", {"query": "juridik", "lang": "en"}).json()["tables"] == []


def test_a_draft_is_not_there_and_a_replaced_report_is_discontinued(client):
    open_tables.published("utkast", state=Publication.State.DRAFT)
    open_tables.published("gammal", state=Publication.State.REPLACED)
    assert client.get("/api/v2/tables").json()["tables"] == []
    assert client.get("/api/v2/tables/utkast-4").status_code == 404
    old = client.get("/api/v2/tables", {"includeDiscontinued": "True"}).json()["tables"]
    assert old and all(one["discontinued"] for one in old)
    assert client.get("/api/v2/tables/gammal-4/data").status_code == 200


def test_metadata_and_data_agree(client, published):
    metadata = client.get(f"/api/v2/tables/{TABLE}/metadata").json()
    data = client.get(DATA).json()
    assert metadata["id"] == data["id"] == ["direction", "Tid", "ContentsCode"]
    assert metadata["role"] == {"time": ["Tid"], "metric": ["ContentsCode"]}
    assert list(metadata["dimension"]["direction"]["category"]["index"].values()) == list(range(14))
    assert metadata["dimension"]["Tid"]["extension"]["codeLists"] == []
    assert metadata["dimension"]["Tid"]["extension"]["codelists"] == []
    assert any("Påhittade" in note for note in metadata["note"])
    assert len(data["value"]) == 14 * len(data["dimension"]["ContentsCode"]["category"]["index"])


def test_the_figures_are_those_of_the_published_table(client, published):
    cube = cube_of(open_table(TABLE))
    body = client.get(DATA).json()
    assert body["value"] == [None if one is None else float(one) for one in cube.cells]


def test_a_selection_in_the_address_and_in_the_body_give_the_same(client, published):
    address = "valueCodes[direction]=top(2),ethics&valuecodes[Tid]=*&valueCodes[ContentsCode]=basic_fte"
    got = client.get(f"{DATA}?{address}").json()
    body = {
        "selection": [
            {"variableCode": "direction", "valueCodes": ["top(2)", "ethics"]},
            {"variableCode": "Tid", "valueCodes": ["*"]},
            {"variableCode": "ContentsCode", "valueCodes": ["basic_fte"]},
        ]
    }
    posted = client.post(DATA, json.dumps(body), content_type="application/json").json()
    assert got == posted
    assert list(got["dimension"]["direction"]["category"]["index"]) == [
        "child_development",
        "child_vulnerability",
        "ethics",
    ]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("valueCodes[direction]=ingen", 400, "Q402"),
        ("valueCodes[Region]=*", 400, "Q401"),
        ("valueCodes[direction]=*", 400, "Q403"),
        (f"valueCodes[direction]={quote('å*ö')}&valueCodes[Tid]=*&valueCodes[ContentsCode]=*", 400, "Q402"),
        (f"valueCodes[direction]={'*?' * 200}", 400, "Q404"),
        (f"valueCodes[Tid]={','.join(['2016'] * 5001)}", 400, "Q405"),
        ("outputFormat=pdf", 400, "Q407"),
        ("outputFormat=csv&outputFormatParams=UseCodes,UseTexts", 400, "Q407"),
        ("lang=de", 400, "Q408"),
    ],
)
def test_what_is_wrong_is_said(client, published, query, status, code):
    answer = client.get(f"{DATA}?{query}")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code and answer.json()["detail"]


NO_SELECTIONS = [
    "{",
    "[]",
    '{"selection": [{"valueCodes": ["*"]}]}',
    '{"selection": [{"variableCode": "Tid", "valueCodes": "*"}]}',
    '{"selection": [{"variableCode": 5, "valueCodes": ["*"]}]}',
    "[" * 100_000,
]


@pytest.mark.parametrize("body", NO_SELECTIONS)
def test_a_body_that_is_no_selection_is_refused(client, published, body):
    answer = client.post(DATA, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "Q407")


def test_too_many_cells_are_forbidden(client, published, monkeypatch):
    monkeypatch.setattr(limits, "MOST_CELLS", 10)
    answer = client.get(DATA)
    assert (answer.status_code, answer.json()["code"]) == (403, "Q406")


def test_too_many_calls_are_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(limits, "calls", limits.Window(2, 10))
    assert [client.get("/api/v2/config").status_code for _ in range(2)] == [200, 200]
    answer = client.get("/api/v2/config")
    assert (answer.status_code, answer.json()["code"]) == (429, "Q409")
    assert 1 <= int(answer.headers["Retry-After"]) <= 10


def test_a_window_slides_and_forgets():
    window = limits.Window(2, 10)
    assert [window.wait("a", at) for at in (0.0, 4.0)] == [0, 0]
    assert window.wait("a", 5.0) == 5
    assert window.wait("b", 5.0) == 0
    assert window.wait("a", 10.0) == 0


def test_what_the_reader_has_is_not_sent_again(client, published, django_assert_max_num_queries):
    first = client.get(DATA)
    again = client.get(DATA, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{DATA}?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    with django_assert_max_num_queries(2):
        client.get(DATA)


def test_only_reading_is_possible(client, published):
    assert client.delete("/api/v2/tables").status_code == 405
    answer = client.options("/api/v2/tables", headers={"Origin": "https://example.org"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")


def test_behind_a_proxy_each_caller_has_a_window_of_its_own(client, published, settings, monkeypatch):
    monkeypatch.setattr(limits, "calls", limits.Window(1, 10))

    def status(said):
        return client.get("/api/v2/config", headers={"X-Forwarded-For": said}).status_code

    assert [status("192.0.2.1"), status("192.0.2.2")] == [200, 429]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    # What the caller says of itself stands to the left of what the proxy has seen.
    assert [status("192.0.2.9, 192.0.2.1"), status("192.0.2.2"), status("192.0.2.8, 192.0.2.1")] == [
        200,
        200,
        429,
    ]


def test_codes_are_read_as_they_are_encoded(client, published):
    address = (
        "valueCodes%5Bdirection%5D=ethics&valueCodes%5BTid%5D=%2A&valueCodes%5BContentsCode%5D=basic_fte"
    )
    assert client.get(f"{DATA}?{address}").status_code == 200
    assert "«å»" in client.get(f"{DATA}?{address.replace('ethics', '%C3%A5')}").json()["detail"]
    assert client.get(f"{DATA}?{address.replace('ethics', '%E5')}").status_code == 400
    surrogate = {"selection": [{"variableCode": "Tid", "valueCodes": ["\ud800"]}]}
    assert client.post(DATA, json.dumps(surrogate), content_type="application/json").status_code == 400
    assert client.get("/api/v2/tables/%C3%A5terkrav").status_code == 404


def test_every_format_has_the_same_figures(client, published):
    cube = cube_of(open_table(TABLE))
    first = format(cube.cells[0], "f")
    csv = client.get(
        f"{DATA}?outputFormat=csv&outputFormatParams=UseCodes,SeparatorSemicolon"
    ).content.decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("direction;Tid;n_municipalities;basic_fte")
    assert csv.splitlines()[1].startswith(f"child_development;2016;{first};")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{DATA}?outputFormat=xlsx").content))
    assert book.active.cell(4, 3).value == float(first)
    assert f"<td>{first}</td>" in client.get(f"{DATA}?outputFormat=html").content.decode()
    px = client.get(f"{DATA}?outputFormat=px").content.decode()
    assert px.split("DATA=\r\n")[1].split()[0] == first


def test_parquet_is_read_by_duckdb(client, published, tmp_path):
    file = tmp_path / "table.parquet"
    file.write_bytes(client.get(f"{DATA}?outputFormat=parquet").content)
    cube = cube_of(open_table(TABLE))
    found = duckdb.sql(
        f"SELECT value FROM '{file}' WHERE direction = 'ethics' AND ContentsCode = 'basic_fte'"
    ).fetchall()
    width = len(cube.contents.values)
    codes = [value.code for value in cube.dimensions[0].values]
    place = codes.index("ethics") * width + [value.code for value in cube.contents.values].index("basic_fte")
    assert found == [(float(cube.cells[place]),)]


def test_the_catalogue_names_every_table_with_ways_to_fetch_it(client, published, settings):
    without = client.get("/api/v2/dcat.rdf")
    settings.OPEN_DATA_CONTACT = "statistik@example.se"
    open_tables.published("gammal", state=Publication.State.REPLACED)
    answer = client.get("/api/v2/dcat.rdf", headers={"If-None-Match": without.headers["ETag"]})
    assert answer.headers["Content-Type"].startswith("application/rdf+xml")
    graph = Graph().parse(data=answer.content, format="xml")
    catalogues = list(graph.subjects(ns.RDF.type, ns.DCAT.Catalog))
    datasets = set(graph.subjects(ns.RDF.type, ns.DCAT.Dataset))
    assert len(catalogues) == 1 and len(datasets) == 21
    assert set(graph.objects(catalogues[0], ns.DCAT.dataset)) == datasets
    for dataset in datasets:
        titles = {one.language for one in graph.objects(dataset, ns.DCTERMS.title)}
        assert titles == {"sv", "en"}
        assert list(graph.objects(dataset, ns.DCTERMS.publisher)) and list(
            graph.objects(dataset, ns.DCAT.contactPoint)
        )
        ways = list(graph.objects(dataset, ns.DCAT.distribution))
        assert len(ways) == 6
        for way in ways:
            (address,) = graph.objects(way, ns.DCAT.accessURL)
            path = str(address).removeprefix(settings.BASE_URL)
            assert client.get(path).status_code == 200
            assert list(graph.objects(way, ns.DCTERMS.license))


@pytest.fixture
def server(live_server, transactional_db):
    open_tables.published()
    return f"{live_server.url}/api/v2"


@pytest.mark.django_db(transaction=True)
def test_pxwebpy_reads_the_tables(server):
    api = pxweb.PxApi(server, language="sv", disable_cache=True)
    assert api.number_of_tables == 21
    assert api.get_paths()[0]["id"] == "SO"
    assert "direction" in api.get_table_variables(TABLE)
    rows = api.get_table_data(TABLE, {"direction": ["*"], "Tid": ["2016"], "ContentsCode": ["basic_fte"]})
    cube = cube_of(open_table(TABLE))
    assert len(rows) == 14 and rows[0]["Inriktning"] == "Barn och ungas utveckling"
    assert rows[0]["value"] == float(cube.cells[1])
    assert len(api.get_table_data_all(TABLE)) == len(cube.cells)


@pytest.mark.django_db(transaction=True)
def test_pxstatspy_reads_the_tables(server):
    api = pxstatspy.PxAPI(pxstatspy.PxAPIConfig(base_url=server, language="sv"))
    assert api.find_tables(query="juridik", display=False)["page"]["totalElements"] == 1
    frame = api.get_data_as_dataframe(
        table_id=TABLE, value_codes={"direction": ["*"], "Tid": ["*"], "ContentsCode": ["*"]}
    )
    cube = cube_of(open_table(TABLE))
    width = len(cube.contents.values)
    assert frame.iloc[:, -width:].to_numpy().ravel().tolist() == [float(one) for one in cube.cells]


@pytest.mark.django_db(transaction=True)
def test_pyaxis_reads_the_file(server, tmp_path):
    found = pyaxis.parse(uri=f"{server}/tables/{TABLE}/data?outputFormat=px", encoding="utf-8")
    cube = cube_of(open_table(TABLE))
    assert [str(one) for one in found["DATA"]["DATA"]] == [format(one, "f") for one in cube.cells]
