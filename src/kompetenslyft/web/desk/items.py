"""What somebody has to do: one item, made by the context that knows about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Urgency(IntEnum):
    """How much an item presses; the lowest comes first."""

    LATE = 0
    NOW = 1
    SOON = 2
    WHEN_YOU_CAN = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: what, why, by when, and where it is done."""

    title: str
    detail: str
    url: str
    urgency: Urgency = Urgency.NOW
    due: date | None = None


def in_order(items: list[Item]) -> list[Item]:
    """The most pressing first, then by date; those without a date after those with one."""
    return sorted(items, key=lambda item: (item.urgency, item.due or date.max, item.title))
