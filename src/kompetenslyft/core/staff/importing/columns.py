"""What is seen only of a whole column: dates written in several ways, or in another way than the mapping says."""

from __future__ import annotations

from kompetenslyft.core.staff.importing.cells import OPEN, formats_of, read_date
from kompetenslyft.core.staff.importing.mapping import DATE_FIELDS, DateFormat, FieldName, FileMapping
from kompetenslyft.core.staff.importing.table import Found, ImportCode, StaffTable, hard, listed


def check_dates(
    table: StaffTable, mapping: FileMapping
) -> tuple[dict[FieldName, frozenset[str]], list[Found]]:
    """The texts of each column that are days in another format, and one finding for each such column (N206, N316).

    Texts that are no days in any format are left to be told of row by row.
    """
    texts: dict[FieldName, frozenset[str]] = {}
    found: list[Found] = []
    for name in DATE_FIELDS:
        if name in mapping.columns:
            others, right = _others(table, mapping, name)
            if others:
                texts[name] = frozenset(others)
                found.append(_told(mapping, name, others, right))
    return texts, found


def _others(table: StaffTable, mapping: FileMapping, name: FieldName) -> tuple[dict[str, list[int]], bool]:
    """Texts in another format with their rows, and whether any is in the right one."""
    form, place = mapping.date_format, table.headings.index(mapping.columns[name])
    others: dict[str, list[int]] = {}
    right: set[str] = set()
    for row in table.rows:
        text = row.cells[place] if place < len(row.cells) else ""
        if not text or text in right or text in OPEN:
            continue
        if text in others:
            others[text].append(row.number)
        elif read_date(text, form) is not None:
            right.add(text)
        elif formats_of(text):
            others[text] = [row.number]
    return others, bool(right)


def _told(mapping: FileMapping, name: FieldName, others: dict[str, list[int]], right: bool) -> Found:
    rows = sorted(row for numbers in others.values() for row in numbers)
    form, heading, example = mapping.date_format, mapping.columns[name], next(iter(others))
    common = frozenset(DateFormat).intersection(*(formats_of(text) for text in others))
    if not right and common:
        finding = hard(
            ImportCode.OTHER_DATES,
            sv=f"Datumen i «{heading}» är skrivna som «{example}», men mappningen säger {form.value}. "
            f"Välj {_forms(common)} i mappningen.",
            en=f"The days in “{heading}” are written like “{example}”, but the mapping says {form.value}. "
            f"Choose {_forms(common)} in the mapping.",
            about=name,
        )
    else:
        finding = hard(
            ImportCode.MIXED_DATES,
            sv=f"Datumen i «{heading}» är skrivna på olika sätt: de flesta {form.value}, men «{example}» och andra "
            f"inte (rad {listed(rows)}). Skriv alla lika, annars kan dag och månad förväxlas.",
            en=f"The days in “{heading}” are written in different ways: most {form.value}, but “{example}” and "
            f"others not (row {listed(rows)}). Write all alike, or day and month can be taken for each other.",
            about=name,
        )
    return Found(finding, rows[0], heading, example)


def _forms(formats: frozenset[DateFormat]) -> str:
    return " / ".join(form.value for form in DateFormat if form in formats)
