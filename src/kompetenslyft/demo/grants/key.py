"""The demo's allocation key: made-up figures, since the official one is in no source.

Stockholm's figure is worked out so that the year 2013 gives it what the city was given: 3 056 887 kr for competence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.model import Unit
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.demo.participants import STOCKHOLM, size
from kompetenslyft.exchange.definitions import programme

KEY = "children_in_vulnerable_families"
STOCKHOLM_2013 = 3_056_887
"""Kronor for training and competence. Source: the city's memorandum on the grant of 2013, «Bakgrund»."""

_CHILDREN_PER_WEIGHT = 7
_HUNDREDTHS = 100


def made_up_key(codes: Collection[str]) -> dict[str, Fraction]:
    """A figure for each municipality, in hundredths at the finest. Always the same."""
    key = {code: Fraction(size(code) * _CHILDREN_PER_WEIGHT) for code in sorted(codes)}
    low, high = 1, int(key[STOCKHOLM]) * 2 * _HUNDREDTHS
    grant = programme("competence-grant@2013")
    while low < high:
        middle = (low + high) // 2
        if _stockholms(grant, key, Fraction(middle, _HUNDREDTHS)) < STOCKHOLM_2013:
            low = middle + 1
        else:
            high = middle
    return key | {STOCKHOLM: Fraction(low, _HUNDREDTHS)}


def as_csv(key: Mapping[str, Fraction], names: Mapping[str, str]) -> bytes:
    """The key as the file that an officer uploads: Swedish headings and decimal comma."""
    rows = ["kommunkod;kommun;barn"]
    rows += [f"{code};{names[code]};{float(value):.2f}".replace(".", ",") for code, value in key.items()]
    return ("\n".join(rows) + "\n").encode("utf-8-sig")


def _stockholms(grant: Programme, key: Mapping[str, Fraction], figure: Fraction) -> int:
    purpose = grant.purpose("competence")
    divided = allocate(
        purpose.allocation,
        amount=purpose.amount_sek,
        units=[Unit(code, {}) for code in key],
        keys={KEY: {**key, STOCKHOLM: figure}},
    )
    return divided.amounts[STOCKHOLM]
