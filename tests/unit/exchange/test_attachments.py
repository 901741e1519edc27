"""What an attached document is taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding
from kompetenslyft.exchange.attachments import ALLOWED, LARGEST, LONGEST_NAME, Document, read_attachment
from tests.factories import documents
from tests.factories.documents import packed


@pytest.mark.parametrize(
    ("data", "ending", "kind"),
    [
        (documents.PDF, "pdf", "application/pdf"),
        (documents.PNG, "png", "image/png"),
        (documents.JPEG, "jpeg", "image/jpeg"),
        (
            documents.DOCX,
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (documents.ODT, "odt", documents.ODT_KIND),
    ],
)
def test_a_document_is_known_by_its_content(data: bytes, ending: str, kind: str) -> None:
    assert read_attachment("order", data, f"beslut.{ending}") == Document(f"beslut.{ending}", kind)
    named = read_attachment("order", data, "beslut.exe")
    assert isinstance(named, Document)
    assert named.content_type == kind
    assert named.filename == f"beslut.exe{ALLOWED[kind][0]}", "the ending is that of the content"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.FILE_EMPTY),
        (b"MZ\x90\x00", Code.FILE_TYPE),
        (b"<html><script>alert(1)</script>", Code.FILE_TYPE),
        (b"PK\x03\x04 and then nothing", Code.FILE_TYPE),
        (packed({"xl/workbook.xml": "", "[Content_Types].xml": ""}), Code.FILE_TYPE),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), Code.FILE_TYPE),
        (
            packed({"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": ""}),
            Code.FILE_TYPE,
        ),
        (b"%PDF-" + bytes(LARGEST), Code.FILE_TOO_LARGE),
    ],
    ids=["empty", "program", "page", "broken", "workbook", "ods", "macros", "large"],
)
def test_anything_else_is_refused_at_its_cell_with_a_remedy(data: bytes, code: Code) -> None:
    finding = read_attachment("order", data, "C:\\skrivbord\\beslut.pdf")
    assert isinstance(finding, Finding)
    assert (finding.code, finding.cells) == (code, ("order",))
    assert "«beslut.pdf»" in finding.message.sv
    assert "“beslut.pdf”" in finding.message.en


def test_the_largest_file_is_taken() -> None:
    assert isinstance(read_attachment("order", b"%PDF-".ljust(LARGEST, b" "), "a.pdf"), Document)


@given(st.text(max_size=300))
def test_a_name_is_always_one_that_can_be_kept(name: str) -> None:
    found = read_attachment("order", documents.PDF, name)
    assert isinstance(found, Document)
    assert found.filename.lower().endswith(".pdf")
    assert len(found.filename) <= LONGEST_NAME
    assert not set(found.filename) & set("/\\\n\r\0\u202e")
    assert found.filename[0] != "."


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    assert isinstance(read_attachment("order", data, "a"), Document | Finding)
    assert isinstance(read_attachment("order", b"PK\x03\x04" + data, "a"), Document | Finding)
