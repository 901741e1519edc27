"""Shares, counts and changes in words, each chosen by exact intervals: a phrase is used only where it is true.

A share is an exact ``Fraction`` between 0 and 1 of unrounded counts. Intervals and a worked table are in
docs/algorithms/phrases.md. Where no phrase fits, the share is said in per cent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from kompetenslyft.core.numbers import NBSP, format_fraction, round_half_up
from kompetenslyft.core.text import Text

HALF = Fraction(1, 2)
_POINT = Fraction(1, 100)
EXACT = _POINT / 20
"""A share counts as a whole percentage when it is one to one decimal: 11.95 up to 12.05 are «12 procent»."""
PLAIN = _POINT
"""A named fraction stands without «knappt» and «drygt» within one percentage point."""
REACH = _POINT * 5 / 2
"""«Knappt» and «drygt» before a named fraction reach two and a half percentage points."""
REACH_HALF = _POINT * 5
"""Before «hälften» they reach five."""
SLIGHT = _POINT * 2
"""A change below two percentage points is «något»."""

_UNDER = Text(sv="knappt", en="just under")
_OVER = Text(sv="drygt", en="just over")
_ABOUT = Text(sv="omkring", en="about")


class _Named(NamedTuple):
    value: Fraction
    name: Text


FRACTIONS = (
    _Named(Fraction(1, 10), Text(sv="en tiondel", en="one tenth")),
    _Named(Fraction(1, 5), Text(sv="en femtedel", en="one fifth")),
    _Named(Fraction(1, 4), Text(sv="en fjärdedel", en="a quarter")),
    _Named(Fraction(1, 3), Text(sv="en tredjedel", en="one third")),
    _Named(HALF, Text(sv="hälften", en="half")),
    _Named(Fraction(2, 3), Text(sv="två tredjedelar", en="two thirds")),
    _Named(Fraction(3, 4), Text(sv="tre fjärdedelar", en="three quarters")),
    _Named(Fraction(4, 5), Text(sv="fyra femtedelar", en="four fifths")),
    _Named(Fraction(9, 10), Text(sv="nio tiondelar", en="nine tenths")),
)
RATIOS = (
    _Named(Fraction(1, 10), Text(sv="var tionde", en="one in ten")),
    _Named(Fraction(1, 5), Text(sv="var femte", en="one in five")),
    _Named(Fraction(1, 4), Text(sv="var fjärde", en="one in four")),
    _Named(Fraction(1, 3), Text(sv="var tredje", en="one in three")),
    _Named(HALF, Text(sv="varannan", en="every other")),
    _Named(Fraction(2, 3), Text(sv="två av tre", en="two in three")),
    _Named(Fraction(3, 4), Text(sv="tre av fyra", en="three in four")),
    _Named(Fraction(4, 5), Text(sv="fyra av fem", en="four in five")),
    _Named(Fraction(9, 10), Text(sv="nio av tio", en="nine in ten")),
)
_PARTS: tuple[tuple[Callable[[Fraction], bool], Text], ...] = (
    (lambda share: share == 0, Text(sv="ingen av", en="none of")),
    (lambda share: share == 1, Text(sv="alla", en="all")),
    (lambda share: share == HALF, Text(sv="hälften av", en="half of")),
    (lambda share: share >= Fraction(9, 10), Text(sv="nästan alla", en="almost all")),
    (lambda share: share >= Fraction(3, 4), Text(sv="en klar majoritet av", en="a clear majority of")),
    (lambda share: share > HALF, Text(sv="majoriteten av", en="the majority of")),
    (lambda share: share > Fraction(1, 10), Text(sv="en minoritet av", en="a minority of")),
    (lambda share: True, Text(sv="ett fåtal av", en="a few of")),
)
_WORDS_SV = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_WORDS_EN = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


def percent(share: Fraction) -> Text:
    """«12 procent», rounded half up; «mindre än 1 procent», «mer än 99 procent» where that would say none or all."""
    _check(share)
    whole = _whole(share)
    if whole == 0 and share > 0:
        return Text(sv=f"mindre än {_per_cent(1).sv}", en=f"less than {_per_cent(1).en}")
    if whole == 100 and share < 1:
        return Text(sv=f"mer än {_per_cent(99).sv}", en=f"more than {_per_cent(99).en}")
    return _per_cent(whole)


def hedged_percent(share: Fraction) -> Text:
    """«knappt 12 procent» below a whole percentage, «drygt 12 procent» above it, «12 procent» when it is 12,0."""
    return _hedged(share, 1) or percent(share)


def round_percent(share: Fraction) -> Text:
    """As ``hedged_percent``, but against the nearest ten where that is within two points: «knappt 10 procent»."""
    return _hedged(share, 10) or hedged_percent(share)


def about_percent(share: Fraction) -> Text:
    """«omkring 90 procent»: the nearest ten within two percentage points, or the nearest five within one."""
    _check(share)
    for step, reach in ((10, _POINT * 2), (5, _POINT)):
        near = step * round_half_up(share * 100 / step)
        distance = abs(share - near * _POINT)
        if 0 < near < 100 and distance <= reach:
            return _per_cent(near) if distance <= EXACT else _joined(_ABOUT, _per_cent(near))
    return percent(share)


def fraction(share: Fraction) -> Text:
    """«knappt hälften», «en fjärdedel», «drygt två tredjedelar»; else as ``hedged_percent``."""
    _check(share)
    for value, name in FRACTIONS:
        reach = REACH_HALF if value == HALF else REACH
        if abs(share - value) <= PLAIN:
            return name
        if value - reach <= share < value:
            return _joined(_UNDER, name)
        if value < share < value + reach:
            return _joined(_OVER, name)
    return hedged_percent(share)


def ratio(share: Fraction) -> Text | None:
    """«var fjärde», «tre av fyra» within one percentage point; None where no such phrase is true."""
    _check(share)
    return next((name for value, name in RATIOS if abs(share - value) <= PLAIN), None)


def most(share: Fraction) -> Text:
    """How large a part, before a noun in the definite plural: «majoriteten av», «nästan alla»."""
    _check(share)
    return next(words for holds, words in _PARTS if holds(share))


def trend(before: Fraction, after: Fraction) -> Text:
    """What happened to a share: «har ökat något, från 10 till 12 procent», «har minskat från 28 till 15 procent».

    A verb of change is used only where the whole percentages differ; below two percentage points it is «något».
    """
    _check(before)
    _check(after)
    first, second = _whole(before), _whole(after)
    if before == after:
        return Text(sv=f"är oförändrad, {percent(after).sv}", en=f"is unchanged, {percent(after).en}")
    if first == second:
        return Text(
            sv=f"är i stort sett oförändrad, {percent(after).sv}",
            en=f"is largely unchanged, {percent(after).en}",
        )
    verb = Text(sv="har ökat", en="has risen") if after > before else Text(sv="har minskat", en="has fallen")
    slightly = abs(after - before) < SLIGHT
    return Text(
        sv=f"{verb.sv}{' något,' if slightly else ''} från {first} till {_per_cent(second).sv}",
        en=f"{verb.en}{' slightly,' if slightly else ''} from {first} to {_per_cent(second).en}",
    )


def count(number: int, *, neuter: bool = False) -> Text:
    """A count in running text: words up to twelve, then figures: «sex», «1 384». ``neuter`` gives «ett»."""
    if not 0 <= number < len(_WORDS_SV):
        return Text(sv=format_fraction(number, "sv", 0), en=format_fraction(number, "en", 0))
    if number == 1 and neuter:
        return Text(sv="ett", en="one")
    return Text(sv=_WORDS_SV[number], en=_WORDS_EN[number])


def out_of(part: int, whole: int) -> Text:
    """«236 av 243»; «samtliga 243» where it is all. Raises ValueError where the part is more than the whole."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a part of a whole")
    if part == whole and whole > 0:
        return Text(sv=f"samtliga {_figures(whole, 'sv')}", en=f"all {_figures(whole, 'en')}")
    if part == 0:
        return Text(sv=f"ingen av {_figures(whole, 'sv')}", en=f"none of {_figures(whole, 'en')}")
    return Text(
        sv=f"{_figures(part, 'sv')} av {_figures(whole, 'sv')}",
        en=f"{_figures(part, 'en')} of {_figures(whole, 'en')}",
    )


