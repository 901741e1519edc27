"""All that releases tell of the same answers as one system: a cell with the same figure in two of them is one unknown.

For the suppression. What the audit judges is built anew, in ``told``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kompetenslyft.core.disclosure.cells import Equation, System
from kompetenslyft.core.releases.added import sums_of_added
from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.rests import Name


@dataclass(frozen=True, slots=True)
class Joint:
    """The system, and where each edition's cells stand in it."""

    system: System
    places: tuple[Mapping[Name, int], ...]


def joint(editions: Sequence[Edition], unit: str, *, zeros: bool) -> Joint:
    """One system of the editions' cells in ``unit``. ``zeros``: empty cells are cells like others."""
    keys = sorted({(*name, str(number)) for one in editions for name, number in one.numbers(unit).items()})
    index = {key: place for place, key in enumerate(keys)}
    persons = tuple(int(key[-1]) for key in keys)
    places = tuple(
        {name: index[*name, str(number)] for name, number in one.numbers(unit).items()} for one in editions
    )
    equations = {
        Equation(place[total], tuple(sorted(place[part] for part in parts if zeros or persons[place[part]])))
        for one, place in zip(editions, places, strict=True)
        for total, parts in one.sums
        if all(name in place for name in (total, *parts)) and (zeros or persons[place[total]])
    }
    for (at, total), parts in sums_of_added(editions, unit):
        cells = {places[one][name] for one, name in parts}
        equations.add(
            Equation(places[at][total], tuple(sorted(cell for cell in cells if zeros or persons[cell])))
        )
    system = System(
        tuple(keys),
        persons,
        (1,) * len(keys),
        tuple(sorted(equations, key=lambda one: (one.total, one.parts))),
        tuple(sorted({frozenset(cells) for cells in _alone(editions, places)}, key=sorted)),
    )
    return Joint(system, places)


def _alone(editions: Sequence[Edition], places: Sequence[Mapping[Name, int]]) -> Iterator[set[int]]:
    """For each person who is alone in some cell, the cells that are that person."""
    for one, place in zip(editions, places, strict=True):
        root: dict[Name, Name] = {name: name for name, persons in one.persons.items() if persons == 1}
        for total, parts in one.sums:
            if total in root:
                for part in parts:
                    if part in root:
                        root[_find(root, part)] = _find(root, total)
        known: dict[Name, set[int]] = defaultdict(set)
        for name in root:
            known[_find(root, name)].add(place[name])
        yield from known.values()


def _find(root: dict[Name, Name], name: Name) -> Name:
    while root[name] != name:
        name = root[name]
    return name
