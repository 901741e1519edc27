"""Who handles child cases on a day, and who of them is qualified."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.spans import runs_on
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.models import Employment, Person
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.rights import Thing
from kompetenslyft.core.staff.model import Service, StaffRole
from kompetenslyft.core.staff.qualification import HANDLING, Qualification, qualified
from kompetenslyft.exchange.staff_definitions import qualification_rules

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Standing:
    """A person who handles child cases, or leads those who do, with the employment in which they do so."""

    person: Person
    unit: Organisation
    role: StaffRole
    qualification: Qualification

    @property
    def leads(self) -> bool:
        """A team leader, who is told of apart from the caseworkers."""
        return self.role not in HANDLING


def standings(by: User, *, on: date, as_of: date, unit_ids: Collection[int] | None = None) -> list[Standing]:
    """Those whom the user sees in the register on the day of asking, as they stood on ``as_of``, by name.

    ``unit_ids``: where they worked then; all units where it is None. A constant number of queries.
    """
    rows = Employment.objects.filter(
        runs_on(as_of),
        service=Service.CHILD_WELFARE,
        role__in=[*HANDLING, StaffRole.TEAM_LEADER],
        person__in=access.visible_people(by, Thing.REGISTER, on),
    )
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    chosen: dict[int, Employment] = {}
    for row in rows.select_related("person", "unit").order_by("-share", "first_day", "pk"):
        other = chosen.setdefault(row.person_id, row)
        if StaffRole(other.role) not in HANDLING and StaffRole(row.role) in HANDLING:
            chosen[row.person_id] = row
    known = facts(Person.objects.filter(pk__in=chosen))
    rules = qualification_rules()
    found = [
        Standing(row.person, row.unit, StaffRole(row.role), qualified(known[person_id], as_of, rules))
        for person_id, row in chosen.items()
    ]
    return sorted(found, key=lambda one: swedish_key(one.person.name))
