"""What a staff file is once it is opened, whatever format it had, and what is found wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text


class ImportCode(StrEnum):
    """What can be wrong: N2xx the rows, N3xx the file and its mapping. A number is never reused."""

    NUMBER_BLANK = "N201"
    NOT_AN_EMAIL = "N202"
    CONTRADICTS = "N203"
    """Two rows of one employment number tell different things of the person."""
    ROW_TWICE = "N204"
    NOT_A_DATE = "N205"
    MIXED_DATES = "N206"
    ENDS_BEFORE_START = "N207"
    UNKNOWN_UNIT = "N208"
    NOT_A_SHARE = "N209"
    UNKNOWN_VALUE = "N210"
    NOT_A_YEAR = "N211"
    NEEDED = "N212"
    """A field is blank that a new person or employment cannot be without."""
    OTHER_WIDTH = "N213"
    """The row has more or fewer cells than there are headings."""
    REASON_WITHOUT_END = "N214"
    LEAVE_WITHOUT_START = "N215"
    DEGREE_WITHOUT_YEAR = "N216"
    EMAIL_TWICE = "N217"
    SHARES_ROUNDED = "N218"
    ENDED = "N219"
    """In the register and not in a file that is complete: ended."""
    MANY_ENDED = "N220"
    UNIT_NOT_THERE = "N221"
    """The unit did not exist when the employment began."""

    EMPTY = "N301"
    TOO_LARGE = "N302"
    NOT_A_TABLE = "N303"
    BROKEN_ENCODING = "N304"
    CUT_OFF = "N305"
    HEADING_TWICE = "N306"
    HEADING_MISSING = "N307"
    IDENTITY_NUMBERS = "N308"
    MAPPING_INCOMPLETE = "N309"
    MAPPING_CONTRADICTS = "N310"
    UNSAFE = "N311"
    NO_SUCH_MAPPING = "N312"
    WINDOWS_1252 = "N313"
    OTHER_SHEETS = "N314"
    NOT_READ = "N315"
    """Columns that no field reads."""
    OTHER_DATES = "N316"
    """A whole column is written in another date format than the mapping says."""
    LEFT_OUT = "N317"
    """Rows that the format itself marks as removed."""

    SETTLED = "N320"
    OTHER_REGISTER = "N321"
    """The register has changed since the difference was worked out."""
    HAS_FAULTS = "N322"
    UNDER_WAY = "N323"
    NOT_CHECKED = "N324"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that is not blank, and the number that it has in the file (from 1)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffTable:
    """A file's headings and the rows under them, as raw text. ``notes``: what was noticed in reading it; none hard."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[Finding, ...] = ()

    def column(self, heading: str) -> Iterator[str]:
        """What stands under the heading, row by row; a cell that is not there is blank."""
        place = self.headings.index(heading)
        return (row.cells[place] if place < len(row.cells) else "" for row in self.rows)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and where: the row, the column's heading, what was read there. None and "" is the whole file."""

    finding: Finding
    row: int | None = None
    heading: str = ""
    read: str = ""

    @property
    def is_hard(self) -> bool:
        return self.finding.severity is Severity.HARD


def note(code: ImportCode, severity: Severity, *, sv: str, en: str, about: str = "") -> Finding:
    """A finding of a staff file; ``about`` tells several of one code apart."""
    return Finding(code, severity, Text(sv=sv, en=en), instance=f"{code}:{about}" if about else "")


def hard(code: ImportCode, *, sv: str, en: str, about: str = "") -> Finding:
    """A finding that stops the file from being applied."""
    return note(code, Severity.HARD, sv=sv, en=en, about=about)


def listed(rows: list[int], most: int = 8) -> str:
    """Row numbers for a message: «2, 5, 9 och 12 till»."""
    shown = ", ".join(map(str, rows[:most]))
    return shown if len(rows) <= most else f"{shown} … (+{len(rows) - most})"
