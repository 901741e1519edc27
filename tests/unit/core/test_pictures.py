"""What a selection is drawn as, what stands in the way of it, and the ways past."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.obstacles import MOST_BARS, MOST_GROUPED, MOST_LINES, Obstacle, standard
from kompetenslyft.core.cubes.pictures import (
    Chart,
    Kind,
    Map,
    chart_of,
    chart_selection,
    has_map,
    levels,
    map_of,
)
from kompetenslyft.core.cubes.regions import Level
from kompetenslyft.core.cubes.selection import default_selection
from kompetenslyft.core.cubes.told import shown_of, told
from tests.factories.cubes import cube, same


def chosen(of, **codes):
    every = {one.code: tuple(value.code for value in one.values) for one in of.dimensions}
    return every | codes


def made(sizes, units=("a",)):
    """A cube of some classifications, years and contents of these sizes and units."""
    *classes, years = sizes
    dimensions = [
        Dimension(
            f"d{at}",
            same(f"D{at}"),
            Role.CLASSIFICATION,
            tuple(Value(f"v{n}", same(f"V{n}")) for n in range(size)),
        )
        for at, size in enumerate(classes)
    ]
    dimensions.append(
        Dimension(
            "Tid",
            same("År"),
            Role.TIME,
            tuple(Value(str(2000 + n), same(str(2000 + n))) for n in range(years)),
        )
    )
    contents = tuple(Value(f"c{at}", same(f"C{at}"), same(unit), 0) for at, unit in enumerate(units))
    dimensions.append(Dimension("ContentsCode", same("Innehåll"), Role.CONTENTS, contents))
    number = prod(len(one.values) for one in dimensions)
    return Cube("x", same("X"), "källa", tuple(dimensions), tuple(Decimal(n) for n in range(number)))


def obstacle(found):
    assert isinstance(found, Obstacle), found
    return found.finding.code


def test_one_dimension_is_bars_and_what_is_hidden_stays_hidden():
    of = cube()
    found = chart_of(of, chosen(of, Region=("01", "25"), gender=("total",), Tid=("2016",)))
    assert isinstance(found, Chart) and found.kind is Kind.BARS and found.series is None
    place = of.cells[(1 * 3 + 2) * 2 + 1]
    assert found.figures[0][0] == place
    every = chart_of(of, chosen(of, gender=("total",), Tid=("2016",)))
    assert isinstance(every, Chart) and None in every.figures[0]
    assert "2 siffror saknas eller är dolda." in told(every, "sv")
    assert "2 figures are missing or hidden." in told(every, "en")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", ("Karta över ett län:", "1 siffra saknas eller är dold.")),
        ("en", ("Map of one county:", "1 figure is missing or hidden.")),
    ],
)
def test_a_single_area_and_a_single_hidden_figure_are_told_in_the_singular(language, said):
    of = cube(hidden=1)
    found = map_of(of, chosen(of, Region=("25",), gender=("total",), Tid=("2016",)), Level.COUNTIES)
    assert isinstance(found, Map) and found.figures == {"25": None}
    assert all(one in told(found, language) for one in said)


def test_years_are_lines_and_another_dimension_is_the_series():
    of = cube()
    found = chart_of(of, chosen(of, Region=("00",)))
    assert isinstance(found, Chart) and found.kind is Kind.LINES
    assert found.along.code == "Tid" and found.series is not None and found.series.code == "gender"
    assert found.figures[1] == (of.cells[2], of.cells[3])


def test_the_shorter_dimension_is_compared_unless_another_is_asked_for():
    of = made((3, 4, 1))
    assert chart_of(of, chosen(of)).series.code == "d0"
    assert chart_of(of, chosen(of), series="d1").series.code == "d1"
    assert chart_of(of, chosen(of), series="nothing").series.code == "d0"


@pytest.mark.parametrize(
    ("of", "code"),
    [
        (made((3, 1), units=("a", "b")), "Q421"),
        (made((3, 3, 3)), "Q422"),
        (made((MOST_LINES + 1, 2)), "Q423"),
        (made((MOST_GROUPED + 1, MOST_GROUPED + 1, 1)), "Q424"),
        (made((MOST_BARS + 1, 1)), "Q425"),
    ],
)
def test_what_cannot_be_drawn(of, code):
    assert obstacle(chart_of(of, chosen(of))) == code


def test_too_many_regions_lead_to_a_level_of_them():
    of = made((1, 1))
    region = Dimension(
        "Region",
        same("Region"),
        Role.CLASSIFICATION,
        (
            Value("00", same("Riket")),
            *(Value(f"{n:02d}", same(f"Län {n}")) for n in range(1, 22)),
            *(Value(f"{n}", same(f"Kommun {n}")) for n in range(1000, 1290)),
        ),
    )
    of = Cube("x", same("X"), "källa", (region, *of.dimensions[1:]), tuple(Decimal(1) for _ in region.values))
    found = chart_of(of, chosen(of))
    assert obstacle(found) == "Q425"
    assert len(found.ways[0].chosen["Region"]) == 21
    assert [way.label.sv for way in found.ways] == ["Län", f"De {MOST_BARS} första värdena av Region"]
    assert chart_selection(of)["Region"] == found.ways[0].chosen["Region"]


@given(
    st.lists(st.integers(1, 130), min_size=0, max_size=2),
    st.integers(1, 9),
    st.lists(st.sampled_from("abc"), min_size=1, max_size=9),
)
def test_every_obstacle_has_smaller_ways_past_it_and_every_cube_is_drawn_in_the_end(classes, years, units):
    of = made((*classes, years), units=tuple(units))
    found = chart_of(of, chosen(of))
    if isinstance(found, Obstacle):
        for way in found.ways:
            assert prod(map(len, way.chosen.values())) < prod(map(len, chosen(of).values()))
    drawn = chart_of(of, chart_selection(of))
    assert isinstance(drawn, Chart)
    assert len(drawn.figures) * len(drawn.along.values) == prod(map(len, chart_selection(of).values()))


def test_a_map_has_one_figure_for_each_region_of_a_level():
    of = cube()
    found = map_of(of, default_selection(of), Level.MUNICIPALITIES)
    assert isinstance(found, Map) and len(found.figures) == 9 and "01" not in found.figures
    assert found.chosen["gender"] == ("total",) and found.chosen["Tid"] == ("2016",)
    assert found.figures["0101"] == of.cells[(2 * 3 + 2) * 2 + 1]
    other = map_of(of, default_selection(of), Level.COUNTIES, {"gender": "men", "Tid": "2015"})
    assert isinstance(other, Map) and other.figures["25"] == of.cells[(6 * 3 + 1) * 2]
    unknown = map_of(of, default_selection(of), Level.COUNTIES, {"gender": "nobody"})
    assert isinstance(unknown, Map) and unknown.chosen["gender"] == ("total",)


def test_no_regions_of_a_level():
    of = cube()
    nation = chosen(of, Region=("00",))
    found = map_of(of, nation, Level.COUNTIES)
    assert obstacle(found) == "Q426"
    assert [len(way.chosen["Region"]) for way in found.ways] == [2, 9]
    assert levels(of, nation) == () and levels(of, chosen(of)) == (Level.MUNICIPALITIES, Level.COUNTIES)
    assert has_map(of) and not has_map(made((3, 1)))
    assert obstacle(map_of(made((3, 1)), chosen(made((3, 1))), Level.COUNTIES)) == "Q426"


def test_what_stands_for_all_values():
    region, gender, time, _contents = cube().dimensions
    assert [standard(one).code for one in (region, gender, time)] == ["00", "total", "2016"]


@pytest.mark.parametrize(
    ("unit", "told_as"), [("procent", "Andel i procent"), ("år", "Andel i procent · år")]
)
def test_a_unit_that_the_contents_name_is_not_repeated(unit: str, told_as: str) -> None:
    found = cube()
    drawn = chart_of(found, default_selection(found) | {"Region": ("00", "01")})
    assert isinstance(drawn, Chart)
    contents = Dimension("ContentsCode", same("Tabellinnehåll"), Role.CONTENTS, ())
    fixed = ((contents, Value("share", same("Andel i procent"))),)
    assert shown_of(replace(drawn, fixed=fixed, unit=same(unit)), "sv") == told_as
