"""CSV as HR systems write it: ; , or tab, UTF-8 with or without a mark, or Windows-1252; whole, or refused."""

from __future__ import annotations

import codecs
import csv
import re

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.staff.importing.table import ImportCode, TableRow, note
from kompetenslyft.exchange.key_tables import delimiter_of
from kompetenslyft.exchange.staff_files.refusal import StaffFileRefused, cut_off, empty, not_a_table, refused

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GARBLED = re.compile("\u00c3[\u00a5\u00a4\u00b6\u2026\u201e\u2013\u0080-\u009f]|\ufffd")
"""å, ä and ö of UTF-8 taken for Windows-1252, or letters that were lost before the file was saved."""
_COUNT = re.compile(
    r"(?:antal|summa)(?:\s+(?:rader|poster|personer|anställda))?\s*[:=]?\s*(\d*)", re.IGNORECASE
)


def read_rows(data: bytes, name: str) -> tuple[list[TableRow], list[Finding]]:
    """The rows that are not blank, the headings among them, and what was noticed. Raises StaffFileRefused."""
    text, notes = _decoded(data, name)
    if "\x00" in text:
        raise not_a_table(name)
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines[0].lower().startswith("sep=") else 0
    delimiter = lines[0].rstrip("\r\n")[4:5] or ";" if skipped else delimiter_of(lines)
    rows, reader = [], csv.reader(lines[skipped:], delimiter=delimiter, strict=True)
    number = skipped
    try:
        for cells in reader:
            first, number = number + 1, reader.line_num + skipped
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                rows.append(TableRow(first, stripped))
    except csv.Error as error:
        raise _broken(error, name, number + 1) from error
    rows = _counted(rows, name)
    if not rows:
        raise empty(name)
    _check_last(rows, name)
    return rows, notes


def _decoded(data: bytes, name: str) -> tuple[str, list[Finding]]:
    encoding = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _bad_bytes(name, data.count(b"\n", 0, error.start) + 1) from error
        return _windows(data, name, error.start)
    _check_letters(text, name)
    return text, []


def _windows(data: bytes, name: str, first_bad: int) -> tuple[str, list[Finding]]:
    """Windows-1252, unless that too is wrong somewhere, or UTF-8 shows through: then the file is a mixture."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _bad_bytes(name, data.count(b"\n", 0, error.start) + 1) from error
    if _GARBLED.search(text):
        raise _bad_bytes(name, data.count(b"\n", 0, first_bad) + 1)
    remark = note(
        ImportCode.WINDOWS_1252,
        Severity.INFO,
        sv="Filen är inte i UTF-8 och lästes som Windows-1252. Kontrollera att å, ä och ö är rätt.",
        en="The file is not in UTF-8 and was read as Windows-1252. Check that å, ä and ö are right.",
    )
    return text, [remark]


def _check_letters(text: str, name: str) -> None:
    if (found := _GARBLED.search(text)) is not None:
        raise _bad_bytes(name, text.count("\n", 0, found.start()) + 1)


def _bad_bytes(name: str, line: int) -> StaffFileRefused:
    return refused(
        ImportCode.BROKEN_ENCODING,
        sv=f"Tecknen i filen «{name}» är trasiga, först på rad {line}: den är varken hel UTF-8 eller Windows-1252. "
        "Spara den på nytt som «CSV UTF-8».",
        en=f"The characters of the file “{name}” are broken, first on line {line}: it is neither whole UTF-8 nor "
        "Windows-1252. Save it anew as “CSV UTF-8”.",
    )


def _broken(error: csv.Error, name: str, line: int) -> StaffFileRefused:
    if "unexpected end" in str(error):
        return cut_off(
            name,
            sv=f"ett citattecken på rad {line} stängs aldrig.",
            en=f"a quote on line {line} is never closed.",
        )
    return refused(
        ImportCode.NOT_A_TABLE,
        sv=f"Filen «{name}» går inte att läsa som CSV från rad {line}. Kontrollera citattecknen där.",
        en=f"The file “{name}” cannot be read as CSV from line {line}. Check the quotes there.",
    )


def _counted(rows: list[TableRow], name: str) -> list[TableRow]:
    """The rows without a first or last line that states how many they are. Raises StaffFileRefused where it differs."""
    stated = None
    for place in (0, -1):
        if len(rows) > 1 and (count := _stated(rows[place].cells)) is not None:
            stated = count
            del rows[place]
    if stated is not None and stated != len(rows) - 1:
        raise cut_off(
            name,
            sv=f"den säger sig ha {stated} rader men har {len(rows) - 1}.",
            en=f"it says that it has {stated} rows but has {len(rows) - 1}.",
        )
    return rows


def _stated(cells: tuple[str, ...]) -> int | None:
    told = [cell for cell in cells if cell]
    match = _COUNT.fullmatch(told[0])
    if match is None or len(told) > 2:
        return None
    number = match[1] or (told[1] if len(told) == 2 else "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 8 else None


def _check_last(rows: list[TableRow], name: str) -> None:
    """Raises StaffFileRefused where the last row alone is short: it stopped in the middle."""
    widths = [len(row.cells) for row in rows]
    if len(rows) > 1 and widths[-1] < widths[0] <= min(widths[:-1]):
        raise cut_off(
            name,
            sv=f"den sista raden ({rows[-1].number}) har {widths[-1]} värden av {widths[0]}.",
            en=f"the last row ({rows[-1].number}) has {widths[-1]} values of {widths[0]}.",
        )
