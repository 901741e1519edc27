"""A plan word for word: to the document that a decision keeps, back from it, and what has changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.planning import Item

ITEM_FIELDS = tuple(field.name for field in fields(Item))


@dataclass(frozen=True, slots=True)
class Version:
    """A plan as it stands, or stood when it was decided. ``items`` by id, in order."""

    title: str
    starts: date
    ends: date
    summary: str
    items: Mapping[int, Item]


class ChangeKind(StrEnum):
    """What became of an item between two versions."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item that differs. ``fields``: which of its fields; blank where it was added or removed."""

    kind: ChangeKind
    key: int
    """The item's id."""
    before: Item | None
    after: Item | None
    fields: tuple[str, ...] = ()


def to_content(version: Version) -> dict[str, object]:
    """The version as a JSON document."""
    return {
        "title": version.title,
        "starts": version.starts.isoformat(),
        "ends": version.ends.isoformat(),
        "summary": version.summary,
        "items": [{"id": key, **item_to_content(item)} for key, item in version.items.items()],
    }


def from_content(content: Mapping[str, object]) -> Version:
    """The version of a document that ``to_content`` wrote. Raises KeyError, ValueError for another document."""
    rows = content["items"]
    if not isinstance(rows, list):
        raise ValueError("items")
    return Version(
        str(content["title"]),
        date.fromisoformat(str(content["starts"])),
        date.fromisoformat(str(content["ends"])),
        str(content["summary"]),
        {int(row["id"]): item_from_content(row) for row in rows},
    )


def item_to_content(item: Item) -> dict[str, object]:
    """An item as a JSON document."""
    content: dict[str, object] = {name: getattr(item, name) for name in ITEM_FIELDS}
    return content | {"due": item.due.isoformat(), "target": item.target}


def item_from_content(row: Mapping[str, object]) -> Item:
    """The item of a document that ``item_to_content`` wrote; other keys are passed over."""
    known = {name: row[name] for name in ITEM_FIELDS if name in row}
    target = known.get("target")
    known |= {
        "due": date.fromisoformat(str(row["due"])),
        "target": None if target is None else Mark(str(target)),
    }
    return Item(**known)  # type: ignore[arg-type]


def changes(before: Version, after: Version) -> tuple[ItemChange, ...]:
    """The items that differ: those of ``after`` in its order, then those that are gone."""
    found = []
    for key, item in after.items.items():
        old = before.items.get(key)
        if old is None:
            found.append(ItemChange(ChangeKind.ADDED, key, None, item))
        elif old != item:
            differing = tuple(name for name in ITEM_FIELDS if getattr(old, name) != getattr(item, name))
            found.append(ItemChange(ChangeKind.CHANGED, key, old, item, differing))
    found += [
        ItemChange(ChangeKind.REMOVED, key, item, None)
        for key, item in before.items.items()
        if key not in after.items
    ]
    return tuple(found)
