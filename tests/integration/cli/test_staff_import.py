"""``import-staff``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kompetenslyft.apps.staff.actions import mappings
from kompetenslyft.apps.staff.models import Person, StaffImport
from tests.factories import staff
from tests.factories.staff import AT, Workplace
from tests.integration.staff.staff_import_files import MAPPING, content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(settings) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def work(db) -> Workplace:
    made = staff.workplace()
    mappings.save_mapping(employer=made.employer, name="HR", mapping=MAPPING, by=made.administrator, at=AT)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "personal.csv"
    path.write_bytes(content({}, {"Anställningsnr": "2002"}))
    return path


def words(work: Workplace) -> tuple[str, ...]:
    return ("--mapping", "HR", "--employer", work.employer.code, "--as", work.administrator.email)


def test_a_file_is_applied(run, work, file) -> None:
    result = run("import-staff", file, *words(work))
    assert result.exit_code == 0, result.output
    assert "2 nya, 0 ändrade, 0 har slutat, 0 oförändrade" in result.stdout
    assert Person.objects.filter(number__in=["2001", "2002"]).count() == 2
    again = run("import-staff", file, *words(work), "--as-of", "2016-12-01")
    assert "0 nya, 0 ändrade, 0 har slutat, 2 oförändrade" in again.stdout


def test_a_dry_run_shows_and_keeps_nothing(run, work, file) -> None:
    result = run("import-staff", file, *words(work), "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["new"], told["applied"], told["faults"], told["rows"]) == (2, False, 0, 2)
    assert not StaffImport.objects.exists()
    assert not Person.objects.filter(number="2001").exists()


def test_faults_are_told_and_the_file_waits(run, work, file) -> None:
    file.write_bytes(content({"Sysselsättningsgrad": "250 %"}))
    result = run("import-staff", file, *words(work))
    assert result.exit_code == 1
    assert "N209 rad 2, Sysselsättningsgrad, 250 %:" in result.stderr
    assert "1 fel. Inget är infört." in result.stdout
    assert StaffImport.objects.get().state == "checked"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (("--mapping", "Heroma"), (3, "N312")),
        (("--employer", "0000"), (3, "E101")),
        (("--as", "ingen@example.se"), (3, "E105")),
        (("--as", "{leader}"), (3, "E101")),
        (("--as-of", "i dag"), (2, "i dag")),
    ],
)
def test_what_stands_in_the_way_is_told(run, work, file, change, outcome) -> None:
    changed = [one.format(leader=work.leader.email) for one in change]
    result = run("import-staff", file, *words(work), *changed)
    code, said = outcome
    assert result.exit_code == code
    assert said in result.stderr


def test_a_broken_file_is_refused_and_a_missing_one_unreadable(run, work, file) -> None:
    file.write_bytes(file.read_bytes()[:-30])
    result = run("import-staff", file, *words(work))
    assert (result.exit_code, "verkar avbruten" in result.stderr) == (3, True)
    assert run("import-staff", file.with_name("annan.csv"), *words(work)).exit_code == 4
