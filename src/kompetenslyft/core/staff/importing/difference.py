"""What applying a file would change in the register: who is new, changed or ended, and in what, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kompetenslyft.core.staff.differences import OWN_FIELDS, Dated, fields_changed, paired, same
from kompetenslyft.core.staff.model import Credential, Person


class Fate(StrEnum):
    """What becomes of a person in the register."""

    NEW = "new"
    CHANGED = "changed"
    ENDED = "ended"
    """A complete file does not have the person."""


class Step(StrEnum):
    """What becomes of a dated part of a record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that changes. ``part``: "self", "employments", "credentials", "leaves".

    ``about`` tells which (its first day, unit, role or kind, as plain texts); of something CHANGED, ``field`` goes from
    ``before`` to ``after``. Blank is "".
    """

    part: str
    step: Step
    about: tuple[tuple[str, str], ...] = ()
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A person whose record changes, and what it becomes. What a new person's record holds is in ``after``."""

    fate: Fate
    after: Person
    details: tuple[Detail, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, by employment number, and how many people stay as they are of those that were looked at."""

    changes: tuple[Change, ...]
    unchanged: int

    def count(self, fate: Fate) -> int:
        return sum(change.fate is fate for change in self.changes)


def difference(
    register: Mapping[str, Person], wanted: Iterable[Person], ended: frozenset[str] = frozenset()
) -> Difference:
    """What takes the register (by number) to the people wanted. Those of ``ended`` are told as ended."""
    changes, unchanged = [], 0
    for after in sorted(wanted, key=lambda one: one.number):
        before = register.get(after.number)
        if before is None:
            changes.append(Change(Fate.NEW, after, _new(after)))
        elif same(before, after):
            unchanged += 1
        else:
            fate = Fate.ENDED if after.number in ended else Fate.CHANGED
            changes.append(Change(fate, after, _details(before, after)))
    return Difference(tuple(changes), unchanged)


def applied(register: Mapping[str, Person], found: Difference) -> dict[str, Person]:
    """The register as it is after the difference."""
    return dict(register) | {change.after.number: change.after for change in found.changes}


def _new(after: Person) -> tuple[Detail, ...]:
    return tuple(Detail("employments", Step.ADDED, about(one)) for one in after.employments)


def _details(before: Person, after: Person) -> tuple[Detail, ...]:
    own = [
        Detail("self", Step.CHANGED, (), name, text(getattr(before, name)), text(getattr(after, name)))
        for name in OWN_FIELDS
        if getattr(before, name) != getattr(after, name)
    ]
    return (
        *own,
        *_dated("employments", before.employments, after.employments),
        *_dated("credentials", before.credentials, after.credentials),
        *_dated("leaves", before.leaves, after.leaves),
    )


def _dated(part: str, before: Sequence[Dated], after: Sequence[Dated]) -> list[Detail]:
    pairs = paired(before, after)
    changed = [
        Detail(
            part,
            Step.CHANGED,
            about(before[old]),
            name,
            text(getattr(before[old], name)),
            text(getattr(after[new], name)),
        )
        for old, new in pairs.changed
        for name in fields_changed(before[old], after[new])
    ]
    added = [Detail(part, Step.ADDED, about(after[new])) for new in pairs.added]
    return changed + added + [Detail(part, Step.REMOVED, about(before[old])) for old in pairs.removed]


def about(value: Dated) -> tuple[tuple[str, str], ...]:
    """What tells a dated part from its neighbours."""
    names: tuple[str, ...] = ("first_day", "last_day", "unit", "role", "share")
    if isinstance(value, Credential):
        names = ("kind", "awarded_on")
    told = ((name, text(getattr(value, name, None))) for name in names)
    return tuple((name, word) for name, word in told if word)


def text(value: object) -> str:
    """A value as it is kept with the import: days in ISO, «yes» and «no», "" for blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
