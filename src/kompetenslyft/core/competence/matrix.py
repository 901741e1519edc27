"""People × directions: the rows, what they add up to, and what a selection of them is.

A matrix is made whole first and narrowed afterwards, so that a row says the same whatever is left out around it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kompetenslyft.core.collation import swedish_key
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.profile import Demands, Gap, gap
from kompetenslyft.core.staff.model import Service, StaffRole


@dataclass(frozen=True, slots=True)
class Assessed:
    """A person with the marks of one stage on a day. A direction that is not in ``marks`` is not assessed."""

    id: int
    name: str
    role: StaffRole | None
    unit: str
    """The code of the unit; with ``role`` and ``service`` that of the main employment on the day."""
    marks: Mapping[str, Mark]
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cells have each mark, and how many are below what is demanded, or not assessed though demanded."""

    marks: Mapping[Mark, int]
    below: int
    unknown: int

    @property
    def cells(self) -> int:
        return sum(self.marks.values())

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            {mark: self.marks[mark] + other.marks[mark] for mark in Mark},
            self.below + other.below,
            self.unknown + other.unknown,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A person's marks and gaps, in the order of the matrix's directions."""

    id: int
    name: str
    role: StaffRole | None
    unit: str
    marks: tuple[Mark, ...]
    gaps: tuple[Gap, ...]
    total: Tally
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """How many of the people of some units are advanced in a direction, against how many must be.

    ``short`` adds up what each unit lacks: what one has beyond its need fills no other's.
    """

    needed: int
    have: int
    short: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows to keep; what is blank or None keeps all. ``mark`` and ``gap`` are of ``direction``, or of any."""

    role: StaffRole | None = None
    unit: str = ""
    text: str = ""
    direction: str = ""
    mark: Mark | None = None
    gap: Gap | None = None
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by name, with what each direction adds up to over them."""

    directions: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[Tally, ...]

    @property
    def total(self) -> Tally:
        """All cells."""
        return sum(self.totals, start=_NOTHING)

    def of(self, directions: Iterable[str]) -> Tally:
        """What some of the directions, an area's, add up to."""
        places = {direction: place for place, direction in enumerate(self.directions)}
        return sum((self.totals[places[one]] for one in directions if one in places), start=_NOTHING)


_NOTHING = Tally(dict.fromkeys(Mark, 0), 0, 0)


def matrix(
    people: Iterable[Assessed],
    directions: Sequence[str],
    profiles: Mapping[StaffRole, Demands],
) -> Matrix:
    """The matrix of the people, by name in Swedish order. ``profiles``: what each role demands."""
    rows = [_row(person, directions, profiles) for person in people]
    rows.sort(key=lambda row: (swedish_key(row.name), row.id))
    return _summed(tuple(directions), tuple(rows))


def narrowed(whole: Matrix, choice: Choice) -> Matrix:
    """The rows that the choice keeps, each as it was, and their totals."""
    if choice == Choice():
        return whole
    place = whole.directions.index(choice.direction) if choice.direction in whole.directions else None
    return _summed(whole.directions, tuple(row for row in whole.rows if _kept(row, choice, place)))


def restricted(whole: Matrix, directions: Sequence[str]) -> Matrix:
    """The same people in some of the directions."""
    places = [place for place, direction in enumerate(whole.directions) if direction in directions]
    kept = []
    for row in whole.rows:
        marks, gaps = tuple(row.marks[p] for p in places), tuple(row.gaps[p] for p in places)
        kept.append(replace(row, marks=marks, gaps=gaps, total=_tally(marks, gaps)))
    return _summed(tuple(whole.directions[p] for p in places), tuple(kept))


def needs(whole: Matrix, wanted: Mapping[str, Mapping[str, int]]) -> dict[str, Need]:
    """Of each direction that some unit needs people in: needed, had and short. ``wanted``: by unit and direction."""
    have: Counter[tuple[str, str]] = Counter(
        (row.unit, direction)
        for row in whole.rows
        if row.unit in wanted
        for direction, mark in zip(whole.directions, row.marks, strict=True)
        if mark is Mark.ADVANCED
    )
    found = {}
    for direction in whole.directions:
        asking = {unit: needed[direction] for unit, needed in wanted.items() if needed.get(direction)}
        if asking:
            found[direction] = Need(
                needed=sum(asking.values()),
                have=sum(have[unit, direction] for unit in asking),
                short=sum(max(0, needed - have[unit, direction]) for unit, needed in asking.items()),
            )
    return found


def _row(person: Assessed, directions: Sequence[str], profiles: Mapping[StaffRole, Demands]) -> Row:
    demands: Demands = {} if person.role is None else profiles.get(person.role, {})
    said, none = person.marks, Mark.NOT_ASSESSED
    marks = tuple([said.get(direction, none) for direction in directions])
    gaps = tuple(
        [gap(mark, demands.get(direction)) for mark, direction in zip(marks, directions, strict=True)]
    )
    total = _tally(marks, gaps)
    return Row(person.id, person.name, person.role, person.unit, marks, gaps, total, person.service)


def _tally(marks: Sequence[Mark], gaps: Sequence[Gap]) -> Tally:
    return Tally(
        {mark: marks.count(mark) for mark in Mark}, gaps.count(Gap.BELOW), gaps.count(Gap.NOT_ASSESSED)
    )


def _summed(directions: tuple[str, ...], rows: tuple[Row, ...]) -> Matrix:
    marks: Iterable[tuple[Mark, ...]] = zip(*(row.marks for row in rows), strict=True) if rows else ()
    gaps: Iterable[tuple[Gap, ...]] = zip(*(row.gaps for row in rows), strict=True) if rows else ()
    columns = [_tally(column, beside) for column, beside in zip(marks, gaps, strict=True)]
    return Matrix(directions, rows, tuple(columns) or (_NOTHING,) * len(directions))


def _kept(row: Row, choice: Choice, place: int | None) -> bool:
    if choice.role is not None and row.role is not choice.role:
        return False
    if choice.service is not None and row.service is not choice.service:
        return False
    if choice.unit and row.unit != choice.unit:
        return False
    if choice.text and choice.text.casefold() not in row.name.casefold():
        return False
    marks = row.marks if place is None else (row.marks[place],)
    gaps = row.gaps if place is None else (row.gaps[place],)
    return (choice.mark is None or choice.mark in marks) and (choice.gap is None or choice.gap in gaps)
