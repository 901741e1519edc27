"""Choosing values of a cube."""

from __future__ import annotations

import fnmatch
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.cubes.model import Cube, Dimension, Role, Value
from kompetenslyft.core.cubes.selection import (
    MOST_EXPRESSIONS,
    default_selection,
    matches,
    part_of,
    resolve,
    split_expressions,
)
from kompetenslyft.core.cubes.stored import from_text, to_text
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.text import Text

REGIONS, YEARS, CONTENTS = (
    ("0114", "0115", "0180", "1280"),
    ("2013", "2014", "2015", "2016"),
    ("fte", "share"),
)


def dimension(code: str, role: Role, codes: tuple[str, ...]) -> Dimension:
    return Dimension(
        code,
        Text(sv=code, en=code),
        role,
        tuple(
            Value(one, Text(sv=f"v {one}", en=one), decimals=1 if role is Role.CONTENTS else None)
            for one in codes
        ),
    )


def cube(cells: tuple[Decimal | None, ...] | None = None) -> Cube:
    size = len(REGIONS) * len(YEARS) * len(CONTENTS)
    return Cube(
        "t1",
        Text(sv="Årsarbetare", en="FTE"),
        "Källa",
        (
            dimension("Region", Role.CLASSIFICATION, REGIONS),
            dimension("Tid", Role.TIME, YEARS),
            dimension("ContentsCode", Role.CONTENTS, CONTENTS),
        ),
        cells if cells is not None else tuple(Decimal(place) for place in range(size)),
    )


def chosen(selection: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    full = {"Region": ["*"], "Tid": ["*"], "ContentsCode": ["*"]} | selection
    found = resolve(cube(), full, most_cells=1000)
    assert not isinstance(found, Finding), found.message.sv
    return found


def refused(selection: dict[str, list[str]], most_cells: int = 1000) -> str:
    found = resolve(
        cube(), {"Region": ["*"], "Tid": ["*"], "ContentsCode": ["*"]} | selection, most_cells=most_cells
    )
    assert isinstance(found, Finding)
    return found.code


@pytest.mark.parametrize(
    ("expression", "codes"),
    [
        ("2014", ("2014",)),
        ("*", YEARS),
        ("201?", YEARS),
        ("2***1****6" + "*" * 180, ("2016",)),
        ("*6", ("2016",)),
        ("top(2)", ("2015", "2016")),
        ("TOP(2,1)", ("2014", "2015")),
        ("bottom(1)", ("2013",)),
        ("bottom(2,1)", ("2014", "2015")),
        ("range(2014, 2015)", ("2014", "2015")),
        ("from(2015)", ("2015", "2016")),
        ("to(2014)", ("2013", "2014")),
    ],
)
def test_an_expression_gives_codes(expression: str, codes: tuple[str, ...]) -> None:
    assert chosen({"Tid": [expression]})["Tid"] == codes


def test_the_first_regions_are_at_the_top_and_codes_need_no_capitals() -> None:
    assert chosen({"Region": ["top(2)"]})["Region"] == ("0114", "0115")
    assert chosen({"Region": ["bottom(1)"]})["Region"] == ("1280",)
    assert chosen({"ContentsCode": ["FTE"]})["ContentsCode"] == ("fte",)


def test_several_expressions_give_each_code_once_in_the_order_of_the_table() -> None:
    assert chosen({"Tid": ["2016", "bottom(1)", "2016"]})["Tid"] == ("2013", "2016")


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        ({"Kommun": ["*"]}, "Q401"),
        ({"Tid": ["1999"]}, "Q402"),
        ({"Tid": ["19*"]}, "Q402"),
        ({"Tid": ["range(1999,2016)"]}, "Q402"),
        ({"Tid": []}, "Q403"),
        ({"Tid": ["top(two)"]}, "Q404"),
        ({"Tid": ["top(1,2,3)"]}, "Q404"),
        ({"Tid": ["range(2013)"]}, "Q404"),
        ({"Tid": ["*?" * 500]}, "Q404"),
        ({"Tid": ["2013"] * (MOST_EXPRESSIONS + 1)}, "Q405"),
    ],
)
def test_what_cannot_be_chosen(selection: dict[str, list[str]], code: str) -> None:
    assert refused(selection) == code


def test_more_cells_than_are_given_out() -> None:
    assert refused({}, most_cells=31) == "Q406"
    assert refused({"Region": ["1999"]}, most_cells=31) == "Q402"


@given(
    st.fixed_dictionaries(
        {
            "Region": st.sets(st.sampled_from(REGIONS), min_size=1),
            "Tid": st.sets(st.sampled_from(YEARS), min_size=1),
            "ContentsCode": st.sets(st.sampled_from(CONTENTS), min_size=1),
        }
    )
)
def test_a_part_has_the_figures_of_the_whole(wanted: dict[str, set[str]]) -> None:
    whole = cube()
    places = list(product(REGIONS, YEARS, CONTENTS))
    by_codes = dict(zip(places, whole.cells, strict=True))
    part = part_of(whole, chosen({key: sorted(codes) for key, codes in wanted.items()}))
    codes = product(*([value.code for value in one.values] for one in part.dimensions))
    assert [by_codes[place] for place in codes] == list(part.cells)


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_patterns_fit_as_file_names_do(pattern: str, code: str) -> None:
    assert matches(pattern, code) == fnmatch.fnmatchcase(code, pattern)


def test_a_pattern_that_is_made_to_take_long_does_not() -> None:
    assert not matches("*a" * 90 + "b", "a" * 5000)


@given(st.lists(st.sampled_from(["2013", "top(2,1)", "range(2013,2014)", "*"]), min_size=1))
def test_a_list_is_divided_at_its_own_commas(expressions: list[str]) -> None:
    assert list(split_expressions(",".join(expressions))) == expressions


def test_the_default_is_the_latest_year() -> None:
    assert default_selection(cube())["Tid"] == ("2016",)


@given(
    st.lists(
        st.one_of(st.none(), st.decimals(allow_nan=False, allow_infinity=False, places=2)),
        min_size=32,
        max_size=32,
    )
)
def test_a_kept_cube_is_the_same_again(cells: list[Decimal | None]) -> None:
    made = cube(tuple(cells))
    assert from_text(to_text(made)) == made


def test_cells_that_do_not_fill_the_dimensions_are_no_cube() -> None:
    with pytest.raises(ValueError, match="do not fill"):
        cube((Decimal(1),))
