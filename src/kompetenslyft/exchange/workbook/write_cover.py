"""Writes the first sheet: whose workbook it is, by when, how to fill it in, and how much remains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook import formats as look
from kompetenslyft.exchange.workbook import wording
from kompetenslyft.exchange.workbook.cells import quoted_sheet
from kompetenslyft.exchange.workbook.formats import Formats
from kompetenslyft.exchange.workbook.stamp import Stamp
from kompetenslyft.exchange.workbook.write_section import WrittenSection

_WIDTHS = (26, 62, 22)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the workbook calls itself: round, unit, deadline in words, and whether its figures are made up."""

    title: str
    unit_name: str
    deadline: str = ""
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover shows."""

    instrument: Instrument
    heading: Heading
    stamp: Stamp
    sections: tuple[WrittenSection, ...]
    has_findings: bool


def write_cover(sheet: Any, formats: Formats, cover: Cover, language: str) -> None:
    """Fill the cover sheet."""
    _CoverWriter(sheet, formats, language).write(cover)


class _CoverWriter:
    def __init__(self, sheet: Any, formats: Formats, language: str) -> None:
        self._sheet = sheet
        self._formats = formats
        self._language = language
        self._row = 0

    def write(self, cover: Cover) -> None:
        sheet = self._sheet
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_row(0, 28)
        self._line(cover.heading.title, "title")
        if cover.heading.made_up:
            sheet.set_row(self._row, 22)
            self._span(wording.MADE_UP.in_language(self._language), "warning")
        self._row += 1
        self._facts(cover)
        self._heading(wording.HOW_TO)
        for number, step in enumerate(wording.STEPS, start=1):
            sheet.set_row(self._row, 32 if len(step.in_language(self._language)) > 100 else 18)
            self._span(f"{number}. {step.in_language(self._language)}", "note")
        self._legend(cover)
        self._contents(cover)

    def _facts(self, cover: Cover) -> None:
        facts = [
            (wording.UNIT, cover.heading.unit_name),
            (wording.DEADLINE, cover.heading.deadline),
            (wording.VERSION, cover.instrument.title.in_language(self._language)),
            (wording.EXPORTED, cover.stamp.exported_at.replace("T", " ")[:16]),
        ]
        for name, fact in facts:
            if fact:
                self._sheet.write_string(
                    self._row, 0, name.in_language(self._language), self._formats.named("key")
                )
                self._line(fact, "note", column=1)

    def _legend(self, cover: Cover) -> None:
        self._heading(wording.LEGEND)
        samples = [
            (look.INPUT, wording.LEGEND_INPUT),
            (look.COMPUTED, wording.LEGEND_TOTAL),
            (look.PREVIOUS, wording.LEGEND_PREVIOUS),
        ]
        if any(not slot.takes_entry for section in cover.sections for slot in section.plan.slots()):
            samples.append((look.GIVEN, wording.LEGEND_GIVEN))
        if cover.has_findings:
            samples += [(look.WRONG, wording.LEGEND_WRONG), (look.DOUBTFUL, wording.LEGEND_DOUBTFUL)]
        for colour, text in samples:
            self._sheet.write_string(
                self._row, 0, text.in_language(self._language), self._formats.sample(colour)
            )
            self._row += 1
        self._line(wording.LEGEND_MANDATORY.in_language(self._language), "note")

    def _contents(self, cover: Cover) -> None:
        self._heading(wording.CONTENTS)
        header = self._formats.named("header")
        self._sheet.merge_range(self._row, 0, self._row, 1, wording.SHEET.in_language(self._language), header)
        self._sheet.write_string(self._row, 2, wording.REMAINING.in_language(self._language), header)
        self._row += 1
        for section in cover.sections:
            name = quoted_sheet(section.plan.name)
            self._sheet.write_url(
                self._row, 0, f"internal:{name}!B2", self._formats.named("link"), section.plan.name
            )
            remaining = self._formats.named("remaining")
            if section.remaining:
                formula = "=" + "+".join(section.remaining)
                self._sheet.write_formula(self._row, 2, formula, remaining, sum(section.remaining.values()))
            else:
                self._sheet.write_string(self._row, 2, "–", remaining)
            self._row += 1

    def _heading(self, text: Text) -> None:
        self._row += 1
        self._line(text.in_language(self._language), "heading")

    def _line(self, text: str, style: str, *, column: int = 0) -> None:
        self._sheet.write_string(self._row, column, text, self._formats.named(style))
        self._row += 1

    def _span(self, text: str, style: str) -> None:
        self._sheet.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, "", self._formats.named(style))
        self._line(text, style)
