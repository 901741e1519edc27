"""Figures of a table as text. Here, and nowhere before, they are rounded: half up."""

from __future__ import annotations

from fractions import Fraction

from kompetenslyft.core.numbers import NBSP, format_fraction, round_half_up
from kompetenslyft.core.tabulation.compute import Cell, Table
from kompetenslyft.core.text import Text

BLANK = ".."
"""No figure available, as in official statistics. Never 0 and never nothing at all."""

MADE_UP = Text(sv="Påhittade uppgifter", en="Made-up data")


def rounded(cell: Cell) -> Fraction | None:
    """The cell with the decimals of its column, half up; exact as a fraction."""
    if cell.exact is None:
        return None
    scale = 10**cell.decimals
    return Fraction(round_half_up(cell.exact * scale), scale)


def format_cell(cell: Cell, language: str) -> str:
    """The cell for reading: «1 384,8», «12», «..» where it is blank. The percent sign stands in the heading."""
    figure = rounded(cell)
    if figure is None:
        return BLANK
    return format_fraction(figure, language, None if cell.trim else cell.decimals)


def plain_cell(cell: Cell) -> str:
    """The cell for data files: decimal point, no thousands separator, empty where it is blank."""
    figure = rounded(cell)
    if figure is None:
        return ""
    text = format_fraction(figure, "en", None if cell.trim else cell.decimals)
    return text.replace(NBSP, "").replace("\u2212", "-")


def caption(table: Table, language: str) -> str:
    """«Tabell 1. Handläggare …, november 2016. Årsarbetare. N = 245»."""
    definition = table.definition
    word = "Table" if language.lower().startswith("en") else "Tabell"
    parts = [f"{word} {definition.number}", definition.title.in_language(language)]
    if definition.unit is not None:
        parts.append(definition.unit.in_language(language))
    if table.n is not None:
        parts.append(f"N{NBSP}={NBSP}{table.n}")
    return ". ".join(parts)
