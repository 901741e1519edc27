"""Giving a person the extract of what is held of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence.queries.extract import competence_sections
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.queries.extract import register_sections
from kompetenslyft.core.privacy.extract import Extract, SectionId
from kompetenslyft.core.privacy.rights import Relation, Thing

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.staff.models import Person


@transaction.atomic
def give_extract(*, person: Person, kind: str, by: User, at: datetime | None = None) -> Extract:
    """All that is held of the person, to the person; to the staff administrator the register part alone.

    ``kind``: what it is given out as, ``json`` or ``pdf``. That it was given out is noted, and stands in the next one.
    Raises Refused (E101).
    """
    at = at or clock.now()
    today = clock.day_of(at)
    whole = Relation.SELF in access.check_may(by, person, Thing.EXTRACT, today)
    sections = register_sections(person, whole=whole)
    if whole:
        sections += competence_sections(by, person, today)
    audit.record("extract.give", person, by=by, at=at, kind=kind, whole=whole)
    order = list(SectionId)
    return Extract(
        employer=person.employer.name,
        name=person.name,
        number=person.number,
        made_up=person.made_up,
        given_at=timezone.localtime(at),
        whole=whole,
        sections=tuple(sorted(sections, key=lambda section: order.index(section.id))),
    )
