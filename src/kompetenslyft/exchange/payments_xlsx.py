"""A batch of payments as a workbook, for those who check it and file it."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kompetenslyft.core.payments import SCHEME_LABELS, Scheme, readable
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.spreadsheets import A4, MADE_UP_STYLE, new_workbook

_SHEET = Text(sv="Betalningar", en="Payments")
_TOTAL = Text(sv="Summa", en="Total")
_COLUMNS = (
    (Text(sv="Kod", en="Code"), 7),
    (Text(sv="Kommun", en="Municipality"), 22),
    (Text(sv="Kontotyp", en="Account type"), 11),
    (Text(sv="Konto", en="Account"), 31),
)
_LAST_COLUMNS = (
    (Text(sv="Belopp, kr", en="Amount, SEK"), 15),
    (Text(sv="Läge", en="Status"), 20),
    (Text(sv="Bankens skäl", en="The bank's reason"), 28),
    (Text(sv="Referens", en="Reference"), 26),
)
_PURPOSE_WIDTH = 24
_LINE_HEIGHT = 15
_FILLED = 0.8
"""How much of a column's width, in characters, a wrapped bold heading fills."""
_HEADING = {"bold": True, "border": 1, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "bottom"}
_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "made_up": MADE_UP_STYLE,
    "term": {"bold": True},
    "plain": {},
    "heading": _HEADING,
    "money_heading": _HEADING | {"align": "right"},
    "cell": {"border": 1, "valign": "top", "text_wrap": True},
    "money": {"border": 1, "valign": "top", "num_format": "#,##0"},
    "total": {"border": 1, "top": 2, "bold": True},
    "total_money": {"border": 1, "top": 2, "bold": True, "num_format": "#,##0"},
}
_TOP = 3
"""Rows before the facts: title, subtitle, and the mark of made-up figures or a blank row."""


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment. ``amounts``: whole kronor by purpose; ``status`` and ``reason`` in the reader's words."""

    code: str
    name: str
    scheme: Scheme
    account: str
    amounts: Mapping[str, int]
    reference: str
    status: str
    reason: str = ""

    @property
    def amount(self) -> int:
        return sum(self.amounts.values())


def payments_workbook(
    rows: Sequence[PaymentRow],
    *,
    title: str,
    facts: Sequence[tuple[str, str]],
    purposes: Mapping[str, str],
    language: str = "sv",
    made_up: bool = False,
    at: datetime | None = None,
) -> bytes:
    """The payments as .xlsx: one row each with its amount by purpose, and the total as formulas with their values.

    ``facts``: pairs of term and description put above the list. ``purposes``: their titles by id, in order. The file
    states the time ``at``, so that the same payments give the same bytes.
    """
    buffer = io.BytesIO()
    with new_workbook(buffer, title=title, at=at) as book:
        sheet = _PaymentSheet(book, purposes, language)
        sheet.write_head(title, facts, made_up=made_up)
        sheet.write_rows(rows)
        sheet.write_totals(rows)
    return buffer.getvalue()


class _PaymentSheet:
    """The one sheet, written from the top; ``_line`` is the next free row."""

    def __init__(self, book: xlsxwriter.Workbook, purposes: Mapping[str, str], language: str) -> None:
        self._sheet: Worksheet = book.add_worksheet(_SHEET.in_language(language))
        self._formats = {name: book.add_format(dict(style)) for name, style in _STYLES.items()}
        self._purposes = purposes
        self._language = language
        self._line = 0
        self._first_money = len(_COLUMNS)
        self._amount = len(_COLUMNS) + len(purposes)

    def write_head(self, title: str, facts: Sequence[tuple[str, str]], *, made_up: bool) -> None:
        """Title, the mark of made-up figures, facts, and the headings of the columns."""
        self._text(0, 0, title, "title")
        if made_up:
            mark = MADE_UP.in_language(self._language)
            self._sheet.merge_range(1, 0, 1, 3, mark, self._formats["made_up"])
            self._sheet.set_footer(f"&C{mark}")
        for line, (term, description) in enumerate(facts, start=_TOP):
            self._text(line, 0, term, "term")
            self._text(line, 2, description, "plain")
        self._line = _TOP + len(facts) + 1
        lines = max(math.ceil(len(label) / (_FILLED * width)) for label, width in self._columns())
        self._sheet.set_row(self._line, _LINE_HEIGHT * lines)
        for index, (label, width) in enumerate(self._columns()):
            self._sheet.set_column(index, index, width)
            of_money = self._first_money <= index <= self._amount
            self._text(self._line, index, label, "money_heading" if of_money else "heading")
        self._sheet.freeze_panes(self._line + 1, 2)
        self._sheet.repeat_rows(self._line)
        self._sheet.set_landscape()
        self._sheet.set_paper(A4)
        self._sheet.fit_to_pages(1, 0)
        self._line += 1

    def write_rows(self, rows: Sequence[PaymentRow]) -> None:
        """One row for each payment."""
        for line, row in enumerate(rows, start=self._line):
            scheme, account = SCHEME_LABELS[row.scheme], readable(row.scheme, row.account)
            for index, text in enumerate((row.code, row.name, scheme.in_language(self._language), account)):
                self._text(line, index, text, "cell")
            for index, amount in enumerate(self._amounts(row), start=self._first_money):
                self._sheet.write_number(line, index, amount, self._formats["money"])
            for index, text in enumerate((row.status, row.reason, row.reference), start=self._amount + 1):
                self._text(line, index, text, "cell")

    def write_totals(self, rows: Sequence[PaymentRow]) -> None:
        """The sums, as formulas that carry their values."""
        line = self._line + len(rows)
        for index in range(len(self._columns())):
            self._sheet.write_blank(line, index, None, self._formats["total"])
        self._text(line, 0, _TOTAL.in_language(self._language), "total")
        sums = [sum(column) for column in zip(*map(self._amounts, rows), strict=True)]
        for index, value in enumerate(sums, start=self._first_money):
            letter = xl_col_to_name(index)
            formula = f"=SUM({letter}{self._line + 1}:{letter}{line})"
            self._sheet.write_formula(line, index, formula, self._formats["total_money"], value)

    def _columns(self) -> list[tuple[str, int]]:
        before = [(text.in_language(self._language), width) for text, width in _COLUMNS]
        after = [(text.in_language(self._language), width) for text, width in _LAST_COLUMNS]
        return [*before, *((title, _PURPOSE_WIDTH) for title in self._purposes.values()), *after]

    def _amounts(self, row: PaymentRow) -> list[int]:
        return [*(row.amounts.get(purpose, 0) for purpose in self._purposes), row.amount]

    def _text(self, line: int, column: int, text: str, style: str) -> None:
        self._sheet.write_string(line, column, text, self._formats[style])
