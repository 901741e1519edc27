"""An employer's people, and since when each has been employed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from kompetenslyft.apps.spans import runs_on
from kompetenslyft.apps.staff.models import Employment, Person
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.staff import model as core

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def people_of(employer: Organisation) -> QuerySet[Person]:
    """Everybody in the employer's register, also those who have left."""
    return Person.objects.filter(employer=employer)


def first_days(person_ids: Collection[int]) -> dict[int, date | None]:
    """The first day of each person's first employment (None without one); the people are held for this transaction.

    One query.
    """
    first = Employment.objects.filter(person=OuterRef("pk")).order_by("first_day").values("first_day")[:1]
    held = Person.objects.select_for_update(of=("self",)).filter(pk__in=person_ids)
    return dict(held.annotate(first_day=Subquery(first)).order_by("pk").values_list("pk", "first_day"))


def employed_on(on: date) -> Iterator[tuple[str, int]]:
    """Employer (code) and id of everybody who has an employment running on the day. One query, read as it comes."""
    return _employed(on).order_by().values_list("employer__code", "pk").iterator()


def made_up_on(on: date) -> bool:
    """Whether any of them is made up. One query."""
    return _employed(on).filter(made_up=True).exists()


def facts_of(person_ids: Collection[int]) -> dict[int, core.Person]:
    """What the register holds of each, by id. Four queries."""
    return facts(Person.objects.filter(pk__in=person_ids).order_by("pk"))


def _employed(on: date) -> QuerySet[Person]:
    return Person.objects.filter(Exists(Employment.objects.filter(runs_on(on), person=OuterRef("pk"))))
