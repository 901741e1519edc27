"""Two at the same moment over the register, in two real connections: one is kept, the other is told why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff.actions.keeping import Kept, keep_people
from kompetenslyft.apps.staff.models import Person
from tests.factories import staff
from tests.integration.at_once import together
from tests.integration.staff.test_keeping import AT, record

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_of_two_new_people_with_one_number_one_is_added() -> None:
    place = staff.workplace()
    results = together(
        *(
            lambda name=name: keep_people(
                employer=place.employer,
                people=[replace(record(place.unit.code), name=name)],
                by=place.administrator,
                at=AT,
                seen={"B1": 0},
            )
            for name in ("Medarbetare Ett", "Medarbetare Två")
        )
    )
    assert sorted(type(one) for one in results if isinstance(one, Kept)) == [Kept]
    [refused] = [one for one in results if isinstance(one, Refused)]
    assert refused.code in {"N122", "N125", "N128"}
    assert Person.objects.filter(number="B1").count() == 1


def test_of_two_changes_of_one_revision_one_is_kept() -> None:
    place = staff.workplace()
    one = record(place.unit.code)
    keep_people(employer=place.employer, people=[one], by=None, at=AT)
    results = together(
        *(
            lambda name=name: keep_people(
                employer=place.employer,
                people=[replace(one, name=name)],
                by=place.administrator,
                at=AT,
                seen={"B1": 1},
            )
            for name in ("Medarbetare Ett", "Medarbetare Två")
        )
    )
    assert [one.changed for one in results if isinstance(one, Kept)] == [1]
    assert [one.code for one in results if isinstance(one, Refused)] == ["N123"]
    assert Person.objects.get(number="B1").revision == 2
