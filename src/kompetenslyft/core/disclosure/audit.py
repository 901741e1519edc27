"""Is a release safe? For every hidden cell, other tables that agree with everything published: shown, not assumed.

Shares no code with the suppression. What cannot be shown in time counts as unsafe.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kompetenslyft.core.disclosure.alternatives import Block, NoAnswer
from kompetenslyft.core.disclosure.elimination import Contradiction, determined
from kompetenslyft.core.disclosure.grouping import grouped
from kompetenslyft.core.disclosure.published import Hidden, Key, Release, Sum, sums, unknowns
from kompetenslyft.core.pulse import Pulse, nobody

_PATIENCE = 10
"""Programmes without an answer after which no more are tried: the release is unsafe, whatever else they would tell."""


class Verdict(StrEnum):
    """What the audit found of a hidden cell, or of the release."""

    SAFE = "safe"
    RECOVERABLE = "recoverable"
    """It follows from what is published."""
    TOO_NARROW = "too_narrow"
    """It is known more narrowly than asked."""
    LONE = "lone_contributor"
    """Somebody who is alone in another cell can work it out."""
    UNANSWERED = "unanswered"
    """The solver gave no answer: treated as unsafe."""
    NOT_HIDDEN = "not_hidden"
    """It is sensitive and published."""
    CONTRADICTION = "contradiction"
    """A published total is not the sum of its parts."""


@dataclass(frozen=True, slots=True)
class CellResult:
    """A hidden cell: ``low`` to ``high`` persons are all within what an outsider must think possible."""

    key: Key
    sensitive: bool
    persons: int
    low: int
    high: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Audit:
    """The record: every hidden cell, and what is wrong besides (verdict, place, told)."""

    cells: tuple[CellResult, ...]
    faults: tuple[tuple[Verdict, Key, str], ...]
    sums: int
    blocks: int
    programmes: int

    @property
    def is_safe(self) -> bool:
        """Whether the release may be published."""
        return not self.faults and all(cell.verdict is Verdict.SAFE for cell in self.cells)


def audit(release: Release, *, seconds: float = 60, pulse: Pulse = nobody) -> Audit:
    """Judge every hidden cell. ``seconds``: the most that one linear programme may take; then it is unanswered.

    After ten without an answer no more are tried. ``pulse``: called before each.
    """
    return _Auditor(release, seconds, pulse).result()


@dataclass
class _Auditor:
    release: Release
    seconds: float
    pulse: Pulse = nobody
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    programmes: int = 0
    unanswered: int = 0

    def __post_init__(self) -> None:
        self.order = unknowns(self.release)
        self.sums = sums(self.release, self.order)
        self.truth = [self.release.hidden.get(key) for key in self.order]
        self.low = {i: one.persons for i, one in enumerate(self.truth) if one is not None}
        self.high = dict(self.low)

    def result(self) -> Audit:
        faults = list(self._faults())
        blocks = list(_blocks(self.sums, len(self.order)))
        if not faults:
            faults += self._eliminate()
        if not faults:
            for names, terms in blocks:
                self._judge(names, terms)
        cells = tuple(
            CellResult(
                key,
                one.sensitive,
                one.persons,
                self.low[i],
                self.high[i],
                self.verdicts.get(i, Verdict.UNANSWERED),
            )
            for i, (key, one) in enumerate(zip(self.order, self.truth, strict=True))
            if one is not None
        )
        return Audit(cells, tuple(faults), len(self.sums), len(blocks), self.programmes)

    def _faults(self) -> Iterator[tuple[Verdict, Key, str]]:
        """What needs no solver: sensitive cells in the open, hidden ones without a truth, sums that do not hold."""
        for table in self.release.tables:
            for key, persons in table.cells.items():
                low = persons is not None and persons < self.release.threshold
                if low and (persons or not self.release.zeros_open):
                    yield Verdict.NOT_HIDDEN, key, f"{table.table}: {persons}"
        for key, told in sorted(self._told().items()):
            one = self.release.hidden.get(key)
            if one is not None and one.sensitive and None not in told:
                yield Verdict.NOT_HIDDEN, key, ", ".join(sorted(map(str, told)))
            if len(told) > 1:
                shown = sorted(str(one) for one in told if one is not None)
                verdict = Verdict.RECOVERABLE if None in told else Verdict.CONTRADICTION
                yield verdict, key, ", ".join(shown)
        for key, truth in zip(self.order, self.truth, strict=True):
            if truth is None:
                yield Verdict.UNANSWERED, key, "?"
        if None in self.truth:
            return
        for equation in self.sums:
            hidden = sum(sign * self.low[one] for one, sign in equation.terms.items())
            if hidden != equation.value:
                name, key = equation.where
                yield Verdict.CONTRADICTION, key, f"{name}: {equation.value - hidden:+d}"

    def _told(self) -> dict[Key, set[int | None]]:
        """What the tables say of each cell; more than one thing where they differ."""
        told: dict[Key, set[int | None]] = defaultdict(set)
        for table in self.release.tables:
            for key, persons in table.cells.items():
                told[key].add(persons)
        return told

    def _eliminate(self) -> Iterator[tuple[Verdict, Key, str]]:
        try:
            found = determined((one.terms, one.value) for one in self.sums)
        except Contradiction as error:
            table, key = self.sums[error.place].where
            yield Verdict.CONTRADICTION, key, table
            return
        for name in found:
            self.verdicts[name] = Verdict.RECOVERABLE

    def _judge(self, names: Sequence[int], terms: Sequence[dict[int, int]]) -> None:
        """All cells of a block: first what any outsider knows, then who also knows that no hidden cell is empty."""
        persons = [self.low[name] for name in names]
        block = Block(names, persons, terms, floor=0, seconds=self.seconds)
        seen = _Examples(self.truth)
        for name in names:
            if name not in self.verdicts:
                self._outsider(block, seen, name)
        floor = self.release.floor
        if floor:
            self.programmes += block.programmes
            block = Block(names, persons, terms, floor=floor, seconds=self.seconds)
            fitting = [
                one
                for one in seen.kept
                if all(self._true(name) + step >= floor for name, step in one.items())
            ]
            seen = _Examples(self.truth, fitting)
        lone = self._lone(names)
        for name in names:
            one = self.truth[name]
            if one is not None and one.sensitive and self.verdicts.get(name) is Verdict.SAFE:
                self._insiders(block, seen, name, lone)
        self.programmes += block.programmes

    def _outsider(self, block: Block, seen: _Examples, name: int) -> None:
        """Sensitive: tables that differ as far as asked, both ways. Others: one table that differs."""
        one = self.truth[name]
        assert one is not None
        asked = max(1, one.asked) if one.sensitive else 0
        down = min(asked, one.persons)
        far = (self.high[name] >= one.persons + asked or self._tried(block, seen, name, [asked])) and (
            self.low[name] <= one.persons - down or self._tried(block, seen, name, [-down])
        )
        if name in self.verdicts:
            return
        differs = self.high[name] > self.low[name] or self._tried(block, seen, name, (1, -1))
        narrow = Verdict.TOO_NARROW if differs else Verdict.RECOVERABLE
        self.verdicts.setdefault(name, Verdict.SAFE if far and differs else narrow)

    def _insiders(self, block: Block, seen: _Examples, name: int, lone: dict[str, frozenset[int]]) -> None:
        """A table in which ``name`` differs for everybody who knows a cell by being alone in it, and for the others."""
        one = self.truth[name]
        assert one is not None
        while True:
            fitting = seen.noticed(name)
            if not fitting:
                still: frozenset[int] = frozenset()
            else:
                unconvinced = frozenset.intersection(*fitting) - one.alone
                if not unconvinced or not one.persons:
                    return
                still = lone[min(unconvinced)]
            if not self._tried(block, seen, name, (one.apart, -one.apart), still):
                if self.verdicts[name] is Verdict.SAFE:
                    self.verdicts[name] = Verdict.LONE if still else Verdict.RECOVERABLE
                return

    def _tried(
        self,
        block: Block,
        seen: _Examples,
        name: int,
        steps: Sequence[int],
        still: frozenset[int] = frozenset(),
    ) -> bool:
        """Whether there is such a table; it is kept, and widens what is known to be possible of its cells."""
        try:
            if self.unanswered >= _PATIENCE:
                raise NoAnswer
            self.pulse()
            change = block.example(name, steps, still=still)
        except NoAnswer:
            self.unanswered += 1
            self.verdicts[name] = Verdict.UNANSWERED
            return False
        if change is None:
            return False
        for one in (change, {other: -way for other, way in change.items()}):
            if all(self._true(other) + way >= block.floor for other, way in one.items()):
                seen.add(one)
                for other, way in one.items():
                    self.low[other] = min(self.low[other], self._true(other) + way)
                    self.high[other] = max(self.high[other], self._true(other) + way)
        return True

    def _true(self, name: int) -> int:
        one = self.truth[name]
        assert one is not None
        return one.persons

    def _lone(self, names: Iterable[int]) -> dict[str, frozenset[int]]:
        cells: dict[str, set[int]] = defaultdict(set)
        for name in names:
            one = self.truth[name]
            for person in one.alone if one is not None else ():
                cells[person].add(name)
        return {person: frozenset(cells[person]) for person in sorted(cells)}


class _Examples:
    """Tables that were shown to be possible, by the cells they differ in. ``truth``: who is alone in which cell."""

    def __init__(self, truth: Sequence[Hidden | None], changes: Iterable[dict[int, int]] = ()) -> None:
        self.kept: list[dict[int, int]] = []
        self._alone = [one.alone if one is not None else frozenset() for one in truth]
        self._apart = [one.apart if one is not None else 1 for one in truth]
        self._by_name: dict[int, list[frozenset[str]]] = defaultdict(list)
        for change in changes:
            self.add(change)

    def add(self, change: dict[int, int]) -> None:
        self.kept.append(change)
        noticed = frozenset(person for name in change for person in self._alone[name])
        for name, way in change.items():
            if abs(way) >= self._apart[name]:
                self._by_name[name].append(noticed)

    def noticed(self, name: int) -> list[frozenset[str]]:
        """For each table in which ``name`` differs far enough, the lone persons who know that it is not so."""
        return self._by_name[name]


def _blocks(sums: Sequence[Sum], size: int) -> Iterator[tuple[list[int], list[dict[int, int]]]]:
    """Unknowns that hang together, with their sums."""
    groups = grouped(range(size), (tuple(one.terms) for one in sums))
    group_of = {name: number for number, names in enumerate(groups) for name in names}
    terms: dict[int, list[dict[int, int]]] = defaultdict(list)
    for one in sums:
        if one.terms:
            terms[group_of[next(iter(one.terms))]].append(dict(one.terms))
    for number, names in enumerate(groups):
        yield names, terms[number]
