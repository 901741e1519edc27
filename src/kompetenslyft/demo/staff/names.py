"""Names that nobody has: invented syllables, and a mark that follows them wherever they are shown."""

from __future__ import annotations

from kompetenslyft.demo.logins import DOMAIN

MARK = "(demo)"

# fmt: off
_GIVEN_FIRST = (
    "Bru", "Dry", "Fjo", "Glö", "Hvi", "Jå", "Kne", "Lö", "Mju", "Na", "Pli", "Ru", "Ske", "Stu", "Två", "Vlo",
    "Wra", "Yo", "Zmi", "Å", "Ä", "Ö",
)
_GIVEN_LAST = ("vo", "ksa", "ndu", "rla", "lpi", "tmo")
_FAMILY_FIRST = (
    "Bjam", "Flet", "Grum", "Hisk", "Krod", "Lond", "Morv", "Nask", "Prov", "Skub", "Stolp", "Trul", "Vrin",
    "Ålk", "Ödm",
)
_FAMILY_LAST = ("holt", "mark", "sund", "torp", "vik", "ås")
# fmt: on
_GIVEN = [first + last for first in _GIVEN_FIRST for last in _GIVEN_LAST]
_FAMILY = [first + last for first in _FAMILY_FIRST for last in _FAMILY_LAST]
_STRIDE, _NUMBER_STRIDE, _NUMBERS = 5003, 7919, 9973
"""Strides without a factor in common with what they step through, so that nothing comes twice."""


def name(index: int) -> str:
    """The name of the person of that index: «Bruvo Bjamholt (demo)». Each index below 11 880 has its own."""
    given, family = divmod(index * _STRIDE % (len(_GIVEN) * len(_FAMILY)), len(_FAMILY))
    return f"{_GIVEN[given]} {_FAMILY[family]} {MARK}"


def number(index: int) -> str:
    """The employment number: five digits, each index below 9 973 has its own."""
    return str(10_000 + index * _NUMBER_STRIDE % _NUMBERS)


def email(employment_number: str) -> str:
    """An address that reaches nobody."""
    return f"m{employment_number}@{DOMAIN}"
