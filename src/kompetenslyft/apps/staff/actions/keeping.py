"""Keeping the register: the one way in, for a file of thousands and for one change on a page.

The order is fixed: access (E101, E102), keys and values (N1xx), access to each person, conflicts (N123, N125). All is
written or nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.actions import writing
from kompetenslyft.apps.staff.models import Person
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.privacy.rights import Right, Thing, relations_with
from kompetenslyft.core.staff import model as core
from kompetenslyft.core.staff.differences import same
from kompetenslyft.core.staff.register import check_person, units_on
from kompetenslyft.core.text import Text

if TYPE_CHECKING:
    from datetime import date

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

Progress = Callable[[int, int], None]
"""Called with how many people are done, and of how many."""

_AT_A_TIME = 1000


@dataclass(frozen=True, slots=True)
class Kept:
    """How many people were added, changed, and found as they were."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def keep_people(
    *,
    employer: Organisation,
    people: Sequence[core.Person],
    by: User | None,
    at: datetime | None = None,
    made_up: bool = False,
    progress: Progress | None = None,
    seen: Mapping[str, int] | None = None,
) -> Kept:
    """Make the register hold each of the people as given: the whole record, known by employer and number.

    People who are not given stay as they are. ``made_up`` marks those that are added. ``seen``: by number, the
    revision that the sender had seen, 0 where the person is meant to be new. A constant number of queries for each
    thousand.

    Raises Refused: N102–N119, N130 hard findings of a record (see ``core.staff.register``), N120 no such unit at the
    employer, N121 the unit did not exist when the employment began, N122 two people with one e-mail address,
    N124 a number given twice, each naming the person; E101, E102 outside what the user keeps; N123 somebody else
    changed the person meanwhile; N125 the number that was meant to be new is taken;
    N128 two entered one number or address at once; N129 the sender's own address on a record that is there.
    """
    at = at or clock.now()
    units = _units(employer)
    may = _Permission(employer, units, by, at.date())
    findings = [*_check_numbers(people), *_check_records(people, units, at.date())]
    if not findings:
        findings = list(_check_addresses(employer, people))
    if findings:
        raise Refused(*findings)
    outcome = Counter[str]()
    for start in range(0, len(people), _AT_A_TIME):
        given = people[start : start + _AT_A_TIME]
        rows = _held(employer, given)
        now = facts(Person.objects.filter(pk__in=[row.pk for row in rows.values()]))
        new = [one for one in given if one.number not in rows]
        changed = [
            (rows[one.number], now[rows[one.number].pk], one)
            for one in given
            if one.number in rows and not same(now[rows[one.number].pk], one)
        ]
        for _row, before, after in changed:
            may.check(before, after)
        for row in rows.values():
            _check_seen(row, seen or {})
        for one in new:
            may.check(None, one)
        try:
            with transaction.atomic():
                writing.add(employer, new, units, by=by, at=at, made_up=made_up)
                writing.change(changed, units, by=by, at=at)
        except IntegrityError:
            raise _at_once() from None
        outcome += Counter(added=len(new), changed=len(changed))
        if progress is not None:
            progress(start + len(given), len(people))
    kept = Kept(outcome["added"], outcome["changed"], len(people) - outcome.total())
    if kept.added or kept.changed:
        audit.record("staff.keep", employer, by=by, at=at, added=kept.added, changed=kept.changed)
    return kept


def _units(employer: Organisation) -> dict[str, Organisation]:
    """The employer and all below it, by code."""
    return {one.code: one for one in [employer, *organisations.units_below(employer)]}


def _held(employer: Organisation, given: Sequence[core.Person]) -> dict[str, Person]:
    """The rows of those given who are in the register, held for this transaction, by number."""
    numbers = [one.number for one in given]
    found = Person.objects.select_for_update().filter(employer=employer, number__in=numbers).order_by("pk")
    return {row.number: row for row in found}


def _check_numbers(people: Sequence[core.Person]) -> Iterator[Finding]:
    for number, times in Counter(one.number for one in people).items():
        if times > 1:
            yield _finding(
                "N124",
                f"Anställningsnumret {number} förekommer {times} gånger. Varje person ska stå en gång.",
                f"The employment number {number} occurs {times} times. Each person stands once.",
                "number",
            )


def _check_records(
    people: Sequence[core.Person], units: Mapping[str, Organisation], today: date
) -> Iterator[Finding]:
    for one in people:
        found = [finding for finding in check_person(one, today) if finding.severity is Severity.HARD]
        found += _check_units(one, units)
        for finding in found:
            yield finding if len(people) == 1 else _naming(one, finding)


def _check_units(one: core.Person, units: Mapping[str, Organisation]) -> Iterator[Finding]:
    for place, employment in enumerate(one.employments):
        unit = units.get(employment.unit)
        key, day = f"employments.{place}.unit", employment.first_day
        if unit is None:
            yield _finding(
                "N120",
                f"Enheten {employment.unit} finns inte hos arbetsgivaren. Välj en enhet som finns, eller lägg upp den.",
                f"There is no unit {employment.unit} at the employer. Choose one that exists, or add it.",
                key,
            )
        elif (unit.valid_from or day) > day or (unit.valid_to or day) < day:
            yield _finding(
                "N121",
                f"Enheten {unit.name} fanns inte {day}, när anställningen började. Välj den enhet som fanns då.",
                f"The unit {unit.name} did not exist on {day}, when the employment began. "
                "Choose the one that did.",
                key,
            )


