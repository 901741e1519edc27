"""Takes a filled-in workbook apart: raw entries by cell key, what was exported, and what is wrong with the file.

Values are not judged here: the raw entries go to ``core.instruments.values.parse_value`` like those of any channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Instrument, Unit, Values
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook import complaints
from kompetenslyft.exchange.workbook.answers import cell_content
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.entries import Problem, Raw, as_entered, entry, mark
from kompetenslyft.exchange.workbook.grid import Range
from kompetenslyft.exchange.workbook.guards import inspect
from kompetenslyft.exchange.workbook.layout import (
    MANDATORY_SIGN,
    OPTION_SEPARATOR,
    PlannedRow,
    RowKind,
    Slot,
    plan_workbook,
)
from kompetenslyft.exchange.workbook.package import Package
from kompetenslyft.exchange.workbook.placing import PlacedSheet, place_sheets
from kompetenslyft.exchange.workbook.stamp import Stamp, StampRecord, check_stamp, read_stamp
from kompetenslyft.exchange.workbook.wording import OWN_SHEETS

MAX_OUTSIDE = 10
"""Cells outside the form that are named one by one, per sheet."""


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """What an uploaded workbook says.

    ``entries``: the raw entry of every cell of the form that could be taken, None where it is blank; several choices
    as a tuple of option ids. ``rejected``: what stands in the other cells, as written, by key or ``key#option``.
    ``base``: the answers as they were when the workbook was made. ``places``: sheet and cell by key; ``findings`` name
    them already.
    """

    entries: dict[str, Raw | tuple[str, ...]]
    rejected: dict[str, str]
    base: Values
    stamp: Stamp
    language: str
    findings: tuple[Finding, ...]
    places: dict[str, Text] = field(default_factory=dict)

    def located(self, finding: Finding) -> Finding:
        """A finding on a cell, such as one from ``parse_value``, with sheet and cell in front of its message."""
        where = next((self.places[key] for key in finding.cells if key in self.places), None)
        return finding if where is None else complaints.placed(finding, where)

    def as_raw(self) -> dict[str, object]:
        """Everything as the user wrote it, blanks as None, for ``raw`` of ``write_workbook``."""
        return {**self.entries, **self.rejected}

    @property
    def rejected_keys(self) -> frozenset[str]:
        """The keys of cells whose content could not be taken: neither answered nor cleared."""
        return frozenset(self.places) - frozenset(self.entries)


def read_workbook(data: bytes, filename: str, instrument: Instrument, *, expected: Stamp) -> WorkbookContent:
    """Read a workbook for the return that ``expected`` names (its revision and time do not matter).

    Raises WorkbookRefused (W1xx, W2xx) where the file is no sound workbook, belongs to another return, or has lost
    sheets or cells. What concerns single cells comes as findings (W3xx) beside all that could be read.
    """
    inspect(data, filename)
    package = Package(data, PurePath(filename).name)
    record = read_stamp(package)
    check_stamp(record, expected)
    plans = plan_workbook(instrument, record.language)
    sheets = place_sheets(package, plans)
    reading = _Reading(record)
    for sheet in sheets:
        reading.sheet(sheet)
    own = OWN_SHEETS | {sheet.grid.name for sheet in sheets}
    for part in package.sheets:
        if part.name not in own:
            reading.note(WorkbookCode.OTHER_SHEET, complaints.other_sheet(part.name), part.name)
    return reading.content()


class _Reading:
    def __init__(self, record: StampRecord) -> None:
        self._record = record
        self._entries: dict[str, Raw | tuple[str, ...]] = {}
        self._rejected: dict[str, str] = {}
        self._bad: set[str] = set()
        self._places: dict[str, Text] = {}
        self._findings: list[Finding] = []

    def content(self) -> WorkbookContent:
        record = self._record
        entries = {key: raw for key, raw in self._entries.items() if key not in self._bad}
        for key in self._bad & self._entries.keys():
            marked = self._entries[key]
            for option in marked if isinstance(marked, tuple) else ():
                self._rejected.setdefault(f"{key}{OPTION_SEPARATOR}{option}", "x")
        return WorkbookContent(
            entries,
            self._rejected,
            record.base,
            record.stamp,
            record.language,
            tuple(self._findings),
            self._places,
        )

    def note(self, code: WorkbookCode, message: Text, instance: str) -> None:
        self._findings.append(complaints.finding(code, Severity.INFO, message, (), instance))

    def sheet(self, sheet: PlacedSheet) -> None:
        merged = _merged_slots(sheet)
        for row in sheet.plan.rows:
            if not row.slots:
                self._total(sheet, row)
                continue
            changed = self._label_changed(sheet, row)
            for slot in row.slots:
                if slot.takes_entry:
                    self._slot(sheet, slot, merged.get(slot.id), changed)
                else:
                    self._given(sheet, slot)
            self._total(sheet, row)
        self._outside(sheet)

    def _slot(self, sheet: PlacedSheet, slot: Slot, merged: Range | None, label: Text | None) -> None:
        position = sheet.slot(slot)
        cell = sheet.grid.cells.get(position)
        key = slot.spec.key
        where = complaints.place(sheet.grid.name, position)
        self._places.setdefault(key, where)
        if merged is not None or label is not None:
            code = WorkbookCode.MERGED if merged is not None else WorkbookCode.LABEL_CHANGED
            message = complaints.merged(merged) if label is None else label
            written = "" if cell is None else as_entered(cell)
            self._problem(slot, where, Problem(code, Severity.HARD, message, written))
        elif slot.option is not None:
            chosen, problem = mark(cell)
            so_far = self._entries.get(key)
            before = so_far if isinstance(so_far, tuple) else ()
            self._entries[key] = ((*before, slot.option) if chosen else before) or None
            self._problem(slot, where, problem)
        else:
            self._entries[key], problem = entry(cell, slot.spec.question.unit)
            self._problem(slot, where, problem)

    def _given(self, sheet: PlacedSheet, slot: Slot) -> None:
        """A figure that is shown and not asked for: another in its place is not read, and that is said."""
        position = sheet.slot(slot)
        cell = sheet.grid.cells.get(position)
        shown = cell_content(slot.spec, self._record.base.get(slot.spec.key), self._record.language)
        if cell is None or (cell.formula is None and cell.value in {"", shown}):
            return
        found = complaints.finding(
            WorkbookCode.GIVEN_OVERWRITTEN,
            Severity.INFO,
            complaints.given_overwritten(as_entered(cell)),
            (slot.spec.key,),
            slot.spec.key,
        )
        self._findings.append(complaints.placed(found, complaints.place(sheet.grid.name, position)))

    def _problem(self, slot: Slot, where: Text, problem: Problem | None) -> None:
        if problem is None:
            return
        key = slot.spec.key
        found = complaints.finding(problem.code, problem.severity, problem.message, (key,), slot.id)
        self._findings.append(complaints.placed(found, where))
        if problem.severity is Severity.HARD:
            self._bad.add(key)
            if problem.entry:
                self._rejected[slot.id] = problem.entry

    def _label_changed(self, sheet: PlacedSheet, row: PlannedRow) -> Text | None:
        if row.kind is RowKind.TEXT:
            return None
        shown = " ".join(sheet.grid.text(sheet.label(row)).removesuffix(MANDATORY_SIGN).split())
        return None if shown == " ".join(row.label.split()) else complaints.label_changed(row.label)

    def _total(self, sheet: PlacedSheet, row: PlannedRow) -> None:
        position = sheet.total(row)
        cell = sheet.grid.cells.get(position) if position is not None else None
        if cell is None or cell.formula is not None or row.total is None:
            return
        message = complaints.total_overwritten(cell.as_written())
        found = complaints.finding(
            WorkbookCode.TOTAL_OVERWRITTEN, Severity.INFO, message, (row.total.key,), row.total.key
        )
        self._findings.append(complaints.placed(found, complaints.place(sheet.grid.name, position)))

    def _outside(self, sheet: PlacedSheet) -> None:
        outside = list(_outside_cells(sheet))
        for position, written in outside[:MAX_OUTSIDE]:
            instance = f"{sheet.plan.section.id}:{position}"
            found = complaints.finding(
                WorkbookCode.OUTSIDE_FORM, Severity.INFO, complaints.outside_form(written), (), instance
            )
            self._findings.append(complaints.placed(found, complaints.place(sheet.grid.name, position)))
        more = len(outside[MAX_OUTSIDE:]) + sheet.grid.beyond
        if more:
            message = complaints.more_outside(sheet.grid.name, more)
            self.note(WorkbookCode.OUTSIDE_FORM, message, sheet.plan.section.id)


def _outside_cells(sheet: PlacedSheet) -> Iterator[tuple[object, str]]:
    for position, cell in sheet.grid.cells.items():
        if not sheet.belongs(position):
            written = as_entered(cell).strip()
            if written:
                yield position, written


def _merged_slots(sheet: PlacedSheet) -> dict[str, Range]:
    """The slots that lie in merged cells, except text answers in the wide cell that we made ourselves."""
    if not sheet.grid.merged:
        return {}
    slots = {sheet.slot(slot): slot for slot in sheet.plan.slots()}
    last = max(sheet.columns.values())
    own = {
        (position.row, position.column, position.row)
        for position, slot in slots.items()
        if slot.spec.question.unit is Unit.TEXT
    }
    foreign = [
        area
        for area in sheet.grid.merged
        if not ((area.first.row, area.first.column, area.last.row) in own and area.last.column <= last)
    ]
    return {slot.id: area for area in foreign for position, slot in slots.items() if position in area}
