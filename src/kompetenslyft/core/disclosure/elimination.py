"""Exact elimination: which unknowns follow from the sums by adding and subtracting, in whole numbers and fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

Row = dict[int, Fraction]


class Contradiction(Exception):
    """The sums cannot all hold. ``place`` is the number of the first one that cannot."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(str(place))


def determined(sums: Iterable[tuple[Mapping[int, int], int]]) -> dict[int, Fraction]:
    """The unknowns that have one value only, with it: reduced row echelon form, exactly.

    ``sums``: signed unknowns and what they come to. Raises Contradiction.
    """
    numbered = sorted(enumerate(sums), key=lambda one: (len(one[1][0]), one[0]))
    solved: dict[int, tuple[Row, Fraction]] = {}
    within: dict[int, set[int]] = {}
    for place, (terms, value) in numbered:
        row: Row = {}
        left = Fraction(value)
        for unknown, coefficient in terms.items():
            if unknown in solved:
                other, constant = solved[unknown]
                left -= coefficient * constant
                for name, share in other.items():
                    _add(row, name, coefficient * share)
            else:
                _add(row, unknown, Fraction(coefficient))
        if not row:
            if left:
                raise Contradiction(place)
            continue
        pivot = min(row, key=lambda name: (len(within.get(name, ())), name))
        scale = row.pop(pivot)
        expression = {name: -share / scale for name, share in row.items()}
        _replace(pivot, expression, left / scale, solved, within)
    return {name: constant for name, (row, constant) in solved.items() if not row}


def _replace(
    pivot: int,
    expression: Row,
    constant: Fraction,
    solved: dict[int, tuple[Row, Fraction]],
    within: dict[int, set[int]],
) -> None:
    """Note ``pivot`` as solved, and put its expression in place of it in all that are solved already."""
    for name in within.pop(pivot, set()):
        row, value = solved[name]
        share = row.pop(pivot)
        for other, coefficient in expression.items():
            _add(row, other, share * coefficient)
            if other in row:
                within.setdefault(other, set()).add(name)
            else:
                within[other].discard(name)
        solved[name] = (row, value + share * constant)
    solved[pivot] = (expression, constant)
    for other in expression:
        within.setdefault(other, set()).add(pivot)


def _add(row: Row, name: int, amount: Fraction) -> None:
    total = row.get(name, Fraction(0)) + amount
    if total:
        row[name] = total
    else:
        row.pop(name, None)
