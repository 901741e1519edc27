"""What a person's role demands, as plans speak of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.queries.profiles import profiles_on
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.profile import main_employment

if TYPE_CHECKING:
    from kompetenslyft.apps.staff.models import Person


def demands_of(person: Person, on: date) -> dict[str, Mark]:
    """What the person's role demands on the day, by direction; nothing where nobody is employed. Five queries."""
    known = facts(type(person).objects.filter(pk=person.pk))[person.pk]
    main = main_employment(known.employments, on)
    return {} if main is None else profiles_on(person.employer_id, on)[main.role]
