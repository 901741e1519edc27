"""A release's table: figures summed by region, what is hidden of them, and the cube that is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.regions import NATION, REGION
from kompetenslyft.core.cubes.tables import CONTENTS, TIME
from kompetenslyft.core.instruments.model import TOTAL, Instrument, Question, Unit
from kompetenslyft.core.releases.edition import Answers, Edition
from kompetenslyft.core.releases.known import ALL
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
from kompetenslyft.core.releases.rests import Name
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text

NATION_LABEL = Text(sv="Riket", en="Sweden")
Key = tuple[str, ...]
"""A region's code, then a member of each dimension."""


@dataclass(frozen=True, slots=True)
class Region:
    """A reporting unit as a region: its code and name, and its county's."""

    code: str
    name: str
    county: str
    county_name: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What the units answered: inner figures in hundredths of FTE, or whole numbers, by region and members."""

    regions: tuple[Region, ...]
    inner: Mapping[Key, int]
    units: frozenset[str]
    """The codes of those who answered."""


def figures(
    question: str,
    returns: Iterable[ReturnData],
    year: int,
    regions: Mapping[str, Region],
    *,
    but: Collection[str] = (),
) -> Figures:
    """The answers of the year to the question. A city's districts are one region, a joint board is one of its own.

    ``regions``: by the code of a municipality or of a joint board. A region that answered nothing is left out.
    ``but``: the codes of units that do not count.
    """
    inner: dict[Key, int] = defaultdict(int)
    units: set[str] = set()
    for one in returns:
        if one.year != year or one.unit in but:
            continue
        code = one.municipalities[0] if len(one.municipalities) == 1 else one.unit
        for key, value in one.values.items():
            asked, _, members = key.partition(".")
            if asked == question and isinstance(value, int):
                inner[(code, *(members.split(".") if members else ()))] += value
                units.add(one.unit)
    answered = {key[0] for key in inner}
    return Figures(tuple(regions[code] for code in sorted(answered)), dict(inner), frozenset(units))


def persons(figure: int, unit: Unit) -> int:
    """The fewest persons that can stand behind a figure: 250 hundredths of FTE are three at least."""
    return -(-figure // one_person(unit))


def one_person(unit: Unit) -> int:
    """What one person is at the most: 100 hundredths of FTE, or 1."""
    return 100 if unit is Unit.FTE else 1


def answers(found: Figures, question: Question, instrument: Instrument, finest: str) -> Answers:
    """The inner cells of the question's system: of regions, or of counties where nothing finer is published."""
    county = {region.code: f"c{region.county}" for region in found.regions}
    inner: dict[Key, int] = defaultdict(int)
    people: dict[Key, int] = defaultdict(int)
    for (code, *members), figure in found.inner.items():
        key = (county[code] if finest == "county" else code, *members)
        inner[key] += figure
        people[key] += persons(figure, question.unit)
    return Answers(
        dict(inner),
        dict(people),
        tuple(
            tuple(member.id for member in instrument.dimension(one).members) for one in question.dimensions
        ),
        one_person(question.unit),
    )


def tree(regions: Iterable[Region]) -> dict[str, str]:
    """The key over each region's key: its county's, and over that ``ALL``."""
    every = list(regions)
    return {one.code: f"c{one.county}" for one in every} | {f"c{one.county}": ALL for one in every}


def totals(question: Question) -> tuple[bool, ...]:
    """Which of a question's dimensions have a total that is published: the last, where the question has one."""
    last = len(question.dimensions) - 1
    return tuple(question.total and place == last for place in range(last + 1))


def published_cube(
    release: ReleaseDefinition,
    table: ReleaseTable,
    instrument: Instrument,
    regions: Sequence[Region],
    told: Edition,
    *,
    made_up: bool,
) -> Cube:
    """The cube: nation, counties and regions by the question's members and totals, without what is hidden.

    A share is hidden where its part or its whole is.
    """
    question = instrument.questions[table.question]
    members = [_members(instrument, question, place) for place in range(len(question.dimensions))]
    places = _region_values(regions, table.finest)
    cells: list[Decimal | None] = []
    for key in product(
        (code for code, _value in places), *([code for code, _value in one] for one in members)
    ):
        part = _told(told, (table.question, *key))
        if table.share_of is None:
            cells.append(None if part is None else _rounded(part, question.unit))
        else:
            cells.append(_percent(part, _told(told, (table.share_of, *key))))
    dimensions = (
        Dimension(
            REGION, Text(sv="Region", en="Region"), Role.CLASSIFICATION, tuple(one for _code, one in places)
        ),
        *(
            Dimension(
                dimension,
                instrument.dimension(dimension).label,
                Role.CLASSIFICATION,
                tuple(one for _code, one in codes),
            )
            for dimension, codes in zip(question.dimensions, members, strict=True)
        ),
        Dimension(TIME, Text(sv="År", en="Year"), Role.TIME, (_value(str(release.year), str(release.year)),)),
        Dimension(
            CONTENTS, Text(sv="Tabellinnehåll", en="Contents"), Role.CONTENTS, (_contents(table, question),)
        ),
    )
    notes = (*release.notes, *([MADE_UP] if made_up else []))
    return Cube(table.id, table.title, release.source, dimensions, tuple(cells), notes)


def _told(told: Edition, name: Name) -> int | None:
    return None if name in told.hidden else told.figures.get(name)


def _percent(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _region_values(regions: Sequence[Region], finest: str) -> list[tuple[str, Value]]:
    """Nation, then each county with its regions, by code. With the key that the protection has."""
    values = [(ALL, Value(NATION, NATION_LABEL))]
    for county, name in sorted({(one.county, one.county_name) for one in regions}):
        values.append((f"c{county}", _value(county, name)))
        if finest == "region":
            values += [(one.code, _value(one.code, one.name)) for one in regions if one.county == county]
    return values


def _members(instrument: Instrument, question: Question, place: int) -> list[tuple[str, Value]]:
    """A dimension's members, with the total where the question has one: over its last dimension."""
    members = instrument.dimension(question.dimensions[place]).members
    values = [(member.id, Value(member.id, member.label)) for member in members]
    if question.total and place == len(question.dimensions) - 1:
        values.append((ALL, Value(TOTAL, Text(sv="Totalt", en="Total"))))
    return values


def _contents(table: ReleaseTable, question: Question) -> Value:
    if table.share_of is not None:
        label = Text(sv="Andel i procent", en="Percentage")
        return Value("share", label, Text(sv="procent", en="per cent"), 1)
    if question.unit is Unit.FTE:
        label = Text(sv="Årsarbetare", en="Full-time equivalents")
        return Value("fte", label, Text(sv="årsarbetare", en="full-time equivalents"), 1)
    label = Text(sv="Antal", en="Number")
    return Value("number", label, Text(sv="antal", en="number"), 0)


def _value(code: str, name: str) -> Value:
    return Value(code, Text(sv=name, en=name))


def _rounded(figure: int, unit: Unit) -> Decimal:
    if unit is not Unit.FTE:
        return Decimal(figure)
    return (Decimal(figure) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
