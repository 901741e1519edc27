from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.inserting import insert_all
from kompetenslyft.apps.staff.models import Credential, Employment, Leave, Person
from tests.factories import organisations, staff

if TYPE_CHECKING:
    from django.db.models import Model
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return staff.person(organisations.municipality(name="Radby"), name="Påhittad Radsson")


def rows(person: Person) -> list[list[Model]]:
    """Rows with every sort of field: texts, numbers, yes and no, days, moments, lists, objects, keys and nothing."""
    return [
        [
            AuditRow(at=staff.AT, actor=None, actor_label="åäö'%s", action="a", detail={"x": [1, None, "ö"]}),
            AuditRow(at=staff.AT, actor_label="", action="b", detail={}),
        ],
        [
            Employment(
                person=person,
                unit=person.employer,
                role="team_leader",
                service="adults",
                share=share,
                permanent=share == 100,
                first_day=date(2010, 1, share),
                last_day=last,
                first_management_job=first,
            )
            for share, last, first in [(1, None, None), (2, date(2012, 2, 29), True), (3, None, False)]
        ],
        [
            Credential(person=person, kind="master", awarded_on=date(2010, 6, 1), subjects=subjects)
            for subjects in ([], ["psychology", "law"])
        ],
        [Leave(person=person, first_day=date(2011, 1, 1))],
    ]


def stored(model: type[Model]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in row.items() if key != "id"}
        for row in model._default_manager.order_by("pk").values()
    ]


@pytest.mark.parametrize("kind", range(4))
def test_rows_are_stored_as_they_are_when_created_in_bulk(person: Person, kind: int) -> None:
    model = type(rows(person)[kind][0])
    model._default_manager.all().delete()
    insert_all(rows(person)[kind])
    inserted = stored(model)
    model._default_manager.all().delete()
    model._default_manager.bulk_create(rows(person)[kind])
    assert inserted == stored(model)
    assert len(inserted) == len(rows(person)[kind])


def test_many_rows_are_one_query_and_none_is_none(
    person: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        insert_all([])
    with django_assert_num_queries(1):
        insert_all([Leave(person=person, first_day=date(2011, 1, 1)) for _ in range(3000)])
    assert Leave.objects.count() == 3000


def test_what_stands_already_may_be_left_out(person: Person) -> None:
    again = [
        Person(employer=person.employer, number=number, changed_at=staff.AT, changed_by="Test")
        for number in (person.number, "new", "new")
    ]
    insert_all(again, ignore_conflicts=True)
    assert set(Person.objects.values_list("number", "name")) == {(person.number, person.name), ("new", "")}


def test_what_the_database_refuses_is_told(person: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([Leave(person=person, first_day=None)])
    assert not Leave.objects.exists()
