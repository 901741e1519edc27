"""Which column of a table has the codes, which the numbers, by headings and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import parse_exact, quoted
from kompetenslyft.exchange.key_tables import Cell, KeyFileCode, Row, note

_CODES = {
    "kod",
    "kommunkod",
    "kommunnr",
    "kommunnummer",
    "knkod",
    "kommunid",
    "code",
    "municipalitycode",
    "id",
}
_NAMES = {"kommun", "kommunnamn", "namn", "region", "municipality", "municipalityname", "name", "enhet"}
_YEARS = {"år", "year", "period", "ar"}
_VALUES = {"värde", "tal", "antal", "nyckel", "nyckeltal", "value", "number", "key", "count"}
_PLAIN = re.compile(r"[\s_\-.]+")
_DECIMALS = re.compile(r"-?(?:[0-9]+(?P<sign>[.,])(?:[0-9]{1,2}|[0-9]{4,})|0(?P<zero>[.,])[0-9]+)", re.ASCII)
_TITLE_ROWS = 15
"""Rows above the headings that may hold a title."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where things stand, by column from 0. ``first``: the position of the first row of data.

    ``decimal_sign`` is "," or "." where the column's numbers show which they have, else "".
    """

    first: int
    unit: int
    name: int | None
    value: int
    heading: str
    width: int
    texts: Mapping[int, str]
    decimal_sign: str


def choose_columns(
    rows: Sequence[Row], wanted: str | None, is_unit: Callable[[Cell], bool]
) -> Columns | Finding:
    """The columns of a key; a finding where they cannot be told. ``wanted``: the heading of the numbers."""
    found = _header(rows, is_unit)
    if found is None:
        return note(
            KeyFileCode.NO_CODES,
            Severity.HARD,
            sv="Filen har ingen kolumn med kommunkoder eller kommunnamn. Ge den en rubrik, till exempel «Kommunkod».",
            en="The file has no column of municipality codes or names. Give it a heading, such as “Code”.",
        )
    first, unit, headings = found
    data = rows[first:]
    width = len(headings) if len(headings) > 1 else max((len(row.cells) for row in data), default=0)
    plain = {column: _plain(heading) for column, heading in headings.items()}
    name = next((column for column, text in plain.items() if text in _NAMES and column != unit), None)
    others = [column for column in range(width) if column not in (unit, name)]
    numeric = [
        column for column in others if plain.get(column) not in _YEARS and _mostly_numbers(data, column)
    ]
    value = _value_column(numeric, others, headings, plain, wanted)
    if isinstance(value, Finding):
        return value
    texts = {column: headings[column] for column in others if column != value and headings.get(column)}
    return Columns(first, unit, name, value, headings.get(value, ""), width, texts, _sign(data, value))


def _header(rows: Sequence[Row], is_unit: Callable[[Cell], bool]) -> tuple[int, int, dict[int, str]] | None:
    """The first row of data, the column of units, and the headings by column (none where the file has none).

    Where no heading is known, the first row that names a municipality is the first of data.
    """
    for position, row in enumerate(rows[:_TITLE_ROWS]):
        plain = [_plain(cell) if isinstance(cell, str) else "" for cell in row.cells]
        known = [column for column, text in enumerate(plain) if text in _CODES] or [
            column for column, text in enumerate(plain) if text in _NAMES
        ]
        if known and len(row.cells) > 1:
            headings = {column: _shown(cell) for column, cell in enumerate(row.cells)}
            return position + 1, known[0], headings
        units = [column for column, cell in enumerate(row.cells) if is_unit(cell)]
        if units and len(row.cells) > 1:
            above = rows[position - 1].cells if position else ()
            return position, units[0], {column: _shown(cell) for column, cell in enumerate(above)}
    return None


def _value_column(
    numeric: Sequence[int],
    others: Sequence[int],
    headings: Mapping[int, str],
    plain: Mapping[int, str],
    wanted: str | None,
) -> int | Finding:
    if wanted is not None:
        chosen = [column for column in others if plain.get(column) == _plain(wanted)]
        return chosen[0] if len(chosen) == 1 else _no_such_column(wanted, numeric, headings, len(chosen))
    if len(numeric) == 1:
        return numeric[0]
    named = [column for column in numeric or others if plain.get(column) in _VALUES]
    if len(named) == 1:
        return named[0]
    if not numeric:
        return note(
            KeyFileCode.NO_NUMBERS,
            Severity.HARD,
            sv="Filen har ingen kolumn med tal. Lägg talen i en egen kolumn, till exempel med rubriken «Värde».",
            en="The file has no column of numbers. Put them in a column of their own, for example headed “Value”.",
        )
    shown = _shown_headings(numeric, headings)
    return note(
        KeyFileCode.SEVERAL_NUMBERS,
        Severity.HARD,
        sv=f"Filen har flera kolumner med tal: {shown}. Behåll en, eller ge den rubriken «Värde».",
        en=f"The file has several columns of numbers: {shown}. Keep one, or give it the heading “Value”.",
    )


def _no_such_column(wanted: str, numeric: Sequence[int], headings: Mapping[int, str], count: int) -> Finding:
    shown = _shown_headings(numeric, headings) or "–"
    have = (
        ("har ingen kolumn", "has no column") if count == 0 else ("har flera kolumner", "has several columns")
    )
    return note(
        KeyFileCode.NO_SUCH_COLUMN,
        Severity.HARD,
        sv=f"Filen {have[0]} med rubriken «{quoted(wanted)}». Kolumner med tal: {shown}.",
        en=f"The file {have[1]} headed “{quoted(wanted)}”. Columns of numbers: {shown}.",
    )


def _shown_headings(columns: Sequence[int], headings: Mapping[int, str]) -> str:
    return ", ".join(f"«{quoted(headings.get(column) or column + 1)}»" for column in columns)


def _mostly_numbers(rows: Sequence[Row], column: int) -> bool:
    filled = [row.cells[column] for row in rows if column < len(row.cells) and row.cells[column] != ""]
    numbers = sum(isinstance(parse_exact(cell), Fraction) or _is_ambiguous(cell) for cell in filled)
    return 2 * numbers > len(filled)


def _is_ambiguous(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(re.fullmatch(r"-?[0-9]+(?:[.,' ][0-9]+)+", cell))


def _sign(rows: Sequence[Row], column: int) -> str:
    signs = set()
    for row in rows:
        cell = row.cells[column] if column < len(row.cells) else ""
        match = _DECIMALS.fullmatch(cell) if isinstance(cell, str) else None
        if match is not None:
            signs.add(match["sign"] or match["zero"])
    return signs.pop() if len(signs) == 1 else ""


def _plain(cell: str) -> str:
    return _PLAIN.sub("", cell).casefold()


def _shown(cell: Cell) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else cell
