"""The matrix as a workbook: people × directions with rotated headings, totals as formulas, and what the signs mean."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from kompetenslyft.core.competence.matrix import Matrix, Need, Row
from kompetenslyft.core.competence.model import LEVELS, MARK_LABELS, MARK_SIGNS, Mark
from kompetenslyft.core.competence.profile import Gap
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.staff.model import ROLE_LABELS
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.spreadsheets import A4, MADE_UP_STYLE, new_workbook

_SHEET = Text(sv="Matris", en="Matrix")
_LEGEND = Text(sv="Teckenförklaring", en="Legend")
_PERSON_COLUMNS = (
    (Text(sv="Namn", en="Name"), 26),
    (Text(sv="Roll", en="Role"), 20),
    (Text(sv="Enhet", en="Unit"), 22),
)
_BELOW = Text(sv="Under kravet", en="Below the demand")
_SHORT = Text(sv="Fördjupade som saknas", en="Advanced that are lacking")
_COUNTED = (*LEVELS, Mark.NOT_ASSESSED, Mark.EXEMPT)
_BELOW_MARK = "▾"
"""Beside the sign of a mark that is below what the role demands: seen without colour, and counted."""
_LEGEND_LINES = (
    Text(
        sv="▾ efter bokstaven: under det som rollen kräver.",
        en="▾ after the letter: below what the role demands.",
    ),
    Text(
        sv="Tom ruta: ej bedömd. Det är inte samma sak som att sakna kompetens.",
        en="Empty cell: not assessed. That is not the same as lacking competence.",
    ),
    Text(
        sv="Raderna längst ned räknar personerna i varje inriktning.",
        en="The rows at the bottom count the people in each direction.",
    ),
)
_AREA_HEIGHT = 88
_HEADING_HEIGHT = 250
_CELL = {"align": "center", "border": 1, "border_color": "#BCC7D1"}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "made_up": MADE_UP_STYLE,
    "term": {"bold": True, "valign": "top"},
    "plain": {},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "area": {
        "bold": True,
        "font_size": 9,
        "border": 1,
        "bg_color": "#DCE7EE",
        "text_wrap": True,
        "valign": "vcenter",
    },
    "heading": {"bold": True, "border": 1, "bg_color": "#E8EEF4", "valign": "bottom"},
    "turned": {"border": 1, "bg_color": "#E8EEF4", "rotation": 90, "valign": "bottom", "align": "center"},
    "text": {"border": 1, "border_color": "#BCC7D1"},
    "cell": _CELL,
    "sign": _CELL | {"bold": True, "valign": "top"},
    "below": _CELL | {"bold": True, "bg_color": "#FBE3C4"},
    "quiet": _CELL | {"font_color": "#5B6770"},
    "number": _CELL | {"num_format": "0"},
    "total": {"bold": True, "border": 1, "bg_color": "#F3F6F9"},
    "total_number": {"bold": True, "border": 1, "bg_color": "#F3F6F9", "align": "center"},
}


def matrix_workbook(
    shown: Matrix,
    framework: Framework,
    *,
    title: str,
    facts: Sequence[tuple[str, str]],
    needs: Mapping[str, Need],
    units: Mapping[str, str],
    language: str = "sv",
    made_up: bool = False,
    at: datetime | None = None,
) -> bytes:
    """The rows that are shown as .xlsx: a sheet with the table and its totals as formulas, and one with the legend.

    ``facts``: pairs of term and description put above the table. ``units``: names by code. The file states the time
    ``at``, so that the same matrix gives the same bytes.
    """
    buffer = io.BytesIO()
    with new_workbook(buffer, title=title, at=at) as book:
        sheet = _MatrixSheet(book, shown, framework, language)
        sheet.write_head(title, facts, made_up=made_up)
        sheet.write_rows(units)
        sheet.write_totals(needs)
        _write_legend(book, sheet.formats, framework, language)
    return buffer.getvalue()


class _MatrixSheet:
    """The sheet with the table, written from the top."""

    def __init__(self, book: xlsxwriter.Workbook, shown: Matrix, framework: Framework, language: str) -> None:
        self.formats: dict[str, Format] = {
            name: book.add_format(dict(style)) for name, style in _STYLES.items()
        }
        self._sheet: Worksheet = book.add_worksheet(_SHEET.in_language(language))
        self._shown = shown
        self._language = language
        self._areas = [
            (area.label.in_language(language), names)
            for area in framework.areas
            if (
                names := [
                    one.label.in_language(language) for one in area.directions if one.id in shown.directions
                ]
            )
        ]
        self._first_mark = len(_PERSON_COLUMNS)
        self._first_sum = self._first_mark + len(shown.directions)
        self._line = 0

    def write_head(self, title: str, facts: Sequence[tuple[str, str]], *, made_up: bool) -> None:
        """Title, facts, and the headings: areas above directions."""
        sheet = self._sheet
        self._text(0, 0, title, "title")
        if made_up:
            mark = MADE_UP.in_language(self._language)
            sheet.merge_range(1, 0, 1, 2, mark, self.formats["made_up"])
            sheet.set_footer(f"&C{mark}")
        for line, (term, description) in enumerate(facts, start=2):
            self._text(line, 0, term, "term")
            self._text(line, 1, description, "plain")
        above = len(facts) + 3
        heads = above + 1
        sheet.set_row(above, _AREA_HEIGHT)
        sheet.set_row(heads, _HEADING_HEIGHT)
        for column, (label, width) in enumerate(_PERSON_COLUMNS):
            sheet.set_column(column, column, width)
            self._text(above, column, "", "area")
            self._text(heads, column, label.in_language(self._language), "heading")
        sheet.set_column(self._first_mark, self._first_sum + len(_COUNTED), 4)
        column = self._first_mark
        for area, names in self._areas:
            last = column + len(names) - 1
            if len(names) > 1:
                sheet.merge_range(above, column, above, last, area, self.formats["area"])
            else:
                self._text(above, column, area, "area")
            for place, name in enumerate(names, start=column):
                self._text(heads, place, name, "turned")
            column = last + 1
        sums = [_BELOW, *(MARK_LABELS[mark] for mark in _COUNTED)]
        for place, label in enumerate(sums, start=column):
            self._text(above, place, "", "area")
            self._text(heads, place, label.in_language(self._language), "turned")
        sheet.freeze_panes(heads + 1, 1)
        sheet.repeat_rows(above, heads)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        self._line = heads + 1

    def write_rows(self, units: Mapping[str, str]) -> None:
        """One row for each person."""
        for line, row in enumerate(self._shown.rows, start=self._line):
            role = "" if row.role is None else ROLE_LABELS[row.role].in_language(self._language)
            for column, text in enumerate((row.name, role, units.get(row.unit, row.unit))):
                self._text(line, column, text, "text")
            self._marks(line, row)
            self._sheet.write_number(line, self._first_sum, row.total.below, self.formats["number"])
            for column, mark in enumerate(_COUNTED, start=self._first_sum + 1):
                self._sheet.write_number(line, column, row.total.marks[mark], self.formats["number"])

    def write_totals(self, needs: Mapping[str, Need]) -> None:
        """How many people there are of each kind in each direction: formulas that carry their values."""
        line = self._line + len(self._shown.rows)
        self._total_line(line, _BELOW, [total.below for total in self._shown.totals], f'"*{_BELOW_MARK}"')
        for place, mark in enumerate(_COUNTED, start=1):
            wanted = f'"{MARK_SIGNS[mark]}*"' if MARK_SIGNS[mark] else '""'
            values = [total.marks[mark] for total in self._shown.totals]
            self._total_line(line + place, MARK_LABELS[mark], values, wanted)
        if needs:
            last = line + len(_COUNTED) + 1
            self._label(last, _SHORT)
            for column, direction in enumerate(self._shown.directions, start=self._first_mark):
                need = needs.get(direction)
                if need is None:
                    self._sheet.write_blank(last, column, None, self.formats["total_number"])
                else:
                    self._sheet.write_number(last, column, need.short, self.formats["total_number"])

    def _marks(self, line: int, row: Row) -> None:
        for column, (mark, found) in enumerate(zip(row.marks, row.gaps, strict=True), start=self._first_mark):
            if found is Gap.BELOW:
                self._text(line, column, f"{MARK_SIGNS[mark]}{_BELOW_MARK}", "below")
            else:
                self._text(line, column, MARK_SIGNS[mark], "quiet" if found is Gap.NOT_DEMANDED else "cell")

    def _total_line(self, line: int, label: Text, values: Sequence[int], wanted: str) -> None:
        self._label(line, label)
        rows = len(self._shown.rows)
        for column, value in enumerate(values, start=self._first_mark):
            top = xl_rowcol_to_cell(self._line, column)
            end = xl_rowcol_to_cell(self._line + rows - 1, column)
            formula = f"=COUNTIF({top}:{end},{wanted})" if rows else "=0"
            self._sheet.write_formula(line, column, formula, self.formats["total_number"], value)

    def _label(self, line: int, label: Text) -> None:
        self._sheet.merge_range(
            line, 0, line, self._first_mark - 1, label.in_language(self._language), self.formats["total"]
        )

    def _text(self, line: int, column: int, text: str, style: str) -> None:
        if text:
            self._sheet.write_string(line, column, text, self.formats[style])
        else:
            self._sheet.write_blank(line, column, None, self.formats[style])


def _write_legend(
    book: xlsxwriter.Workbook, formats: Mapping[str, Format], framework: Framework, language: str
) -> None:
    sheet = book.add_worksheet(_LEGEND.in_language(language))
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 90)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, _LEGEND.in_language(language), formats["title"])
    definitions = {level.id: level.definition.in_language(language) for level in framework.levels}
    for line, mark in enumerate(_COUNTED, start=2):
        sheet.write_string(line, 0, MARK_SIGNS[mark], formats["sign"])
        sheet.write_string(line, 1, MARK_LABELS[mark].in_language(language), formats["term"])
        sheet.write_string(line, 2, definitions.get(mark.value, ""), formats["wrapped"])
        if mark.value in definitions:
            sheet.set_row(line, 46)
    for line, text in enumerate(_LEGEND_LINES, start=len(_COUNTED) + 3):
        sheet.write_string(line, 0, text.in_language(language), formats["plain"])
