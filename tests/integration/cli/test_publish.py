"""``publish``."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kompetenslyft.apps.publishing.models import Publication
from kompetenslyft.core.disclosure.audit import Verdict
from kompetenslyft.exchange import release_tables
from tests.factories import accounts, collection, organisations
from tests.integration.test_publishing import answered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

RELEASE = "staff-by-municipality@2016"


@pytest.fixture
def officer():
    return accounts.officer(name="Olle")


@pytest.fixture
def round_(officer):
    one = collection.round_("inventering-2016", made_up=True)
    for code, name in (("2080", "Falun"), ("2081", "Borlänge"), ("2082", "Säter")):
        answered(organisations.municipality(code, name), one)
    return one


def test_tables_are_made_and_another_officer_approves_them(run, officer, round_) -> None:
    made = run("publish", RELEASE, "--round", round_.code, "--as", officer.email)
    assert made.exit_code == 0, made.output
    first, *tables = made.stdout.splitlines()
    assert first.startswith("staff-by-municipality-2016: ") and len(tables) == 4
    assert tables[0].startswith("caseworkers: ") and tables[0].endswith("alla är skyddade")

    own = run("publish", "staff-by-municipality-2016", "--approve", "--as", officer.email)
    assert own.exit_code == 3 and "P114" in own.stderr
    other = accounts.officer(name="Karin")
    approved = run("publish", "staff-by-municipality-2016", "--approve", "--json", "--as", other.email)
    assert approved.exit_code == 0, approved.output
    assert json.loads(approved.stdout)["state"] == "published"


def test_a_release_is_computed_anew_and_compared(run, officer, round_) -> None:
    run("publish", RELEASE, "--round", round_.code, "--as", officer.email)
    slug = "staff-by-municipality-2016"
    same = run("publish", slug, "--check", "--as", officer.email)
    assert same.exit_code == 0 and "alla lika" in same.stdout, same.output
    kept = Publication.objects.get(slug=slug)
    kept.files.filter(name="tabell-no_degree.csv").update(digest="0" * 64)
    other = run("publish", slug, "--check", "--as", officer.email)
    assert other.exit_code == 1 and "  tabell-no_degree.csv" in other.stdout
    told = run("publish", slug, "--check", "--json", "--as", officer.email)
    assert json.loads(told.stdout)["differing"] == ["tabell-no_degree.csv"]


def test_a_release_that_is_refused_ends_with_1(run, officer, round_, monkeypatch) -> None:
    judged = release_tables.audit

    def one_cell_recoverable(release, **options):
        found = judged(release, **options)
        cells = (replace(found.cells[0], verdict=Verdict.RECOVERABLE), *found.cells[1:])
        return replace(found, cells=cells)

    monkeypatch.setattr(release_tables, "audit", one_cell_recoverable)
    made = run("publish", RELEASE, "--round", round_.code, "--as", officer.email)
    assert made.exit_code == 1
    assert "recoverable 2" in made.stdout
    assert Publication.objects.get().state == "refused"


def test_what_nobody_has_answered_is_told(run, officer) -> None:
    empty = collection.round_("inventering-2016")
    made = run("publish", RELEASE, "--round", empty.code, "--as", officer.email)
    assert made.exit_code == 1 and "Ingen har svarat" in made.stderr
    again = run("publish", "staff-by-municipality-2016", "--as", officer.email)
    assert again.exit_code == 1


def test_what_cannot_be_asked_for(run, officer, round_) -> None:
    assert run("publish", RELEASE, "--as", officer.email).exit_code == 2
    assert run("publish", RELEASE, "--round", round_.code, "--approve", "--as", officer.email).exit_code == 2
    unknown = run("publish", "ingen", "--as", officer.email)
    assert unknown.exit_code == 3 and "E101" in unknown.stderr
    coordinator = accounts.coordinator(organisations.municipality())
    refused = run("publish", RELEASE, "--round", round_.code, "--as", coordinator.email)
    assert refused.exit_code == 3 and "E103" in refused.stderr
