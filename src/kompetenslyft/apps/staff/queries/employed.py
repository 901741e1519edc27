"""An employer's people, and since when each has been employed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import OuterRef, QuerySet, Subquery

from kompetenslyft.apps.staff.models import Employment, Person

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
