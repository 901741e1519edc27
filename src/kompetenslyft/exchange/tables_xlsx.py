"""Tables as a workbook: a contents sheet, and a sheet for each table with real numbers."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.tabulation.compute import Cell, Row, Table
from kompetenslyft.core.tabulation.display import BLANK, MADE_UP, caption, rounded
from kompetenslyft.core.tabulation.layout import HeaderCell, header_grid
from kompetenslyft.core.tabulation.model import Column
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.spreadsheets import A4, MADE_UP_STYLE, new_workbook

_CONTENTS = Text(sv="Innehåll", en="Contents")
_TABLE = Text(sv="Tabell", en="Table")
_BACK = Text(sv="Till innehållet", en="To the contents")
_NARROWEST_NAME = 10
_WIDEST_NAME = 42
_FIGURE_WIDTH = 16
_LINE_HEIGHT = 15
_FILLED = 0.8
"""How much of a column's width, in characters, a wrapped bold heading fills."""

_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "caption": {"bold": True, "font_size": 12, "text_wrap": True, "valign": "top"},
    "made_up": MADE_UP_STYLE,
    "header": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
        "border": 1,
        "bg_color": "#E8EEF4",
    },
    "name": {"text_wrap": True, "valign": "top", "border": 1},
    "blank": {"align": "right", "valign": "top", "border": 1},
    "note": {"text_wrap": True, "valign": "top", "italic": True},
    "link": {"font_color": "#0B5394", "underline": 1},
}


def tables_workbook(
    tables: Iterable[Table],
    *,
    title: Text,
    language: str = "sv",
    made_up: bool = False,
    at: datetime | None = None,
) -> bytes:
    """The tables as .xlsx. Figures are rounded as published; ``made_up`` says on every sheet that they are made up.

    The file states the time ``at``, so that the same tables give the same bytes; without it the present time.
    """
    buffer = io.BytesIO()
    tables = tuple(tables)
    with new_workbook(buffer, title=title.in_language(language), at=at) as book:
        formats = _Formats(book)
        contents = book.add_worksheet(_CONTENTS.in_language(language))
        _write_contents(contents, tables, formats, title, language, made_up=made_up)
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table, language))
            _TableSheet(sheet, table, formats, language).write(made_up=made_up)
    return buffer.getvalue()


class _Formats:
    """The workbook's cell formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            self._made[name] = self._book.add_format(dict(_STYLES[name]))
        return self._made[name]

    def number(self, decimals: int) -> Format:
        code = "#,##0" + ("." + "0" * decimals if decimals else "")
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code, "border": 1, "valign": "top"})
        return self._made[code]


def _sheet_name(table: Table, language: str) -> str:
    return f"{_TABLE.in_language(language)} {table.number}"


def _write_contents(
    sheet: Worksheet,
    tables: tuple[Table, ...],
    formats: _Formats,
    title: Text,
    language: str,
    *,
    made_up: bool,
) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, title.in_language(language), formats["title"])
    line = 1
    if made_up:
        sheet.merge_range(line, 0, line, 1, MADE_UP.in_language(language), formats["made_up"])
        line += 1
    for index, table in enumerate(tables, start=line + 1):
        name = _sheet_name(table, language)
        sheet.write_url(index, 0, f"internal:'{name}'!A1", formats["link"], name)
        sheet.write_string(index, 1, table.definition.title.in_language(language))
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


class _TableSheet:
    """Writes one table on one sheet, from the top down."""

    def __init__(self, sheet: Worksheet, table: Table, formats: _Formats, language: str) -> None:
        self._sheet = sheet
        self._table = table
        self._formats = formats
        self._language = language
        self._line = 0

    def write(self, *, made_up: bool) -> None:
        for index, column in enumerate(self._table.columns):
            self._sheet.set_column(index, index, self._width(column))
        self._across(caption(self._table, self._language), "caption")
        if made_up:
            self._across(MADE_UP.in_language(self._language), "made_up")
            self._sheet.set_footer(f"&C{MADE_UP.in_language(self._language)}")
        self._line += 1
        self._write_heading()
        for row in self._table.rows:
            for index, column in enumerate(self._table.columns):
                self._write_cell(index, row, column)
            self._line += 1
        self._line += 1
        for note in self._table.notes:
            self._across(note.in_language(self._language), "note")
        target = f"internal:'{_CONTENTS.in_language(self._language)}'!A1"
        self._sheet.write_url(
            self._line + 1, 0, target, self._formats["link"], _BACK.in_language(self._language)
        )
        self._sheet.set_landscape()
        self._sheet.set_paper(A4)
        self._sheet.fit_to_pages(1, 0)

    def _write_heading(self) -> None:
        style = self._formats["header"]
        first = self._line
        for level, cells in enumerate(header_grid(self._table.definition, self._language)):
            self._sheet.set_row(first + level, _LINE_HEIGHT * max(self._lines(cell) for cell in cells))
            for cell in cells:
                top, left = first + cell.row, cell.column
                if cell.rows * cell.columns > 1:
                    bottom, right = top + cell.rows - 1, left + cell.columns - 1
                    self._sheet.merge_range(top, left, bottom, right, "", style)
                self._sheet.write_string(top, left, cell.text, style)
        self._line += self._table.definition.header_levels
        self._sheet.freeze_panes(self._line, 1 if self._table.columns[0].is_label else 0)
        self._sheet.repeat_rows(first, self._line - 1)

    def _width(self, column: Column) -> int:
        if not column.is_label:
            words = column.headers[-1].in_language(self._language).split() if column.headers else []
            return max([_FIGURE_WIDTH, *(math.ceil(len(word) / _FILLED) for word in words)])
        longest = max(len(row.labels[column.id].in_language(self._language)) for row in self._table.rows)
        return min(max(longest + 2, _NARROWEST_NAME), _WIDEST_NAME)

    def _lines(self, cell: HeaderCell) -> int:
        """The lines that each of the heading's rows needs for the cell."""
        columns = self._table.columns[cell.column : cell.column + cell.columns]
        room = _FILLED * sum(self._width(column) for column in columns)
        return math.ceil(math.ceil(len(cell.text) / room) / cell.rows)

    def _write_cell(self, index: int, row: Row, column: Column) -> None:
        if column.is_label:
            text = row.labels[column.id].in_language(self._language)
            self._sheet.write_string(self._line, index, text, self._formats["name"])
            return
        cell = row.cells[column.id]
        figure = rounded(cell)
        if figure is None:
            self._sheet.write_string(self._line, index, BLANK, self._formats["blank"])
        else:
            style = self._formats.number(_decimals(cell))
            self._sheet.write_number(self._line, index, float(figure), style)

    def _across(self, text: str, style: str) -> None:
        last = max(len(self._table.columns) - 1, 1)
        room = _FILLED * sum(self._width(column) for column in self._table.columns)
        self._sheet.set_row(self._line, _LINE_HEIGHT * math.ceil(len(text) / room) + 3)
        self._sheet.merge_range(self._line, 0, self._line, last, "", self._formats[style])
        self._sheet.write_string(self._line, 0, text, self._formats[style])
        self._line += 1


def _decimals(cell: Cell) -> int:
    """How many decimals the cell shows: those of its column, or where it is trimmed those it has."""
    figure = rounded(cell)
    if not cell.trim or figure is None:
        return cell.decimals
    return len(format_fraction(figure, "en").partition(".")[2])
