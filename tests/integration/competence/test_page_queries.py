"""Every page that lists people takes as many queries for many as for few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kompetenslyft.apps.competence.actions import plans, resources, talks
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.models import Resource
from kompetenslyft.apps.staff.models import Leave
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from tests.factories import staff as factory
from tests.factories.talks import AT, WHEN
from tests.integration.competence.test_plans import ITEM

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def test_as_many_queries_for_many_people_as_for_few() -> None:
    place = factory.workplace()
    pages = [(place.leader, page) for page in [*_pages_at(place.unit), "/", *_PAGES]]
    pages += [(place.signatory, page) for page in _pages_at(place.employer)]
    pages += [(place.administrator, page) for page in _PAGES]
    _grow(place, 2)
    for user, page in pages:
        _queries(user, page)  # what is read once and kept
    few = [_queries(user, page) for user, page in pages]
    _grow(place, 3)
    many = [_queries(user, page) for user, page in pages]
    grown = [
        (str(user), page, before, after)
        for (user, page), before, after in zip(pages, few, many, strict=True)
        if after > before
    ]
    assert grown == []


_PAGES = [
    reverse("competence:home"),
    reverse("competence:talks"),
    reverse("competence:talk_call_many"),
    reverse("staff:people"),
    reverse("staff:imports"),
    reverse("staff:mappings"),
    reverse("staff:qualification"),
]


def _pages_at(unit: Organisation) -> list[str]:
    names = ("matrix", "matrix_file", "profiles", "unit_need", "needs", "resources", "plans")
    return [
        reverse("staff:decision", args=[unit.code]),
        reverse("staff:disposal", args=[unit.code]),
        *(reverse(f"competence:{name}", args=[unit.code]) for name in names),
    ]


def _grow(place: factory.Workplace, people: int) -> None:
    """People with all that the pages show: a record, a talk, marks, a late plan and a resource; and others."""
    for _ in range(people):
        one = factory.person(place.employer, place.unit)
        factory.employment(one, place.other_unit, share=20)
        factory.credential(one)
        Leave.objects.create(person=one, first_day=date(2016, 1, 1), last_day=date(2016, 2, 1))
        assess(
            person=one,
            stage=Stage.AGREED,
            marks={"ethics": Mark.ADVANCED, "social_law": Mark.LACKING},
            by=place.leader,
            on=date(2016, 9, 1),
            occasion=Occasion.OTHER,
            at=AT,
        )
        talks.call(person=one, scheduled_at=WHEN, by=place.leader, at=AT)
        plan = plans.draft(person=one, by=place.leader, at=AT)
        plans.add_item(plan=plan, item=replace(ITEM, due=date(2016, 10, 1)), by=place.leader, at=AT)
        plans.decide(plan=plan, by=place.leader, at=AT)
        resources.add_resource(
            person=one,
            kind=Resource.Kind.TEACH,
            direction="ethics",
            agreed=True,
            sure=True,
            by=place.leader,
            at=AT,
        )
        resources.save_network(
            organisation=place.unit, name=f"Nätverk {one.pk}", purpose="x", by=place.leader, at=AT
        )
        factory.person(place.employer, place.unit)


def _queries(user: User, page: str) -> int:
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code in {200, 404}
    return len(queries)
