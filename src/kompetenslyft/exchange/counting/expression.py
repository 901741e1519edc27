"""The one group-by, from a grain to an Ibis expression that every engine understands, and its answer."""

from __future__ import annotations

from typing import Any

import ibis

from kompetenslyft.core.facts.counted import MOST_ROWS, Counted, Figures, too_many
from kompetenslyft.core.facts.grain import HUNDREDTHS, PERSON, CannotCount, Grain
from kompetenslyft.core.facts.schema import SEVERAL

_PERSONS, _SUM = "counted_persons", "summed_hundredths"
_WHO, _ROWS = "counted_who", "counted_rows"


def expression(table: Any, grain: Grain) -> Any:
    """The cells of the grain: its dimensions, distinct persons, hundredths of FTE. ``table``: an Ibis table.

    To remember who has been seen costs most of the time and the memory. So those who have one row in a cell are
    counted together as rows, and only the others one by one.
    """
    for column, code in grain.only:
        table = table.filter(table[column] == code)
    who = table[PERSON]
    if grain.rows_are_persons:
        who = table[SEVERAL].ifelse(who, ibis.null("int64"))
    table = table.mutate(**{_WHO: who})
    seen = table.group_by([*grain.dimensions, _WHO]).aggregate(
        **{_ROWS: table.count(), _SUM: table[HUNDREDTHS].sum()}
    )
    persons = seen[_WHO].isnull().ifelse(seen[_ROWS], 1).sum()
    return seen.group_by(list(grain.dimensions)).aggregate(**{_PERSONS: persons, _SUM: seen[_SUM].sum()})


def counted(table: Any, grain: Grain) -> Counted:
    """The cube, counted by the engine of the table. CannotCount where it has more cells than can be protected."""
    answer = expression(table, grain).limit(MOST_ROWS + 1).to_pyarrow()
    if answer.num_rows > MOST_ROWS:
        raise CannotCount(too_many(grain))
    keys = zip(*(answer[name].to_pylist() for name in grain.dimensions), strict=True)
    figures = map(Figures, answer[_PERSONS].to_pylist(), answer[_SUM].to_pylist())
    return Counted(grain, dict(zip(keys, figures, strict=True)))
