"""Other tables that agree with everything published: an example in whole persons, checked exactly, or none.

HiGHS proposes; nothing it says counts before integer arithmetic has confirmed it. For the audit alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import highspy
import numpy
from numpy.typing import NDArray

from kompetenslyft.core.disclosure.grouping import grouped

Whole = NDArray[numpy.int32]

_UNBOUNDED = 1e9
_NEAR, _WIDER = 300, 4
"""Unknowns around one that are tried first, and how many times more each time after."""
_ANY = 1e9
"""How much more than the least a table in whole persons may change: however much, any will do."""


class NoAnswer(Exception):
    """The solver stopped without an answer: too little time, or an error."""


class Block:
    """Unknowns that hang together through sums, and the tables that differ from the true one in them.

    Unknowns that always differ alike have one place in the programmes.

    ``truth[i]`` are the persons of unknown ``names[i]``; each of ``sums`` has signed unknowns. ``programmes`` counts
    those solved.
    """

    def __init__(
        self,
        names: Sequence[int],
        truth: Sequence[int],
        sums: Sequence[Mapping[int, int]],
        *,
        floor: int,
        seconds: float,
    ) -> None:
        self.floor = floor
        self.programmes = 0
        self._truth = dict(zip(names, truth, strict=True))
        self._sums = tuple(sums)
        self._with: dict[int, list[int]] = {name: [] for name in names}
        for number, terms in enumerate(self._sums):
            for name in terms:
                self._with[name].append(number)
        self._seconds = float(seconds)
        self._members = _alike(names, self._sums)
        self._at = {name: place for place, members in enumerate(self._members) for name in members}
        self._terms = _of_places(self._sums, self._at)
        columns: list[list[tuple[int, int]]] = [[] for _ in self._members]
        for number, one in enumerate(self._terms):
            for place, sign in one:
                columns[place].append((number, sign))
        self._columns = columns
        self._lengths = numpy.array([len(one) for one in columns], dtype=numpy.int32)
        self._starts = numpy.cumsum(self._lengths, dtype=numpy.int32) - self._lengths
        self._rows = numpy.array([row for one in columns for row, _sign in one], dtype=numpy.int32)
        self._signs = numpy.array([float(sign) for one in columns for _row, sign in one])
        fewest = [min(self._truth[name] for name in members) for members in self._members]
        self._down = numpy.array([float(max(0, one - floor)) for one in fewest])
        self._all = self._programme(numpy.arange(len(columns), dtype=numpy.int32))
        self._last: int | None = None
        self._parts: dict[int, _Programme] = {}

    def example(self, name: int, steps: Sequence[int], *, still: Iterable[int] = ()) -> dict[int, int] | None:
        """A table in which ``name`` differs by one of ``steps`` or more and ``still`` do not: unknown → difference.

        The unknowns near by are tried first, with all others standing still; at last all. None where no table can be
        confirmed. Raises NoAnswer.
        """
        kept = frozenset(still)
        fixed = sorted({self._at[one] for one in kept if one in self._at})
        place = self._at[name]
        if place in fixed:
            return None
        for programme in self._around(place):
            for step in steps:
                if -step > self._down[place]:
                    continue
                self.programmes += 1
                moved = programme.solved(place, step, fixed)
                change = {other: way for one, way in moved.items() for other in self._members[one]}
                if change.get(name, 0) // step > 0 and kept.isdisjoint(change) and self._holds(change):
                    return change
        return None

    def _around(self, place: int) -> Iterator[_Programme]:
        """Ever larger programmes around ``place``; at last that of all."""
        if self._last != place:
            self._last, self._parts = place, {}
        size = _NEAR
        while size * _WIDER <= len(self._members):
            if size not in self._parts:
                self._parts[size] = self._programme(self._nearest(place, size))
            yield self._parts[size]
            size *= _WIDER
        yield self._all

    def _nearest(self, place: int, size: int) -> Whole:
        """The about ``size`` places that are fewest sums away from ``place``."""
        queue, seen = [place], {place}
        for one in queue:
            if len(queue) >= size:
                break
            for number, _sign in self._columns[one]:
                new = [other for other, _way in self._terms[number] if other not in seen]
                queue += new
                seen.update(new)
        return numpy.array(queue, dtype=numpy.int32)

    def _programme(self, places: Whole) -> _Programme:
        lengths = self._lengths[places]
        starts = numpy.cumsum(lengths) - lengths
        every = numpy.repeat(self._starts[places] - starts, lengths) + numpy.arange(lengths.sum())
        return _Programme(
            places,
            lengths,
            self._rows[every],
            self._signs[every],
            down=self._down[places],
            seconds=self._seconds,
        )

    def _holds(self, change: Mapping[int, int]) -> bool:
        """Whether the table agrees with every sum and has nobody missing, exactly."""
        touched = {number for name in change for number in self._with[name]}
        return all(
            sum(sign * change.get(name, 0) for name, sign in self._sums[number].items()) == 0
            for number in touched
        ) and all(self._truth[name] + step >= self.floor for name, step in change.items())


def _alike(names: Sequence[int], sums: Iterable[Mapping[int, int]]) -> list[list[int]]:
    """Unknowns that always differ alike together: a total, and its part where no other part is unknown."""
    return grouped(names, (tuple(terms) for terms in sums if len(terms) == 2 and sum(terms.values()) == 0))


def _of_places(sums: Iterable[Mapping[int, int]], at: Mapping[int, int]) -> list[tuple[tuple[int, int], ...]]:
    """Each different sum once, as signed places; those that say nothing of them left out."""
    found: dict[tuple[tuple[int, int], ...], None] = {}
    for terms in sums:
        signs: dict[int, int] = {}
        for name, sign in terms.items():
            signs[at[name]] = signs.get(at[name], 0) + sign
        left = tuple(sorted((place, sign) for place, sign in signs.items() if sign))
        if left:
            found[left] = None
    return list(found)


class _Programme:
    """The least movement of the unknowns at ``places`` that keeps every sum. A column up for each, then one down."""

    def __init__(
        self,
        places: Whole,
        lengths: Whole,
        rows: Whole,
        signs: NDArray[numpy.float64],
        *,
        down: NDArray[numpy.float64],
        seconds: float,
    ) -> None:
        self._places = places
        self._at = {place: i for i, place in enumerate(places.tolist())}
        self._size = len(places)
        self._seconds = seconds
        self._room = numpy.concatenate([numpy.full(self._size, _UNBOUNDED), down])
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0),
            ("presolve", "off"), ("mip_rel_gap", _ANY),
        ):  # fmt: skip
            self._highs.setOptionValue(option, value)
        numbers, index = numpy.unique(rows, return_inverse=True)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * self._size, len(numbers)
        model.col_cost_ = numpy.ones(2 * self._size)
        model.col_lower_ = numpy.zeros(2 * self._size)
        model.col_upper_ = self._room
        model.row_lower_ = model.row_upper_ = numpy.zeros(len(numbers))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = numpy.concatenate([[0], numpy.cumsum(numpy.tile(lengths, 2))])
        model.a_matrix_.index_ = numpy.tile(index, 2)
        model.a_matrix_.value_ = numpy.concatenate([signs, -signs])
        self._highs.passModel(model)

    def solved(self, place: int, step: int, fixed: Iterable[int]) -> dict[int, int]:
        """How much each unknown moves, by place, where that at ``place`` moves by ``step`` or more; {} if it cannot."""
        up, size = self._at[place], self._size
        goes, stays = (up, up + size) if step > 0 else (up + size, up)
        kept = [
            column for one in fixed if one in self._at for column in (self._at[one], self._at[one] + size)
        ]
        try:
            self._highs.changeColBounds(goes, abs(step), self._room[goes])
            for column in (*kept, stays):
                self._highs.changeColBounds(column, 0, 0)
            moved = self._run()
            if moved is not None and numpy.abs(moved - numpy.rint(moved)).max() > 1e-6:
                moved = self._in_integers()
        finally:
            for column in (*kept, stays, goes):
                self._highs.changeColBounds(column, 0, self._room[column])
        if moved is None:
            return {}
        whole = numpy.rint(moved).astype(int)
        changed = whole.nonzero()[0]
        return dict(zip(self._places[changed].tolist(), whole[changed].tolist(), strict=True))

    def _run(self) -> NDArray[numpy.float64] | None:
        started = self._highs.getRunTime()
        self._highs.setOptionValue("time_limit", started + self._seconds)
        self._highs.run()
        if self._highs.getRunTime() - started > self._seconds:
            raise NoAnswer("time")
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise NoAnswer(self._highs.modelStatusToString(status))
        values = numpy.array(self._highs.getSolution().col_value)
        moved: NDArray[numpy.float64] = values[: self._size] - values[self._size :]
        return moved

    def _in_integers(self) -> NDArray[numpy.float64] | None:
        """The same, told to use whole persons; the first such table will do."""
        every = numpy.arange(2 * self._size, dtype=numpy.int32)
        kinds = highspy.HighsVarType
        try:
            self._highs.changeColsIntegrality(len(every), every, numpy.full(len(every), kinds.kInteger))
            self._highs.setOptionValue("presolve", "on")
            return self._run()
        finally:
            self._highs.setOptionValue("presolve", "off")
            self._highs.changeColsIntegrality(len(every), every, numpy.full(len(every), kinds.kContinuous))
