"""One sheet as what it holds: non-empty cells by position, formulas, merged ranges. Never a dense rectangle."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from kompetenslyft.exchange.workbook.package import Attributes, NumberKind, Package, SheetPart, unescape

MAX_CELLS = 50_000
"""Non-empty cells kept of a sheet, from the top; a form has some hundreds."""
MAX_TEXT = 32_767
"""Characters in a cell: the format's own limit."""
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_LETTERS = {chr(65 + index): index + 1 for index in range(26)}


class Position(NamedTuple):
    """A cell's row and column, from zero."""

    row: int
    column: int

    def __str__(self) -> str:
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{letters}{self.row + 1}"


class CellKind(Enum):
    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    ERROR = "error"
    DATE = "date"
    PERCENT = "percent"


class GridCell(NamedTuple):
    """What a cell holds. ``value`` is the number, the text, or the error's name; ``formula`` is without "="."""

    kind: CellKind
    value: float | str
    formula: str | None = None

    def as_written(self) -> str:
        """The content as text, for messages and for writing it back."""
        if isinstance(self.value, str):
            return self.value
        if self.kind is CellKind.TRUTH:
            return "TRUE" if self.value else "FALSE"
        return f"{self.value:.15g}"


class Range(NamedTuple):
    first: Position
    last: Position

    def __contains__(self, position: object) -> bool:
        return (
            isinstance(position, Position)
            and self.first.row <= position.row <= self.last.row
            and self.first.column <= position.column <= self.last.column
        )

    def __str__(self) -> str:
        return f"{self.first}:{self.last}"


@dataclass(slots=True)
class Grid:
    """The content of a sheet. ``beyond`` counts the non-empty cells after the most that were asked for."""

    name: str
    cells: dict[Position, GridCell] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    beyond: int = 0

    def text(self, position: Position) -> str:
        """The text in a cell; "" where there is none."""
        cell = self.cells.get(position)
        return cell.value if cell is not None and isinstance(cell.value, str) else ""


def read_grid(package: Package, sheet: SheetPart, most: int = MAX_CELLS) -> Grid:
    """Read one sheet, at most so many cells of it.

    Memory follows the content, not the size of the area it is spread over.
    """
    reader = _SheetReader(package, Grid(sheet.name), most)
    package.parse(sheet.part, start=reader.start, end=reader.end, data=reader.data)
    return reader.grid


def parse_position(reference: str) -> Position | None:
    """ "C7" as a position; None where it is no cell of a sheet."""
    column = index = 0
    for character in reference:
        if character not in _LETTERS:
            break
        column = column * 26 + _LETTERS[character]
        index += 1
    digits = reference[index:]
    if not 1 <= column <= MAX_COLUMNS or not (digits.isascii() and digits.isdigit() and len(digits) <= 7):
        return None
    row = int(digits)
    return Position(row - 1, column - 1) if 1 <= row <= MAX_ROWS else None


class _SheetReader:
    """Expat handlers that fill a grid."""

    def __init__(self, package: Package, grid: Grid, most: int) -> None:
        self.grid = grid
        self._most = most
        self._strings = package.shared_strings
        self._kinds = package.number_kinds
        self._row = self._column = -1
        self._attributes: Attributes = {}
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._phonetic = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            reference = attributes.get("r")
            position = parse_position(reference) if reference else Position(self._row, self._column + 1)
            self._row, self._column = position or (MAX_ROWS, MAX_COLUMNS)
            self._attributes = attributes
            self._value = []
            self._formula = None
        elif tag == "row":
            number = attributes.get("r", "")
            self._row = (
                int(number) - 1
                if number.isascii() and number.isdigit() and len(number) <= 7
                else self._row + 1
            )
            self._column = -1
        elif tag == "v" or (tag == "t" and not self._phonetic):
            self._into = self._value
        elif tag == "f":
            self._into = self._formula = []
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        if tag == "c":
            self._finish()
        elif tag in {"v", "t", "f"}:
            self._into = None
        elif tag == "rPh":
            self._phonetic = False

    def data(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        corners = parse_position(first), parse_position(last or first)
        if corners[0] is not None and corners[1] is not None and len(self.grid.merged) < MAX_CELLS:
            self.grid.merged.append(Range(corners[0], corners[1]))

    def _finish(self) -> None:
        text = "".join(self._value)[:MAX_TEXT]
        if not text and self._formula is None:
            return
        if len(self.grid.cells) >= self._most:
            self.grid.beyond += 1
            return
        formula = None if self._formula is None else "".join(self._formula)[:MAX_TEXT]
        cell = self._cell(text, formula)
        if cell.value != "" or formula is not None:
            self.grid.cells[Position(self._row, self._column)] = cell

    def _cell(self, text: str, formula: str | None) -> GridCell:
        kind = self._attributes.get("t", "n")
        if kind == "s":
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
            known = 0 <= number < len(self._strings)
            return GridCell(CellKind.TEXT, self._strings[number][:MAX_TEXT] if known else "", formula)
        if kind in {"str", "inlineStr"}:
            return GridCell(CellKind.TEXT, unescape(text), formula)
        if kind == "b":
            return GridCell(CellKind.TRUTH, float(text == "1"), formula)
        if kind == "e":
            return GridCell(CellKind.ERROR, text, formula)
        if kind == "d":
            return GridCell(CellKind.DATE, text, formula)
        return self._number(text, formula)

    def _number(self, text: str, formula: str | None) -> GridCell:
        try:
            number = float(text)
        except ValueError:
            return GridCell(CellKind.TEXT, text, formula)
        if not math.isfinite(number):
            return GridCell(CellKind.TEXT, text, formula)
        return GridCell(_NUMBER_KINDS[self._style_kind()], number, formula)

    def _style_kind(self) -> NumberKind:
        style = self._attributes.get("s", "")
        number = int(style) if style.isascii() and style.isdigit() and len(style) < 9 else -1
        return self._kinds[number] if 0 <= number < len(self._kinds) else NumberKind.NUMBER


_NUMBER_KINDS: Mapping[NumberKind, CellKind] = {
    NumberKind.NUMBER: CellKind.NUMBER,
    NumberKind.DATE: CellKind.DATE,
    NumberKind.PERCENT: CellKind.PERCENT,
}
