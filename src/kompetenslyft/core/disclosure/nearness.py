"""What is near a cell by the sums, ring by ring: steps from a sum to whatever else stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy

Floats = numpy.typing.NDArray[numpy.float64]
Places = numpy.typing.NDArray[numpy.int64]

UNREACHED = 1 << 40


@dataclass(frozen=True, slots=True)
class Steps:
    """Item ``i`` opens the gates ``gate[starts[i]:starts[i + 1]]``; gate ``g`` leads to the items
    ``item[ends[g]:ends[g + 1]]``. ``paired``: gates 2 k and 2 k + 1 are one sum; what was reached by one does not open
    the other."""

    starts: Places
    gate: Places
    ends: Places
    item: Places
    paired: bool

    @classmethod
    def of(cls, starts: Places, gate: Places, answer: Places, gates: int, *, paired: bool) -> Steps:
        """``answer``: to which gate each entry's item is an answer."""
        order = numpy.argsort(answer, kind="stable")
        items = numpy.repeat(numpy.arange(len(starts) - 1), numpy.diff(starts))
        ends = numpy.concatenate([[0], numpy.cumsum(numpy.bincount(answer, minlength=gates))])
        return cls(starts, gate, ends, items[order], paired)

    def rings(self, first: int, steps: Places) -> Iterator[Places]:
        """The items equally far from ``first``, the nearest first; ``steps``: how long the step to each is."""
        distance = numpy.full(len(steps), UNREACHED)
        came_by = numpy.full(len(steps), -1)
        crossed = numpy.zeros(len(self.ends) - 1, dtype=bool)
        distance[first] = 0
        waiting = {0: [numpy.array([first])]}
        while waiting:
            so_far = min(waiting)
            ring = numpy.unique(numpy.concatenate(waiting.pop(so_far)))
            ring = ring[distance[ring] == so_far]
            yield ring
            gates = self.gate[places(self.starts, ring)]
            opened = ~crossed[gates]
            if self.paired:
                opened &= gates != numpy.repeat(came_by[ring] ^ 1, lengths(self.starts, ring))
            gates = numpy.unique(gates[opened])
            crossed[gates] = True
            others = self.item[places(self.ends, gates)]
            reached = so_far + steps[others]
            nearer = reached < distance[others]
            by = numpy.repeat(gates, lengths(self.ends, gates))[nearer]
            others, reached = others[nearer], reached[nearer]
            distance[others] = reached
            came_by[others] = by
            for one in numpy.unique(reached).tolist():
                waiting.setdefault(one, []).append(others[reached == one])


class Reached:
    """As much of the rings as was asked for so far."""

    def __init__(self, rings: Iterator[Places]) -> None:
        self._rings = rings
        self._so_far: Places = numpy.array([], dtype=numpy.int64)

    def nearest(self, size: int) -> Places:
        """The ``size`` nearest items; fewer where there are no more."""
        while len(self._so_far) < size and (ring := next(self._rings, None)) is not None:
            self._so_far = numpy.concatenate([self._so_far, ring])
        return self._so_far[:size]


def lengths(starts: Places, chosen: Places) -> Places:
    """How many entries each of ``chosen`` has; those of ``i`` are from ``starts[i]`` to before ``starts[i + 1]``."""
    return starts[chosen + 1] - starts[chosen]


def places(starts: Places, chosen: Places) -> Places:
    """Where all entries of ``chosen`` are."""
    sizes = lengths(starts, chosen)
    behind: Places = numpy.repeat(starts[chosen] - numpy.cumsum(sizes) + sizes, sizes)
    return behind + numpy.arange(len(behind))
