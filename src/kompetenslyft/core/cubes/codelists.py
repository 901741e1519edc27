"""Code lists of a cube's regions: the levels of them, and the municipalities grouped by county.

They follow from the cube alone. A group is told by its own published figure, never by a sum: what is hidden in one of
its members cannot be had through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kompetenslyft.core.cubes.model import Cube, Dimension, Value
from kompetenslyft.core.cubes.regions import NATION, REGION, Level, level_of
from kompetenslyft.core.text import Text


class Kind(StrEnum):
    """How a code list stands to its dimension, in the words of PxAPI-2."""

    VALUESET = "Valueset"
    """Some of the values."""
    AGGREGATION = "Aggregation"
    """Groups of values."""


@dataclass(frozen=True, slots=True)
class Group:
    """One value of a code list: a code of the dimension itself, and the codes that it stands for."""

    code: str
    label: Text
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codelist:
    """Some values of a dimension, or groups of them. The id is its own among all tables."""

    id: str
    label: Text
    kind: Kind
    dimension: str
    groups: tuple[Group, ...]


def codelists(cube: Cube) -> tuple[Codelist, ...]:
    """The code lists of the cube's regions; none where they are of one level."""
    region = next((one for one in cube.dimensions if one.code == REGION), None)
    if region is None:
        return ()
    nation, counties, municipalities = _levels(region)
    levels = (
        ("nation", Text(sv="Riket", en="Sweden"), nation),
        ("counties", Text(sv="Län", en="Counties"), counties),
        ("municipalities", Text(sv="Kommuner", en="Municipalities"), municipalities),
    )
    if sum(bool(values) for _name, _label, values in levels) < 2:
        return ()
    sets = [
        Codelist(f"vs_{cube.code}.{name}", label, Kind.VALUESET, REGION, tuple(_alone(values)))
        for name, label, values in levels
        if values
    ]
    grouped = tuple(_by_county(region))
    if grouped:
        label = Text(sv="Kommuner grupperade efter län", en="Municipalities grouped by county")
        sets.append(Codelist(f"agg_{cube.code}.counties", label, Kind.AGGREGATION, REGION, grouped))
    return tuple(sets)


def lists_of(cube: Cube, dimension: str) -> tuple[Codelist, ...]:
    """The code lists of one dimension."""
    return tuple(one for one in codelists(cube) if one.dimension == dimension)


def table_of(list_id: str) -> str:
    """The code of the table that a code list with this id would be of; «» where none can have it."""
    kind, _, rest = list_id.partition("_")
    table, dot, _name = rest.rpartition(".")
    return table if dot and kind in {"vs", "agg"} else ""


def spread(groups: Sequence[Group], codes: Sequence[str]) -> tuple[str, ...]:
    """The members of the groups with these codes, each once."""
    members: Mapping[str, tuple[str, ...]] = {group.code: group.members for group in groups}
    return tuple(dict.fromkeys(member for code in codes for member in members[code]))


def _levels(region: Dimension) -> tuple[list[Value], list[Value], list[Value]]:
    nation = [one for one in region.values if one.code == NATION]
    counties = [one for one in region.values if _is_county(one.code)]
    others = [one for one in region.values if one.code != NATION and not _is_county(one.code)]
    return nation, counties, others


def _is_county(code: str) -> bool:
    return level_of(code) is Level.COUNTIES


def _alone(values: Sequence[Value]) -> Iterator[Group]:
    return (Group(one.code, one.label, (one.code,)) for one in values)


def _by_county(region: Dimension) -> Iterator[Group]:
    """Each county with its municipalities. A joint board, whose code is no number, belongs to the county before it."""
    counties = {one.code for one in region.values if _is_county(one.code)}
    members: dict[str, list[str]] = {code: [] for code in counties}
    county = ""
    for one in region.values:
        if one.code in counties:
            county = one.code
        elif one.code != NATION:
            own = one.code[:2] if one.code.isdigit() else county
            if own in members:
                members[own].append(one.code)
    return (
        Group(one.code, one.label, tuple(members[one.code])) for one in region.values if members.get(one.code)
    )
