"""``template``, ``import`` and ``export``."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from kompetenslyft.apps.accounts.models import User
from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.collection.models import Return, Upload
from tests.factories import accounts, collection, organisations

pytestmark = pytest.mark.usefixtures("db", "on_the_day")


@pytest.fixture
def answer_to(db: None) -> Return:
    return collection.return_(organisations.municipality(name="Testköping"))


@pytest.fixture
def person(answer_to: Return) -> User:
    return accounts.coordinator(answer_to.unit)


@pytest.fixture
def book(answer_to: Return, person: User, tmp_path: Path, run) -> Path:
    """The return's workbook, fetched when the return was empty."""
    file = tmp_path / "bok.xlsx"
    arguments = (
        "--round",
        answer_to.round.code,
        "--unit",
        answer_to.unit.code,
        "--out",
        file,
        "--as",
        person.email,
    )
    result = run("template", *arguments)
    assert result.exit_code == 0, result.output
    assert "Testköping" in result.stderr
    return file


def filled_in(answer_to: Return, person: User, file: Path) -> Path:
    """A workbook with answers, exported from a return that has them; the return itself is emptied again."""
    entries = {"caseworkers.women": "12,5", "caseworkers.men": 3, "comment": "Från arbetsboken"}
    actions.enter(
        answer_to=answer_to, entries=entries, base=0, by=person, channel="web", at=collection.IN_TIME
    )
    answer_to.refresh_from_db()
    data = queries.workbook(answer_to, language="sv", at=collection.IN_TIME)
    file.write_bytes(data)
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "Från arbetsboken":
                    cell.value = "Ändrat i arbetsboken"
    book.save(file)
    return file


def test_dry_run_shows_and_saves_nothing(run, answer_to: Return, person: User, tmp_path: Path) -> None:
    file = filled_in(answer_to, person, tmp_path / "ifylld.xlsx")
    result = run("import", "--dry-run", file, "--as", person.email)
    assert result.exit_code == 0, result.output
    assert "1 uppgifter skulle ändras" in result.stdout
    assert not Upload.objects.exists()
    assert answer_to.cells.get(key="comment").value == "Från arbetsboken"


def test_import_saves_and_tells(run, answer_to: Return, person: User, tmp_path: Path) -> None:
    file = filled_in(answer_to, person, tmp_path / "ifylld.xlsx")
    result = run("import", file, "--as", person.email, "--json")
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.stdout)
    assert told["changes"] == {"changed": 1}
    assert (told["unit"], told["conflicts"], told["refused"]) == (answer_to.unit.code, [], [])
    assert answer_to.cells.get(key="comment").value == "Ändrat i arbetsboken"
    assert answer_to.cells.get(key="comment").channel == "workbook"


def test_a_conflict_is_named_and_left(run, answer_to: Return, person: User, tmp_path: Path) -> None:
    file = filled_in(answer_to, person, tmp_path / "ifylld.xlsx")
    answer_to.refresh_from_db()
    actions.enter(
        answer_to=answer_to,
        entries={"comment": "Ändrat på webben"},
        base=answer_to.revision,
        by=person,
        channel="web",
    )
    result = run("import", file, "--as", person.email)
    assert result.exit_code == 1
    assert "comment" in result.stderr
    assert answer_to.cells.get(key="comment").value == "Ändrat på webben"


def test_one_bad_file_stops_none_of_the_others(run, answer_to: Return, person: User, tmp_path: Path) -> None:
    good = filled_in(answer_to, person, tmp_path / "ifylld.xlsx")
    csv = tmp_path / "tabell.xlsx"
    csv.write_text("a;b\n1;2\n", encoding="utf-8")
    result = run("import", csv, tmp_path / "saknas.xlsx", good, "--as", person.email)
    assert result.exit_code == 3
    assert str(csv) in result.stderr
    assert "saknas.xlsx" in result.stderr
    assert answer_to.cells.get(key="comment").value == "Ändrat i arbetsboken"


def test_a_book_of_another_municipality_is_refused(run, book: Path) -> None:
    stranger = accounts.coordinator(organisations.municipality())
    result = run("import", book, "--as", stranger.email)
    assert result.exit_code == 3
    assert "E101" in result.stderr


def test_template_of_another_municipality_is_refused(run, answer_to: Return, tmp_path: Path) -> None:
    stranger = accounts.coordinator(organisations.municipality())
    arguments = ("--round", answer_to.round.code, "--unit", answer_to.unit.code, "--out", tmp_path / "x.xlsx")
    result = run("template", *arguments, "--as", stranger.email)
    assert (result.exit_code, "E101" in result.stderr) == (3, True)
    assert not (tmp_path / "x.xlsx").exists()


def test_nobody_has_the_address(run, book: Path) -> None:
    result = run("import", book, "--as", "ingen@example.se")
    assert result.exit_code == 3
    assert "ingen@example.se" in result.stderr


def test_a_folder_that_is_not_there(run, answer_to: Return, person: User, tmp_path: Path) -> None:
    out = tmp_path / "saknas" / "bok.xlsx"
    arguments = (
        "--round",
        answer_to.round.code,
        "--unit",
        answer_to.unit.code,
        "--out",
        out,
        "--as",
        person.email,
    )
    assert run("template", *arguments).exit_code == 4


def test_export_writes_what_the_person_may_see(run, answer_to: Return, person: User, tmp_path: Path) -> None:
    collection.return_(organisations.municipality(), answer_to.round)
    result = run("export", "--round", answer_to.round.code, "--out", tmp_path / "ut", "--as", person.email)
    assert result.exit_code == 0, result.output
    assert [file.name for file in (tmp_path / "ut").iterdir()] == [
        f"{answer_to.round.code}-{answer_to.unit.code}.xlsx"
    ]
    officer = accounts.officer()
    run("export", "--round", answer_to.round.code, "--out", tmp_path / "alla", "--as", officer.email)
    assert len(list((tmp_path / "alla").iterdir())) == 2
