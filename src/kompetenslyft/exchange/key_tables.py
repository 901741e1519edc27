"""A file of numbers as rows of cells, whatever spreadsheet or database wrote it: CSV in many dialects, or .xlsx.

What the cells mean is told by ``exchange.keys``.
"""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.grid import CellKind, Grid, GridCell, read_grid
from kompetenslyft.exchange.workbook.guards import MAX_FILE, MEGABYTE, inspect
from kompetenslyft.exchange.workbook.package import Package
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused

MAX_ROWS = 5_000
"""Rows read of a file; a key has 290, and some with counties and totals beside."""
MAX_CELLS_A_ROW = 200

DATE = "(datum)"
"""What stands for a date: its number, days since 1900, is not what anybody means by it."""

Cell = str | float

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ZIP, _OLE = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")
_OF_ANOTHER_FILE = {WorkbookCode.ZIP_BOMB, WorkbookCode.NOT_A_WORKBOOK, WorkbookCode.UNSAFE_XML}
"""Refusals whose remedy is that of a return's own workbook."""


class KeyFileCode(StrEnum):
    """What can be wrong with a file of key numbers. A number is never reused for something else."""

    EMPTY = "A401"
    TOO_LARGE = "A402"
    NOT_A_TABLE = "A403"
    WINDOWS_1252 = "A404"
    """Read as Windows-1252, since it is not UTF-8."""
    OTHER_SHEETS = "A405"
    """The workbook has more sheets; the first with a table was read."""

    NO_CODES = "A411"
    """No column of municipality codes or names."""
    NO_NUMBERS = "A412"
    """No column of numbers."""
    SEVERAL_NUMBERS = "A413"
    """Several columns of numbers, and nothing says which."""
    NO_SUCH_COLUMN = "A414"
    """The column asked for is not there, or several are called that."""

    UNKNOWN_CODE = "A421"
    CODE_TWICE = "A422"
    CODE_BLANK = "A423"
    BLANK = "A424"
    NOT_A_NUMBER = "A425"
    NEGATIVE = "A426"
    TOO_MANY_CELLS = "A427"
    ZEROS_RESTORED = "A428"
    """Leading zeros of codes that a spreadsheet had taken away."""
    TOTAL_ROW = "A429"
    """A row of totals, left out."""
    COUNTY_ROWS = "A430"
    """Rows of counties or regions, left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank, and the number that it has in the file (from 1)."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file, and what was noticed in reading it; no rows where a finding is hard."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()


def read_rows(data: bytes, filename: str) -> Rows:
    """The rows of a CSV or .xlsx file. What it is, is told by its content, not by its name."""
    name = PurePath(filename).name
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return _empty(name)
    if len(data) > MAX_FILE:
        return _refused(
            KeyFileCode.TOO_LARGE,
            sv=f"Filen «{name}» är {len(data) // MEGABYTE} MB. Högst {MAX_FILE // MEGABYTE} MB tas emot. "
            "Spara bara kolumnerna med kod och tal.",
            en=f"The file “{name}” is {len(data) // MEGABYTE} MB. At most {MAX_FILE // MEGABYTE} MB is accepted. "
            "Save the columns of codes and numbers alone.",
        )
    if data.startswith((_ZIP, _OLE)):
        return _workbook(data, name)
    return _csv(data, name)


def note(code: KeyFileCode, severity: Severity, *, sv: str, en: str, about: str = "") -> Finding:
    """A finding of a file; ``about`` (a row, a column) tells several of one code apart."""
    return Finding(code, severity, Text(sv=sv, en=en), instance=f"{code}:{about}" if about else "")


def _refused(code: KeyFileCode, *, sv: str, en: str) -> Rows:
    return Rows((), (note(code, Severity.HARD, sv=sv, en=en),))


def _empty(name: str) -> Rows:
    return _refused(
        KeyFileCode.EMPTY,
        sv=f"Filen «{name}» är tom. Kontrollera att den sparades klart.",
        en=f"The file “{name}” is empty. Check that it was saved completely.",
    )


def _csv(data: bytes, name: str) -> Rows:
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    findings: tuple[Finding, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        findings = (
            note(
                KeyFileCode.WINDOWS_1252,
                Severity.INFO,
                sv=f"Filen «{name}» är inte i UTF-8 och lästes som Windows-1252. Kontrollera att å, ä och ö är rätt.",
                en=f"The file “{name}” is not in UTF-8 and was read as Windows-1252. Check that å, ä and ö are right.",
            ),
        )
    head = text[:2000].lstrip().lower()
    if "\x00" in text or head.startswith(("<!doctype", "<html", "<?xml", "%pdf", "{\\rtf")):
        return _refused(
            KeyFileCode.NOT_A_TABLE,
            sv=f"Filen «{name}» är varken CSV eller en Excel-arbetsbok (.xlsx). Spara talen i något av dem.",
            en=f"The file “{name}” is neither CSV nor an Excel workbook (.xlsx). Save the numbers as one of them.",
        )
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines and lines[0].lower().startswith("sep=") else 0
    delimiter = lines[0].rstrip("\r\n")[4:5] or ";" if skipped else delimiter_of(lines)
    rows = []
    reader = csv.reader(lines[skipped:], delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                stripped = tuple(cell.strip() for cell in cells[:MAX_CELLS_A_ROW])
                rows.append(Row(reader.line_num + skipped, stripped))
            if len(rows) > MAX_ROWS:
                return _too_many(name)
    except csv.Error:
        return _refused(
            KeyFileCode.NOT_A_TABLE,
            sv=f"Filen «{name}» går inte att läsa som CSV från rad {reader.line_num + skipped}. "
            "Kontrollera citattecknen, eller spara den på nytt som CSV.",
            en=f"The file “{name}” cannot be read as CSV from row {reader.line_num + skipped}. "
            "Check the quotes, or save it as CSV again.",
        )
    return Rows(tuple(rows), findings) if rows else _empty(name)


def delimiter_of(lines: list[str]) -> str:
    """What most of the first lines are divided by; a comma may be decimal, so it comes last."""
    sample = [line for line in lines if line.strip()][:20]
    for delimiter in ("\t", ";"):
        if 2 * sum(delimiter in line for line in sample) > len(sample):
            return delimiter
    return ","


def _workbook(data: bytes, name: str) -> Rows:
    try:
        inspect(data, name)
        package = Package(data, name)
        grids = [read_grid(package, part) for part in package.sheets]
    except WorkbookRefused as refusal:
        return Rows((), tuple(_of_a_key(finding, name) for finding in refusal.findings))
    sheets = [(grid, rows) for grid in grids if (rows := _grid_rows(grid))]
    if not sheets:
        return _empty(name)
    (first, rows), *others = sheets
    if len(rows) > MAX_ROWS or first.beyond:
        return _too_many(name)
    if not others:
        return Rows(rows)
    unread = ", ".join(f"«{grid.name}»" for grid, _rows in others)
    read = note(
        KeyFileCode.OTHER_SHEETS,
        Severity.INFO,
        sv=f"Bladet «{first.name}» lästes; inte {unread}.",
        en=f"The sheet “{first.name}” was read; not {unread}.",
    )
    return Rows(rows, (read,))


def _grid_rows(grid: Grid) -> tuple[Row, ...]:
    by_row: dict[int, dict[int, Cell]] = {}
    for position, cell in grid.cells.items():
        if position.column < MAX_CELLS_A_ROW:
            by_row.setdefault(position.row, {})[position.column] = _content(cell)
    return tuple(
        Row(number + 1, tuple(cells.get(column, "") for column in range(max(cells) + 1)))
        for number, cells in sorted(by_row.items())
        if any(cell != "" for cell in cells.values())
    )


def _content(cell: GridCell) -> Cell:
    if cell.kind in (CellKind.NUMBER, CellKind.PERCENT) and isinstance(cell.value, float):
        return cell.value
    return DATE if cell.kind is CellKind.DATE else cell.as_written().strip()


def _of_a_key(finding: Finding, name: str) -> Finding:
    if finding.code not in _OF_ANOTHER_FILE:
        return finding
    text = Text(
        sv=f"Filen «{name}» är ingen arbetsbok som går att öppna säkert. Spara talen som CSV och läs in den filen.",
        en=f"The file “{name}” is no workbook that is safe to open. Save the numbers as CSV and load that file.",
    )
    return Finding(finding.code, finding.severity, text, finding.cells, finding.instance)


def _too_many(name: str) -> Rows:
    return _refused(
        KeyFileCode.TOO_LARGE,
        sv=f"Filen «{name}» har fler än {MAX_ROWS} rader. En nyckel har en rad för varje kommun.",
        en=f"The file “{name}” has more than {MAX_ROWS} rows. A key has one row for each municipality.",
    )
