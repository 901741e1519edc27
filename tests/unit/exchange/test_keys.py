"""Key files as people have them."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.numbers import NBSP
from kompetenslyft.exchange.keys import KeyReading, read_key

NAMES = {"0114": "Upplands Väsby", "0180": "Stockholm", "1784": "Arvika", "2080": "Falun"}
SOUND = {"0114": Fraction(39289), "0180": Fraction(847073), "1784": Fraction(51, 2), "2080": Fraction(55685)}
PLAIN = (
    "Kommunkod;Kommun;Antal\n"
    "0114;Upplands Väsby;39289\n0180;Stockholm;847 073\n1784;Arvika;25,5\n2080;Falun;55685\n"
)


def read(text: str | bytes, column: str | None = None) -> KeyReading:
    data = text if isinstance(text, bytes) else text.encode()
    return read_key(data, "nyckel.csv", codes=NAMES, column=column)


def codes(reading: KeyReading, severity: Severity = Severity.HARD) -> list[str]:
    return [finding.code for finding in reading.findings if finding.severity is severity]


def messages(reading: KeyReading) -> str:
    return "\n".join(finding.message.sv for finding in reading.findings).replace(NBSP, " ")


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("\n", "\r\n"),
        "sep=;\n" + PLAIN,
        "sep=\t\n" + PLAIN.replace(";", "\t"),
        "Folkmängd 31 december\n\n" + PLAIN,
        PLAIN.replace(";", "\t"),
        PLAIN.replace("25,5", "25.5").replace(";", ","),
        PLAIN.replace("847 073", f"847{NBSP}073"),
        PLAIN.replace("Kommunkod;Kommun;Antal", "Code;Municipality;Value"),
        PLAIN.replace("Kommunkod;Kommun;Antal", "Nr;Ort;Barn"),
        PLAIN.partition("\n")[2],
        "\n".join(PLAIN.splitlines()[:1] + PLAIN.splitlines()[:0:-1]),
        "region;2012\n0114 Upplands Väsby;39289\n0180 Stockholm;847073\n1784 Arvika;25,5\n2080 Falun;55685\n",
        "Kommun;Antal\nUpplands Väsby kommun;39289\nStockholms kommun;847073\narvika;25,5\nFalun;55685\n",
        'Kommunkod;Kommun;Antal\n"0114";"Upplands; Väsby";"39289"\n0180;;847073\n1784;;25,5\n2080;;55685\n',
    ],
)
def test_a_sound_file_in_many_dialects(text: str | bytes) -> None:
    reading = read(text)
    assert reading.findings == ()
    assert reading.values == SOUND
    assert reading.usable


def test_windows_1252_is_read_and_said() -> None:
    reading = read(PLAIN.encode("cp1252"))
    assert reading.values == SOUND
    assert codes(reading, Severity.INFO) == ["A404"]
    assert reading.usable


def test_zeros_that_a_spreadsheet_took_away_come_back() -> None:
    reading = read(PLAIN.replace("\n0", "\n"))
    assert reading.values == SOUND
    assert "Inledande nollor saknades i 2 koder och lades till, till exempel 114 → 0114." in messages(reading)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (";Riket;942072,5", "Rad 6, «Riket», är en summarad och räknades inte."),
        ("0000;Riket;1", "Den säger 1; kommunerna blir tillsammans 942 072,5."),
        ("00;Riket;942072,5", "är en summarad"),
        ("Summa;;942072,5", "Rad 6, «Summa»"),
        ("Totalt;;", "Rad 6, «Totalt»"),
        ("01;Stockholms län;886362", "1 rader med län"),
        ("0001;Region Stockholm;886362", "län eller regioner räknades inte, den första på rad 6"),
    ],
)
def test_totals_and_counties_are_left_out_and_said_to_be(row: str, told: str) -> None:
    reading = read(PLAIN + row + "\n")
    assert reading.values == SOUND
    assert reading.usable
    assert told in messages(reading)
    assert ("Den säger" in messages(reading)) == (row == "0000;Riket;1")


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("1784;Arvika;25,5\n", "", "A301", "Tal saknas för 1 av 4: Arvika (1784)"),
        ("1784;Arvika", "0180;Stockholm", "A422", "Rad 4: Stockholm (0180) står också på rad 3."),
        ("25,5", "tjugofem", "A425", "Rad 4: Arvika (1784): «tjugofem» går inte att läsa som ett tal."),
        ("25,5", "..", "A425", "Rad 4: Arvika (1784)"),
        ("25,5", "", "A424", "Rad 4: Arvika (1784) saknar tal. Fyll i det; är det noll, skriv 0."),
        ("25,5", "-25", "A426", "Rad 4: Arvika (1784) har −25."),
        ("25,5", "1.500", "A425", "kan läsas på två sätt"),
        ("1784;", "1785;", "A421", "Rad 4: «1785» är ingen kommun."),
        ("1784;", "Arvidstorp;", "A421", "Rad 4: «Arvidstorp» är ingen kommun."),
        ("1784;", ";", "A423", "Rad 4: raden med «Arvika» saknar kommunkod."),
        ("25,5", "25;5", "A427", "Rad 4: fler celler än rubrikraden."),
    ],
)
def test_what_stops_a_key_names_row_and_remedy(old: str, new: str, code: str, told: str) -> None:
    reading = read(PLAIN.replace(old, new))
    assert code in codes(reading)
    assert told in messages(reading)
    assert not reading.usable


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "A401"),
        (b"\xef\xbb\xbf \r\n", "A401"),
        (b"x" * 10_000_001, "A402"),
        (b"<!DOCTYPE html><table>", "A403"),
        (b"%PDF-1.7", "A403"),
        (b"a;b\x00;c", "A403"),
        (b'kod;antal\n"' + b"x" * 200_000, "A403"),
        (b"kod;antal\n" + b"0114;1\n" * 5001, "A402"),
        (b"rubrik\nen\ntext\n", "A411"),
        ("Kommunkod;Kommun\n0114;Väsby\n".encode(), "A412"),
        (b"Kommunkod;barn;vuxna\n0114;1;2\n0180;1;2\n", "A413"),
    ],
)
def test_what_is_no_key_at_all(data: bytes, code: str) -> None:
    reading = read(data)
    assert codes(reading) == [code]
    assert reading.values == {}


def test_one_of_several_columns_can_be_asked_for() -> None:
    text = "Kommunkod;Grupp;Barn 0-19;Vuxna\n0114;A;1;2\n0180;B;3;4\n1784;A;5;6\n2080;B;7;8\n"
    reading = read(text, "barn_0_19")
    assert reading.heading == "Barn 0-19"
    assert reading.values == {"0114": 1, "0180": 3, "1784": 5, "2080": 7}
    assert reading.texts["Grupp"] == {"0114": "A", "0180": "B", "1784": "A", "2080": "B"}


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Barn;Barn", "har flera kolumner med rubriken «barn». Kolumner med tal: «Barn», «Barn»."),
        ("Vuxna;Äldre", "har ingen kolumn med rubriken «barn». Kolumner med tal: «Vuxna», «Äldre»."),
        ("Vuxna;År", "har ingen kolumn med rubriken «barn». Kolumner med tal: «Vuxna»."),
    ],
)
def test_a_column_that_is_asked_for_and_not_there(heading: str, told: str) -> None:
    reading = read(f"Kommunkod;{heading}\n0114;1;2\n0180;3;4\n1784;5;6\n2080;7;8\n", "barn")
    assert codes(reading) == ["A414"]
    assert told in messages(reading)


def test_three_decimals_are_decimals_where_other_numbers_show_the_sign() -> None:
    reading = read("kod,procent\n0114,4.053\n0180,1.8\n1784,12.345\n2080,0.125\n")
    assert reading.values["0114"] == Fraction("4.053")
    assert reading.values["1784"] == Fraction("12.345")


def workbook(*rows: tuple[object, ...], more: bool = False) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if more:
        book.create_sheet("Annat").append(["Text"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_with_codes_as_numbers() -> None:
    rows = [("Kommunkod", "Kommun", "Antal"), (114, "Upplands Väsby", 39289), (180, "Stockholm", "847 073")]
    data = workbook(*rows, (1784, "Arvika", 25.5), (None, None, None), ("2080", "Falun", 55685), more=True)
    reading = read_key(data, "nyckel.xlsx", codes=NAMES)
    assert reading.values == SOUND
    assert codes(reading, Severity.INFO) == ["A405", "A428"]
    assert reading.usable


def test_a_workbook_with_an_error_names_the_row() -> None:
    rows = [("Kommunkod", "Antal"), ("0114", 1), ("0180", "#N/A"), ("1784", True), ("2080", date(2013, 1, 1))]
    reading = read_key(workbook(*rows), "nyckel.xlsx", codes=NAMES)
    assert codes(reading) == ["A425", "A425", "A425"]
    assert "Rad 3: Stockholm (0180)" in messages(reading)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 cut off", "W105"),
        (workbook(("Kommunkod", "Antal"))[:-200], "W105"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"old", "W103"),
        (workbook(), "A401"),
    ],
)
def test_a_workbook_that_cannot_be_opened(data: bytes, code: str) -> None:
    reading = read_key(data, "nyckel.xlsx", codes=NAMES)
    assert codes(reading) == [code]
    assert "svarets sida" not in messages(reading)


_CELLS = st.one_of(
    st.sampled_from(
        [*NAMES, *NAMES.values(), "Riket", "Kommunkod", "Antal", "12,5", "1.384", "-3", "", "0", "01"]
    ),
    st.text(max_size=8),
)
_FILES = st.one_of(
    st.binary(max_size=300),
    st.builds(
        lambda rows, delimiter, encoding: "\n".join(map(delimiter.join, rows)).encode(encoding, "replace"),
        st.lists(st.lists(_CELLS, max_size=5), max_size=8),
        st.sampled_from(";,\t"),
        st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    ),
)


@settings(max_examples=400, deadline=None)
@given(data=_FILES)
def test_whatever_the_file_holds_there_is_a_key_or_a_reason(data: bytes) -> None:
    reading = read_key(data, "nyckel.csv", codes=NAMES)
    assert reading.usable == (reading.values.keys() == NAMES.keys() and not codes(reading))
    assert all(value >= 0 for value in reading.values.values())
