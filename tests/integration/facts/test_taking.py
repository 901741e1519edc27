"""Who took what, when; and the days that cannot be asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.facts import gathering
from kompetenslyft.apps.facts.actions import take_snapshot
from kompetenslyft.exchange.snapshots import open_snapshot
from tests.factories import accounts, organisations, staff
from tests.integration.competence.deriving import DAY, town
from tests.integration.facts.taking import taken

TODAY = date(2017, 2, 6)


@pytest.fixture(autouse=True)
def the_day(settings: pytest.FixtureRequest) -> None:
    settings.DEMO_DATE = TODAY


@pytest.mark.django_db
def test_the_audit_trail_says_who_and_what(tmp_path: Path) -> None:
    place = town("Loggby")
    staff.person(place.employer, place.unit)
    taken(tmp_path, DAY)
    begun, finished = AuditRow.objects.filter(action__startswith="snapshot.").order_by("pk")
    assert (begun.action, finished.action) == ("snapshot.begun", "snapshot.finished")
    assert begun.actor is None and begun.actor_label == finished.actor_label == "operator test"
    assert begun.at.date() == TODAY
    assert begun.detail == {"as_of": "2016-11-15"}
    rows = {"employment": 1, "assessment": 0, "activity": 0, "return": 0}
    assert finished.detail == {"as_of": "2016-11-15", "rows": rows}


@pytest.mark.django_db
def test_an_account_is_named_where_there_is_one(tmp_path: Path) -> None:
    organisations.agency()
    officer = accounts.officer(name="Olle")
    take_snapshot(as_of=DAY, out=tmp_path, heard=lambda *_told: None, by=officer)
    rows = AuditRow.objects.filter(action__startswith="snapshot.")
    assert {(row.actor, row.actor_label) for row in rows} == {(officer, str(officer))}


@pytest.mark.django_db
def test_one_that_was_cut_off_is_in_the_trail_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Cut(Exception):
        pass

    def cut(*_told: object, **_more: object) -> None:
        raise Cut

    place = town("Avbruten")
    staff.person(place.employer, place.unit)
    with monkeypatch.context() as patched, pytest.raises(Cut):
        patched.setattr(gathering, "marks_on", cut)
        taken(tmp_path, DAY)
    assert [row.action for row in AuditRow.objects.filter(action__startswith="snapshot.")] == [
        "snapshot.begun"
    ]
    organisations.agency()
    again = take_snapshot(as_of=DAY, out=tmp_path, heard=lambda *_told: None, operator="operator test")
    assert again.resumed == ("employment",)
    assert open_snapshot(again.folder).manifest == again.manifest


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "code"), [(date(2017, 2, 7), "F101"), (date(2010, 1, 1), "M109")])
def test_days_that_cannot_be_asked_for(tmp_path: Path, day: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        taken(tmp_path / "ut", day)
    assert refused.value.code == code
    assert not (tmp_path / "ut").exists()
    assert not AuditRow.objects.filter(action__startswith="snapshot.").exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_too(tmp_path: Path) -> None:
    place = town("Läsby")
    staff.person(place.employer, place.unit)
    assert taken(tmp_path, DAY).manifest.facts["employment"].rows == 1
    assert AuditRow.objects.filter(action="snapshot.finished").count() == 1
