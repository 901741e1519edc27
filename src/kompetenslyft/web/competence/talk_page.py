"""The parts of a talk's page: its steps with who and when, what has happened, and the list of one's own talks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.queries.talks import Sight
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.competence.talk import EVENT_LABELS, IS_OPEN, Actor, Event, Status
from kompetenslyft.web.collection.words import language, moment
from kompetenslyft.web.competence.talk_words import TONES, status_words, waits_for

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import AppraisalTalk

_WAY = (
    (Event.CALLED, Status.NEW),
    (Event.OWN_DONE, Status.CALLED),
    (Event.HELD, Status.OWN_DONE),
    (Event.AGREED, Status.HELD),
    (Event.PLAN_DECIDED, Status.AGREED),
    (Event.FOLLOWED_UP, Status.PLAN_DECIDED),
)
"""The steps in their order, each with the status that it leads from."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the talk. ``state``: done, skipped, now or later. ``due``: by when, of one that is not done."""

    label: str
    state: str
    words: str
    who: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that has happened to the talk."""

    when: str
    who: str
    what: str
    note: str


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One of one's own talks."""

    talk: AppraisalTalk
    status: str
    tone: str
    waits_for: str


def steps(sight: Sight) -> list[Step]:
    """The six steps: those done with who and when, the one that is next, and those to come."""
    talk, found = sight.talk, []
    labels = {
        Event.CALLED: _("Kallelse"),
        Event.OWN_DONE: _("Egen bedömning"),
        Event.HELD: _("Samtalet"),
        Event.AGREED: _("Gemensam bedömning"),
        Event.PLAN_DECIDED: _("Plan"),
        Event.FOLLOWED_UP: _("Uppföljning"),
    }
    day = clock.day_of(talk.scheduled_at)
    dues = {Event.OWN_DONE: day, Event.HELD: day, Event.FOLLOWED_UP: talk.follow_up_by}
    order = [status for _event, status in _WAY]
    reached = order.index(talk.state) if talk.state in order else len(order)
    for place, (event, source) in enumerate(_WAY):
        done = sight.since(event)
        passed = place < reached and talk.state is not Status.CANCELLED
        if done is not None and (passed or event is Event.CALLED):
            found.append(Step(labels[event], "done", moment(done.at), done.by_label, None))
        elif passed:
            found.append(Step(labels[event], "skipped", _("gjordes inte"), "", None))
        elif place == reached:
            words = _("väntar på %(who)s") % {"who": waits_for(source)}
            found.append(Step(labels[event], "now", words, "", dues.get(event)))
        else:
            words = _("inställt") if talk.state is Status.CANCELLED else _("kommer sedan")
            found.append(Step(labels[event], "later", words, "", None))
    return found


def events(sight: Sight) -> list[Happening]:
    """What has happened, newest first."""
    return [
        Happening(
            moment(one.at), one.by_label, EVENT_LABELS[Event(one.kind)].in_language(language()), one.note
        )
        for one in reversed(sight.events)
    ]


def may_change(stage: Stage, status: Status, actors: Collection[Actor]) -> bool:
    """Whether somebody in these capacities fills in the assessment at the stage now."""
    writer = Actor.PERSON if stage is Stage.OWN else Actor.LEADER
    return writer in actors and status in IS_OPEN[stage]


def may_plan(status: Status) -> bool:
    """Whether the plan can be begun: once the two have agreed."""
    return status is Status.AGREED


def own_rows(talks: Iterable[AppraisalTalk]) -> list[OwnRow]:
    """One's own talks as the list shows them."""
    return [OwnRow(one, status_words(one.state), TONES[one.state], waits_for(one.state)) for one in talks]
