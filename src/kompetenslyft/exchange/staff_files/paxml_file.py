"""The personnel of a PAXml file: the open Swedish format between pre-systems and payroll (paxml.se, schema 2.0).

Headings are the schema's own names (``anstid``, ``fornamn``, ``sysgrad`` …). Read with expat alone, and no document
type declaration, so that entities cannot expand.
"""

from __future__ import annotations

from xml.parsers import expat

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.importing.table import ImportCode, TableRow, note
from kompetenslyft.exchange.staff_files.refusal import cut_off, empty, not_a_table, refused

NAMES = (
    "anstid",
    "persnr",
    "fornamn",
    "efternamn",
    "epostarb",
    "befattning",
    "befattningskod",
    "kategori",
    "anstform",
    "anstdatum",
    "avgdatum",
    "sysgrad",
    "sysgraddatum",
    "resenhet",
)
"""What is read of a person (personTYPE). Pay, bank account, address and taxes are not."""
_ROOT, _PEOPLE, _PERSON = "paxml", "personal", "person"
_TRUE = {"true", "1"}


def read_rows(data: bytes, name: str) -> tuple[list[TableRow], list[Finding]]:
    """A row of headings, those that somebody has a value for, and one for each person, numbered from 1.

    Raises StaffFileRefused.
    """
    people = _People()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = people.start
    parser.EndElementHandler = people.end
    parser.CharacterDataHandler = people.data

    def doctype(*_: object) -> None:
        raise refused(
            ImportCode.UNSAFE,
            sv=f"Filen «{name}» innehåller definitioner som en PAXml-fil inte ska ha och öppnas därför inte. "
            "Ta ut den på nytt ur HR-systemet.",
            en=f"The file “{name}” contains definitions that a PAXml file should not have and is therefore not opened. "
            "Export it anew from the HR system.",
        )

    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        line = getattr(error, "lineno", parser.CurrentLineNumber)
        raise cut_off(
            name,
            sv=f"den går inte att läsa från rad {line}.",
            en=f"it cannot be read from line {line}.",
        ) from error
    if people.root != _ROOT:
        raise not_a_table(name)
    if not people.rows:
        raise empty(name)
    used = [heading for heading in NAMES if any(heading in person for person in people.rows)]
    rows = [
        TableRow(number, tuple(person.get(heading, "") for heading in used))
        for number, person in enumerate(people.rows, 1)
    ]
    return [TableRow(0, tuple(used)), *rows], [_left_out(people.removed)] if people.removed else []


class _People:
    """Expat handlers that gather the people."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self.root = ""
        self.removed = 0
        self._path: list[str] = []
        self._person: dict[str, str] | None = None
        self._is_removed = False
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        self.root = self.root or local
        self._path.append(local)
        self._text.clear()
        if self._path == [_ROOT, _PEOPLE, _PERSON]:
            self._person = {
                key: attributes[key].strip() for key in ("anstid", "persnr") if attributes.get(key)
            }
            self._is_removed = attributes.get("delete", "").lower() in _TRUE
        elif self._person is not None and local == "sysgrad" and attributes.get("datum"):
            self._person["sysgraddatum"] = attributes["datum"].strip()
        elif self._person is not None and local == "resenhet" and attributes.get("id"):
            self._person.setdefault("resenhet", attributes["id"].strip())

    def data(self, text: str) -> None:
        if self._person is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        local = self._path.pop()
        if self._person is None:
            return
        if local == _PERSON and self._path == [_ROOT, _PEOPLE]:
            if self._is_removed:
                self.removed += 1
            else:
                self.rows.append(self._person)
            self._person = None
        elif len(self._path) == 3 and local in NAMES and (text := "".join(self._text).strip()):
            self._person[local] = text


def _left_out(count: int) -> Finding:
    return note(
        ImportCode.LEFT_OUT,
        Severity.INFO,
        sv=f"{count} personer är i filen märkta som borttagna (delete) och lästes inte.",
        en=f"{count} people are marked in the file as removed (delete) and were not read.",
    )
