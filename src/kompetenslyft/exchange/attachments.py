"""What an attached document is: told by its bytes, never by its name."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.text import Text

LARGEST = 10 * 1024 * 1024
"""Bytes in an attached document."""

LONGEST_NAME = 120

_SIGNATURES = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ODT = "application/vnd.oasis.opendocument.text"

ALLOWED = {kind: endings for _, kind, endings in _SIGNATURES} | {_DOCX: (".docx",), _ODT: (".odt",)}
"""The file endings of each content type that is taken."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be kept: under which name, and what it is."""

    filename: str
    """Without folders and control characters, at most 120 characters, its ending that of the content."""
    content_type: str


def read_attachment(key: str, data: bytes, filename: str) -> Document | Finding:
    """The document, or why it cannot answer the cell ``key``: V415 empty, V416 wrong kind, V417 too large."""
    shown = quoted(PurePosixPath(filename.replace("\\", "/")).name or "…")
    if not data:
        return _finding(
            Code.FILE_EMPTY,
            key,
            f"Filen «{shown}» är tom. Kontrollera att den går att öppna och välj den igen.",
            f"The file “{shown}” is empty. Check that it can be opened and choose it again.",
        )
    if len(data) > LARGEST:
        return _finding(
            Code.FILE_TOO_LARGE,
            key,
            f"Filen «{shown}» är större än 10 MB. Spara den med lägre upplösning eller dela den.",
            f"The file “{shown}” is larger than 10 MB. Save it with a lower resolution or split it.",
        )
    kind = _content_type(data)
    if kind is None:
        return _finding(
            Code.FILE_TYPE,
            key,
            f"Filen «{shown}» är varken PDF, PNG, JPEG, DOCX eller ODT. Spara den som PDF och välj den igen.",
            f"The file “{shown}” is neither PDF, PNG, JPEG, DOCX nor ODT. Save it as PDF and choose it again.",
        )
    return Document(_name(filename, ALLOWED[kind]), kind)


def _content_type(data: bytes) -> str | None:
    for signature, kind, _ in _SIGNATURES:
        if data.startswith(signature):
            return kind
    return _packed(data) if data.startswith(b"PK\x03\x04") else None


def _packed(data: bytes) -> str | None:
    """DOCX or ODT, told by the parts that each must have; a document with macros is neither."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
                return None
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return _DOCX
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return _ODT if archive.read("mimetype").strip() == _ODT.encode() else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        return None
    return None


def _name(filename: str, endings: tuple[str, ...]) -> str:
    name = unicodedata.normalize("NFC", PurePosixPath(filename.replace("\\", "/")).name)
    # Control and format characters could make «avtal[…]fdp.exe» read as «avtalexe.pdf».
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip(" .")
    stem, point, ending = name.rpartition(".")
    if f".{ending.lower()}" not in endings:
        stem, point, ending = name, ".", endings[0][1:]
    stem = stem or "fil"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{point}{ending}"


def _finding(code: Code, key: str, sv: str, en: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), (key,), f"{code}:{key}")
