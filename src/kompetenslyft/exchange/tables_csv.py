"""Tables as CSV: one variant for machines, one that a Swedish spreadsheet opens as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from kompetenslyft.core.numbers import NBSP
from kompetenslyft.core.tabulation.compute import Row, Table
from kompetenslyft.core.tabulation.display import BLANK, MADE_UP, format_cell, plain_cell
from kompetenslyft.core.tabulation.model import Column
from kompetenslyft.core.tabulation.published import NOTE
from kompetenslyft.exchange.spreadsheets import plain


def csv_filename(number: str, *, made_up: bool = False) -> str:
    """``table_4.csv``, as the consistency audit recognises it; made-up figures say so in the name."""
    return f"table_{number}{'_made_up' if made_up else ''}.csv"


def data_csv(table: Table, language: str = "sv", *, made_up: bool = False) -> str:
    """The table as data, in UTF-8: ids as headings, commas, decimal point, no thousands separator, blank where blank.

    Made-up figures are marked in a last column, ``note``.
    """
    columns = table.definition.columns
    rows = [
        [_plain(row, column, language) for column in columns]
        + ([MADE_UP.in_language(language)] if made_up else [])
        for row in table.rows
    ]
    return _written([[column.id for column in columns] + ([NOTE] if made_up else []), *rows], ",")


def swedish_csv(table: Table, *, made_up: bool = False) -> bytes:
    """The table for a spreadsheet with Swedish settings: semicolons, decimal comma, byte-order mark, Swedish headings.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    columns = table.definition.columns
    marked = [MADE_UP.sv] if made_up else []
    heading = [plain(column.heading("sv")) for column in columns] + ([NOTE] if made_up else [])
    rows = [[_swedish(row, column) for column in columns] + marked for row in table.rows]
    return _written([heading, *rows], ";").encode("utf-8-sig")


def _plain(row: Row, column: Column, language: str) -> str:
    return (
        row.labels[column.id].in_language(language) if column.is_label else plain_cell(row.cells[column.id])
    )


def _swedish(row: Row, column: Column) -> str:
    if column.is_label:
        return plain(row.labels[column.id].sv)
    text = format_cell(row.cells[column.id], "sv")
    return text if text == BLANK else text.replace(NBSP, "")


def _written(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
