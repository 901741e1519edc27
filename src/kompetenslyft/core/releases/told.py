"""What an attacker has who has every release of the same answers: for the audit, in one of its two units.

Built from the names of the cells and from what the form says; it has nothing in common with the suppression.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kompetenslyft.core.disclosure.definition import Rules
from kompetenslyft.core.disclosure.published import Figures, Hidden, Key, Release, asked, sums, unknowns
from kompetenslyft.core.releases.added import Cell, sums_of_added
from kompetenslyft.core.releases.edition import Edition
from kompetenslyft.core.releases.known import ALL, Within
from kompetenslyft.core.releases.rests import Name, Sum, rests, sums_of_rests


def as_told(editions: Sequence[Edition], within: Iterable[Within], rules: Rules, unit: str) -> Release:
    """Every release at once. A cell's key has its number last: what has not changed is one cell.

    A cell is hidden where no edition tells it, and sensitive where any has it so. ``unit``: ``figures``, ``persons``.
    """
    links = [_links(one, tuple(within)) for one in editions]
    cells: dict[Key, int | None] = {}
    sensitive: set[Key] = set()
    alone: dict[Key, set[str]] = defaultdict(set)
    for one, added in zip(editions, links, strict=True):
        number = one.numbers(unit)
        keys = {name: (*name, str(told)) for name, told in number.items()}
        for name, key in keys.items():
            if name not in one.hidden:
                cells[key] = number[name]
            else:
                cells.setdefault(key, None)
        sensitive |= {keys[name] for name in one.sensitive if name in keys}
        for name, person in _alone(one, added).items():
            alone[keys[name]].add("|".join((*person, str(one.figures[person]))))
    percent = rules.interval_percent
    hidden = {
        key: Hidden(
            number,
            key in sensitive,
            asked(number, percent),
            frozenset(alone[key]) if rules.lone_contributors else frozenset(),
        )
        for key, told in cells.items()
        for number in [int(key[-1])]
        if told is None or key in sensitive
    }
    return Release(
        ALL,
        (),
        (Figures(unit, (), cells),),
        hidden,
        rules.zeros == "open",
        rules.floor,
        0,
        (
            *(
                ((*total, str(number[total])), tuple((*part, str(number[part])) for part in parts))
                for one, added in zip(editions, links, strict=True)
                for number in [one.numbers(unit)]
                for total, parts in added
                if all(name in number for name in (total, *parts))
            ),
            *_since(editions, unit),
        ),
    )


def _since(editions: Sequence[Edition], unit: str) -> Iterator[tuple[Key, tuple[Key, ...]]]:
    """What was added between two editions, with the cells' numbers last."""

    def key(cell: Cell) -> Key:
        place, name = cell
        return (*name, str(editions[place].numbers(unit)[name]))

    for total, parts in sums_of_added(editions, unit):
        yield key(total), tuple(key(part) for part in parts)


def _links(one: Edition, within: Sequence[Within]) -> list[Sum]:
    """What adds up in an edition: over regions and members, and by the form."""
    left = {link.rest for link in within}
    by_question: dict[str, dict[Key, None]] = defaultdict(dict)
    for name in one.figures:
        if name[0] not in left:
            by_question[name[0]][name] = None
    found: list[Sum] = []
    for cells in by_question.values():
        width = len(next(iter(cells)))
        bare = Release(
            ALL,
            ({}, one.above, *({},) * (width - 2)),
            (Figures("", tuple(range(1, width)), cells),),
            {},
            zeros_open=True,
            floor=0,
            threshold=0,
        )
        order = unknowns(bare)
        for total in sums(bare, order):
            found.append(
                (
                    total.where[1],
                    tuple(order[place] for place, sign in total.terms.items() if sign > 0),
                )
            )
    for link in within:
        found += [
            (whole, parts) for whole, parts in rests(link, one.figures.keys()) if parts[-1] in one.figures
        ]
    found += sums_of_rests(within, one.figures.keys(), one.above)
    return found


def _alone(one: Edition, links: Sequence[Sum]) -> Mapping[Name, Name]:
    """The cells of one person, each with the first cell that is that person."""
    above: dict[Name, list[Name]] = defaultdict(list)
    for total, parts in links:
        if one.persons.get(total) == 1:
            for part in parts:
                if one.persons.get(part) == 1:
                    above[part].append(total)
                    above[total].append(part)
    first: dict[Name, Name] = {}
    for name, persons in one.persons.items():
        if persons == 1 and name not in first:
            queue = [name]
            for other in queue:
                if other not in first:
                    first[other] = name
                    queue += above[other]
    return first
