"""Two at the same moment over activities, in two real connections: nothing is lost, and nothing is numbered twice."""

from __future__ import annotations

import pytest

from kompetenslyft.apps.grants.actions import activities as actions
from kompetenslyft.apps.grants.models import Activity
from tests.factories import accounts, grants, organisations
from tests.integration.at_once import together
from tests.integration.grants.test_activities import DURING, course

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_two_new_activities_get_a_number_each() -> None:
    unit, year = organisations.municipality("2080", "Falun"), grants.year()
    people = [accounts.coordinator(unit) for _ in range(3)]
    results = together(
        *(
            lambda person=person: actions.save_activity(
                year=year, unit=unit, entries=course(), by=person, at=DURING
            )
            for person in people
        )
    )
    assert all(isinstance(one, actions.Saved) and one.is_clean for one in results)
    assert sorted(Activity.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_of_two_titles_one_is_saved_and_the_other_a_conflict() -> None:
    unit, year = organisations.municipality("2080", "Falun"), grants.year()
    people = [accounts.coordinator(unit) for _ in range(2)]
    row = actions.save_activity(year=year, unit=unit, entries=course(), by=people[0], at=DURING).activity
    results = together(
        *(
            lambda person=person, title=title: actions.save_activity(
                year=year, unit=unit, entries=course(title), activity=row, base=1, by=person, at=DURING
            )
            for person, title in zip(people, ("Annas", "Bos"), strict=True)
        )
    )
    assert [one.changed for one in results].count(True) == 1
    [told] = [one for one in results if not one.is_clean]
    assert told.conflicts.keys() == {"title"}
    assert Activity.objects.get().revision == 2
