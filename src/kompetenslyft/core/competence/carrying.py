"""Marks of one version of a framework carried over to the next. Nothing is invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.frameworks.model import Framework


def carry_over(marks: Mapping[str, Mark], framework: Framework) -> dict[str, Mark]:
    """The marks by direction in ``framework``, from those by direction in the version before it.

    A direction that comes from several takes the lowest level among them; from one that is not assessed, or from
    none, it is not assessed; it is exempt only where all it comes from are. Every direction of the framework is there.
    Raises ValueError where the framework names no version before it.
    """
    previous = framework.previous
    if previous is None:
        raise ValueError(f"{framework.ref} comes after no other version")
    return {
        direction: _joined(
            [marks.get(old, Mark.NOT_ASSESSED) for old in previous.directions.get(direction, ())],
            previous.levels,
        )
        for direction in framework.directions
    }


def _joined(old: Iterable[Mark], levels: Mapping[str, str]) -> Mark:
    found = list(old)
    if not found or Mark.NOT_ASSESSED in found:
        return Mark.NOT_ASSESSED
    carried = [Mark(levels[mark]) for mark in found if mark is not Mark.EXEMPT]
    return min(carried, key=lambda mark: mark.rank or 0, default=Mark.EXEMPT)
