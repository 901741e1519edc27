"""The figures of a derived return, by reporting unit and in all, and who is behind each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kompetenslyft.core.competence.model import LEVELS, Mark
from kompetenslyft.core.derivation.conditions import holds
from kompetenslyft.core.derivation.model import (
    GENDERS,
    UNKNOWN,
    Breakdown,
    Derivation,
    DerivedQuestion,
    Measure,
)
from kompetenslyft.core.derivation.people import Counted, InGroup
from kompetenslyft.core.instruments.model import Instrument

Figures = Mapping[str, int]
"""By cell key: hundredths of a full-time equivalent, or persons. A cell that the register cannot answer is absent."""

Place = str | None
"""A reporting unit (code), or None for all of them together."""

_ALL: Place = None


@dataclass(frozen=True, slots=True)
class Derived:
    """What the register gives. ``units`` holds the same cells as ``total``, by reporting unit (code).

    ``unknown``: by row (``<question>.unknown``, ``<question>.<direction>.unknown``) those in the group of whom the
    register does not know enough: in no cell, and never counted as lacking. ``exempt``: likewise by direction, those
    whose work the direction does not belong to. ``whole``: each group's people by (group, measure). ``outside`` and
    ``away``: hundredths in roles that no group has, and persons on long leave.
    """

    total: Figures
    units: Mapping[str, Figures]
    unknown: Figures
    exempt: Figures
    whole: Mapping[tuple[str, Measure], int]
    outside: int
    away: int


@dataclass(frozen=True, slots=True)
class Behind:
    """One person's part of a figure: hundredths of a full-time equivalent, or 1, at a reporting unit (code)."""

    person: int
    unit: str
    amount: int


def derive(
    definition: Derivation, instrument: Instrument, people: Iterable[Counted], units: Iterable[str], day: date
) -> Derived:
    """The cells that the definition derives. ``units``: the reporting units that take part, also those with nobody.

    Full-time equivalents of the units add up to the whole. Persons count once in each unit and once in the whole.
    """
    tally = _Tally(definition)
    for person in people:
        tally.add(person, day)
    return tally.derived(instrument, units)


def behind(
    definition: Derivation, people: Iterable[Counted], key: str, day: date, unit: str | None = None
) -> list[Behind]:
    """Who is behind a cell, or behind a row's ``unknown`` or ``exempt``; at one reporting unit where one is named.

    For full-time equivalents the amounts sum to the figure. For persons each has 1 in every unit where they work, so
    a unit's sum to its figure, and in the whole there are as many as there are different persons.
    KeyError where nothing is derived under the key.
    """
    question_id, _, rest = key.partition(".")
    question = definition.by_question[question_id]
    direction = rest.partition(".")[0] if question.by is Breakdown.LEVEL else ""
    found = []
    for person in people:
        part = None if person.away else person.groups.get(question.group)
        if part is None or cell_of(question, person, part, day, direction) != key:
            continue
        found += [
            Behind(person.id, where, share if question.measure is Measure.FTE else 1)
            for where, share in part.shares.items()
            if unit is None or where == unit
        ]
    return found


def cell_of(
    question: DerivedQuestion, person: Counted, part: InGroup, day: date, direction: str = ""
) -> str | None:
    """The key under which a question counts a person of its group; None where it does not."""
    if question.by is Breakdown.LEVEL:
        mark = person.marks.get(direction, Mark.NOT_ASSESSED)
        return f"{question.question}.{direction}.{UNKNOWN if mark is Mark.NOT_ASSESSED else mark.value}"
    verdict = holds(question.conditions, person, part, day)
    if verdict is False:
        return None
    if verdict is None or (question.by is Breakdown.GENDER and person.gender is None):
        return f"{question.question}.{UNKNOWN}"
    if question.by is Breakdown.GENDER and person.gender is not None:
        return f"{question.question}.{GENDERS[person.gender]}"
    return question.question


