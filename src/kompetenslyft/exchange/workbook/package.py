"""The parts of an .xlsx file: its sheets by name, its shared texts, the kind of each number format.

Read with expat alone. A document type declaration is refused, so entities cannot expand. Why not a spreadsheet library:
see docs/decisions/0006-workbook-channel.md.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from posixpath import join, normpath
from xml.parsers import expat

from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.guards import damaged, open_archive, read_member
from kompetenslyft.exchange.workbook.refusal import refused

Attributes = Mapping[str, str]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REPLACEMENT = "\ufffd"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}


class NumberKind(Enum):
    """What a cell's number format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet's name as the tab shows it, and its part of the archive."""

    name: str
    part: str


class Package:
    """An opened workbook file that ``guards.inspect`` has passed."""

    def __init__(self, data: bytes, filename: str) -> None:
        self._archive: zipfile.ZipFile = open_archive(data, filename)
        self._filename = filename
        self._parts = {info.filename.lower(): info.filename for info in self._archive.infolist()}

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The worksheets in the order of the tabs; hidden ones are among them."""
        found: list[tuple[str, str]] = []
        targets: dict[str, str] = {}

        def sheet(tag: str, attributes: Attributes) -> None:
            if tag == "sheet":
                relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                found.append((attributes.get("name", ""), relation))

        def relationship(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                target = attributes.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
                targets[attributes.get("Id", "")] = path

        self.parse("xl/workbook.xml", start=sheet)
        self.parse("xl/_rels/workbook.xml.rels", start=relationship)
        sheets = tuple(SheetPart(name, targets[relation]) for name, relation in found if relation in targets)
        if len({sheet.part for sheet in sheets}) < len(sheets):
            raise damaged(self._filename)
        return sheets

    @cached_property
    def shared_strings(self) -> list[str]:
        """The workbook's texts by number; the phonetic hints of East Asian texts are left out."""
        texts: list[str] = []
        pieces: list[str] = []
        depth = {"t": 0, "rPh": 0}

        def start(tag: str, _: Attributes) -> None:
            if tag == "si":
                pieces.clear()
            elif tag in depth:
                depth[tag] += 1

        def end(tag: str) -> None:
            if tag == "si":
                texts.append(unescape("".join(pieces)))
            elif tag in depth:
                depth[tag] -= 1

        def data(text: str) -> None:
            if depth["t"] and not depth["rPh"]:
                pieces.append(text)

        if "xl/sharedstrings.xml" in self._parts:
            self.parse("xl/sharedStrings.xml", start=start, end=end, data=data)
        return texts

    @cached_property
    def number_kinds(self) -> list[NumberKind]:
        """The kind of number by cell style."""
        custom: dict[int, str] = {}
        kinds: list[NumberKind] = []
        inside = False

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal inside
            if tag == "numFmt":
                custom[_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                kinds.append(_kind(_integer(attributes.get("numFmtId")), custom))

        def end(tag: str) -> None:
            nonlocal inside
            inside = inside and tag != "cellXfs"

        if "xl/styles.xml" in self._parts:
            self.parse("xl/styles.xml", start=start, end=end)
        return kinds

    def parse(
        self,
        part: str,
        *,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        data: Callable[[str], None] | None = None,
    ) -> None:
        """Run the handlers over one part; element names come without prefix. WorkbookRefused for broken XML."""
        try:
            content = read_member(self._archive, self._parts[part.lower()], self._filename)
        except KeyError as error:
            raise damaged(self._filename) from error
        local = _LocalNames()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: start(local[tag], attributes)
        if end is not None:
            parser.EndElementHandler = lambda tag: end(local[tag])
        if data is not None:
            parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, UnicodeError, LookupError) as error:
            raise damaged(self._filename) from error

    def _refuse_doctype(self, *_: object) -> None:
        raise refused(
            WorkbookCode.UNSAFE_XML,
            sv=f"Filen «{self._filename}» innehåller definitioner som en arbetsbok inte ska ha och öppnas därför "
            "inte. "
            "Hämta arbetsboken på nytt från svarets sida och fyll i den.",
            en=f"The file “{self._filename}” contains definitions that a workbook should not have and is therefore "
            "not "
            "opened. Download the workbook again from the page of the return and fill it in.",
        )


class _LocalNames(dict[str, str]):
    def __missing__(self, tag: str) -> str:
        local = self[tag] = tag.rpartition(":")[2]
        return local


def unescape(text: str) -> str:
    """Text with the format's ``_x000D_`` escapes resolved."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    """The character meant; NUL and halves of surrogate pairs are no text that can be stored."""
    character = chr(int(match[1], 16))
    return REPLACEMENT if character == "\0" or "\ud800" <= character <= "\udfff" else character


def _integer(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _kind(number_format: int, custom: Mapping[int, str]) -> NumberKind:
    code = _QUOTED.sub("", custom.get(number_format, "")).lower()
    if number_format in _PERCENT_FORMATS or "%" in code:
        return NumberKind.PERCENT
    if number_format in _DATE_FORMATS or (code != "general" and any(letter in code for letter in "ymdhs")):
        return NumberKind.DATE
    return NumberKind.NUMBER
