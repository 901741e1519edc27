"""Who may see and do what with assessments, talks and plans; and the note of who has read what.

People are reached as in ``staff.access``, by the table ``core.privacy.rights``. What somebody reads of another
person is noted, once a day, for that person to see.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.competence.models import Reading
from kompetenslyft.apps.inserting import insert_all
from kompetenslyft.apps.staff import access as staff
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.competence.talk import Actor
from kompetenslyft.core.privacy.places import Place
from kompetenslyft.core.privacy.rights import Relation, Right, Thing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.staff.models import Person

STAGE_THINGS = {
    Stage.OWN: Thing.OWN_ASSESSMENT,
    Stage.LEADER: Thing.LEADERS_ASSESSMENT,
    Stage.AGREED: Thing.AGREED_ASSESSMENT,
}


def visible_people(by: User, thing: Thing, on: date, least: Right = Right.SEE) -> QuerySet[Person]:
    """The people of whom the user has ``least`` over the thing: an assessment, a talk or a plan."""
    return staff.visible_people(by, thing, on, least)


def check_may(
    by: User | None, person: Person, thing: Thing, on: date, least: Right = Right.SEE
) -> frozenset[Relation]:
    """The user's relations to the person. Raises Refused: E101, E102."""
    return staff.check_may(by, person, thing, on, least)


def actors(relations: Iterable[Relation]) -> frozenset[Actor]:
    """In which capacity somebody takes part in a talk. Nobody leads one with themself."""
    held = frozenset(relations)
    if Relation.SELF in held:
        return frozenset({Actor.PERSON})
    return frozenset({Actor.LEADER}) if Relation.LEADER in held else frozenset()


def note_reading(
    *, by: User, people: Iterable[Person], thing: Thing, where: str, at: datetime | None = None
) -> None:
    """Note that the user has read the thing of these people, but for their own. One query, whatever the number.

    ``where`` is a ``core.privacy.places.Place``. Raises ValueError for another word.
    """
    place = Place(where)
    at = at or clock.now()
    day, label = clock.day_of(at), str(by)
    insert_all(
        [
            Reading(
                person_id=person.pk,
                reader_id=by.pk,
                reader_label=label,
                thing=thing,
                where=place,
                day=day,
                at=at,
            )
            for person in people
            if not staff.is_self(by, person)
        ],
        ignore_conflicts=True,
    )
