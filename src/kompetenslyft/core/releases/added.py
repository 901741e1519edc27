"""What units have answered since an earlier release: the difference of the two tells it, so it is protected as a cell.

A city's district that answers late makes its city grow; a municipality makes its county grow where the table ends at
counties. Read from the names and numbers of the editions, alike for the suppression and the audit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.rests import Name

_SINCE = "+"
Cell = tuple[int, Name]
"""An edition, by its place among them, and a name in it."""


def added_since(question: str, place: int) -> str:
    """The question of which only the units count that had not answered it in the earlier edition at ``place``."""
    return f"{question}{_SINCE}{place}"


def question_of(name: str) -> str:
    """The question that a cell is of, also where it is of those added since."""
    return name.partition(_SINCE)[0]


def sums_of_added(editions: Sequence[Edition], unit: str) -> Iterator[tuple[Cell, tuple[Cell, ...]]]:
    """A cell as it was before and what was added to it make the cell: for every two editions whose numbers say so.

    A cell that the earlier edition did not have is what was added. Where answers were changed besides, nothing adds up.
    """
    for later, present in enumerate(editions):
        numbers = present.numbers(unit)
        for name, added in numbers.items():
            whole = (question_of(name[0]), *name[1:])
            if whole == name or not added or whole not in numbers:
                continue
            for before, one in enumerate(editions):
                if before == later or whole[0] not in one.questions:
                    continue
                stood = one.numbers(unit).get(whole)
                if (stood or 0) + added == numbers[whole]:
                    parts: tuple[Cell, ...] = (
                        ((later, name),) if stood is None else ((before, whole), (later, name))
                    )
                    yield (later, whole), parts
