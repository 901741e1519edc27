"""Keeping the register: whole records in, differences written, everything or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.actions.keeping import Kept, keep_people
from kompetenslyft.apps.staff.models import Employment, Person
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.staff import model as core
from tests.factories import accounts, organisations, staff

AT = datetime(2016, 11, 1, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
SINCE = date(2012, 3, 1)

pytestmark = pytest.mark.django_db


def record(unit: str, number: str = "B1", **fields: object) -> core.Person:
    """Somebody with an employment in the unit (a code), a degree and a leave."""
    wanted: dict[str, object] = {
        "number": number,
        "name": f"Medarbetare {number}",
        "gender": core.Gender.MAN,
        "social_work_since": 2010,
        "email": f"{number.lower()}@example.org",
        "employments": (employment(unit),),
        "credentials": (
            core.Credential(
                core.CredentialKind.OTHER_DEGREE,
                "Beteendevetare",
                date(2009, 6, 1),
                1800,
                frozenset({core.Subject.PSYCHOLOGY, core.Subject.SOCIAL_WORK}),
            ),
        ),
        "leaves": (core.Leave(date(2014, 1, 1), date(2014, 12, 31)),),
    }
    return core.Person(**(wanted | fields))


def employment(unit: str, first: date = SINCE, last: date | None = None, **fields: object) -> core.Employment:
    wanted: dict[str, object] = {
        "unit": unit,
        "role": core.StaffRole.SOCIAL_WORKER,
        "service": core.Service.CHILD_WELFARE,
        "share": 100,
        "permanent": True,
        "first_day": first,
        "last_day": last,
    }
    return core.Employment(**(wanted | fields))


def test_what_is_kept_reads_back_as_it_was_given() -> None:
    place = staff.workplace()
    one = record(place.unit.code)
    kept = keep_people(employer=place.employer, people=[one], by=place.administrator, at=AT)
    assert kept == Kept(added=1, changed=0, unchanged=0)
    assert list(facts(Person.objects.filter(number="B1")).values()) == [one]


def test_keeping_the_same_again_changes_nothing() -> None:
    place = staff.workplace()
    one = record(place.unit.code)
    keep_people(employer=place.employer, people=[one], by=place.administrator, at=AT)
    rows = AuditRow.objects.count()
    again = keep_people(employer=place.employer, people=[one], by=place.administrator)
    assert again == Kept(0, 0, 1)
    assert Person.objects.get(number="B1").revision == 1
    assert AuditRow.objects.count() == rows


def test_rows_that_live_on_keep_their_keys() -> None:
    place = staff.workplace()
    one = record(place.unit.code)
    keep_people(employer=place.employer, people=[one], by=None, at=AT)
    before = Employment.objects.get(person__number="B1")
    ended = replace(
        one.employments[0],
        last_day=date(2016, 10, 31),
        leaving_reason=core.LeavingReason.INTERNAL_MOVE,
    )
    moved = replace(one, employments=(ended, employment(place.other_unit.code, date(2016, 11, 1))))
    kept = keep_people(employer=place.employer, people=[moved], by=place.administrator, at=AT)
    assert kept == Kept(0, 1, 0)
    assert facts(Person.objects.filter(number="B1")).popitem()[1] == moved
    before.refresh_from_db()
    assert before.last_day == date(2016, 10, 31)
    row = Person.objects.get(number="B1")
    assert (row.revision, row.changed_by) == (2, str(place.administrator))


def test_the_history_of_a_person_tells_what_changed_and_no_free_text() -> None:
    place = staff.workplace()
    one = record(place.unit.code)
    keep_people(employer=place.employer, people=[one], by=None, at=AT)
    changed = replace(
        one,
        name="Medarbetare Nytt Namn",
        social_work_since=2011,
        employments=(replace(one.employments[0], share=75),),
        credentials=(),
        leaves=(*one.leaves, core.Leave(date(2016, 12, 1))),
    )
    keep_people(employer=place.employer, people=[changed], by=place.administrator, at=AT)
    latest = audit.rows_about(Person.objects.get(number="B1"))[0]
    assert latest.actor == place.administrator
    assert latest.detail == {
        "revision": 2,
        "name": [],
        "social_work_since": [2010, 2011],
        "employments": [
            {
                "unit": place.unit.code,
                "role": "social_worker",
                "first_day": "2012-03-01",
                "changed": {"share": [100, 75]},
            }
        ],
        "credentials": [{"kind": "other_degree", "awarded_on": "2009-06-01", "removed": True}],
        "leaves": [{"first_day": "2016-12-01", "added": True}],
    }
    assert audit.rows_about(place.employer)[0].detail == {"added": 0, "changed": 1}


def test_two_people_change_addresses_with_one_another() -> None:
    place = staff.workplace()
    one, other = record(place.unit.code, "B1"), record(place.unit.code, "B2")
    keep_people(employer=place.employer, people=[one, other], by=None, at=AT)
    crossed = [replace(one, email=other.email), replace(other, email=one.email.upper())]
    keep_people(employer=place.employer, people=crossed, by=place.administrator, at=AT)
    assert Person.objects.get(number="B1").email == other.email


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"employments": (employment("finns-inte"),)}, "N120"),
        ({"number": "850709-9805"}, "N102"),
        ({"employments": (employment("finns-inte", share=250),)}, "N106"),
    ],
)
def test_bad_records_are_refused_with_the_person_named(change: dict[str, object], code: str) -> None:
    place = staff.workplace()
    good = record(place.unit.code, "B1")
    bad = replace(record(place.unit.code, "B2"), **change)
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[good, bad], by=place.administrator, at=AT)
    finding = next(one for one in refused.value.findings if one.code == code)
    assert "Medarbetare B2" in finding.message.sv
    assert not Person.objects.filter(number__startswith="B").exists()


def test_a_unit_of_another_employer_does_not_exist_here() -> None:
    place, other = staff.workplace(), staff.workplace("Grannkommunen")
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[record(other.unit.code)], by=place.administrator, at=AT)
    assert refused.value.code == "N120"


def test_a_unit_must_exist_when_the_employment_begins() -> None:
    place = staff.workplace()
    young = organisations.unit(place.district, "Nystartad", valid_from=date(2015, 1, 1))
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[record(young.code)], by=place.administrator, at=AT)
    assert refused.value.code == "N121"


def test_a_number_given_twice_and_an_address_given_twice_are_refused() -> None:
    place = staff.workplace()
    one = record(place.unit.code, "B1")
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[one, one], by=place.administrator, at=AT)
    assert refused.value.code == "N124"
    same_address = replace(record(place.unit.code, "B2"), email=one.email.upper())
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[one, same_address], by=place.administrator, at=AT)
    assert refused.value.code == "N122"
    taken = replace(one, email=place.person.email)
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[taken], by=place.administrator, at=AT)
    assert refused.value.code == "N122"


def test_whoever_saw_an_older_state_is_refused_and_a_taken_number_is_not_new() -> None:
    place = staff.workplace()
    one = record(place.unit.code)
    keep_people(employer=place.employer, people=[one], by=None, at=AT)
    keep_people(employer=place.employer, people=[replace(one, name="Nytt Namn")], by=None, at=AT)
    for seen, code in (({"B1": 1}, "N123"), ({"B1": 0}, "N125")):
        with pytest.raises(Refused) as refused:
            keep_people(employer=place.employer, people=[one], by=place.administrator, at=AT, seen=seen)
        assert refused.value.code == code
    kept = keep_people(employer=place.employer, people=[one], by=None, at=AT, seen={"B1": 2})
    assert kept.changed == 1


@pytest.mark.parametrize("who", ["leader", "person_user"])
def test_whoever_may_only_read_changes_nothing(who: str) -> None:
    place = staff.workplace()
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[record(place.unit.code)], by=getattr(place, who), at=AT)
    assert refused.value.code == {"leader": "E102", "person_user": "E101"}[who]


@pytest.mark.parametrize("who", ["coordinator", "signatory", "reader"])
def test_whoever_sees_numbers_alone_sees_no_register(who: str) -> None:
    place = staff.workplace()
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[record(place.unit.code)], by=getattr(place, who), at=AT)
    assert refused.value.code == "E101"


def test_the_administrator_of_another_employer_changes_nothing() -> None:
    place, other = staff.workplace(), staff.workplace("Grannkommunen")
    with pytest.raises(Refused) as refused:
        keep_people(employer=place.employer, people=[record(place.unit.code)], by=other.administrator, at=AT)
    assert refused.value.code == "E101"


def test_a_districts_administrator_keeps_those_who_work_in_the_district_alone() -> None:
    place = staff.workplace()
    far = organisations.unit(organisations.district(place.employer, "Södra"), "Långt bort")
    by = accounts.person_with(place.district, Role.STAFF_ADMINISTRATOR, name="Distriktets administratör")
    one = record(place.unit.code)

    def keep(wanted: core.Person) -> str:
        try:
            keep_people(employer=place.employer, people=[wanted], by=by, at=AT)
        except Refused as refused:
            return refused.code
        return "kept"

    assert keep(one) == "kept"
    assert keep(record(far.code, "B2")) == "E101"
    assert keep(replace(one, employments=(employment(far.code),))) == "E102"
    was_far = employment(far.code, date(2010, 1, 1), date(2012, 2, 29))
    assert keep(replace(one, employments=(was_far, *one.employments))) == "E102"
    keep_people(
        employer=place.employer,
        people=[replace(one, employments=(was_far, *one.employments))],
        by=place.administrator,
        at=AT,
    )
    assert keep(replace(one, name="Nytt Namn", employments=(was_far, *one.employments))) == "kept"


def test_the_queries_do_not_grow_with_the_people(django_assert_max_num_queries) -> None:
    place = staff.workplace()
    many = [record(place.unit.code, f"B{number}") for number in range(200)]
    with django_assert_max_num_queries(40):
        keep_people(employer=place.employer, people=many, by=place.administrator, at=AT)
    changed = [
        replace(
            one,
            name=f"{one.name} II",
            employments=(
                replace(one.employments[0], last_day=AT.date()),
                employment(place.other_unit.code, AT.date() + timedelta(days=1)),
            ),
            credentials=(),
        )
        for one in many
    ]
    told: list[tuple[int, int]] = []
    with django_assert_max_num_queries(40):
        kept = keep_people(
            employer=place.employer,
            people=changed,
            by=place.administrator,
            at=AT,
            progress=lambda done, total: told.append((done, total)),
        )
    assert kept.changed == 200
    assert told == [(200, 200)]
    with django_assert_max_num_queries(4):
        assert len(facts(Person.objects.all())) == 203
