"""Files for spreadsheets: no text is a formula."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.exchange.spreadsheets import excel_csv, plain


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_would_be_a_formula_gets_an_apostrophe(sign: str) -> None:
    assert plain(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "Falun", "1+1", "5050-1055", "–"])
def test_other_text_is_left_alone(text: str) -> None:
    assert plain(text) == text


def test_rows_become_csv_that_swedish_excel_opens() -> None:
    rows = [["Kod", "Namn"], ["2080", "=Falun"], [-5, None], [date(2013, 5, 27), "a;b"]]
    assert excel_csv(rows) == '\ufeffKod;Namn\r\n2080;\'=Falun\r\n-5;\r\n2013-05-27;"a;b"\r\n'.encode()


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")), min_size=2))
def test_whatever_is_written_no_cell_is_a_formula(texts: list[str]) -> None:
    (read,) = csv.reader(io.StringIO(excel_csv([texts]).decode("utf-8-sig"), newline=""), delimiter=";")
    assert [cell.removeprefix("'") for cell in read] == [text.removeprefix("'") for text in texts]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in read)
