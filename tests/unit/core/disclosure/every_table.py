"""Every table of whole persons that what is published allows, one by one: what the audit is held against."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import numpy

from kompetenslyft.core.disclosure.cells import System
from kompetenslyft.core.disclosure.definition import Rules

MOST = 200_000


class TooMany(Exception):
    """More tables than can be tried."""


def every_table(system: System, hidden: Collection[int]) -> dict[int, numpy.ndarray]:
    """What each hidden cell is in each of the tables. Raises TooMany."""
    sums = [
        ([(cell, sign) for cell, sign in terms if cell in hidden],
         -sum(sign * system.persons[cell] for cell, sign in terms if cell not in hidden))
        for one in system.equations
        for terms in [[(one.total, -1), *((part, 1) for part in one.parts)]]
    ]  # fmt: skip
    sums = [(terms, value) for terms, value in sums if terms]
    low, high = _bounds(hidden, sums)
    columns: dict[int, numpy.ndarray] = {}
    size = 1
    while len(columns) < len(hidden):
        cell, given = _next(hidden, sums, columns, low, high)
        if given is None:
            if high[cell] == math.inf or size * (high[cell] - low[cell] + 1) > MOST:
                raise TooMany
            values = numpy.arange(low[cell], high[cell] + 1)
            columns = {one: numpy.repeat(column, len(values)) for one, column in columns.items()}
            columns[cell] = numpy.tile(values, size)
        else:
            terms, value = given
            sign = dict(terms)[cell]
            rest = sum(way * columns[one] for one, way in terms if one != cell)
            columns[cell] = sign * (value - rest) + numpy.zeros(size, dtype=int)
        right = columns[cell] >= 0
        for terms, value in sums:
            if all(one in columns for one, _way in terms):
                right &= sum(way * columns[one] for one, way in terms) == value
        columns = {one: column[right] for one, column in columns.items()}
        size = int(right.sum())
    return columns


def _bounds(hidden, sums):
    low, high = dict.fromkeys(hidden, 0), dict.fromkeys(hidden, math.inf)
    before = None
    while before != (low, high):
        before = (dict(low), dict(high))
        for terms, value in sums:
            for cell, sign in terms:
                others = [(low[one] * way, high[one] * way) for one, way in terms if one != cell]
                least = value - sum(max(one) for one in others)
                most = value - sum(min(one) for one in others)
                if sign < 0:
                    least, most = -most, -least
                low[cell], high[cell] = max(low[cell], least), min(high[cell], most)
    return low, high


def _next(hidden, sums, columns, low, high):
    """A cell that a sum gives; else the one with the fewest possible numbers."""
    for terms, value in sums:
        left = [cell for cell, _sign in terms if cell not in columns]
        if len(left) == 1:
            return left[0], (terms, value)
    return min(
        (one for one in hidden if one not in columns), key=lambda one: (high[one] - low[one], one)
    ), None


def unsafe_cells(
    system: System,
    hidden: Collection[int],
    sensitive: Collection[int],
    rules: Rules,
    asked: Mapping[int, int],
) -> set[int]:
    """The hidden cells that an attacker of the three kinds knows, or knows more narrowly than ``asked``."""
    tables = every_table(system, hidden)
    found = {cell for cell in hidden if (tables[cell] == system.persons[cell]).all()}
    for cell in sensitive:
        persons = system.persons[cell]
        low = max(0, persons - asked[cell])
        if tables[cell].max() < persons + asked[cell] or tables[cell].min() > low:
            found.add(cell)
    tables = _where(tables, [column >= rules.floor for column in tables.values()])
    for known in (frozenset[int](), *(system.lone if rules.lone_contributors else ())):
        left = _where(tables, [tables[cell] == system.persons[cell] for cell in known if cell in tables])
        for cell in sensitive:
            if cell in known or (known and not system.persons[cell]):
                continue
            if (left[cell] == system.persons[cell]).all():
                found.add(cell)
    return found


def _where(tables, conditions):
    right = numpy.logical_and.reduce(conditions) if conditions else slice(None)
    return {cell: column[right] for cell, column in tables.items()}
