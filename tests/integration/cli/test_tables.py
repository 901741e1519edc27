"""``tables``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from kompetenslyft.apps.collection import actions, queries
from kompetenslyft.apps.collection.models import Return
from tests.factories import accounts, collection, followup, organisations

pytestmark = pytest.mark.usefixtures("db", "on_the_day")


@pytest.fixture
def signed(db: None) -> Return:
    """A signed return with 9 women and 1 man as caseworkers."""
    unit = organisations.municipality()
    answer_to = collection.return_(unit, collection.round_(made_up=True))
    coordinator, signatory = accounts.coordinator(unit), accounts.signatory(unit)
    entries = collection.complete_entries(size=10)
    actions.enter(answer_to=answer_to, entries=entries, base=0, by=coordinator, channel="web")
    answer_to.refresh_from_db()
    for finding in _soft(answer_to, coordinator):
        actions.explain(answer_to=answer_to, instance=finding, text="Så var läget.", by=coordinator)
    actions.submit(answer_to=answer_to, by=coordinator)
    actions.sign(answer_to=answer_to, by=signatory)
    return answer_to


def _soft(answer_to: Return, person: object) -> list[str]:
    found = queries.situation(answer_to, person, at=collection.IN_TIME).findings
    return [finding.instance for finding in found if finding.severity == "soft"]


def test_one_table_is_printed(run, signed: Return) -> None:
    result = run("tables", "1", "--round", signed.round.code)
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["women_fte"], row["men_fte"], row["total_fte"]) == ("9.0", "1.0", "10.0")
    assert "påhitta" in row["note"].lower()


def test_a_printed_table_passes_the_audit(run, signed: Return, tmp_path: Path) -> None:
    assert run("tables", "--round", signed.round.code, "--out", tmp_path / "ut").exit_code == 0
    files = sorted((tmp_path / "ut").glob("*.csv"))
    assert len(files) > 14
    result = run("audit", *files)
    assert "motsägelse," not in result.stdout


def test_workbook(run, signed: Return, tmp_path: Path) -> None:
    file = tmp_path / "tabeller.xlsx"
    assert (
        run("tables", "1", "2", "--round", signed.round.code, "--format", "xlsx", "--out", file).exit_code
        == 0
    )
    assert {"Tabell 1", "Tabell 2"} <= set(openpyxl.load_workbook(file).sheetnames)


def test_html(run, signed: Return, tmp_path: Path) -> None:
    file = tmp_path / "tabell.html"
    assert run("tables", "1", "--round", signed.round.code, "--format", "html", "--out", file).exit_code == 0
    assert "<caption" in file.read_text(encoding="utf-8")


def test_formats_of_statistics_programs(run, signed: Return) -> None:
    px = run("tables", "1", "--round", signed.round.code, "--format", "px")
    assert 'NOTE="' in px.output and "Påhittade uppgifter" in px.output and px.output.rstrip().endswith(";")
    stat = run("tables", "1", "--round", signed.round.code, "--format", "json-stat")
    assert json.loads(stat.output)["role"] == {"time": ["Tid"], "metric": ["ContentsCode"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("99", "--round", "{code}"), "Tabell 99 finns inte"),
        (("1", "--round", "nej"), "Insamlingen nej finns inte"),
        (("1", "--round", "{code}", "--format", "pdf"), "Formatet pdf finns inte"),
        (("1", "--round", "{code}", "--set", "nej@1"), "nej@1 finns inte"),
    ],
)
def test_what_does_not_exist_is_named(run, signed: Return, arguments: tuple[str, ...], said: str) -> None:
    result = run("tables", *(argument.format(code=signed.round.code) for argument in arguments))
    assert result.exit_code == 2
    assert said in result.stderr


def test_tables_over_time_count_earlier_years_too(run, signed: Return) -> None:
    before = collection.round_(year=2013, ref="competence-inventory@2013", made_up=True)
    answer_to = collection.return_(signed.unit, before)
    coordinator, signatory = accounts.coordinator(signed.unit), accounts.signatory(signed.unit)
    entries = {"caseworkers.women": "7", "caseworkers.men": "1"}
    actions.enter(answer_to=answer_to, entries=entries, base=0, by=coordinator, channel="web")
    answer_to.refresh_from_db()
    for finding in _soft(answer_to, coordinator):
        actions.explain(answer_to=answer_to, instance=finding, text="Så var läget.", by=coordinator)
    actions.submit(answer_to=answer_to, by=coordinator)
    actions.sign(answer_to=answer_to, by=signatory)
    result = run("tables", "11", "--round", signed.round.code)
    figures = {row["year"]: row["caseworkers_fte"] for row in csv.DictReader(io.StringIO(result.stdout))}
    assert (figures["2013"], figures["2014"], figures["2016"]) == ("8", "", "10")


def test_the_tables_are_those_of_the_rounds_own_form_and_tell_how_many_were_asked(run) -> None:
    of_2016 = followup.round_("report-back@2016", 2016)
    followup.counted(of_2016, organisations.municipality(), followup.trained({"family_law": 3}))
    collection.return_(organisations.municipality(), of_2016)
    result = run("tables", "24", "--round", of_2016.code)
    assert result.exit_code == 0, result.output
    row = next(one for one in csv.DictReader(io.StringIO(result.stdout)) if one["year"] == "2016")
    assert (row["asked"], row["answered"], row["answered_pct"]) == ("2", "1", "50.0")
