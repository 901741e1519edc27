"""Sums and answers of many returns, exact and mergeable: what every table is read from.

Each return is read once per round and cohort. Figures are added as integer hundredths; the municipalities behind a
figure are a set kept as the bits of an integer, so that counting distinct ones over any union of questions is cheap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from kompetenslyft.core.instruments.model import Instrument, Unit, Values
from kompetenslyft.core.numbers import stored_scale
from kompetenslyft.core.tabulation.model import Scope

_HUNDREDTHS = 100
_CHOICE = 0
_TEXT = -1
_Key = TypeVar("_Key", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class ReturnData:
    """One return as it was last signed: whose, of which round, and its answers (without derived totals).

    A return that was asked for and is not signed has no answers; it counts among those asked and nowhere else.
    ``municipalities`` are the codes of the municipalities the unit answers for: one, or several for a joint board; a
    district has its city's. ``joined_year`` is the year the unit joined the programme.
    """

    unit: str
    municipalities: tuple[str, ...]
    round: str
    year: int
    joined_year: int
    instrument: Instrument
    values: Values


@dataclass(slots=True)
class MunicipalityIndex:
    """A bit for each municipality, the same for all aggregates that are to be merged."""

    _bits: dict[str, int] = field(default_factory=dict)

    def mask(self, municipalities: Iterable[str]) -> int:
        """The set of these municipalities, as bits."""
        result = 0
        for code in municipalities:
            bit = self._bits.get(code)
            if bit is None:
                bit = self._bits[code] = 1 << len(self._bits)
            result |= bit
        return result


@dataclass(slots=True)
class Aggregate:
    """The sums of a group of returns. Two aggregates of disjoint groups merge into that of both.

    ``hundredths``: sum by enterable numeric cell. ``questions``: who answered any cell of the question. ``options``:
    who gave the option as an answer to the cell. ``above``: in whose returns the numeric cell is more than zero. What
    nobody answered is absent. ``asked``: whose returns these are.
    """

    hundredths: dict[str, int] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    options: dict[tuple[str, str], int] = field(default_factory=dict)
    above: dict[str, int] = field(default_factory=dict)
    asked: int = 0

    def merge(self, other: Aggregate) -> Aggregate:
        """The aggregate of both groups. Both must have been made with the same index."""
        hundredths = dict(self.hundredths)
        for key, amount in other.hundredths.items():
            hundredths[key] = hundredths.get(key, 0) + amount
        return Aggregate(
            hundredths,
            _union(self.questions, other.questions),
            _union(self.options, other.options),
            _union(self.above, other.above),
            self.asked | other.asked,
        )

    def figure(self, parts: Iterable[str]) -> Fraction | None:
        """The sum of these cells in natural units; None where none of them is answered."""
        found = [self.hundredths[part] for part in parts if part in self.hundredths]
        return Fraction(sum(found), _HUNDREDTHS) if found else None

    def answered_question(self, questions: Iterable[str]) -> int:
        """How many distinct municipalities answered any of the questions."""
        return _count(self.questions.get(question, 0) for question in questions)

    def gave(self, answers: Iterable[tuple[str, str]]) -> int:
        """How many distinct municipalities gave any of the answers, each a question's id and an option's."""
        return _count(self.options.get(answer, 0) for answer in answers)

    def above_zero(self, cells: Iterable[str]) -> int:
        """In how many distinct municipalities any of the cells is more than zero."""
        return _count(self.above.get(cell, 0) for cell in cells)


def aggregate(returns: Iterable[ReturnData], index: MunicipalityIndex) -> Aggregate:
    """The aggregate of these returns, in one pass over their answers."""
    hundredths: dict[str, int] = defaultdict(int)
    cells: dict[str, int] = defaultdict(int)
    options: dict[tuple[str, str], int] = defaultdict(int)
    above: dict[str, int] = defaultdict(int)
    asked = 0
    scales: dict[str, Mapping[str, int]] = {}
    for data in returns:
        ref = data.instrument.ref
        scale = scales.get(ref)
        if scale is None:
            scale = scales[ref] = _scales(data.instrument)
        mask = index.mask(data.municipalities)
        asked |= mask
        for key, value in data.values.items():
            factor = scale.get(key)
            if factor is None:
                continue
            if isinstance(value, int):
                hundredths[key] += value * factor
                if value > 0:
                    above[key] |= mask
            elif factor == _CHOICE:
                for option in (value,) if isinstance(value, str) else value:
                    options[key, option] |= mask
            cells[key] |= mask
    questions: dict[str, int] = defaultdict(int)
    for key, mask in cells.items():
        questions[key.partition(".")[0]] |= mask
    return Aggregate(dict(hundredths), dict(questions), dict(options), dict(above), asked)


def by_scope(
    returns: Iterable[ReturnData], scopes: Iterable[Scope], index: MunicipalityIndex
) -> dict[Scope, Aggregate]:
    """The aggregate of each scope. Every return is read once, however many scopes count it.

    Raises ValueError where a unit has two returns of one year: which one holds must be decided before.
    """
    groups: dict[tuple[int, int], list[ReturnData]] = defaultdict(list)
    seen: dict[tuple[int, str], str] = {}
    for data in returns:
        earlier = seen.get((data.year, data.unit))
        if earlier is not None:
            raise ValueError(
                f"unit {data.unit} has two returns of {data.year}, in rounds {earlier} and {data.round}: pass one"
            )
        seen[data.year, data.unit] = data.round
        groups[data.year, data.joined_year].append(data)
    wanted = dict.fromkeys(scopes)
    years = {scope.year for scope in wanted}
    parts = {key: aggregate(group, index) for key, group in groups.items() if key[0] in years}
    return {scope: _merged(scope, parts) for scope in wanted}


def _merged(scope: Scope, parts: Mapping[tuple[int, int], Aggregate]) -> Aggregate:
    result = Aggregate()
    for (year, joined), part in parts.items():
        if year == scope.year and scope.cohort.includes(joined_year=joined, year=year):
            result = result.merge(part)
    return result


def _scales(instrument: Instrument) -> dict[str, int]:
    """Hundredths per stored unit by enterable cell, or what else the cell holds."""
    return {
        key: _HUNDREDTHS // stored_scale(unit)
        if unit.is_numeric
        else (_TEXT if unit in {Unit.TEXT, Unit.FILE} else _CHOICE)
        for key, spec in instrument.cells.items()
        if not spec.derived and (unit := spec.question.unit)
    }


def _count(masks: Iterable[int]) -> int:
    result = 0
    for mask in masks:
        result |= mask
    return result.bit_count()


def _union(left: Mapping[_Key, int], right: Mapping[_Key, int]) -> dict[_Key, int]:
    result = dict(left)
    for key, mask in right.items():
        result[key] = result.get(key, 0) | mask
    return result
