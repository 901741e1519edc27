"""What tables count: several forms in a year, and those asked who have not answered."""

from __future__ import annotations

import pytest

from kompetenslyft.apps.collection import actions, queries
from tests.factories import collection, organisations

pytestmark = pytest.mark.django_db


@pytest.fixture
def both():
    """Falun has signed two forms of one year; Umeå is asked and silent."""
    made = collection.cast()
    collection.signed(made)
    other = actions.create_round(
        code="redovisning-2016",
        title_sv="Redovisning 2016",
        title_en="Report 2016",
        year=2016,
        instrument="report-back@2016",
        opens=made.round.opens,
        deadline=made.round.deadline,
        last_start=made.round.last_start,
        last_change=made.round.last_change,
        by=made.officer,
    )
    answer_to = collection.asked(other, made.unit, made.officer)
    collection.asked(other, organisations.municipality(name="Umeå", code="2480"), made.officer)
    entries = {"effects": "Bättre utredningar.", "difficulties": "Vikarier.", "figures_confirmed": "yes"}
    entries |= {"stewardship_caseworkers": "partly", "stewardship_leaders": "no", "induction": "yes"}
    collection.enter(answer_to, made.coordinator, entries)
    actions.submit(answer_to=answer_to, by=made.coordinator)
    actions.sign(answer_to=answer_to, by=made.signatory)
    return made, other


def test_two_forms_of_one_year_are_both_counted(both):
    made, other = both
    counted = queries.counted_returns([made.round.code, other.code])
    assert sorted(one.round for one in counted) == sorted([made.round.code, other.code])


def test_those_asked_are_told_without_answers(both, django_assert_num_queries):
    made, other = both
    with django_assert_num_queries(3):
        asked = queries.asked_returns([other.code])
    assert {one.unit: bool(one.values) for one in asked} == {made.unit.code: True, "2480": False}
    assert [one.unit for one in queries.counted_returns([other.code])] == [made.unit.code]
