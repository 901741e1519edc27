"""Reading appraisal talks: one as somebody takes part in it, one's own, and those of the people one leads."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.models import AppraisalTalk, Plan, TalkEvent
from kompetenslyft.apps.spans import runs_on
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.talk import OPEN, Actor, Event, Status
from kompetenslyft.core.privacy.rights import Right, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import Person

_OPEN = [status.value for status in OPEN]


@dataclass(frozen=True, slots=True)
class Sight:
    """A talk as somebody takes part in it. ``moved_to``: where the person works now, if not where they were called."""

    talk: AppraisalTalk
    actors: frozenset[Actor]
    events: tuple[TalkEvent, ...]
    plan: Plan | None
    moved_to: Organisation | None

    def since(self, event: Event) -> TalkEvent | None:
        """The last event of the kind."""
        return next((one for one in reversed(self.events) if one.kind == event), None)


@dataclass(frozen=True, slots=True)
class Led:
    """Somebody one leads, with the talk under way or else the year's last one; None where there is none."""

    person: Person
    units: tuple[str, ...]
    talk: AppraisalTalk | None
    works: bool
    """Works there on the day; else has left with a talk under way."""

    @property
    def status(self) -> Status:
        return self.talk.state if self.talk else Status.NEW


def sight(by: User, talk_id: int, on: date) -> Sight:
    """The talk as the user takes part in it. Raises Refused (E101) for anybody but the person and the leader now."""
    talk = AppraisalTalk.objects.select_related("person", "unit").filter(pk=talk_id).first()
    if talk is None:
        raise staff.not_found()
    actors = access.actors(access.check_may(by, talk.person, Thing.TALK, on))
    employments = talk.person.employments.select_related("unit").filter(runs_on(on))
    units = {one.unit_id: one.unit for one in employments}
    moved = None if talk.unit_id in units or not units else units[min(units)]
    plan = Plan.objects.filter(talk=talk).first()
    return Sight(talk, actors, tuple(talk.events.all()), plan, moved if talk.state in OPEN else None)


def own_talks(by: User) -> list[AppraisalTalk]:
    """The user's own talks, newest first. One query."""
    rows = AppraisalTalk.objects.filter(person__in=staff.own_people(by))
    return list(rows.select_related("person").order_by("-scheduled_at", "-id"))


def open_talk_of(person: Person) -> AppraisalTalk | None:
    """The person's talk under way. Whoever asks has passed access for ``Thing.TALK``."""
    return AppraisalTalk.objects.filter(person=person, status__in=_OPEN).order_by("scheduled_at").first()


def led_people(by: User, on: date) -> list[Led]:
    """Those the user leads: who work there on the day, and who have left with a talk under way; by name.

    A constant number of queries.
    """
    seen = access.visible_people(by, Thing.TALK, on, Right.CHANGE).exclude(
        pk__in=staff.own_people(by).values("pk")
    )
    units: dict[int, set[str]] = defaultdict(set)
    for person_id, unit in seen.filter(runs_on(on, "employments__")).values_list(
        "pk", "employments__unit__name"
    ):
        units[person_id].add(unit)
    talks: dict[int, AppraisalTalk] = {}
    for talk in AppraisalTalk.objects.filter(person__in=seen).order_by("scheduled_at", "id"):
        of_year = talk.state is not Status.CANCELLED and clock.day_of(talk.scheduled_at).year == on.year
        earlier = talks.get(talk.person_id)
        if talk.state in OPEN or (of_year and (earlier is None or earlier.state not in OPEN)):
            talks[talk.person_id] = talk
    found = [
        Led(
            person, tuple(sorted(units[person.pk], key=swedish_key)), talks.get(person.pk), person.pk in units
        )
        for person in seen
        if person.pk in units or (person.pk in talks and talks[person.pk].state in OPEN)
    ]
    return sorted(found, key=lambda one: swedish_key(one.person.name))
