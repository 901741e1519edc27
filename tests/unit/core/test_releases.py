"""A release's tables: figures by region, persons behind them, and what is published of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.records import CannotProtect
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.releases.hiding import Edition, given_away
from kompetenslyft.core.releases.loader import load_release
from kompetenslyft.core.releases.tables import Region, figures, persons, published_cube
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange.definitions import all_instruments, instrument, release
from kompetenslyft.exchange.release_tables import ProtectedTable, kept_edition, protect_table, read_edition

RELEASE = release("staff-by-municipality@2016")
TABLE = RELEASE.tables[0]
FORM = instrument(RELEASE.instrument)
REGIONS = {
    code: Region(code, f"Kommun {code}", code[:2], f"Län {code[:2]}")
    for code in ("0114", "0115", "0180", "1280", "1281", "2080")
}
FTE = st.integers(0, 4000)
ANSWERS = st.dictionaries(st.sampled_from(sorted(REGIONS)), st.tuples(FTE, FTE), min_size=1)


def returns(answers: Mapping[str, tuple[int, int]], year: int = 2016) -> list[ReturnData]:
    return [
        ReturnData(code, (code,), "r", year, 2013, FORM, {"caseworkers.women": women, "caseworkers.men": men})
        for code, (women, men) in answers.items()
    ]


@given(ANSWERS)
def test_the_cube_adds_up_and_hides_nothing_by_itself(answers: dict[str, tuple[int, int]]) -> None:
    found = figures(TABLE, returns(answers), 2016, REGIONS)
    cube = published_cube(RELEASE, TABLE, FORM, found, (), made_up=False)
    codes = [value.code for value in cube.dimensions[0].values]
    assert codes[0] == "00" and set(answers) <= set(codes)
    assert cube.cells[2] is not None
    assert 100 * cube.cells[2] == pytest.approx(sum(map(sum, answers.values())), abs=5)


@given(ANSWERS, st.randoms())
def test_the_order_of_returns_makes_no_difference(answers: dict[str, tuple[int, int]], random) -> None:
    mixed = returns(answers)
    random.shuffle(mixed)
    assert figures(TABLE, mixed, 2016, REGIONS) == figures(TABLE, returns(answers), 2016, REGIONS)


def test_a_citys_districts_are_one_and_a_joint_board_stands_by_itself() -> None:
    data = [
        ReturnData("0180-bromma", ("0180",), "r", 2016, 2013, FORM, {"caseworkers.women": 100}),
        ReturnData("0180-farsta", ("0180",), "r", 2016, 2013, FORM, {"caseworkers.women": 250}),
        ReturnData("namnd", ("1280", "1281"), "r", 2016, 2013, FORM, {"caseworkers.women": 500}),
        ReturnData("2080", ("2080",), "r", 2015, 2013, FORM, {"caseworkers.women": 900}),
    ]
    regions = {**REGIONS, "namnd": Region("namnd", "Nämnden", "12", "Län 12")}
    found = figures(TABLE, data, 2016, regions)
    assert found.inner == {("0180", "women"): 350, ("namnd", "women"): 500}
    assert [region.code for region in found.regions] == ["0180", "namnd"]


@pytest.mark.parametrize(("figure", "people"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_the_fewest_persons_behind_full_time_equivalents(figure: int, people: int) -> None:
    assert persons(figure, Unit.FTE) == people
    assert persons(figure, Unit.COUNT) == figure


def test_what_is_few_is_hidden_and_the_audit_agrees() -> None:
    answers = {code: (900 + 100 * place, 800) for place, code in enumerate(sorted(REGIONS))} | {
        "0115": (900, 100)
    }
    found = protect_table(RELEASE, TABLE, FORM, returns(answers), REGIONS, made_up=True)
    assert found.is_safe and found.primary == 1 and found.secondary >= 3
    cube = found.cube
    places = {value.code: place for place, value in enumerate(cube.dimensions[0].values)}
    assert cube.cells[3 * places["0115"] + 1] is None
    assert cube.cells[2] is not None
    assert any("Påhittade" in note.sv for note in cube.notes)
    assert found.record["safe"] and found.record["unsafe"] == {}


BROKEN = """\
id: staff
version: "1"
title: {sv: Tabeller, en: Tables}
description: {sv: Om, en: About}
source: Källa
valid_from: 2016-01-01
instrument: competence-inventory@2016
year: 2016
rules: {method: rounding}
tables:
  - {id: one, question: caseworkers, title: {sv: A, en: A}}
  - {id: one, question: caseworkers, title: {sv: B, en: B}}
  - {id: three, question: appraisal_follow_up, title: {sv: C, en: C}}