def _check_addresses(employer: Organisation, people: Sequence[core.Person]) -> Iterator[Finding]:
    """An address belongs to one person at an employer: among those given, and those in the register besides."""
    given = {one.number for one in people}
    taken = set[str]()
    if any(one.email for one in people):
        rows = Person.objects.filter(employer=employer).exclude(email="").values_list("email", "number")
        taken = {email.lower() for email, number in rows if number not in given}
    for one in people:
        if one.email.lower() in taken:
            finding = _finding(
                "N122",
                f"E-postadressen {one.email} hör redan till en annan person hos arbetsgivaren. "
                "En adress hör till en person: rätta den ena.",
                f"The e-mail address {one.email} already belongs to another person at the employer. "
                "An address belongs to one person: correct one of them.",
                "email",
            )
            yield finding if len(people) == 1 else _naming(one, finding)
        elif one.email:
            taken.add(one.email.lower())


def _check_seen(row: Person, seen: Mapping[str, int]) -> None:
    revision = seen.get(row.number, row.revision)
    if revision == 0:
        raise Refused.because(
            "N125",
            f"Anställningsnumret {row.number} finns redan i registret. Sök upp personen och ändra där, "
            "eller rätta numret.",
            f"The employment number {row.number} is in the register already. Find the person and change it there, "
            "or correct the number.",
            "number",
        )
    if revision != row.revision:
        raise Refused.because(
            "N123",
            f"{row.changed_by} ändrade uppgifterna om {row.name} medan du skrev. Inget har sparats. "
            "Se vad som ändrades och spara sedan igen.",
            f"{row.changed_by} changed the record of {row.name} while you wrote. Nothing has been saved. "
            "See what was changed, then save again.",
        )


def _at_once() -> Refused:
    """Somebody else entered one of the numbers or addresses in the same moment."""
    return Refused.because(
        "N128",
        "Någon annan skrev in samma anställningsnummer eller e-postadress i samma stund. "
        "Inget har sparats. Försök igen.",
        "Somebody else entered the same employment number or e-mail address in the same moment. "
        "Nothing has been saved. Try again.",
    )


class _Permission:
    """Whether the user may make a record so. What is added or changed, and where the person works before and after,
    lies within what the user keeps the register of.
    """

    def __init__(
        self, employer: Organisation, units: Mapping[str, Organisation], by: User | None, on: date
    ) -> None:
        self.on = on
        self.everything = by is None
        self.seen = self.kept = frozenset[str]()
        self.employer = employer.code
        self.address = by.email.lower() if by is not None else ""
        if by is not None:
            reached = access.reach(by, on)
            self.seen = self._codes(reached, units, Right.SEE)
            self.kept = self._codes(reached, units, Right.CHANGE)
            self.everything = employer.code in self.kept
            if not self.seen:
                raise access.not_found()
            if not self.kept:
                raise Refused.because(
                    "E102",
                    "Du kan läsa registret men inte ändra i det. Personaladministratören kan det.",
                    "You can read the register but not change it. The staff administrator can.",
                )

    @staticmethod
    def _codes(reached: access.Reach, units: Mapping[str, Organisation], least: Right) -> frozenset[str]:
        ids = frozenset[int]().union(
            *(reached.below.get(one, frozenset()) for one in relations_with(Thing.REGISTER, least))
        )
        return frozenset(code for code, unit in units.items() if unit.pk in ids)

    def check(self, before: core.Person | None, after: core.Person) -> None:
        self._check_address(before, after)
        if self.everything:
            return
        was = self._places(before) if before is not None else frozenset[str]()
        if not (was or self._places(after)) & self.seen:
            raise access.not_found()
        touched = {one.unit for one in set(before.employments if before else ()) ^ set(after.employments)}
        if not was | self._places(after) | touched <= self.kept:
            raise Refused.because(
                "E102",
                f"Du för inte registret för alla enheter som {after.name} arbetar i, eller som ändringen gäller. "
                "Be arbetsgivarens personaladministratör om hjälp.",
                f"You do not keep the register of all units where {after.name} works, or that the change concerns. "
                "Ask the employer's staff administrator.",
            )

    def _check_address(self, before: core.Person | None, after: core.Person) -> None:
        """Whoever has a person's address reads what is held of them, so nobody writes the own one on a record."""
        taken = before is not None and after.email and before.email.lower() != after.email.lower()
        if taken and after.email.lower() == self.address:
            raise Refused.because(
                "N129",
                f"Du kan inte skriva din egen e-postadress på {after.name}: den som har adressen ser personens "
                "bedömningar. Är det du, be en annan personaladministratör skriva in den.",
                f"You cannot write your own e-mail address on {after.name}: whoever has the address sees the person's "
                "assessments. If it is you, ask another staff administrator to enter it.",
            )

    def _places(self, one: core.Person) -> frozenset[str]:
        """Where the person belongs, as ``access.units_of`` tells it; without an employment to the employer."""
        return units_on(one, self.on) or frozenset({self.employer})


def _naming(one: core.Person, finding: Finding) -> Finding:
    """The finding with the person before it, and told apart from the same finding about others."""
    who = f"{one.name} ({one.number})"
    text = Text(sv=f"{who}: {finding.message.sv}", en=f"{who}: {finding.message.en}")
    return replace(finding, message=text, instance=f"{finding.instance}:{one.number}")


def _finding(code: str, sv: str, en: str, *cells: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), cells)
