"""The caps as bars: words, figures, and how long each bar is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from kompetenslyft.core.numbers import format_fraction, format_sek
from kompetenslyft.core.programmes.model import AmountCap, Programme, ShareCap
from kompetenslyft.core.spending.caps import CapUse
from kompetenslyft.web.grants.crumbs import language

LAST_MARK = Fraction(992, 10)
"""Where the mark of a cap at the bar's very end stands, so that it is seen."""


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


def cap_bars(caps: Sequence[CapUse], programme: Programme) -> list[CapBar]:
    """A bar for each cap that has something to hold or to hold against; the whole length is what was received.

    Where more is used than that, or the cap is higher, the bar grows to hold it.
    """
    return [_bar(use, programme) for use in caps if use.used or use.limit]


def _bar(use: CapUse, programme: Programme) -> CapBar:
    whole = max(Fraction(use.received), use.limit, Fraction(use.used), Fraction(1))
    within, mark = min(Fraction(use.used), use.limit), use.limit / whole * 100
    return CapBar(
        code=use.rule.code,
        label=_held(use.rule, programme),
        words=_words(use),
        over=use.is_over,
        used_width=_length(within / whole * 100),
        over_width=_length((use.used - within) / whole * 100) if use.is_over else "",
        mark=_length(min(mark, LAST_MARK)),
    )


def _held(rule: ShareCap | AmountCap, programme: Programme) -> str:
    """What the cap holds together: «Vikarier, Litteratur, Resor, Stöd och handledning»."""
    categories = {one.id: one.label for one in programme.cost_categories}
    kinds = {one.id: one.label for one in programme.activity_kinds}
    labels = [categories[one] for one in rule.categories]
    if isinstance(rule, ShareCap):
        labels += [kinds[one] for one in rule.kinds]
    return ", ".join(label.in_language(language()) for label in labels)


def _words(use: CapUse) -> str:
    limit = int(use.limit // 1)
    figures = {
        "used": format_sek(use.used, language()),
        "limit": format_sek(limit, language()),
        "room": format_sek(use.room, language()),
        "over": format_sek(use.used - limit, language()),
    }
    words = _("%(used)s av högst %(limit)s.") % figures
    if isinstance(use.rule, ShareCap) and use.received:
        share = format_fraction(Fraction(100 * use.used, use.received), language(), 1)
        words = _("%(used)s, %(share)s procent av det mottagna. Högst %(percent)s procent, %(limit)s.") % (
            figures | {"share": share, "percent": use.rule.percent}
        )
    return (
        f"{words} "
        + (_("Det är %(over)s för mycket.") if use.is_over else _("%(room)s till ryms.")) % figures
    )


def _length(hundredths: Fraction) -> str:
    return format_fraction(hundredths, "en")
