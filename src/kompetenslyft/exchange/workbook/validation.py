"""What a cell lets the user enter: number limits and drop-downs."""

from __future__ import annotations

from typing import Any

from kompetenslyft.core.instruments.model import Question, Unit
from kompetenslyft.core.instruments.values import options
from kompetenslyft.core.numbers import stored_scale
from kompetenslyft.exchange.workbook import wording
from kompetenslyft.exchange.workbook.answers import MARK
from kompetenslyft.exchange.workbook.layout import Slot

_LARGEST = {Unit.FTE: 1_000_000, Unit.COUNT: 10_000_000, Unit.SEK: 1_000_000_000_000, Unit.SCALE: 7}


class ChoiceLists:
    """The answers to choose from, one list a column of a hidden sheet.

    A list written into the cell itself could neither hold a comma nor more than 255 characters.
    """

    def __init__(self, sheet_name: str) -> None:
        self._sheet_name = sheet_name
        self._columns: dict[tuple[str, ...], int] = {}

    def source(self, labels: tuple[str, ...]) -> str:
        """The formula that names the list of these labels."""
        column = self._columns.setdefault(labels, len(self._columns))
        letters = chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)
        return f"='{self._sheet_name}'!${letters}$1:${letters}${len(labels)}"

    def write(self, sheet: Any) -> None:
        """Write the lists that were asked for, and hide them."""
        for labels, column in self._columns.items():
            for row, label in enumerate(labels):
                sheet.write_string(row, column, label)
        sheet.protect()
        sheet.very_hidden()


def validate(sheet: Any, slot: Slot, lists: ChoiceLists, language: str) -> None:
    """Give the slot its drop-down or number limits. Text answers take anything."""
    question = slot.spec.question
    if question.unit is Unit.TEXT:
        return
    if slot.option is not None:
        rule = _list_rule([MARK], wording.MARK_RULE.in_language(language))
    elif question.unit.is_numeric:
        rule = _number_rule(question, language)
    else:
        labels = tuple(option.label.in_language(language) for option in options(question))
        rule = _list_rule(lists.source(labels), wording.CHOICE_RULE.in_language(language))
    rule["error_title"] = wording.ENTRY_TITLE.in_language(language)
    sheet.data_validation(slot.row, slot.column, slot.row, slot.column, rule)


def _list_rule(source: object, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_message": message}


def _number_rule(question: Question, language: str) -> dict[str, Any]:
    unit = question.unit
    largest = _LARGEST[unit] if question.maximum is None else min(question.maximum, _LARGEST[unit])
    return {
        "validate": "decimal" if stored_scale(unit) > 1 else "integer",
        "criteria": "between",
        "minimum": max(question.minimum, 1) if unit is Unit.SCALE else question.minimum,
        "maximum": largest,
        "error_message": wording.NUMBER_RULES[unit].in_language(language),
    }
