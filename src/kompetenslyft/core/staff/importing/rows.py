"""Reading a file's rows by a mapping: what each person's rows say, and row by row what is wrong (N201–N218)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.importing.columns import check_dates
from kompetenslyft.core.staff.importing.mapping import FIELD_LABELS, FieldName, FileMapping
from kompetenslyft.core.staff.importing.row_cells import RowCells
from kompetenslyft.core.staff.importing.said import (
    FileSays,
    SaidCredential,
    SaidEmployment,
    SaidLeave,
    SaidPerson,
)
from kompetenslyft.core.staff.importing.table import (
    Found,
    ImportCode,
    StaffTable,
    TableRow,
    hard,
    listed,
    note,
)
from kompetenslyft.core.staff.importing.units import Units
from kompetenslyft.core.staff.model import CREDENTIAL_LABELS, CredentialKind

Progress = Callable[[int, int], None]
"""Told rows done and rows in all."""

F = FieldName
_CREDENTIALS = {
    F.MASTER_YEAR: CredentialKind.MASTER,
    F.CONTINUING_TRAINING_YEAR: CredentialKind.CONTINUING_TRAINING,
    F.HIGHER_EDUCATION_YEAR: CredentialKind.HIGHER_EDUCATION_CHILDREN,
}
_STEP = 1000


def read_people(
    table: StaffTable, mapping: FileMapping, units: Units, progress: Progress | None = None
) -> FileSays:
    """What the rows say. The mapping fits the headings (``check_mapping``). Row order makes no difference."""
    reading, total = _Reading(table, mapping, units), len(table.rows)
    for done, row in enumerate(table.rows, 1):
        reading.read(row)
        if progress is not None and (done % _STEP == 0 or done == total):
            progress(done, total)
    return reading.result()


class _Reading:
    """What has been read so far, by employment number."""

    def __init__(self, table: StaffTable, mapping: FileMapping, units: Units) -> None:
        bad_dates, self._found = check_dates(table, mapping)
        self._cells = RowCells(table, mapping, units, bad_dates)
        self._width, self._share = len(table.headings), mapping.columns.get(F.SHARE, "")
        self._people: dict[str, dict[str, Any]] = {}
        self._seen: set[tuple[str, ...]] = set()
        self._faulty: set[str] = set()

    def result(self) -> FileSays:
        found = [*self._found, *self._cells.found]
        if rounded := self._cells.rounded:
            found.append(Found(_shares_rounded(rounded), heading=self._share))
        ready = (one for number, one in self._people.items() if number not in self._faulty)
        said = tuple(sorted((_person(one) for one in ready), key=lambda one: one.number))
        return FileSays(said, frozenset(self._people), tuple(found))

    def read(self, row: TableRow) -> None:
        self._cells.turn_to(row)
        if len(row.cells) < self._width or any(row.cells[self._width :]):
            self._found.append(Found(_other_width(len(row.cells), self._width), row.number))
            return
        number = self._cells.text(F.NUMBER)
        if not number:
            self._cells.tell(F.NUMBER, "", _number_blank())
            return
        one = self._people.setdefault(
            number, {"number": number, "rows": [], "employments": {}, "credentials": {}, "leaves": {}}
        )
        own = tuple(self._cells.text(name) for name in self._cells.places)
        if own in self._seen:
            self._cells.tell(F.NUMBER, number, _row_twice())
            return
        self._seen.add(own)
        one["rows"].append(row.number)
        self._read_self(one)
        self._read_employment(one)
        self._read_credentials(one)
        self._read_leave(one)
        if self._cells.is_faulty:
            self._faulty.add(number)

    def _read_self(self, one: dict[str, Any]) -> None:
        told = {
            F.NAME: self._cells.name() or None,
            F.EMAIL: self._cells.email(),
            F.GENDER: self._cells.coded(F.GENDER),
            F.SOCIAL_WORK_SINCE: self._cells.year(F.SOCIAL_WORK_SINCE),
        }
        for name, value in told.items():
            if value is None:
                continue
            before = one.get(name)
            if before is None:
                one[name] = value
            elif before != value:
                label = FIELD_LABELS[name]
                self._cells.tell(
                    name,
                    str(value),
                    hard(
                        ImportCode.CONTRADICTS,
                        sv=f"Dubblerad person: anställningsnumret {one['number']} står också på rad {one['rows'][0]} "
                        f"med ett annat värde ({label.sv.lower()}). Är det två personer behöver de olika nummer; "
                        "är det en, rätta den ena raden.",
                        en=f"Person doubled: the employment number {one['number']} is also on row {one['rows'][0]} "
                        f"with another value ({label.en.lower()}). Two people need different numbers; of one person, "
                        "correct one of the rows.",
                    ),
                )

    def _read_employment(self, one: dict[str, Any]) -> None:
        unit = self._cells.unit()
        first, last = self._cells.day(F.FIRST_DAY), self._cells.day(F.LAST_DAY)
        said = SaidEmployment(
            row=self._cells.row,
            unit=None if unit is None else unit.code,
            role=self._cells.coded(F.ROLE),
            service=self._cells.coded(F.SERVICE),
            share=self._cells.share(),
            permanent=self._cells.yes(F.PERMANENT),
            first_day=first,
            last_day=last,
            tells_end=F.LAST_DAY in self._cells.places,
            valid_from=self._cells.day(F.VALID_FROM),
            leaving_reason=self._cells.coded(F.LEAVING_REASON),
            role_since=self._cells.year(F.ROLE_SINCE),
            first_management_job=self._cells.yes(F.FIRST_MANAGEMENT_JOB),
            needs_supervision_training=self._cells.yes(F.NEEDS_SUPERVISION_TRAINING),
        )
        if first is None and F.FIRST_DAY in self._cells.places and not self._cells.text(F.FIRST_DAY):
            self._cells.tell(F.FIRST_DAY, "", _needed(F.FIRST_DAY))
        if first is not None and last is not None and last < first:
            self._cells.tell(
                F.LAST_DAY,
                self._cells.text(F.LAST_DAY),
                hard(
                    ImportCode.ENDS_BEFORE_START,
                    sv=f"Anställningen slutar {last}, innan den börjar {first}. Rätta något av datumen i HR-systemet.",
                    en=f"The employment ends {last}, before it begins {first}. Correct one of them in the HR system.",
                ),
            )
        if said.leaving_reason is not None and last is None:
            self._cells.tell(
                F.LEAVING_REASON,
                self._cells.text(F.LEAVING_REASON),
                note(
                    ImportCode.REASON_WITHOUT_END,
                    Severity.SOFT,
                    sv="Avgångsorsaken läses inte: anställningen har ingen sista dag.",
                    en="The reason for leaving is not read: the employment has no last day.",
                ),
            )
            said = replace(said, leaving_reason=None)
        if said != SaidEmployment(row=self._cells.row, tells_end=said.tells_end):
            one["employments"].setdefault(replace(said, row=0), said)

    def _read_credentials(self, one: dict[str, Any]) -> None:
        degree = self._cells.coded(F.DEGREE)
        day, year = self._cells.day_or_year(F.DEGREE_YEAR)
        told = [] if degree is None else [SaidCredential(degree, self._cells.text(F.DEGREE), day, year)]
        for name, kind in _CREDENTIALS.items():
            day, year = self._cells.day_or_year(name)
            if day or year:
                told.append(SaidCredential(kind, CREDENTIAL_LABELS[kind].sv, day, year))
        one["credentials"].update(dict.fromkeys(told))

    def _read_leave(self, one: dict[str, Any]) -> None:
        first, last = self._cells.day(F.LEAVE_FIRST_DAY), self._cells.day(F.LEAVE_LAST_DAY)
        if first is not None:
            said = SaidLeave(first, last, F.LEAVE_LAST_DAY in self._cells.places)
            one["leaves"][said] = None
        elif last is not None:
            self._cells.tell(
                F.LEAVE_LAST_DAY,
                self._cells.text(F.LEAVE_LAST_DAY),
                hard(
                    ImportCode.LEAVE_WITHOUT_START,
                    sv="Ledigheten har en sista dag men ingen första. Fyll i den, eller ta bort den sista.",
                    en="The leave has a last day but no first. Enter it, or take the last day away.",
                ),
            )


def _needed(name: FieldName) -> Finding:
    label = FIELD_LABELS[name]
    return hard(
        ImportCode.NEEDED,
        sv=f"{label.sv} saknas. Fyll i det i HR-systemet.",
        en=f"{label.en} is missing. Enter it in the HR system.",
        about=name,
    )


def _person(one: dict[str, Any]) -> SaidPerson:
    return SaidPerson(
        number=one["number"],
        rows=tuple(one["rows"]),
        name=one.get(F.NAME),
        email=one.get(F.EMAIL),
        gender=one.get(F.GENDER),
        social_work_since=one.get(F.SOCIAL_WORK_SINCE),
        employments=tuple(sorted(one["employments"].values(), key=_order)),
        credentials=tuple(sorted(one["credentials"], key=repr)),
        leaves=tuple(sorted(one["leaves"], key=repr)),
    )


def _order(said: SaidEmployment) -> tuple[str, str]:
    """By what is said, so that the order of the rows makes no difference."""
    return (str(said.first_day or ""), repr(replace(said, row=0)))


def _number_blank() -> Finding:
    return hard(
        ImportCode.NUMBER_BLANK,
        sv="Anställningsnumret saknas. Fyll i det i HR-systemet, eller ta bort raden.",
        en="The employment number is missing. Enter it in the HR system, or take the row away.",
    )


def _row_twice() -> Finding:
    return note(
        ImportCode.ROW_TWICE,
        Severity.SOFT,
        sv="Raden står två gånger i filen. Den räknas en gång.",
        en="The row stands twice in the file. It counts once.",
    )


def _other_width(there: int, wanted: int) -> Finding:
    return hard(
        ImportCode.OTHER_WIDTH,
        sv=f"Raden har {there} värden men filen har {wanted} rubriker. Ta ut filen på nytt; "
        "värden som innehåller skiljetecknet ska stå inom citattecken.",
        en=f"The row has {there} values but the file has {wanted} headings. Export the file anew; "
        "values with the separator in them stand within quotes.",
    )


def _shares_rounded(rows: list[int]) -> Finding:
    return note(
        ImportCode.SHARES_ROUNDED,
        Severity.INFO,
        sv=f"{len(rows)} sysselsättningsgrader är avrundade till hela procent (rad {listed(rows)}).",
        en=f"{len(rows)} shares are rounded to whole per cent (row {listed(rows)}).",
    )
