"""What an attacker has: the published tables, and every sum in them with hidden cells as unknowns.

The audit builds this from what is published, by itself; it has nothing in common with the suppression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    """The truth about a cell that must not be known: its number, and how far from that an outsider must be left.

    ``persons`` may be of any whole unit (kronor, hundredths of FTE). ``sensitive``: the cell must be possible ``asked``
    higher and ``asked`` lower (not below 0); other cells only at another number. ``alone``: the lone persons who are
    in it alone; ``apart``: how far from the number lone persons in other cells must be left.
    """

    persons: int
    sensitive: bool
    asked: int = 1
    alone: frozenset[str] = frozenset()
    apart: int = 1


@dataclass(frozen=True, slots=True)
class Release:
    """Published tables with their codes (``above[place][code]`` is the code above), and the truth behind them.

    ``hidden`` has every cell that some table hides, and every sensitive one even where a table shows it: that is then
    a fault. ``threshold``: a cell with fewer is sensitive by its number alone; 0 where ``hidden`` says it all.
    ``floor``: the fewest persons that a knowing attacker must allow for in a hidden cell.
    """

    total: str
    above: tuple[Mapping[str, str], ...]
    tables: tuple[Figures, ...]
    hidden: Mapping[Key, Hidden]
    zeros_open: bool
    floor: int
    threshold: int
    links: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    """Totals with their parts that add up besides what adds up within a table, as between two releases."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Signed unknowns (index → coefficient) that come to ``value``. ``where`` names the total, for the record."""

    terms: Mapping[int, int]
    value: int
    where: tuple[str, Key]


def asked(persons: int, percent: int) -> int:
    """How far up and down a number must be left in doubt: ``percent`` of it, rounded up, and at least one."""
    return max(1, -(-persons * percent // 100))


def unknowns(release: Release) -> tuple[Key, ...]:
    """Every cell that some table hides, in order."""
    return tuple(
        sorted({key for table in release.tables for key, persons in table.cells.items() if persons is None})
    )


def sums(release: Release, order: Sequence[Key]) -> tuple[Sum, ...]:
    """Every total of the tables with its parts, then the links. A combination that no table lists is 0."""
    index = {key: i for i, key in enumerate(order)}
    known = {
        key: persons
        for table in release.tables
        for key, persons in table.cells.items()
        if persons is not None
    }
    result: dict[tuple[tuple[tuple[int, int], ...], int], Sum] = {}
    for name, over, parts in _totals(release):
        terms: dict[int, int] = {}
        value = 0
        for key, sign in ((over, -1), *((part, 1) for part in parts)):
            if key in index:
                terms[index[key]] = sign
            else:
                value -= sign * known.get(key, 0)
        one = Sum(terms, value, (name, over))
        result.setdefault((tuple(sorted(terms.items())), value), one)
    return tuple(result.values())


def _totals(release: Release) -> Iterator[tuple[str, Key, Sequence[Key]]]:
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
                yield table.table, over, parts
    for total, linked in release.links:
        yield "", total, linked
