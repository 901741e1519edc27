"""How wide the columns are, and how high a row must be for its text. A workbook is not laid out until it is opened."""

from __future__ import annotations

import math

from kompetenslyft.exchange.workbook.layout import SheetPlan

LABEL_WIDTH, UNIT_WIDTH, INPUT_WIDTH, GAP_WIDTH = 56, 12, 15, 2
"""Characters."""
LINE_HEIGHT = 15.0
TALLEST = 409.0
"""Points; Excel takes no more."""


def form_width(plan: SheetPlan) -> int:
    """The width in characters of all the form's columns."""
    return LABEL_WIDTH + UNIT_WIDTH + GAP_WIDTH + 2 * plan.width * INPUT_WIDTH


def text_height(text: str, width: int) -> float:
    """The height in points that a wrapped text needs in a column of ``width`` characters."""
    lines = sum(math.ceil(max(len(line), 1) * 1.05 / width) for line in text.split("\n"))
    return min(LINE_HEIGHT * lines + 3, TALLEST)


def column_height(text: str) -> float:
    """The height in points of a bold text in one input column, where long words are broken."""
    room = INPUT_WIDTH - 3
    lines, left = 1, room
    for word in text.split():
        if len(word) > left < room:
            lines, left = lines + 1, room
        lines += (len(word) - 1) // room
        left -= (len(word) - 1) % room + 2
    return min(LINE_HEIGHT * lines + 3, TALLEST)
