"""The three sides of an uploaded workbook, cell by cell: as exported, as the return stands, as the file says."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from kompetenslyft.core.instruments.model import Value, Values


class Kind(StrEnum):
    """What the file does to a cell."""

    UNCHANGED = "unchanged"
    """The file says what was exported; whatever the return says now stays."""
    NEW = "new"
    """The cell was blank; the file fills it."""
    CHANGED = "changed"
    """The file has another answer than the return."""
    CLEARED = "cleared"
    """The file leaves an answered cell blank."""
    SAME = "same-as-current"
    """File and return were changed to the same answer."""
    CONFLICT = "conflict"
    """File and return were both changed since the export, to different answers: somebody must choose."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell's three sides; None is blank."""

    key: str
    kind: Kind
    base: Value | None
    current: Value | None
    incoming: Value | None

    @property
    def applies(self) -> bool:
        """Whether the file's answer can be saved without asking."""
        return self.kind in {Kind.NEW, Kind.CHANGED, Kind.CLEARED}


def difference(
    base: Values, current: Values, incoming: Values, *, skip: AbstractSet[str] = frozenset()
) -> tuple[Change, ...]:
    """One change per cell that has an answer on any side, in the order of ``incoming``, ``current``, ``base``.

    A cell absent from ``incoming`` is blank in the file. ``skip`` names cells of which the file says nothing that can
    be used (rejected entries): they are left out, so that they are not taken as cleared.
    """
    keys = [key for key in dict.fromkeys((*incoming, *current, *base)) if key not in skip]
    return tuple(_change(key, base.get(key), current.get(key), incoming.get(key)) for key in keys)


def settle(
    changes: Iterable[Change], *, overwrite: AbstractSet[str] = frozenset()
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes to save, and the conflicts to leave: those whose key is not in ``overwrite``."""
    saved, left = [], []
    for change in changes:
        conflict = change.kind is Kind.CONFLICT
        if change.applies or (conflict and change.key in overwrite):
            saved.append(change)
        elif conflict:
            left.append(change)
    return tuple(saved), tuple(left)


def _change(key: str, base: Value | None, current: Value | None, incoming: Value | None) -> Change:
    return Change(key, _kind(base, current, incoming), base, current, incoming)


def _kind(base: Value | None, current: Value | None, incoming: Value | None) -> Kind:
    if incoming == base:
        return Kind.UNCHANGED
    if incoming == current:
        return Kind.SAME
    if current != base:
        return Kind.CONFLICT
    if incoming is None:
        return Kind.CLEARED
    return Kind.NEW if current is None else Kind.CHANGED
