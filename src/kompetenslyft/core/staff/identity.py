"""Telling Swedish personal identity numbers, which are kept nowhere, from other numbers."""

from __future__ import annotations

import re
from datetime import date

_SEPARATORS = re.compile(r"[\s.+\-–]")
_WITHIN = re.compile(r"(?<!\d)(?:(?:18|19|20)\d{2}[-. ]?\d{2}[-. ]?\d{2}|\d{6})\s?[-+–]?\s?\d{4}(?!\d)")
_COORDINATION = 60
"""What a coordination number (samordningsnummer) adds to the day of birth (folkbokföringslagen 1991:481, 18 a §)."""


def is_identity_number(text: str) -> bool:
    """Whether the whole text is a personal identity number or a coordination number, however it is written.

    YYMMDD-NNNN, YYMMDD+NNNN, YYYYMMDDNNNN and the like: the first digits are a day that has been or can be, and the
    last is the right check digit. About one in two hundred other ten-digit numbers would be taken for one.
    """
    digits = _SEPARATORS.sub("", text)
    if len(digits) not in (10, 12) or not digits.isdecimal():
        return False
    if len(digits) == 12 and digits[:2] not in {"18", "19", "20"}:
        return False
    return _is_day(digits) and _check_sum(digits[-10:]) % 10 == 0


def holds_identity_number(text: str) -> bool:
    """Whether the text is one, or one stands somewhere in it."""
    return is_identity_number(text) or any(is_identity_number(found) for found in _WITHIN.findall(text))


def _is_day(digits: str) -> bool:
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    if day > _COORDINATION:
        day -= _COORDINATION
    years = (int(digits[:4]),) if len(digits) == 12 else (1900 + int(digits[:2]), 2000 + int(digits[:2]))
    return any(_exists(year, month, day) for year in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _check_sum(ten: str) -> int:
    """The sum of the digits of each digit times 2, 1, 2, 1 …; divisible by ten where the last is right."""
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    return sum(product // 10 + product % 10 for product in products)
