"""What the text of a report may name: the figures of the tables, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from kompetenslyft.core.tabulation.compute import Cell, Row, Table
from kompetenslyft.core.tabulation.model import ColumnUnit, TableDefinition
from kompetenslyft.core.text import Text

N = "n"
"""After a row or a one-row table: the municipalities behind it. After a column: those behind that figure."""


ROUND_FIGURES = frozenset({"round.asked", "round.answered"})
"""The municipalities that were asked in the round that the report is about, and those that have answered in full."""


def table_name(number: str) -> str:
    """What the text calls a table: «1» is t1, «P3» is p3."""
    return number.lower() if number.startswith("P") else f"t{number}"


def row_name(row_id: str) -> str:
    """What the text calls a row: a year gets a y in front, since a name begins with a letter."""
    return f"y{row_id}" if row_id[0].isdigit() else row_id


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of computed tables. Shares are between 0 and 1, numbers in the unit of their column."""

    tables: Mapping[str, Table]
    round_figures: Mapping[str, Fraction] = field(default_factory=dict)

    def __call__(self, name: str) -> Fraction | None:
        """The figure of that name, None where it is blank; KeyError where there is no such figure."""
        if name in ROUND_FIGURES:
            return self.round_figures.get(name)
        table_part, *rest = name.split(".")
        table = self._table(table_part)
        if rest and rest[-1] == N and len(rest) == (1 if len(table.rows) == 1 else 2):
            row = table.rows[0] if len(rest) == 1 else self._row(table, rest[0])
            return Fraction(max((cell.n for cell in row.cells.values()), default=0))
        behind = len(rest) > 1 and rest[-1] == N
        if behind:
            rest = rest[:-1]
        cell = self._cell(table, rest)
        return Fraction(cell.n) if behind else _share_or_number(cell)

    def column(self, name: str) -> list[tuple[Text, Fraction | None]]:
        """The rows of ``t4.lacking_pct`` with their labels; KeyError where there is no such column."""
        table_part, column = name.split(".")
        return [(row.label, _share_or_number(row.cells[column])) for row in self._table(table_part).rows]

    def _table(self, name: str) -> Table:
        for number, table in self.tables.items():
            if table_name(number) == name:
                return table
        raise KeyError(name)

    def _cell(self, table: Table, rest: list[str]) -> Cell:
        if len(rest) == 1 and len(table.rows) == 1:
            return table.rows[0].cells[rest[0]]
        if len(rest) == 2:
            return self._row(table, rest[0]).cells[rest[1]]
        raise KeyError(".".join(rest))

    @staticmethod
    def _row(table: Table, name: str) -> Row:
        for row in table.rows:
            if row_name(row.id) == name:
                return row
        raise KeyError(name)


def known(definition: TableDefinition, row_ids: tuple[str, ...], name: str) -> bool:
    """Whether ``name`` without its table («family_law.lacking_pct») is a figure of the table."""
    columns = {column.id for column in definition.columns if not column.is_label}
    parts = name.split(".")
    counts_answers = parts[-1] == N
    if counts_answers:
        parts = parts[:-1]
    if len(row_ids) != 1:
        if not parts or parts[0] not in {row_name(row_id) for row_id in row_ids}:
            return False
        parts = parts[1:]
    return (len(parts) == 1 and parts[0] in columns) or (not parts and counts_answers)


def _share_or_number(cell: Cell) -> Fraction | None:
    if cell.exact is not None and cell.unit is ColumnUnit.PERCENT:
        return cell.exact / 100
    return cell.exact
