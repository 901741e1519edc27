"""The appraisal talk from call to follow-up: who takes which step, who sees what meanwhile, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.competence.actions import plans, talks
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.apps.competence.models import AppraisalTalk, Assessment, PlanItem, TalkEvent
from kompetenslyft.apps.competence.queries.assessments import marks_on, shown_history, shown_marks
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.plan import Done, Effect
from kompetenslyft.core.competence.talk import Event, Status, status_of
from tests.factories import accounts
from tests.factories import staff as factory
from tests.factories import talks as made
from tests.factories.staff import AT, Workplace

pytestmark = pytest.mark.django_db

TODAY = AT.date()


@pytest.fixture
def work() -> Workplace:
    return factory.workplace()


def refusal(step: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        step()
    return refused.value


def seen(work: Workplace, by: str, stage: Stage) -> dict[str, Mark]:
    return shown_marks(getattr(work, by), work.person, TODAY, TODAY)[stage]


def test_from_call_to_follow_up(work: Workplace) -> None:
    talk = made.plan_decided(work)
    assert talk.follow_up_by == talk.plan.ends
    item = PlanItem.objects.get()
    plans.follow_up_item(item=item, done=Done.YES, effect=Effect.YES, by=work.leader, at=AT)
    talk = talks.follow_up(talk=talk, by=work.leader, at=AT)
    events = [Event(kind) for kind in talk.events.values_list("kind", flat=True)]
    assert talk.state is Status.FOLLOWED_UP is status_of(events)
    assert events == [
        Event.CALLED,
        Event.OWN_DONE,
        Event.HELD,
        Event.AGREED,
        Event.PLAN_DECIDED,
        Event.FOLLOWED_UP,
    ]
    assert talks.call(person=work.person, scheduled_at=made.WHEN, by=work.leader, at=AT).pk != talk.pk


def test_the_own_assessment_is_a_draft_until_it_is_done(work: Workplace) -> None:
    talk = made.called(work)
    made.say(work, talk, Stage.OWN, Mark.ADVANCED)
    assert seen(work, "person_user", Stage.OWN) == {"ethics": Mark.ADVANCED}
    assert seen(work, "leader", Stage.OWN) == {}
    assert shown_history(work.leader, work.person, TODAY) == []
    assert marks_on([work.person.pk], Stage.OWN, TODAY)[work.person.pk] == {}
    talks.finish_own(talk=talk, by=work.person_user, at=AT)
    assert seen(work, "leader", Stage.OWN) == {"ethics": Mark.ADVANCED}
    talks.reopen_own(talk=talk, by=work.person_user, at=AT)
    assert seen(work, "leader", Stage.OWN) == {}


def test_the_leaders_assessment_is_a_draft_until_the_talk_is_held(work: Workplace) -> None:
    talk = made.own_done(work)
    made.say(work, talk, Stage.LEADER, Mark.LACKING, note="Bara för mig än")
    assert seen(work, "leader", Stage.LEADER) == {"ethics": Mark.LACKING}
    assert seen(work, "person_user", Stage.LEADER) == {}
    talks.hold(talk=talk, by=work.leader, at=AT)
    assert seen(work, "person_user", Stage.LEADER) == {"ethics": Mark.LACKING}
    assert marks_on([work.person.pk], Stage.LEADER, TODAY)[work.person.pk] == {"ethics": Mark.LACKING}


def test_a_draft_hides_nothing_of_what_held_before(work: Workplace) -> None:
    assess(
        person=work.person,
        stage=Stage.LEADER,
        marks={"ethics": Mark.BASIC},
        by=work.leader,
        on=date(2015, 5, 1),
        occasion=Occasion.OTHER,
        at=AT,
    )
    talk = made.own_done(work)
    made.say(work, talk, Stage.LEADER, Mark.LACKING)
    assert seen(work, "person_user", Stage.LEADER) == {"ethics": Mark.BASIC}
    assert seen(work, "leader", Stage.LEADER) == {"ethics": Mark.LACKING}


def test_what_is_agreed_holds_when_it_is_settled(work: Workplace) -> None:
    talk = made.held(work)
    made.say(work, talk, Stage.AGREED, Mark.LACKING)
    made.say(work, talk, Stage.AGREED, Mark.BASIC)
    assert marks_on([work.person.pk], Stage.AGREED, TODAY)[work.person.pk] == {}
    assert seen(work, "person_user", Stage.AGREED) == {"ethics": Mark.BASIC}
    talks.agree(talk=talk, by=work.leader, at=AT)
    assert marks_on([work.person.pk], Stage.AGREED, TODAY)[work.person.pk] == {"ethics": Mark.BASIC}
    assert Assessment.objects.filter(stage=Stage.AGREED).count() == 2


@pytest.mark.parametrize(
    ("stage", "to", "code"),
    [
        (Stage.OWN, made.own_done, "M107"),
        (Stage.AGREED, made.own_done, "M107"),
        (Stage.LEADER, made.agreed, "M107"),
        (Stage.AGREED, made.agreed, "M107"),
    ],
)
def test_each_assessment_is_open_in_its_time(
    work: Workplace, stage: Stage, to: Callable[[Workplace], AppraisalTalk], code: str
) -> None:
    talk = to(work)
    refused = refusal(lambda: made.say(work, talk, stage, Mark.EXEMPT))
    assert refused.code == code
    assert "gått vidare" in refused.text("sv")


def test_a_talk_is_not_used_for_somebody_else(work: Workplace) -> None:
    talk = made.called(work)
    refused = refusal(
        lambda: assess(
            person=work.colleague,
            stage=Stage.LEADER,
            marks={"ethics": Mark.BASIC},
            by=work.leader,
            on=TODAY,
            occasion=Occasion.TALK,
            talk=talk,
            at=AT,
        )
    )
    assert refused.code == "M108"


def test_what_a_call_is_refused_for(work: Workplace) -> None:
    made.called(work)
    assert refusal(lambda: made.called(work)).code == "M202"
    colleague = {"person": work.colleague, "by": work.leader, "at": AT}
    assert refusal(lambda: talks.call(scheduled_at=AT - timedelta(1), **colleague)).code == "M203"
    work.colleague.employments.update(last_day=TODAY + timedelta(5))
    assert refusal(lambda: talks.call(scheduled_at=made.WHEN, **colleague)).code == "M204"
    for user in (work.other_leader, work.administrator, work.coordinator, work.signatory, work.reader):
        assert refusal(
            partial(talks.call, person=work.colleague, scheduled_at=made.WHEN, by=user, at=AT)
        ).code == ("E101")
    assert refusal(
        lambda: talks.call(person=work.person, scheduled_at=made.WHEN, by=work.person_user, at=AT)
    ).code == ("M201")


def test_a_leader_is_called_by_the_one_above(work: Workplace) -> None:
    herself = factory.person(work.employer, work.unit, email=work.leader.email, name="Enhetschefen")
    call = {"person": herself, "scheduled_at": made.WHEN, "at": AT}
    refused = refusal(lambda: talks.call(by=work.leader, **call))
    assert refused.code == "M201"
    assert "Chefen över dig" in refused.text("sv")
    above = accounts.person_with(work.district, Role.MANAGER)
    talk = talks.call(by=above, **call)
    assert refusal(lambda: talks.hold(talk=talk, by=work.leader, at=AT)).code == "M211"


def test_all_are_called_or_none(work: Workplace) -> None:
    calls = [talks.Call(work.person, made.WHEN), talks.Call(work.colleague, AT - timedelta(3))]
    refused = refusal(lambda: talks.call_all(calls=calls, by=work.leader, at=AT))
    assert refused.findings[0].cells == (str(work.colleague.pk),)
    assert not AppraisalTalk.objects.exists()
    calls = [talks.Call(work.person, made.WHEN), talks.Call(work.colleague, made.WHEN)]
    assert len(talks.call_all(calls=calls, by=work.leader, at=AT)) == 2


def test_the_database_holds_one_talk_under_way(work: Workplace) -> None:
    talk = made.called(work)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalTalk.objects.create(
            person=work.person,
            unit=work.unit,
            framework=talk.framework,
            scheduled_at=made.WHEN,
            status=Status.HELD,
            status_since=AT,
        )


def test_the_other_does_not_take_the_step(work: Workplace) -> None:
    talk = made.called(work)
    made.say(work, talk, Stage.OWN)
    steps = [
        lambda: talks.finish_own(talk=talk, by=work.leader, at=AT),
        lambda: talks.hold(talk=talk, by=work.person_user, at=AT),
        lambda: talks.cancel(talk=talk, reason="Nej", by=work.person_user, at=AT),
        lambda: talks.reschedule(
            talk=talk, scheduled_at=made.WHEN + timedelta(1), by=work.person_user, at=AT
        ),
    ]
    assert {refusal(step).code for step in steps} == {"M211"}
    assert refusal(lambda: talks.hold(talk=talk, by=work.other_leader, at=AT)).code == "E101"


def test_a_step_taken_twice_or_too_late_is_refused(work: Workplace) -> None:
    talk = made.held(work)
    for step in (
        lambda: talks.hold(talk=talk, by=work.leader, at=AT),
        lambda: talks.finish_own(talk=talk, by=work.person_user, at=AT),
        lambda: talks.cancel(talk=talk, reason="För sent", by=work.leader, at=AT),
    ):
        refused = refusal(step)
        assert refused.code == "M210"
        assert "Samtalet har gått vidare" in refused.text("sv")
    assert TalkEvent.objects.filter(kind=Event.HELD).count() == 1


def test_what_the_steps_ask_for(work: Workplace) -> None:
    talk = made.called(work)
    assert refusal(lambda: talks.finish_own(talk=talk, by=work.person_user, at=AT)).code == "M205"
    for day in (TODAY + timedelta(1), TODAY - timedelta(1)):
        assert refusal(partial(talks.hold, talk=talk, held_on=day, by=work.leader, at=AT)).code == "M206"
    assert refusal(lambda: talks.cancel(talk=talk, reason=" ", by=work.leader, at=AT)).code == "M212"
    talks.hold(talk=talk, by=work.leader, at=AT)
    assert refusal(lambda: talks.agree(talk=talk, by=work.leader, at=AT)).code == "M207"
    made.say(work, talk, Stage.AGREED)
    talks.agree(talk=talk, by=work.leader, at=AT)
    assert refusal(lambda: talks.decide_plan(talk=talk, by=work.leader, at=AT)).code == "M208"
    made.planned(work, talk)
    early = {"talk": talk, "by": work.leader, "at": AT, "follow_up_by": TODAY - timedelta(1)}
    assert refusal(lambda: talks.decide_plan(**early)).code == "M209"
    talks.decide_plan(talk=talk, by=work.leader, at=AT)
    assert refusal(lambda: talks.follow_up(talk=talk, by=work.leader, at=AT)).code == "M431"


def move(work: Workplace) -> None:
    work.person.employments.update(last_day=TODAY - timedelta(1))
    factory.employment(work.person, work.other_unit, first_day=TODAY)


def test_the_talk_follows_whoever_moves(work: Workplace) -> None:
    talk = made.called(work, at=AT - timedelta(days=3))
    made.say(work, talk, Stage.LEADER, Mark.LACKING, at=AT - timedelta(days=2))
    move(work)
    assert refusal(lambda: talks.hold(talk=talk, by=work.leader, at=AT)).code == "E101"
    assert refusal(lambda: made.say(work, talk, Stage.LEADER)).code == "E101"
    with pytest.raises(Refused):
        shown_marks(work.leader, work.person, TODAY, TODAY)
    assert seen(work, "other_leader", Stage.LEADER) == {"ethics": Mark.LACKING}
    made.say(work, talk, Stage.LEADER, Mark.BASIC, by=work.other_leader)
    assert talks.hold(talk=talk, by=work.other_leader, at=AT).state is Status.HELD


def test_the_talk_of_whoever_leaves_is_cancelled_by_the_last_leader(work: Workplace) -> None:
    talk = made.called(work, at=AT - timedelta(days=3))
    work.person.employments.update(last_day=TODAY - timedelta(1))
    assert (
        refusal(lambda: talks.cancel(talk=talk, reason="Slutat", by=work.other_leader, at=AT)).code == "E101"
    )
    assert talks.cancel(talk=talk, reason="Slutat", by=work.leader, at=AT).state is Status.CANCELLED


def test_the_draft_of_a_cancelled_talk_holds_on_no_day(work: Workplace) -> None:
    talk = made.own_done(work)
    made.say(work, talk, Stage.LEADER, Mark.LACKING)
    talks.cancel(talk=talk, reason="Sjukdom", by=work.leader, at=AT)
    assert seen(work, "leader", Stage.OWN) == {}
    assert [row.stage for row in shown_history(work.person_user, work.person, TODAY)] == ["own"]
    assert Assessment.objects.count() == 2


def test_the_person_is_written_to(work: Workplace, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    with django_capture_on_commit_callbacks(execute=True):
        talk = made.called(work)
        moved = {"talk": talk, "scheduled_at": made.WHEN + timedelta(1), "by": work.leader, "at": AT}
        talks.reschedule(**moved)
        talks.reschedule(**moved)
        talks.cancel(talk=talk, reason="Sjukdom", by=work.leader, at=AT)
    assert [message.to for message in mail.outbox] == [[work.person.email]] * 3
    first, second, third = (str(message.body) for message in mail.outbox)
    assert "15 november 2016 klockan 09:00. Plats: Rum 4." in first
    assert f"/kompetens/samtal/{talk.pk}/" in first
    assert "flyttat till den 16 november 2016" in second
    assert "Skäl: Sjukdom" in third
    with django_capture_on_commit_callbacks(execute=True):
        talks.call(person=work.colleague, scheduled_at=made.WHEN, by=work.leader, at=AT)
    assert len(mail.outbox) == 3
