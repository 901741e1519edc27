"""A table laid out for reading: header rows with spans, and rows of text. The same for every format."""

from __future__ import annotations

from dataclasses import dataclass

from kompetenslyft.core.tabulation.compute import Row, Table
from kompetenslyft.core.tabulation.display import format_cell
from kompetenslyft.core.tabulation.layout import HeaderCell, header_grid
from kompetenslyft.core.tabulation.model import Column, ColumnUnit

_NARROWEST, _WIDEST_LABEL = 24, 112
"""Quarters of a character."""


@dataclass(frozen=True, slots=True)
class Grid:
    """``labels`` is how many leading columns are row headers; ``numeric`` says which columns hold figures."""

    header: tuple[tuple[HeaderCell, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    labels: int = 1

    @property
    def columns(self) -> int:
        return len(self.numeric)

    @property
    def weights(self) -> tuple[int, ...]:
        """How wide the columns are against one another: room for a heading's longest word and for the longest entry."""
        weights = []
        for column, numeric in enumerate(self.numeric):
            alone = [
                cell for row in self.header for cell in row if cell.column == column and not cell.is_group
            ]
            word = max((len(word) for cell in alone for word in cell.text.split()), default=0)
            entry = max((len(row[column]) for row in self.rows), default=0)
            # Headings are bold and so a little wider.
            wanted = max(4 * entry, 5 * word, _NARROWEST) + 4
            weights.append(wanted if numeric else min(wanted, _WIDEST_LABEL))
        return tuple(weights)


def from_table(table: Table, language: str) -> Grid:
    """A computed table as it is read: columns that are for data files alone are left out."""
    columns = table.columns
    labels = sum(1 for column in columns if column.is_label)
    return Grid(
        header=header_grid(table.definition, language),
        rows=tuple(tuple(_text(row, column, language) for column in columns) for row in table.rows),
        numeric=tuple(column.unit is not ColumnUnit.TEXT for column in columns),
        labels=labels,
    )


def simple(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Grid:
    """A grid with one header row, whose first column names the rows and whose others hold figures."""
    cells = tuple(HeaderCell(text, 0, position, 1, 1) for position, text in enumerate(header))
    return Grid((cells,), rows, tuple(position > 0 for position in range(len(header))))


def _text(row: Row, column: Column, language: str) -> str:
    if column.is_label:
        return row.labels[column.id].in_language(language)
    return format_cell(row.cells[column.id], language)
