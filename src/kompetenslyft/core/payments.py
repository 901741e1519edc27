"""Paying out: whom, to which account, how much. The numbers of Swedish accounts, checked and written for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text


class Scheme(StrEnum):
    """The kinds of accounts that a municipality is paid to."""

    BANKGIRO = "bankgiro"
    PLUSGIRO = "plusgiro"
    IBAN = "iban"


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: the agency, its number with the bank (organisation number), and its own account as IBAN and BIC."""

    name: str
    number: str
    iban: str
    bic: str


@dataclass(frozen=True, slots=True)
class Credit:
    """One payment: whole kronor to one account. ``reference``: 35 characters at most, back in the bank's answer."""

    reference: str
    payee: str
    scheme: Scheme
    account: str
    amount: int
    message: str


SCHEME_LABELS: Mapping[Scheme, Text] = {
    Scheme.BANKGIRO: Text(sv="Bankgiro", en="Bankgiro"),
    Scheme.PLUSGIRO: Text(sv="Plusgiro", en="Plusgiro"),
    Scheme.IBAN: Text(sv="IBAN", en="IBAN"),
}

_GIRO: Mapping[Scheme, tuple[int, int, Text]] = {
    Scheme.BANKGIRO: (
        7,
        8,
        Text(
            sv="Ett bankgironummer har sju eller åtta siffror, till exempel 5050-1055.",
            en="A bankgiro number has seven or eight digits, for example 5050-1055.",
        ),
    ),
    Scheme.PLUSGIRO: (
        2,
        8,
        Text(
            sv="Ett plusgironummer har två till åtta siffror, till exempel 90 20 03-3.",
            en="A plusgiro number has two to eight digits, for example 90 20 03-3.",
        ),
    ),
}
_SEPARATORS = re.compile(r"[\s\u00a0\u2007\u2009\u202f\-\u2010-\u2015\u2212.]")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_SWEDISH_IBAN = re.compile(r"SE[0-9]{22}", re.ASCII)


def account_number(raw: str) -> str:
    """What somebody typed, without spaces and hyphens and in capitals: « 5050-1055 » is «50501055»."""
    return _SEPARATORS.sub("", raw).upper()


def check_account(scheme: Scheme, number: str) -> tuple[Finding, ...]:
    """What is wrong with an account number as ``account_number`` gives it; nothing where it can be right.

    G201 the wrong shape; G202 the check digits do not agree (Luhn's for giros, ISO 7064 mod 97-10 for IBAN). Only
    Swedish IBANs are taken: the payers' and the payees' banks are Swedish. That the account exists and whose it is only
    the bank knows, which is why a second person confirms it.
    """
    if scheme is Scheme.IBAN:
        if not _SWEDISH_IBAN.fullmatch(number):
            return (
                _finding(
                    "G201",
                    "Ett svenskt IBAN börjar med SE och har 24 tecken, till exempel SE45 5000 0000 0583 9825 7466.",
                    "A Swedish IBAN begins with SE and has 24 characters, for example SE45 5000 0000 0583 9825 7466.",
                ),
            )
        return () if _mod_97(number) == 1 else (_miswritten(scheme),)
    shortest, longest, shape = _GIRO[scheme]
    if not _DIGITS.fullmatch(number) or not shortest <= len(number) <= longest or not int(number):
        return (_finding("G201", shape.sv, shape.en),)
    return () if _luhn(number) else (_miswritten(scheme),)


def readable(scheme: Scheme, number: str) -> str:
    """An account number as people write it: 5050-1055, 90 20 03-3, SE45 5000 0000 …"""
    match scheme:
        case Scheme.BANKGIRO:
            return f"{number[:-4]}-{number[-4:]}"
        case Scheme.PLUSGIRO:
            return f"{_grouped_from_the_end(number[:-1])}-{number[-1]}"
        case Scheme.IBAN:
            return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _grouped_from_the_end(digits: str) -> str:
    odd = len(digits) % 2
    pairs = [digits[start : start + 2] for start in range(odd, len(digits), 2)]
    return " ".join(([digits[:odd]] if odd else []) + pairs)


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 if position % 2 else 1)
        total += product - 9 if product > 9 else product
    return total % 10 == 0


def _mod_97(iban: str) -> int:
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97


def _miswritten(scheme: Scheme) -> Finding:
    label = SCHEME_LABELS[scheme]
    return _finding(
        "G202",
        f"Numret stämmer inte med sin kontrollsiffra. Jämför med kommunens uppgift om {_lower(label.sv)}.",
        f"The number does not agree with its check digit. Compare it with the municipality's {_lower(label.en)}.",
    )


def _lower(label: str) -> str:
    return label if label.isupper() else label.lower()


def _finding(code: str, sv: str, en: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), ("number",))
