"""Individual plans: goals where the agreed assessment lies below what is wished for, and how they went."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.actions import plans as actions
from kompetenslyft.apps.competence.actions import talks
from kompetenslyft.core.competence.model import MARK_LABELS, Mark
from kompetenslyft.core.competence.plan import Done, Effect
from kompetenslyft.core.competence.planning import Item
from kompetenslyft.demo.draws import number, shuffled
from kompetenslyft.exchange.definitions import framework

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import AppraisalTalk, Plan, PlanItem
    from kompetenslyft.apps.staff.models import Person
    from kompetenslyft.demo.staff.talks import Talk

FRAMEWORK = "child-welfare@2013"
_ACTIVITIES = {
    "social_work": "Kurs, två dagar, och handledning i två ärenden efteråt",
    "law": "Stadsövergripande juridikutbildning, tre halvdagar",
    "psychology": "Högskolekurs på deltid, med tid för studier varje vecka",
    "social_science": "Studiebesök och genomgång i arbetsgruppen",
    "evidence_based_practice": "Metodstöd och litteraturseminarier, en gång i månaden",
}
_NOTES = ("Kursen gav mycket. Provat i tre ärenden.", "Blev hälften av tiden, resten görs till hösten.", "")


def draft(one: Talk, person: Person, talk: AppraisalTalk, day: date) -> Plan:
    """The talk's plan with two to four goals."""
    moment = one.moment(day) + timedelta(minutes=30)
    plan = actions.draft(person=person, talk=talk, by=one.leader, at=moment)
    actions.add_items(plan=plan, items=_items(one, day), by=one.leader, at=moment)
    return plan


def decide(one: Talk, person: Person, talk: AppraisalTalk) -> None:
    """Draft the plan when the assessment is agreed, decide it, and follow it up where the talk comes so far."""
    dates = one.dates
    plan = draft(one, person, talk, dates.agreed)
    decided = talks.decide_plan(talk=talk, by=one.leader, at=one.moment(dates.decided))
    if dates.followed_up is not None:
        for position, item in enumerate(plan.items.order_by("position")):
            _follow_up(one, item, position, dates.followed_up)
        talks.follow_up(talk=decided, by=one.leader, at=one.moment(dates.followed_up) + timedelta(hours=1))
    elif number(one.person.number, "begun", 2):
        first = plan.items.order_by("position")[0]
        actions.follow_up_item(
            item=first,
            done=Done.PARTLY,
            effect=Effect.TOO_EARLY,
            note="Anmäld till kursen i mars.",
            by=one.user,
            at=one.moment(date(2017, 2, 1)),
        )


def _follow_up(one: Talk, item: PlanItem, position: int, day: date) -> None:
    turn = number(one.person.number, f"followed up {position}", 4)
    done = (Done.YES, Done.YES, Done.PARTLY, Done.NO)[turn]
    effect = {Done.YES: Effect.YES, Done.PARTLY: Effect.PARTLY}.get(done, Effect.TOO_EARLY)
    actions.follow_up_item(
        item=item,
        done=done,
        effect=effect,
        note=_NOTES[turn % len(_NOTES)],
        by=one.leader,
        at=one.moment(day),
    )


def _items(one: Talk, day: date) -> list[Item]:
    """What is lacking comes first; then what could become advanced."""
    key = one.person.number
    area_of, labels = _directions()
    order = shuffled(one.agreed, f"goals {key}")
    below = [(direction, Mark.BASIC) for direction in order if one.agreed[direction] is Mark.LACKING]
    above = [(direction, Mark.ADVANCED) for direction in order if one.agreed[direction] is Mark.BASIC]
    wanted = (below + above)[: 2 + number(key, "goals", 3)]
    return [
        Item(
            goal=f"{MARK_LABELS[target].sv} nivå i {labels[direction].lower()}",
            activity=_ACTIVITIES[area_of[direction]],
            responsible=one.leader.name if position % 2 else one.person.name,
            due=day + timedelta(days=120 + 60 * position),
            framework=FRAMEWORK,
            direction=direction,
            target=target,
            priority=1 if target is Mark.BASIC else 2,
        )
        for position, (direction, target) in enumerate(wanted)
    ]


def _directions() -> tuple[dict[str, str], dict[str, str]]:
    """Each direction's area, and its label."""
    pairs = [(area, direction) for area in framework(FRAMEWORK).areas for direction in area.directions]
    return (
        {direction.id: area.id for area, direction in pairs},
        {direction.id: direction.label.sv for _area, direction in pairs},
    )
