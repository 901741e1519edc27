"""What a step of an appraisal talk is refused for, in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.models import AppraisalTalk
from kompetenslyft.apps.errors import Refused
from kompetenslyft.core.competence.talk import EVENT_LABELS, STATUS_LABELS, Actor, Event, transition

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person


def check_leads(actors: Collection[Actor]) -> None:
    """Raises Refused (M201) for whoever would call themself to a talk."""
    if Actor.LEADER not in actors:
        raise Refused.because(
            "M201",
            "Du kan inte kalla dig själv till medarbetarsamtal. Chefen över dig kallar dig.",
            "You cannot call yourself to an appraisal talk. The manager above you calls you.",
        )


def none_under_way(person: Person) -> Refused:
    """M202: the person has a talk already."""
    return Refused.because(
        "M202",
        f"{person.name} har redan ett medarbetarsamtal på gång. Följ upp det, eller ställ in det, innan du kallar "
        "till ett nytt.",
        f"{person.name} has an appraisal talk under way already. Follow it up, or cancel it, before you call to a "
        "new one.",
        str(person.pk),
    )


def check_time(person: Person, scheduled_at: datetime, at: datetime) -> None:
    """Raises Refused (M203) where the talk would be on a day that has been."""
    day = clock.day_of(scheduled_at)
    if day < clock.day_of(at):
        raise Refused.because(
            "M203",
            f"Samtalet med {person.name} kan inte vara {day.isoformat()}, som redan har varit. Välj en annan tid.",
            f"The talk with {person.name} cannot be on {day.isoformat()}, which has been. Choose another time.",
            str(person.pk),
        )


def check_works(person: Person, on: date) -> None:
    """Raises Refused (M204) where nothing says that the person works on the day of the talk."""
    employments = person.employments.filter(first_day__lte=on)
    if not any(one.last_day is None or one.last_day >= on for one in employments):
        raise Refused.because(
            "M204",
            f"{person.name} är inte anställd {on.isoformat()}. Välj en dag under anställningen.",
            f"{person.name} is not employed on {on.isoformat()}. Choose a day during the employment.",
            str(person.pk),
        )


def check_step(talk: AppraisalTalk, event: Event, actors: Collection[Actor]) -> None:
    """Raises Refused: M210 the talk has moved on, M211 the step is the other's."""
    step = transition(talk.state, event)
    if step is None:
        now, what = STATUS_LABELS[talk.state], EVENT_LABELS[event]
        raise Refused.because(
            "M210",
            f"Samtalet har gått vidare: det står som «{now.sv}». Därför gick det inte att anteckna att någon "
            f"{what.sv}. Inget är ändrat.",
            f"The talk has moved on: it stands as “{now.en}”. So it could not be noted that somebody {what.en}. "
            "Nothing is changed.",
        )
    if not step.actors & frozenset(actors):
        raise Refused.because(
            "M211",
            "Det steget tar medarbetaren." if step.actors == {Actor.PERSON} else "Det steget tar chefen.",
            "That step is the employee's." if step.actors == {Actor.PERSON} else "That step is the leader's.",
        )


def nothing_assessed() -> Refused:
    """M205: the own assessment is empty."""
    return Refused.because(
        "M205",
        "Du har inte bedömt någon inriktning än. Gör den egna bedömningen först.",
        "You have not assessed any direction yet. Make the own assessment first.",
    )


def check_held_on(held_on: date, called_on: date, today: date) -> None:
    """Raises Refused (M206) where the talk cannot have been held that day."""
    if not called_on <= held_on <= today:
        raise Refused.because(
            "M206",
            f"Samtalet kan inte ha hållits {held_on.isoformat()}. Skriv en dag från kallelsen "
            f"({called_on.isoformat()}) till i dag.",
            f"The talk cannot have been held on {held_on.isoformat()}. Write a day from the call "
            f"({called_on.isoformat()}) to today.",
            "held_on",
        )


def nothing_agreed() -> Refused:
    """M207: there is nothing to settle."""
    return Refused.because(
        "M207",
        "Ingen inriktning har fått en gemensam bedömning. Fyll i den först.",
        "No direction has an agreed assessment. Fill it in first.",
    )


def no_plan() -> Refused:
    """M208: there is no plan to decide or follow up."""
    return Refused.because(
        "M208",
        "Samtalet har ingen plan än. Börja på planen först.",
        "The talk has no plan yet. Begin the plan first.",
    )


def check_follow_up_by(day: date, today: date) -> None:
    """Raises Refused (M209) where the plan would be followed up on a day that has been."""
    if day < today:
        raise Refused.because(
            "M209",
            f"Planen kan inte följas upp {day.isoformat()}, som redan har varit. Välj en senare dag.",
            f"The plan cannot be followed up on {day.isoformat()}, which has been. Choose a later day.",
            "follow_up_by",
        )


def check_reason(reason: str) -> None:
    """Raises Refused (M212) where no reason is given for cancelling."""
    if not reason.strip():
        raise Refused.because(
            "M212",
            "Skriv varför samtalet ställs in.",
            "Write why the talk is cancelled.",
            "reason",
        )