def span(shares: Sequence[Fraction]) -> Text:
    """«6–11 procent», «9 procent» where the rounded ends are the same. Raises ValueError on an empty sequence."""
    low, high = _whole(min(shares)), _whole(max(shares))
    if low == high:
        return _per_cent(high)
    return Text(sv=f"{low}–{_per_cent(high).sv}", en=f"{low}–{_per_cent(high).en}")


def joined(names: Sequence[str], language: str = "sv") -> str:
    """«juridik, psykologi och socialt arbete»; «genus och etnicitet samt etik» where a name has an «och» of its own."""
    if len(names) < 2:
        return "".join(names)
    word, other = ("and", "as well as") if language.startswith("en") else ("och", "samt")
    if any(f" {word} " in name for name in names):
        word = other
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _check(share: Fraction) -> None:
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is not a share between 0 and 1")


def _whole(share: Fraction) -> int:
    return round_half_up(share * 100)


def _per_cent(whole: int) -> Text:
    return Text(sv=f"{whole}{NBSP}procent", en=f"{whole} per cent")


def _figures(number: int, language: str) -> str:
    return format_fraction(number, language, 0)


def _hedged(share: Fraction, step: int) -> Text | None:
    _check(share)
    near = step * round_half_up(share * 100 / step)
    distance = share - near * _POINT
    if step > 1 and abs(distance) > _POINT * 2:
        return None
    if abs(distance) <= EXACT:
        return _per_cent(near) if 0 < near < 100 or distance == 0 else None
    if near == 0:
        return None
    return _joined(_UNDER if distance < 0 else _OVER, _per_cent(near))


def _joined(first: Text, second: Text) -> Text:
    return Text(sv=f"{first.sv} {second.sv}", en=f"{first.en} {second.en}")
