"""``settle``."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kompetenslyft.apps.grants.models import LedgerEntry, ProgrammeYear, Settlement
from tests.factories import accounts, grants, settlements
from tests.integration.grants.settling import AT, municipality, report, reported

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_the_last_day(settings) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def year(db) -> ProgrammeYear:
    return settlements.reporting(grants.year())


@pytest.fixture
def officer(db) -> str:
    return accounts.officer().email


def test_all_that_are_ready_are_settled_and_printed(run, year, officer) -> None:
    first, second = reported(year, "Falun"), reported(year, "Mora", competence=50_000, inventory=1_000)
    municipality(year, "Leksand")
    result = run("settle", year.code, "--as", officer)
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["code"], row["purpose"], row["used"], row["to_repay"]) for row in rows] == [
        (first.code, "competence", "60000", "40000"),
        (second.code, "competence", "50000", "0"),
        (second.code, "inventory", "0", "1000"),
    ]
    assert Settlement.objects.count() == 3
    again = run("settle", year.code, "--as", officer)
    assert again.exit_code == 0
    assert again.stdout.strip() == "code,name,purpose,received,used,unused,not_permitted,to_repay"


def test_a_dry_run_shows_and_keeps_nothing(run, year, officer) -> None:
    unit = reported(year, "Falun")
    entered = LedgerEntry.objects.count()
    result = run("settle", year.code, "--as", officer, "--unit", unit.code, "--dry-run", "--format", "json")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)
    assert (row["name"], row["received"], row["unused"]) == ("Falun", 100_000, 40_000)
    assert not Settlement.objects.exists()
    assert LedgerEntry.objects.count() == entered
    assert report(year, unit).status == "signed"


def test_what_could_not_be_settled_is_told_and_the_code_is_1(run, year, officer) -> None:
    unit = reported(year, "Falun")
    run("settle", year.code, "--as", officer)
    Settlement.objects.update(repaid=40_000)
    settlements.activity(year, unit, {"competence": {"course_fees": 30_000}})
    settlements.signed(report(year, unit))
    result = run("settle", year.code, "--as", officer)
    assert result.exit_code == 1
    assert "G404" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        (("nej", "--as", "{officer}"), (3, "E101")),
        (("{year}", "--as", "ingen@example.se"), (3, "E105")),
        (("{year}", "--as", "{signatory}"), (3, "E103")),
        (("{year}", "--as", "{officer}", "--unit", "{unit}"), (3, "G402")),
        (("{year}", "--as", "{officer}", "--unit", "0000"), (3, "E101")),
        (("{year}", "--as", "{officer}", "--format", "pdf"), (2, "Formatet pdf finns inte")),
    ],
)
def test_what_stands_in_the_way_is_told(run, year, officer, arguments, outcome) -> None:
    unit = municipality(year)
    words = {
        "officer": officer,
        "year": year.code,
        "unit": unit.code,
        "signatory": accounts.signatory(unit).email,
    }
    result = run("settle", *(argument.format(**words) for argument in arguments))
    code, said = outcome
    assert result.exit_code == code
    assert said in result.stderr
