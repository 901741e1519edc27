"""Account numbers: what is taken, what is refused, and how they are written for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.payments import Scheme, account_number, check_account, readable

DIGITS = st.text("0123456789", min_size=1, max_size=7)


@pytest.mark.parametrize(
    ("scheme", "typed", "kept", "shown"),
    [
        (Scheme.BANKGIRO, " 5050-1055 ", "50501055", "5050-1055"),
        (Scheme.BANKGIRO, "991-2346", "9912346", "991-2346"),
        (Scheme.PLUSGIRO, "90 20 03-3", "9020033", "90 20 03-3"),
        (Scheme.PLUSGIRO, "1-8", "18", "1-8"),
        (Scheme.PLUSGIRO, "4 12 34 56-8", "41234568", "4 12 34 56-8"),
        (
            Scheme.IBAN,
            "se45 5000 0000 0583 9825 7466",
            "SE4550000000058398257466",
            "SE45 5000 0000 0583 9825 7466",
        ),
    ],
)
def test_a_number_that_can_be_right(scheme: Scheme, typed: str, kept: str, shown: str) -> None:
    number = account_number(typed)
    assert number == kept
    assert check_account(scheme, number) == ()
    assert readable(scheme, number) == shown


@pytest.mark.parametrize(
    ("scheme", "number", "code"),
    [
        (Scheme.BANKGIRO, "50501056", "G202"),
        (Scheme.BANKGIRO, "505010", "G201"),
        (Scheme.BANKGIRO, "505010550", "G201"),
        (Scheme.BANKGIRO, "5050A055", "G201"),
        (Scheme.BANKGIRO, "٥٠٥٠١٠٥٥", "G201"),
        (Scheme.BANKGIRO, "00000000", "G201"),
        (Scheme.BANKGIRO, "", "G201"),
        (Scheme.PLUSGIRO, "9", "G201"),
        (Scheme.PLUSGIRO, "9020034", "G202"),
        (Scheme.IBAN, "SE4650000000058398257466", "G202"),
        (Scheme.IBAN, "DE89370400440532013000", "G201"),
        (Scheme.IBAN, "SE45500000000583982574", "G201"),
    ],
)
def test_a_number_that_cannot(scheme: Scheme, number: str, code: str) -> None:
    assert [finding.code for finding in check_account(scheme, number)] == [code]


@given(st.sampled_from([Scheme.BANKGIRO, Scheme.PLUSGIRO]), DIGITS)
def test_exactly_one_check_digit_is_right(scheme: Scheme, digits: str) -> None:
    stem = digits.rjust(6, "1") if scheme is Scheme.BANKGIRO else "1" + digits[:6]
    assert sum(not check_account(scheme, stem + last) for last in "0123456789") == 1


@given(st.text("0123456789", min_size=20, max_size=20), st.integers(0, 19), st.integers(1, 9))
def test_any_single_wrong_digit_in_an_iban_is_found(account: str, where: int, more: int) -> None:
    right = next(
        f"SE{check:02}{account}"
        for check in range(2, 99)
        if not check_account(Scheme.IBAN, f"SE{check:02}{account}")
    )
    place = 4 + where
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    assert [finding.code for finding in check_account(Scheme.IBAN, wrong)] == ["G202"]


@given(st.sampled_from(list(Scheme)), st.text("0123456789", min_size=2, max_size=8))
def test_what_people_read_is_what_is_kept(scheme: Scheme, digits: str) -> None:
    number = "SE" + digits.rjust(22, "0") if scheme is Scheme.IBAN else digits.rjust(7, "1")
    assert account_number(readable(scheme, number)) == number


@given(st.text(max_size=40))
def test_whatever_is_typed_is_judged_and_never_breaks(typed: str) -> None:
    for scheme in Scheme:
        assert all(
            finding.code in {"G201", "G202"} for finding in check_account(scheme, account_number(typed))
        )
