"""Given figures and attached documents over the API."""

from __future__ import annotations

import hashlib

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from kompetenslyft.apps.collection import actions
from tests.factories import claims, documents, organisations
from tests.integration.api.conftest import System, system_of


@pytest.fixture
def system(db: None, on_the_day: None, monkeypatch: pytest.MonkeyPatch) -> System:
    claims.install(monkeypatch)
    unit = organisations.municipality()
    made = system_of(unit, claims.return_(unit))
    actions.give(answer_to=made.answer_to, values=claims.OFFERED, by=None)
    return made


def attach(
    system: System, data: bytes, name: str = "beslut.pdf", key: str = "delegation", **headers: str
) -> HttpResponse:
    named = {"Authorization": f"Bearer {system.key}", "If-Match": '"1"'}
    named |= {header.replace("_", "-"): value for header, value in headers.items()}
    sent = SimpleUploadedFile(name, data, content_type="text/plain")
    return system.client.post(f"{system.url}/files/{key}", {"file": sent}, headers=named)


def test_given_figures_are_read_and_fit_the_schema(system: System) -> None:
    read = system.call("GET").json()
    assert read["given"] == {"offered.inventory": 250_000, "offered.training": 3_056_887, "staff": 12.5}
    assert read["totals"] == {"offered.total": 3_306_887}
    assert read["answers"] == {}
    schema = system.call("GET", "schema").json()
    jsonschema.validate(read["given"] | read["totals"], schema)
    told = schema["properties"]
    assert told["offered.inventory"]["readOnly"]
    assert "x-mandatory" not in told["offered.inventory"]
    assert "tas inte emot" in told["offered.inventory"]["description"]
    assert told["delegation"]["readOnly"]
    assert told["delegation"]["x-mandatory"] == "always"


def test_given_figures_and_files_are_not_entered(system: System) -> None:
    answer = system.enter({"offered.inventory": 1, "delegation": "x", "claimed.inventory": 1}, base=1)
    assert answer.status_code == 422
    told = answer.json()
    assert {key: finding["code"] for key, finding in told["rejected"].items()} == {
        "offered.inventory": "K204",
        "delegation": "K205",
    }
    assert told["saved"] == {"claimed.inventory": 1}


def test_a_file_goes_in_and_comes_out(system: System) -> None:
    answer = attach(system, documents.PDF)
    assert answer.status_code == 201
    digest = hashlib.sha256(documents.PDF).hexdigest()
    told = answer.json()
    assert (told["sha256"], told["value"], told["revision"]) == (digest, f"{digest}/beslut.pdf", 2)
    assert told["content_type"] == "application/pdf"
    read = system.call("GET").json()
    assert read["files"]["delegation"]["filename"] == "beslut.pdf"
    schema = system.call("GET", "schema").json()
    jsonschema.validate({"delegation": told["value"]}, schema)
    for address in (read["files"]["delegation"]["url"], "files/delegation"):
        fetched = system.call("GET", address)
        assert (fetched.status_code, fetched.content) == (200, documents.PDF)
        assert fetched["Content-Disposition"] == 'attachment; filename="beslut.pdf"'
        assert fetched["X-Content-Type-Options"] == "nosniff"
    assert system.call("DELETE", "files/delegation", If_Match='"2"').status_code == 204
    assert system.call("GET").json()["files"] == {}
    gone = system.call("GET", "files/delegation")
    assert (gone.status_code, gone["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("data", "key", "code", "status"),
    [
        (b"", "delegation", "V415", 422),
        (b"MZ", "delegation", "V416", 422),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "delegation", "V417", 422),
        (documents.PDF, "offered.inventory", "K204", 422),
        (documents.PDF, "claimed.inventory", "K206", 422),
    ],
    ids=["empty", "wrong", "large", "given", "no file"],
)
def test_what_cannot_be_attached_is_a_problem_with_its_cell(
    system: System, data: bytes, key: str, code: str, status: int
) -> None:
    answer = attach(system, data, key=key)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert answer.json()["findings"][0]["cells"] == [key]


def test_no_file_is_replaced_unseen(system: System) -> None:
    attach(system, documents.PDF)
    assert attach(system, documents.PNG, If_Match='"1"').status_code == 412
    assert system.call("DELETE", "files/delegation").status_code == 428
    assert attach(system, documents.PNG, name="b.png", If_Match='"2"').status_code == 201


def test_anothers_file_does_not_exist(system: System) -> None:
    attach(system, documents.PDF)
    other = system_of(organisations.municipality(), system.answer_to)
    assert other.call("GET", "files/delegation").status_code == 404
    assert attach(other, documents.PNG, If_Match='"2"').status_code == 404
    assert other.call("DELETE", "files/delegation", If_Match='"2"').status_code == 404
