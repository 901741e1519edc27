"""Reading a staff file, whatever format it has: that is told by its content, not by its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.staff.importing.mapping import heading_key
from kompetenslyft.core.staff.importing.table import ImportCode, StaffTable, TableRow, hard
from kompetenslyft.exchange.staff_files import csv_file, paxml_file, xlsx_file
from kompetenslyft.exchange.staff_files.refusal import StaffFileRefused, empty, not_a_table, too_large
from kompetenslyft.exchange.workbook.guards import MAX_FILE, MEGABYTE

MAX_ROWS = 100_000
_ARCHIVES = (b"PK", bytes.fromhex("d0cf11e0a1b11ae1"))
_XML = (b"<?xml", b"<paxml")
_MARKS = b"\xef\xbb\xbf\xff\xfe"


def read_staff_file(data: bytes, filename: str) -> StaffTable:
    """The headings and rows of a CSV, .xlsx or PAXml file.

    Raises StaffFileRefused: N301 empty, N302 too large, N303 of another kind, N304 a broken encoding, N305 cut off,
    N306 two equal headings, N311 definitions that such a file should not have; W1xx of workbooks.
    """
    name = PurePath(filename).name
    if len(data) > MAX_FILE:
        megabytes = len(data) // MEGABYTE
        raise too_large(
            name,
            sv=f"{megabytes} MB, och högst {MAX_FILE // MEGABYTE} MB tas emot.",
            en=f"{megabytes} MB, and at most {MAX_FILE // MEGABYTE} MB is accepted.",
        )
    if not data.strip(b"\x00 \t\r\n" + _MARKS):
        raise empty(name)
    rows, notes = _rows(data, name)
    if len(rows) > MAX_ROWS:
        raise too_large(
            name,
            sv=f"den har fler än {MAX_ROWS} rader.",
            en=f"it has more than {MAX_ROWS} rows.",
        )
    if len(rows) < 2:
        raise empty(name)
    headings = _headings(rows[0].cells)
    width = len(headings)
    return StaffTable(headings, tuple(_cut(row, width) for row in rows[1:]), tuple(notes))


def _rows(data: bytes, name: str) -> tuple[list[TableRow], list[Finding]]:
    if data.startswith(_ARCHIVES):
        return xlsx_file.read_rows(data, name)
    if data.lstrip(_MARKS + b" \t\r\n")[:6].lower().startswith(_XML):
        return paxml_file.read_rows(data, name)
    head = data[:2000].lstrip(_MARKS + b" \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"%pdf", b"{\\rtf")):
        raise not_a_table(name)
    return csv_file.read_rows(data, name)


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    """The headings without blank ones at the end. Raises StaffFileRefused (N306) for two that are equal."""
    headings = [" ".join(cell.split()) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    named = [heading or f"({place})" for place, heading in enumerate(headings, 1)]
    keys = [heading_key(heading) or heading for heading in named]
    twice = sorted({heading for heading, key in zip(named, keys, strict=True) if keys.count(key) > 1})
    if twice:
        listed = ", ".join(f"«{heading}»" for heading in twice)
        raise StaffFileRefused(
            hard(
                ImportCode.HEADING_TWICE,
                sv=f"Flera kolumner har samma rubrik: {listed}. Ge dem olika rubriker, eller ta bort den ena.",
                en=f"Several columns have the same heading: {listed}. Give them different ones, or take one away.",
            )
        )
    return tuple(named)


def _cut(row: TableRow, width: int) -> TableRow:
    """The row without blank cells beyond the headings."""
    cells = row.cells
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return row if cells is row.cells else TableRow(row.number, cells)
