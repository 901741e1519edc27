"""A mapping proposed from a file's headings and contents, and columns that may not come in at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.staff.identity import is_identity_number
from kompetenslyft.core.staff.importing.cells import formats_of, read_share
from kompetenslyft.core.staff.importing.mapping import (
    DATE_FIELDS,
    UNIT_FIELDS,
    DateFormat,
    FieldName,
    FileMapping,
    ShareFormat,
    heading_key,
)
from kompetenslyft.core.staff.importing.table import ImportCode, StaffTable, hard
from kompetenslyft.core.staff.importing.units import Units
from kompetenslyft.core.staff.importing.words import FIELD_OF_HEADING, IDENTITY_HEADINGS

_LOOKED_AT = 500
"""Values of a column that are looked at to tell how it is written."""
F = FieldName


def propose(table: StaffTable, units: Units) -> FileMapping:
    """The mapping that the headings say, with the formats that most values have."""
    columns: dict[FieldName, str] = {}
    for heading in table.headings:
        name = FIELD_OF_HEADING.get(heading_key(heading))
        if name in UNIT_FIELDS:
            name = _unit_field(table, heading, name, units)
        if name is not None and name not in columns:
            columns[name] = heading
    if F.NAME in columns and F.FIRST_NAME in columns and F.LAST_NAME in columns:
        del columns[F.NAME]
    for name, needed in ((F.FIRST_NAME, F.LAST_NAME), (F.LAST_NAME, F.FIRST_NAME)):
        if name in columns and needed not in columns:
            columns.setdefault(F.NAME, columns.pop(name))
    if all(name in columns for name in UNIT_FIELDS):
        by_code, by_name = (_known(table, columns[name], name, units) for name in UNIT_FIELDS)
        del columns[F.UNIT_NAME if by_code >= by_name else F.UNIT_CODE]
    for name, needed in (
        (F.DEGREE_YEAR, F.DEGREE),
        (F.LEAVE_LAST_DAY, F.LEAVE_FIRST_DAY),
        (F.LEAVING_REASON, F.LAST_DAY),
    ):
        if needed not in columns:
            columns.pop(name, None)
    return FileMapping(
        columns=columns,
        date_format=_date_format(table, [columns[name] for name in DATE_FIELDS if name in columns]),
        share_format=_share_format(table, columns.get(F.SHARE)),
    )


def check_identity_numbers(table: StaffTable) -> list[Finding]:
    """One hard finding for each column of personal identity numbers, by its heading or by most of its values (N308)."""
    found = []
    for heading in table.headings:
        values = _sample(table, heading)
        by_content = bool(values) and 2 * sum(map(is_identity_number, values)) > len(values)
        if by_content or (values and heading_key(heading) in IDENTITY_HEADINGS):
            found.append(
                hard(
                    ImportCode.IDENTITY_NUMBERS,
                    sv=f"Kolumnen «{heading}» ser ut att innehålla personnummer, som inte får läsas in. Inget har "
                    "sparats. Ta bort kolumnen i HR-systemets uttag och läs in den nya filen.",
                    en=f"The column “{heading}” seems to hold personal identity numbers, which may not be read in. "
                    "Nothing has been saved. Take the column away in the HR system's export and read the new file.",
                    about=heading,
                )
            )
    return found


def _sample(table: StaffTable, heading: str) -> list[str]:
    found: list[str] = []
    for text in table.column(heading):
        if text:
            found.append(text)
            if len(found) == _LOOKED_AT:
                break
    return found


def _unit_field(table: StaffTable, heading: str, name: FieldName | None, units: Units) -> FieldName | None:
    """Codes or names, by which the values are; where they are neither, as the heading says."""
    counts = {one: _known(table, heading, one, units) for one in UNIT_FIELDS}
    best = max(UNIT_FIELDS, key=lambda one: counts[one])
    return best if counts[best] and counts[best] > counts.get(name or best, 0) else name


def _known(table: StaffTable, heading: str, name: FieldName, units: Units) -> int:
    return sum(units.knows(name, text) for text in set(_sample(table, heading)))


def _date_format(table: StaffTable, headings: Iterable[str]) -> DateFormat:
    """The format that reads the most values; of several the first, and so dd/mm before mm/dd."""
    counts: Counter[DateFormat] = Counter()
    for heading in headings:
        for text in _sample(table, heading):
            counts.update(formats_of(text))
    return max(DateFormat, key=lambda form: counts[form])


def _share_format(table: StaffTable, heading: str | None) -> ShareFormat:
    values = _sample(table, heading) if heading else []
    percent = sum(read_share(text, ShareFormat.PERCENT) is not None for text in values)
    fraction = sum(read_share(text, ShareFormat.FRACTION) is not None for text in values)
    return ShareFormat.FRACTION if fraction > percent else ShareFormat.PERCENT
