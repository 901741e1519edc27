"""What hangs together through links. For the audit alone, which has nothing in common with the suppression."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def grouped(names: Iterable[int], links: Iterable[Sequence[int]]) -> list[list[int]]:
    """The names in groups, each in their order: those that stand in a link together are in one group."""
    root = {name: name for name in names}

    def find(name: int) -> int:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for first, *rest in filter(None, links):
        for name in rest:
            root[find(name)] = find(first)
    members: dict[int, list[int]] = {}
    for name in root:
        members.setdefault(find(name), []).append(name)
    return list(members.values())
