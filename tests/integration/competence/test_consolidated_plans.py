"""An organisation's plan from its needs, templates, the leader's list, and the need of three years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kompetenslyft.apps.competence.actions import consolidated, plan_templates, plans
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.actions.development_needs import enter_needs
from kompetenslyft.apps.competence.models import PlanTemplate
from kompetenslyft.apps.competence.queries import plan_templates as template_queries
from kompetenslyft.apps.competence.queries import plans as reading
from kompetenslyft.apps.competence.queries.consolidated import need_table
from kompetenslyft.apps.competence.queries.development_needs import three_years
from kompetenslyft.apps.competence.queries.unit_plans import standings
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.plan import Done
from kompetenslyft.core.competence.plan_follow_up import tally
from tests.factories import accounts
from tests.factories import staff as factory
from tests.integration.competence.test_plans import AT, DAY, ITEM

pytestmark = pytest.mark.django_db

DIRECTION = "talking_with_children"


@pytest.fixture
def place() -> factory.Workplace:
    return factory.workplace()


def _lacking(place: factory.Workplace, extra: int) -> None:
    """So many more in each unit, and everybody in the one lacks what it takes to talk with children."""
    for _number in range(extra):
        factory.person(place.employer, place.other_unit)
    people = [place.person, place.colleague]
    people += [factory.person(place.employer, place.unit) for _number in range(extra)]
    for person in people:
        assess(
            person=person,
            stage=Stage.AGREED,
            marks={DIRECTION: Mark.LACKING},
            by=None,
            on=DAY,
            occasion=Occasion.OTHER,
            at=AT,
        )


def test_a_need_is_taken_up_with_one_click_with_its_number(place: factory.Workplace) -> None:
    _lacking(place, extra=3)
    plan = plans.draft(organisation=place.unit, by=place.leader, at=AT)
    consolidated.take_up(plan=plan, direction=DIRECTION, by=place.leader, at=AT)
    item = next(iter(reading.sight(place.leader, plan.pk, DAY).shown.items.values()))
    assert (item.people, item.direction) == (5, DIRECTION)
    assert item.goal == "Fler når rollens krav i samtal med barn och unga"
    with pytest.raises(Refused) as refused:
        consolidated.take_up(plan=plan, direction="astrology", by=place.leader, at=AT)
    assert refused.value.code == "M403"


def test_numbers_of_too_small_a_group_are_not_shown(place: factory.Workplace) -> None:
    _lacking(place, extra=1)
    assert need_table(place.coordinator, place.unit, DAY).rows is None
    rows = need_table(place.leader, place.unit, DAY).rows or ()
    assert [row.below for row in rows if row.below] == [3]


def test_individual_goals_and_how_they_went_are_counted(place: factory.Workplace) -> None:
    _lacking(place, extra=3)
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    first = plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)
    plans.add_item(plan=plan, item=replace(ITEM, goal="Ett till"), by=place.leader, at=AT)
    plans.decide(plan=plan, by=place.leader, at=AT)
    plans.follow_up_item(item=first, done=Done.NO, by=place.leader, at=AT)

    table = need_table(place.coordinator, place.unit, DAY)
    row = next(row for row in table.rows or () if row.direction.id == DIRECTION)
    assert (row.below, row.planned, table.people) == (5, 1, 5)
    whole = tally(table.outcomes)
    assert (whole.items, whole.waiting, whole.done[Done.NO]) == (2, 1, 1)


def test_numbers_are_not_for_everybody_who_sees_the_plan(place: factory.Workplace) -> None:
    with pytest.raises(Refused) as refused:
        need_table(place.person_user, place.unit, DAY)
    assert refused.value.code == "E101"


def test_a_template_is_put_in_and_a_plans_items_are_kept_as_one(place: factory.Workplace) -> None:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    rows = plan_templates.insert(plan=plan, template="new-social-worker", by=place.leader, at=AT)
    assert len(rows) == 4
    plan_templates.save_as_template(plan=plan, name="Vår introduktion", by=place.leader, at=AT)

    other = plans.draft(person=place.elsewhere, by=place.other_leader, at=AT)
    offered = template_queries.templates_for(other)
    assert offered[0].content.title.sv == "Vår introduktion"
    assert [one.ref for one in offered].count("unit-year") == 0
    again = plan_templates.insert(plan=other, template=offered[0].ref, by=place.other_leader, at=AT)
    assert [row.goal for row in again] == [row.goal for row in rows]
    assert [row.due for row in again] == [row.due for row in rows]
    assert [row.framework for row in again] == [row.framework for row in rows]


def test_a_template_has_a_name_of_its_own_and_is_the_leaders_to_keep(place: factory.Workplace) -> None:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plan_templates.save_as_template(plan=plan, name="X", by=place.leader, at=AT)
    assert refused.value.code == "M425"
    plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plan_templates.save_as_template(plan=plan, name="X", by=place.person_user, at=AT)
    assert refused.value.code == "M423"
    row = plan_templates.save_as_template(plan=plan, name="X", by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plan_templates.save_as_template(plan=plan, name="X ", by=place.leader, at=AT)
    assert refused.value.code == "M418"
    with pytest.raises(Refused) as refused:
        template_queries.template(place.person_user, row.pk, DAY)
    assert refused.value.code == "E101"
    plan_templates.remove(template=row, by=place.other_leader, at=AT)
    assert not PlanTemplate.objects.exists()
    with pytest.raises(Refused) as refused:
        plan_templates.insert(plan=plan, template=f"egen-{row.pk}", by=place.leader, at=AT)
    assert refused.value.code == "M417"


def test_the_leader_sees_who_has_a_plan_and_what_is_overdue(
    place: factory.Workplace, django_assert_num_queries
) -> None:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    item = plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)
    plans.add_item(plan=plan, item=replace(ITEM, due=date(2017, 9, 1)), by=place.leader, at=AT)
    plans.decide(plan=plan, by=place.leader, at=AT)

    later = date(2017, 6, 15)
    found = {one.person.name: one for one in standings(place.leader, place.unit, later, drafts=True)}
    assert list(found) == ["Kollegan", "Medarbetaren"]
    assert not found["Kollegan"].has_decided
    mine = found["Medarbetaren"]
    assert (mine.waiting, mine.overdue, mine.next_due) == (2, 1, ITEM.due)

    plans.follow_up_item(item=item, done=Done.YES, by=place.leader, at=AT)
    with django_assert_num_queries(9) as few:
        standings(place.leader, place.unit, later, drafts=True)
    for _number in range(5):
        other = factory.person(place.employer, place.unit)
        plans.decide(plan=_with_item(other, place), by=place.leader, at=AT)
    with django_assert_num_queries(len(few)):
        assert len(standings(place.leader, place.unit, later, drafts=True)) == 7
    assert standings(place.coordinator, place.unit, later, drafts=False) == []


def _with_item(person: object, place: factory.Workplace):
    plan = plans.draft(person=person, by=place.leader, at=AT)
    plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)
    return plan


def test_the_need_of_three_years_adds_up_from_the_units(
    place: factory.Workplace, django_assert_num_queries
) -> None:
    enter_needs(
        organisation=place.unit, decided_in=2016, people={(DIRECTION, 2017): 4}, by=place.leader, at=AT
    )
    enter_needs(
        organisation=place.other_unit,
        decided_in=2016,
        people={(DIRECTION, 2017): 3, (DIRECTION, 2018): 0},
        by=place.other_leader,
        at=AT,
    )
    whole = three_years(place.coordinator, place.employer, 2016, DAY)
    assert whole.counts[DIRECTION, 2017].counts == 7
    assert whole.counts[DIRECTION, 2018].counts == 0
    assert whole.counts[DIRECTION, 2019].counts is None
    assert [one.name for one, _counts in whole.parts] == [place.district.name]

    enter_needs(
        organisation=place.district,
        decided_in=2016,
        people={(DIRECTION, 2017): 5},
        by=place.coordinator,
        at=AT,
    )
    district = three_years(place.coordinator, place.district, 2016, DAY)
    assert district.counts[DIRECTION, 2017].differs
    assert district.counts[DIRECTION, 2017].counts == 5
    with django_assert_num_queries(12):
        three_years(place.coordinator, place.employer, 2016, DAY)


def test_a_number_is_changed_and_taken_away_and_nothing_is_not_zero(place: factory.Workplace) -> None:
    key = (DIRECTION, 2017)
    assert enter_needs(organisation=place.unit, decided_in=2016, people={key: 4}, by=place.leader, at=AT) == 1
    assert enter_needs(organisation=place.unit, decided_in=2016, people={key: 4}, by=place.leader, at=AT) == 0
    assert enter_needs(organisation=place.unit, decided_in=2016, people={key: 0}, by=place.leader, at=AT) == 1
    assert three_years(place.leader, place.unit, 2016, DAY).counts[key].own == 0
    enter_needs(organisation=place.unit, decided_in=2016, people={key: None}, by=place.leader, at=AT)
    assert three_years(place.leader, place.unit, 2016, DAY).counts[key].own is None


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ({(DIRECTION, 2016): 1}, "M501"),
        ({(DIRECTION, 2020): 1}, "M501"),
        ({("astrology", 2017): 1}, "M502"),
        ({(DIRECTION, 2017): 10_001}, "M503"),
    ],
)
def test_what_is_no_need(place: factory.Workplace, people: dict, code: str) -> None:
    with pytest.raises(Refused) as refused:
        enter_needs(organisation=place.unit, decided_in=2016, people=people, by=place.leader, at=AT)
    assert refused.value.code == code


def test_whoever_does_not_lead_there_cannot_enter_a_need(place: factory.Workplace) -> None:
    for stranger, code in ((place.other_leader, "E101"), (place.reader, "E102"), (place.person_user, "E102")):
        with pytest.raises(Refused) as refused:
            enter_needs(
                organisation=place.unit, decided_in=2016, people={(DIRECTION, 2017): 1}, by=stranger, at=AT
            )
        assert refused.value.code == code
    other = factory.workplace("Grannkommunen")
    with pytest.raises(Refused) as refused:
        three_years(other.coordinator, place.unit, 2016, DAY)
    assert refused.value.code == "E101"
    with pytest.raises(Refused) as refused:
        three_years(accounts.user(), place.unit, 2016, DAY)
    assert refused.value.code == "E101"


def test_what_is_taken_up_tells_of_no_small_group(place: factory.Workplace) -> None:
    _lacking(place, extra=1)
    plan = plans.draft(organisation=place.unit, by=place.leader, at=AT)
    item = consolidated.take_up(plan=plan, direction=DIRECTION, by=place.leader, at=AT)
    assert item.people is None
