"""Entering what the register gives, and seeing who is behind it: who may, what is left alone, what is noted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection.models import CellChange
from kompetenslyft.apps.competence.actions.derivation import enter_derived
from kompetenslyft.apps.competence.deriving import basis, derived
from kompetenslyft.apps.competence.models import Reading
from kompetenslyft.apps.competence.queries.derivation import behind_cell, comparison
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.derivation.compare import Standing
from tests.factories import staff
from tests.integration.competence.deriving import DAY, Town, decide_people, mark, staffed, town

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

ADVANCED = "level_law.family_law.advanced"


@pytest.fixture(autouse=True)
def in_the_round(settings: SettingsWrapper) -> None:
    settings.DEMO_DATE = date(2016, 12, 5)


@pytest.fixture
def made() -> Town:
    return town()


def stored(made: Town) -> dict[str, object]:
    return {cell.key: cell.value for cell in made.answer_to.cells.all() if cell.value is not None}


def by_hand(made: Town, **figures: object) -> None:
    made.answer_to.refresh_from_db()
    entries = {key.replace("__", "."): value for key, value in figures.items()}
    outcome = collection.enter(
        answer_to=made.answer_to,
        entries=entries,
        base=made.answer_to.revision,
        by=made.coordinator,
        channel="web",
    )
    assert outcome.is_clean


def test_districts_add_up_to_the_municipality(made: Town) -> None:
    staffed(made)
    found = derived(made.answer_to.round, made.employer)
    assert (found.total["caseworkers.women"], found.total["caseworkers.men"]) == (180, 50)
    assert found.units[made.north.code]["caseworkers.women"] == 100
    assert found.units[made.south.code]["caseworkers.women"] == 80
    assert found.total[ADVANCED] == 100
    assert found.unknown["level_law.family_law.unknown"] == 50


def test_a_district_has_its_own_and_nobody_elses(made: Town) -> None:
    staffed(made)
    found = derived(made.answer_to.round, made.south)
    assert found.total["caseworkers.women"] == 80
    assert set(found.units) == {made.south.code}


def test_those_directly_under_the_municipality_are_its_own(made: Town) -> None:
    staff.person(made.employer, made.employer)
    assert derived(made.answer_to.round, made.employer).units[made.employer.code]["caseworkers.women"] == 100


def test_the_register_and_the_marks_are_read_as_of_the_day(made: Town) -> None:
    one = staff.person(made.employer, made.unit, last_day=DAY, leaving_reason="retirement")
    mark(one, "family_law", Mark.BASIC, superseded_on=DAY + timedelta(days=1))
    mark(one, "family_law", Mark.ADVANCED, assessed_on=DAY + timedelta(days=1))
    staff.person(made.employer, made.unit, first_day=DAY + timedelta(days=1))
    found = derived(made.answer_to.round, made.employer)
    assert found.total["caseworkers.women"] == 100
    assert found.total["level_law.family_law.basic"] == 100
    assert found.total[ADVANCED] == 0
    later = derived(made.answer_to.round, made.employer, DAY + timedelta(days=1))
    assert later.total["caseworkers.women"] == 100
    assert ADVANCED not in later.total


def test_queries_do_not_grow_with_people(
    made: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        staffed(made)
    with django_assert_max_num_queries(10):
        basis(made.answer_to.round, made.employer)


def test_what_is_derived_is_entered_from_the_register(made: Town) -> None:
    staffed(made)
    entered = enter_derived(answer_to=made.answer_to, by=made.coordinator)
    assert entered.outcome.is_clean
    assert stored(made) == dict(derived(made.answer_to.round, made.employer).total)
    assert set(CellChange.objects.values_list("channel", flat=True)) == {"register"}
    row = AuditRow.objects.get(action="derivation.enter")
    assert (row.detail["day"], row.detail["definition"]) == ("2016-11-15", "competence-inventory@2016")
    made.answer_to.refresh_from_db()
    assert made.answer_to.status == "in_progress"


def test_once_more_changes_nothing(made: Town) -> None:
    staffed(made)
    enter_derived(answer_to=made.answer_to, by=made.coordinator)
    again = enter_derived(answer_to=made.answer_to, by=made.coordinator)
    assert (again.outcome.saved, again.left) == ({}, ())


def test_what_was_entered_by_hand_stays_unless_it_is_named(made: Town) -> None:
    staffed(made)
    by_hand(made, caseworkers__women="12,5", caseworkers__men="0,5")
    entered = enter_derived(answer_to=made.answer_to, by=made.coordinator)
    assert entered.left == ("caseworkers.women",)
    assert stored(made)["caseworkers.women"] == 1250
    enter_derived(answer_to=made.answer_to, by=made.coordinator, keys=entered.left)
    assert stored(made)["caseworkers.women"] == 180


def test_what_came_from_the_register_follows_it(made: Town) -> None:
    staffed(made)
    enter_derived(answer_to=made.answer_to, by=made.coordinator)
    staff.person(made.employer, made.unit, share=40)
    cells = comparison(made.coordinator, made.answer_to.round.code, made.employer.code).cells
    assert cells["caseworkers.women"].standing is Standing.CHANGED
    assert cells["caseworkers.women"].difference == 40
    enter_derived(answer_to=made.answer_to, by=made.coordinator)
    assert stored(made)["caseworkers.women"] == 220


def test_what_the_register_does_not_know_is_left_as_it_is(made: Town) -> None:
    staffed(made)
    by_hand(made, team_leaders__women="2")
    enter_derived(answer_to=made.answer_to, by=made.coordinator)
    assert stored(made)["team_leaders.women"] == 200


def test_a_lock_holds_for_the_register_too(made: Town, settings: SettingsWrapper) -> None:
    staffed(made)
    settings.DEMO_DATE = made.answer_to.dates.last_change + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        enter_derived(answer_to=made.answer_to, by=made.coordinator)
    assert refused.value.code.startswith("T3")
    assert stored(made) == {}


@pytest.mark.parametrize("who", ["reader", "leader", "officer"])
def test_others_do_not_enter_or_see(made: Town, who: str) -> None:
    staffed(made)
    user = getattr(made, who)
    with pytest.raises(Refused, match="E10"):
        enter_derived(answer_to=made.answer_to, by=user)
    with pytest.raises(Refused, match="E101"):
        comparison(user, made.answer_to.round.code, made.employer.code)
    with pytest.raises(Refused, match="E101"):
        behind_cell(user, made.answer_to.round.code, made.employer.code, ADVANCED)


def test_a_form_that_does_not_follow_from_the_register_says_so(made: Town) -> None:
    made.answer_to.round.instrument = "report-back@2016"
    with pytest.raises(Refused, match="M611"):
        derived(made.answer_to.round, made.employer)


def test_without_a_decision_the_coordinator_sees_how_many_and_no_names(made: Town) -> None:
    staffed(made)
    found = behind_cell(made.coordinator, made.answer_to.round.code, made.employer.code, ADVANCED)
    assert (found.figure, found.members, found.hidden) == (100, (), 1)
    assert not Reading.objects.exists()


def test_with_a_decision_the_coordinator_sees_who_and_it_is_noted(made: Town) -> None:
    people = staffed(made)
    decide_people(made)
    code = made.answer_to.round.code
    found = behind_cell(made.coordinator, code, made.employer.code, ADVANCED)
    assert [(one.person.name, one.amount) for one in found.members] == [("Alva Påhittad", 100)]
    (reading,) = Reading.objects.all()
    assert (reading.person, reading.reader, reading.where) == (people[0], made.coordinator, "derivation")
    unknown = behind_cell(made.coordinator, code, made.employer.code, "level_law.family_law.unknown")
    assert [one.person.name for one in unknown.members] == ["Bo Påhittad"]
    south = behind_cell(made.coordinator, code, made.employer.code, "caseworkers.women", part=made.south.code)
    assert [one.person.name for one in south.members] == ["Cia Påhittad"]
    assert south.figure == 80


@pytest.mark.parametrize(
    "key", ["comment", "caseworkers.total", "caseworkers.exempt", "level_law.x.unknown", "x", ""]
)
def test_a_figure_that_is_not_derived_has_nobody_behind_it(made: Town, key: str) -> None:
    with pytest.raises(Refused, match="M612"):
        behind_cell(made.coordinator, made.answer_to.round.code, made.employer.code, key)


def test_one_in_two_districts_counts_in_each_and_once_in_all(made: Town) -> None:
    one = staff.person(made.employer, made.unit, share=60)
    staff.employment(one, made.other_unit, share=40)
    staff.credential(one, "master")
    found = derived(made.answer_to.round, made.employer)
    assert [found.units[unit.code]["no_degree.women"] for unit in (made.north, made.south)] == [60, 40]
    assert [found.units[unit.code]["caseworkers_master"] for unit in (made.north, made.south)] == [1, 1]
    assert found.total["caseworkers_master"] == 1
