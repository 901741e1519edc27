"""What one release tells of questions that hang together: every cell with its figure, and everything that adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from kompetenslyft.core.releases.known import ALL, Within
from kompetenslyft.core.releases.rests import Name, Sum, rests, sums_of_rests


@dataclass(frozen=True, slots=True)
class Edition:
    """The true numbers of every cell, and which are not told. It never leaves the agency.

    ``figures``: hundredths of FTE, or numbers. ``persons``: the fewest that can stand behind, so that they add up; what
    is left of a whole has none where those of the whole and its parts do not tell. ``fewest``: by itself, of what is
    left of a whole, and of cells that have persons who may as well be in another.
    ``published``: what has a place in a table; the others follow from it. ``hidden``: what cannot be worked out from
    what is told. ``sensitive``: the part of it that must be left in doubt. ``above``: the key over each region's.
    """

    figures: Mapping[Name, int]
    persons: Mapping[Name, int]
    sums: tuple[Sum, ...]
    published: frozenset[Name]
    above: Mapping[str, str]
    hidden: frozenset[Name] = frozenset()
    sensitive: frozenset[Name] = frozenset()
    fewest: Mapping[Name, int] = field(default_factory=dict)
    units: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def questions(self) -> frozenset[str]:
        """The questions of which something is published."""
        return frozenset(name[0] for name in self.published)

    def with_hidden(self, hidden: Collection[Name], sensitive: Collection[Name]) -> Edition:
        """The same with other cells hidden."""
        return replace(self, hidden=frozenset(hidden), sensitive=frozenset(sensitive))

    def numbers(self, unit: str) -> Mapping[Name, int]:
        """``figures`` or ``persons``."""
        return self.figures if unit == "figures" else self.persons


@dataclass(frozen=True, slots=True)
class Answers:
    """The inner cells of a question, keyed by region and members; ``members`` of each dimension in all.

    ``most``: what one person can be at the most, in the unit of the figures. ``sure``: the persons who cannot be in
    another cell, where that is not all of them.
    """

    figures: Mapping[Name, int]
    persons: Mapping[Name, int]
    members: tuple[tuple[str, ...], ...]
    most: int
    sure: Mapping[Name, int] = field(default_factory=dict)

    def fewest(self, figure: int) -> int:
        """The fewest persons that a figure can be."""
        return -(-figure // self.most)


def edition(
    answers: Mapping[str, Answers],
    published: Mapping[str, Sequence[bool]],
    above: Mapping[str, str],
    within: Collection[Within],
    *,
    zeros: bool,
) -> Edition:
    """Everything that follows from the answers, nothing of it hidden.

    ``published``: for each published question, which of its dimensions have a total. ``zeros``: every combination is a
    cell.
    """
    figures: dict[Name, int] = {}
    persons: dict[Name, int] = {}
    sums: list[Sum] = []
    fewest: dict[Name, int] = {}
    answers = with_all_persons(answers, within)
    for question, one in answers.items():
        trees = [above, *(dict.fromkeys(members, ALL) for members in one.members)]
        inner = {key: (number, one.persons[key]) for key, number in one.figures.items()}
        if zeros:
            regions = sorted({key[0] for key in inner})
            inner = {key: inner.get(key, (0, 0)) for key in product(regions, *one.members)}
        cells = _summed(inner, trees)
        names = {key: (question, *key) for key in cells}
        fewest |= {names[key]: number for key, number in _fewer(one, cells, trees)}
        figures |= {names[key]: figure for key, (figure, _persons) in cells.items()}
        persons |= {names[key]: number for key, (_figure, number) in cells.items()}
        sums += [(names[total], tuple(names[part] for part in parts)) for total, parts in _sums(cells, trees)]
    places = frozenset(
        name
        for name in figures
        if name[0] in published
        and all(code != ALL or total for code, total in zip(name[2:], published[name[0]], strict=True))
    )
    for link in within:
        if link.whole[0] in answers:
            left = _rests(link, figures, persons)
            fewest |= {parts[-1]: answers[link.whole[0]].fewest(figures[parts[-1]]) for _whole, parts in left}
            sums += left
    sums += sums_of_rests(within, figures.keys(), above)
    return Edition(figures, persons, tuple(sums), places, above, fewest=fewest)


def with_all_persons(answers: Mapping[str, Answers], within: Iterable[Within]) -> dict[str, Answers]:
    """The answers with persons enough for the parts of a whole and for what is left of it.

    1,00 FTE of which 0,50 are without a degree are two persons at least, since nobody is half with and half without.
    The one who is missing is put in the largest inner cell of the whole. Where there are others, it is not ``sure``.
    """
    links = [link for link in within if link.questions <= answers.keys()]
    sure = _filled(answers, {question: one.persons for question, one in answers.items()}, links, most_cells=1)
    persons = _filled(answers, sure, links)
    return {
        question: replace(one, persons=persons[question], sure=sure[question])
        for question, one in answers.items()
    }


def _filled(
    answers: Mapping[str, Answers],
    before: Mapping[str, Mapping[Name, int]],
    links: Iterable[Within],
    *,
    most_cells: int | None = None,
) -> dict[str, dict[Name, int]]:
    """The persons with those who are missing. ``most_cells``: of what no more inner cells than these make up alone."""
    persons = {question: dict(one) for question, one in before.items()}
    changed = True
    while changed:
        changed = False
        for link in links:
            question = link.whole[0]
            for region in sorted({key[0] for key in persons[question]}):
                whole = _inner(answers, region, link.whole)
                parts = [(part[0], key) for part in link.parts for key in _inner(answers, region, part)]
                if not whole or not parts or (most_cells is not None and len(whole) > most_cells):
                    continue
                rest = sum(answers[question].figures[key] for key in whole) - sum(
                    answers[part].figures[key] for part, key in parts
                )
                needed = sum(persons[part][key] for part, key in parts) + answers[question].fewest(rest)
                short = needed - sum(persons[question][key] for key in whole)
                if rest > 0 and short > 0:
                    largest = max(whole, key=lambda key: (answers[question].figures[key], key))
                    persons[question][largest] += short
                    changed = True
    return persons


def _fewer(
    one: Answers, cells: Mapping[Name, tuple[int, int]], trees: Sequence[Mapping[str, str]]
) -> Iterator[tuple[Name, int]]:
    """The cells of some members that may have fewer persons than are put in them, with those who are sure."""
    inner = {key: (figure, one.sure.get(key, one.persons[key])) for key, figure in one.figures.items()}
    for key, (_figure, number) in _summed(inner, trees).items():
        if number < cells[key][1] and any(code != ALL for code in key[1:]):
            yield key, number


def _inner(answers: Mapping[str, Answers], region: str, cell: Sequence[str]) -> list[Name]:
    """The inner cells of a region that a cell of the form is the sum of."""
    question, *members = cell
    every = product(
        *(
            codes if code == ALL else (code,)
            for code, codes in zip(members, answers[question].members, strict=True)
        )
    )
    return [key for rest in every if (key := (region, *rest)) in answers[question].figures]


def _rests(link: Within, figures: dict[Name, int], persons: dict[Name, int]) -> list[Sum]:
    """The sums, whose rests are put among the numbers. A rest that would be less than nothing nobody can know of."""
    found = []
    for whole, (*parts, rest) in list(rests(link, figures.keys())):
        figure = figures[whole] - sum(figures[part] for part in parts)
        if figure >= 0:
            figures[rest] = figure
            left = persons[whole] - sum(persons[part] for part in parts)
            if left >= 0 and (left > 0) == (figure > 0):
                persons[rest] = left
            found.append((whole, (*parts, rest)))
    return found


def _summed(
    inner: Mapping[Name, tuple[int, int]], trees: Sequence[Mapping[str, str]]
) -> dict[Name, tuple[int, int]]:
    cells: dict[Name, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for key, (figure, number) in inner.items():
        for one in product(*(_path(tree, code) for tree, code in zip(trees, key, strict=True))):
            before = cells[one]
            cells[one] = (before[0] + figure, before[1] + number)
    return dict(sorted(cells.items()))


def _sums(cells: Iterable[Name], trees: Sequence[Mapping[str, str]]) -> Iterator[Sum]:
    parts: dict[tuple[int, Name], list[Name]] = defaultdict(list)
    for key in cells:
        for place, tree in enumerate(trees):
            if key[place] in tree:
                parts[place, (*key[:place], tree[key[place]], *key[place + 1 :])].append(key)
    for (_place, total), several in parts.items():
        yield total, tuple(several)


def _path(tree: Mapping[str, str], code: str) -> tuple[str, ...]:
    path = [code]
    while path[-1] in tree:
        path.append(tree[path[-1]])
    return tuple(path)
