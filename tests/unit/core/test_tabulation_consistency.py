"""The consistency audit: what it finds in published figures, and that it leaves consistent ones alone."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.tabulation.compute import compute
from kompetenslyft.core.tabulation.consistency import Deviation, audit
from kompetenslyft.core.tabulation.published import Figure, parse_figure, published
from kompetenslyft.exchange.tables_csv import csv_filename, data_csv, swedish_csv
from tests.machine import reference
from tests.unit.core.tabulation_returns import TABLES, answered, returns

_LEVELS = "direction,basic_fte,basic_pct,advanced_fte,advanced_pct,lacking_fte,lacking_pct,total_fte\n"


def _audit(*files: tuple[str, str]) -> tuple[Deviation, ...]:
    return audit([published(text, name) for name, text in files], TABLES)


def _brief(found: tuple[Deviation, ...]) -> list[tuple[str, str, int, str]]:
    return [(one.code, one.kind, one.line, one.column) for one in found]


def test_a_row_that_adds_up_gives_nothing() -> None:
    assert not _audit(("table_5.csv", _LEVELS + "Familjerätt,60.0,60,15.0,15,25.0,25,100.0\n"))


def test_a_total_off_by_rounding_and_a_total_that_cannot_be() -> None:
    rows = "Familjerätt,60.0,60,15.0,15,25.0,25,100.1\nSocialrätt,60.0,60,15.0,15,25.0,25,100.3\n"
    found = _audit(("table_5.csv", _LEVELS + rows))
    assert _brief(found) == [
        ("A101", "rounding", 2, "total_fte"),
        ("A101", "contradiction", 3, "total_fte"),
    ]
    assert (
        found[1].message.sv
        == "60,0 + 15,0 + 25,0 = 100,0, publicerat 100,3. Avrundning förklarar inte skillnaden."
    )
    assert found[1].message.en == (
        "60.0 + 15.0 + 25.0 = 100.0, published 100.3. Rounding does not explain the difference."
    )
    assert found[1].row.sv == "Socialrätt"


def test_a_wrong_share_is_told_with_its_arithmetic_and_the_row_sums_over_100() -> None:
    found = _audit(("table_4.csv", _LEVELS + "Planering av insatser,59.0,61,32.0,32,9.0,9,100.0\n"))
    assert _brief(found) == [
        ("A102", "contradiction", 2, "basic_pct"),
        ("A104", "contradiction", 2, "lacking_pct"),
    ]
    assert found[0].one_line("sv") == (
        "table_4.csv:2: A102 motsägelse, tabell 4, Planering av insatser, basic_pct: "
        "59,0 / 100,0 = 59,0 procent, publicerat 61. Avrundning förklarar inte skillnaden."
    )
    assert "61 + 32 + 9 = 102 procent, ska vara 100." in found[1].one_line("sv")
    assert "61 + 32 + 9 = 102 percent, should be 100." in found[1].one_line("en")


def test_a_share_is_checked_against_the_counts_of_another_table() -> None:
    over_time = "year,continuing_training,higher_education,of_which_master_pct,n_municipalities\n2016,754,343,21,234\n"
    counts = "n_municipalities,continuing_training,higher_education,of_which_master\n234,754,343,74\n"
    found = _audit(("table_14.csv", over_time), ("table_10.csv", counts))
    assert _brief(found) == [("A102", "contradiction", 2, "of_which_master_pct")]
    assert "74 (tabell 10) / 343 = 21,6 procent, publicerat 21." in found[0].message.sv


def test_what_is_published_twice_is_compared_at_the_coarser_precision() -> None:
    one = "n_municipalities,women_fte,men_fte,total_fte\n245,4848.0,542.5,5390.5\n"
    head = "year,caseworkers_fte,degree_under_1_year_pct,no_degree_pct,n_municipalities\n"
    for published_fte, kind in (("5390", "rounding"), ("5391", None), ("5389", "contradiction")):
        found = _audit(("table_1.csv", one), ("table_11.csv", f"{head}2016,{published_fte},12.5,12,245\n"))
        assert [(d.code, d.kind) for d in found] == ([("A103", kind)] if kind else [])
    municipalities = _audit(("table_1.csv", one), ("table_11.csv", f"{head}2016,5391,12.5,12,244\n"))
    assert _brief(municipalities) == [("A103", "contradiction", 2, "n_municipalities")]


def test_the_shares_of_an_area_follow_from_its_directions() -> None:
    directions = _LEVELS + (
        "Samhällets organisation och styrning,30.0,75,5.0,13,5.0,13,40.0\n"
        "Samhällets stödsystem,30.0,50,15.0,25,15.0,25,60.0\n"
    )
    area = "area,basic_pct,advanced_pct,lacking_pct\nSamhällsvetenskap,62,20,20\n"
    found = [one for one in _audit(("table_7.csv", directions), ("table_3.csv", area)) if one.table == "3"]
    assert _brief(tuple(found)) == [
        ("A102", "contradiction", 2, "basic_pct"),
        ("A104", "contradiction", 2, "lacking_pct"),
    ]
    assert (
        "60,0 (summan av 2 tal, tabell 7) / 100,0 (summan av 2 tal, tabell 7) = 60,0 procent"
        in found[0].message.sv
    )


def test_a_share_close_to_the_border_is_shown_with_enough_decimals() -> None:
    found = _audit(("table_6.csv", _LEVELS + "Anknytningsteori,2879.9,65,,,,,4465.1\n"))
    assert "2\u00a0879,9 / 4\u00a0465,1 = 64,498 procent, publicerat 65." in found[0].message.sv


def test_municipalities_that_answered_are_checked_too() -> None:
    text = "question,yes,yes_pct,n_municipalities\nFöljs upp vid medarbetarsamtal,236,98,243\n"
    found = _audit(("table_P1.csv", text))
    assert _brief(found) == [("A102", "contradiction", 2, "yes_pct")]


def test_blank_cells_are_not_zero() -> None:
    assert not _audit(("table_5.csv", _LEVELS + "Familjerätt,60.0,,..,,25.0,,100.0\n"))


def test_what_cannot_be_read_is_told_and_the_rest_is_audited() -> None:
    rows = "Familjerätt,60.0,,15.0,,25.0,,101.0\nSjörätt,1,1,1,1,1,1,1\nSocialrätt,många,60,15.0,15,25.0,25,100.0\n"
    found = _audit(("table_5.csv", _LEVELS + rows), ("cars.csv", "make,colour\nSaab,röd\n"))
    assert [(one.file, one.code, one.kind, one.line) for one in found] == [
        ("table_5.csv", "A101", "contradiction", 2),
        ("table_5.csv", "A001", "unread", 3),
        ("table_5.csv", "A001", "unread", 4),
        ("cars.csv", "A001", "unread", 1),
    ]
    assert "«många» är inget tal" in found[2].message.sv
    assert "make, colour" in found[3].message.sv


def test_headings_of_two_tables_need_the_number_in_the_file_name() -> None:
    text = "n_municipalities,continuing_training,higher_education,of_which_master\n234,754,343,74\n"
    (found,) = _audit(("education.csv", text))
    assert found.kind == "unread"
    assert "(2, 10)" in found.message.sv
    assert not _audit(("tabell 10.csv", text))


def test_a_heading_twice_and_a_file_that_is_no_csv_are_told() -> None:
    twice = _audit(("table_5.csv", "direction,basic_fte,basic_fte\nFamiljerätt,1,2\n"))
    assert "Rubriken basic_fte står flera gånger" in twice[0].message.sv
    broken = _audit(("table_5.csv", _LEVELS + "Familjerätt," + "9" * 200_000 + "\n"))
    assert [(one.kind, one.line) for one in broken] == [("unread", 2)]
    assert "kan filen inte läsas som CSV" in broken[0].message.sv


def test_a_figure_of_absurd_length_is_no_figure() -> None:
    found = _audit(("table_5.csv", _LEVELS + "Familjerätt," + "9" * 5_000 + ",,,,,,\n"))
    assert [(one.kind, one.column) for one in found] == [("unread", "basic_fte")]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_audited_without_a_fall(text: str) -> None:
    assert all(one.line >= 1 for one in _audit(("table_5.csv", text), ("more.csv", _LEVELS + text)))


def test_an_empty_file_is_told() -> None:
    assert [one.code for one in _audit(("table_1.csv", ""))] == ["A001"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2782.9", (Fraction(27829, 10), 1, Fraction(1, 20))),
        ("2\u00a0782,9", (Fraction(27829, 10), 1, Fraction(1, 20))),
        ("422", (Fraction(422), 0, Fraction(1, 2))),
        ("12 %", (Fraction(12), 0, Fraction(1, 2))),
    ],
)
def test_a_printed_figure_is_an_interval(text: str, expected: tuple[Fraction, int, Fraction]) -> None:
    assert parse_figure(text, whole_numbers=False) == Figure(*expected)


def test_a_count_stands_for_itself_and_blanks_and_words_are_no_figures() -> None:
    count = parse_figure("126", whole_numbers=True)
    assert isinstance(count, Figure)
    assert count.half == 0
    assert [parse_figure(text, whole_numbers=False) for text in ("", " ", "..", "–")] == [None] * 4
    assert parse_figure("1e5", whole_numbers=False) == "1e5"


@settings(max_examples=40, deadline=None)
@given(given_returns=returns(), swedish=st.booleans())
def test_our_own_tables_do_not_contradict_themselves(given_returns: list[ReturnData], swedish: bool) -> None:
    tables = compute(TABLES, given_returns).values()
    files = [
        (
            csv_filename(table.number),
            swedish_csv(table).decode() if swedish else data_csv(table, made_up=True),
        )
        for table in tables
    ]
    assert [one.one_line("en") for one in _audit(*files) if one.kind != "rounding"] == []


@settings(max_examples=40, deadline=None)
@given(amounts=st.lists(st.integers(1, 90_000), min_size=3, max_size=3), column=st.integers(0, 3))
def test_a_figure_changed_by_one_is_found(amounts: list[int], column: int) -> None:
    keys = [f"level_law.family_law.{level}" for level in ("basic", "advanced", "lacking")]
    table = compute(TABLES, [answered("0180", dict(zip(keys, amounts, strict=True)))], ["5"])["5"]
    rows = list(csv.DictReader(io.StringIO(data_csv(table))))
    changed = ("basic_fte", "advanced_fte", "lacking_fte", "total_fte")[column]
    row = next(row for row in rows if row["direction"] == "Familjerätt")
    row[changed] = str(Decimal(row[changed]) + 1)
    text = ",".join(row) + "\n" + ",".join(row.values()) + "\n"
    assert ("A101", "contradiction", 2, "total_fte") in _brief(_audit(("table_5.csv", text)))


_PUBLISHED = [
    ("table_11", 5, "A103", "rounding", "caseworkers_fte", "5 390,5 i tabell 1, publicerat 5 390"),
    ("table_12", 5, "A102", "contradiction", "of_which_master_pct", "126 (tabell 2) / 865 = 14,6"),
    ("table_14", 5, "A102", "contradiction", "of_which_master_pct", "74 (tabell 10) / 343 = 21,6"),
    ("table_3", 2, "A102", "contradiction", "advanced_pct", "= 31,01 procent, publicerat 31,5"),
    ("table_3", 2, "A102", "contradiction", "lacking_pct", "= 8,57 procent, publicerat 8,5"),
    ("table_3", 3, "A102", "contradiction", "advanced_pct", "= 19,7 procent, publicerat 19"),
    ("table_3", 6, "A102", "contradiction", "basic_pct", "= 64,83 procent, publicerat 64,5"),
    ("table_3", 6, "A102", "contradiction", "advanced_pct", "= 22,33 procent, publicerat 22,5"),
    ("tables_4_to_8", 3, "A102", "contradiction", "basic_pct", "= 61,5 procent, publicerat 61"),
    ("tables_4_to_8", 6, "A102", "contradiction", "lacking_pct", "= 8,1 procent, publicerat 9"),
    ("tables_4_to_8", 7, "A102", "contradiction", "advanced_pct", "= 34,4 procent, publicerat 35"),
    ("tables_4_to_8", 8, "A102", "rounding", "advanced_pct", "= 31,4999 procent, publicerat 32"),
    (
        "tables_4_to_8",
        9,
        "A102",
        "contradiction",
        "basic_pct",
        "2 625,6 / 4 451,7 = 59,0 procent, publicerat 61",
    ),
    ("tables_4_to_8", 9, "A104", "contradiction", "lacking_pct", "61 + 32 + 9 = 102 procent"),
    ("tables_4_to_8", 13, "A102", "contradiction", "advanced_pct", "= 32,24 procent, publicerat 32,5"),
    ("tables_4_to_8", 17, "A101", "rounding", "total_fte", "= 4 120,0, publicerat 4 120,1"),
    ("tables_4_to_8", 18, "A101", "rounding", "total_fte", "= 4 422,7, publicerat 4 422,8"),
    ("tables_4_to_8", 19, "A102", "contradiction", "advanced_pct", "= 20,5 procent, publicerat 20"),
    (
        "tables_4_to_8",
        19,
        "A102",
        "contradiction",
        "lacking_pct",
        "422 / 4 457,6 = 9,47 procent, publicerat 10",
    ),
    (
        "tables_4_to_8",
        20,
        "A101",
        "contradiction",
        "total_fte",
        "3 083,5 + 728,1 + 589,5 = 4 401,1, publicerat 4 400,8",
    ),
    ("tables_4_to_8", 20, "A102", "contradiction", "advanced_pct", "= 16,5 procent, publicerat 16"),
    ("tables_4_to_8", 20, "A102", "contradiction", "lacking_pct", "= 13,4 procent, publicerat 14"),
    ("tables_4_to_8", 21, "A102", "contradiction", "basic_pct", "= 69,5 procent, publicerat 69"),
    ("tables_4_to_8", 21, "A102", "contradiction", "advanced_pct", "= 22,1 procent, publicerat 23"),
    ("tables_4_to_8", 22, "A102", "contradiction", "basic_pct", "= 64,498 procent, publicerat 65"),
    ("tables_4_to_8", 23, "A102", "contradiction", "advanced_pct", "= 18,6 procent, publicerat 18"),
    ("tables_4_to_8", 26, "A102", "contradiction", "basic_pct", "= 66,6 procent, publicerat 66"),
]


@pytest.mark.reference
def test_the_published_follow_up_of_2016() -> None:
    folder = reference()
    assert folder is not None
    found = _audit(*((path.name, path.read_text("utf-8")) for path in sorted(folder.glob("table*.csv"))))
    assert len(found) == len(_PUBLISHED)
    for one, (name, line, code, kind, column, arithmetic) in zip(found, _PUBLISHED, strict=True):
        assert one.file.startswith(f"{name}_")
        assert (one.line, one.code, one.kind, one.column) == (line, code, kind, column)
        assert arithmetic in one.message.sv.replace("\u00a0", " ")


@pytest.mark.reference
def test_other_published_files_are_said_not_to_be_audited() -> None:
    folder = reference()
    assert folder is not None
    other = [path for path in sorted(folder.glob("*.csv")) if not path.name.startswith("table")]
    found = _audit(*((path.name, path.read_text("utf-8")) for path in other))
    assert [(one.file, one.kind) for one in found] == [(path.name, "unread") for path in other]
