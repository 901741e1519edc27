"""``protect`` and ``audit-disclosure`` on FTE, money and shares, and on tables at two levels."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

ROWS = """\
län;kommun;ändamål;betalare;antal;fte;kronor
01;0114;A;x;2;150;90000
01;0114;A;y;3;275;12000
01;0114;B;x;9;850;60000
01;0115;A;z;8;700;41000
01;0115;B;y;7;650;38000
01;0115;B;x;6;600;30000
12;1280;A;x;11;1000;52000
12;1280;A;z;12;1100;50000
12;1280;A;y;9;850;47000
12;1280;B;y;14;1325;66000
12;1281;B;z;15;1400;61000
12;1281;A;x;10;925;33000
"""
TABLES = """\
id: paid
version: "1"
title: {sv: Betalt, en: Paid}
count: antal
follow: [fte]
money: [{column: kronor, contributor: betalare}]
shares: [ändamål]
variables:
  - {id: region, levels: [län, kommun], keep: {total: 5}}
  - id: ändamål
tables:
  - {id: kommun, variables: [region]}
  - {id: län, variables: [region, ändamål], down_to: {region: län}, keep: 2}
"""


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    file = tmp_path / "antal.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


@pytest.fixture
def protect(run, counts: Path, tables: Path, tmp_path: Path):
    return lambda *more: run("protect", counts, "--tables", tables, "--out", tmp_path / "ut", *more)


def test_every_column_is_protected_and_audited(run, protect, tmp_path: Path) -> None:
    """Also without --audit: what is hidden for one column may follow in another."""
    result = protect()
    assert result.exit_code == 0, result.stderr
    assert "alla skyddade" in result.stderr
    rows = list(csv.DictReader((tmp_path / "ut" / "tables" / "län.csv").open(encoding="utf-8")))
    assert list(rows[0]) == ["region", "ändamål", "antal", "fte", "kronor", "share_ändamål"]
    assert {row["region"] for row in rows} == {"01", "12", "T"}
    assert any(row["kronor"] == ".." for row in rows)
    assert all((row["kronor"] == "..") == (row["fte"] == "..") == (row["antal"] == "..") for row in rows)
    record = json.loads((tmp_path / "ut" / "internal" / "audit.json").read_text(encoding="utf-8"))
    assert record["safe"]
    assert set(record["columns"]) == {"antal", "fte", "kronor"}
    assert all(record["columns"][column]["cells"] for column in record["columns"])
    again = json.loads(run("audit-disclosure", tmp_path / "ut", "--json").stdout)
    assert again["columns"] == record["columns"]


def test_a_column_that_gives_a_cell_away_is_told(run, protect, tmp_path: Path) -> None:
    protect()
    file = tmp_path / "ut" / "tables" / "län.csv"
    rows = list(csv.reader(file.open(encoding="utf-8")))
    pattern = list(csv.DictReader((tmp_path / "ut" / "internal" / "pattern.csv").open(encoding="utf-8")))
    true = {(row["region"], row["ändamål"]): row["kronor"] for row in pattern}
    for row in rows:
        if row[4] == "..":
            row[4] = true[row[0], row[1]]
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    result = run("audit-disclosure", tmp_path / "ut")
    assert result.exit_code == 1
    assert "(kronor): är känslig men inte dold" in result.stdout
    assert "(antal)" not in result.stdout


def test_no_answer_in_time_leaves_nothing_published(protect, tmp_path: Path) -> None:
    result = protect("--solver-seconds", 0)
    assert result.exit_code == 3
    assert "Lösaren gav inget svar" in result.stderr
    assert not (tmp_path / "ut").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("0115;A;z;8;700;41000", "0115;A;z;8;700;-41000"), "D110 Rad 5: «-41000» i kronor är negativt."),
        (("0115;A;z;8;700;41000", "0115;A;z;8;7,0;41000"), "D109 Rad 5: «7,0» i fte är inget heltal."),
        (("0115;A;z;8;700;41000", "0115;A;z;0;700;41000"), "D113 Rad 5: 0 personer men 700 i fte."),
        (("0115;A;z;8;700;41000", "0115;A;;8;700;41000"), "D114 Rad 5: «betalare» är tom"),
        (("0115;A;z;8;700;41000", "0115;;z;8;700;41000"), "D104 Rad 5: «ändamål» saknar kod. Fyll i den."),
        (("betalare", "vem"), "D101 Filen saknar betalare."),
    ],
)
def test_a_file_that_cannot_be_protected_is_refused(
    protect, counts: Path, tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    counts.write_text(ROWS.replace(*change), encoding="utf-8")
    result = protect()
    assert result.exit_code == 3
    assert told in result.stderr
    assert not (tmp_path / "ut").exists()


def test_a_level_or_a_method_that_cannot_be_is_refused(protect, tables: Path) -> None:
    tables.write_text(TABLES.replace("{region: län}", "{region: distrikt}"), encoding="utf-8")
    result = protect()
    assert result.exit_code == 1
    assert "tabeller.yaml:13: «region» har ingen nivå «distrikt». Välj bland län, kommun." in result.stderr
    tables.write_text(TABLES + "rules: {method: rounding}\n", encoding="utf-8")
    result = protect()
    assert result.exit_code == 1
    assert "Bara antal personer avrundas, inte fte, kronor." in result.stderr


def test_a_folder_that_is_not_there_or_holds_something_else(run, protect, tmp_path: Path) -> None:
    assert run("audit-disclosure", tmp_path / "nej").exit_code == 4
    (tmp_path / "ut").mkdir()
    (tmp_path / "ut" / "annat.txt").write_text("x", encoding="utf-8")
    result = protect()
    assert result.exit_code == 2
    assert "är inte tom. Välj en annan." in result.stderr
    assert [file.name for file in (tmp_path / "ut").iterdir()] == ["annat.txt"]
