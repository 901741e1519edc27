"""What tells one state of a person's record from another: which dated rows are kept, changed, added and removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

from kompetenslyft.core.staff.model import Credential, Employment, Leave, Person

Dated: TypeAlias = Employment | Credential | Leave

OWN_FIELDS = ("name", "email", "gender", "social_work_since")
"""What a record holds once, besides the number that it is known by."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Two lists compared. ``changed``: (place before, place after); ``added`` and ``removed`` are places too."""

    changed: tuple[tuple[int, int], ...]
    added: tuple[int, ...]
    removed: tuple[int, ...]


def paired(before: Sequence[Dated], after: Sequence[Dated]) -> Paired:
    """Which of those before lives on as which of those after.

    Equal ones are left alone. What is left is paired while it is the same but for how it ends, then but for when it
    began, then by the unit and first day, then by the first day (a degree's by its kind, then its day).
    """
    olds, news = list(range(len(before))), list(range(len(after)))
    changed: list[tuple[int, int]] = []
    for place, key in enumerate(_KEYS):
        waiting: dict[Hashable, list[int]] = {}
        for new in news:
            waiting.setdefault(key(after[new]), []).append(new)
        for old in tuple(olds):
            if found := waiting.get(key(before[old])):
                new = found.pop(0)
                olds.remove(old)
                news.remove(new)
                if place:
                    changed.append((old, new))
    return Paired(tuple(changed), tuple(news), tuple(olds))


def same(one: Person, other: Person) -> bool:
    """Whether two records hold the same, in whatever order."""
    return one == other or (
        replace(one, employments=(), credentials=(), leaves=())
        == replace(other, employments=(), credentials=(), leaves=())
        and Counter(one.employments) == Counter(other.employments)
        and Counter(one.credentials) == Counter(other.credentials)
        and Counter(one.leaves) == Counter(other.leaves)
    )


def fields_changed(before: Dated, after: Dated) -> tuple[str, ...]:
    """The names of the fields in which two values of one kind differ."""
    names = (one.name for one in fields(before))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _but_end(value: Dated) -> Hashable:
    if isinstance(value, Employment):
        return replace(value, last_day=None, leaving_reason=None)
    if isinstance(value, Leave):
        return replace(value, last_day=None)
    return (value.kind, value.title)


def _but_start(value: Dated) -> Hashable:
    if isinstance(value, Employment):
        return (value.unit, value.role, value.service, value.share, value.permanent, value.last_day)
    if isinstance(value, Leave):
        return value.last_day or value
    return (value.kind, value.awarded_on)


def _unit_and_start(value: Dated) -> Hashable:
    if isinstance(value, Employment):
        return (value.unit, value.first_day)
    return value.first_day if isinstance(value, Leave) else value.kind


def _start(value: Dated) -> Hashable:
    return value.awarded_on if isinstance(value, Credential) else value.first_day


_KEYS: tuple[Callable[[Dated], Hashable], ...] = (
    lambda value: value,
    _but_end,
    _but_start,
    _unit_and_start,
    _start,
)
