"""Tables from returns: sums, shares, N, cohorts, and what blank means."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.tabulation.aggregate import MunicipalityIndex, ReturnData, aggregate
from kompetenslyft.core.tabulation.compute import MISSING, compute
from kompetenslyft.core.tabulation.display import caption, format_cell, plain_cell
from kompetenslyft.core.tabulation.layout import header_grid
from kompetenslyft.core.tabulation.model import ColumnUnit
from tests.unit.core.tabulation_returns import INSTRUMENT, TABLES, answered, returns

_LEVELS = ("4", "5", "6", "7", "8")


def _sum(*amounts: Fraction | None) -> Fraction | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if known else None


@settings(max_examples=40, deadline=None)
@given(data=st.data(), given_returns=returns())
def test_the_order_of_returns_does_not_matter(data: st.DataObject, given_returns: list[ReturnData]) -> None:
    shuffled = data.draw(st.permutations(given_returns))
    assert compute(TABLES, shuffled) == compute(TABLES, given_returns)


@settings(max_examples=40, deadline=None)
@given(given_returns=returns())
def test_parts_add_to_totals(given_returns: list[ReturnData]) -> None:
    tables = compute(TABLES, given_returns)
    one = tables["1"].row("all").cells
    assert one["total_fte"].exact == _sum(one["women_fte"].exact, one["men_fte"].exact)
    for number in _LEVELS:
        for row in tables[number].rows:
            levels = [row.cells[f"{level}_fte"].exact for level in ("basic", "advanced", "lacking")]
            assert row.cells["total_fte"].exact == _sum(*levels)
            shares = [row.cells[f"{level}_pct"].exact for level in ("basic", "advanced", "lacking")]
            assert _sum(*shares) in (None, 100)


@settings(max_examples=40, deadline=None)
@given(given_returns=returns(), cut=st.integers(0, 6))
def test_two_groups_merge_into_the_whole(given_returns: list[ReturnData], cut: int) -> None:
    index = MunicipalityIndex()
    whole = aggregate(given_returns, index)
    parts = aggregate(given_returns[:cut], index), aggregate(given_returns[cut:], index)
    assert parts[0].merge(parts[1]) == whole == parts[1].merge(parts[0])


@settings(max_examples=40, deadline=None)
@given(given_returns=returns())
def test_n_never_exceeds_the_municipalities(given_returns: list[ReturnData]) -> None:
    for table in compute(TABLES, given_returns).values():
        for row in table.rows:
            there = {
                code
                for data in given_returns
                if data.year == row.scope.year
                and row.scope.cohort.includes(joined_year=data.joined_year, year=data.year)
                for code in data.municipalities
            }
            for cell in row.cells.values():
                assert cell.n <= len(there)
                if cell.unit is ColumnUnit.MUNICIPALITIES:
                    assert cell.exact is None or 0 <= cell.exact <= len(there)


@settings(max_examples=40, deadline=None)
@given(given_returns=returns())
def test_a_blank_return_changes_nothing(given_returns: list[ReturnData]) -> None:
    blank = answered("nobody", {}, municipalities=("9999",))
    assert compute(TABLES, [*given_returns, blank]) == compute(TABLES, given_returns)


def test_every_table_is_there_without_returns_and_blank() -> None:
    tables = compute(TABLES, [])
    assert list(tables) == [*map(str, range(1, 15)), *(f"P{n}" for n in range(1, 8))]
    for table in tables.values():
        assert table.rows
        for row in table.rows:
            for column_id, cell in row.cells.items():
                column = table.definition.column(column_id)
                assert cell.exact == (0 if column.n else None)
                assert column.n or (format_cell(cell, "sv"), plain_cell(cell)) == ("..", "")
        assert MISSING in table.notes


def test_blank_is_not_zero_and_zero_is_counted() -> None:
    zero = answered("0180", {"caseworkers.women": 0, "caseworkers.men": 0})
    table = compute(TABLES, [zero, answered("0184", {"team_leaders.women": 100})], ["1"])["1"]
    assert table.n == 1
    assert table.cell("all", "total_fte").exact == 0
    assert table.cell("all", "no_degree_total_fte").exact is None


def test_shares_come_from_unrounded_counts_and_round_half_up() -> None:
    data = answered("0180", {"level_law.family_law.basic": 125, "level_law.family_law.advanced": 875})
    cell = compute(TABLES, [data], ["5"])["5"].cell("family_law", "basic_pct")
    assert (cell.exact, cell.part, cell.whole) == (Fraction(25, 2), Fraction(5, 4), 10)
    assert format_cell(cell, "sv") == "13"
    fte = compute(TABLES, [data], ["5"])["5"].cell("family_law", "basic_fte")
    assert (format_cell(fte, "sv"), format_cell(fte, "en"), plain_cell(fte)) == ("1,3", "1.3", "1.3")


def test_thousands_have_a_no_break_space_for_readers_and_nothing_for_machines() -> None:
    cell = compute(TABLES, [answered("0180", {"caseworkers.women": 138_480})], ["1"])["1"].cell(
        "all", "women_fte"
    )
    assert format_cell(cell, "sv") == "1\u00a0384,8"
    assert plain_cell(cell) == "1384.8"


def test_an_area_pools_its_directions() -> None:
    values = {
        "level_psychology.developmental_psychology.basic": 30_000,
        "level_psychology.developmental_psychology.lacking": 10_000,
        "level_psychology.attachment_theory.lacking": 20_000,
    }
    table = compute(TABLES, [answered("0180", values)], ["3"])["3"]
    assert table.cell("psychology", "basic_pct").exact == 50
    assert table.cell("psychology", "n_municipalities").exact == 1
    assert table.cell("law", "n_municipalities").exact == 0
    assert table.n is None


def test_districts_of_one_city_count_once_and_a_joint_board_counts_each() -> None:
    districts = [
        answered(f"0180-{n}", {"caseworkers.women": 1000}, municipalities=("0180",)) for n in range(3)
    ]
    board = answered("board", {"caseworkers.women": 1000}, municipalities=("0380", "1280"))
    table = compute(TABLES, [*districts, board], ["1"])["1"]
    assert table.n == 3
    assert table.cell("all", "women_fte").exact == 40


def test_each_row_over_time_has_its_own_cohort() -> None:
    amount = {"caseworkers.women": 1000}
    given_returns = [
        answered("0180", amount, year=2013, joined=2013),
        answered("0184", amount, year=2014, joined=2013),
        answered("0380", amount, year=2014, joined=2014),
        answered("1280", amount, year=2015, joined=2014),
        answered("1480", amount, year=2016, joined=2015),
        answered("2580", amount, year=2016, joined=2016),
    ]
    table = compute(TABLES, given_returns, ["11"])["11"]
    figures = {row.id: row.cells["caseworkers_fte"].exact for row in table.rows}
    assert figures == {"2013": 10, "2014": 10, "2015": None, "2016": 10}


def test_municipalities_are_counted_by_answer_and_n_by_question() -> None:
    given_returns = [
        answered("0180", {"planned_caseworkers": "yes", "cooperation_caseworkers": ("own", "association")}),
        answered("0184", {"planned_caseworkers": "partly", "cooperation_caseworkers": ("own",)}),
        answered("0380", {"planned_caseworkers": "no"}),
        answered("1280", {"planned_leaders": "yes"}),
    ]
    tables = compute(TABLES, given_returns, ["P3", "P4"])
    row = tables["P3"].row("caseworkers")
    assert [row.cells[c].exact for c in ("yes", "partly", "no", "wholly_or_partly", "n_municipalities")] == [
        1,
        1,
        1,
        2,
        3,
    ]
    assert row.cells["wholly_or_partly_pct"].exact == Fraction(200, 3)
    forms = {row.id: row.cells["caseworkers"].exact for row in tables["P4"].rows}
    assert forms == {"own": 2, "other_municipality": 0, "association": 1, "other": 0}
    assert tables["P4"].cell("own", "leaders").exact is None


def test_shares_of_few_are_noted_on_their_rows() -> None:
    many = {"caseworkers.women": 20_000, "degree_under_1_year": 100}
    few = {"caseworkers.women": 3_840, "degree_under_1_year": 1_000}
    given_returns = [answered("0180", many, year=2013), answered("0380", few, year=2015, joined=2015)]
    notes = [note.sv for note in compute(TABLES, given_returns, ["11"])["11"].notes]
    assert any(note.startswith("Andelar på raden 2015 räknas på färre än 100") for note in notes)
    assert not any("2013 räknas" in note for note in notes)


def test_two_returns_of_one_unit_and_year_are_refused() -> None:
    with pytest.raises(ValueError, match="unit 0180 has two returns of 2016"):
        compute(TABLES, [answered("0180", {}), answered("0180", {})])


def test_an_unknown_number_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        compute(TABLES, [], ["15"])


def test_the_worked_table_of_the_documentation() -> None:
    def family_law(**levels: int) -> dict[str, int]:
        return {f"level_law.family_law.{level}": amount for level, amount in levels.items()}

    given_returns = [
        answered("A", family_law(basic=1000, advanced=250), municipalities=("0180",)),
        answered("B", family_law(basic=250, advanced=0, lacking=500), municipalities=("0180",)),
        answered(
            "C", family_law(basic=700, advanced=100, lacking=100), municipalities=("0380",), joined=2016
        ),
    ]
    table = compute(TABLES, given_returns, ["5"])["5"]
    shown = [format_cell(cell, "sv") for cell in table.row("family_law").cells.values()]
    assert shown == ["1", "12,5", "63", "2,5", "13", "5,0", "25", "20,0"]
    assert table.n == 1


def test_the_heading_spans_columns_and_rows() -> None:
    grid = header_grid(TABLES.table("5"), "sv")
    assert [(cell.text, cell.rows, cell.columns) for cell in grid[0]] == [
        ("Inriktning", 2, 1),
        ("Grundläggande", 1, 2),
        ("Fördjupad", 1, 2),
        ("Saknar tillräcklig", 1, 2),
        ("Totalt", 2, 1),
    ]
    assert [cell.text for cell in grid[1]] == ["Antal", "Andel, procent"] * 3


@pytest.mark.parametrize("number", list(TABLES.by_number))
def test_every_heading_covers_each_place_once(number: str) -> None:
    definition = TABLES.table(number)
    places = [
        (row, column)
        for cells in header_grid(definition, "sv")
        for cell in cells
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert sorted(places) == [
        (row, column) for row in range(definition.header_levels) for column in range(len(definition.shown))
    ]


def test_the_caption_says_number_title_unit_and_n() -> None:
    table = compute(TABLES, [answered("0180", {"team_leaders.women": 100})], ["9"])["9"]
    assert caption(table, "sv") == (
        "Tabell 9. Arbetsledare i den sociala barn- och ungdomsvården, november 2016. Årsarbetare. N\u00a0=\u00a01"
    )
    assert caption(table, "en").startswith("Table 9. Team leaders")


def test_rows_are_those_of_the_instrument() -> None:
    directions = [member.id for member in INSTRUMENT.dimension("direction_law").members]
    assert [item.id for item in TABLES.table("5").rows.items] == directions
