"""The top of a section's sheet: its columns and print set-up, the titles, and the heads of the blocks of answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.exchange.spreadsheets import A4
from kompetenslyft.exchange.workbook import wording
from kompetenslyft.exchange.workbook.formats import Formats
from kompetenslyft.exchange.workbook.heights import (
    GAP_WIDTH,
    INPUT_WIDTH,
    LABEL_WIDTH,
    UNIT_WIDTH,
    form_width,
    text_height,
)
from kompetenslyft.exchange.workbook.layout import (
    FIRST_INPUT_COLUMN,
    LABEL_COLUMN,
    MARK_COLUMN,
    OWN_ROW,
    UNIT_COLUMN,
    SheetPlan,
)


@dataclass(frozen=True, slots=True)
class SectionFrame:
    """Writes the tops of one workbook's sheets, and texts across them.

    ``with_previous``: the round before stands beside the answers.
    """

    formats: Formats
    language: str
    subtitle: str
    with_previous: bool

    def write(self, sheet: Any, plan: SheetPlan) -> None:
        """Everything above the first question, and what holds for the whole sheet."""
        self._set_up(sheet, plan)
        self._titles(sheet, plan)

    def wide(self, sheet: Any, plan: SheetPlan, row: int, text: str, style: str) -> None:
        """A text over the width of the form, with the height it needs."""
        sheet.merge_range(row, LABEL_COLUMN, row, plan.last_column, "", self.formats.named(style))
        sheet.write_string(row, LABEL_COLUMN, text, self.formats.named(style))
        sheet.set_row(row, text_height(text, form_width(plan)))

    def _set_up(self, sheet: Any, plan: SheetPlan) -> None:
        sheet.set_column(MARK_COLUMN, MARK_COLUMN, 4, None, {"hidden": True})
        sheet.set_column(LABEL_COLUMN, LABEL_COLUMN, LABEL_WIDTH)
        sheet.set_column(UNIT_COLUMN, UNIT_COLUMN, UNIT_WIDTH)
        sheet.set_column(FIRST_INPUT_COLUMN, plan.gap_column - 1, INPUT_WIDTH)
        sheet.set_column(plan.gap_column, plan.gap_column, GAP_WIDTH)
        sheet.set_column(plan.gap_column + 1, plan.last_column, INPUT_WIDTH)
        hidden = self.formats.named("hidden")
        sheet.write_string(0, MARK_COLUMN, plan.anchor, hidden)
        for column, mark in enumerate(plan.column_marks, start=LABEL_COLUMN):
            sheet.write_string(0, column, mark, hidden)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.set_footer(f"&L{plan.name.replace('&', '&&')}&R{wording.PAGE.in_language(self.language)}")
        sheet.freeze_panes(plan.head_rows, FIRST_INPUT_COLUMN)
        sheet.repeat_rows(plan.head_rows - 1, plan.head_rows - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def _titles(self, sheet: Any, plan: SheetPlan) -> None:
        section, language, formats = plan.section, self.language, self.formats
        for row in range(1, plan.head_rows):
            sheet.write_string(row, MARK_COLUMN, OWN_ROW, formats.named("hidden"))
        sheet.write_string(1, LABEL_COLUMN, section.title.in_language(language), formats.named("title"))
        sheet.set_row(1, 24)
        sheet.write_string(2, LABEL_COLUMN, self.subtitle, formats.named("subtitle"))
        row = 3
        if section.intro is not None:
            self.wide(sheet, plan, row, section.intro.in_language(language), "note")
            row += 1
        if section.respondent is not None:
            text = f"{wording.ANSWERED_BY.in_language(language)}: {section.respondent.in_language(language)}"
            sheet.write_string(row, LABEL_COLUMN, text, formats.named("subtitle"))
            row += 1
        self._column_heads(sheet, plan, row)

    def _column_heads(self, sheet: Any, plan: SheetPlan, row: int) -> None:
        language, header = self.language, self.formats.named("header")
        sheet.set_row(row, 20 if plan.width > 1 else 34)
        if all(slot.spec.question.unit is Unit.TEXT and slot.takes_entry for slot in plan.slots()):
            sheet.merge_range(row, LABEL_COLUMN, row, plan.last_column, "", header)
            return
        sheet.write_blank(row, LABEL_COLUMN, None, header)
        sheet.write_string(row, UNIT_COLUMN, wording.UNIT_HEADING.in_language(language), header)
        self._block_head(sheet, row, FIRST_INPUT_COLUMN, plan.width, wording.THIS_ROUND.in_language(language))
        if self.with_previous:
            self._block_head(
                sheet, row, plan.gap_column + 1, plan.width, wording.PREVIOUS_ROUND.in_language(language)
            )

    def _block_head(self, sheet: Any, row: int, column: int, width: int, text: str) -> None:
        header = self.formats.named("header")
        if width > 1:
            sheet.merge_range(row, column, row, column + width - 1, text, header)
        else:
            sheet.write_string(row, column, text, header)
