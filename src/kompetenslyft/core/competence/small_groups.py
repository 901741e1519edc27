"""Which parts of an organisation are too small for totals of their people, also by subtraction from a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

LEAST = 4
"""Totals of fewer people than this tell of single ones."""


def hidden(sizes: Mapping[str, int], parents: Mapping[str, str | None]) -> frozenset[str]:
    """The organisations whose totals are not shown to somebody who sees no people.

    ``sizes``: how many people work directly in each organisation; ``parents``: the organisation above each, by code,
    None at the top. Hidden is whatever has 1–3 people with all below it, everything below something hidden, and
    among the parts of a whole so many that what they hide comes to at least four people: a part that is alone in
    being hidden could else be had by subtraction. Those who work in the whole itself count as a part of it.
    """
    below: dict[str | None, list[str]] = defaultdict(list)
    for code in sorted(parents):
        below[parents[code] if parents[code] in parents else None].append(code)
    totals: dict[str, int] = {}

    def total(code: str) -> int:
        if code not in totals:
            totals[code] = sizes.get(code, 0) + sum(total(part) for part in below[code])
        return totals[code]

    found: set[str] = set()

    def walk(code: str, *, hide: bool) -> None:
        if hide:
            found.add(code)
        parts = [part for part in below[code] if total(part)]
        shut = (
            set(parts) if hide else _hidden_parts({part: total(part) for part in parts}, sizes.get(code, 0))
        )
        for part in parts:
            walk(part, hide=part in shut)

    for top in below[None]:
        walk(top, hide=0 < total(top) < LEAST)
    return frozenset(found)


def _hidden_parts(parts: Mapping[str, int], direct: int) -> set[str]:
    """Those to hide, smallest first. ``direct``: people in no part, whose totals are never shown by themselves."""
    waiting = sorted(parts, key=lambda part: (parts[part], part))
    shut = {part for part in waiting if parts[part] < LEAST}
    concealed = direct + sum(parts[part] for part in shut)
    for part in waiting:
        if not 0 < concealed < LEAST:
            break
        if part not in shut:
            shut.add(part)
            concealed += parts[part]
    return shut
