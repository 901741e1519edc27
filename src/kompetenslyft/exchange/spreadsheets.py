"""What every file for a spreadsheet has in common: texts are never formulas, and workbooks open alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
A4 = 9
"""The paper's number in a workbook."""
MADE_UP_STYLE: dict[str, object] = {"bold": True, "font_color": "#9C0006", "bg_color": "#FFE3E1"}
"""How the mark of made-up figures looks."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """Text that a spreadsheet does not take for a formula: one that could be gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def excel_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV that Swedish Excel opens as it is: semicolons, UTF-8 with a mark, blank for None, texts plain."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerows([plain(one) if isinstance(one, str) else one for one in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def new_workbook(
    buffer: io.BytesIO, *, title: str, at: datetime | None, author: str = ""
) -> xlsxwriter.Workbook:
    """A workbook to fill and close, in which texts stay texts.

    The file states the time ``at``, so that the same content gives the same bytes; None is the present time.
    """
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    properties: dict[str, object] = {"title": title, "author": author, "company": ""}
    if at is not None:
        properties["created"] = at.astimezone(UTC).replace(tzinfo=None)
    book.set_properties(properties)
    return book
