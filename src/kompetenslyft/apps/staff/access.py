"""Who may see and change what about people at work. Every read for a user and every write passes here.

What each relation gives is the table ``core.privacy.rights``; here is found out in which relations somebody stands.
A person whom somebody may not see is said not to exist (E101), so that guessing addresses teaches nothing.

``on`` is always the day of asking, which for a page is today, and never the day that a page shows the register of:
whoever once led a unit does not see it by looking back, and nobody sees a person for having worked there once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import queries as accounts
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.organisations.kinds import Kind
from kompetenslyft.apps.spans import in_force, runs_on
from kompetenslyft.apps.staff.models import Employment, PeopleDecision, Person
from kompetenslyft.core.privacy.rights import OF_PERSONS, Relation, Right, Thing, relations_with, right

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

OFFICER, MANAGER, SIGNATORY = "programme_officer", "manager", "signatory"
COORDINATING = frozenset({"data_coordinator", SIGNATORY})
"""Roles that see an organisation's numbers, and people where the employer has decided so; its manager does too."""
_LED = frozenset({Kind.UNIT, Kind.DISTRICT})
"""Whoever manages one of these leads those who work there; a whole employer's manager sees numbers."""
_SEEN_WITHIN = frozenset({Thing.PROFILE, Thing.COLLECTIVE_PLAN, Thing.RESOURCES})
"""What an employer keeps for all its people to see, wherever in it they work or lead."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody reaches: by relation, the organisations (ids) held and everything below; and the own address."""

    held: Mapping[Relation, frozenset[int]]
    below: Mapping[Relation, frozenset[int]]
    email: str

    def relations(self, organisation_ids: frozenset[int]) -> frozenset[Relation]:
        """The relations in which one of the organisations is reached."""
        return frozenset(relation for relation, ids in self.below.items() if ids & organisation_ids)


def reach(by: User, on: date) -> Reach:
    """What the user reaches on the day. The state reaches nobody: an officer, whatever other roles, only the own self.

    An account that is closed reaches nothing. A constant number of queries.
    """
    if not by.is_active:
        return Reach({}, {}, "")
    roles = accounts.open_roles(by, on)
    if any(role == OFFICER for _organisation, role in roles):
        return Reach({}, {}, by.email)
    held: dict[Relation, set[int]] = defaultdict(set)
    kinds = organisations.kinds_of({organisation_id for organisation_id, _role in roles})
    for organisation_id, role in roles:
        if kinds[organisation_id] == Kind.AGENCY:
            continue
        if role == MANAGER and kinds[organisation_id] in _LED:
            held[Relation.LEADER].add(organisation_id)
        elif role in COORDINATING or role == MANAGER:
            held[Relation.COORDINATOR].add(organisation_id)
        elif role == Relation.STAFF_ADMINISTRATOR:
            held[Relation.STAFF_ADMINISTRATOR].add(organisation_id)
        elif role == Relation.READER:
            held[Relation.READER].add(organisation_id)
    below = {relation: organisations.ids_at_and_below(ids) for relation, ids in held.items()}
    if coordinated := held.get(Relation.COORDINATOR):
        deciding = PeopleDecision.objects.filter(in_force(on)).values_list("employer_id", flat=True)
        decided = organisations.ids_at_and_below(set(deciding)) & below[Relation.COORDINATOR]
        if decided:
            held[Relation.COORDINATOR_OF_PEOPLE] = coordinated & decided
            below[Relation.COORDINATOR_OF_PEOPLE] = decided
    return Reach({relation: frozenset(ids) for relation, ids in held.items()}, below, by.email)


