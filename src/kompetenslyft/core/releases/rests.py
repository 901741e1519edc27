"""What is left of a whole when its parts are taken away: a number that nobody publishes and everybody can work out.

The form alone says which (``known``); the suppression and the audit both read it here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kompetenslyft.core.releases.known import ALL, Cell, Within

Name = tuple[str, ...]
"""A question, or what is left of one (``Within.rest``); a region's key; a member of each dimension, or ``ALL``."""
Sum = tuple[Name, tuple[Name, ...]]
"""A total and its parts."""


def rests(link: Within, names: Collection[Name]) -> Iterator[Sum]:
    """The whole of each region as its parts and what is left of it. ``names``: the cells that there are."""
    question, *members = link.whole
    for name in sorted(names):
        if name[0] == question and list(name[2:]) == members:
            there = _there(link, name[1], names)
            if there:
                yield name, (*(_at(part, name[1]) for part in there), (link.rest, name[1]))


def sums_of_rests(
    within: Collection[Within], names: Collection[Name], above: Mapping[str, str]
) -> Iterator[Sum]:
    """What is left of a county is what is left of its regions, and of all what is left of each member.

    Where a part is not there the whole is left, unless the part has no regions as small. ``names``: the cells that
    there are, with the rests.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for code, over in above.items():
        below[over].append(code)
    last: dict[Name, set[str]] = defaultdict(set)
    for name in names:
        last[name[:-1]].add(name[-1])
    by_rest = {link.rest: link for link in within}
    for rest, region in sorted(name for name in names if name[0] in by_rest):
        link = by_rest[rest]
        regions = [(link, code) for code in below[region]]
        if {part for _link, code in regions for part in _there(link, code, names)} != set(
            _there(link, region, names)
        ):
            regions = []
        members = [(one, region) for one in _by_member(link, region, within, names, last)]
        for several in (regions, members):
            found = [one for each in several for one in _left(*each, names)]
            if found and _unbroken(several, names):
                yield (rest, region), tuple(found)


def _by_member(
    link: Within,
    region: str,
    within: Iterable[Within],
    names: Collection[Name],
    last: Mapping[Name, Collection[str]],
) -> list[Within]:
    """The links that say of each member of the last dimension what ``link`` says of all; none where one is missing.

    ``last``: the last members of the cells, by what stands before.
    """
    parts = _there(link, region, names)
    if not all(cell[-1] == ALL and len(cell) > 1 for cell in (link.whole, *parts)):
        return []
    stem = link.whole[:-1]
    wanted = set(last[(stem[0], region, *stem[1:])]) - {ALL}
    found = [
        other
        for other in within
        if other.whole[:-1] == stem
        and other.whole[-1] in wanted
        and {(*part[:-1], other.whole[-1]) for part in parts} == set(other.parts)
    ]
    return found if len(found) == len(wanted) else []


def _left(link: Within, region: str, names: Collection[Name]) -> list[Name]:
    rest, whole = (link.rest, region), _at(link.whole, region)
    return [rest] if rest in names else [whole] if whole in names else []


def _unbroken(pairs: Iterable[tuple[Within, str]], names: Collection[Name]) -> bool:
    """Whether no region has parts without what is left beside them."""
    return all((link.rest, region) in names or not _there(link, region, names) for link, region in pairs)


def _there(link: Within, region: str, names: Collection[Name]) -> list[Cell]:
    return [part for part in link.parts if _at(part, region) in names]


def _at(cell: Cell, region: str) -> Name:
    return (cell[0], region, *cell[1:])
