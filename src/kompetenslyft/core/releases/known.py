"""What everybody knows from the form itself: which figures are parts of which others."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.checks import prepared_checks
from kompetenslyft.core.instruments.model import TOTAL, Instrument

ALL = "*"
"""All members of a dimension; where the question has no total of its own it is summed for protection alone."""

Cell = tuple[str, ...]
"""A question, then a member of each of its dimensions, or ``ALL``."""

_NO_MORE = re.compile(r"(?:sum\((?P<several>[\w., ]+)\)|(?P<one>[\w.]+)) *<= *(?P<whole>[\w.]+)")


@dataclass(frozen=True, slots=True)
class Within:
    """``parts`` are together no more than ``whole``. ``rest`` names what is left of it, a number of its own."""

    rest: str
    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def questions(self) -> frozenset[str]:
        """The questions that hang together by it."""
        return frozenset(cell[0] for cell in (self.whole, *self.parts))


@lru_cache(maxsize=16)
def known_parts(instrument: Instrument) -> tuple[Within, ...]:
    """The hard checks that say that some figures are no more than another of the same unit."""
    found = []
    for check in prepared_checks(instrument):
        match = _NO_MORE.fullmatch(check.expression.source.strip())
        if check.check.kind is not Severity.HARD or match is None:
            continue
        parts = [one.strip() for one in (match["several"] or match["one"]).split(",")]
        keys = [match["whole"], *parts]
        units = {instrument.cells[key].question.unit for key in keys if key in instrument.cells}
        if len(units) == 1 and all(key in instrument.cells for key in keys):
            found.append(Within(check.instance, _cell(keys[0]), tuple(map(_cell, keys[1:]))))
    return tuple(found)


def groups(
    questions: Collection[str], told: Collection[str], within: Collection[Within]
) -> list[tuple[str, ...]]:
    """``questions`` in the groups that hang together, through ``told`` ones too; groups and members in order."""
    every = dict.fromkeys((*questions, *sorted(told)))
    root = {one: one for one in every}

    def find(one: str) -> str:
        while root[one] != one:
            one = root[one]
        return one

    for link in within:
        first, *rest = sorted(link.questions & set(every)) or [""]
        for other in rest:
            root[find(other)] = find(first)
    found: dict[str, list[str]] = {}
    for one in every:
        found.setdefault(find(one), []).append(one)
    return [tuple(one) for one in found.values() if any(question in questions for question in one)]


def _cell(key: str) -> Cell:
    return tuple(ALL if part == TOTAL else part for part in key.split("."))
