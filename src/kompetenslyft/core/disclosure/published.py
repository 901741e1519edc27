"""What an attacker has: the published tables, and every sum in them with hidden cells as unknowns.

The audit builds this from what is published, by itself; it has nothing in common with the suppression.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A published table: ``places`` of its variables among all, and persons of each cell, None where hidden."""

    table: str
    places: tuple[int, ...]
    cells: Mapping[Key, int | None]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The truth about a hidden cell: persons, whether it is sensitive, and the lone persons who are in it alone."""

    persons: int
    sensitive: bool
    alone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Release:
    """Published tables with their codes (``above[place][code]`` is the code above), and the truth behind them.

    ``floor``: the fewest persons that a knowing attacker must allow for in a hidden cell.
    """

    total: str
    above: tuple[Mapping[str, str], ...]
    tables: tuple[Figures, ...]
    hidden: Mapping[Key, Hidden]
    zeros_open: bool
    floor: int
    interval_percent: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Signed unknowns (index → coefficient) that come to ``value``. ``where`` names the total, for the record."""

    terms: Mapping[int, int]
    value: int
    where: tuple[str, Key]


def unknowns(release: Release) -> tuple[Key, ...]:
    """Every cell that some table hides, in order."""
    return tuple(
        sorted({key for table in release.tables for key, persons in table.cells.items() if persons is None})
    )


def sums(release: Release, order: Sequence[Key]) -> tuple[Sum, ...]:
    """Every total of the tables with its parts. A combination that no table lists is 0."""
    index = {key: i for i, key in enumerate(order)}
    known = {
        key: persons
        for table in release.tables
        for key, persons in table.cells.items()
        if persons is not None
    }
    result: dict[tuple[tuple[tuple[int, int], ...], int], Sum] = {}
    for table in release.tables:
        for place in table.places:
            groups: dict[Key, list[Key]] = {}
            for key in table.cells:
                if key[place] != release.total:
                    over = (
                        *key[:place],
                        release.above[place].get(key[place], release.total),
                        *key[place + 1 :],
                    )
                    groups.setdefault(over, []).append(key)
            for over, parts in groups.items():
                terms: dict[int, int] = {}
                value = 0
                for key, sign in ((over, -1), *((part, 1) for part in parts)):
                    if key in index:
                        terms[index[key]] = sign
                    else:
                        value -= sign * known.get(key, 0)
                one = Sum(terms, value, (table.table, over))
                result.setdefault((tuple(sorted(terms.items())), value), one)
    return tuple(result.values())