class _Tally:
    """What has been counted so far: by place, and within it by key or by direction and mark."""

    def __init__(self, definition: Derivation) -> None:
        self.definition = definition
        self.plain: dict[str, list[DerivedQuestion]] = defaultdict(list)
        self.leveled: dict[str, set[Measure]] = defaultdict(set)
        for one in definition.questions:
            if one.by is Breakdown.LEVEL:
                self.leveled[one.group].add(one.measure)
            else:
                self.plain[one.group].append(one)
        self.kinds = sorted({(one.group, one.measure) for one in definition.questions})
        self.cells: dict[Place, Counter[str]] = defaultdict(Counter)
        self.whole: dict[tuple[str, Measure], Counter[Place]] = defaultdict(Counter)
        # By direction and mark, how many add so much at the place: counting people is faster than adding shares.
        self.adding: dict[tuple[str, Measure], dict[tuple[Place, int], Counter[tuple[str, Mark]]]] = {
            (group, measure): defaultdict(Counter)
            for group, measures in self.leveled.items()
            for measure in measures
        }
        self.outside = 0
        self.away = 0

    def add(self, person: Counted, day: date) -> None:
        if person.away:
            self.away += 1
            return
        self.outside += person.outside
        for group, part in person.groups.items():
            adds = {
                Measure.FTE: [(_ALL, sum(part.shares.values())), *part.shares.items()],
                Measure.PEOPLE: [(_ALL, 1), *((unit, 1) for unit in part.shares)],
            }
            for measure, amounts in adds.items():
                whole = self.whole[group, measure]
                for place, amount in amounts:
                    whole[place] += amount
            for question in self.plain[group]:
                key = cell_of(question, person, part, day)
                if key is not None:
                    for place, amount in adds[question.measure]:
                        self.cells[place][key] += amount
            for measure in self.leveled[group]:
                # A full-time equivalent in all is the sum of the units', and is taken once at the end.
                for adds_at in adds[measure][measure is Measure.FTE :]:
                    self.adding[group, measure][adds_at].update(person.marks.items())

    @cached_property
    def marks(self) -> Mapping[tuple[str, Measure], Mapping[Place, Counter[tuple[str, Mark]]]]:
        """What has been counted, by group and measure, and by place, direction and mark."""
        found: dict[tuple[str, Measure], dict[Place, Counter[tuple[str, Mark]]]] = {}
        for kind, adding in self.adding.items():
            at = found[kind] = defaultdict(Counter)
            for (place, amount), people in adding.items():
                for pair, number in people.items():
                    at[place][pair] += number * amount
            if kind[1] is Measure.FTE:
                at[_ALL] = sum(at.values(), Counter())
        return found

    def derived(self, instrument: Instrument, units: Iterable[str]) -> Derived:
        places: tuple[Place, ...] = (_ALL, *units)
        figures: dict[Place, dict[str, int]] = {place: {} for place in places}
        unknown: dict[str, int] = {}
        exempt: dict[str, int] = {}
        for question in self.definition.questions:
            whole = self.whole[question.group, question.measure][_ALL]
            for row, keys in _rows(instrument, question):
                counts = {place: self._row(question, row, keys, place) for place in places}
                not_known = counts[_ALL].pop(UNKNOWN)
                if not_known:
                    unknown[f"{row}.{UNKNOWN}"] = not_known
                if left_out := counts[_ALL].pop(Mark.EXEMPT, 0):
                    exempt[f"{row}.{Mark.EXEMPT.value}"] = left_out
                if whole > not_known:
                    for place in places:
                        figures[place] |= {key: counts[place][key] for key in keys}
        total = figures.pop(_ALL)
        return Derived(
            total=total,
            units={place: found for place, found in figures.items() if place is not None},
            unknown=unknown,
            exempt=exempt,
            whole={kind: self.whole[kind][_ALL] for kind in self.kinds},
            outside=self.outside,
            away=self.away,
        )

    def _row(self, question: DerivedQuestion, row: str, keys: Iterable[str], place: Place) -> dict[str, int]:
        """The row's cells at a place, with ``unknown``, and with ``exempt`` where it is of levels."""
        if question.by is not Breakdown.LEVEL:
            cells = self.cells[place]
            return {key: cells[key] for key in keys} | {UNKNOWN: cells[f"{row}.{UNKNOWN}"]}
        kind, direction = (question.group, question.measure), row.rpartition(".")[2]
        marks = self.marks[kind][place]
        found = {f"{row}.{mark.value}": marks[direction, mark] for mark in LEVELS}
        found[Mark.EXEMPT] = marks[direction, Mark.EXEMPT]
        return found | {UNKNOWN: self.whole[kind][place] - sum(found.values())}


def _rows(instrument: Instrument, question: DerivedQuestion) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each row of the question: its key without the last part, and the keys of its cells."""
    for head, specs, _total in instrument.rows_by_question[question.question]:
        yield (
            ".".join((question.question, *(member.id for member in head))),
            tuple(spec.key for spec in specs),
        )
