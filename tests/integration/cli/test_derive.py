"""``derive``."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from tests.integration.competence.deriving import Town, staffed, town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_the_round(settings) -> None:
    settings.DEMO_DATE = date(2016, 12, 5)


@pytest.fixture
def made(db) -> Town:
    made = town()
    staffed(made)
    return made


def derive(run, made: Town, *more: str, who: str = "coordinator"):
    email = getattr(made, who).email
    return run("derive", made.answer_to.round.code, "--unit", made.employer.code, "--as", email, *more)


def test_every_derived_cell_is_printed_and_who_is_missing_told(run, made) -> None:
    result = derive(run, made)
    assert result.exit_code == 1, result.output
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    assert (rows["caseworkers.women"]["register"], rows["caseworkers.women"]["standing"]) == (
        "1.8",
        "missing",
    )
    assert rows["team_leaders.women"]["register"] == ""
    assert "M603" in result.stderr
    assert not made.answer_to.cells.exists()


def test_by_district_as_json(run, made) -> None:
    result = derive(run, made, "--by-district", "--format", "json")
    told = json.loads(result.stdout)
    assert told["day"] == "2016-11-15"
    women = next(one for one in told["cells"] if one["key"] == "caseworkers.women")
    assert (women[made.north.code], women[made.south.code], women["register"]) == (1, 0.8, 1.8)


def test_others_are_refused_and_an_unknown_format_is_told_of(run, made) -> None:
    refused = derive(run, made, who="officer")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "E101" in refused.stderr
    assert derive(run, made, "--format", "pdf").exit_code == 2
