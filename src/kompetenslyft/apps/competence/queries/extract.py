"""What is held of a person's competence, for the extract of that person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils import timezone

from kompetenslyft.apps.competence.models import (
    AppraisalTalk,
    Assessment,
    Plan,
    PlanDecision,
    PlanFollowUp,
    PlanItem,
    Reading,
    Resource,
    TalkEvent,
)
from kompetenslyft.apps.competence.queries.assessments import shown_history
from kompetenslyft.core.competence import model as competence
from kompetenslyft.core.competence import plan as plans
from kompetenslyft.core.competence import talk as talks
from kompetenslyft.core.privacy.extract import Cell, Section, SectionId, cell, coded, row
from kompetenslyft.core.privacy.places import PLACE_LABELS, Place
from kompetenslyft.core.privacy.rights import THING_LABELS, Thing
from kompetenslyft.exchange.definitions import all_frameworks

if TYPE_CHECKING:
    from datetime import date

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.staff.models import Person


def competence_sections(by: User, person: Person, today: date) -> list[Section]:
    """Everything that shows to the person: own drafts too, and not the leader's before the talk is held.

    A constant number of queries. Raises Refused (E101) where the user is not the person or a leader.
    """
    of_plans = PlanItem.objects.filter(plan__person=person).select_related("plan")
    return [
        _section(SectionId.ASSESSMENTS, map(_assessment, shown_history(by, person, today))),
        _section(
            SectionId.TALKS, map(_talk, AppraisalTalk.objects.filter(person=person).select_related("unit"))
        ),
        _section(
            SectionId.TALK_EVENTS,
            map(_event, TalkEvent.objects.filter(talk__person=person).select_related("talk")),
        ),
        _section(SectionId.PLANS, map(_plan, Plan.objects.filter(person=person))),
        _section(SectionId.PLAN_ITEMS, map(_item, of_plans)),
        _section(
            SectionId.PLAN_DECISIONS,
            map(_decision, PlanDecision.objects.filter(plan__person=person).select_related("plan")),
        ),
        _section(
            SectionId.FOLLOW_UPS,
            map(_follow_up, PlanFollowUp.objects.filter(item__plan__person=person).select_related("item")),
        ),
        _section(SectionId.RESOURCES, map(_resource, Resource.objects.filter(person=person))),
        _section(SectionId.READINGS, map(_reading, Reading.objects.filter(person=person))),
    ]


def _section(section: SectionId, rows: Iterable[Mapping[str, Cell]]) -> Section:
    return Section(section, tuple(row(section, cells) for cells in rows))


def _direction(framework: str, direction: str) -> Cell:
    """The direction with its name, which a framework that is no longer there does not tell."""
    known = all_frameworks().get(framework)
    found = known.directions.get(direction) if known else None
    return cell(direction) if found is None else Cell(direction, found.label.sv)


def _assessment(one: Assessment) -> dict[str, Cell]:
    return {
        "stage": coded(competence.Stage, one.stage, competence.STAGE_LABELS),
        "direction": _direction(one.framework, one.direction),
        "mark": coded(competence.Mark, one.mark, competence.MARK_LABELS),
        "assessed_on": cell(one.assessed_on),
        "superseded_on": cell(one.superseded_on),
        "occasion": coded(competence.Occasion, one.occasion, competence.OCCASION_LABELS),
        "framework": cell(one.framework),
        "note": cell(one.note),
        "by": cell(one.by_label),
    }


def _talk(one: AppraisalTalk) -> dict[str, Cell]:
    return {
        "scheduled_at": cell(timezone.localtime(one.scheduled_at)),
        "place": cell(one.place),
        "unit": cell(one.unit.name),
        "status": coded(talks.Status, one.status, talks.STATUS_LABELS),
        "held_on": cell(one.held_on),
        "follow_up_by": cell(one.follow_up_by),
    }


def _event(one: TalkEvent) -> dict[str, Cell]:
    return {
        "talk": cell(timezone.localtime(one.talk.scheduled_at)),
        "at": cell(timezone.localtime(one.at)),
        "by": cell(one.by_label),
        "kind": coded(talks.Event, one.kind, talks.EVENT_LABELS),
        "note": cell(one.note),
    }


def _plan(one: Plan) -> dict[str, Cell]:
    return {
        "title": cell(one.title),
        "starts": cell(one.starts),
        "ends": cell(one.ends),
        "state": coded(plans.PlanState, one.state, plans.STATE_LABELS),
        "summary": cell(one.summary),
        "made_at": cell(timezone.localtime(one.made_at)),
        "made_by": cell(one.made_by),
    }


def _item(one: PlanItem) -> dict[str, Cell]:
    return {
        "plan": cell(one.plan.title),
        "goal": cell(one.goal),
        "activity": cell(one.activity),
        "direction": _direction(one.framework, one.direction),
        "target": coded(competence.Mark, one.target, competence.MARK_LABELS),
        "responsible": cell(one.responsible),
        "due": cell(one.due),
        "removed_at": cell(timezone.localtime(one.removed_at) if one.removed_at else None),
    }


def _decision(one: PlanDecision) -> dict[str, Cell]:
    return {
        "plan": cell(one.plan.title),
        "number": cell(one.number),
        "decided_on": cell(one.decided_on),
        "by": cell(one.by_label),
        "content": Cell(one.content, json.dumps(one.content, ensure_ascii=False)),
    }


def _follow_up(one: PlanFollowUp) -> dict[str, Cell]:
    return {
        "goal": cell(one.item.goal),
        "followed_up_on": cell(one.followed_up_on),
        "done": coded(plans.Done, one.done, plans.DONE_LABELS),
        "effect": coded(plans.Effect, one.effect, plans.EFFECT_LABELS),
        "note": cell(one.note),
        "by": cell(one.by_label),
    }


def _resource(one: Resource) -> dict[str, Cell]:
    return {
        "kind": Cell(one.kind, str(Resource.Kind(one.kind).label)),
        "direction": _direction(one.framework, one.direction),
        "subject": cell(one.subject),
        "note": cell(one.note),
        "valid_from": cell(one.valid_from),
        "ended_on": cell(one.ended_on),
        "by": cell(one.by_label),
    }


def _reading(one: Reading) -> dict[str, Cell]:
    return {
        "at": cell(timezone.localtime(one.at)),
        "reader": cell(one.reader_label),
        "thing": coded(Thing, one.thing, THING_LABELS),
        "where": coded(Place, one.where, PLACE_LABELS),
    }
