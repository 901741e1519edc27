"""A workbook: the first sheet that has a table. Days become ISO, percentages get their sign."""

from __future__ import annotations

from datetime import date, timedelta

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.importing.table import ImportCode, TableRow, note
from kompetenslyft.exchange.staff_files.refusal import StaffFileRefused, empty, too_large
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.grid import CellKind, Grid, GridCell, read_grid
from kompetenslyft.exchange.workbook.guards import inspect
from kompetenslyft.exchange.workbook.package import Attributes, Package
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused

MAX_CELLS = 900_000
MAX_COLUMNS = 200
_OF_RETURNS = {WorkbookCode.ZIP_BOMB, WorkbookCode.NOT_A_WORKBOOK, WorkbookCode.UNSAFE_XML}
"""Refusals whose remedy is that of a return's own workbook."""
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def read_rows(data: bytes, name: str) -> tuple[list[TableRow], list[Finding]]:
    """The rows that are not blank, the headings among them, and what was noticed. Raises StaffFileRefused."""
    try:
        inspect(data, name)
        package = Package(data, name)
        epoch = _epoch(package)
        sheets = []
        for part in package.sheets:
            grid = read_grid(package, part, MAX_CELLS)
            if grid.beyond:
                raise too_large(
                    name,
                    sv=f"bladet «{grid.name}» har fler än {MAX_CELLS} ifyllda celler.",
                    en=f"the sheet “{grid.name}” has more than {MAX_CELLS} cells.",
                )
            if rows := _grid_rows(grid, epoch):
                sheets.append((grid.name, rows))
    except WorkbookRefused as refusal:
        raise StaffFileRefused(*(_of_staff(finding, name) for finding in refusal.findings)) from refusal
    if not sheets:
        raise empty(name)
    (first, rows), *others = sheets
    return rows, [_unread(first, [title for title, _rows in others])] if others else []


def _epoch(package: Package) -> date:
    """Day 0 of the workbook: some count their days from 1904."""
    found = [_EPOCH]

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            found.append(_EPOCH_1904)

    package.parse("xl/workbook.xml", start=start)
    return found[-1]


def _grid_rows(grid: Grid, epoch: date) -> list[TableRow]:
    by_row: dict[int, dict[int, str]] = {}
    for position, cell in grid.cells.items():
        if position.column < MAX_COLUMNS:
            by_row.setdefault(position.row, {})[position.column] = _text(cell, epoch)
    filled = [(number, cells) for number, cells in sorted(by_row.items()) if any(cells.values())]
    width = max((max(cells) + 1 for _number, cells in filled), default=0)
    return [
        TableRow(number + 1, tuple(cells.get(column, "") for column in range(width)))
        for number, cells in filled
    ]


def _text(cell: GridCell, epoch: date) -> str:
    if isinstance(cell.value, float):
        if cell.kind is CellKind.DATE and 1 <= cell.value < 2_958_466:
            return (epoch + timedelta(days=int(cell.value))).isoformat()
        if cell.kind is CellKind.PERCENT:
            return f"{round(cell.value * 100, 6):.15g} %"
    elif cell.kind is CellKind.DATE:
        return cell.value[:10]
    return cell.as_written().strip()


def _unread(first: str, others: list[str]) -> Finding:
    names = ", ".join(f"«{name}»" for name in others)
    return note(
        ImportCode.OTHER_SHEETS,
        Severity.INFO,
        sv=f"Bladet «{first}» lästes; inte {names}.",
        en=f"The sheet “{first}” was read; not {names}.",
    )


def _of_staff(finding: Finding, name: str) -> Finding:
    if finding.code not in _OF_RETURNS:
        return finding
    return note(
        ImportCode.UNSAFE,
        Severity.HARD,
        sv=f"Filen «{name}» är ingen arbetsbok som går att öppna säkert. Ta ut den på nytt, eller som CSV.",
        en=f"The file “{name}” is no workbook that is safe to open. Export it anew, or as CSV.",
    )
