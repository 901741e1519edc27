"""The Excel channel through the database: received, compared, applied."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.collection.models import Upload
from kompetenslyft.apps.errors import Refused
from kompetenslyft.exchange.workbook.difference import Kind
from tests.factories import accounts, collection, organisations

pytestmark = pytest.mark.django_db
NOW = collection.IN_TIME


def enter(answer_to, by, entries, base=0):
    return actions.enter(answer_to=answer_to, entries=entries, base=base, by=by, channel="web", at=NOW)


def receive(answer_to, by, data, filename="svar.xlsx") -> Upload:
    return actions.receive(answer_to=answer_to, filename=filename, data=data, by=by, at=NOW)


def cell_of(data: bytes, key: str) -> tuple[str, str]:
    """Sheet and cell of an input, by the name that the workbook gives it."""
    defined = openpyxl.load_workbook(BytesIO(data)).defined_names[f"answer.{key}"]
    sheet, coordinate = next(iter(defined.destinations))
    return sheet, coordinate.replace("$", "")


def with_cells(data: bytes, cells: dict[str, object]) -> bytes:
    """The workbook with the inputs of some keys overwritten."""
    places = {key: cell_of(data, key) for key in cells}
    book = openpyxl.load_workbook(BytesIO(data))
    for key, figure in cells.items():
        sheet, coordinate = places[key]
        book[sheet][coordinate].value = figure
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_export_fill_import_gives_the_same_figures(answer_to, anna):
    enter(answer_to, anna, collection.complete_entries())
    answer_to.refresh_from_db()
    before = queries.situation(answer_to, anna, at=NOW).values
    upload = receive(answer_to, anna, queries.workbook(answer_to, language="sv", at=NOW))
    assert {change.kind for change in queries.upload_preview(upload).changes} == {Kind.UNCHANGED}
    outcome = actions.apply_upload(upload=upload, by=anna, at=NOW)
    assert outcome.is_clean
    assert not outcome.saved
    assert queries.situation(answer_to, anna, at=NOW).values == before


def test_a_filled_in_workbook_is_shown_before_it_is_saved(answer_to, anna):
    data = with_cells(
        queries.workbook(answer_to, language="sv", at=NOW),
        {"caseworkers.women": 12.5, "caseworkers.men": 2, "comment": "Skrivet i Excel"},
    )
    upload = receive(answer_to, anna, data)
    preview = queries.upload_preview(upload)
    assert {change.key: change.incoming for change in preview.changes} == {
        "caseworkers.women": 1250,
        "caseworkers.men": 200,
        "comment": "Skrivet i Excel",
    }
    assert not answer_to.cells.exists(), "nothing is saved before it is applied"
    actions.apply_upload(upload=upload, by=anna, at=NOW)
    situation = queries.situation(answer_to, anna, at=NOW)
    assert situation.values["caseworkers.total"] == 1450
    assert situation.cells["caseworkers.women"].channel == "workbook"
    with pytest.raises(Refused) as refused:
        actions.apply_upload(upload=upload, by=anna, at=NOW)
    assert refused.value.code == "W150"


def test_what_changed_meanwhile_is_a_conflict_until_somebody_chooses(answer_to, anna, bo):
    enter(answer_to, anna, {"caseworkers.women": "10", "caseworkers.men": "1"})
    answer_to.refresh_from_db()
    data = with_cells(
        queries.workbook(answer_to, language="sv", at=NOW),
        {"caseworkers.women": 12, "caseworkers.men": 3},
    )
    enter(answer_to, bo, {"caseworkers.women": "11"}, base=1)
    upload = receive(answer_to, anna, data)
    kinds = {change.key: change.kind for change in queries.upload_preview(upload).changes}
    assert kinds == {"caseworkers.women": Kind.CONFLICT, "caseworkers.men": Kind.CHANGED}
    outcome = actions.apply_upload(upload=upload, by=anna, at=NOW)
    assert outcome.conflicts["caseworkers.women"].by == "Bo"
    assert set(outcome.saved) == {"caseworkers.men"}
    again = receive(answer_to, anna, data)
    chosen = actions.apply_upload(upload=again, by=anna, overwrite={"caseworkers.women"}, at=NOW)
    assert chosen.saved["caseworkers.women"].value == 1200


def test_what_others_entered_meanwhile_is_not_cleared_by_an_old_workbook(answer_to, anna, bo):
    data = with_cells(queries.workbook(answer_to, language="sv", at=NOW), {"caseworkers.men": 3})
    enter(answer_to, bo, {"caseworkers.women": "11"})
    actions.apply_upload(upload=receive(answer_to, anna, data), by=anna, at=NOW)
    assert queries.situation(answer_to, anna, at=NOW).values["caseworkers.total"] == 1400


def test_faulty_cells_are_named_by_place_left_alone_and_marked_in_the_file(answer_to, anna):
    enter(answer_to, anna, {"caseworkers.men": "1"})
    answer_to.refresh_from_db()
    data = with_cells(
        queries.workbook(answer_to, language="sv", at=NOW),
        {"caseworkers.women": "12,5 st", "caseworkers.men": -3, "degree_under_1_year": 1},
    )
    upload = receive(answer_to, anna, data)
    by_cell = {
        finding.cells[0]: finding for finding in queries.upload_preview(upload).findings if finding.cells
    }
    sheet, coordinate = cell_of(data, "caseworkers.women")
    assert sheet in by_cell["caseworkers.women"].message.sv
    assert coordinate in by_cell["caseworkers.women"].message.sv
    assert by_cell["caseworkers.men"].code == "V405"
    outcome = actions.apply_upload(upload=upload, by=anna, at=NOW)
    assert set(outcome.saved) == {"degree_under_1_year"}
    values = queries.situation(answer_to, anna, at=NOW).values
    assert values["caseworkers.men"] == 100, "a faulty cell neither changes nor clears"
    marked = openpyxl.load_workbook(BytesIO(queries.marked_workbook(upload, language="sv", at=NOW)))
    assert marked[sheet][coordinate].value == "12,5 st", "what was entered is still there"
    assert marked[sheet][coordinate].comment is not None


def test_a_workbook_of_another_unit_or_round_is_refused_with_the_names(answer_to, anna):
    other = collection.return_(organisations.municipality("1480", "Göteborg"))
    with pytest.raises(Refused) as refused:
        receive(answer_to, anna, queries.workbook(other, language="sv", at=NOW))
    assert "1480" in refused.value.text("sv")
    assert "2080" in refused.value.text("sv")
    assert not Upload.objects.exists()


def test_a_stranger_uploads_nothing(answer_to):
    data = queries.workbook(answer_to, language="sv", at=NOW)
    with pytest.raises(Refused) as refused:
        receive(answer_to, accounts.coordinator(organisations.municipality()), data)
    assert refused.value.code == "E101"


def test_the_lock_of_the_form_is_the_lock_of_the_workbook(answer_to, anna):
    data = with_cells(queries.workbook(answer_to, language="sv", at=NOW), {"caseworkers.men": 3})
    upload = receive(answer_to, anna, data)
    actions.close_round(round=answer_to.round, by=accounts.officer(), at=NOW)
    with pytest.raises(Refused) as refused:
        actions.apply_upload(upload=upload, by=anna, at=NOW)
    assert refused.value.code == "T301"
    assert not answer_to.cells.exists()


def test_what_a_workbook_says_stood_where_nothing_did_is_saved_and_told(answer_to, anna):
    upload = Upload.objects.create(
        answer_to=answer_to,
        filename="svar.xlsx",
        raw={"caseworkers.women": "12"},
        values={"caseworkers.women": 1200},
        faulty=[],
        base={"caseworkers.women": 1100},
        findings=[],
        by=anna,
        at=NOW,
    )
    outcome = actions.apply_upload(upload=upload, by=anna, at=NOW)
    answer_to.refresh_from_db()
    assert set(outcome.saved) == {"caseworkers.women"}
    assert outcome.revision == answer_to.revision == 1
