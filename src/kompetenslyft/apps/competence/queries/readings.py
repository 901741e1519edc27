"""Who has read what of a person, for that person to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kompetenslyft.apps.competence.models import Reading

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person


def readings_of(person: Person) -> QuerySet[Reading]:
    """Every time that somebody else read something of the person, latest first."""
    return Reading.objects.filter(person=person)
