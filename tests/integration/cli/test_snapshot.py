"""``snapshot``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.exchange.snapshots import open_snapshot
from tests.factories import accounts, organisations, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture(autouse=True)
def somebody() -> None:
    organisations.agency()
    employer = organisations.municipality("2080", "Falun")
    staff.person(employer, organisations.unit(employer), made_up=True)


def test_the_facts_are_written_and_told_of(run, tmp_path: Path) -> None:
    done = run("snapshot", "--as-of", "2016-11-15", "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{tmp_path / '2016-11-15'}\n"
    assert "Personuppgifter, också utan namn. Får inte publiceras" in done.stderr
    assert "Rader i employment: 1\n" in done.stderr and "Rader i return: 0\n" in done.stderr
    assert "Uppgifterna är påhittade." in done.stderr
    assert open_snapshot(tmp_path / "2016-11-15").made_up
    assert AuditRow.objects.get(action="snapshot.finished").actor_label.startswith("operator ")

    again = run("snapshot", "--as-of", "2016-11-15", "--out", tmp_path)
    assert again.exit_code == 0 and "Samma uttag fanns redan" in again.stderr


def test_another_that_is_there_is_left_and_told_of(run, tmp_path: Path) -> None:
    assert run("snapshot", "--as-of", "2016-11-15", "--out", tmp_path).exit_code == 0
    employer = organisations.municipality("2081", "Borlänge")
    staff.person(employer, organisations.unit(employer))
    refused = run("snapshot", "--as-of", "2016-11-15", "--out", tmp_path)
    assert refused.exit_code == 3
    assert "F209" in refused.stderr and "Flytta eller radera den" in refused.stderr
    told = json.loads((tmp_path / "2016-11-15" / "manifest.json").read_text(encoding="utf-8"))
    assert told["facts"]["employment"]["rows"] == 1


def test_whoever_takes_it_can_be_named(run, tmp_path: Path) -> None:
    officer = accounts.officer(name="Olle")
    asked = ("snapshot", "--as-of", "2016-11-15", "--out", tmp_path)
    assert run(*asked, "--as", officer.email).exit_code == 0
    assert AuditRow.objects.get(action="snapshot.finished").actor == officer
    unknown = run(*asked, "--as", "ingen@example.se")
    assert unknown.exit_code == 3 and "E105" in unknown.stderr


def test_what_cannot_be_asked_for(run, tmp_path: Path) -> None:
    assert run("snapshot", "--out", tmp_path).exit_code == 2
    assert run("snapshot", "--as-of", "i går", "--out", tmp_path).exit_code == 2
    coming = run("snapshot", "--as-of", "2030-01-01", "--out", tmp_path)
    assert coming.exit_code == 3 and "F101" in coming.stderr
    (tmp_path / "fil").write_text("")
    assert run("snapshot", "--as-of", "2016-11-15", "--out", tmp_path / "fil").exit_code == 4
