"""Two files from the HR system that wait to be read in: one that is right, and one with what goes wrong in files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from kompetenslyft.apps.staff.actions import imports, mappings
from kompetenslyft.core.staff.importing.mapping import FieldName, FileMapping
from kompetenslyft.core.staff.model import (
    GENDER_LABELS,
    REASON_LABELS,
    ROLE_LABELS,
    SERVICE_LABELS,
    Employment,
    LeavingReason,
    Person,
    Service,
    StaffRole,
)
from kompetenslyft.demo.logins import EMPLOYEE_EMAIL, UNIT_MANAGER_EMAIL, UNIT_TO_TRY
from kompetenslyft.demo.rounds import at
from kompetenslyft.demo.staff import names
from kompetenslyft.demo.staff.setting import Workplace

MAPPING = "Personalsystemet"
AS_OF = date(2017, 2, 1)
_ARRIVED = at(date(2017, 2, 3), 9 * 60)
_COLUMNS = {
    FieldName.NUMBER: "Anställningsnr",
    FieldName.NAME: "Namn",
    FieldName.GENDER: "Kön",
    FieldName.UNIT_CODE: "Enhetskod",
    FieldName.ROLE: "Befattning",
    FieldName.SERVICE: "Verksamhet",
    FieldName.SHARE: "Sysselsättningsgrad",
    FieldName.PERMANENT: "Anställningsform",
    FieldName.FIRST_DAY: "Anställd fr.o.m.",
    FieldName.LAST_DAY: "Anställd t.o.m.",
    FieldName.LEAVING_REASON: "Avgångsorsak",
}
Row = dict[str, str]
"""By heading."""


def run(work: Workplace) -> None:
    """Save the mapping, receive both files and check them."""
    mapping = FileMapping(columns=_COLUMNS)
    by = work.administrator
    mappings.save_mapping(employer=work.city, name=MAPPING, mapping=mapping, by=by, at=_ARRIVED)
    right = rows_of(work.staff.people)
    for filename, rows in (
        ("personal-2017-02-01.csv", _changed(right)),
        ("personal-2017-02-01-fel.csv", _wrong(right)),
    ):
        received = imports.receive(
            employer=work.city,
            filename=filename,
            content=_written(rows),
            mapping=MAPPING,
            as_of=AS_OF,
            by=by,
            at=_ARRIVED,
        )
        imports.check(staff_import=received, by=by, at=_ARRIVED)
    work.told(_("Personalfiler som väntar"))


def rows_of(people: Iterable[Person]) -> list[Row]:
    """The caseworkers of the unit to try but for the one to log in as, as the HR system would write them."""
    return [
        _row(person, one)
        for person in people
        for one in person.employments
        if one.unit == UNIT_TO_TRY
        and one.on(AS_OF)
        and one.role is StaffRole.SOCIAL_WORKER
        and person.email not in (EMPLOYEE_EMAIL, UNIT_MANAGER_EMAIL)
    ]


def _row(person: Person, one: Employment) -> Row:
    assert person.gender is not None
    said = {
        FieldName.NUMBER: person.number,
        FieldName.NAME: person.name,
        FieldName.GENDER: GENDER_LABELS[person.gender].sv,
        FieldName.UNIT_CODE: one.unit,
        FieldName.ROLE: ROLE_LABELS[one.role].sv,
        FieldName.SERVICE: SERVICE_LABELS[one.service].sv,
        FieldName.SHARE: str(one.share),
        FieldName.PERMANENT: "Tillsvidare" if one.permanent else "Visstid",
        FieldName.FIRST_DAY: one.first_day.isoformat(),
        FieldName.LAST_DAY: one.last_day.isoformat() if one.last_day else "",
        FieldName.LEAVING_REASON: REASON_LABELS[one.leaving_reason].sv if one.leaving_reason else "",
    }
    return {heading: said.get(name, "") for name, heading in _COLUMNS.items()}


def _changed(rows: list[Row]) -> list[Row]:
    """One has a smaller share, one has moved, one leaves, one is new."""
    new = {
        _COLUMNS[FieldName.NUMBER]: names.number(2000),
        _COLUMNS[FieldName.NAME]: names.name(2000),
        _COLUMNS[FieldName.SERVICE]: SERVICE_LABELS[Service.CHILD_WELFARE].sv,
        _COLUMNS[FieldName.FIRST_DAY]: AS_OF.isoformat(),
    }
    reason = REASON_LABELS[LeavingReason.OWN_REQUEST_EXTERNAL].sv
    leaving = {FieldName.LAST_DAY: "2017-03-31", FieldName.LEAVING_REASON: reason}
    return [
        rows[0] | _as_row({FieldName.SHARE: "60"}),
        rows[1] | _as_row({FieldName.UNIT_CODE: "0180-bromma-3"}),
        rows[2] | _as_row(leaving),
        *rows[3:],
        rows[3] | new,
    ]


def _wrong(rows: list[Row]) -> list[Row]:
    """A share of 250 percent, a unit that does not exist, an end before the start, more than full time."""
    return [
        rows[0] | _as_row({FieldName.SHARE: "250"}),
        rows[1] | _as_row({FieldName.UNIT_CODE: "0180-bromma-99"}),
        rows[2] | _as_row({FieldName.LAST_DAY: "2001-01-31"}),
        *rows[3:],
        rows[3] | _as_row({FieldName.SHARE: "40"}),
    ]


def _as_row(fields: Mapping[FieldName, str]) -> Row:
    return {_COLUMNS[name]: text for name, text in fields.items()}


def _written(rows: Iterable[Row]) -> bytes:
    """Semicolons and the letters of Windows, as most HR systems write."""
    lines = [list(_COLUMNS.values()), *([row[heading] for heading in _COLUMNS.values()] for row in rows)]
    return "".join(";".join(line) + "\r\n" for line in lines).encode("cp1252")
