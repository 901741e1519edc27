"""Personal identity numbers are told from employment numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.staff.identity import holds_identity_number, is_identity_number


def made_up(day: date, serial: int, *, coordination: bool = False) -> str:
    """Ten digits with the right check digit, worked out here by the rule of Luhn from its other end."""
    nine = f"{day:%y%m}{day.day + 60 * coordination:02}{serial:03}"
    total = 0
    for place, digit in enumerate(map(int, nine)):
        doubled = digit * 2 if place % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return f"{nine}{-total % 10}"


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.booleans())
def test_every_way_of_writing_one_is_found(day: date, serial: int, coordination: bool) -> None:
    ten = made_up(day, serial, coordination=coordination)
    born, last = ten[:6], ten[6:]
    century = str(day.year)[:2]
    for written in (
        ten,
        f"{born}-{last}",
        f"{born}+{last}",
        f" {born} {last} ",
        f"{century}{ten}",
        f"{century}{born}-{last}",
        f"{day.year}-{ten[2:4]}-{ten[4:6]}-{last}",
    ):
        assert is_identity_number(written)
        assert holds_identity_number(f"nr {written}, slut")


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.integers(1, 9))
def test_a_wrong_check_digit_is_another_number(day: date, serial: int, off: int) -> None:
    ten = made_up(day, serial)
    assert not is_identity_number(f"{ten[:9]}{(int(ten[9]) + off) % 10}")


@pytest.mark.parametrize(
    "text",
    ["", "A00001", "12345", "0000000000", "9999999999", "08-508 25 000", "2016-11-01", "559999-0000000"],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not is_identity_number(text)
    assert not holds_identity_number(text)
