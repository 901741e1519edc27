"""Reading staff files: what is understood, and what is refused because it is broken."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.exchange.staff_files.read import read_staff_file
from kompetenslyft.exchange.staff_files.refusal import StaffFileRefused

TEXT = "Anställningsnr;Namn;Enhet\r\n1;Åsa Exempel;Norr\r\n2;Örjan Exempel;Söder\r\n"


def code_of(data: bytes, name: str = "personal.csv") -> str:
    with pytest.raises(StaffFileRefused) as caught:
        read_staff_file(data, name)
    return str(caught.value.findings[0].code)


def message(data: bytes, name: str = "personal.csv") -> str:
    with pytest.raises(StaffFileRefused) as caught:
        read_staff_file(data, name)
    return caught.value.findings[0].message.sv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_separators_and_encodings_are_found(encoding: str, delimiter: str) -> None:
    table = read_staff_file(TEXT.replace(";", delimiter).encode(encoding), "x.csv")
    assert table.headings == ("Anställningsnr", "Namn", "Enhet")
    assert [row.cells for row in table.rows] == [
        ("1", "Åsa Exempel", "Norr"),
        ("2", "Örjan Exempel", "Söder"),
    ]
    assert [row.number for row in table.rows] == [2, 3]
    assert [found.code for found in table.notes] == (["N313"] if encoding == "cp1252" else [])


def test_rows_keep_their_numbers_past_blank_and_quoted_lines() -> None:
    table = read_staff_file('sep=;\nNr;Namn\n\n1;"Två\nrader"\n2;Namn'.encode(), "x.csv")
    assert [(row.number, row.cells[0]) for row in table.rows] == [(4, "1"), (6, "2")]


def test_a_broken_encoding_names_the_first_bad_line() -> None:
    broken = TEXT.encode() + "3;Märta;Norr\r\n".encode("cp1252")
    assert "rad 4" in message(broken)
    assert code_of(broken) == "N304"
    assert code_of(TEXT.encode("cp1252") + b"3;\x81;x\r\n") == "N304"
    assert code_of("Nr;Namn\r\n1;Ã¥sa\r\n".encode()) == "N304"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nr;Namn;Enhet\n1;a;b\n2;c", "sista raden (3) har 2 värden av 3"),
        ('Nr;Namn\n1;a\n2;"c', "citattecken"),
        ("Antal rader;3\nNr;Namn\n1;a\n2;b\n", "säger sig ha 3 rader men har 2"),
        ("Nr;Namn\n1;a\nAntal: 2;\n", "säger sig ha 2 rader men har 1"),
    ],
)
def test_half_a_file_is_refused(text: str, told: str) -> None:
    assert code_of(text.encode()) == "N305"
    assert "verkar avbruten" in message(text.encode())
    assert told in message(text.encode())


def test_a_stated_count_that_is_right_is_no_row() -> None:
    assert len(read_staff_file(b"Antal rader;1\nNr;Namn\n1;a\n", "x.csv").rows) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "N301"),
        (b"\xef\xbb\xbf \r\n", "N301"),
        (b"Nr;Namn\r\n", "N301"),
        (b"Nr;Namn;nr\r\n1;a;2\r\n", "N306"),
        (b"<html><table>", "N303"),
        (b"%PDF-1.7", "N303"),
        (b"Nr;Namn\x00\r\n1;a\r\n", "N303"),
        (b"x" * 10_000_001, "N302"),
        (b"PK\x03\x04damaged", "W105"),
        (b"<?xml version='1.0'?><other/>", "N303"),
        (b"<?xml version='1.0'?><paxml><personal/></paxml>", "N301"),
        (b"<?xml version='1.0'?><paxml><personal><person anstid='1'>", "N305"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><paxml/>", "N311"),
    ],
)
def test_what_is_no_whole_staff_file_is_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for head in (b"", b"<?xml version='1.0'?>", b"Nr;Namn\n"):
        try:
            table = read_staff_file(head + data, "x")
        except StaffFileRefused as refusal:
            assert refusal.findings
        else:
            assert table.rows


def workbook(rows: list[list[object]], **options: object) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    sheet = book.add_worksheet("Personal")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    percent = book.add_format({"num_format": "0%"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, float):
                sheet.write_number(number, column, value, percent)
            elif value != "":
                sheet.write(number, column, value)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("from_1904", [False, True])
def test_a_workbook_gives_days_and_percentages_as_text(from_1904: bool) -> None:
    data = workbook(
        [
            ["Nr", "Grad", "Från", "Till"],
            ["007", 0.75, date(2012, 3, 1), ""],
            [8, 1.0, date(2016, 11, 1), ""],
        ],
        date_1904=from_1904,
    )
    table = read_staff_file(data, "personal.xlsx")
    assert [row.cells for row in table.rows] == [
        ("007", "75 %", "2012-03-01", ""),
        ("8", "100 %", "2016-11-01", ""),
    ]
    assert table.rows[0].number == 2


PAXML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<paxml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><header><version>2.0</version></header>
<personal>
  <person anstid="17"><fornamn>Åsa</fornamn><efternamn>Exempel</efternamn><postadress>Gatan 1</postadress>
    <epostarb>asa@example.se</epostarb><befattning>Socialsekreterare</befattning><anstform>FAST</anstform>
    <anstdatum>2012-03-01</anstdatum><manlon datum="2016-01-01">31000</manlon>
    <sysgrad datum="2016-09-01">75.00</sysgrad><resenheter><resenhet dim="1" id="2080-N"/></resenheter></person>
  <person anstid="18" delete="true"><fornamn>Bort</fornamn></person>
</personal><lonetransaktioner><lonetrans anstid="17"><datum>2016-01-01</datum></lonetrans></lonetransaktioner></paxml>
"""


def test_paxml_gives_its_own_names_and_nothing_of_pay_or_address() -> None:
    table = read_staff_file(PAXML.encode("latin-1"), "personal.xml")
    assert dict(zip(table.headings, table.rows[0].cells, strict=True)) == {
        "anstid": "17",
        "fornamn": "Åsa",
        "efternamn": "Exempel",
        "epostarb": "asa@example.se",
        "befattning": "Socialsekreterare",
        "anstform": "FAST",
        "anstdatum": "2012-03-01",
        "sysgrad": "75.00",
        "sysgraddatum": "2016-09-01",
        "resenhet": "2080-N",
    }
    assert [found.code for found in table.notes] == ["N317"]
