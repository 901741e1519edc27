"""Writes one section's sheet: questions, answers, live sums, last round's figures, and the hidden marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.model import CellSpec, Instrument, Question, Unit, Value, Values
from kompetenslyft.core.instruments.values import format_value
from kompetenslyft.exchange.workbook import wording
from kompetenslyft.exchange.workbook.answers import MARK, Answers, cell_content
from kompetenslyft.exchange.workbook.cells import absolute, displayed_sum, quoted_sheet, write_cell
from kompetenslyft.exchange.workbook.formats import Formats
from kompetenslyft.exchange.workbook.grid import Position
from kompetenslyft.exchange.workbook.heights import (
    LABEL_WIDTH,
    column_height,
    form_width,
    text_height,
)
from kompetenslyft.exchange.workbook.layout import (
    FIRST_INPUT_COLUMN,
    LABEL_COLUMN,
    MANDATORY_SIGN,
    MARK_COLUMN,
    UNIT_COLUMN,
    UNIT_WORDS,
    PlannedRow,
    RowKind,
    SheetPlan,
    Slot,
)
from kompetenslyft.exchange.workbook.section_frame import SectionFrame
from kompetenslyft.exchange.workbook.validation import ChoiceLists, validate

_TEXT_HEIGHT = 120.0
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a workbook shows: answers, the round before (None where there was none), findings."""

    answers: Answers
    previous: Values | None
    findings: Mapping[str, list[Finding]]


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A sheet as written: where each cell stands, and for the count on the cover what formula tells how many mandatory
    cells remain in a row, with its value now."""

    plan: SheetPlan
    places: dict[str, tuple[str, Position]] = field(default_factory=dict)
    remaining: dict[str, int] = field(default_factory=dict)


class SectionWriter:
    """Writes the sections of one workbook."""

    def __init__(
        self,
        workbook: Any,
        formats: Formats,
        instrument: Instrument,
        *,
        language: str,
        subtitle: str,
        content: Content,
        newcomer: bool,
    ) -> None:
        self._workbook = workbook
        self._formats = formats
        self._instrument = instrument
        self._language = language
        self._content = content
        self._newcomer = newcomer
        self._frame = SectionFrame(formats, language, subtitle, with_previous=content.previous is not None)
        self.lists = ChoiceLists(wording.LISTS_SHEET)

    def write(self, plan: SheetPlan) -> WrittenSection:
        """Add the section's sheet to the workbook."""
        sheet = self._workbook.add_worksheet(plan.name)
        written = WrittenSection(plan)
        self._frame.write(sheet, plan)
        for row in plan.rows:
            sheet.write_string(row.row, MARK_COLUMN, row.mark, self._formats.named("hidden"))
            self._row(sheet, plan, row, written)
        last_row = plan.rows[-1].row
        sheet.print_area(0, LABEL_COLUMN, last_row, plan.last_column)
        return written

    def _row(self, sheet: Any, plan: SheetPlan, row: PlannedRow, written: WrittenSection) -> None:
        if row.kind is RowKind.QUESTION:
            self._frame.wide(sheet, plan, row.row, row.label + self._sign(plan, row.question), "question")
        elif row.kind is RowKind.HELP:
            self._frame.wide(sheet, plan, row.row, row.label, "help")
        elif row.kind is RowKind.HEADER:
            self._headers(sheet, plan, row)
        elif row.kind is RowKind.PREVIOUS_TEXT:
            self._previous_text(sheet, plan, row)
        elif row.kind is RowKind.TOTAL and row.total is not None:
            self._row_label(sheet, plan, row, row.total.question.unit)
            position = Position(row.row, FIRST_INPUT_COLUMN)
            self._total(sheet, plan, row.total, position=position, parts=row.parts, written=written)
        elif row.slots:
            self._answers(sheet, plan, row, written)

    def _sign(self, plan: SheetPlan, question: Question | None) -> str:
        if question is not None and question.given:
            return ""
        rule = (question.mandatory if question else None) or plan.section.mandatory
        return MANDATORY_SIGN if rule.applies_to(newcomer=self._newcomer) else ""

    def _headers(self, sheet: Any, plan: SheetPlan, row: PlannedRow) -> None:
        sheet.write_string(row.row, LABEL_COLUMN, row.label, self._formats.named("member_left"))
        member = self._formats.named("member")
        for index, text in enumerate(row.headers):
            sheet.write_string(row.row, FIRST_INPUT_COLUMN + index, text, member)
            if self._content.previous is not None:
                sheet.write_string(row.row, plan.gap_column + 1 + index, text, member)
        sheet.set_row(row.row, max(column_height(text) for text in row.headers))

    def _answers(self, sheet: Any, plan: SheetPlan, row: PlannedRow, written: WrittenSection) -> None:
        unit = row.slots[0].spec.question.unit
        if row.kind is not RowKind.TEXT:
            self._row_label(sheet, plan, row, unit)
        for slot in row.slots:
            self._slot(sheet, plan, slot)
            written.places.setdefault(slot.spec.key, (plan.name, slot.position))
            self._previous(sheet, plan, slot)
        if row.total is not None:
            beside = Position(row.row, row.slots[-1].column + 1)
            self._total(sheet, plan, row.total, position=beside, parts=row.slots, written=written)
        if self._instrument.mandatory_for(row.slots[0].spec, newcomer=self._newcomer):
            self._count_remaining(plan, row, written)

    def _count_remaining(self, plan: SheetPlan, row: PlannedRow, written: WrittenSection) -> None:
        question = row.slots[0].spec.question
        if row.slots[0].spec.is_file:
            area = f"{quoted_sheet(plan.name)}!{row.slots[0].position}:{row.slots[-1].position}"
            missing = wording.ATTACH_ON_WEB.in_language(self._language)
            written.remaining[f'COUNTIF({area},"{missing}")'] = sum(
                self._content.answers.content(slot) == missing for slot in row.slots
            )
        elif row.slots[0].option is None:
            area = f"{quoted_sheet(plan.name)}!{row.slots[0].position}:{row.slots[-1].position}"
            written.remaining[f"COUNTBLANK({area})"] = sum(
                self._content.answers.content(slot) is None for slot in row.slots
            )
        elif row.slots[0].option == question.options[-1].id:
            first = Position(row.row - len(question.options) + 1, row.slots[0].column)
            area = f"{quoted_sheet(plan.name)}!{first}:{row.slots[0].position}"
            unanswered = not self._content.answers.is_marked(row.slots[0].spec)
            written.remaining[f"IF(COUNTA({area})=0,1,0)"] = int(unanswered)

    def _row_label(self, sheet: Any, plan: SheetPlan, row: PlannedRow, unit: Unit) -> None:
        plain = row.kind is RowKind.OPTION
        text = row.label if plain else row.label + self._sign(plan, row.question)
        sheet.write_string(row.row, LABEL_COLUMN, text, self._formats.named("option" if plain else "label"))
        sheet.write_string(
            row.row, UNIT_COLUMN, UNIT_WORDS[unit].in_language(self._language), self._formats.named("unit")
        )
        files = [str(self._content.answers.content(slot)) for slot in row.slots if slot.spec.is_file]
        sheet.set_row(row.row, max(20.0, text_height(text, LABEL_WIDTH), *map(column_height, files)))

    def _slot(self, sheet: Any, plan: SheetPlan, slot: Slot) -> None:
        question = slot.spec.question
        found = self._content.findings.get(slot.spec.key, [])
        content = self._content.answers.content(slot)
        severity = found[0].severity if found else None
        kind = self._formats.entry if slot.takes_entry else self._formats.given
        style = kind(question.unit, severity)
        if question.unit is Unit.TEXT and slot.takes_entry:
            sheet.merge_range(slot.row, slot.column, slot.row, plan.last_column, "", style)
            width = form_width(plan)
            sheet.set_row(slot.row, max(_TEXT_HEIGHT, text_height(str(content or ""), width)))
        write_cell(sheet, slot.position, content, style)
        if slot.takes_entry:
            validate(sheet, slot, self.lists, self._language)
        name = f"answer.{slot.id.replace('#', '.')}"
        self._workbook.define_name(name, f"={quoted_sheet(plan.name)}!{absolute(slot.position)}")
        self._comment(sheet, slot.position, found)

    def _comment(self, sheet: Any, position: Position, found: list[Finding]) -> None:
        if not found:
            return
        text = "\n\n".join(
            f"{finding.code}: {finding.message.in_language(self._language)}" for finding in found
        )
        text = text[:_LONGEST_NOTE]
        lines = sum(len(line) // 42 + 1 for line in text.split("\n"))
        sheet.write_comment(
            position.row,
            position.column,
            text,
            {"x_scale": 2.2, "height": min(24 + 17 * lines, 400), "author": "Kompetenslyft"},
        )

    def _total(
        self,
        sheet: Any,
        plan: SheetPlan,
        total: CellSpec,
        *,
        position: Position,
        parts: Sequence[Slot],
        written: WrittenSection,
    ) -> None:
        area = f"{parts[0].position}:{parts[-1].position}"
        found = self._content.findings.get(total.key, [])
        style = self._formats.computed(total.question.unit, found[0].severity if found else None)
        numbers = [self._content.answers.content(slot) for slot in parts]
        shown = displayed_sum(numbers)
        formula = f'=IF(COUNT({area})=0,"",SUM({area}))'
        sheet.write_formula(position.row, position.column, formula, style, shown)
        self._comment(sheet, position, found)
        written.places[total.key] = (plan.name, position)
        self._previous_cell(sheet, plan, total, position)

    def _previous(self, sheet: Any, plan: SheetPlan, slot: Slot) -> None:
        as_text = slot.spec.question.unit is Unit.TEXT and slot.takes_entry
        if as_text or self._content.previous is None:
            return
        if slot.option is None:
            self._previous_cell(sheet, plan, slot.spec, slot.position)
            return
        chosen = self._content.previous.get(slot.spec.key)
        marked = MARK if isinstance(chosen, tuple) and slot.option in chosen else None
        position = Position(slot.row, slot.column + plan.width + 1)
        write_cell(sheet, position, marked, self._formats.previous(slot.spec.question.unit))

    def _previous_cell(self, sheet: Any, plan: SheetPlan, spec: CellSpec, position: Position) -> None:
        if self._content.previous is None:
            return
        before = self._content.previous.get(spec.key)
        content = None if before is None else cell_content(spec, before, self._language)
        beside = Position(position.row, position.column + plan.width + 1)
        write_cell(sheet, beside, content, self._formats.previous(spec.question.unit))

    def _previous_text(self, sheet: Any, plan: SheetPlan, row: PlannedRow) -> None:
        spec = self._instrument.cells[row.label]
        before: Value | None = (
            None if self._content.previous is None else self._content.previous.get(spec.key)
        )
        if before is not None:
            heading = wording.PREVIOUS_ANSWER.in_language(self._language)
            self._frame.wide(
                sheet,
                plan,
                row.row,
                f"{heading}: {format_value(spec, before, self._language)}",
                "help",
            )
