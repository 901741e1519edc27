"""Writing records that have been checked: rows in bulk, and what became of each person for the history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.inserting import insert_all
from kompetenslyft.apps.staff import records
from kompetenslyft.apps.staff.models import Credential, Employment, Leave, Person
from kompetenslyft.core.staff import model as core
from kompetenslyft.core.staff.differences import OWN_FIELDS, Dated, fields_changed, paired

if TYPE_CHECKING:
    from django.db.models import Model

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

Change = tuple[Person, core.Person, core.Person]
"""A row, what it and all below it say, and what they shall say."""

_FREE_TEXT = frozenset({"name", "email", "title"})
"""Said to have changed, and not from what to what."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the three dated lists of a record."""

    name: str
    model: type[Model]
    fields: tuple[str, ...]
    value: Any


_KINDS = (
    _Kind("employments", Employment, records.EMPLOYMENT_FIELDS, records.employment_value),
    _Kind("credentials", Credential, records.CREDENTIAL_FIELDS, records.credential_value),
    _Kind("leaves", Leave, records.LEAVE_FIELDS, records.leave_value),
)


def add(
    employer: Organisation,
    people: Sequence[core.Person],
    units: Mapping[str, Organisation],
    *,
    by: User | None,
    at: datetime,
    made_up: bool,
) -> None:
    """Add people who are not in the register."""
    if not people:
        return
    label = str(by) if by else audit.SYSTEM
    rows = [
        Person(
            employer=employer,
            number=one.number,
            made_up=made_up,
            changed_at=at,
            changed_by=label,
            **_own(one),
        )
        for one in people
    ]
    Person.objects.bulk_create(rows, batch_size=_BATCH)
    unit_ids = {code: unit.pk for code, unit in units.items()}
    for kind in _KINDS:
        insert_all(
            [
                records.row_of(value, row.pk, unit_ids)
                for row, one in zip(rows, people, strict=True)
                for value in getattr(one, kind.name)
            ]
        )
    audit.record_all(
        "person.add",
        [
            (row, {kind.name: len(getattr(one, kind.name)) for kind in _KINDS})
            for row, one in zip(rows, people, strict=True)
        ],
        by=by,
        at=at,
    )


def change(
    changes: Sequence[Change], units: Mapping[str, Organisation], *, by: User | None, at: datetime
) -> None:
    """Make the records of people in the register say what they shall say."""
    if not changes:
        return
    told: dict[int, dict[str, Any]] = {row.pk: _told_of_self(before, after) for row, before, after in changes}
    unit_ids = {code: unit.pk for code, unit in units.items()}
    for kind in _KINDS:
        concerned = [
            (row.pk, getattr(after, kind.name))
            for row, before, after in changes
            if getattr(before, kind.name) != getattr(after, kind.name)
        ]
        for person_id, entries in _write_dated(kind, concerned, unit_ids).items():
            told[person_id][kind.name] = entries
    _write_own(changes, by=by, at=at)
    audit.record_all(
        "person.change",
        [(row, {"revision": row.revision} | told[row.pk]) for row, _before, _after in changes],
        by=by,
        at=at,
    )


@dataclass(slots=True)
class _Writes:
    new: list[Model] = field(default_factory=list)
    changed: list[Model] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)


def _write_dated(
    kind: _Kind, concerned: Sequence[tuple[int, Sequence[Dated]]], unit_ids: Mapping[str, int]
) -> dict[int, list[dict[str, Any]]]:
    """Write one of the dated lists of each person. Rows that live on keep their keys. Gives what to tell of each."""
    if not concerned:
        return {}
    stored: dict[int, list[tuple[int, Dated]]] = defaultdict(list)
    rows = kind.model.objects.filter(person__in=[person_id for person_id, _values in concerned])
    for pk, person_id, *values in rows.order_by("pk").values_list("pk", "person_id", *kind.fields):
        stored[person_id].append((pk, kind.value(values)))
    writes, told = _Writes(), {}
    for person_id, after in concerned:
        keys = [pk for pk, _value in stored[person_id]]
        before = [value for _pk, value in stored[person_id]]
        pairs = paired(before, after)
        writes.removed += [keys[old] for old in pairs.removed]
        writes.changed += [
            records.row_of(after[new], person_id, unit_ids, keys[old]) for old, new in pairs.changed
        ]
        writes.new += [records.row_of(after[new], person_id, unit_ids) for new in pairs.added]
        told[person_id] = [
            *(
                _named(before[old]) | {"changed": _differences(before[old], after[new])}
                for old, new in pairs.changed
            ),
            *(_named(after[new]) | {"added": True} for new in pairs.added),
            *(_named(before[old]) | {"removed": True} for old in pairs.removed),
        ]
    kind.model.objects.filter(pk__in=writes.removed).delete()
    _overwrite(kind.model, writes.changed)
    insert_all(writes.new)
    return told


def _overwrite(model: type[Model], rows: Sequence[Model]) -> None:
    """Write whole rows over those with their keys: many times as fast as ``bulk_update``."""
    names = [one.name for one in model._meta.concrete_fields if not one.primary_key]
    model.objects.bulk_create(
        rows, batch_size=_BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=names
    )


def _write_own(changes: Sequence[Change], *, by: User | None, at: datetime) -> None:
    moving = [
        row.pk
        for row, before, after in changes
        if before.email and before.email.lower() != after.email.lower()
    ]
    if len(moving) > 1:  # two who change addresses with one another pass each other
        Person.objects.filter(pk__in=moving).update(email="")
    for row, _before, after in changes:
        for name, value in _own(after).items():
            setattr(row, name, value)
        row.revision += 1
        row.changed_at, row.changed_by = at, str(by) if by else audit.SYSTEM
    _overwrite(Person, [row for row, _before, _after in changes])


def _own(one: core.Person) -> dict[str, Any]:
    return {
        "name": one.name,
        "email": one.email,
        "gender": one.gender or "",
        "social_work_since": one.social_work_since,
    }


def _told_of_self(before: core.Person, after: core.Person) -> dict[str, Any]:
    names = [name for name in OWN_FIELDS if getattr(before, name) != getattr(after, name)]
    return {name: _pair(name, getattr(before, name), getattr(after, name)) for name in names}


def _differences(before: Dated, after: Dated) -> dict[str, Any]:
    return {
        name: _pair(name, getattr(before, name), getattr(after, name))
        for name in fields_changed(before, after)
    }


def _pair(name: str, before: object, after: object) -> list[Any]:
    """What to tell: from what to what; of free text nothing but that it changed."""
    return [] if name in _FREE_TEXT else [_plain(before), _plain(after)]


def _named(value: Dated) -> dict[str, Any]:
    """What tells it from its neighbours, free text aside."""
    match value:
        case core.Employment():
            return {"unit": value.unit, "role": value.role, "first_day": value.first_day.isoformat()}
        case core.Credential():
            return {"kind": value.kind, "awarded_on": value.awarded_on.isoformat()}
        case core.Leave():
            return {"first_day": value.first_day.isoformat()}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return sorted(map(str, value))
    return str(value) if isinstance(value, StrEnum) else value
