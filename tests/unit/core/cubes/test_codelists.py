"""Code lists of regions, and queries that use them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.cubes.codelists import Kind, codelists, table_of
from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.query import Query, answer, as_body, canonical, check, chosen_by, read_query
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.text import Text
from tests.unit.core.cubes.test_selection import CONTENTS, YEARS, dimension

CODES = ("00", "17", "1715", "1730", "board", "20", "2080", "2081", "21")
MUNICIPALITIES = ("1715", "1730", "board", "2080", "2081")
BY_COUNTY = "agg_t1.counties"


def cube(codes: tuple[str, ...] = CODES) -> Cube:
    size = len(codes) * len(YEARS) * len(CONTENTS)
    dimensions = (
        dimension("Region", Role.CLASSIFICATION, codes),
        dimension("Tid", Role.TIME, YEARS),
        dimension("ContentsCode", Role.CONTENTS, CONTENTS),
    )
    hidden = 4 * len(YEARS) * len(CONTENTS)
    cells = tuple(None if place == hidden else Decimal(place) for place in range(size))
    return Cube("t1", Text(sv="Årsarbetare", en="FTE"), "Källa", dimensions, cells)


EVERYTHING = {"Tid": ("*",), "ContentsCode": ("*",)}


def regions(query: Query) -> tuple[str, ...]:
    found = chosen_by(cube(), query, most_cells=1000)
    assert not isinstance(found, Finding), found.message.sv
    return found["Region"]


def refused(query: Query) -> str:
    found = check(cube(), query, most_cells=1000)
    assert found is not None
    return found.code


def test_regions_have_a_list_for_each_level_and_one_of_groups() -> None:
    found = {one.id: [group.code for group in one.groups] for one in codelists(cube())}
    assert found == {
        "vs_t1.nation": ["00"],
        "vs_t1.counties": ["17", "20", "21"],
        "vs_t1.municipalities": list(MUNICIPALITIES),
        BY_COUNTY: ["17", "20"],
    }
    assert [table_of(one) for one in found] == ["t1"] * 4


def test_a_joint_board_is_of_the_county_that_it_stands_in() -> None:
    (groups,) = [one.groups for one in codelists(cube()) if one.kind is Kind.AGGREGATION]
    assert {group.code: group.members for group in groups} == {
        "17": ("1715", "1730", "board"),
        "20": ("2080", "2081"),
    }


@pytest.mark.parametrize("codes", [("2080", "2081"), ("00",), ("17", "20")])
def test_regions_of_one_level_have_no_lists(codes: tuple[str, ...]) -> None:
    assert codelists(cube(codes)) == ()


def test_groups_need_the_countys_own_figure() -> None:
    """Where no county is published its municipalities are not summed instead."""
    assert [one.id for one in codelists(cube(("00", "2080", "2081")))] == [
        "vs_t1.nation",
        "vs_t1.municipalities",
    ]


@pytest.mark.parametrize("text", ["", "vs_", "t1.counties", "vs_t1", "agg_t1", "x_t1.counties"])
def test_an_id_that_is_none_is_of_no_table(text: str) -> None:
    assert table_of(text) == ""


@pytest.mark.parametrize(
    ("codes", "list_id", "output", "expected"),
    [
        (("*",), "vs_t1.counties", "", ("17", "20", "21")),
        ((), "vs_t1.municipalities", "", MUNICIPALITIES),
        (("17*",), "VS_T1.municipalities", "", ("1715", "1730")),
        (("top(1)",), "vs_t1.municipalities", "single", ("1715",)),
        (("20",), BY_COUNTY, "", ("20",)),
        (("20",), BY_COUNTY, "aggregated", ("20",)),
        (("20",), BY_COUNTY, "Single", ("2080", "2081")),
        (("*",), BY_COUNTY, "single", MUNICIPALITIES),
    ],
)
def test_codes_are_read_by_the_list(
    codes: tuple[str, ...], list_id: str, output: str, expected: tuple[str, ...]
) -> None:
    outputs = {"Region": output} if output else {}
    assert regions(Query({"Region": codes, **EVERYTHING}, {"Region": list_id}, outputs)) == expected


def test_without_a_selection_the_list_decides_and_the_rest_is_the_default() -> None:
    found = chosen_by(cube(), Query(lists={"Region": "vs_t1.counties"}), most_cells=1000)
    assert found == {"Region": ("17", "20", "21"), "Tid": ("2016",), "ContentsCode": CONTENTS}


def test_what_is_hidden_of_a_group_is_hidden_and_a_group_is_never_a_sum() -> None:
    query = Query({"Region": ("*",), **EVERYTHING}, {"Region": BY_COUNTY})
    part, whole = answer(cube(), query, most_cells=1000), cube()
    assert isinstance(part, Cube)
    width = len(YEARS) * len(CONTENTS)
    assert part.cells == whole.cells[width : 2 * width] + whole.cells[5 * width : 6 * width]
    members = answer(
        cube(),
        Query({"Region": ("17",), **EVERYTHING}, {"Region": BY_COUNTY}, {"Region": "single"}),
        most_cells=1000,
    )
    assert isinstance(members, Cube)
    assert members.cells == whole.cells[2 * width : 5 * width] and None in members.cells


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (Query(lists={"Region": "vs_t2.counties"}), "Q411"),
        (Query(lists={"Tid": "vs_t1.counties"}), "Q411"),
        (Query(lists={"Kommun": "vs_t1.counties"}), "Q401"),
        (Query(outputs={"Kommun": "single"}), "Q401"),
        (Query(outputs={"Region": "both"}), "Q407"),
        (Query({"Region": ("2080",), **EVERYTHING}, {"Region": BY_COUNTY}), "Q402"),
        (Query({"Region": ()}), "Q403"),
        (Query(stub=("Kommun",)), "Q401"),
        (Query(stub=("Region", "Region")), "Q410"),
        (Query(stub=("Region",), heading=("Region",)), "Q410"),
        (Query(stub=("Region",), heading=("Tid",)), "Q410"),
    ],
)
def test_what_cannot_be_asked(query: Query, code: str) -> None:
    assert refused(query) == code


def test_dimensions_are_known_whatever_their_capitals_and_time_by_another_name() -> None:
    query = Query({"region": ("00",), "TIME": ("2015",), "contentscode": ("*",)}, stub=("time",))
    part = answer(cube(), query, most_cells=1000)
    assert isinstance(part, Cube)
    assert [one.code for one in part.dimensions] == ["Tid", "Region", "ContentsCode"]
    assert part.heading == 2


@given(st.permutations(["Region", "Tid", "ContentsCode"]), st.integers(0, 3))
def test_a_placement_moves_figures_and_changes_none(order: list[str], stub: int) -> None:
    query = Query({"Region": ("*",), **EVERYTHING}, stub=tuple(order[:stub]), heading=tuple(order[stub:]))
    whole, part = cube(), answer(cube(), query, most_cells=1000)
    assert isinstance(part, Cube)
    assert [one.code for one in part.dimensions] == order and part.heading == 3 - stub
    assert figures(part) == figures(whole)


def figures(of: Cube) -> dict[frozenset[tuple[str, str]], Decimal | None]:
    """The figures by the codes they stand at, whatever the order."""
    places: list[frozenset[tuple[str, str]]] = [frozenset()]
    for one in of.dimensions:
        places = [place | {(one.code, value.code)} for place in places for value in one.values]
    return dict(zip(places, of.cells, strict=True))


QUERIES = st.builds(
    Query,
    st.dictionaries(st.text(min_size=1), st.lists(st.text()).map(tuple)),
    st.dictionaries(st.text(min_size=1), st.text(min_size=1), max_size=0),
    st.just({}),
    st.lists(st.text()).map(tuple),
    st.lists(st.text()).map(tuple),
)


@given(QUERIES)
def test_a_query_is_read_back_as_it_was_written(query: Query) -> None:
    assert read_query(json.loads(json.dumps(as_body(query)))) == query


def test_the_same_question_in_another_order_is_the_same() -> None:
    one = Query({"Tid": ("2015", "2016"), "Region": ("*",)}, {"Region": BY_COUNTY})
    other = Query({"Region": ("*", "*"), "Tid": ("2016", "2015")}, {"Region": BY_COUNTY})
    assert canonical(one) == canonical(other)
    assert canonical(one) != canonical(Query({"Tid": ("2015",), "Region": ("*",)}, {"Region": BY_COUNTY}))


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"selection": {}},
        {"selection": ["Tid"]},
        {"selection": [{"variableCode": 1}]},
        {"selection": [{"variableCode": "Tid"}, {"variableCode": "Tid"}]},
        {"selection": [{"variableCode": "Tid", "valueCodes": [1]}]},
        {"selection": [{"variableCode": "Tid", "codelist": 1}]},
        {"selection": [], "placement": [1]},
        {"selection": [], "placement": {"stub": "Tid"}},
    ],
)
def test_what_is_no_query(body: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_query(body)


def test_ids_differ_between_tables() -> None:
    other = Cube("t2", cube().title, "Källa", cube().dimensions, cube().cells)
    assert not {one.id for one in codelists(cube())} & {one.id for one in codelists(other)}


def test_a_cube_without_regions_has_no_lists() -> None:
    value = Value("a", Text(sv="a", en="a"))
    gender = Dimension("gender", Text(sv="Kön", en="Gender"), Role.CLASSIFICATION, (value,))
    year, contents = cube().dimensions[1:]
    one = Cube("t3", cube().title, "Källa", (gender, year, contents), (Decimal(1),) * 8)
    assert codelists(one) == ()
