"""Staff files: received, checked, applied whole or not at all; every kind of bad file told and nothing lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.actions import imports, mappings
from kompetenslyft.apps.staff.models import ColumnMapping, Employment, Person, StaffImport
from kompetenslyft.apps.staff.queries import imports as queries
from kompetenslyft.core.staff.importing.mapping import FileMapping
from tests.factories import staff
from tests.factories.staff import AT, Workplace
from tests.integration.staff.staff_import_files import AS_OF, HEADINGS, MAPPING, F, checked, content, received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(settings) -> None:
    settings.DEMO_DATE = AT.date()


@pytest.fixture
def work(db) -> Workplace:
    return staff.workplace()


def codes(row: StaffImport) -> list[tuple[str, int | None]]:
    return [(found["code"], found["row"]) for found in row.findings if found["severity"] != "info"]


def refused(code: str, work: Workplace, data: bytes, mapping: FileMapping | str | None = MAPPING) -> Refused:
    with pytest.raises(Refused) as caught:
        received(work, data, mapping)
    assert caught.value.code == code
    assert not StaffImport.objects.exists()
    return caught.value


# The road


def test_a_file_is_received_checked_and_applied(work: Workplace) -> None:
    known = {"Anställningsnr": work.colleague.number, "Namn": "Kollegan", "Anställd fr.o.m.": "2012-03-01"}
    row = checked(work, content({}, known | {"Sysselsättningsgrad": "75"}))
    assert (row.state, row.total, codes(row)) == ("checked", 2, [])
    assert row.difference["counts"] == {"new": 1, "changed": 1, "ended": 0, "unchanged": 0}
    assert Person.objects.filter(number="2001").count() == 0
    kept = imports.apply(staff_import=row, by=work.administrator, at=AT)
    assert (kept.added, kept.changed, kept.unchanged) == (1, 1, 0)
    stretches = Employment.objects.filter(person=work.colleague).values_list("share", "first_day", "last_day")
    assert list(stretches) == [
        (100, date(2012, 3, 1), AS_OF - timedelta(days=1)),
        (75, AS_OF, None),
    ]
    row.refresh_from_db()
    assert (row.state, row.content, row.findings) == ("applied", None, [])
    assert "changes" not in row.difference
    assert row.difference["counts"]["new"] == 1
    assert AuditRow.objects.filter(action="staff_import.apply").count() == 1


def test_the_same_file_again_changes_nothing(work: Workplace) -> None:
    data = content({}, {"Anställningsnr": "2002", "Namn": "Andra Medarbetaren", "Enhet": "Utredning söder"})
    imports.apply(staff_import=checked(work, data), by=work.administrator, at=AT)
    row = checked(work, data)
    assert row.difference["counts"] == {"new": 0, "changed": 0, "ended": 0, "unchanged": 2}
    assert imports.apply(staff_import=row, by=work.administrator, at=AT).unchanged == 2


def test_a_complete_file_ends_those_who_are_not_in_it(work: Workplace) -> None:
    complete = MAPPING.model_copy(update={"complete": True})
    row = checked(work, content({}), complete)
    assert row.difference["counts"]["ended"] == 3
    assert ("N219", None) in codes(row)
    imports.apply(staff_import=row, by=work.administrator, at=AT)
    assert Employment.objects.filter(person=work.person).get().last_day == AS_OF - timedelta(days=1)
    only_south = complete.model_copy(update={"covers": work.other_unit.code})
    assert checked(work, content({"Namn": "Nya Namnet"}), only_south).difference["counts"]["ended"] == 0


def test_a_saved_mapping_is_chosen_by_its_name(work: Workplace) -> None:
    mappings.save_mapping(employer=work.employer, name="HR", mapping=MAPPING, by=work.administrator, at=AT)
    mappings.save_mapping(employer=work.employer, name="hr", mapping=MAPPING, by=work.administrator, at=AT)
    assert ColumnMapping.objects.get().name == "hr"
    assert received(work, content({}), "HR").mapping_name == "hr"
    with pytest.raises(Refused) as caught:
        received(work, content({"Namn": "x"}), "Heroma")
    assert caught.value.code == "N312"
    mappings.remove_mapping(mapping=ColumnMapping.objects.get(), by=work.administrator, at=AT)
    assert not ColumnMapping.objects.exists()


def test_the_same_file_twice_is_one_import(work: Workplace) -> None:
    assert received(work, content({})).pk == received(work, content({})).pk
    assert StaffImport.objects.count() == 1


def test_a_new_mapping_can_be_tried_on_the_kept_file(work: Workplace) -> None:
    row = checked(work, content({"Befattning": "SOCSEKR"}))
    assert codes(row) == [("N210", 2)]
    with pytest.raises(Refused) as caught:
        imports.apply(staff_import=row, by=work.administrator, at=AT)
    assert caught.value.code == "N322"
    better = MAPPING.model_copy(update={"values": {F.ROLE: {"socsekr": "social_worker"}}})
    imports.map_columns(staff_import=row, mapping=better, by=work.administrator, at=AT)
    row = imports.check(staff_import=row, by=work.administrator, at=AT)
    assert codes(row) == []


# Bad files


def test_broken_files_are_refused_and_nothing_is_kept(work: Workplace) -> None:
    refused("N301", work, b"")
    refused("N304", work, content({}) + "2002;Märta\r\n".encode("cp1252"))
    refused("N305", work, content({}, {"Anställningsnr": "2002"})[:-40])
    refused("N306", work, content({}, headings=(*HEADINGS, "Namn")))


def test_identity_numbers_are_refused_whatever_the_column_is_called(work: Workplace) -> None:
    by_heading = refused(
        "N308", work, content({"Personnummer": "ej ifyllt"}, headings=(*HEADINGS, "Personnummer"))
    )
    assert "«Personnummer»" in by_heading.findings[0].message.sv
    refused("N308", work, content({"Anställningsnr": "8112289874"}))


def test_an_identity_number_among_others_is_told_at_its_row(work: Workplace) -> None:
    row = checked(work, content({}, {"Anställningsnr": "2002"}, {"Anställningsnr": "8112289874"}))
    assert codes(row) == [("N102", 4)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (({}, {"Namn": "Helt Annan"}), [("N203", 3)]),
        (({}, {"Enhet": "Utredning söder", "Anställd fr.o.m.": "2016-03-01"}), [("N107", 2)]),
        (({"Anställd t.o.m.": "2015-01-01"},), [("N207", 2)]),
        (({"Enhet": "Utredning öster"},), [("N208", 2)]),
        (({"Sysselsättningsgrad": "250 %"},), [("N209", 2)]),
        (({}, {"Anställningsnr": "2002", "Anställd fr.o.m.": "03/04/2016"}), [("N206", 3)]),
        (({}, {}), [("N204", 3)]),
        (
            ({"E-post": "samma@example.se"}, {"Anställningsnr": "2002", "E-post": "SAMMA@example.se"}),
            [("N217", 3)],
        ),
    ],
)
def test_bad_rows_are_told_and_nothing_is_written(
    work: Workplace, rows: tuple[dict[str, str], ...], expected: list[tuple[str, int]]
) -> None:
    before = Person.objects.count()
    row = checked(work, content(*rows))
    assert codes(row) == expected
    if expected[0][0] != "N204":
        with pytest.raises(Refused):
            imports.apply(staff_import=row, by=work.administrator, at=AT)
        assert Person.objects.count() == before
        row.refresh_from_db()
        assert row.content


def test_a_heading_that_the_mapping_names_is_missing(work: Workplace) -> None:
    row = checked(work, content({}, headings=HEADINGS[:-1]))
    assert codes(row) == [("N307", None)]
    assert "Anställd t.o.m." in row.findings[0]["sv"]


def test_a_unit_that_did_not_exist_is_told(work: Workplace) -> None:
    work.unit.valid_from = date(2016, 6, 1)
    work.unit.save()
    assert codes(checked(work, content({}))) == [("N221", 2)]


# Who, when and how many at once


def test_who_may_bring_in_files(work: Workplace) -> None:
    row = received(work, content({}))
    for user in (work.leader, work.coordinator, work.reader, work.person_user, work.signatory):
        with pytest.raises(Refused) as caught:
            imports.check(staff_import=row, by=user, at=AT)
        assert caught.value.code == "E101"
        with pytest.raises(Refused):
            queries.import_for(user, row.pk, AT.date())
        assert queries.employers(user, AT.date()) == []
    employers = queries.employers(work.administrator, AT.date())
    assert queries.imports(employers).get() == row


def test_a_stale_difference_is_refused(work: Workplace) -> None:
    row = checked(work, content({"Anställningsnr": work.colleague.number, "Anställd fr.o.m.": "2012-03-01"}))
    Person.objects.filter(pk=work.colleague.pk).update(revision=9)
    with pytest.raises(Refused) as caught:
        imports.apply(staff_import=row, by=work.administrator, at=AT)
    assert caught.value.code == "N321"
    imports.check(staff_import=row, by=work.administrator, at=AT)
    assert imports.apply(staff_import=row, by=work.administrator, at=AT).changed == 1


def test_it_is_applied_once_and_abandoned_once(work: Workplace) -> None:
    row = checked(work, content({}))
    imports.apply(staff_import=row, by=work.administrator, at=AT)
    for again in (imports.apply, imports.check, imports.abandon):
        with pytest.raises(Refused) as caught:
            again(staff_import=row, by=work.administrator, at=AT)
        assert caught.value.code == "N320"
    other = received(work, content({"Anställningsnr": "2003"}))
    imports.abandon(staff_import=other, by=work.administrator, at=AT)
    imports.abandon(staff_import=other, by=work.administrator, at=AT)
    other.refresh_from_db()
    assert (other.state, other.content) == ("abandoned", None)


def test_two_do_not_work_at_one_file(work: Workplace) -> None:
    row = checked(work, content({}))
    StaffImport.objects.update(held_until=timezone.now() + timedelta(minutes=1))
    for action in (imports.check, imports.apply, imports.abandon):
        with pytest.raises(Refused) as caught:
            action(staff_import=row, by=work.administrator, at=AT)
        assert caught.value.code == "N323"


def test_long_files_wait_for_the_worker_and_start_again_where_they_were(work: Workplace, monkeypatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    data = content({}, {"Anställningsnr": "2002"})
    row = imports.start(staff_import=received(work, data), by=work.administrator)
    assert row.state == "queued"
    assert imports.start(staff_import=row, by=work.administrator).state == "queued"
    StaffImport.objects.update(held_until=timezone.now() - timedelta(minutes=1), done=1)
    done = imports.work_next()
    assert done is not None
    assert (done.state, done.done, done.total) == ("checked", 2, 2)
    assert imports.start(staff_import=row, by=work.administrator, applying=True).state == "ordered"
    assert imports.work_next().state == "applied"
    assert imports.work_next() is None
    assert Person.objects.filter(number__in=["2001", "2002"]).count() == 2


def test_what_the_worker_cannot_do_is_told_and_the_queue_goes_on(work: Workplace, monkeypatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    row = checked(work, content({}))
    imports.start(staff_import=row, by=work.administrator, applying=True)
    staff.person(work.employer, work.unit, number="2001")
    assert imports.work_next().state == "checked"
    row.refresh_from_db()
    assert "Registret har ändrats" in row.error
    monkeypatch.setattr(imports, "work_out", lambda *args, **kwargs: 1 / 0)
    imports.start(staff_import=row, by=work.administrator)
    assert imports.work_next().state == "uploaded"
    row.refresh_from_db()
    assert (row.error, row.held_until) == ("ZeroDivisionError", None)
    assert imports.work_next() is None


def test_progress_is_told_and_kept(work: Workplace) -> None:
    told = []
    row = received(work, content({}, {"Anställningsnr": "2002"}))
    imports.check(staff_import=row, by=work.administrator, at=AT, progress=lambda *step: told.append(step))
    row.refresh_from_db()
    assert (told, row.done) == ([(2, 2)], 2)


def test_the_number_of_queries_does_not_grow(work: Workplace, django_assert_max_num_queries) -> None:
    rows = [{"Anställningsnr": f"3{number:03}", "Namn": f"Person {number}"} for number in range(120)]
    row = received(work, content(*rows))
    with django_assert_max_num_queries(32):
        imports.check(staff_import=row, by=work.administrator, at=AT)
    with django_assert_max_num_queries(60):
        imports.apply(staff_import=row, by=work.administrator, at=AT)
