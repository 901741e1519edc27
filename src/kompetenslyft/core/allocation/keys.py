"""Whether a key's numbers can be used: complete, not negative, and not far from those of the year before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from kompetenslyft.core.allocation.codes import AllocationCode as Code
from kompetenslyft.core.allocation.wording import hard, listed, percentage
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.text import Text

FACTOR = 2
"""A share of the whole that has doubled or halved since the year before is asked about."""
TOTAL_FACTOR = 3
"""So is a whole that is three times what it was, or a third."""
SMALLEST = Fraction(1, 10)
"""Of an equal share: units that are smaller in both years are not asked about, since small numbers jump."""


def check_key(
    values: Mapping[str, Fraction],
    *,
    codes: Mapping[str, str],
    previous: Mapping[str, Fraction] | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with a key: hard findings stop it, soft ones (against ``previous``) want a look.

    ``values`` and ``previous`` are by unit code; ``codes`` names everybody who takes part (code → name). A finding's
    ``cells`` are the unit codes it concerns.
    """
    findings = tuple(_hard(values, codes))
    if findings or previous is None:
        return findings
    return tuple(_soft(values, codes, previous))


def _hard(values: Mapping[str, Fraction], codes: Mapping[str, str]) -> Iterator[Finding]:
    missing = sorted(codes.keys() - values.keys())
    if missing:
        yield values_missing(missing, codes)
    unknown = sorted(values.keys() - codes.keys())
    if unknown:
        yield _about(
            unknown,
            hard(
                Code.UNKNOWN_CODE,
                sv=f"Koder som ingen kommun har: {listed(unknown, 'sv')}. Rätta eller ta bort dem.",
                en=f"Codes that no municipality has: {listed(unknown, 'en')}. Correct or remove them.",
            ),
        )
    negative = sorted(code for code, value in values.items() if value < 0)
    if negative:
        yield _about(
            negative,
            hard(
                Code.VALUE_NEGATIVE,
                sv=f"Tal som är mindre än noll: {named(negative, codes, 'sv')}. Rätta dem.",
                en=f"Numbers below zero: {named(negative, codes, 'en')}. Correct them.",
            ),
        )
    if values and not any(values.values()):
        yield all_zero()


def values_missing(missing: Collection[str], codes: Mapping[str, str]) -> Finding:
    """Units without a number."""
    finding = hard(
        Code.VALUE_MISSING,
        sv=f"Tal saknas för {len(missing)} av {len(codes)}: {named(missing, codes, 'sv')}. "
        "Lägg till dem; är talet noll, skriv 0.",
        en=f"There is no number for {len(missing)} of {len(codes)}: {named(missing, codes, 'en')}. "
        "Add them; where the number is zero, enter 0.",
    )
    return _about(missing, finding)


def all_zero() -> Finding:
    """A key that cannot divide anything."""
    return hard(
        Code.ALL_ZERO,
        sv="Alla tal är 0: nyckeln kan inte fördela något. Kontrollera att rätt kolumn lästes.",
        en="All numbers are 0: the key cannot divide anything. Check that the right column was read.",
    )


def _soft(
    values: Mapping[str, Fraction], codes: Mapping[str, str], previous: Mapping[str, Fraction]
) -> Iterator[Finding]:
    both = sorted(codes.keys() & values.keys() & previous.keys())
    now = sum((values[code] for code in both), Fraction(0))
    before = sum((previous[code] for code in both), Fraction(0))
    if now <= 0 or before <= 0:
        return
    if not Fraction(1, TOTAL_FACTOR) <= now / before <= TOTAL_FACTOR:
        yield _soft_finding(
            Code.TOTAL_IMPLAUSIBLE,
            sv=f"Talen har tillsammans gått från {format_fraction(before, 'sv')} till {format_fraction(now, 'sv')} "
            "sedan förra året. Kontrollera att de är i samma enhet.",
            en=f"The numbers together went from {format_fraction(before, 'en')} to {format_fraction(now, 'en')} "
            "since last year. Check that they are in the same unit.",
        )
    least = SMALLEST / len(both)
    for code in both:
        share, earlier = values[code] / now, previous[code] / before
        if max(share, earlier) < least or (share <= FACTOR * earlier and earlier <= FACTOR * share):
            continue
        yield _soft_finding(
            Code.IMPLAUSIBLE,
            code,
            sv=f"{codes[code]} ({code}) har gått från {format_fraction(previous[code], 'sv')} till "
            f"{format_fraction(values[code], 'sv')} sedan förra året, från {percentage(100 * earlier, 'sv')} till "
            f"{percentage(100 * share, 'sv')} av alla. Kontrollera talet.",
            en=f"{codes[code]} ({code}) went from {format_fraction(previous[code], 'en')} to "
            f"{format_fraction(values[code], 'en')} since last year, from {percentage(100 * earlier, 'en')} to "
            f"{percentage(100 * share, 'en')} of all. Check the number.",
        )


def named(units: Collection[str], codes: Mapping[str, str], language: str) -> str:
    """Units by name and code, the first of them one by one."""
    return listed([f"{codes[code]} ({code})" if code in codes else code for code in units], language)


def _about(units: Collection[str], finding: Finding) -> Finding:
    return Finding(finding.code, finding.severity, finding.message, tuple(units), finding.instance)


def _soft_finding(code: Code, unit: str = "", *, sv: str, en: str) -> Finding:
    instance = f"{code}:{unit}" if unit else ""
    return Finding(code, Severity.SOFT, Text(sv=sv, en=en), (unit,) if unit else (), instance)
