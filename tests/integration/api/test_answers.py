"""Reading and answering a return over the API."""

import jsonschema
import pytest

from kompetenslyft.apps.collection import actions
from tests.factories import accounts, collection
from tests.integration.api.conftest import System


def test_answers_go_in_and_come_out_in_the_unit_as_read(system: System) -> None:
    entered = system.enter({"caseworkers.women": 12.5, "caseworkers.men": 0, "comment": "Å, ä och ö."})
    assert entered.status_code == 200
    assert entered.json()["revision"] == 1
    read = system.call("GET")
    assert read["ETag"] == '"1"'
    assert read.json()["answers"] == {
        "caseworkers.women": 12.5,
        "caseworkers.men": 0,
        "comment": "Å, ä och ö.",
    }
    assert read.json()["totals"]["caseworkers.total"] == 12.5
    assert read.json()["status"] == "in_progress"
    assert read.json()["completeness"] == {"mandatory": 0, "answered": 3, "missing": []}
    assert read.json()["lock"] is None


def test_numbers_written_as_text_and_choices_by_id_or_label(system: System) -> None:
    entered = system.enter({"caseworkers.women": "1 384,85", "plan_caseworkers": "Ja"})
    assert entered.json()["saved"] == {"caseworkers.women": 1384.85, "plan_caseworkers": "yes"}


def test_null_clears(system: System) -> None:
    system.enter({"caseworkers.women": 1})
    assert system.enter({"caseworkers.women": None}, base=1).json()["saved"] == {"caseworkers.women": None}
    assert system.call("GET").json()["answers"] == {}


def test_what_is_read_fits_the_schema(system: System) -> None:
    system.enter(collection.complete_entries())
    schema = system.call("GET", "schema").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    read = system.call("GET").json()
    jsonschema.validate(read["answers"] | read["totals"], schema)
    assert set(read["answers"]) | set(read["totals"]) <= set(schema["properties"])


def test_each_cell_is_told_of_by_itself(system: System) -> None:
    answer = system.enter(
        {
            "caseworkers.women": "12,5 st",
            "caseworkers.men": 3,
            "caseworkers.total": 9,
            "nothing": 1,
            "no_degree.women": -1,
        }
    )
    assert answer.status_code == 422
    told = answer.json()
    assert told["saved"] == {"caseworkers.men": 3}
    codes = {key: finding["code"] for key, finding in told["rejected"].items()}
    assert codes == {
        "caseworkers.women": "V401", "caseworkers.total": "K202", "nothing": "K201", "no_degree.women": "V405"
    }  # fmt: skip


def test_all_or_nothing(system: System) -> None:
    body = {"entries": {"caseworkers.women": "x", "caseworkers.men": 3}, "base": 0, "all_or_nothing": True}
    answer = system.call("PATCH", "answers", body)
    assert answer.status_code == 422
    assert answer.json()["saved"] == {}
    assert not system.answer_to.cells.exists()


@pytest.mark.parametrize("number", ["1e308", "NaN", "-Infinity", "1" * 5000, "12.345", "-0.5", "true", "{}"])
def test_impossible_numbers_are_refused_with_a_reason(system: System, number: str) -> None:
    body = f'{{"base": 0, "entries": {{"caseworkers.women": {number}}}}}'.encode()
    answer = system.call("PATCH", "answers", body)
    assert answer.status_code in {400, 422}
    told = answer.json()
    assert told.get("detail") or told["rejected"]["caseworkers.women"]["message"]
    assert not system.answer_to.cells.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"entries": {}, "base": 0}', b"\xff\xfe", b"null"])
def test_a_body_of_another_shape_is_refused_with_a_reason(system: System, body: bytes) -> None:
    answer = system.call("PATCH", "answers", body)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] in {"H400", "H422"}
    assert answer.json()["detail"]


def test_somebody_elses_figure_is_a_conflict_and_stays(system: System) -> None:
    coordinator = accounts.coordinator(system.answer_to.unit, name="Karin Sample")
    actions.enter(
        answer_to=system.answer_to, entries={"caseworkers.women": 8}, base=0, by=coordinator, channel="web"
    )
    answer = system.enter({"caseworkers.women": 9, "caseworkers.men": 2}, base=0)
    assert answer.status_code == 409
    conflict = answer.json()["conflicts"]["caseworkers.women"]
    assert (conflict["mine"], conflict["theirs"], conflict["by"]) == (9, 8, "Karin Sample")
    assert answer.json()["saved"] == {"caseworkers.men": 2}
    assert system.call("GET").json()["answers"] == {"caseworkers.women": 8, "caseworkers.men": 2}


def test_base_can_be_if_match(system: System) -> None:
    system.enter({"caseworkers.women": 1})
    body = {"entries": {"caseworkers.women": 2}}
    assert system.call("PATCH", "answers", body, If_Match='"1"').json()["saved"] == {"caseworkers.women": 2}
    stale = system.call("PATCH", "answers", body, If_Match='"1"')
    assert (stale.status_code, stale.json()["code"]) == (412, "H412")
    assert system.call("PATCH", "answers", body, If_Match="W/abc").status_code == 400
    assert system.call("PATCH", "answers", body).status_code == 428


@pytest.mark.parametrize("base", [10**30, {"caseworkers.women": 8}])
def test_a_base_that_nobody_can_have_seen_is_refused(system: System, base: object) -> None:
    answer = system.enter({"caseworkers.women": 1}, base=base)
    assert (answer.status_code, answer.json()["code"]) == (400, "H400")
    assert not system.answer_to.cells.exists()


def test_a_request_that_is_too_large_is_told_so(system: System) -> None:
    answer = system.call(
        "PATCH", "answers", b'{"entries": {"comment": "' + b"x" * 13_000_000 + b'"}, "base": 0}'
    )
    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert "12 MB" in answer.json()["detail"]


def test_a_fault_of_ours_is_a_problem_too(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_arguments: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "enter", fail)
    answer = system.enter({"caseworkers.women": 1})
    assert (answer.status_code, answer.json()["code"]) == (500, "H500")
    assert "disk" not in answer.json()["detail"]


def test_a_locked_return_says_which_lock_and_who_opens_it(system: System) -> None:
    system.answer_to.round.closed_on = collection.IN_TIME.date()
    system.answer_to.round.save()
    answer = system.enter({"caseworkers.women": 1})
    assert answer.status_code == 409
    assert answer.json()["code"].startswith("T3")
    lock = system.call("GET").json()["lock"]
    assert lock["code"] == answer.json()["code"]
    assert lock["opener"]


def test_the_log_names_the_system(system: System) -> None:
    system.enter({"caseworkers.women": 1})
    assert system.answer_to.cells.get().changed_by == "API: Personalsystemet"
    started = system.call("GET", "history").json()[0]
    assert (started["event"], started["by"], started["channel"]) == (
        "started",
        "API: Personalsystemet",
        "api",
    )
