"""Writing a single cell, and naming it in a formula."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kompetenslyft.exchange.workbook.grid import Position


def displayed_sum(contents: Sequence[str | int | float | None]) -> int | float | str:
    """What the formula of a sum shows: the numbers among the cells added up, "" where there are none."""
    numbers = [Decimal(str(content)) for content in contents if isinstance(content, int | float)]
    return float(sum(numbers)) if numbers else ""


def quoted_sheet(name: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + name.replace("'", "''") + "'"


def write_cell(sheet: Any, position: Position, content: str | int | float | None, style: Any) -> None:
    """Write a number, a text (never a formula), or a blank cell with the style."""
    if content is None or content == "":
        sheet.write_blank(position.row, position.column, None, style)
    elif isinstance(content, str) or not math.isfinite(content):
        sheet.write_string(position.row, position.column, str(content), style)
    else:
        sheet.write_number(position.row, position.column, content, style)


def absolute(position: Position) -> str:
    """A position as defined names write it: $D$7."""
    letters = str(position).rstrip("0123456789")
    return f"${letters}${position.row + 1}"
