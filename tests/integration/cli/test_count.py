"""``count``: a snapshot as counts, and the chain from it to tables that are protected and judged."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from kompetenslyft.core.facts.schema import FACTS
from kompetenslyft.exchange.snapshot_writing import write_snapshot
from kompetenslyft.exchange.snapshots import Stamp
from tests.unit.exchange.counting.made_up import Somebody, arrow, in_postgresql

TABLES = """\
id: staff
version: "1"
title: {sv: Bedömda, en: Assessed}
count: persons
variables:
  - {id: region, levels: [county, municipality]}
  - id: gender
  - id: level
tables:
  - {id: region-gender, variables: [region, gender]}
  - {id: region-level, variables: [region, level]}
"""
PEOPLE = [
    Somebody(
        ((("0114", "0115", "1280", "1281")[number % 4], "a", 50 + number),),
        (None, "M", "K", "K", "K")[number % 5],
        {"våld": ("basic", "advanced", "lacking")[number % 3], "barn/unga": "basic"},
    )
    for number in range(90)
]


def snapshot(folder: Path, people: Sequence[Somebody] = PEOPLE) -> Path:
    written = [tuple(row.values()) for row in arrow(people).to_pylist()]
    return write_snapshot(
        folder,
        Stamp(date(2026, 3, 1), made_up=True, software="1"),
        state="s",
        sources=[(fact, lambda rows=written if fact.name == "assessment" else []: rows) for fact in FACTS],
        heard=lambda *_told: None,
    ).folder


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    return snapshot(tmp_path / "uttag")


@pytest.fixture
def count(run, taken: Path, tables: Path, tmp_path: Path):
    return lambda *arguments: run(
        "count", taken, "--tables", tables, "--out", tmp_path / "antal.csv", *arguments
    )


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_snapshot_is_counted_protected_and_judged(run, taken: Path, tables: Path, tmp_path: Path) -> None:
    counts, out = tmp_path / "antal.csv", tmp_path / "ut"
    result = run("count", taken, "--tables", tables, "--out", counts, "--where", "direction=våld")
    assert result.exit_code == 0, result.stderr
    assert "Uppgifterna är påhittade." in result.stderr and "inte skyddade" in result.stderr
    assert counts.stat().st_mode & 0o777 == 0o600
    rows = read(counts)
    assert list(rows[0]) == ["county", "municipality", "gender", "level", "persons", "fte_hundredths"]
    assert sum(int(row["persons"]) for row in rows) == len(PEOPLE)
    assert sum(int(row["fte_hundredths"]) for row in rows) == sum(50 + number for number in range(90))
    assert {row["gender"] for row in rows} == {"K", "M", "US"}

    protected = run("protect", counts, "--tables", tables, "--out", out, "--audit")
    assert protected.exit_code == 0, protected.stderr
    assert run("audit-disclosure", out).exit_code == 0
    total = {
        (row["region"], row["gender"]): row["persons"] for row in read(out / "tables" / "region-gender.csv")
    }
    assert total["T", "T"] == "90"


def test_each_direction_by_itself(run, taken: Path, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "antal"
    result = run("count", taken, "--tables", tables, "--out", out, "--each", "direction")
    assert result.exit_code == 0, result.stderr
    assert sorted(file.name for file in out.iterdir()) == ["barn%2Funga.csv", "våld.csv"]
    one = tmp_path / "våld.csv"
    run("count", taken, "--tables", tables, "--out", one, "--where", "direction=våld")
    assert (out / "våld.csv").read_bytes() == one.read_bytes()
    assert out.stat().st_mode & 0o777 == 0o700
    again = run("count", taken, "--tables", tables, "--out", out, "--each", "direction")
    assert again.exit_code == 2 and "inte tom" in again.stderr


@pytest.mark.spark
def test_spark_writes_the_same_bytes(run, taken: Path, tables: Path, tmp_path: Path) -> None:
    written = []
    for engine in ("duckdb", "spark"):
        file = tmp_path / f"{engine}.csv"
        arguments = ("--out", file, "--where", "direction=våld", "--engine", engine)
        assert run("count", taken, "--tables", tables, *arguments).exit_code == 0
        written.append(file.read_bytes())
    assert written[0] == written[1]


@pytest.mark.postgresql
def test_postgresql_writes_the_same_bytes(run, taken: Path, tables: Path, tmp_path: Path) -> None:
    with in_postgresql(PEOPLE) as address:
        for source, name in ((taken, "file.csv"), (address, "database.csv")):
            arguments = ("--tables", tables, "--out", tmp_path / name, "--where", "direction=våld")
            assert run("count", source, *arguments).exit_code == 0
    assert (tmp_path / "file.csv").read_bytes() == (tmp_path / "database.csv").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--fact", "planet"], "«planet» är ingen faktatabell. Välj bland assessment, employment"),
        (["--engine", "abacus"], "«abacus» är ingen motor. Välj bland duckdb, spark"),
        (["--where", "direction"], "Skriv --where KOLUMN=KOD"),
        (["--where", "direction=a", "--where", "direction=b"], "en gång för varje kolumn"),
    ],
)
def test_a_command_that_is_wrong(count, arguments: list[str], told: str) -> None:
    result = count(*arguments)
    assert result.exit_code == 2 and told in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "F302"),
        (["--where", "direction=våld", "--where", "planet=1"], "F301"),
        (["--where", "direction=rymden"], "F306"),
        (["--each", "direction", "--where", "county=99"], "F306"),
        (["--fact", "activity", "--where", "kind=a"], "F304"),
    ],
)
def test_what_cannot_be_counted(count, tmp_path: Path, arguments: list[str], told: str) -> None:
    result = count(*arguments)
    assert result.exit_code == 3 and told in result.stderr
    assert not (tmp_path / "antal.csv").exists()


def test_a_snapshot_that_is_cut_off(run, taken: Path, tables: Path, tmp_path: Path) -> None:
    file = taken / "assessment.parquet"
    file.write_bytes(file.read_bytes()[:-100])
    arguments = ("--tables", tables, "--out", tmp_path / "a.csv", "--where", "direction=våld")
    result = run("count", taken, *arguments)
    assert result.exit_code == 3 and "assessment.parquet" in result.stderr
    result = run("count", file, *arguments)
    assert result.exit_code == 3 and "F309" in result.stderr


def test_what_is_not_there_or_cannot_be_written(run, taken: Path, tables: Path, tmp_path: Path) -> None:
    arguments = ("--tables", tables, "--where", "direction=våld", "--out")
    assert run("count", tmp_path / "nowhere", *arguments, tmp_path / "a.csv").exit_code == 4
    assert run("count", taken, *arguments, tmp_path / "no" / "a.csv").exit_code == 4


def test_a_definition_that_is_broken(run, taken: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: x\n", encoding="utf-8")
    result = run("count", taken, "--tables", broken, "--out", tmp_path / "a.csv")
    assert result.exit_code == 1 and "broken.yaml" in result.stderr
