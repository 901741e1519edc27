"""A computed table as a cube: its rows a dimension, its figure columns the contents, its rounds the years."""

from __future__ import annotations

from decimal import Decimal

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.tabulation.compute import Cell, Table
from kompetenslyft.core.tabulation.display import MADE_UP, rounded
from kompetenslyft.core.tabulation.model import Column, ColumnUnit
from kompetenslyft.core.text import Text

CONTENTS = "ContentsCode"
TIME = "Tid"
"""The codes that clients of PxWebApi look for."""

_UNITS = {
    ColumnUnit.FTE: Text(sv="årsarbetare", en="full-time equivalents"),
    ColumnUnit.COUNT: Text(sv="antal", en="number"),
    ColumnUnit.PERCENT: Text(sv="procent", en="percent"),
    ColumnUnit.MUNICIPALITIES: Text(sv="kommuner", en="municipalities"),
    ColumnUnit.SEK: Text(sv="kronor", en="Swedish kronor"),
}


def cube(table: Table, *, code: str, source: str, made_up: bool = False) -> Cube:
    """The table as a cube with the given code. Columns for data files alone are in it too; texts are labels.

    A column that names a year keeps it in its label, and stands under the table's last year.
    """
    columns = [column for column in table.definition.columns if not column.is_label]
    contents = Dimension(
        CONTENTS,
        Text(sv="Tabellinnehåll", en="Contents"),
        Role.CONTENTS,
        tuple(_contents(table, column) for column in columns),
    )
    notes = (*table.notes, *([MADE_UP] if made_up else []))
    by_year = table.definition.rows.each == "rounds"
    years = [row.scope.year for row in table.rows] if by_year else [table.definition.rounds[-1].year]
    time = Dimension(
        TIME,
        Text(sv="År", en="Year"),
        Role.TIME,
        tuple(Value(str(year), Text(sv=str(year), en=str(year))) for year in years),
    )
    leading = () if by_year or _is_single(table) else (_rows(table),)
    cells = [_figure(row.cells[column.id], column) for row in table.rows for column in columns]
    return Cube(code, table.definition.title, source, (*leading, time, contents), tuple(cells), notes)


def is_mandatory(note: Text) -> bool:
    """Whether a note must be shown wherever the figures are: that they are made up."""
    return note == MADE_UP


def _is_single(table: Table) -> bool:
    return table.definition.rows.each is None and len(table.rows) == 1


def _rows(table: Table) -> Dimension:
    definition = table.definition
    heading = next((column for column in definition.columns if column.row), None)
    headers = heading.headers if heading is not None else ()
    label = headers[-1] if headers else Text(sv="Uppgift", en="Item")
    values = tuple(Value(row.id, row.label) for row in table.rows)
    return Dimension(definition.rows.variable or "row", label, Role.CLASSIFICATION, values)


def _contents(table: Table, column: Column) -> Value:
    label = Text(sv=column.heading("sv"), en=column.heading("en"))
    return Value(column.id, label, _UNITS[column.unit], _decimals(table, column))


def _decimals(table: Table, column: Column) -> int:
    """The most decimals of any figure in the column."""
    return max((row.cells[column.id].decimals for row in table.rows), default=column.decimals)


def _figure(cell: Cell, column: Column) -> Decimal | None:
    figure = rounded(cell)
    if figure is None:
        return None
    return (Decimal(figure.numerator) / Decimal(figure.denominator)).quantize(
        Decimal(1).scaleb(-cell.decimals)
    )
