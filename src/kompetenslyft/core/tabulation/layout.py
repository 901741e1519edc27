"""The heading of a table as a grid of cells that span rows and columns: the same in HTML, workbook, Word and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kompetenslyft.core.tabulation.model import Column, TableDefinition


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One cell of the heading: its text, its place (from 0), and how far it reaches."""

    text: str
    row: int
    column: int
    rows: int
    columns: int

    @property
    def is_group(self) -> bool:
        """Whether it stands over several columns."""
        return self.columns > 1


def header_grid(definition: TableDefinition, language: str) -> tuple[tuple[HeaderCell, ...], ...]:
    """The heading row by row. Neighbours with the same headers down to a level share a cell; a short one reaches down.

    «Grundläggande» over «Antal» and «Andel» is one cell of two columns, «Inriktning» one cell of two rows.
    """
    columns = definition.shown
    levels = definition.header_levels
    return tuple(_level(columns, level, levels, language) for level in range(levels))


def _level(columns: Sequence[Column], level: int, levels: int, language: str) -> tuple[HeaderCell, ...]:
    cells = []
    start = 0
    while start < len(columns):
        headers = columns[start].headers
        end = start + 1
        if level < len(headers):
            is_last = level == len(headers) - 1
            while not is_last and end < len(columns) and _same(columns[end], columns[start], level):
                end += 1
            rows = levels - level if is_last else 1
            cells.append(HeaderCell(headers[level].in_language(language), level, start, rows, end - start))
        start = end
    return tuple(cells)


def _same(one: Column, other: Column, level: int) -> bool:
    return len(one.headers) > level + 1 and one.headers[: level + 1] == other.headers[: level + 1]
