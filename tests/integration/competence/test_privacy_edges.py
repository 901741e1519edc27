"""What is easily shown to one too many: numbers that move, readings that nobody notes, drafts, those who have left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kompetenslyft.apps.competence.actions import plans
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.models import Assessment, Plan, Reading
from kompetenslyft.apps.competence.queries.consolidated import need_table
from kompetenslyft.apps.competence.queries.matrix import numbers_matrix
from kompetenslyft.apps.competence.queries.unit_plans import standings
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.models import Employment, PeopleDecision
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.plan import Done
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.core.staff.model import Service
from tests.factories import organisations, staff, talks
from tests.integration.competence.test_plans import ITEM

pytestmark = pytest.mark.django_db

AT = staff.AT
TODAY = AT.date()
DIRECTION = "ethics"


@pytest.fixture(autouse=True)
def in_the_year(settings) -> None:
    settings.DEMO_DATE = TODAY


@pytest.fixture
def work() -> staff.Workplace:
    return staff.workplace()


def _say(work: staff.Workplace, stage: Stage, by=None) -> None:
    assess(
        person=work.person,
        stage=stage,
        marks={DIRECTION: Mark.BASIC},
        by=by,
        on=TODAY,
        occasion=Occasion.OTHER,
        at=AT,
    )


def _noted(reader) -> set[str]:
    return set(Reading.objects.filter(reader=reader).values_list("thing", flat=True))


def _seeing_people(work: staff.Workplace) -> None:
    PeopleDecision.objects.create(
        employer=work.employer, reference="SN 2016/1", valid_from=TODAY, by_label="Ombudet", at=AT
    )


def test_how_the_goals_went_stands_still_for_the_month(work: staff.Workplace) -> None:
    for _number in range(3):
        staff.person(work.employer, work.unit)
        staff.person(work.employer, work.other_unit)
    plan = plans.draft(person=work.person, by=work.leader, at=AT)
    item = plans.add_item(plan=plan, item=ITEM, by=work.leader, at=AT)
    plans.decide(plan=plan, by=work.leader, at=AT)
    later = AT + timedelta(days=9)
    before = need_table(work.coordinator, work.unit, later.date())
    plans.follow_up_item(item=item, done=Done.NO, by=work.leader, at=later)
    assert need_table(work.coordinator, work.unit, later.date()) == before


def test_the_chart_of_somebody_else_is_noted_as_read(client, work: staff.Workplace) -> None:
    _say(work, Stage.AGREED)
    client.force_login(work.leader)
    assert client.get(reverse("competence:person_chart", args=[work.person.pk])).status_code == 200
    assert _noted(work.leader) == {Thing.AGREED_ASSESSMENT}


def test_every_stage_in_the_history_of_a_mark_is_noted_as_read(client, work: staff.Workplace) -> None:
    for stage in Stage:
        _say(work, stage)
    client.force_login(work.leader)
    address = reverse("competence:mark", args=[work.person.pk, DIRECTION, Stage.LEADER.value])
    assert client.get(address).status_code == 200
    assert _noted(work.leader) == {
        Thing.OWN_ASSESSMENT,
        Thing.LEADERS_ASSESSMENT,
        Thing.AGREED_ASSESSMENT,
    }


@pytest.mark.parametrize("page", ["competence:talks", "competence:talk_call_many"])
def test_lists_of_talks_are_noted_as_read_of_those_who_have_one(
    client, work: staff.Workplace, page: str
) -> None:
    talk = talks.called(work)
    if page == "competence:talk_call_many":
        talks.talks.cancel(talk=talk, reason="Sjuk", by=work.leader, at=AT)
    client.force_login(work.leader)
    Reading.objects.all().delete()
    assert client.get(reverse(page)).status_code == 200
    told = set(Reading.objects.values_list("person", "thing", "where"))
    assert told <= {(work.person.pk, Thing.TALK, "talks")}
    assert bool(told) is (page == "competence:talks")


def test_whoever_has_left_no_longer_reads_of_colleagues(client, work: staff.Workplace) -> None:
    access.check_may_at(work.person_user, work.unit, Thing.RESOURCES, TODAY)
    Employment.objects.filter(person=work.person).update(last_day=TODAY - timedelta(days=1))
    for thing in (Thing.RESOURCES, Thing.COLLECTIVE_PLAN, Thing.PROFILE):
        with pytest.raises(Refused) as refused:
            access.check_may_at(work.person_user, work.unit, thing, TODAY)
        assert refused.value.code == "E101"
    access.check_may(work.person_user, work.person, Thing.EXTRACT, TODAY)
    assert access.employers_of(work.person_user, Thing.RESOURCES, TODAY) == []
    client.force_login(work.person_user)
    assert client.get(reverse("competence:resources", args=[work.unit.code])).status_code == 404
    assert client.get(reverse("competence:person", args=[work.person.pk])).status_code == 200


def test_a_draft_of_a_plan_shows_to_no_coordinator(client, work: staff.Workplace) -> None:
    _seeing_people(work)
    never = plans.draft(person=work.colleague, title="Hemligt utkast", by=work.leader, at=AT)
    talk = talks.plan_decided(work)
    plan = Plan.objects.get(talk=talk)
    plans.reopen(plan=plan, by=work.leader, at=AT)
    plans.describe(
        plan=plan,
        title="Hemlig plan",
        starts=plan.starts,
        ends=plan.ends,
        summary="Hemligt skäl",
        by=work.leader,
        at=AT,
    )
    client.force_login(work.coordinator)
    for address in (
        reverse("competence:plans", args=[work.unit.code]),
        reverse("competence:person", args=[work.person.pk]),
        reverse("competence:person", args=[work.colleague.pk]),
        reverse("competence:plan", args=[plan.pk]),
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        assert "Hemlig" not in text, address
        assert reverse("competence:talk", args=[talk.pk]) not in text, address
    assert client.get(reverse("competence:plan", args=[never.pk])).status_code == 404
    shown = {one.person: one.plan for one in standings(work.coordinator, work.unit, TODAY, drafts=False)}
    assert shown == {work.person: plan, work.colleague: None}


def test_a_service_is_not_had_by_subtracting_a_unit_that_has_no_other(work: staff.Workplace) -> None:
    adults = organisations.unit(work.district, "Vuxenenheten")
    for _number in range(5):
        staff.person(work.employer, work.unit)
        staff.person(work.employer, work.other_unit)
        staff.person(work.employer, adults, service=Service.OTHER)
    assert numbers_matrix(work.coordinator, work.employer, TODAY).services
    staff.person(work.employer, work.unit, service=Service.OTHER)
    assert numbers_matrix(work.coordinator, work.employer, TODAY).services == ()
    assert numbers_matrix(work.coordinator, work.district, TODAY).services == ()
    for _number in range(3):
        staff.person(work.employer, work.unit, service=Service.OTHER)
    assert numbers_matrix(work.coordinator, work.employer, TODAY).services


def test_what_is_agreed_later_changes_nothing_of_an_earlier_day(work: staff.Workplace) -> None:
    for _number in range(3):
        staff.person(work.employer, work.unit)
        staff.person(work.employer, work.other_unit)
    talk = talks.held(work)
    talks.say(work, talk, Stage.AGREED)
    later = AT + timedelta(days=9)
    before = numbers_matrix(work.coordinator, work.unit, later.date())
    talks.talks.agree(talk=talk, by=work.leader, at=later)
    assert numbers_matrix(work.coordinator, work.unit, later.date()) == before
    row = Assessment.objects.get(person=work.person, stage=Stage.AGREED)
    assert (row.assessed_on, row.superseded_on) == (later.date(), None)


def test_a_service_is_not_had_by_subtracting_a_district_that_has_no_other(work: staff.Workplace) -> None:
    south = organisations.district(work.employer, "Södra")
    for name in ("Vuxna öst", "Vuxna väst"):
        unit = organisations.unit(south, name)
        for _number in range(2):
            staff.person(work.employer, unit, service=Service.ADULTS)
    for _number in range(5):
        staff.person(work.employer, work.unit)
        staff.person(work.employer, work.other_unit)
    assert numbers_matrix(work.coordinator, south, TODAY).whole is not None
    assert numbers_matrix(work.coordinator, work.employer, TODAY).services
    staff.person(work.employer, work.unit, service=Service.ADULTS)
    assert numbers_matrix(work.coordinator, work.employer, TODAY).services == ()
