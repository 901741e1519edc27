"""What one cell of a workbook says: a raw entry for the parser of values, or why it cannot be taken."""

from __future__ import annotations

import re
from typing import NamedTuple

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook import complaints
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.grid import CellKind, GridCell

Raw = str | float | bool | None

_ARITHMETIC = re.compile(r"[0-9.+\-*/() ]{1,200}")
_MARKED = {"x", "ja", "yes", "1", "✓", "✔"}
_UNMARKED = {"", "nej", "no", "0", "-", "–"}


class Problem(NamedTuple):
    """Why a cell cannot be taken, or what is worth knowing about it; the entry is as the user wrote it."""

    code: WorkbookCode
    severity: Severity
    message: Text
    entry: str


def entry(cell: GridCell | None, unit: Unit) -> tuple[Raw, Problem | None]:
    """The raw entry and the problem, if any. With a hard problem the raw entry is None and must not be used.

    Plain arithmetic on written numbers (=12+3.5) is the user's own figure: its result is read, and said. Any other
    formula is refused, since its value hangs on cells that we do not know and may be stale or of another file.
    """
    if cell is None:
        return None, None
    if cell.kind is CellKind.ERROR:
        return None, _hard(WorkbookCode.ERROR_VALUE, complaints.error_value(str(cell.value)), cell)
    if cell.formula is not None:
        return _formula(cell, cell.formula, unit)
    return _constant(cell, unit)


def mark(cell: GridCell | None) -> tuple[bool, Problem | None]:
    """Whether an option is marked, and the problem, if any."""
    if cell is None:
        return False, None
    if cell.kind is CellKind.TRUTH:
        return bool(cell.value), None
    written = cell.as_written().strip().casefold()
    if cell.formula is None and cell.kind is not CellKind.ERROR:
        if written in _MARKED:
            return True, None
        if written in _UNMARKED:
            return False, None
    return False, _hard(WorkbookCode.UNCLEAR_MARK, complaints.unclear_mark(as_entered(cell)), cell)


def as_entered(cell: GridCell) -> str:
    """The cell's content as the user would recognise it: a formula with its equals sign."""
    return f"={cell.formula}" if cell.formula else cell.as_written()


def _formula(cell: GridCell, formula: str, unit: Unit) -> tuple[Raw, Problem | None]:
    if cell.kind is CellKind.NUMBER and unit.is_numeric and _ARITHMETIC.fullmatch(formula):
        message = complaints.formula_read(formula, cell.as_written())
        return cell.value, Problem(WorkbookCode.FORMULA_READ, Severity.INFO, message, as_entered(cell))
    return None, _hard(WorkbookCode.FORMULA_REFUSED, complaints.formula_refused(formula), cell)


def _constant(cell: GridCell, unit: Unit) -> tuple[Raw, Problem | None]:
    if cell.kind is CellKind.DATE:
        return None, _hard(WorkbookCode.DATE, complaints.DATE, cell)
    if cell.kind is CellKind.TRUTH:
        if unit in {Unit.YES_NO, Unit.YES_PARTLY_NO}:
            return bool(cell.value), None
        return None, _hard(WorkbookCode.TRUTH_VALUE, complaints.TRUTH_VALUE, cell)
    if cell.kind is CellKind.PERCENT and unit.is_numeric:
        return None, _hard(WorkbookCode.PERCENT, complaints.PERCENT, cell)
    if isinstance(cell.value, str):
        return cell.value.strip() or None, None
    return (cell.value if unit.is_numeric else cell.as_written()), None


def _hard(code: WorkbookCode, message: Text, cell: GridCell) -> Problem:
    return Problem(code, Severity.HARD, message, as_entered(cell))
