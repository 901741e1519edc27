"""The caps as bars: words, figures, and how long each bar is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kompetenslyft.core.numbers import NBSP, format_fraction, format_sek
from kompetenslyft.core.programmes.model import ShareCap
from kompetenslyft.core.spending.caps import CapUse
from kompetenslyft.web.grants.crumbs import language


@dataclass(frozen=True, slots=True)
class CapBar:
    """A cap as it is drawn, in hundredths of the bar's whole length.

    ``used_width`` is within the cap, ``over_width`` beyond it, from ``mark``, where the cap stands.
    """

    code: str
    label: str
    words: str
    over: bool
    used_width: str
    over_width: str
    mark: str


def cap_bars(caps: Sequence[CapUse]) -> list[CapBar]:
    """A bar for each cap that has something to hold or to hold against; the whole length is what was received.

    Where more is used than that, or the cap is higher, the bar grows to hold it.
    """
    return [_bar(use) for use in caps if use.used or use.limit]


def _bar(use: CapUse) -> CapBar:
    whole = max(Fraction(use.received), use.limit, Fraction(use.used), Fraction(1))
    within, mark = min(Fraction(use.used), use.limit), use.limit / whole * 100
    return CapBar(
        code=use.rule.code,
        label=use.rule.text.in_language(language()),
        words=_words(use),
        over=use.is_over,
        used_width=_length(within / whole * 100),
        over_width=_length((use.used - within) / whole * 100) if use.is_over else "",
        mark=_length(min(mark, Fraction(992, 10))),
    )


def _words(use: CapUse) -> str:
    figures = {
        "used": format_sek(use.used, language()),
        "limit": format_sek(int(use.limit // 1), language()),
        "room": format_sek(use.room, language()),
        "over": format_sek(use.used - int(use.limit // 1), language()),
    }
    words = _("%(used)s av högst %(limit)s.") % figures
    if isinstance(use.rule, ShareCap) and use.received:
        share = format_fraction(Fraction(100 * use.used, use.received), language(), 1)
        words += " " + _("Det är %(share)s procent av det mottagna.") % {"share": share}
    return f"{words} " + (_("%(over)s för mycket.") if use.is_over else _("%(room)s till ryms.")) % figures


def _length(hundredths: Fraction) -> str:
    return format_fraction(hundredths, "en").replace(NBSP, "")
