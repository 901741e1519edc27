"""Saved queries of the open API."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.test import Client

from kompetenslyft.api.v2 import limits, saved
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.publishing import saved_queries
from kompetenslyft.apps.publishing.models import Publication, SavedQuery
from tests.factories import open_tables
from tests.factories.open_tables import BY_COUNTY
from tests.factories.open_tables import query as wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_limits")]

TABLE = open_tables.RELEASED


@pytest.fixture
def released():
    return open_tables.released()


def post(client, body):
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post("/api/v2/savedqueries", text, content_type="application/json")


def test_a_saved_query_is_read_run_and_resolved(client, released):
    made = post(client, wanted())
    assert made.status_code == 201 and made.headers["Location"].endswith(made.json()["id"])
    code = made.json()["id"]
    kept = client.get(f"/api/v2/savedqueries/{code}").json()
    assert kept == made.json()
    assert kept["savedQuery"]["selection"]["selection"][0] == {
        "variableCode": "Region",
        "codelist": BY_COUNTY,
        "valueCodes": ["20"],
    }
    by_rel = {one["rel"]: one["href"] for one in kept["links"]}
    csv = client.get(by_rel["data"]).content.decode("utf-8-sig")
    assert csv.splitlines()[1] == "20;women;2016;0.3"
    chosen = client.get(by_rel["selection"]).json()["selection"]
    assert {one["variableCode"]: one["valueCodes"] for one in chosen} == {
        "Region": ["20"],
        "gender": ["women", "men", "total"],
        "Tid": ["2016"],
        "ContentsCode": ["fte"],
    }
    assert [one["codelist"] for one in chosen] == [BY_COUNTY, None, None, None]


def test_a_saved_query_is_given_out_otherwise_when_that_is_asked(client, released):
    code = post(client, wanted()).json()["id"]
    body = client.get(
        f"/api/v2/savedqueries/{code}/data", {"outputFormat": "json-stat2", "lang": "en"}
    ).json()
    assert body["dimension"]["Region"]["label"] == "Region" and body["dimension"]["Tid"]["label"] == "Year"
    other = client.get(f"/api/v2/savedqueries/{code}/data", {"outputFormat": "csv"}).content
    assert other.decode("utf-8-sig").startswith("Region,Kön,År,")
    assert client.get(f"/api/v2/savedqueries/{code}/data", {"outputFormat": "pdf"}).status_code == 400


def test_members_of_a_group_are_resolved_without_the_list(client, released):
    body = wanted()
    body["selection"]["selection"][0]["outputValues"] = "single"
    code = post(client, body).json()["id"]
    first = client.get(f"/api/v2/savedqueries/{code}/selection").json()["selection"][0]
    assert (first["codelist"], first["valueCodes"]) == (None, ["2080", "2081"])


def test_what_a_query_comes_to_is_told_as_the_table_calls_it(client, released):
    body = wanted()
    body["selection"]["selection"][0]["variableCode"] = "REGION"
    body["selection"]["placement"] = {"stub": ["region"]}
    answer = client.get(f"/api/v2/savedqueries/{post(client, body).json()['id']}/selection")
    assert answer.json()["selection"][0]["codelist"] == BY_COUNTY
    assert answer.json()["placement"] == {"stub": ["Region"], "heading": ["gender", "Tid", "ContentsCode"]}
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(answer.request["PATH_INFO"], headers=known).status_code == 304


def test_the_same_query_is_kept_once_and_names_nobody(client, released, django_user_model):
    codes = {post(client, wanted()).json()["id"] for _ in range(2)}
    again = wanted()
    again["selection"]["selection"].reverse()
    codes.add(post(client, again).json()["id"])
    assert len(codes) == 1 and SavedQuery.objects.count() == 1
    (row,) = AuditRow.objects.filter(action="query saved")
    assert (row.actor, row.actor_label, row.detail) == (None, "visitor", {"table": TABLE})
    assert post(client, wanted(language="en")).json()["id"] not in codes


def test_a_query_on_a_table_that_was_replaced_still_works(client, released):
    code = post(client, wanted()).json()["id"]
    before = client.get(f"/api/v2/savedqueries/{code}/data").content
    Publication.objects.filter(pk=released.pk).update(state=Publication.State.REPLACED)
    assert client.get(f"/api/v2/savedqueries/{code}/data").content == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "Q407"),
        ("{", 400, "Q407"),
        ("[]", 400, "Q407"),
        ("[" * 100_000, 400, "Q407"),
        (wanted(tableId=5), 400, "Q407"),
        (wanted(selection=[]), 400, "Q407"),
        (wanted(outputFormat=5), 400, "Q407"),
        (wanted(outputFormatParams=[5]), 400, "Q407"),
        (wanted(outputFormatParams=5), 400, "Q407"),
        (wanted(outputFormat="pdf"), 400, "Q407"),
        (wanted(outputFormatParams=["UseCodes", "UseTexts"]), 400, "Q407"),
        (wanted(language="de"), 400, "Q408"),
        (wanted(language=None), 400, "Q408"),
        (wanted(tableId="ingen"), 404, "E101"),
        (wanted(selection={"selection": [{"variableCode": "Kommun", "valueCodes": ["*"]}]}), 400, "Q401"),
        (wanted(selection={"selection": [{"variableCode": "Tid", "valueCodes": ["å"]}]}), 400, "Q403"),
        (
            wanted(selection={"selection": [{"variableCode": "Tid", "valueCodes": ["2016"] * 5001}]}),
            400,
            "Q405",
        ),
        (" " * 1_000_001, 413, "Q413"),
    ],
)
def test_what_is_not_saved(client, released, body, status, code):
    answer = post(client, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not SavedQuery.objects.exists() and not AuditRow.objects.filter(action="query saved").exists()


def test_a_body_that_the_server_does_not_read(client, released, monkeypatch):
    def unread(self):
        raise RequestDataTooBig

    monkeypatch.setattr(HttpRequest, "body", property(unread))
    answer = post(client, wanted())
    assert (answer.status_code, answer.json()["code"]) == (413, "Q413")


def test_a_query_that_is_too_long_and_one_too_many(client, released, monkeypatch):
    monkeypatch.setattr(saved_queries, "LONGEST", 100)
    assert post(client, wanted()).json()["code"] == "Q415"
    monkeypatch.undo()
    monkeypatch.setattr(saved_queries, "MOST", 0)
    answer = post(client, wanted())
    assert (answer.status_code, answer.json()["code"]) == (403, "Q416")


def test_queries_are_saved_so_often_and_no_oftener(client, released, monkeypatch):
    monkeypatch.setattr(limits, "saves", limits.Window(1, 60))
    assert [post(client, wanted()).status_code for _ in range(2)] == [201, 429]


@pytest.mark.parametrize("path", ["", "/data", "/selection"])
def test_a_saved_query_that_is_not_there(client, released, path):
    answer = client.get(f"/api/v2/savedqueries/ingen{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "E101")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "savedqueries", 405), ("delete", f"tables/{TABLE}", 405), ("get", "finns/inte", 404)],
)
def test_every_error_is_a_problem(client, released, method, path, status):
    answer = getattr(client, method)(f"/api/v2/{path}")
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert status != 405 or answer.headers["Allow"]


def test_other_sites_may_save_and_read_but_no_cookie_is_asked_for(released):
    answer = post(Client(enforce_csrf_checks=True), wanted())
    assert answer.status_code == 201 and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert saved.save.csrf_exempt and not answer.cookies
