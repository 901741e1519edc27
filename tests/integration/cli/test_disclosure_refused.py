"""``protect`` and ``audit-disclosure`` where the solver gets no time, and where what is given does not add up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kompetenslyft.core.disclosure import audit as judging
from kompetenslyft.core.disclosure.alternatives import Block
from tests.integration.cli.test_disclosure import ROWS, TABLES, counts

__all__ = ["TABLES", "counts"]

NOT_SUMMED = "är inte summan av sina delar"


@pytest.fixture
def out(run, counts: Path, tables: Path, tmp_path: Path) -> Path:
    """A folder of protected tables."""
    folder = tmp_path / "ut"
    assert run("protect", counts, "--tables", tables, "--out", folder).exit_code == 0
    return folder


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), encoding="utf-8")


def record(folder: Path) -> dict:
    return json.loads((folder / "internal" / "audit.json").read_text(encoding="utf-8"))


def test_an_audit_out_of_time_leaves_the_tables_unwritten(
    run, counts: Path, tables: Path, tmp_path: Path, monkeypatch
) -> None:
    """HiGHS gets no time for the audit's programmes; the suppression has all it needs."""
    monkeypatch.setattr(
        judging, "Block", lambda *given, seconds, **options: Block(*given, seconds=0, **options)
    )
    folder = tmp_path / "ut"
    result = run("protect", counts, "--tables", tables, "--out", folder, "--audit")
    assert result.exit_code == 1
    assert "kunde inte granskas och räknas därför som oskyddad" in result.stdout
    assert "Tabellerna är inte skrivna." in result.stderr
    assert not (folder / "tables").exists() and not (folder / "codes.csv").exists()
    assert not record(folder)["safe"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("01,T,76", "01,T,77", "01 × T × T"),
        ("T,K,51", "T,K,50", "T × K × T"),
        ("12,M,23", "12,M,22", "12 × M × T"),
    ],
    ids=["of a county", "of a sex", "of a county by sex"],
)
def test_published_margins_that_do_not_add_up(run, out: Path, before: str, after: str, told: str) -> None:
    change(out / "tables" / "kommun-kön.csv", before, after)
    result = run("audit-disclosure", out)
    assert result.exit_code == 1
    assert NOT_SUMMED in result.stdout and told in result.stdout
    assert not record(out)["safe"]


def test_two_tables_that_tell_of_one_cell_differently(run, out: Path) -> None:
    change(out / "tables" / "kommun-nivå.csv", "T,T,107", "T,T,106")
    result = run("audit-disclosure", out)
    assert result.exit_code == 1 and f"T × T × T: {NOT_SUMMED}" in result.stdout


def test_margins_in_the_file_that_do_not_add_up(run, counts: Path, tables: Path, tmp_path: Path) -> None:
    """Every one is told, with the line and the arithmetic, and nothing is written."""
    wrong = "01;K;A;17\n12;M;A;16\n1280;T;A;16\n"
    counts.write_text(ROWS + wrong, encoding="utf-8")
    result = run("protect", counts, "--tables", tables, "--out", tmp_path / "ut")
    assert result.exit_code == 3
    assert "Rad 16: 01 × K × A anges till 17, men delarna är 7 + 9 = 16" in result.stderr
    assert "Rad 17: 12 × M × A anges till 16, men delarna är 11 + 4 = 15" in result.stderr
    assert not (tmp_path / "ut").exists()


def test_a_hidden_cell_without_its_number_cannot_be_judged(run, out: Path) -> None:
    file = out / "internal" / "pattern.csv"
    first, *rest = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text(first + "".join(rest[1:]), encoding="utf-8")
    result = run("audit-disclosure", out)
    assert result.exit_code == 1 and "kunde inte granskas" in result.stdout


def test_a_file_that_is_missing_is_told_in_the_terminals_language(run, tables: Path, tmp_path: Path) -> None:
    result = run("protect", tmp_path / "antal.csv", "--tables", tables, "--out", tmp_path / "ut")
    assert result.exit_code == 4
    assert "antal.csv: filen eller mappen finns inte" in result.stderr
