"""Tables from returns: exact cells, with what they were computed from and how many municipalities stand behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kompetenslyft.core.tabulation.aggregate import Aggregate, MunicipalityIndex, ReturnData, by_scope
from kompetenslyft.core.tabulation.model import Column, ColumnUnit, Scope, TableDefinition, TableSet
from kompetenslyft.core.tabulation.plan import CellPlan, Kind, Quantity, RowPlan, plan
from kompetenslyft.core.text import Text

FEW = 100
"""A share of fewer than this many moves by more than one percentage point with a single person or municipality."""

MISSING = Text(
    sv="Två punkter (..) betyder att uppgift saknas.",
    en="Two points (..) mean that no figure is available.",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, unrounded. Blank (``exact`` None) is not zero: nobody answered, or the whole of a share is zero.

    ``exact`` is in the unit of the column: FTE, people, municipalities, or percent from 0 to 100. A share also has the
    part and whole it is the quotient of. ``n`` is the number of distinct municipalities that answered.
    """

    exact: Fraction | None
    unit: ColumnUnit
    decimals: int
    trim: bool
    n: int
    part: Fraction | None = None
    whole: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the texts of its label columns and the cells of its figure columns, by column id."""

    id: str
    label: Text
    scope: Scope
    labels: Mapping[str, Text]
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """A computed table. ``n`` is the one N of the table; None where the rows have each their own."""

    definition: TableDefinition
    rows: tuple[Row, ...]
    n: int | None
    notes: tuple[Text, ...]

    @property
    def number(self) -> str:
        return self.definition.number

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the table as read."""
        return self.definition.shown

    def row(self, row_id: str) -> Row:
        """The row with that id («family_law», «2013», «all» where there is only one); KeyError where there is none."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)

    def cell(self, row_id: str, column_id: str) -> Cell:
        """The cell of that row and column; KeyError where there is none."""
        return self.row(row_id).cells[column_id]


def compute(
    table_set: TableSet, returns: Iterable[ReturnData], numbers: Iterable[str] | None = None
) -> dict[str, Table]:
    """The tables of a loaded set by number, or those of ``numbers``, from the returns of one or several rounds.

    Returns of other instruments, and of years and cohorts that no table counts, are passed over. Raises KeyError for
    a number the set does not have, and ValueError where a unit has two returns of the same year.
    """
    chosen = table_set.tables if numbers is None else tuple(table_set.table(number) for number in numbers)
    scopes = [scope for table in chosen for scope in table.rounds]
    own = [data for data in returns if data.instrument.id == table_set.instrument_id]
    aggregates = by_scope(own, scopes, MunicipalityIndex())
    return {table.number: tabulate(table_set, table, aggregates) for table in chosen}


def tabulate(
    table_set: TableSet, definition: TableDefinition, aggregates: Mapping[Scope, Aggregate]
) -> Table:
    """One table from aggregates that have been made."""
    rows = tuple(_row(definition, row, aggregates) for row in plan(definition, table_set.figures))
    n_column = next((column for column in definition.columns if column.n and column.data_only), None)
    n = rows[0].cells[n_column.id].n if n_column is not None and rows else None
    return Table(definition, rows, n, (*definition.notes, *_computed_notes(rows)))


def _row(definition: TableDefinition, row: RowPlan, aggregates: Mapping[Scope, Aggregate]) -> Row:
    labels = {
        column.id: row.item.label if column.constant is None else column.constant
        for column in definition.columns
        if column.is_label
    }
    cells = {column_id: _cell(cell, aggregates[cell.part.scope]) for column_id, cell in row.cells.items()}
    return Row(row.item.id, row.item.label, row.scope, labels, cells)


def _cell(cell: CellPlan, aggregate: Aggregate) -> Cell:
    column = cell.column
    n = aggregate.answered_question(cell.questions)
    part = value(cell.part, aggregate)
    if cell.whole is None:
        return Cell(part, column.unit, _decimals(column, part), column.trim, n)
    whole = value(cell.whole, aggregate)
    share = None if part is None or not whole else 100 * part / whole
    return Cell(share, column.unit, _decimals(column, share), column.trim, n, part, whole)


def _decimals(column: Column, figure: Fraction | None) -> int:
    if column.small_decimals is None or figure is None or abs(figure) >= 100:
        return column.decimals
    return column.small_decimals


def value(quantity: Quantity, aggregate: Aggregate) -> Fraction | None:
    """The value of a quantity in its scope's aggregate; None where nobody answered what it counts.

    Municipalities that answered, and those asked, are 0 where there are none; those that gave an answer are then blank.
    """
    if quantity.kind is Kind.SUM:
        return aggregate.figure(quantity.members)
    if quantity.kind is Kind.ANSWERED:
        return Fraction(aggregate.answered_question(quantity.members))
    if quantity.kind is Kind.ASKED:
        return Fraction(aggregate.asked.bit_count())
    if quantity.kind is Kind.ABOVE_ZERO:
        answered = any(cell in aggregate.hundredths for cell in quantity.members)
        return Fraction(aggregate.above_zero(quantity.members)) if answered else None
    answers = [_answer(member) for member in quantity.members]
    if not aggregate.answered_question(question for question, _ in answers):
        return None
    return Fraction(aggregate.gave(answers))


def _answer(member: str) -> tuple[str, str]:
    question, _, answer = member.partition("=")
    return question, answer


def _computed_notes(rows: Iterable[Row]) -> list[Text]:
    rows = tuple(rows)
    shares = [(row, cell) for row in rows for cell in row.cells.values() if cell.unit is ColumnUnit.PERCENT]
    few = [row for row in rows if any(r is row and c.whole and c.whole < FEW for r, c in shares)]
    notes = [_few_note(few, alone=len(few) == len(rows))] if few else []
    if any(cell.exact is None for row in rows for cell in row.cells.values()):
        notes.append(MISSING)
    return notes


def _few_note(rows: list[Row], *, alone: bool) -> Text:
    sv = "Andelarna" if alone else f"Andelar på raderna {_listed(rows, 'sv', 'och')}"
    en = "The shares" if alone else f"Shares in the rows {_listed(rows, 'en', 'and')}"
    if len(rows) == 1 and not alone:
        sv, en = f"Andelar på raden {rows[0].label.sv}", f"Shares in the row {rows[0].label.en}"
    return Text(
        sv=f"{sv} räknas på färre än {FEW}: en enda mer eller mindre ändrar dem med över en procentenhet. "
        "Läs dem med försiktighet.",
        en=f"{en} are computed from fewer than {FEW}: one more or less moves them by over one percentage point. "
        "Read them with care.",
    )


def _listed(rows: list[Row], language: str, conjunction: str) -> str:
    names = [row.label.in_language(language) for row in rows]
    return f" {conjunction} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
