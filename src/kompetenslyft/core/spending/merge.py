"""Two who change one activity at the same time: what both can have, and where they clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from kompetenslyft.core.spending.model import Activity

Entry = str | list[str]


class Clash(NamedTuple):
    """A field that two have changed to different things. None is blank."""

    mine: Entry | None
    theirs: Entry | None


def merged(
    before: Mapping[str, Entry], theirs: Mapping[str, Entry], mine: Mapping[str, Entry]
) -> tuple[dict[str, Entry], dict[str, Clash]]:
    """What the entries come to when each side's changes to ``before`` are taken, and the fields where they clash.

    All three are as ``to_entries`` writes them. Where there are clashes the merged entries hold mine.
    """
    joined: dict[str, Entry] = {}
    clashes: dict[str, Clash] = {}
    for key in sorted(before.keys() | theirs.keys() | mine.keys()):
        old, other, own = before.get(key), theirs.get(key), mine.get(key)
        chosen = other if own == old else own
        if other not in (old, own) and own != old:
            clashes[key] = Clash(own, other)
        if chosen is not None:
            joined[key] = chosen
    return joined, clashes


def parts_concerned(before: Activity, after: Activity) -> frozenset[str]:
    """The municipalities (codes) whose reports a change touches: all where the whole changed, else the parts' own."""
    old, new = ({part.unit: part for part in activity.parts} for activity in (before, after))
    if replace(before, parts=(), ref="") != replace(after, parts=(), ref=""):
        return frozenset(old.keys() | new.keys())
    return frozenset(code for code in old.keys() | new.keys() if old.get(code) != new.get(code))
