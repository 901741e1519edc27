"""Allocation keys before they are kept: read from a file, held against the municipalities and the last table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kompetenslyft.apps.grants.models import KeyTable
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.allocation.keys import check_key
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.exchange.keys import read_key


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """A key as read, by official code, and what was found. ``previous``: the table that it was compared with."""

    values: Mapping[str, Fraction]
    findings: tuple[Finding, ...]
    previous: KeyTable | None

    @property
    def hard(self) -> tuple[Finding, ...]:
        """What stops the key from being kept."""
        return tuple(found for found in self.findings if found.severity is Severity.HARD)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        """What is worth knowing, and kept with the key."""
        return tuple(found for found in self.findings if found.severity is not Severity.HARD)


def municipalities(on: date) -> dict[str, str]:
    """Official code → name of the municipalities that exist on the day, by code. One query."""
    found = organisations.municipalities(on)
    return {one.code: one.name for one in found}


def check_file(data: bytes, filename: str, *, column: str, key: str, as_of: date, on: date) -> KeyCheck:
    """What a file says, row by row, and how it holds against the municipalities of the day ``on``.

    ``column``: the heading of the numbers where the file has several columns of them, else "".
    """
    names = municipalities(on)
    reading = read_key(data, filename, codes=names, column=column or None)
    if not reading.usable:
        return KeyCheck(reading.values, reading.findings, None)
    return _checked(reading.values, reading.findings, names=names, key=key, as_of=as_of)


def check_values(values: Mapping[str, Fraction], *, key: str, as_of: date, on: date) -> KeyCheck:
    """The same for values that come by themselves."""
    return _checked(values, (), names=municipalities(on), key=key, as_of=as_of)


def exact_values(table: KeyTable) -> dict[str, Fraction]:
    """The table's values as exact numbers, by official code."""
    return {code: Fraction(text) for code, text in table.values.items()}


def as_text(value: Fraction) -> str:
    """An exact number as it is kept: a decimal number where it is one, else a fraction."""
    decimals = next((places for places in range(13) if 10**places % value.denominator == 0), None)
    if decimals is None:
        return str(value)
    scaled = abs(value.numerator) * (10**decimals // value.denominator)
    whole, rest = divmod(scaled, 10**decimals)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def _checked(
    values: Mapping[str, Fraction],
    found: tuple[Finding, ...],
    *,
    names: Mapping[str, str],
    key: str,
    as_of: date,
) -> KeyCheck:
    previous = KeyTable.objects.filter(key=key, as_of__lt=as_of).order_by("-as_of", "-added_at").first()
    checked = check_key(values, codes=names, previous=exact_values(previous) if previous else None)
    return KeyCheck(values, (*found, *checked), previous)
