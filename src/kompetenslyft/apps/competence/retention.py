"""What an employer keeps of people that has a period, and what of it is due to be destroyed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from kompetenslyft.apps.competence.models import AppraisalTalk, Assessment, Plan, Reading, Resource
from kompetenslyft.apps.staff.queries import retention as staff
from kompetenslyft.core.privacy.retention import Kind, Record, Rule, due
from kompetenslyft.exchange.staff_definitions import retention_rules

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

_OF_PEOPLE_WHO_LEFT = {
    Kind.RESOURCE: Resource,
    Kind.ASSESSMENT: Assessment,
    Kind.PLAN: Plan,
    Kind.TALK: AppraisalTalk,
}


@dataclass(frozen=True, slots=True)
class Line:
    """What is due of one kind of record: how many, and the oldest and newest day that the period is counted from."""

    kind: Kind
    rule: Rule
    records: int
    oldest: date
    newest: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is due at an employer on a day. ``digest`` is the same as long as the same records are due."""

    as_of: date
    records: tuple[Record, ...]
    lines: tuple[Line, ...]
    digest: str

    def people(self) -> Counter[int]:
        """How many records are due of each person, by id."""
        return Counter(one.person for one in self.records if one.person is not None)

    def keys(self, kind: Kind) -> list[int]:
        """The records of the kind."""
        return [one.key for one in self.records if one.kind is kind]


def proposal(employer: Organisation, on: date) -> Proposal:
    """What is due at the employer on the day. A constant number of queries."""
    rules = retention_rules()
    records = tuple(due(_records(employer, rules[Kind.READING], on), rules, on))
    lines = tuple(
        Line(kind, rules[kind], len(days), min(days), max(days))
        for kind in Kind
        if (days := [one.day for one in records if one.kind is kind and one.day is not None])
    )
    named = sorted((one.kind.value, one.key) for one in records)
    return Proposal(on, records, lines, hashlib.sha256(json.dumps(named).encode()).hexdigest())


def _records(employer: Organisation, of_readings: Rule, on: date) -> Iterator[Record]:
    """What may be due. Of people who work there still only the readings, and of these the old ones."""
    for key, day in staff.settled_files(employer).items():
        yield Record(Kind.STAFF_FILE, key, None, day)
    ended = staff.last_days(employer)
    for person_id, day in ended.items():
        yield Record(Kind.PERSON, person_id, person_id, day)
    for kind, model in _OF_PEOPLE_WHO_LEFT.items():
        rows = model.objects.filter(person__employer=employer).order_by().values_list("pk", "person_id")
        for key, person_id in rows:
            if person_id in ended:
                yield Record(kind, key, person_id, ended[person_id])
    old = Q(day__lt=date(on.year - of_readings.years, on.month, 1)) | Q(
        day__year=on.year - of_readings.years, day__month=on.month
    )
    readings = Reading.objects.filter(old | Q(person__in=ended), person__employer=employer)
    for key, person_id, day in readings.order_by().values_list("pk", "person_id", "day"):
        yield Record(Kind.READING, key, person_id, day)
