"""A decided allocation as a workbook: the list, the sums by county, and the decision with the model in words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.allocation_list import WORDS, AllocationList, ListedUnit, facts
from kompetenslyft.exchange.spreadsheets import A4, MADE_UP_STYLE, new_workbook

_STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "heading": {"bold": True, "font_size": 12},
    "made_up": MADE_UP_STYLE,
    "header": {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E8EEF4"},
    "header_number": {
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "right",
        "border": 1,
        "bg_color": "#E8EEF4",
    },
    "text": {"border": 1, "num_format": "@"},
    "kronor": {"border": 1, "num_format": "#,##0"},
    "share": {"border": 1, "num_format": "#,##0.00"},
    "sum": {"border": 1, "bold": True},
    "sum_kronor": {"border": 1, "bold": True, "num_format": "#,##0"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "term": {"bold": True, "valign": "top"},
}


def allocation_workbook(listed: AllocationList, *, language: str, at: datetime) -> bytes:
    """The list as .xlsx with real numbers and sums as formulas. ``at`` is the time the file states."""
    buffer = io.BytesIO()
    title = listed.title.in_language(language)
    with new_workbook(buffer, title=title, at=at, author=listed.publisher) as book:
        writer = _Writer(book, listed, language)
        writer.amounts(WORDS.unit, listed.units, with_county=True)
        writer.amounts(WORDS.county, listed.counties, with_county=False)
        writer.decision()
    return buffer.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, listed: AllocationList, language: str) -> None:
        self._book, self._listed, self._language = book, listed, language
        self._styles: dict[str, Format] = {name: book.add_format(style) for name, style in _STYLES.items()}

    def amounts(self, what: Text, units: Sequence[ListedUnit], *, with_county: bool) -> None:
        """A sheet with a row for each unit and the sum at its end."""
        sheet, line = self._sheet(self._said(what))
        several = len(self._listed.purposes) > 1
        labels = [WORDS.code, what, *([WORDS.county] if with_county else [])]
        header = [
            *labels,
            *(one.title for one in self._listed.purposes),
            *([WORDS.total] if several else []),
            *([WORDS.per_inhabitant] if self._listed.has_inhabitants else []),
        ]
        for column, text in enumerate(header):
            style = "header" if column < len(labels) else "header_number"
            sheet.write_string(line, column, self._said(text), self._styles[style])
        first, after = line + 1, line + 1 + len(units)
        figures = len(self._listed.purposes) + several
        for row, unit in enumerate(units, start=first):
            texts = [unit.code, unit.name, *([unit.county] if with_county else [])]
            for column, label in enumerate(texts):
                sheet.write_string(row, column, label, self._styles["text"])
            amounts = [*unit.amounts, *([unit.total] if several else [])]
            for column, amount in enumerate(amounts, start=len(labels)):
                sheet.write_number(row, column, amount, self._styles["kronor"])
            if unit.per_inhabitant is not None:
                sheet.write_number(
                    row, len(labels) + figures, float(unit.per_inhabitant), self._styles["share"]
                )
        self._sums(sheet, first, after, len(labels), figures)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, len(labels) - 1, 24)
        sheet.set_column(len(labels), len(header), 20)
        sheet.set_row(line, 48)
        sheet.freeze_panes(first, 2)
        sheet.autofilter(line, 0, after - 1, len(header) - 1)
        sheet.repeat_rows(line)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)

    def decision(self) -> None:
        """A sheet with the decision for each purpose and how the amounts are computed."""
        sheet, line = self._sheet(self._said(WORDS.decision))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 90)
        for purpose in self._listed.purposes:
            sheet.write_string(line, 0, self._said(purpose.title), self._styles["heading"])
            line += 1
            steps = " ".join(self._said(step) for step in purpose.model)
            for term, description in (*facts(purpose, self._language), (self._said(WORDS.model), steps)):
                sheet.write_string(line, 0, term, self._styles["term"])
                sheet.write_string(line, 1, description, self._styles["wrapped"])
                sheet.set_row(line, 15 * (1 + len(description) // 90))
                line += 1
            line += 1
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)

    def _sheet(self, name: str) -> tuple[Worksheet, int]:
        sheet = self._book.add_worksheet(name)
        sheet.write_string(0, 0, self._said(self._listed.title), self._styles["title"])
        sheet.write_string(1, 0, f"{self._said(WORDS.allocation)}. {self._said(WORDS.kronor)}")
        if not self._listed.made_up:
            return sheet, 3
        notice = f"{self._said(MADE_UP)}. {self._said(WORDS.notice)}"
        sheet.merge_range(
            2, 0, 2, 1 if name == self._said(WORDS.decision) else 3, notice, self._styles["made_up"]
        )
        sheet.set_footer(f"&C{self._said(MADE_UP)}")
        return sheet, 4

    def _sums(self, sheet: Worksheet, first: int, after: int, labels: int, figures: int) -> None:
        sheet.write_string(after, 0, self._said(WORDS.total), self._styles["sum"])
        for column in range(1, labels):
            sheet.write_blank(after, column, None, self._styles["sum"])
        sums = self._listed.sums
        for place, amount in enumerate([*sums, sum(sums)][:figures]):
            letter = xlsxwriter.utility.xl_col_to_name(labels + place)
            formula = f"=SUM({letter}{first + 1}:{letter}{after})"
            sheet.write_formula(after, labels + place, formula, self._styles["sum_kronor"], amount)

    def _said(self, text: Text) -> str:
        return text.in_language(self._language)
