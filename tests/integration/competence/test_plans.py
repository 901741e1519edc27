"""Plans: who drafts, changes, decides, follows up and closes them, and what is kept of what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kompetenslyft.apps.competence.actions import plans
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.models import AppraisalTalk
from kompetenslyft.apps.competence.queries import plans as reading
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.plan import Done, Effect, PlanState
from kompetenslyft.core.competence.planning import Item
from tests.factories import staff as factory

pytestmark = pytest.mark.django_db

AT = factory.AT
DAY = AT.date()
ITEM = Item(
    goal="Hålla barnsamtal på egen hand",
    due=date(2017, 5, 31),
    activity="Kurs i barnsamtal och handledning i tre ärenden",
    responsible="Enhetschefen",
    framework="child-welfare@2013",
    direction="talking_with_children",
    target=Mark.BASIC,
    cost_sek=8_000,
)


@pytest.fixture
def place() -> factory.Workplace:
    return factory.workplace()


def _decided(place: factory.Workplace) -> tuple:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    item = plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)
    plans.decide(plan=plan, by=place.leader, at=AT)
    return plan, item


def test_a_plan_is_drafted_by_the_person_and_decided_by_the_leader(place: factory.Workplace) -> None:
    plan = plans.draft(person=place.person, by=place.person_user, at=AT)
    plans.add_item(plan=plan, item=ITEM, by=place.person_user, at=AT)

    with pytest.raises(Refused) as refused:
        plans.decide(plan=plan, by=place.person_user, at=AT)
    assert refused.value.code == "M409"

    decision = plans.decide(plan=plan, by=place.leader, at=AT)
    plan.refresh_from_db()
    assert (decision.number, plan.state, decision.by_label) == (1, PlanState.DECIDED, "Enhetschefen")
    assert (plan.starts, plan.ends, plan.title) == (DAY, date(2017, 10, 31), "Kompetensutvecklingsplan 2016")


def test_what_was_decided_stays_word_for_word_when_the_plan_changes(place: factory.Workplace) -> None:
    plan, item = _decided(place)
    with pytest.raises(Refused) as refused:
        plans.change_item(item=item, value=replace(ITEM, goal="Annat"), by=place.leader, at=AT)
    assert refused.value.code == "M400"

    plans.reopen(plan=plan, by=place.leader, at=AT)
    plans.change_item(item=item, value=replace(ITEM, goal="Annat"), by=place.person_user, at=AT)
    seen = reading.sight(place.leader, plan.pk, DAY)
    assert seen.state is PlanState.DRAFT
    assert [one.goal for one in seen.shown.items.values()] == ["Annat"]
    assert [one.goal for one in seen.decided.items.values()] == [ITEM.goal]
    assert [(change.kind, change.fields) for change in seen.changes] == [("changed", ("goal",))]

    plans.remove_item(item=item, by=place.leader, at=AT)
    plans.add_item(plan=plan, item=replace(ITEM, goal="Tredje"), by=place.leader, at=AT)
    assert plans.decide(plan=plan, by=place.leader, at=AT).number == 2
    first = plan.decisions.get(number=1)
    assert first.content["items"][0]["goal"] == ITEM.goal


def test_a_reopened_plan_is_the_leaders_to_reopen(place: factory.Workplace) -> None:
    plan, _item = _decided(place)
    with pytest.raises(Refused) as refused:
        plans.reopen(plan=plan, by=place.person_user, at=AT)
    assert refused.value.code == "M409"


def test_an_item_is_followed_up_more_than_once_and_the_plan_is_closed_when_all_are(
    place: factory.Workplace,
) -> None:
    plan, item = _decided(place)
    with pytest.raises(Refused) as refused:
        plans.close(plan=plan, by=place.leader, at=AT)
    assert refused.value.code == "M431"

    plans.follow_up_item(item=item, done=Done.PARTLY, by=place.person_user, note="Hälften", at=AT)
    plans.follow_up_item(item=item, done=Done.YES, effect=Effect.YES, by=place.leader, at=AT)
    plans.close(plan=plan, by=place.leader, at=AT)
    plan.refresh_from_db()
    assert plan.state == PlanState.FOLLOWED_UP
    assert [row.done for row in reading.sight(place.leader, plan.pk, DAY).follow_ups[item.pk]] == [
        "partly",
        "yes",
    ]
    with pytest.raises(Refused) as refused:
        plans.follow_up_item(item=item, done=Done.YES, by=place.leader, at=AT)
    assert refused.value.code == "M421"


def test_only_what_is_decided_is_followed_up(place: factory.Workplace) -> None:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    item = plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plans.follow_up_item(item=item, done=Done.YES, by=place.leader, at=AT)
    assert refused.value.code == "M420"


@pytest.mark.parametrize("who", ["other_leader", "administrator", "coordinator", "signatory", "reader"])
def test_nobody_else_knows_that_the_plan_exists(place: factory.Workplace, who: str) -> None:
    plan, item = _decided(place)
    stranger = getattr(place, who)
    for attempt in (
        lambda: reading.sight(stranger, plan.pk, DAY),
        lambda: plans.reopen(plan=plan, by=stranger, at=AT),
        lambda: plans.follow_up_item(item=item, done=Done.YES, by=stranger, at=AT),
        lambda: plans.draft(person=place.person, by=stranger, at=AT),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "E101"


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"goal": "  "}, "M401", "goal"),
        ({"activity": "x" * 501}, "M402", "activity"),
        ({"direction": "astrology"}, "M403", "direction"),
        ({"target": Mark.LACKING}, "M404", "target"),
        ({"cost_sek": -1}, "M405", "cost_sek"),
        ({"priority": 4}, "M406", "priority"),
        ({"people": 3}, "M407", "people"),
    ],
)
def test_values_that_cannot_be_kept_are_refused_beside_their_field(
    place: factory.Workplace, changed: dict, code: str, field: str
) -> None:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plans.add_item(plan=plan, item=replace(ITEM, **changed), by=place.leader, at=AT)
    assert [(finding.code, finding.cells) for finding in refused.value.findings] == [(code, (field,))]


def test_two_who_change_the_same_item_hear_of_each_other(place: factory.Workplace) -> None:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    item = plans.add_item(plan=plan, item=ITEM, by=place.leader, at=AT)
    plans.change_item(item=item, value=replace(ITEM, goal="Chefens"), seen=ITEM, by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plans.change_item(
            item=item, value=replace(ITEM, goal="Personens"), seen=ITEM, by=place.person_user, at=AT
        )
    assert refused.value.code == "M415"
    assert "Chefens" in refused.value.text("sv")


def test_a_plan_without_items_or_responsible_is_not_decided(place: factory.Workplace) -> None:
    plan = plans.draft(person=place.person, by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plans.decide(plan=plan, by=place.leader, at=AT)
    assert refused.value.code == "M410"
    plans.add_item(plan=plan, item=replace(ITEM, responsible="", activity=""), by=place.leader, at=AT)
    with pytest.raises(Refused) as refused:
        plans.decide(plan=plan, by=place.leader, at=AT)
    assert [finding.code for finding in refused.value.findings] == ["M411", "M412"]


def test_an_organisations_plan_is_the_leaders_and_the_coordinators(place: factory.Workplace) -> None:
    plan = plans.draft(organisation=place.unit, by=place.leader, at=AT)
    plans.add_item(plan=plan, item=replace(ITEM, people=5), by=place.coordinator, at=AT)
    with pytest.raises(Refused) as refused:
        reading.sight(place.reader, plan.pk, DAY)
    assert refused.value.code == "E101"
    plans.decide(plan=plan, by=place.coordinator, at=AT)

    seen = reading.sight(place.reader, plan.pk, DAY)
    assert [item.people for item in seen.shown.items.values()] == [5]
    plans.reopen(plan=plan, by=place.leader, at=AT)
    plans.describe(plan=plan, title="Nytt namn", starts=DAY, ends=DAY, summary="", by=place.leader, at=AT)
    assert reading.sight(place.person_user, plan.pk, DAY).shown.title == "Kompetensförsörjningsplan 2016"
    with pytest.raises(Refused) as refused:
        plans.decide(plan=plan, by=place.reader, at=AT)
    assert refused.value.code == "E102"


def test_a_draft_from_gaps_has_what_is_below_the_demand_and_nothing_twice(
    place: factory.Workplace,
) -> None:
    marks = {
        "talking_with_children": Mark.LACKING,
        "ethics": Mark.ADVANCED,
        "documentation": Mark.EXEMPT,
    }
    assess(
        person=place.person, stage=Stage.AGREED, marks=marks, by=None, on=DAY, occasion=Occasion.OTHER, at=AT
    )
    plan = plans.draft_from_gaps(person=place.person, by=place.leader, at=AT)
    items = list(reading.sight(place.leader, plan.pk, DAY).shown.items.values())
    assert [(item.direction, item.priority) for item in items] == [("talking_with_children", 1)]
    assert items[0].goal == "Nå grundläggande kompetens i samtal med barn och unga"


def test_a_talk_has_one_plan(place: factory.Workplace) -> None:
    talk = AppraisalTalk.objects.create(
        person=place.person,
        unit=place.unit,
        framework="child-welfare@2013",
        scheduled_at=AT,
        status_since=AT,
    )
    first = plans.draft_from_gaps(person=place.person, talk=talk, by=place.leader, at=AT)
    assert plans.draft(person=place.person, talk=talk, by=place.leader, at=AT) == first
    assert plans.draft_from_gaps(person=place.person, talk=talk, by=place.leader, at=AT) == first
