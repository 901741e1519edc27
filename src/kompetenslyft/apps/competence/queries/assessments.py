"""Reading assessments. What is a draft of a talk under way holds on no day, and shows to nobody but its writer.

Every page and file that shows one person's marks to somebody asks ``shown_marks``, ``shown_history`` or, for many
people, ``marks_on``, which holds no drafts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Q, QuerySet, TextField

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence import access
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.competence.models import AppraisalTalk, Assessment
from kompetenslyft.core.competence.model import Mark, Stage
from kompetenslyft.core.competence.talk import OPEN, Actor, settled, shows
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.privacy.rights import Right, Thing, right

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.staff.models import Person

_MARKS = {mark.value: mark for mark in Mark}
"""Looked up and not made: a great municipality has a million."""


class _ByDirection(Aggregate):
    """Marks by direction as the text of a JSON object: a row a person takes a third of the time of a row a mark."""

    function = "JSON_GROUP_OBJECT"
    output_field = TextField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, function="JSON_OBJECT_AGG", template=f"{self.template}::text", **context
        )


def marks_on(
    person_ids: Collection[int] | QuerySet[Person],
    stage: Stage,
    on: date,
    framework: Framework | None = None,
) -> dict[int, dict[str, Mark]]:
    """What holds on the day of each person (id), by direction of the framework that applies then. One query.

    ``framework``: another version than that one.
    Every id asked for is there when ids are given; people without a mark are absent when a QuerySet is given.
    Directions that are not assessed are absent. The drafts of talks under way are not among them.
    """
    found: dict[int, dict[str, Mark]] = (
        {} if isinstance(person_ids, QuerySet) else {one: {} for one in person_ids}
    )
    rows = (
        Assessment.objects.filter(_holds(on), person__in=person_ids, stage=stage)
        .filter(framework=(framework or framework_in_use(on)).ref)
        .exclude(mark=Mark.NOT_ASSESSED)
        .order_by()
    )
    for person_id, said in rows.values_list("person_id").annotate(said=_ByDirection("direction", "mark")):
        found[person_id] = {direction: _MARKS[mark] for direction, mark in json.loads(said).items()}
    return found


def shown_marks(
    by: User, person: Person, on: date, today: date | None = None
) -> dict[Stage, dict[str, Mark]]:
    """What the user may see of what is said of the person on the day, by stage and direction; not assessed is absent.

    What holds, and over it what of the running talk shows to the user: the own assessment to the leader once it is
    done, the leader's to the person once the talk is held, a draft to its writer. Every stage is there, empty where it
    is not the user's to see. Raises Refused: E101 where none is.

    ``today``: the day whose rights are asked, the present one; drafts show only where ``on`` is not before it.
    """
    today = today or clock.today()
    relations = access.check_may(by, person, Thing.AGREED_ASSESSMENT, today)
    framework = framework_in_use(on).ref
    seen = {stage for stage, thing in access.STAGE_THINGS.items() if right(relations, thing) >= Right.SEE}
    found: dict[Stage, dict[str, Mark]] = {stage: {} for stage in Stage}
    rows = list(Assessment.objects.filter(_holds(on), person=person, framework=framework, stage__in=seen))
    if on >= today:
        rows += _running(person, framework, access.actors(relations))
    for row in rows:
        if row.stage in seen:
            found[Stage(row.stage)][row.direction] = Mark(row.mark)
    return {
        stage: {direction: mark for direction, mark in marks.items() if mark is not Mark.NOT_ASSESSED}
        for stage, marks in found.items()
    }


def shown_history(by: User, person: Person, today: date | None = None) -> list[Assessment]:
    """Every mark of the person that the user may see, oldest first; another's draft in a running talk is not shown.

    Raises Refused: E101 where none is the user's to see.
    """
    relations = access.check_may(by, person, Thing.AGREED_ASSESSMENT, today or clock.today())
    actors = access.actors(relations)
    return [
        row
        for row in history(person.pk)
        if right(relations, access.STAGE_THINGS[Stage(row.stage)]) >= Right.SEE
        and (row.talk is None or shows(Stage(row.stage), row.talk.state, actors))
    ]


def history(person_id: int) -> list[Assessment]:
    """Every mark of the person, drafts too, oldest first, with its talk. One query."""
    return list(
        Assessment.objects.filter(person=person_id).select_related("talk").order_by("assessed_on", "id")
    )


def talk_rows(talk: AppraisalTalk, stage: Stage) -> dict[str, Assessment]:
    """What was last said in the talk at the stage, by direction: drafts too. One query."""
    return {row.direction: row for row in Assessment.objects.filter(talk=talk, stage=stage).order_by("id")}


def before_talk(talk: AppraisalTalk, stage: Stage, on: date) -> Mapping[str, Assessment]:
    """What holds of the talk's person on the day and was not said in the talk, by direction."""
    rows = Assessment.objects.filter(_holds(on), person=talk.person_id, stage=stage, framework=talk.framework)
    return {row.direction: row for row in rows.filter(~Q(talk=talk) | Q(talk__isnull=True))}


def _running(person: Person, framework: str, actors: Collection[Actor]) -> list[Assessment]:
    """The last said in the person's running talk, of what shows to those who act in these capacities."""
    rows = Assessment.objects.filter(
        person=person, framework=framework, talk__status__in=[status.value for status in OPEN]
    )
    latest = {(row.stage, row.direction): row for row in rows.select_related("talk").order_by("id")}
    return [
        row
        for row in latest.values()
        if row.talk is not None
        and not settled(Stage(row.stage), row.talk.state)
        and shows(Stage(row.stage), row.talk.state, actors)
    ]


def _holds(on: date) -> Q:
    return Q(assessed_on__lte=on) & (Q(superseded_on__isnull=True) | Q(superseded_on__gt=on))
