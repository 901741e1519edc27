"""Dangerous and mistaken files are turned away before they are opened, with what to do."""

from __future__ import annotations

import io
import re
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.guards import MAX_FILE, inspect
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused
from tests.factories.workbooks import exported, read, repacked, with_part


def refusal(data: bytes, filename: str = "ale.xlsx") -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as caught:
        read(data, filename)
    for finding in caught.value.findings:
        assert finding.message.sv != finding.message.en
    return caught.value


def archive(parts: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return output.getvalue()


def test_our_own_workbook_passes() -> None:
    inspect(exported(), "ale.xlsx")


def test_a_file_of_50_mb_is_refused_by_its_size() -> None:
    found = refusal(exported() + b"x" * 50_000_000).finding
    assert found.code == WorkbookCode.TOO_LARGE
    assert "50 MB" in found.message.sv
    assert f"Högst {MAX_FILE // 1_000_000} MB" in found.message.sv


@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\x00" * 5000])
def test_an_empty_file(data: bytes) -> None:
    assert refusal(data).finding.code == WorkbookCode.EMPTY_FILE


def test_a_zip_bomb_is_refused_by_what_it_would_become() -> None:
    bomb = with_part(exported(), "xl/media/image1.xml", b"\x00" * 200_000_000)
    assert len(bomb) < MAX_FILE
    assert refusal(bomb).finding.code == WorkbookCode.ZIP_BOMB


def test_a_part_packed_beyond_reason_is_refused_though_the_whole_is_small() -> None:
    bomb = with_part(exported(), "xl/media/image1.xml", b"\x00" * 20_000_000)
    assert refusal(bomb).finding.code == WorkbookCode.ZIP_BOMB


def test_very_many_parts_are_refused() -> None:
    parts = {f"xl/media/image{number}.xml": b"" for number in range(3_000)}
    assert refusal(archive(parts)).finding.code == WorkbookCode.ZIP_BOMB


def test_a_bomb_that_lies_about_its_size_is_never_unpacked_beyond_it() -> None:
    data = archive({"xl/workbook.xml": b"\x00" * 5_000_000})
    for marker, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(marker) + offset
        data = data[:at] + struct.pack("<I", 100) + data[at + 4 :]
    assert refusal(data).finding.code == WorkbookCode.DAMAGED


def test_a_macro_file_is_refused_by_name_and_by_content() -> None:
    assert refusal(exported(), "ale.xlsm").finding.code == WorkbookCode.MACROS
    with_macros = with_part(exported(), "xl/vbaProject.bin", b"macro")
    assert refusal(with_macros).finding.code == WorkbookCode.MACROS


def test_a_csv_named_xlsx_is_called_a_csv() -> None:
    found = refusal("kön;antal\nkvinnor;12,5\n".encode()).finding
    assert found.code == WorkbookCode.NOT_A_WORKBOOK
    assert "CSV" in found.message.sv


def test_a_web_page_named_xlsx_is_called_a_web_page() -> None:
    found = refusal(b"<!DOCTYPE html><html><body><table></table></body></html>").finding
    assert found.code == WorkbookCode.NOT_A_WORKBOOK
    assert "webbsida" in found.message.sv


def test_a_picture_named_xlsx() -> None:
    found = refusal(b"\x89PNG\r\n\x1a\n" + bytes(range(256))).finding
    assert found.code == WorkbookCode.NOT_A_WORKBOOK


def test_the_old_xls_format_and_a_password_are_told_apart() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 4096
    assert refusal(ole, "ale.xls").finding.code == WorkbookCode.OLD_FORMAT
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le")).finding.code == WorkbookCode.ENCRYPTED


def test_a_text_document_is_not_a_workbook() -> None:
    docx = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
    assert refusal(docx).finding.code == WorkbookCode.NOT_A_WORKBOOK


@pytest.mark.parametrize("keep", [0.01, 0.3, 0.9, 0.999])
def test_a_file_cut_off_in_transfer_is_damaged(keep: float) -> None:
    data = exported()
    assert refusal(data[: int(len(data) * keep)]).finding.code == WorkbookCode.DAMAGED


def test_entities_are_refused_before_they_expand() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    data = repacked(exported(), lambda name, part: bomb if name == "xl/workbook.xml" else part)
    assert refusal(data).finding.code == WorkbookCode.UNSAFE_XML


def test_tabs_that_share_one_part_are_damaged() -> None:
    def share(name: str, part: bytes) -> bytes:
        return re.sub(rb"sheet\d+\.xml", b"sheet1.xml", part) if name.endswith("workbook.xml.rels") else part

    assert refusal(repacked(exported(), share)).finding.code == WorkbookCode.DAMAGED


def test_broken_xml_is_damaged() -> None:
    data = repacked(exported(), lambda name, part: part[:-20] if name == "xl/workbook.xml" else part)
    assert refusal(data).finding.code == WorkbookCode.DAMAGED


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_a_file_with_a_broken_byte_is_read_or_refused_never_worse(place: float, byte: int) -> None:
    data = bytearray(exported({"caseworkers.women": 1250}))
    data[int(place * (len(data) - 1))] = byte
    try:
        read(bytes(data))
    except WorkbookRefused as error:
        assert error.findings


PARTS = [
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet2.xml",
    "xl/_rels/workbook.xml.rels",
]
GARBAGE = [
    b"",
    b"9" * 400,
    b"-1",
    b"&#0;",
    b"XFE99999999",
    b'"',
    b"<",
    b"\xff\xfe",
    b"NaN",
    b"inf",
    b"<c/>",
    b' t="s"',
    b"_x0000_",
]
SOUND = exported({"caseworkers.women": 1250, "comment": "text"})


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(PARTS), st.floats(0, 1), st.integers(0, 40), st.sampled_from(GARBAGE))
def test_a_file_with_garbage_in_a_part_is_read_or_refused_never_worse(
    name: str, place: float, length: int, garbage: bytes
) -> None:
    def spoil(part: str, content: bytes) -> bytes:
        at = int(place * len(content))
        return content[:at] + garbage + content[at + length :] if part == name else content

    try:
        read(repacked(SOUND, spoil))
    except WorkbookRefused as error:
        assert error.findings


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(PARTS), st.integers(0, 10_000), st.sampled_from(GARBAGE))
def test_a_file_with_a_nonsense_attribute_is_read_or_refused_never_worse(
    name: str, number: int, garbage: bytes
) -> None:
    def spoil(part: str, content: bytes) -> bytes:
        pieces = re.split(rb'"([^"]*)"', content)
        if part == name and len(pieces) > 1:
            pieces[number % (len(pieces) // 2) * 2 + 1] = garbage.replace(b'"', b"").replace(b"<", b"")
        return b"".join(b'"' + piece + b'"' if index % 2 else piece for index, piece in enumerate(pieces))

    try:
        read(repacked(SOUND, spoil))
    except WorkbookRefused as error:
        assert error.findings
