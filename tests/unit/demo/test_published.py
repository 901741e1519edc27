"""The demo's tables against what is published: every count, to the last decimal, but for the known exceptions."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from kompetenslyft.core.tabulation.compute import Table
from kompetenslyft.core.tabulation.display import format_cell
from kompetenslyft.core.tabulation.model import ColumnUnit
from kompetenslyft.core.tabulation.published import Observation, observe, published
from kompetenslyft.demo.targets import LEVELS, targets
from kompetenslyft.exchange.definitions import table_set
from tests.machine import reference

UNREACHABLE_COUNTS = {("5", "public_law", "total_fte")}
"""Published 4 400,8; the published parts add up to 4 401,1, and no parts that round to them to less than 4 400,95."""

CONTRADICTED_SHARES = {("12", "2016", "of_which_master_pct"), ("14", "2016", "of_which_master_pct")}
"""Published 14 and 21; the published counts 126 of 865 and 74 of 343 give 15 and 22."""


def _rounded(exact: Fraction | None, decimals: int) -> Fraction | None:
    return (
        None if exact is None else Fraction(math.floor(exact * 10**decimals + Fraction(1, 2)), 10**decimals)
    )


def _observed() -> list[Observation]:
    folder = reference()
    assert folder is not None
    files = [published(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("table*.csv"))]
    return [
        one for one in observe(files, table_set("national-follow-up@2016")) if isinstance(one, Observation)
    ]


def _different(observed: list[Observation], tables: dict[str, Table]) -> set[tuple[str, str, str]]:
    return {
        (one.table.number, one.row.item.id, one.column.id)
        for one in observed
        if _rounded(tables[one.table.number].cell(one.row.item.id, one.column.id).exact, one.figure.decimals)
        != one.figure.value
    }


@pytest.mark.reference
def test_every_published_count_and_n(tables: dict[str, Table]) -> None:
    counts = [one for one in _observed() if one.column.unit is not ColumnUnit.PERCENT]
    assert {one.table.number for one in counts} == {str(number) for number in range(1, 15)}
    assert len(counts) > 150
    assert _different(counts, tables) == UNREACHABLE_COUNTS


@pytest.mark.reference
def test_every_published_share_over_time(tables: dict[str, Table]) -> None:
    shares = [
        one
        for one in _observed()
        if one.column.unit is ColumnUnit.PERCENT and one.table.number in {"11", "12", "13", "14"}
    ]
    assert len(shares) == 28
    assert _different(shares, tables) == CONTRADICTED_SHARES


PUBLISHED = {
    "11": {
        "caseworkers_fte": ("4871", "87.35", "38.40", "5390"),
        "degree_under_1_year_pct": ("10.5", "21", "26", "12.5"),
        "no_degree_pct": ("6", "9", "8", "12"),
        "n_municipalities": ("258", "14", "6", "245"),
    },
    "12": {
        "continuing_training": ("3472", "48", "19", "3151"),
        "higher_education": ("1184", "20", "4", "865"),
        "of_which_master_pct": ("10", "5", "0", "15"),
        "n_municipalities": ("250", "14", "6", "232"),
    },
    "13": {
        "team_leaders": ("766", "24", "8", "891"),
        "first_management_job_pct": ("51", "50", "50", "48"),
        "needs_development_pct": ("47", "66", "50", "26"),
        "under_3_years_pct": ("5", "0", "0", "4"),
        "n_municipalities": ("260", "14", "6", "234"),
    },
    "14": {
        "continuing_training": ("441", "19", "6", "754"),
        "higher_education": ("326", "11", "2", "343"),
        "of_which_master_pct": ("17", "9", "0", "22"),
        "n_municipalities": ("260", "14", "6", "234"),
    },
}


@pytest.mark.parametrize(
    ("number", "column"), [(number, column) for number, columns in PUBLISHED.items() for column in columns]
)
def test_change_over_time(number: str, column: str, tables: dict[str, Table]) -> None:
    for year, text in zip(("2013", "2014", "2015", "2016"), PUBLISHED[number][column], strict=True):
        decimals = len(text.partition(".")[2])
        assert _rounded(tables[number].cell(year, column).exact, decimals) == Fraction(text), year


def test_caseworkers_of_2016_are_5390_5_and_5390(tables: dict[str, Table]) -> None:
    total = tables["1"].cell("all", "total_fte").exact
    assert _rounded(total, 1) == Fraction("5390.5")
    assert _rounded(total, 0) == 5390
    assert _rounded(tables["1"].cell("all", "women_fte").exact, 1) == 4848
    assert _rounded(tables["1"].cell("all", "men_fte").exact, 1) == Fraction("542.5")


def test_levels_of_2016_are_the_targets(tables: dict[str, Table]) -> None:
    goal = targets().levels_2016
    numbers = dict(zip(goal, ("4", "5", "6", "7", "8"), strict=True))
    for area, target in goal.items():
        table = tables[numbers[area]]
        assert table.n == target.n
        for direction, figures in target.directions.items():
            computed = tuple(table.cell(direction, f"{level}_fte").exact for level in LEVELS)
            assert computed == tuple(Fraction(figure, 100) for figure in figures)


@pytest.mark.parametrize(("row", "total"), [("family_law", "4120.1"), ("administrative_law", "4422.8")])
def test_totals_that_only_hundredths_can_reach(row: str, total: str, tables: dict[str, Table]) -> None:
    assert _rounded(tables["5"].cell(row, "total_fte").exact, 1) == Fraction(total)


@pytest.mark.parametrize(
    ("place", "count", "n"),
    [
        (("P1", "appraisal_follow_up", "yes"), 236, 243),
        (("P1", "other_follow_up", "yes"), 105, 243),
        (("P3", "caseworkers", "wholly_or_partly"), 230, 245),
        (("P3", "leaders", "wholly_or_partly"), 141, 237),
    ],
)
def test_municipalities_of_the_running_text(
    place: tuple[str, str, str], count: int, n: int, tables: dict[str, Table]
) -> None:
    table, row, column = place
    cell = tables[table].cell(row, column)
    assert (cell.exact, cell.n) == (count, n)


def test_what_the_running_text_says_of_plans_and_cooperation(tables: dict[str, Table]) -> None:
    for plan in ("plan_caseworkers", "plan_leaders"):
        assert 50 < tables["P6"].cell(plan, "yes_pct").exact < 56
        assert tables["P6"].cell(f"{plan}_yearly", "yes_pct").exact > 50
    for who in ("caseworkers", "leaders"):
        by_form = {row.id: row.cells[who].exact for row in tables["P4"].rows}
        assert set(sorted(by_form, key=lambda form: by_form[form])[-2:]) == {
            "other_municipality",
            "association",
        }


def test_the_same_total_reads_the_same_in_both_its_tables(tables: dict[str, Table]) -> None:
    """Small figures keep their second decimal; large ones have one, as everywhere."""
    over_time = tables["11"]
    shown = [format_cell(row.cells["caseworkers_fte"], "sv").replace("\u00a0", " ") for row in over_time.rows]
    assert shown == ["4 871", "87,35", "38,4", "5 390,5"]
    assert shown[-1] == format_cell(tables["1"].cell("all", "total_fte"), "sv").replace("\u00a0", " ")
