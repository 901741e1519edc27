"""Whom a derived return is about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from kompetenslyft.apps.spans import runs_on
from kompetenslyft.apps.staff.models import Employment, Person
from kompetenslyft.core.staff.model import Service


def employed_in(unit_ids: Collection[int], services: Collection[Service], on: date) -> QuerySet[Person]:
    """Those who on the day have an employment in one of the units, in one of the services; by id."""
    running = Employment.objects.filter(
        runs_on(on),
        person=OuterRef("pk"),
        unit_id__in=unit_ids,
        service__in=[service.value for service in services],
    )
    return Person.objects.filter(Exists(running)).order_by("pk")
