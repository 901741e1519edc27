"""What a revised table says otherwise than the one before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import product

from kompetenslyft.core.cubes.model import Cube, Value


class Kind(StrEnum):
    """What has happened to a cell."""

    CHANGED = "changed"
    ADDED = "added"
    """It was not in the table before."""
    REMOVED = "removed"
    HIDDEN = "hidden"
    """It was told before and is not now."""
    SHOWN = "shown"
    """It was not told before and is now."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is not as it was: the values it stands at, and its figure before and now (None: not told)."""

    kind: Kind
    place: tuple[Value, ...]
    before: Decimal | None
    now: Decimal | None


def changes(before: Cube | None, now: Cube) -> list[Change]:
    """What ``now`` says otherwise than ``before`` (None: there was no such table), in the order of the cells."""
    old = _cells(before) if before is not None else {}
    new = _cells(now)
    found = []
    for codes, (place, figure) in new.items():
        if codes not in old:
            found.append(Change(Kind.ADDED, place, None, figure))
        elif (former := old[codes][1]) != figure:
            kind = Kind.HIDDEN if figure is None else Kind.SHOWN if former is None else Kind.CHANGED
            found.append(Change(kind, place, former, figure))
    found += [
        Change(Kind.REMOVED, place, figure, None)
        for codes, (place, figure) in old.items()
        if codes not in new
    ]
    return found


def counted(found: Iterable[Change]) -> dict[Kind, int]:
    """How many there are of each kind, every kind."""
    numbers = Counter(one.kind for one in found)
    return {kind: numbers[kind] for kind in Kind}


def _cells(cube: Cube) -> dict[tuple[str, ...], tuple[tuple[Value, ...], Decimal | None]]:
    places = product(*(dimension.values for dimension in cube.dimensions))
    return {
        tuple(value.code for value in place): (place, figure)
        for place, figure in zip(places, cube.cells, strict=True)
    }
