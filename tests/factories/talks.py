"""Appraisal talks for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.actions import plans, talks
from kompetenslyft.apps.competence.actions.assessing import assess
from kompetenslyft.core.competence.model import Mark, Occasion, Stage
from kompetenslyft.core.competence.planning import Item
from tests.factories.staff import AT, Workplace

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.competence.models import AppraisalTalk, Plan

WHEN = AT + timedelta(days=14)


def called(work: Workplace, at: datetime = AT) -> AppraisalTalk:
    """The person is called to a talk a fortnight later."""
    return talks.call(person=work.person, scheduled_at=WHEN, place="Rum 4", by=work.leader, at=at)


def say(
    work: Workplace,
    talk: AppraisalTalk,
    stage: Stage,
    mark: Mark = Mark.BASIC,
    *,
    by: User | None = None,
    direction: str = "ethics",
    note: str = "",
    on: date | None = None,
    at: datetime = AT,
) -> int:
    """Something said in the talk, by whom it is for unless somebody else is named."""
    writer = by or (work.person_user if stage is Stage.OWN else work.leader)
    return assess(
        person=work.person,
        stage=stage,
        marks={direction: mark},
        notes={direction: note},
        by=writer,
        on=on or at.date(),
        occasion=Occasion.TALK,
        talk=talk,
        at=at,
    )


def own_done(work: Workplace) -> AppraisalTalk:
    """The person has finished the own assessment."""
    talk = called(work)
    say(work, talk, Stage.OWN, Mark.ADVANCED)
    return talks.finish_own(talk=talk, by=work.person_user, at=AT)


def held(work: Workplace) -> AppraisalTalk:
    """The talk is held; the two see it differently."""
    talk = own_done(work)
    say(work, talk, Stage.LEADER, Mark.LACKING)
    return talks.hold(talk=talk, by=work.leader, at=AT)


def agreed(work: Workplace) -> AppraisalTalk:
    """Leader and person have agreed."""
    talk = held(work)
    say(work, talk, Stage.AGREED)
    return talks.agree(talk=talk, by=work.leader, at=AT)


def planned(work: Workplace, talk: AppraisalTalk) -> Plan:
    """A plan of the talk, with one item, ready to be decided."""
    plan = plans.draft(person=work.person, talk=talk, by=work.leader, at=AT)
    plans.add_item(
        plan=plan,
        item=Item(
            goal="Kunna leda svåra samtal",
            activity="Kurs i barnsamtal",
            responsible="Medarbetaren",
            due=AT.date() + timedelta(days=100),
        ),
        by=work.leader,
        at=AT,
    )
    return plan


def plan_decided(work: Workplace) -> AppraisalTalk:
    """The plan is decided."""
    talk = agreed(work)
    planned(work, talk)
    return talks.decide_plan(talk=talk, by=work.leader, at=AT)