def visible_people(by: User, thing: Thing, on: date, least: Right = Right.SEE) -> QuerySet[Person]:
    """The people of whom the user has at least ``least`` over the thing. A constant number of queries.

    Raises ValueError for a thing that belongs to no person.
    """
    if thing not in OF_PERSONS:
        raise ValueError(thing)
    reached = reach(by, on)
    wanted = relations_with(thing, least)
    own = Q(email__iexact=reached.email) if reached.email else Q(pk__in=[])
    led = reached.below.get(Relation.LEADER, frozenset()) if Relation.LEADER in wanted else frozenset()
    kept = frozenset[int]().union(
        *(reached.below.get(relation, frozenset()) for relation in wanted - {Relation.LEADER})
    )
    seen = _works_in(kept, on) | (_works_in(led, on) & ~own)
    if Relation.SELF in wanted:
        seen |= Q(pk__in=own_people(by, on).values("pk"))
    return Person.objects.filter(seen)


def relations_to(by: User, person: Person, on: date) -> frozenset[Relation]:
    """The relations in which the user stands to the person. Nobody is their own leader."""
    found = reach(by, on).relations(units_of(person, on))
    if not is_self(by, person):
        return found
    own = {Relation.SELF} if own_people(by, on).filter(pk=person.pk).exists() else set()
    return found - {Relation.LEADER} | own


def is_self(by: User, person: Person) -> bool:
    """Whether the user has the person's address, on an account that is open. ``own_people`` asks more."""
    return by.is_active and bool(person.email) and person.email.lower() == by.email.lower()


def own_people(by: User, on: date | None = None) -> QuerySet[Person]:
    """Who the user is in the registers: one person an employer, as a rule one or none.

    It takes two to make somebody the person: the signatory, who has given the account a role within the employer, and
    whoever keeps the register, who has written its address. One query where nobody has the address.
    """
    if not by.is_active or not by.email:
        return Person.objects.none()
    employers = dict(Person.objects.filter(email__iexact=by.email).values_list("pk", "employer_id"))
    if not employers:
        return Person.objects.none()
    roles = accounts.open_roles(by, on or clock.today())
    within = organisations.ids_at_and_above({organisation_id for organisation_id, _role in roles})
    return Person.objects.filter(pk__in=[pk for pk, employer in employers.items() if employer in within])


def units_of(person: Person, on: date) -> frozenset[int]:
    """Where the person works on the day (ids).

    Where nothing runs that day it is the unit of the last employment that has begun, before anything has begun that
    of the first; of somebody with no employment at all, the employer.
    """
    rows = list(
        Employment.objects.filter(person=person)
        .values_list("unit_id", "first_day", "last_day")
        .order_by("first_day", "pk")
    )
    running = {unit for unit, first, last in rows if first <= on and (last is None or on <= last)}
    if running:
        return frozenset(running)
    begun = [unit for unit, first, _last in rows if first <= on]
    return frozenset(begun[-1:] or [unit for unit, _first, _last in rows[:1]] or [person.employer_id])


def check_may(
    by: User | None, person: Person, thing: Thing, on: date, least: Right = Right.SEE
) -> frozenset[Relation]:
    """The user's relations to the person. Raises Refused: E101 not theirs to see, E102 where only reading is allowed.

    ``by=None`` is the system itself, and may do all.
    """
    if by is None:
        return frozenset(Relation)
    relations = relations_to(by, person, on)
    _check(relations, thing, least)
    return relations


def relations_at(by: User, organisation: Organisation, on: date) -> frozenset[Relation]:
    """The relations in which the user stands to the organisation: by a role there or above; SELF where employed.

    Whoever has left is still the own person, but not one of those who work there.
    """
    found = set(reach(by, on).relations(frozenset({organisation.pk})))
    employer = organisations.employer_of(organisation)
    if employer is not None and _employed(by, on).filter(employer=employer).exists():
        found.add(Relation.SELF)
    return frozenset(found)


