"""The timeline of one person's marks in one direction at one stage: which of them holds on which day.

A mark holds from the day it was made to the day before the next one. Marks are put in at their own day, whenever they
are recorded; one that is replaced on its own day holds on none. Nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from kompetenslyft.core.competence.model import Mark


class Dated(Protocol):
    """A mark in a timeline: it holds from ``assessed_on`` to the day before ``superseded_on``; None is open."""

    @property
    def assessed_on(self) -> date: ...

    @property
    def superseded_on(self) -> date | None: ...


D = TypeVar("D", bound=Dated)


def holds(one: Dated, day: date) -> bool:
    """Whether the mark holds on the day."""
    return one.assessed_on <= day and (one.superseded_on is None or day < one.superseded_on)


def holding(timeline: Iterable[D], day: date) -> D | None:
    """What holds on the day; None where nothing does."""
    return next((one for one in timeline if holds(one, day)), None)


def place(timeline: Iterable[D], day: date) -> tuple[D | None, date | None]:
    """Where a mark made on ``day`` goes in: the one whose ``superseded_on`` becomes ``day``, and its own.

    The one that holds on the day gives way; the new one gives way to the next that holds on some later day.
    """
    before: D | None = None
    after: date | None = None
    for one in timeline:
        if holds(one, day):
            before = one
        elif one.assessed_on > day and one.superseded_on != one.assessed_on:
            after = one.assessed_on if after is None else min(after, one.assessed_on)
    return before, after


def is_news(held: Mark | None, mark: Mark, note: str) -> bool:
    """Whether a mark says anything that what holds does not. None is not assessed; a note is always news."""
    return bool(note) or mark is not (held or Mark.NOT_ASSESSED)
