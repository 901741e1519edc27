"""Reading the register: the list as of a day, and one person's record with the keys of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.spans import runs_on
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.models import Credential, Employment, Leave, Person
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.privacy.rights import Right, Thing, relations_with
from kompetenslyft.core.staff import model as core

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


class Shown(StrEnum):
    """Whom a list of the register shows."""

    WORKING = ""
    """Those who are employed on the day."""
    LEFT = "slutat"
    """Those whose last employment ended before the day."""
    ALL = "alla"
    """Everybody, also those who have not begun."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed down to. Unit, role and service are of one and the same employment."""

    day: date
    unit_ids: frozenset[int] | None = None
    role: str = ""
    service: str = ""
    text: str = ""
    shown: Shown = Shown.WORKING


@dataclass(frozen=True, slots=True)
class Found:
    """The people of a list, by name in Swedish order, and what they come to on the day.

    ``share``: hundredths of full-time equivalents of the employments that run and were asked for; ``away``: how many
    of the people are on full leave that day.
    """

    ids: tuple[int, ...]
    share: int
    away: int


@dataclass(frozen=True, slots=True)
class Record:
    """A person's record with the primary keys of its rows, list by list in the same order."""

    value: core.Person
    employments: tuple[int, ...]
    credentials: tuple[int, ...]
    leaves: tuple[int, ...]

    def employment(self, pk: int) -> core.Employment | None:
        """The employment with the key; None where it is not, or no longer, the person's."""
        return dict(zip(self.employments, self.value.employments, strict=True)).get(pk)

    def credential(self, pk: int) -> core.Credential | None:
        """The credential with the key; None where it is not, or no longer, the person's."""
        return dict(zip(self.credentials, self.value.credentials, strict=True)).get(pk)

    def leave(self, pk: int) -> core.Leave | None:
        """The leave with the key; None where it is not, or no longer, the person's."""
        return dict(zip(self.leaves, self.value.leaves, strict=True)).get(pk)


def record(person: Person) -> Record:
    """The person's record. Seven queries."""
    (value,) = facts(Person.objects.filter(pk=person.pk)).values()
    return Record(
        value,
        tuple(
            Employment.objects.filter(person=person).order_by("first_day", "pk").values_list("pk", flat=True)
        ),
        tuple(
            Credential.objects.filter(person=person).order_by("awarded_on", "pk").values_list("pk", flat=True)
        ),
        tuple(Leave.objects.filter(person=person).order_by("first_day", "pk").values_list("pk", flat=True)),
    )


def find(by: User, wanted: Wanted, today: date) -> Found:
    """Those of whom the user may see the register today, narrowed down. A constant number of queries."""
    running = Employment.objects.filter(runs_on(wanted.day))
    chosen = _narrowed(Employment.objects.all(), wanted)
    people = access.visible_people(by, Thing.REGISTER, today)
    match wanted.shown:
        case Shown.WORKING:
            people = people.filter(_has(_narrowed(running, wanted)))
        case Shown.LEFT:
            coming = Employment.objects.filter(first_day__gt=wanted.day)
            people = people.filter(
                _has(chosen.filter(last_day__lt=wanted.day)), ~_has(running), ~_has(coming)
            )
        case Shown.ALL:
            if wanted.unit_ids is not None or wanted.role or wanted.service:
                people = people.filter(_has(chosen))
    people = _matching(people, wanted.text)
    in_order = sorted(
        people.values_list("name", "number", "pk"), key=lambda row: (swedish_key(row[0]), row[1:])
    )
    of_them = people.values("pk")
    share = _narrowed(running, wanted).filter(person__in=of_them).aggregate(share=Sum("share"))["share"]
    away = Leave.objects.filter(runs_on(wanted.day), person__in=of_them).values("person").distinct().count()
    return Found(tuple(pk for _name, _number, pk in in_order), share or 0, away)


def those(ids: Sequence[int]) -> list[tuple[Person, core.Person]]:
    """The people with the ids, in that order, each with the record. Five queries, however many."""
    rows = Person.objects.in_bulk(ids)
    values = facts(Person.objects.filter(pk__in=ids))
    return [(rows[pk], values[pk]) for pk in ids if pk in values]


def units_within(by: User, today: date, least: Right = Right.SEE) -> list[Organisation]:
    """The organisations in which the user may ``least`` with the register, each followed by what lies below it."""
    reached = access.reach(by, today)
    ids = frozenset[int]().union(
        *(reached.below.get(one, frozenset()) for one in relations_with(Thing.REGISTER, least))
    )
    found = {one.pk: one for one in organisations.by_ids(ids)}
    below: dict[int | None, list[Organisation]] = {}
    for one in sorted(found.values(), key=lambda one: swedish_key(one.name)):
        below.setdefault(one.parent_id if one.parent_id in found else None, []).append(one)
    return list(_unfolded(below, None))


def depths(units: Iterable[Organisation]) -> dict[int, int]:
    """How deep each stands below the others of a list in which parents come first."""
    found: dict[int, int] = {}
    for one in units:
        found[one.pk] = found.get(one.parent_id or 0, -1) + 1
    return found


def _unfolded(below: dict[int | None, list[Organisation]], parent: int | None) -> Iterable[Organisation]:
    for one in below.get(parent, ()):
        yield one
        yield from _unfolded(below, one.pk)


def _has(employments: QuerySet[Employment]) -> Q:
    """The person has one of the employments. Gathered once: asked for person by person, a whole unit would be gone
    through for each.
    """
    return Q(pk__in=employments.values("person"))


def _narrowed(employments: QuerySet[Employment], wanted: Wanted) -> QuerySet[Employment]:
    if wanted.unit_ids is not None:
        employments = employments.filter(unit_id__in=wanted.unit_ids)
    if wanted.role:
        employments = employments.filter(role=wanted.role)
    return employments.filter(service=wanted.service) if wanted.service else employments


def _matching(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Each word is somewhere in the name, or the number or address begins with it.

    SQLite compares letters outside a–z by case alone; a few spellings of the word make up for it.
    """
    for word in text.split():
        matches = Q(number__istartswith=word) | Q(email__istartswith=word)
        for spelling in {word, word.lower(), word.capitalize()}:
            matches |= Q(name__icontains=spelling)
        people = people.filter(matches)
    return people