def check_may_at(
    by: User | None, organisation: Organisation, thing: Thing, on: date, least: Right = Right.SEE
) -> frozenset[Relation]:
    """The user's relations to the organisation. Raises Refused: E101, E102. ``by=None`` is the system itself.

    Profiles, plans and resources are also seen by whoever holds a role anywhere within the employer. Of a thing that
    belongs to persons it asks for a right over all who work there: being one of them gives none.
    """
    if by is None:
        return frozenset(Relation)
    relations = relations_at(by, organisation, on)
    if thing in OF_PERSONS:
        relations -= {Relation.SELF}
    if right(relations, thing) < Right.SEE and thing in _SEEN_WITHIN and least <= Right.SEE:
        relations |= _relations_within(by, organisation, on)
    _check(relations, thing, least)
    return relations


def check_may_decide(by: User | None, employer: Organisation, on: date) -> None:
    """Raises Refused: E101, E102 for anybody but the employer's signatory, who decides who sees people."""
    if by is None:
        return
    check_may_at(by, employer, Thing.DECISION, on)
    if not accounts.has_role(by, employer.pk, [SIGNATORY], on):
        raise Refused.because(
            "E102",
            f"Du kan läsa beslutet men inte ändra det. Ombudet för {employer.name} kan det.",
            f"You can read the decision but not change it. The signatory of {employer.name} can.",
        )


def employers_of(by: User, thing: Thing, on: date, least: Right = Right.SEE) -> list[Organisation]:
    """The employers at which, or within which, the user has ``least`` over the thing, by name."""
    reached = reach(by, on)
    ids = set[int]().union(
        *(reached.held.get(relation, frozenset()) for relation in relations_with(thing, least))
    )
    found = {
        employer.pk: employer
        for organisation_id in sorted(ids)
        if (employer := organisations.employer_of(organisations.by_id(organisation_id))) is not None
    }
    if Relation.SELF in relations_with(thing, least):
        found |= {
            person.employer_id: person.employer for person in _employed(by, on).select_related("employer")
        }
    return sorted(found.values(), key=lambda employer: employer.name)


def not_found() -> Refused:
    """The refusal that says nothing of who exists."""
    return Refused.because(
        "E101",
        "Sidan finns inte, eller så har du inte tillgång till den. Kontrollera adressen eller be ombudet om en roll.",
        "The page does not exist, or you have no access to it. Check the address, or ask the signatory for a role.",
    )


def _check(relations: frozenset[Relation], thing: Thing, least: Right) -> None:
    given = right(relations, thing)
    if given < Right.SEE:
        raise not_found()
    if given < least:
        raise Refused.because(
            "E102",
            "Du kan läsa det här men inte ändra det. Den som har ansvaret kan det.",
            "You can read this but not change it. Whoever is responsible can.",
        )


def _relations_within(by: User, organisation: Organisation, on: date) -> frozenset[Relation]:
    employer = organisations.employer_of(organisation)
    if employer is None:
        return frozenset()
    inside = organisations.ids_at_and_below({employer.pk})
    return frozenset(relation for relation, ids in reach(by, on).held.items() if ids & inside)


def _employed(by: User, on: date) -> QuerySet[Person]:
    """Who the user is where the last employment has not ended."""
    mine = Employment.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=on), person=OuterRef("pk"))
    return own_people(by, on).filter(Exists(mine))


def _works_in(unit_ids: frozenset[int], on: date) -> Q:
    """Who works there on the day, as ``units_of`` tells it."""
    if not unit_ids:
        return Q(pk__in=[])
    mine = Employment.objects.filter(person=OuterRef("pk"))
    running = mine.filter(runs_on(on))
    begun = mine.filter(first_day__lte=on).order_by("-first_day", "-pk").values("unit_id")[:1]
    coming = mine.order_by("first_day", "pk").values("unit_id")[:1]
    idle = Person.objects.annotate(
        last_unit=Coalesce(
            Subquery(begun), Subquery(coming), F("employer_id"), output_field=BigIntegerField()
        )
    ).filter(~Exists(running), last_unit__in=unit_ids)
    return Q(Exists(running.filter(unit_id__in=unit_ids))) | Q(pk__in=idle.values("pk"))
