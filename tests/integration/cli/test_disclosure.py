"""``protect`` and ``audit-disclosure``: no database is needed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

ROWS = """\
kommun;kön;nivå;antal
0114;K;B;1
0114;K;A;7
0114;M;B;12
0115;K;B;6
0115;K;A;9
0115;M;A;2
0180;K;B;20
0180;M;B;5
0180;M;A;14
1280;K;A;5
1280;M;B;8
1280;M;A;11
1281;K;A;3
1281;M;A;4
"""
TABLES = """\
id: staff
version: "1"
title: {sv: Anställda, en: Staff}
count: antal
variables:
  - id: kommun
    parents: {"0114": "01", "0115": "01", "0180": "01", "1280": "12", "1281": "12"}
  - id: kön
  - id: nivå
tables:
  - {id: kommun-kön, variables: [kommun, kön]}
  - {id: kommun-nivå, variables: [kommun, nivå]}
"""


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    file = tmp_path / "antal.csv"
    file.write_text(ROWS, encoding="utf-8-sig")
    return file


def test_a_file_is_protected_and_audited(run, counts: Path, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    result = run("protect", counts, "--tables", tables, "--out", out, "--audit")
    assert result.exit_code == 0, result.stderr
    assert "alla skyddade" in result.stderr
    rows = list(csv.DictReader((out / "tables" / "kommun-kön.csv").open(encoding="utf-8")))
    assert {row["antal"] for row in rows if row["kommun"] == "1281"} == {"..", "7"}
    assert rows[-1] == {"kommun": "T", "kön": "T", "antal": "107"}
    inside = out / "internal"
    assert inside.stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in (inside / "audit.json", inside / "pattern.csv")} == {0o600}
    record = json.loads((inside / "audit.json").read_text(encoding="utf-8"))
    assert record["safe"]
    assert set(record["versions"]) == {"kompetenslyft", "highspy", "python"}
    cells = record["columns"]["antal"]["cells"]
    assert cells and all(cell["low"] < cell["high"] for cell in cells)
    again = run("audit-disclosure", out, "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["columns"] == record["columns"]


def test_the_same_bytes_twice(run, counts: Path, tables: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    mixed = tmp_path / "blandat.csv"
    heading, *rows = ROWS.splitlines()
    mixed.write_text("\n".join([heading, *reversed(rows)]), encoding="utf-8")
    assert run("protect", counts, "--tables", tables, "--out", first).exit_code == 0
    assert run("protect", mixed, "--tables", tables, "--out", second).exit_code == 0
    assert (second / "internal" / "pattern.csv").read_bytes() == (
        first / "internal" / "pattern.csv"
    ).read_bytes()
    for file in sorted((first / "tables").iterdir()):
        assert (second / "tables" / file.name).read_bytes() == file.read_bytes()


def test_an_unsafe_folder_is_told(run, counts: Path, tables: Path, tmp_path: Path) -> None:
    """A secondary cell is published after all: its number stands in the pattern."""
    out = tmp_path / "ut"
    run("protect", counts, "--tables", tables, "--out", out)
    file = out / "tables" / "kommun-kön.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("1281,M,..", "1281,M,4"), encoding="utf-8")
    result = run("audit-disclosure", out)
    assert result.exit_code == 1
    assert "1281 × K × T: kan räknas ut ur det som lämnas ut" in result.stdout
    file.write_text(file.read_text(encoding="utf-8").replace("T,T,107", "T,T,108"), encoding="utf-8")
    assert "är inte summan av sina delar" in run("audit-disclosure", out).stdout
    file.write_text("kommun,kön,antal\nT,T,tio\n", encoding="utf-8")
    assert run("audit-disclosure", out).exit_code == 3


def test_no_answer_in_time_leaves_nothing_published(run, counts: Path, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    result = run("protect", counts, "--tables", tables, "--out", out, "--audit", "--solver-seconds", 0)
    assert result.exit_code == 3
    assert "Lösaren gav inget svar" in result.stderr
    assert not out.exists()
    run("protect", counts, "--tables", tables, "--out", out)
    result = run("audit-disclosure", out, "--solver-seconds", 0)
    assert result.exit_code == 1
    assert "kunde inte granskas och räknas därför som oskyddad" in result.stdout


def test_what_is_refused(run, counts: Path, tables: Path, tmp_path: Path) -> None:
    counts.write_text(ROWS + "01;K;A;17\n", encoding="utf-8")
    result = run("protect", counts, "--tables", tables, "--out", tmp_path / "ut")
    assert result.exit_code == 3
    assert "01 × K × A anges till 17, men delarna är 7 + 9 = 16" in result.stderr
    tables.write_text(TABLES.replace("[kommun, nivå]", "[kommun, ålder]"), encoding="utf-8")
    result = run("protect", counts, "--tables", tables, "--out", tmp_path / "ut")
    assert result.exit_code == 1
    assert "tabeller.yaml:12: Variabeln «ålder» finns inte." in result.stderr
    result = run("protect", counts, "--tables", tables, "--out", tmp_path)
    assert result.exit_code == 2
    assert run("protect", tmp_path / "nej.csv", "--tables", tables, "--out", tmp_path / "x").exit_code == 4


def test_small_counts_are_rounded(run, counts: Path, tables: Path, tmp_path: Path) -> None:
    rounding = tmp_path / "avrundas.yaml"
    rounding.write_text(TABLES + "rules: {method: rounding}\n", encoding="utf-8")
    out = tmp_path / "ut"
    result = run("protect", counts, "--tables", rounding, "--out", out, "--audit")
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader((out / "tables" / "kommun-kön.csv").open(encoding="utf-8")))
    assert not {"1", "2", ".."} & {row["antal"] for row in rows}
    assert run("audit-disclosure", out).exit_code == 0
    file = out / "tables" / "kommun-kön.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("T,T,", "T,T,1"), encoding="utf-8")
    spoilt = run("audit-disclosure", out)
    assert spoilt.exit_code == 1 and "summan" in spoilt.stdout
