"""Finds the form again in an uploaded workbook: its sheets, and in each sheet its rows and columns by their marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import CellSpec
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.grid import Grid, Position, read_grid
from kompetenslyft.exchange.workbook.layout import LABEL_COLUMN, OWN_ROW, PlannedRow, SheetPlan, Slot
from kompetenslyft.exchange.workbook.package import Package, SheetPart
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused

_ANCHOR_ROWS = 200
_ANCHOR_COLUMNS = 60
_NAMED = 5


@dataclass(frozen=True, slots=True)
class PlacedSheet:
    """A sheet of the form where it really stands. Rows and columns are those of the file, found by their marks."""

    plan: SheetPlan
    grid: Grid
    anchor: Position
    rows: dict[str, int]
    own_rows: frozenset[int]
    columns: dict[str, int]

    def slot(self, slot: Slot) -> Position:
        return Position(self.rows[slot.mark], self.columns[self.plan.column_mark(slot.column)])

    def label(self, row: PlannedRow) -> Position:
        return Position(self.rows[row.mark], self.columns[self.plan.column_mark(LABEL_COLUMN)])

    def total(self, row: PlannedRow) -> Position | None:
        """Where the row's derived sum stands: right after its parts, or below them in a row of its own."""
        if row.total is None or row.mark not in self.rows:
            return None
        column = row.parts[-1].column if row.parts else row.slots[-1].column + 1
        return Position(self.rows[row.mark], self.columns[self.plan.column_mark(column)])

    def belongs(self, position: Position) -> bool:
        """Whether the position is within the form, its marks included."""
        row_known = position.row in self.own_rows or position.row == self.anchor.row
        column_known = position.column == self.anchor.column or position.column in self.columns.values()
        return row_known and column_known


def place_sheets(package: Package, plans: Sequence[SheetPlan]) -> tuple[PlacedSheet, ...]:
    """Every sheet of the form; WorkbookRefused (W206–W209, every reason) where one is missing or has lost cells."""
    parts = {_folded(part.name): part for part in package.sheets}
    missing = [plan for plan in plans if _folded(plan.name) not in parts]
    if missing:
        raise WorkbookRefused(*_missing_sheets(package, missing, plans))
    placed: list[PlacedSheet] = []
    problems: list[Finding] = []
    for plan in plans:
        result = _place(plan, read_grid(package, parts[_folded(plan.name)]))
        if isinstance(result, Finding):
            problems.append(result)
        else:
            placed.append(result)
    if problems:
        raise WorkbookRefused(*problems)
    return tuple(placed)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _missing_sheets(
    package: Package, missing: Sequence[SheetPlan], plans: Sequence[SheetPlan]
) -> list[Finding]:
    own = {_folded(plan.name) for plan in plans}
    anchors = {plan.anchor: plan for plan in missing}
    renamed: dict[str, SheetPart] = {}
    for part in package.sheets:
        if _folded(part.name) not in own:
            grid = read_grid(package, part)
            renamed |= {grid.text(at): part for at in grid.cells if at.row == 0 and grid.text(at) in anchors}
    return [_missing_sheet(plan, renamed.get(plan.anchor)) for plan in missing]


def _missing_sheet(plan: SheetPlan, renamed: SheetPart | None) -> Finding:
    if renamed is not None:
        message = Text(
            sv=f"Bladet «{plan.name}» har döpts om till «{renamed.name}». Döp tillbaka det till «{plan.name}» och "
            "ladda upp "
            "arbetsboken igen.",
            en=f"The sheet “{plan.name}” was renamed to “{renamed.name}”. Rename it to “{plan.name}” and upload the "
            "workbook "
            "again.",
        )
        return Finding(WorkbookCode.SHEET_RENAMED, Severity.HARD, message, (), f"W207:{plan.section.id}")
    message = Text(
        sv=f"Bladet «{plan.name}» saknas i arbetsboken. Hämta arbetsboken på nytt, för över uppgifterna och behåll "
        "alla blad.",
        en=f"The sheet “{plan.name}” is missing from the workbook. Download the workbook again, transfer the "
        "figures and keep "
        "every sheet.",
    )
    return Finding(WorkbookCode.SHEET_MISSING, Severity.HARD, message, (), f"W206:{plan.section.id}")


def _place(plan: SheetPlan, grid: Grid) -> PlacedSheet | Finding:
    anchor = next(
        (
            at
            for at, cell in grid.cells.items()
            if at.row < _ANCHOR_ROWS and at.column < _ANCHOR_COLUMNS and cell.value == plan.anchor
        ),
        None,
    )
    if anchor is None:
        return _cells_missing(plan, ())
    row_marks = {OWN_ROW, *(row.mark for row in plan.rows)}
    column_marks = set(plan.column_marks)
    rows: dict[str, int] = {}
    own_rows: set[int] = set()
    columns: dict[str, int] = {}
    for at, cell in grid.cells.items():
        if at == anchor or not isinstance(cell.value, str):
            continue
        if at.column == anchor.column and cell.value in row_marks:
            if cell.value != OWN_ROW and cell.value in rows:
                return _row_duplicated(plan, rows[cell.value], at.row)
            rows[cell.value] = at.row
            own_rows.add(at.row)
        elif at.row == anchor.row and cell.value in column_marks:
            columns.setdefault(cell.value, at.column)
    lost = [
        slot for slot in plan.slots() if slot.mark not in rows or plan.column_mark(slot.column) not in columns
    ]
    if lost or any(mark not in columns for mark in plan.column_marks):
        return _cells_missing(plan, tuple(dict.fromkeys(slot.spec for slot in lost)))
    return PlacedSheet(plan, grid, anchor, rows, frozenset(own_rows), columns)


def _cells_missing(plan: SheetPlan, lost: tuple[CellSpec, ...]) -> Finding:
    more = f" (+{len(lost) - _NAMED})" if len(lost) > _NAMED else ""
    sv = "; ".join(f"«{spec.label('sv')}»" for spec in lost[:_NAMED]) + more
    en = "; ".join(f"“{spec.label('en')}”" for spec in lost[:_NAMED]) + more
    message = Text(
        sv=f"Bladet «{plan.name}»: rader eller kolumner i formuläret har tagits bort"
        + (f", så att det saknas plats för {sv}" if sv else "")
        + ". Hämta arbetsboken på nytt och för över uppgifterna.",
        en=f"Sheet “{plan.name}”: rows or columns of the form were removed"
        + (f", so that there is no place for {en}" if en else "")
        + ". Download the workbook again and transfer the figures.",
    )
    keys = tuple(spec.key for spec in lost)
    return Finding(WorkbookCode.CELLS_MISSING, Severity.HARD, message, keys, f"W208:{plan.section.id}")


def _row_duplicated(plan: SheetPlan, first: int, second: int) -> Finding:
    message = Text(
        sv=f"Bladet «{plan.name}»: rad {second + 1} är en kopia av rad {first + 1}, så det är oklart vilken som "
        "gäller. "
        "Ta bort den ena och ladda upp arbetsboken igen.",
        en=f"Sheet “{plan.name}”: row {second + 1} is a copy of row {first + 1}, so it is unclear which of them "
        "counts. "
        "Delete one of them and upload the workbook again.",
    )
    return Finding(WorkbookCode.ROW_DUPLICATED, Severity.HARD, message, (), f"W209:{plan.section.id}")
