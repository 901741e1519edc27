"""The one group-by, from a grain to an Ibis expression that every engine understands, and its answer."""

from __future__ import annotations

from typing import Any

from kompetenslyft.core.facts.counted import MOST_ROWS, Counted, Figures, too_many
from kompetenslyft.core.facts.grain import HUNDREDTHS, PERSON, CannotCount, Grain
from kompetenslyft.core.facts.schema import SEVERAL

_PERSONS, _SUM = "counted_persons", "summed_hundredths"


def expression(table: Any, grain: Grain) -> Any:
    """The cells of the grain: its dimensions, distinct persons, hundredths of FTE. ``table``: an Ibis table."""
    for column, code in grain.only:
        table = table.filter(table[column] == code)
    return table.group_by(list(grain.dimensions)).aggregate(
        **{_PERSONS: _persons(table, grain), _SUM: table[HUNDREDTHS].sum()}
    )


def _persons(table: Any, grain: Grain) -> Any:
    """Distinct persons. Remembering who has been seen costs most of the time, so rows are counted where they may be."""
    if not grain.rows_are_persons:
        return table[PERSON].nunique()
    several = table[SEVERAL]
    return table.count(where=~several) + table[PERSON].nunique(where=several)


def counted(table: Any, grain: Grain) -> Counted:
    """The cube, counted by the engine of the table. CannotCount where it has more cells than can be protected."""
    answer = expression(table, grain).limit(MOST_ROWS + 1).to_pyarrow()
    if answer.num_rows > MOST_ROWS:
        raise CannotCount(too_many(grain))
    keys = zip(*(answer[name].to_pylist() for name in grain.dimensions), strict=True)
    figures = map(Figures, answer[_PERSONS].to_pylist(), answer[_SUM].to_pylist())
    return Counted(grain, dict(zip(keys, figures, strict=True)))
