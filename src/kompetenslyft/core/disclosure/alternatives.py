"""Other tables that agree with everything published: an example in whole persons, checked exactly, or none.

HiGHS proposes; nothing it says counts before integer arithmetic has confirmed it. For the audit alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import highspy
import numpy

_UNBOUNDED = 1e9


class NoAnswer(Exception):
    """The solver stopped without an answer: too little time, or an error."""


class Block:
    """Unknowns that hang together through sums, and the tables that differ from the true one in them.

    ``truth[i]`` are the persons of unknown ``names[i]``; each of ``sums`` has signed unknowns.
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
        self.names = tuple(names)
        self._at = {name: i for i, name in enumerate(names)}
        self._truth = tuple(truth)
        self._sums = tuple(sums)
        self._with: dict[int, list[int]] = {name: [] for name in names}
        for number, terms in enumerate(self._sums):
            for name in terms:
                self._with[name].append(number)
        self.floor = floor
        self._seconds = float(seconds)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0),
            ("presolve", "off"),
        ):  # fmt: skip
            self._highs.setOptionValue(option, value)
        self._build()

    def near(self, name: int, size: int) -> Block:
        """The block of the unknowns nearest to ``name``, about ``size`` of them; all others stand still in it."""
        queue, names = [name], {name}
        for one in queue:
            if len(queue) >= size:
                break
            new = [other for number in self._with[one] for other in self._sums[number] if other not in names]
            queue += dict.fromkeys(new)
            names.update(new)
        numbers = sorted({number for one in queue for number in self._with[one]})
        return Block(
            queue,
            [self._truth[self._at[one]] for one in queue],
            [{one: sign for one, sign in self._sums[number].items() if one in names} for number in numbers],
            floor=self.floor,
            seconds=self._seconds,
        )

    def _build(self) -> None:
        size = len(self.names)
        columns: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        for number, terms in enumerate(self._sums):
            for name, coefficient in terms.items():
                columns[self._at[name]].append((number, coefficient))
        starts, index, values = [0], [], []
        for sign in (1, -1):
            for column in columns:
                for number, coefficient in column:
                    index.append(number)
                    values.append(float(sign * coefficient))
                starts.append(len(index))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * size, len(self._sums)
        model.col_cost_ = numpy.ones(2 * size)
        model.col_lower_ = numpy.zeros(2 * size)
        self._room = [_UNBOUNDED] * size + [float(max(0, one - self.floor)) for one in self._truth]
        model.col_upper_ = numpy.array(self._room)
        model.row_lower_ = model.row_upper_ = numpy.zeros(len(self._sums))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = numpy.array(starts)
        model.a_matrix_.index_ = numpy.array(index)
        model.a_matrix_.value_ = numpy.array(values)
        self._highs.passModel(model)

    def example(self, name: int, step: int, *, still: Iterable[int] = ()) -> dict[int, int] | None:
        """A table in which ``name`` differs by ``step`` and ``still`` do not: unknown → difference. None where none is.

        Raises NoAnswer.
        """
        size = len(self.names)
        place = self._at[name]
        goes, stays = (place, place + size) if step > 0 else (place + size, place)
        if abs(step) > self._room[goes]:
            return None
        kept = [at for one in still if one in self._at for at in (self._at[one], self._at[one] + size)]
        if goes in kept:
            return None
        try:
            self._bound(goes, abs(step), abs(step))
            for column in (*kept, stays):
                self._bound(column, 0, 0)
            return self._found(name, step, set(still))
        finally:
            for column in (*kept, stays, goes):
                self._bound(column, 0, self._room[column])

    def _bound(self, column: int, low: float, high: float) -> None:
        self._highs.changeColBounds(column, low, high)

    def _found(self, name: int, step: int, still: set[int]) -> dict[int, int] | None:
        moved = self._run()
        if moved is None:
            return None
        change = self._whole(moved)
        if change is None:
            change = self._in_integers()
        if change is None or change.get(name) != step or not still.isdisjoint(change):
            return None
        return change if self._holds(change) else None

    def _run(self) -> list[float] | None:
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
        values = self._highs.getSolution().col_value
        size = len(self.names)
        return [values[i] - values[size + i] for i in range(size)]

    def _whole(self, moved: Sequence[float]) -> dict[int, int] | None:
        if any(abs(one - round(one)) > 1e-6 for one in moved):
            return None
        return {name: round(one) for name, one in zip(self.names, moved, strict=True) if round(one)}

    def _in_integers(self) -> dict[int, int] | None:
        """The same, told to use whole persons."""
        every = numpy.arange(2 * len(self.names), dtype=numpy.int32)
        kinds = highspy.HighsVarType
        try:
            self._highs.changeColsIntegrality(len(every), every, numpy.full(len(every), kinds.kInteger))
            moved = self._run()
        finally:
            self._highs.changeColsIntegrality(len(every), every, numpy.full(len(every), kinds.kContinuous))
        return None if moved is None else self._whole(moved)

    def _holds(self, change: Mapping[int, int]) -> bool:
        """Whether the table agrees with every sum and has nobody missing, exactly."""
        touched = {number for name in change for number in self._with[name]}
        return all(
            sum(coefficient * change.get(name, 0) for name, coefficient in self._sums[number].items()) == 0
            for number in touched
        ) and all(self._truth[self._at[name]] + step >= self.floor for name, step in change.items())
