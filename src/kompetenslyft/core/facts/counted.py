"""A counted cube: persons and hundredths of FTE by codes. Small, so the rest is done here and not by an engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.records import MOST_CELLS
from kompetenslyft.core.facts.grain import HUNDREDTHS, CannotCount, CountCode, Grain, persons_column, wrong
from kompetenslyft.core.findings import Finding

MISSING = "US"
"""The code for what is not stated («uppgift saknas»)."""
MOST_ROWS = MOST_CELLS


class Figures(NamedTuple):
    """What a cell holds: distinct persons, and full-time equivalents in hundredths."""

    persons: int
    hundredths: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The cells with somebody in them, by a code for each dimension of the grain. None is not stated."""

    grain: Grain
    cells: Mapping[tuple[str | None, ...], Figures]

    def each(self, column: str) -> dict[str, Counted]:
        """A cube for each code of a dimension, without that dimension, in the order of the codes.

        CannotCount where two of them have the same name.
        """
        place = self.grain.dimensions.index(column)
        names: dict[str, str | None] = {}
        apart: dict[str, dict[tuple[str | None, ...], Figures]] = defaultdict(dict)
        for key, figures in self.cells.items():
            name = key[place] or MISSING
            if names.setdefault(name, key[place]) != key[place]:
                raise CannotCount(_bad_code(name, column))
            apart[name][key[:place] + key[place + 1 :]] = figures
        left = tuple(name for name in self.grain.dimensions if name != column)
        return {
            code: Counted(
                replace(self.grain, dimensions=left, only=(*self.grain.only, (column, code))), cells
            )
            for code, cells in sorted(apart.items())
        }


def rows(definition: ProtectedTables, counted: Counted) -> list[dict[str, str]]:
    """The cells as ``protect`` reads rows, in the order of their codes, with the hundredths beside the persons.

    CannotCount where nobody is there, or a code cannot be told from another.
    """
    if not counted.cells:
        raise CannotCount(_nobody(counted.grain))
    if found := list(_bad_codes(definition, counted)):
        raise CannotCount(*found)
    names, persons = counted.grain.dimensions, persons_column(definition)
    shown = sorted(
        (tuple(code or MISSING for code in key), figures) for key, figures in counted.cells.items()
    )
    return [
        {
            **dict(zip(names, key, strict=True)),
            persons: str(figures.persons),
            HUNDREDTHS: str(figures.hundredths),
        }
        for key, figures in shown
    ]


def _bad_codes(definition: ProtectedTables, counted: Counted) -> Iterable[Finding]:
    for place, column in enumerate(counted.grain.dimensions):
        codes = {key[place] for key in counted.cells}
        taken = {definition.total, *([MISSING] if None in codes else [])}
        for code in sorted(code for code in codes if code is not None):
            if code in taken or not code or code != code.strip():
                yield _bad_code(code, column)


def _bad_code(code: str, column: str) -> Finding:
    return wrong(
        CountCode.BAD_CODE,
        sv=f"«{code}» i {column} går inte att skilja från totalen, från det som saknas eller från en annan "
        "kod. Byt den, eller kalla totalen något annat i definitionen.",
        en=f"“{code}” in {column} cannot be told from the total, from what is missing or from another "
        "code. Change it, or call the total something else in the definition.",
    )


def _nobody(grain: Grain) -> Finding:
    where = ", ".join(f"{column} = {code}" for column, code in grain.only)
    return wrong(
        CountCode.NO_ROWS,
        sv=f"«{grain.fact.name}» har inga rader{' med ' if where else ''}{where}. Se efter att urvalet är rätt stavat.",
        en=f"“{grain.fact.name}” has no rows{' with ' if where else ''}{where}. Check how the selection is spelt.",
    )


def too_many(grain: Grain) -> Finding:
    """The cube has more cells than can be protected."""
    return wrong(
        CountCode.TOO_MANY,
        sv=f"{' × '.join(grain.dimensions)} har fler än {MOST_ROWS} celler. Ta bort en variabel eller en nivå.",
        en=f"{' × '.join(grain.dimensions)} has over {MOST_ROWS} cells. Remove a variable or a level.",
    )