"""


def test_what_is_wrong_in_a_definition_is_told_by_line() -> None:
    with pytest.raises(DefinitionError) as caught:
        load_release(BROKEN, "release.yaml", all_instruments())
    assert [problem.line for problem in caught.value.problems] == [9, 12, 12, 13]
    with pytest.raises(DefinitionError, match="finns inte"):
        load_release(BROKEN.replace("@2016", "@1900"), "release.yaml", all_instruments())


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
def test_no_cell_of_few_is_in_the_cube_and_what_is_hidden_holds_in_figures_too(
    answers: dict[str, tuple[int, int]],
) -> None:
    found = protect_table(RELEASE, TABLE, FORM, returns(answers), REGIONS, made_up=False)
    assert found.is_safe, found.record
    codes = [value.code for value in found.cube.dimensions[0].values]
    for code, both in answers.items():
        for place, figure in enumerate(both):
            if 0 < persons(figure, Unit.FTE) < RELEASE.rules.threshold:
                assert found.cube.cells[3 * codes.index(code) + place] is None


def cells(found: ProtectedTable) -> dict[tuple[str, str], Decimal | None]:
    region, gender, _time, _contents = found.cube.dimensions
    codes = product((one.code for one in region.values), (one.code for one in gender.values))
    return dict(zip(codes, found.cube.cells, strict=True))


MANY = {code: (900 + 137 * place, 800 + 61 * place) for place, code in enumerate(sorted(REGIONS))}


def test_what_is_hidden_once_stays_hidden_and_the_same_answers_give_the_same_release() -> None:
    first = protect_table(RELEASE, TABLE, FORM, returns(MANY | {"0115": (900, 100)}), REGIONS, made_up=False)
    again = protect_table(
        RELEASE,
        TABLE,
        FORM,
        returns(MANY | {"0115": (900, 100)}),
        REGIONS,
        earlier=[first.edition],
        made_up=False,
    )
    assert again.cube == first.cube and again.is_safe
    other = protect_table(
        RELEASE,
        TABLE,
        FORM,
        returns(MANY | {"0115": (900, 100), "1280": (1300, 800)}),
        REGIONS,
        earlier=[first.edition],
        made_up=False,
    )
    hidden = {key for key, figure in cells(first).items() if figure is None}
    assert hidden and all(cells(other)[key] is None for key in hidden)


def test_a_municipality_that_answers_late_is_not_told_by_the_difference() -> None:
    before = {code: both for code, both in MANY.items() if code != "0115"}
    first = protect_table(RELEASE, TABLE, FORM, returns(before), REGIONS, made_up=False)
    late = returns(before | {"0115": (200, 0)})
    assert protect_table(RELEASE, TABLE, FORM, late, REGIONS, made_up=False).is_safe
    after = protect_table(RELEASE, TABLE, FORM, late, REGIONS, earlier=[first.edition], made_up=False)
    assert after.given_away and not after.is_safe and after.record["unsafe"]["recoverable"]


def test_what_another_release_shows_is_no_secret() -> None:
    figures_ = {("*",): 5, ("a",): 2, ("b",): 3}
    sums = ((0, 1, 2),)
    hiding = Edition("q", figures_, frozenset({("a",), ("b",)}), sums)
    assert given_away([hiding]) == set()
    assert given_away([hiding, Edition("q", figures_ | {("b",): 4, ("*",): 6}, frozenset(), sums)]) == {
        ("a",),
        ("b",),
    }
    assert read_edition(kept_edition(hiding)) == hiding


def test_a_question_of_two_dimensions_has_its_total_over_the_last_and_a_blank_is_not_zero() -> None:
    question = FORM.questions["level_law"]
    table = TABLE.model_copy(update={"question": question.id})
    first = ".".join(FORM.dimension(one).members[0].id for one in question.dimensions)
    data = [
        ReturnData(code, (code,), "r", 2016, 2013, FORM, {f"level_law.{first}": 1200}) for code in REGIONS
    ]
    cube = protect_table(RELEASE, table, FORM, data, REGIONS, made_up=False).cube
    assert [one.code for one in cube.dimensions[:3]] == ["Region", *question.dimensions]
    assert [one.values[-1].code == "total" for one in cube.dimensions[1:3]] == [False, True]
    assert set(cube.cells) == {None, Decimal("12.0"), Decimal("24.0"), Decimal("36.0"), Decimal("72.0")}


def test_a_question_that_nobody_has_answered_is_told_by_its_title() -> None:
    with pytest.raises(CannotProtect, match="Handläggare"):
        protect_table(RELEASE, TABLE, FORM, [], REGIONS, made_up=False)
