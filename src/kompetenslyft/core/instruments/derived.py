"""Derived totals: sums that nobody enters."""

from __future__ import annotations

from kompetenslyft.core.instruments.model import Instrument, Value, Values


def with_totals(instrument: Instrument, values: Values) -> dict[str, Value]:
    """``values`` and the derived totals: the sum of a row's answered cells; absent where none is answered."""
    result = dict(values)
    for question in instrument.questions.values():
        if not question.total:
            continue
        for _, cells, total in instrument.rows(question):
            answered = [value for spec in cells if isinstance(value := values.get(spec.key), int)]
            if total is not None and answered:
                result[total.key] = sum(answered)
    return result
