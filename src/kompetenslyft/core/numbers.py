"""Numbers as people type them and as they read them.

Stored numbers are integers: full-time equivalents (FTE) in hundredths, head counts and scale steps in
ones, money in whole kronor. Swedish groups thousands with a no-break space and has a decimal comma
(«1 384,8»). English has a decimal point and, as in ISO 80000-1, the same space between thousands
(«1 384.8»): then no written number can be read in two ways. Where digits must go, ties are rounded half
up, away from zero (0,05 → 0,1 and −0,05 → −0,1), as in published statistics.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kompetenslyft.core.codes import Code
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.text import Text

NBSP = "\u00a0"
MINUS = "\u2212"

_SPACES = re.compile(r"[ \u00a0\u2007\u2009\u202f]")
_MINUS = re.compile(r"^[-\u2212\u2013]\s*(?=[0-9])")
_PLAIN = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,](?P<decimals>[0-9]+))?", re.ASCII)
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII)
_MIXED = re.compile(r"[0-9]{1,3}(?:[.,' ][0-9]{3})*(?:[.,'][0-9]{3})+(?:[.,][0-9]+)?", re.ASCII)

_LARGEST = {
    Unit.FTE: Fraction(1_000_000),
    Unit.COUNT: Fraction(10_000_000),
    Unit.SEK: Fraction(1_000_000_000_000),
    Unit.SCALE: Fraction(7),
}
_SMALLEST = {Unit.SCALE: Fraction(1)}
_WHOLE = {
    Unit.COUNT: Text(sv="Antal personer anges i heltal", en="People are counted in whole numbers"),
    Unit.SEK: Text(sv="Belopp anges i hela kronor", en="Amounts are in whole kronor"),
    Unit.SCALE: Text(sv="Skalan har bara hela steg", en="The scale has whole steps only"),
}
_SHOWN = 40
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class NumberProblem:
    """Why an entry is no number of its unit: a code of ``Code``, and what is wrong and what to do."""

    code: Code
    message: Text


def stored_scale(unit: Unit) -> int:
    """How many stored units make one unit as read: 100 for FTE, else 1."""
    return 100 if unit is Unit.FTE else 1


def natural(value: int, unit: Unit) -> Fraction:
    """A stored number in the unit as read: 539050 hundredths are 5390.5 FTE."""
    return Fraction(value, stored_scale(unit))


def parse_number(
    raw: object, unit: Unit, *, minimum: float | None = 0, maximum: float | None = None
) -> int | NumberProblem | None:
    """What somebody typed, or a workbook cell or JSON document holds, as a stored number.

    Takes text («1 384,8», "1384.8"), int, float and Decimal. A float is read with 15 significant digits, the
    precision that a spreadsheet itself shows, so that 0.1 + 0.2 is 0.3. Blank text and None give None.
    ``minimum`` and ``maximum`` are in the unit as read; every unit has an outermost bound of its own besides.
    """
    exact = parse_exact(raw)
    if exact is None or isinstance(exact, NumberProblem):
        return exact
    return _out_of_bounds(exact, quoted(raw), unit, minimum, maximum) or _stored(exact, quoted(raw), unit)


def parse_exact(raw: object) -> Fraction | NumberProblem | None:
    """A number of any size and with any decimals, as ``parse_number`` reads it; blank text and None give None."""
    if raw is None:
        return None
    if isinstance(raw, str):
        return _from_text(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return _not_a_number(raw)
    return _from_number(raw)


def format_number(value: int, unit: Unit, language: str, decimals: int | None = None) -> str:
    """A stored number for reading. With ``decimals=None`` the text parses back to ``value``."""
    return format_fraction(natural(value, unit), language, decimals)


def format_fraction(value: Fraction | int, language: str, decimals: int | None = None) -> str:
    """An exact number for reading; ``decimals=None`` shows up to two decimals and no needless zeros."""
    places = 2 if decimals is None else decimals
    scaled = round_half_up(Fraction(value) * 10**places)
    digits = f"{abs(scaled):0{places + 1}d}"
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    if decimals is None:
        rest = rest.rstrip("0")
    point = "." if language.lower().startswith("en") else ","
    text = f"{int(whole):,}".replace(",", NBSP) + (point + rest if rest else "")
    return MINUS + text if scaled < 0 else text


def format_sek(amount: int, language: str) -> str:
    """Whole kronor with their currency: «1 234 567 kr», “SEK 1 234 567”. Grouped by no-break spaces."""
    text = format_fraction(amount, language, 0)
    return f"SEK{NBSP}{text}" if language.lower().startswith("en") else f"{text}{NBSP}kr"


def round_half_up(value: Fraction) -> int:
    """The nearest integer; a tie goes away from zero."""
    size = math.floor(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


def quoted(entry: object) -> str:
    """An entry as it can be quoted: short, on one line, and without what does not print."""
    try:
        text = (f"{entry:.15g}" if isinstance(entry, float) else str(entry)).strip()
    except ValueError:
        return "…"
    clean = "".join(character if character.isprintable() else "\ufffd" for character in text[:_SHOWN])
    return clean if len(text) <= _SHOWN else clean[:-1] + "…"


def _from_number(raw: float | Decimal) -> Fraction | NumberProblem:
    if isinstance(raw, int):
        return Fraction(raw)
    exact = Decimal(f"{raw:.15g}") if isinstance(raw, float) else raw
    if not exact.is_finite():
        return _not_a_number(raw)
    if exact and abs(exact.adjusted()) > _LONGEST:
        return Fraction(10) ** int(math.copysign(_LONGEST, exact.adjusted())) * (-1 if exact < 0 else 1)
    return Fraction(exact)


def _from_text(raw: str) -> Fraction | NumberProblem | None:
    text = _SPACES.sub(" ", raw.strip())
    if not text:
        return None
    if len(text) > _LONGEST:
        return _not_a_number(raw)
    unsigned, negative = _MINUS.subn("", text)
    if _AMBIGUOUS.fullmatch(unsigned):
        return _ambiguous(text, unsigned)
    match = _PLAIN.fullmatch(unsigned)
    if match is None:
        return _mixed(text) if _MIXED.fullmatch(unsigned) else _not_a_number(raw)
    size = Fraction(f"{match['whole'].replace(' ', '')}.{match['decimals'] or '0'}")
    return -size if negative else size


def _out_of_bounds(
    exact: Fraction, entry: str, unit: Unit, minimum: float | None, maximum: float | None
) -> NumberProblem | None:
    smallest = _SMALLEST.get(unit, -_LARGEST[unit])
    largest = _LARGEST[unit]
    if minimum is not None:
        smallest = max(smallest, Fraction(str(minimum)))
    if maximum is not None:
        largest = min(largest, Fraction(str(maximum)))
    if exact < 0 <= smallest:
        return _problem(
            Code.NEGATIVE,
            f"«{entry}» är mindre än noll. Skriv 0 eller ett tal över noll.",
            f"“{entry}” is below zero. Enter 0 or a number above zero.",
        )
    if exact > largest:
        return _problem(
            Code.ABOVE_MAXIMUM,
            f"«{entry}» är större än det största tal som frågan tar emot, "
            f"{format_fraction(largest, 'sv')}. Kontrollera att siffrorna stämmer.",
            f"“{entry}” is above the largest number that the question takes, "
            f"{format_fraction(largest, 'en')}. Check the digits.",
        )
    if exact < smallest:
        return _problem(
            Code.BELOW_MINIMUM,
            f"«{entry}» är mindre än det minsta tal som frågan tar emot, "
            f"{format_fraction(smallest, 'sv')}. Kontrollera att siffrorna stämmer.",
            f"“{entry}” is below the smallest number that the question takes, "
            f"{format_fraction(smallest, 'en')}. Check the digits.",
        )
    return None


def _stored(exact: Fraction, entry: str, unit: Unit) -> int | NumberProblem:
    scaled = exact * stored_scale(unit)
    if scaled.denominator == 1:
        return int(scaled)
    if unit is Unit.FTE:
        return _problem(
            Code.TOO_MANY_DECIMALS,
            f"«{entry}» har fler än två decimaler. Avrunda till högst två, till exempel 12,75.",
            f"“{entry}” has more than two decimals. Round to two at most, for example 12.75.",
        )
    what = _WHOLE[unit]
    return _problem(
        Code.NOT_WHOLE,
        f"«{entry}» är inte ett heltal. {what.sv}: skriv utan decimaler.",
        f"“{entry}” is not a whole number. {what.en}: enter it without decimals.",
    )


def _not_a_number(raw: object) -> NumberProblem:
    entry = quoted(raw)
    return _problem(
        Code.NOT_A_NUMBER,
        f"«{entry}» går inte att läsa som ett tal. Skriv bara siffror, till exempel 12,5 eller 1 384.",
        f"“{entry}” cannot be read as a number. Enter digits only, for example 12.5 or 1 384.",
    )


def _ambiguous(text: str, unsigned: str) -> NumberProblem:
    head, tail = re.split(r"[.,]", unsigned)
    return _problem(
        Code.AMBIGUOUS_SEPARATOR,
        f"«{quoted(text)}» kan läsas på två sätt: som {head} {tail} eller som ett tal med decimaler. "
        f"Är det tusental, skriv {head} {tail} med mellanslag. "
        f"Är det decimaler, skriv högst två, till exempel {head},{tail[:2]}.",
        f"“{quoted(text)}” can be read in two ways: as {head} {tail} or as a number with decimals. "
        f"If it is thousands, enter {head} {tail} with a space. "
        f"If it is decimals, enter two at most, for example {head}.{tail[:2]}.",
    )


def _mixed(text: str) -> NumberProblem:
    return _problem(
        Code.AMBIGUOUS_SEPARATOR,
        f"«{quoted(text)}» blandar skiljetecken. "
        "Skriv tusental med mellanslag och decimaler med komma, till exempel 1 384,5.",
        f"“{quoted(text)}” mixes separators. "
        "Enter a space between thousands and a point before decimals, for example 1 384.5.",
    )


def _problem(code: Code, sv: str, en: str) -> NumberProblem:
    return NumberProblem(code, Text(sv=sv, en=en))
