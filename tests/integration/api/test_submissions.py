"""Submitting over the API, and what happens when a request is sent twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse

from kompetenslyft.apps.collection import actions
from kompetenslyft.apps.collection.models import IdempotentRequest
from tests.factories import accounts, collection, organisations
from tests.integration.api.conftest import System, system_of


@pytest.fixture
def answered(system: System) -> System:
    """A return that is answered as far as it must be, with a reason for every soft finding."""
    return fill(system)


def fill(system: System) -> System:
    assert system.enter(collection.complete_entries()).status_code == 200
    for finding in system.call("GET").json()["findings"]:
        if finding["severity"] == "soft":
            path = f"explanations/{finding['instance']}"
            assert system.call("PUT", path, {"text": "Så var läget hos oss."}).status_code == 200
    assert system.call("GET").json()["can_submit"]
    return system


def test_submit_and_read_back(answered: System) -> None:
    made = answered.call("POST", "submissions")
    assert made.status_code == 201
    assert (made.json()["number"], made.json()["submitted_by"]) == (1, "API: Personalsystemet")
    assert [row["number"] for row in answered.call("GET", "submissions").json()] == [1]
    kept = answered.call("GET", "submissions/1").json()
    assert kept["answers"] == answered.call("GET").json()["answers"]
    assert (kept["changes"], kept["counted"]) == ({}, False)
    assert answered.call("GET").json()["status"] == "submitted"
    assert answered.call("GET", "submissions/2").status_code == 404


def test_a_resubmission_shows_what_changed(answered: System) -> None:
    answered.call("POST", "submissions")
    coordinator = accounts.coordinator(answered.answer_to.unit)
    actions.withdraw(answer_to=answered.answer_to, by=coordinator)
    before = answered.call("GET").json()["answers"]["comment"]
    answered.enter({"comment": "Rättat."}, base=answered.call("GET").json()["revision"])
    assert answered.call("POST", "submissions").json()["number"] == 2
    changes = answered.call("GET", "submissions/2").json()["changes"]
    assert changes == {"comment": {"before": before, "after": "Rättat."}}


def test_hard_findings_stop_and_are_all_named(system: System) -> None:
    system.enter({"caseworkers.women": 1, "team_leaders.men": 1})
    refused = system.call("POST", "submissions")
    assert refused.status_code == 422
    assert {finding["code"] for finding in refused.json()["findings"]} >= {"S301"}
    cells = {cell for finding in refused.json()["findings"] for cell in finding["cells"]}
    assert {"caseworkers.men", "team_leaders.women"} <= cells


def test_a_soft_finding_wants_a_reason(system: System) -> None:
    system.enter(collection.complete_entries() | {"caseworkers.women": 40})
    wanting = [f for f in system.call("GET").json()["findings"] if f["severity"] == "soft"]
    assert wanting
    refused = system.call("POST", "submissions")
    assert (refused.status_code, refused.json()["code"]) == (422, "S303")


def test_a_key_cannot_sign(answered: System) -> None:
    answered.call("POST", "submissions")
    assert "signed" not in answered.call("GET").json()["possible"]


def test_submitted_twice_without_a_key_is_refused(answered: System) -> None:
    assert answered.call("POST", "submissions").status_code == 201
    again = answered.call("POST", "submissions")
    assert again.status_code == 409
    assert again.json()["code"].startswith("T3")
    assert answered.answer_to.submissions.count() == 1


def test_submit_only_what_was_read(answered: System) -> None:
    stale = answered.call("POST", "submissions", {"expected_revision": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "C502")
    assert answered.call("POST", "submissions", If_Match='"0"').status_code == 412
    assert answered.call("POST", "submissions", If_Match=answered.call("GET")["ETag"]).status_code == 201


def test_same_key_same_request_same_answer(answered: System) -> None:
    first = answered.call("POST", "submissions", Idempotency_Key="a-1")
    second = answered.call("POST", "submissions", Idempotency_Key="a-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert answered.answer_to.submissions.count() == 1


def test_same_key_other_request_is_refused(system: System) -> None:
    assert system.enter({"caseworkers.women": 1}, Idempotency_Key="k").status_code == 200
    other = system.enter({"caseworkers.women": 2}, Idempotency_Key="k")
    assert (other.status_code, other.json()["code"]) == (422, "C503")
    assert system.call("GET").json()["answers"] == {"caseworkers.women": 1}


def test_a_key_belongs_to_its_organisation(system: System) -> None:
    other = system_of(organisations.municipality())
    assert system.enter({"caseworkers.women": 1}, Idempotency_Key="k").status_code == 200
    assert other.enter({"caseworkers.women": 2}, Idempotency_Key="k").status_code == 200


def test_a_refused_request_can_be_sent_again_with_its_key(system: System) -> None:
    assert system.call("POST", "submissions", Idempotency_Key="k").status_code in {409, 422}
    assert not IdempotentRequest.objects.exists()
    fill(system)
    assert system.call("POST", "submissions", Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_of_the_wrong_length_is_refused(system: System, key: str) -> None:
    assert system.enter({"caseworkers.women": 1}, Idempotency_Key=key).status_code == 400


def test_old_keys_are_forgotten(system: System) -> None:
    system.enter({"caseworkers.women": 1}, Idempotency_Key="k")
    assert actions.forget_old_requests(at=collection.IN_TIME) == 0
    later = IdempotentRequest.objects.get().at + 2 * actions.REMEMBERED
    assert actions.forget_old_requests(at=later) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", [None, "once"])
def test_two_submissions_at_once(on_the_day: None, key: str | None) -> None:
    system = fill(system_of(organisations.municipality()))
    start = Barrier(2)

    def send(_: int) -> HttpResponse:
        start.wait()
        try:
            return system.call("POST", "submissions", **({"Idempotency_Key": key} if key else {}))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(answer.status_code for answer in pool.map(send, range(2)))
    assert answers == ([201, 201] if key else [201, 409])
    assert system.answer_to.submissions.count() == 1
