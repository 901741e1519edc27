from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.codes import Code
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import (
    NumberProblem,
    format_fraction,
    format_number,
    parse_number,
    round_half_up,
)

NUMERIC = [Unit.FTE, Unit.COUNT, Unit.SEK]


@pytest.mark.parametrize(
    ("raw", "hundredths"),
    [
        ("12,5", 1250),
        ("12.5", 1250),
        ("1 384,8", 138480),
        ("1\u00a0384,8", 138480),
        ("1\u202f384.8", 138480),
        ("1384", 138400),
        (" 0 ", 0),
        ("12,50", 1250),
        ("007", 700),
        (12, 1200),
        (12.5, 1250),
        (0.1 + 0.2, 30),
        (-0.0, 0),
        (Decimal("12.25"), 1225),
    ],
)
def test_reads_what_people_type_and_workbooks_hold(raw: object, hundredths: int) -> None:
    assert parse_number(raw, Unit.FTE) == hundredths


@pytest.mark.parametrize(
    ("raw", "unit", "code"),
    [
        ("12,5 st", Unit.FTE, Code.NOT_A_NUMBER),
        ("1e308", Unit.FTE, Code.NOT_A_NUMBER),
        (1e308, Unit.FTE, Code.ABOVE_MAXIMUM),
        pytest.param(10**5000, Unit.FTE, Code.ABOVE_MAXIMUM, id="huge"),
        (Decimal("1e9999999"), Unit.FTE, Code.ABOVE_MAXIMUM),
        (Decimal("1e-9999999"), Unit.FTE, Code.TOO_MANY_DECIMALS),
        (float("nan"), Unit.FTE, Code.NOT_A_NUMBER),
        (float("inf"), Unit.FTE, Code.NOT_A_NUMBER),
        ("=1+1", Unit.FTE, Code.NOT_A_NUMBER),
        ("1 38", Unit.FTE, Code.NOT_A_NUMBER),
        ("１２", Unit.FTE, Code.NOT_A_NUMBER),
        (True, Unit.COUNT, Code.NOT_A_NUMBER),
        ([1], Unit.COUNT, Code.NOT_A_NUMBER),
        ("9" * 500, Unit.COUNT, Code.NOT_A_NUMBER),
        ("1.384", Unit.FTE, Code.AMBIGUOUS_SEPARATOR),
        ("1,384", Unit.COUNT, Code.AMBIGUOUS_SEPARATOR),
        ("1.384,8", Unit.FTE, Code.AMBIGUOUS_SEPARATOR),
        ("1'384", Unit.FTE, Code.AMBIGUOUS_SEPARATOR),
        ("0,125", Unit.FTE, Code.TOO_MANY_DECIMALS),
        (12.345, Unit.FTE, Code.TOO_MANY_DECIMALS),
        ("12,5", Unit.COUNT, Code.NOT_WHOLE),
        ("100,50", Unit.SEK, Code.NOT_WHOLE),
        ("-3", Unit.FTE, Code.NEGATIVE),
        ("\u22123,5", Unit.FTE, Code.NEGATIVE),
        (-1, Unit.COUNT, Code.NEGATIVE),
        ("0", Unit.SCALE, Code.BELOW_MINIMUM),
        ("8", Unit.SCALE, Code.ABOVE_MAXIMUM),
    ],
)
def test_refuses_with_a_code_and_a_word_in_both_languages(raw: object, unit: Unit, code: Code) -> None:
    problem = parse_number(raw, unit)
    assert isinstance(problem, NumberProblem)
    assert problem.code == code
    assert problem.message.sv != problem.message.en


def test_an_ambiguous_point_is_explained_with_both_readings() -> None:
    problem = parse_number("1.384", Unit.FTE)
    assert isinstance(problem, NumberProblem)
    assert "1 384" in problem.message.sv
    assert "1,38" in problem.message.sv


def test_bounds_are_in_the_unit_as_read() -> None:
    assert parse_number("5000", Unit.FTE, maximum=5000) == 500000
    over = parse_number("5000,01", Unit.FTE, maximum=5000)
    assert isinstance(over, NumberProblem)
    assert over.code is Code.ABOVE_MAXIMUM
    assert "5\u00a0000" in over.message.sv
    assert parse_number("-3", Unit.COUNT, minimum=None) == -3


@pytest.mark.parametrize("raw", [None, "", "   ", "\u00a0"])
def test_blank_is_not_zero(raw: object) -> None:
    assert parse_number(raw, Unit.FTE) is None


def test_long_and_unprintable_entries_are_quoted_short() -> None:
    problem = parse_number("x\x00\n" + "y" * 5000, Unit.FTE)
    assert isinstance(problem, NumberProblem)
    assert len(problem.message.sv) < 200
    assert problem.message.sv.isprintable()


def test_shows_figures_as_sweden_writes_them() -> None:
    assert format_number(138480, Unit.FTE, "sv") == "1\u00a0384,8"
    assert format_number(138480, Unit.FTE, "en") == "1\u00a0384.8"
    assert format_number(484800, Unit.FTE, "sv", decimals=1) == "4\u00a0848,0"
    assert format_number(138450, Unit.FTE, "sv", decimals=0) == "1\u00a0385"
    assert format_number(-5, Unit.FTE, "sv", decimals=1) == "\u22120,1"
    assert format_fraction(Fraction(2, 3), "sv", 1) == "0,7"


@given(
    st.sampled_from(NUMERIC),
    st.sampled_from(["sv", "en", "sv-se"]),
    st.integers(min_value=0, max_value=10_000_000),
)
def test_what_is_shown_parses_back(unit: Unit, language: str, value: int) -> None:
    assert parse_number(format_number(value, unit, language), unit) == value


@given(st.integers(min_value=0, max_value=10**8))
def test_a_figure_survives_a_spreadsheet(hundredths: int) -> None:
    assert parse_number(hundredths / 100, Unit.FTE) == hundredths


@given(st.fractions())
def test_half_is_rounded_away_from_zero(value: Fraction) -> None:
    rounded = round_half_up(value)
    assert abs(rounded - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -rounded
    if abs(rounded - value) == Fraction(1, 2):
        assert abs(rounded) > abs(value)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.decimals(), st.booleans(), st.binary()))
def test_nothing_typed_makes_it_fail(raw: object) -> None:
    result = parse_number(raw, Unit.FTE, maximum=5000)
    assert result is None or isinstance(result, NumberProblem) or 0 <= result <= 500000
