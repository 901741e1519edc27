"""What the register holds that may be due to be destroyed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.staff.models import Employment, Person, StaffImport
from kompetenslyft.core.privacy.retention import last_day_of_work

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def last_days(employer: Organisation) -> dict[int, date]:
    """The last day of the last employment of everybody who has none that is open, by person's id. Two queries.

    Of whoever has no employment at all, since it was taken away, the day that the record was last changed.
    """
    spells: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = Employment.objects.filter(person__employer=employer).order_by()
    for person_id, first, last in rows.values_list("person_id", "first_day", "last_day"):
        spells[person_id].append((first, last))
    ended = {person_id: last_day_of_work(of_person) for person_id, of_person in spells.items()}
    without = Person.objects.filter(employer=employer, employments__isnull=True).order_by()
    changed = {key: clock.day_of(at) for key, at in without.values_list("pk", "changed_at")}
    return changed | {person_id: last for person_id, last in ended.items() if last is not None}


def settled_files(employer: Organisation) -> dict[int, date]:
    """The day that each staff file was settled, by id, of those whose rows are still kept. One query.

    Of a file that nobody has applied or abandoned the day that it came: a forgotten one is not kept for ever.
    """
    files = StaffImport.objects.filter(employer=employer)
    kept = files.exclude(findings=[], difference={}, content__isnull=True)
    rows = kept.order_by().values_list("pk", "settled_at", "at")
    return {key: clock.day_of(settled_at or at) for key, settled_at, at in rows}


def names_of(person_ids: Collection[int]) -> dict[int, Person]:
    """The people with these ids, by id."""
    return Person.objects.in_bulk(list(person_ids))
