"""The invoice basis as a workbook: what each municipality is to be invoiced, and why."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter.utility import xl_col_to_name

from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.spreadsheets import A4, MADE_UP_STYLE, new_workbook

_SHEET = Text(sv="Fakturaunderlag", en="Invoice basis")
_TOTAL = Text(sv="Summa", en="Total")
_COLUMNS = (
    (Text(sv="Kod", en="Code"), 8),
    (Text(sv="Kommun", en="Municipality"), 24),
    (Text(sv="Ändamål", en="Purpose"), 34),
    (Text(sv="Grund", en="Ground"), 26),
    (Text(sv="Slutreglerat", en="Settled"), 12),
)
_MONEY = (
    Text(sv="Mottaget, kr", en="Received, SEK"),
    Text(sv="Inte använt, kr", en="Not used, SEK"),
    Text(sv="Inte tillåtet, kr", en="Not permitted, SEK"),
    Text(sv="Redan återbetalat, kr", en="Repaid already, SEK"),
    Text(sv="Att fakturera, kr", en="To be invoiced, SEK"),
)
_MONEY_WIDTH = 16
_TOP = 4
"""Rows before the table: title, facts, the mark of made-up figures, a blank one."""
_STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "made_up": MADE_UP_STYLE,
    "heading": {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#E8EEF4"},
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "money": {"num_format": "#,##0", "valign": "top", "border": 1},
    "total": {"bold": True, "num_format": "#,##0", "border": 1, "top": 2},
    "plain": {},
}


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """What one municipality is to be invoiced for one purpose. Whole kronor; texts as the reader has them."""

    code: str
    name: str
    purpose: str
    ground: str
    settled: str
    """ISO day."""
    received: int
    unused: int
    not_permitted: int
    repaid: int

    @property
    def to_invoice(self) -> int:
        return self.unused + self.not_permitted - self.repaid

    @property
    def money(self) -> tuple[int, ...]:
        """In the order of the columns."""
        return self.received, self.unused, self.not_permitted, self.repaid, self.to_invoice


def invoice_workbook(
    rows: Sequence[InvoiceRow],
    *,
    title: str,
    reference: str,
    language: str = "sv",
    made_up: bool = False,
    at: datetime | None = None,
) -> bytes:
    """The basis as .xlsx: a row for each municipality and purpose, and the sums as formulas with their values.

    ``reference``: the decision that the grant rests on. The file states the time ``at``, so that the same rows give
    the same bytes.
    """
    buffer = io.BytesIO()
    with new_workbook(buffer, title=title, at=at) as book:
        styles = {name: book.add_format(dict(style)) for name, style in _STYLES.items()}
        sheet = book.add_worksheet(_SHEET.in_language(language))
        sheet.write_string(0, 0, title, styles["title"])
        sheet.write_string(1, 0, reference, styles["plain"])
        if made_up:
            mark = MADE_UP.in_language(language)
            sheet.merge_range(2, 0, 2, 3, mark, styles["made_up"])
            sheet.set_footer(f"&C{mark}")
        headings = [text.in_language(language) for text, _width in _COLUMNS]
        headings += [text.in_language(language) for text in _MONEY]
        widths = [width for _text, width in _COLUMNS] + [_MONEY_WIDTH] * len(_MONEY)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(_TOP, column, heading, styles["heading"])
        for line, row in enumerate(rows, start=_TOP + 1):
            for column, text in enumerate((row.code, row.name, row.purpose, row.ground, row.settled)):
                sheet.write_string(line, column, text, styles["text"])
            for column, amount in enumerate(row.money, start=len(_COLUMNS)):
                sheet.write_number(line, column, amount, styles["money"])
        last = _TOP + 1 + len(rows)
        for column in range(len(headings)):
            sheet.write_blank(last, column, None, styles["total"])
        sheet.write_string(last, 0, _TOTAL.in_language(language), styles["total"])
        sums = [sum(amounts) for amounts in zip(*(row.money for row in rows), strict=True)] or [0] * len(
            _MONEY
        )
        for column, amount in enumerate(sums, start=len(_COLUMNS)):
            letter = xl_col_to_name(column)
            formula = f"=SUM({letter}{_TOP + 2}:{letter}{last})" if rows else "=0"
            sheet.write_formula(last, column, formula, styles["total"], amount)
        sheet.freeze_panes(_TOP + 1, 2)
        sheet.repeat_rows(_TOP)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()
