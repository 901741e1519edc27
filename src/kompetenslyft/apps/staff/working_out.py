"""What a staff file would do to the register of its employer: read, joined, checked, compared; nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff.models import Person
from kompetenslyft.apps.staff.queries.people import facts
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.staff import model as core
from kompetenslyft.core.staff.differences import same
from kompetenslyft.core.staff.importing.difference import Difference, difference
from kompetenslyft.core.staff.importing.mapping import FieldName, FileMapping, check_mapping
from kompetenslyft.core.staff.importing.merging import Covered, join, left, nothing_covered
from kompetenslyft.core.staff.importing.rows import read_people
from kompetenslyft.core.staff.importing.said import FileSays
from kompetenslyft.core.staff.importing.table import Found, ImportCode, StaffTable, hard, note
from kompetenslyft.core.staff.importing.units import Unit, Units
from kompetenslyft.core.staff.register import check_person

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

_FEW = 500
"""So many numbers are named in a query; of more the whole register is read."""
_MANY_ENDED = 10
"""More endings than this, and more than a fifth of those covered, are worth a question."""


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """The difference that the file makes, what was found, and the register that it was worked out on."""

    difference: Difference
    found: tuple[Found, ...]
    base: str

    @property
    def has_faults(self) -> bool:
        return any(one.is_hard for one in self.found)


def units_of(employer: Organisation, as_of: date) -> Units:
    """The employer and everything below it. One query a level."""
    rows = [employer, *organisations.units_below(employer)]
    return Units([Unit(row.code, row.name, row.valid_from, row.valid_to) for row in rows], as_of)


def work_out(
    employer: Organisation,
    table: StaffTable,
    mapping: FileMapping,
    *,
    as_of: date,
    today: date,
    progress: Callable[[int, int], None] | None = None,
) -> WorkedOut:
    """What the file says against the register as it is. A constant number of queries."""
    faults = check_mapping(mapping, table.headings)
    if faults:
        return WorkedOut(Difference((), 0), tuple(map(Found, faults)), "")
    units = units_of(employer, as_of)
    says = read_people(table, mapping, units, progress)
    covered = _covered(mapping, employer)
    numbers = None if mapping.complete or len(says.numbers) > _FEW else says.numbers
    base = revision(employer, numbers)
    register = _register(employer, numbers)
    found = [*map(Found, table.notes), *_unread(table, mapping), *says.found]
    wanted, joined = _joined(says, register, as_of, covered)
    found += joined
    gone = _gone(register, says.numbers, as_of, covered) if mapping.complete else {}
    found += _told_gone(gone, register, as_of, covered)
    changed = [one for one in wanted if one.number not in register or not same(register[one.number], one)]
    rows = {one.number: one.rows[0] for one in says.people}
    for one in changed:
        found += _checked(one, rows[one.number], units, today)
    if FieldName.EMAIL in mapping.columns:
        found += _addresses(employer, changed, rows)
    found.sort(key=lambda one: (not one.is_hard, one.row or 0, str(one.finding.code)))
    return WorkedOut(difference(register, [*wanted, *gone.values()], frozenset(gone)), tuple(found), base)


def revision(employer: Organisation, numbers: Collection[str] | None) -> str:
    """Tells one state of the register from another: of the people with these numbers, or of all. One query."""
    people = Person.objects.filter(employer=employer)
    if numbers is not None:
        people = people.filter(number__in=numbers)
    lines = sorted(f"{number}\t{count}" for number, count in people.values_list("number", "revision"))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _register(employer: Organisation, numbers: Collection[str] | None) -> dict[str, core.Person]:
    people = Person.objects.filter(employer=employer)
    if numbers is not None:
        people = people.filter(number__in=numbers)
    return {one.number: one for one in facts(people).values()}


def _covered(mapping: FileMapping, employer: Organisation) -> Covered:
    if not mapping.complete:
        return nothing_covered
    every = {one.code: one for one in [employer, *organisations.units_below(employer)]}
    top = every.get(mapping.covers, employer)
    ids = organisations.ids_at_and_below({top.pk})
    codes = frozenset(code for code, one in every.items() if one.pk in ids)
    return codes.__contains__


def _joined(
    says: FileSays, register: Mapping[str, core.Person], as_of: date, covered: Covered
) -> tuple[list[core.Person], list[Found]]:
    wanted, found = [], list[Found]()
    for said in says.people:
        outcome = join(register.get(said.number), said, as_of, covered)
        found += outcome.found
        if outcome.person is not None:
            wanted.append(outcome.person)
    return wanted, found


def _gone(
    register: Mapping[str, core.Person], numbers: Collection[str], as_of: date, covered: Covered
) -> dict[str, core.Person]:
    """Those that a complete file does not have, as they are once they have left."""
    ended = {
        number: left(before, as_of, covered) for number, before in register.items() if number not in numbers
    }
    return {number: after for number, after in ended.items() if not same(after, register[number])}


def _told_gone(
    gone: Mapping[str, core.Person], register: Mapping[str, core.Person], as_of: date, covered: Covered
) -> Iterator[Found]:
    if not gone:
        return
    yield Found(
        note(
            ImportCode.ENDED,
            Severity.SOFT,
            sv=f"{len(gone)} personer i registret finns inte i filen. De får sluta dagen före {as_of}, utan orsak. "
            "Stämmer det inte, välj i mappningen att filen inte är fullständig.",
            en=f"{len(gone)} people of the register are not in the file. They end the day before {as_of}, without "
            "a reason. If that is wrong, choose in the mapping that the file is not complete.",
        )
    )
    working = sum(
        any(job.on(as_of) and covered(job.unit) for job in one.employments) for one in register.values()
    )
    if len(gone) > _MANY_ENDED and 5 * len(gone) > working:
        yield Found(
            note(
                ImportCode.MANY_ENDED,
                Severity.SOFT,
                sv=f"{len(gone)} av {working} anställda skulle sluta. Kontrollera att hela uttaget är med innan du "
                "för in filen.",
                en=f"{len(gone)} of {working} employees would end. Check that the whole export is there before you "
                "apply the file.",
            )
        )


def _checked(one: core.Person, row: int, units: Units, today: date) -> Iterator[Found]:
    for finding in check_person(one, today):
        yield Found(finding, row, read=one.number)
    for job in one.employments:
        unit = units.by_code.get(job.unit)
        if unit is not None and not unit.on(job.first_day):
            yield Found(
                hard(
                    ImportCode.UNIT_NOT_THERE,
                    sv=f"Enheten {unit.name} fanns inte {job.first_day}, när anställningen började. Ta med kolumnen "
                    "«Gäller fr.o.m.», eller rätta datumet.",
                    en=f"The unit {unit.name} did not exist on {job.first_day}, when the employment began. Include "
                    "the column of since when the row holds, or correct the day.",
                    about=one.number,
                ),
                row,
                read=one.number,
            )


def _addresses(
    employer: Organisation, changed: Sequence[core.Person], rows: Mapping[str, int]
) -> Iterator[Found]:
    """An address belongs to one person: in the file, and in the register besides."""
    given = {one.number for one in changed}
    stored = Person.objects.filter(employer=employer).exclude(email="").values_list("email", "number")
    taken = {email.lower(): number for email, number in stored if number not in given}
    for one in changed:
        if not one.email:
            continue
        other = taken.setdefault(one.email.lower(), one.number)
        if other != one.number:
            finding = hard(
                ImportCode.EMAIL_TWICE,
                sv=f"Adressen hör redan till personen med anställningsnummer {other}. En adress hör till en person: "
                "rätta den ena.",
                en=f"The address already belongs to the person with employment number {other}. An address belongs to "
                "one person: correct one of them.",
                about=one.number,
            )
            yield Found(finding, rows[one.number], read=one.email)


def _unread(table: StaffTable, mapping: FileMapping) -> Iterator[Found]:
    unread = [heading for heading in table.headings if heading not in mapping.columns.values()]
    if unread:
        listed = ", ".join(f"«{heading}»" for heading in unread)
        yield Found(
            note(
                ImportCode.NOT_READ,
                Severity.INFO,
                sv=f"Kolumner som inte läses: {listed}.",
                en=f"Columns that are not read: {listed}.",
            )
        )
