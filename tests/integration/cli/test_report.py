"""``report``: the files of a report in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import collection, organisations

pytestmark = pytest.mark.usefixtures("db", "on_the_day")


def test_the_report_comes_in_three_formats_with_tables_beside_it(run, tmp_path: Path) -> None:
    answer_to = collection.return_(organisations.municipality(), collection.round_(made_up=True))
    result = run("report", answer_to.round.code, "--out", tmp_path / "ut")
    assert result.exit_code == 0, result.output
    written = {path.name for path in (tmp_path / "ut").iterdir()}
    assert {"rapport.html", "rapport.docx", "rapport.pdf", "tabeller.xlsx", "tabell-1.csv"} <= written
    assert {Path(line).name for line in result.stdout.splitlines()} == written
    assert (tmp_path / "ut" / "rapport.pdf").read_bytes().startswith(b"%PDF")


def test_no_such_round_and_no_such_report(run, tmp_path: Path) -> None:
    round_ = collection.round_()
    assert run("report", "nej", "--out", tmp_path).exit_code == 2
    refused = run("report", round_.code, "--out", tmp_path, "--definition", "nej@1")
    assert refused.exit_code == 2
    assert "nej@1 finns inte" in refused.stderr
