"""Changes of a person's record, as values: what was so until a day and is otherwise from it, and what was never so.

A change from a day ends one employment and begins another; both stay, and every day before reads as it did. A
correction replaces what was wrong from the beginning. Each gives a new record, which ``register.check_person`` judges.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.model import Credential, Employment, Leave, LeavingReason, Person
from kompetenslyft.core.text import Text

T = TypeVar("T")

_DAY = timedelta(days=1)


def check_change(running: Employment, day: date) -> list[Finding]:
    """Whether an employment can be otherwise from the day: it has begun the day before, and has not ended (N126)."""
    if day > running.first_day and (running.last_day is None or day <= running.last_day):
        return []
    if day <= running.first_day:
        sv = (
            f"Anställningen började {running.first_day}. Ändra från en senare dag, "
            "eller rätta anställningen om den var fel från början."
        )
        en = (
            f"The employment began on {running.first_day}. Change it from a later day, "
            "or correct it if it was wrong from the beginning."
        )
    else:
        sv = f"Anställningen slutade {running.last_day}. Lägg till en ny anställning i stället."
        en = f"The employment ended on {running.last_day}. Add a new employment instead."
    return [Finding("N126", Severity.HARD, Text(sv=sv, en=en), ("first_day",))]


def changed_from(person: Person, running: Employment, new: Employment) -> Person:
    """The running employment ends the day before the new one begins; of another unit that is an internal move.

    Raises ValueError where the person has no such employment.
    """
    moves = new.unit != running.unit
    ended = replace(
        running,
        last_day=new.first_day - _DAY,
        leaving_reason=LeavingReason.INTERNAL_MOVE if moves else None,
    )
    employments = (*_replaced(person.employments, running, ended), new)
    return replace(person, employments=tuple(sorted(employments, key=lambda one: one.first_day)))


def ended(person: Person, running: Employment, last_day: date, reason: LeavingReason | None) -> Person:
    """The employment ends with the day, for the reason. Raises ValueError where the person has no such employment."""
    return corrected(person, running, replace(running, last_day=last_day, leaving_reason=reason))


def added(person: Person, new: Employment | Credential | Leave) -> Person:
    """The record with one more."""
    match new:
        case Employment():
            return replace(person, employments=(*person.employments, new))
        case Credential():
            return replace(person, credentials=(*person.credentials, new))
        case Leave():
            return replace(person, leaves=(*person.leaves, new))


def corrected(
    person: Person, old: Employment | Credential | Leave, new: Employment | Credential | Leave
) -> Person:
    """The record with the one as it should have been, at its place. Raises ValueError where it has no such one."""
    match old, new:
        case Employment(), Employment():
            return replace(person, employments=_replaced(person.employments, old, new))
        case Credential(), Credential():
            return replace(person, credentials=_replaced(person.credentials, old, new))
        case Leave(), Leave():
            return replace(person, leaves=_replaced(person.leaves, old, new))
        case _:
            raise ValueError("an employment is corrected to an employment, a credential to a credential")


def removed(person: Person, old: Employment | Credential | Leave) -> Person:
    """The record without what was never so. Raises ValueError where it has no such one."""
    match old:
        case Employment():
            return replace(person, employments=_replaced(person.employments, old))
        case Credential():
            return replace(person, credentials=_replaced(person.credentials, old))
        case Leave():
            return replace(person, leaves=_replaced(person.leaves, old))


def _replaced(values: tuple[T, ...], old: T, *new: T) -> tuple[T, ...]:
    place = values.index(old)
    return (*values[:place], *new, *values[place + 1 :])
