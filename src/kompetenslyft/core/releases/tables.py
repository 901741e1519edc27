"""A release's table: figures summed by region, what is hidden of them, and the cube that is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.tables import CONTENTS, TIME
from kompetenslyft.core.disclosure.definition import ProtectedTables, PublishedTable, Variable
from kompetenslyft.core.instruments.model import TOTAL, Instrument, Question, Unit
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text

NATION = "00"
REGION = "Region"
NATION_LABEL = Text(sv="Riket", en="Sweden")
ALL = "*"
"""The total of a dimension whose total the question does not have: summed for protection, not published."""

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


def figures(
    table: ReleaseTable, returns: Iterable[ReturnData], year: int, regions: Mapping[str, Region]
) -> Figures:
    """The answers of the year, summed by region: a city's districts are one, a joint board is a region of its own.

    ``regions``: by the code of a municipality or of a joint board. A region that answered nothing is left out.
    """
    inner: dict[Key, int] = defaultdict(int)
    for one in returns:
        if one.year != year:
            continue
        code = one.municipalities[0] if len(one.municipalities) == 1 else one.unit
        prefix = f"{table.question}"
        for key, value in one.values.items():
            question, _, members = key.partition(".")
            if question == prefix and isinstance(value, int):
                inner[(code, *(members.split(".") if members else ()))] += value
    answered = {key[0] for key in inner}
    return Figures(tuple(regions[code] for code in sorted(answered)), dict(inner))


def persons(figure: int, unit: Unit) -> int:
    """The fewest persons that can stand behind a figure: 250 hundredths of FTE are three at least."""
    return -(-figure // 100) if unit is Unit.FTE else figure


def protection(release: ReleaseDefinition, table: ReleaseTable, instrument: Instrument) -> ProtectedTables:
    """What is protected: the question by region with county and nation, and all its dimensions with their totals."""
    question = instrument.questions[table.question]
    return ProtectedTables(
        id=table.id,
        version=release.version,
        title=table.title,
        count="persons",
        total=ALL,
        variables=(
            Variable(id="region", levels=("county", "region")),
            *(Variable(id=dimension) for dimension in question.dimensions),
        ),
        tables=(PublishedTable(id="all", variables=("region", *question.dimensions)),),
        rules=release.rules,
    )


def rows(found: Figures, question: Question) -> list[tuple[int, dict[str, str]]]:
    """The inner cells as the protection reads rows: county, region, members, persons."""
    county = {region.code: region.county for region in found.regions}
    return [
        (
            line,
            {
                "county": f"c{county[key[0]]}",
                "region": key[0],
                **dict(zip(question.dimensions, key[1:], strict=True)),
                "persons": str(persons(figure, question.unit)),
            },
        )
        for line, (key, figure) in enumerate(sorted(found.inner.items()), start=1)
    ]


def published_cube(
    release: ReleaseDefinition,
    table: ReleaseTable,
    instrument: Instrument,
    found: Figures,
    hidden: Collection[Key],
    *,
    made_up: bool,
) -> Cube:
    """The cube: nation, counties and regions by the question's members and totals, without what is hidden.

    ``hidden``: keys as the protection has them (``c`` before a county's code, ``*`` for all).
    """
    question = instrument.questions[table.question]
    members = [_members(instrument, question, place) for place in range(len(question.dimensions))]
    regions = _region_values(found.regions)
    sums = summed(found)
    concealed = set(hidden)
    cells: list[Decimal | None] = []
    for key in product(
        (code for code, _value in regions), *([code for code, _value in one] for one in members)
    ):
        figure = sums.get(key)
        cells.append(None if figure is None or key in concealed else _rounded(figure, question.unit))
    dimensions = (
        Dimension(
            REGION, Text(sv="Region", en="Region"), Role.CLASSIFICATION, tuple(one for _code, one in regions)
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
        Dimension(CONTENTS, Text(sv="Tabellinnehåll", en="Contents"), Role.CONTENTS, (_contents(question),)),
    )
    notes = (*release.notes, *([MADE_UP] if made_up else []))
    return Cube(table.id, table.title, release.source, dimensions, tuple(cells), notes)


def summed(found: Figures) -> dict[Key, int]:
    """Every cell's figure, with the keys that the protection has: inner cells and all their sums."""
    county = {region.code: f"c{region.county}" for region in found.regions}
    sums: dict[Key, int] = defaultdict(int)
    for (code, *rest), figure in found.inner.items():
        for key in product((code, county[code], ALL), *((member, ALL) for member in rest)):
            sums[key] += figure
    return dict(sums)


def _region_values(regions: Sequence[Region]) -> list[tuple[str, Value]]:
    """Nation, then each county with its regions, by code. With the key that the protection has."""
    values = [(ALL, Value(NATION, NATION_LABEL))]
    for county, name in sorted({(one.county, one.county_name) for one in regions}):
        values.append((f"c{county}", _value(county, name)))
        values += [(one.code, _value(one.code, one.name)) for one in regions if one.county == county]
    return values


def _members(instrument: Instrument, question: Question, place: int) -> list[tuple[str, Value]]:
    """A dimension's members, with the total where the question has one: over its last dimension."""
    members = instrument.dimension(question.dimensions[place]).members
    values = [(member.id, Value(member.id, member.label)) for member in members]
    if question.total and place == len(question.dimensions) - 1:
        values.append((ALL, Value(TOTAL, Text(sv="Totalt", en="Total"))))
    return values


def _contents(question: Question) -> Value:
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
