"""Stored answers as the figures that expressions reckon with, now and in the return before."""

from __future__ import annotations

from kompetenslyft.core.instruments.derived import with_totals
from kompetenslyft.core.instruments.model import Instrument, Unit, Value, Values
from kompetenslyft.core.instruments.operations import Operand
from kompetenslyft.core.numbers import natural


def figures(instrument: Instrument, values: Values) -> dict[str, Operand]:
    """Answers and derived totals by key: FTE and other numbers exact, in the unit as read; choices as ids.

    ``figures(…).get`` is the lookup that an expression evaluates against. Keys that the instrument does not know
    are left out.
    """
    cells = instrument.cells
    return {
        key: natural(value, cells[key].question.unit)
        if isinstance(value, int) and cells[key].question.unit is Unit.FTE
        else value
        for key, value in with_totals(instrument, values).items()
        if key in cells
    }


def previous_key(instrument: Instrument, key: str) -> str:
    """What the cell was called in the return before: the question may have had another id then."""
    question = instrument.cells[key].question
    return (question.previous or question.id) + key[len(question.id) :]


def previous_values(instrument: Instrument, previous: Values) -> dict[str, Value]:
    """The answers of the return before under this version's keys, derived totals included.

    ``previous`` are the answers as they were stored, under the keys of their own version. A question keeps its id
    between versions as long as it asks the same, or names the earlier one with ``previous``.
    """
    carried = {
        key: previous[before]
        for key, spec in instrument.cells.items()
        if not spec.derived and (before := previous_key(instrument, key)) in previous
    }
    return with_totals(instrument, carried)
