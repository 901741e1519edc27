"""What each cell of a table counts, as values that can be computed, compared and related to one another.

Tables and the consistency audit read the same plan: two cells with the same quantity must hold the same figure, and a
share must be the quotient of its two quantities, in whichever tables those are published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kompetenslyft.core.tabulation.model import (
    Answers,
    Binding,
    Column,
    Figure,
    RowItem,
    Scope,
    TableDefinition,
    fill,
)


class Kind(StrEnum):
    """What a quantity counts."""

    SUM = "sum"
    """Figures: the sum of the cells in ``members``."""
    ANSWERED = "answered"
    """Municipalities that answered any of the questions in ``members``."""
    GAVE = "gave"
    """Municipalities that gave any of the answers in ``members``, each ``question=answer``."""
    ASKED = "asked"
    """Municipalities that were asked, whether they answered or not."""
    ABOVE_ZERO = "above_zero"
    """Municipalities where any of the cells in ``members`` is more than zero."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count over the returns of one scope. Equal quantities have equal values."""

    kind: Kind
    scope: Scope
    members: frozenset[str]
    whole_numbers: bool
    """Whether it can only be a whole number: people and municipalities are, full-time equivalents are not."""


@dataclass(frozen=True, slots=True)
class CellPlan:
    """What one cell shows: a quantity, or with ``whole`` a share in percent."""

    column: Column
    part: Quantity
    whole: Quantity | None
    questions: frozenset[str]
    """The questions whose answering municipalities are the cell's N."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row: its item, its scope, and the cells of its figure columns by column id."""

    item: RowItem
    scope: Scope
    cells: Mapping[str, CellPlan]


def plan(table: TableDefinition, figures: Mapping[str, Figure]) -> Iterator[RowPlan]:
    """The rows of a resolved table. ``figures`` are those of its table set."""
    for item, scope in table.scoped_rows():
        cells = {
            column.id: _cell(table, column, item.bindings, table.scope_of(column, scope), figures)
            for column in table.columns
            if not column.is_label
        }
        yield RowPlan(item, scope, cells)


def addends(expression: str) -> tuple[str, ...]:
    """The cells of ``a + b``, as written."""
    return tuple(part.strip() for part in expression.split("+"))


def _cell(
    table: TableDefinition,
    column: Column,
    bindings: tuple[Binding, ...],
    scope: Scope,
    figures: Mapping[str, Figure],
) -> CellPlan:
    counted = frozenset(fill(question, binding) for question in table.counted for binding in bindings)
    if column.answers is not None:
        gave, asked = _gave(column.answers, bindings, scope)
        return CellPlan(column, gave, asked if column.municipality_share else None, asked.members)
    if column.share is not None:
        part = _sum(column.share.part, bindings, scope, figures)
        whole = _sum(column.share.whole, bindings, scope, figures)
        return CellPlan(column, part, whole, _questions(part.members | whole.members))
    if column.sum is not None:
        part = _sum(column.sum, bindings, scope, figures)
        return CellPlan(column, part, None, _questions(part.members))
    if column.above_zero is not None:
        cells = _sum(column.above_zero, bindings, scope, figures).members
        return CellPlan(column, Quantity(Kind.ABOVE_ZERO, scope, cells, True), None, _questions(cells))
    answered = Quantity(Kind.ANSWERED, scope, counted, True)
    if column.n is not None:
        return CellPlan(column, answered, None, counted)
    asked = Quantity(Kind.ASKED, scope, frozenset(), True)
    return (
        CellPlan(column, answered, asked, counted)
        if column.answered_share
        else CellPlan(column, asked, None, counted)
    )


def _sum(
    expression: str, bindings: tuple[Binding, ...], scope: Scope, figures: Mapping[str, Figure]
) -> Quantity:
    found = [figures[fill(cell, binding)] for binding in bindings for cell in addends(expression)]
    members = frozenset(part for figure in found for part in figure.parts)
    return Quantity(Kind.SUM, scope, members, all(figure.whole_numbers for figure in found))


def _gave(answers: Answers, bindings: tuple[Binding, ...], scope: Scope) -> tuple[Quantity, Quantity]:
    pairs = [
        (fill(answers.question, binding), fill(answer, binding))
        for binding in bindings
        for answer in answers.answers
    ]
    gave = frozenset(f"{question}={answer}" for question, answer in pairs)
    asked = frozenset(question for question, _ in pairs)
    return Quantity(Kind.GAVE, scope, gave, True), Quantity(Kind.ANSWERED, scope, asked, True)


def _questions(cells: frozenset[str]) -> frozenset[str]:
    return frozenset(cell.partition(".")[0] for cell in cells)
