"""Writes the sheet that lists what is to correct, with a link to each cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.exchange.workbook import wording
from kompetenslyft.exchange.workbook.cells import quoted_sheet
from kompetenslyft.exchange.workbook.formats import Formats
from kompetenslyft.exchange.workbook.grid import Position

_WORDS = {
    Severity.HARD: wording.SEVERITY_HARD,
    Severity.SOFT: wording.SEVERITY_SOFT,
    Severity.INFO: wording.SEVERITY_INFO,
}
_ORDER = list(_WORDS)
_WIDTHS = (20, 8, 34, 10, 90)
_FIRST_ROW = 4


def write_findings(
    sheet: Any,
    formats: Formats,
    findings: tuple[Finding, ...],
    places: Mapping[str, tuple[str, Position]],
    language: str,
    *,
    made_up: bool,
) -> None:
    """List the findings, the gravest first. ``places`` gives sheet and cell by key."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    sheet.write_string(0, 0, wording.FINDINGS_SHEET.in_language(language), formats.named("title"))
    sheet.write_string(1, 0, wording.FINDINGS_INTRO.in_language(language), formats.named("subtitle"))
    if made_up:
        sheet.write_string(2, 0, wording.MADE_UP.in_language(language), formats.named("strong"))
    heads = (wording.WEIGHT, wording.CODE, wording.SHEET, wording.CELL, wording.MESSAGE)
    for column, head in enumerate(heads):
        sheet.write_string(_FIRST_ROW - 1, column, head.in_language(language), formats.named("header"))
    sheet.freeze_panes(_FIRST_ROW, 0)
    sheet.repeat_rows(_FIRST_ROW - 1)
    ranked = sorted(findings, key=lambda finding: _ORDER.index(finding.severity))
    for row, finding in enumerate(ranked, start=_FIRST_ROW):
        message = finding.message.in_language(language)
        cell = formats.named("cell")
        sheet.write_string(row, 0, _WORDS[finding.severity].in_language(language), cell)
        sheet.write_string(row, 1, finding.code, cell)
        name, position = next((places[key] for key in finding.cells if key in places), ("", None))
        sheet.write_string(row, 2, name, cell)
        if position is None:
            sheet.write_blank(row, 3, None, cell)
        else:
            sheet.write_url(
                row, 3, f"internal:{quoted_sheet(name)}!{position}", formats.named("cell_link"), str(position)
            )
        sheet.write_string(row, 4, message, cell)
        sheet.set_row(row, 15.0 * (len(message) // 95 + 1) + 3)
