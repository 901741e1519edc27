"""The demo's key figures: made up, and said to be, since Kolada's own belong with their source and their day."""

from __future__ import annotations

from fractions import Fraction

from kompetenslyft.apps.comparison import actions, queries
from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.comparison.model import KeyFigure
from kompetenslyft.demo.draws import number, percent
from kompetenslyft.demo.logins import DEMO_DAY
from kompetenslyft.demo.rounds import at
from kompetenslyft.exchange.definitions import comparison
from kompetenslyft.exchange.kolada import KoladaSeries
from kompetenslyft.exchange.kolada_groups import SimilarGroup

FETCHED = at(DEMO_DAY, 6 * 60)
YEARS = range(2012, DEMO_DAY.year)
SIMILAR = 7
"""Municipalities in a group, as Kolada has it."""
_RANGES = {"N01952": (300, 60000), "N01953": (500, 90000), "N01954": (200, 35000), "N30005": (2500, 6500),
           "N30001": (-40, 60), "U33401": (60, 160), "U30200": (65, 88), "U33816": (50, 100)}  # fmt: skip
_OTHERS = (2, 20)
"""Percent, and placements of 1 000."""


def keep_key_figures() -> None:
    """Keep made-up key figures and groups, once."""
    if any(source.fetched_at for source in queries.all_sources()):
        return
    for theme in comparison().themes:
        for figure in theme.figures:
            actions.keep_series(_series(figure), at=FETCHED, made_up=True)
    actions.keep_groups(_groups(), at=FETCHED, made_up=True)


def _series(figure: KeyFigure) -> KoladaSeries:
    low, high = _RANGES.get(figure.kpi, _OTHERS)
    values = {}
    for code, _name in municipalities():
        level = low + Fraction((high - low) * _size(code, figure.kpi), 1000)
        for year in YEARS:
            drift = Fraction(percent(code, f"{figure.kpi}{year}", -4, 4), 100)
            values[code, year] = Fraction(
                round(level * (1 + drift) * 10**figure.decimals), 10**figure.decimals
            )
    return KoladaSeries(figure.kpi, "", "", values)


def _size(code: str, kpi: str) -> int:
    """0–1000; for numbers of people small more often than large, and alike in all of them."""
    if kpi.startswith("N0195"):
        return number(code, "size", 1000) ** 3 // 1_000_000
    return number(code, kpi, 1001)


def _groups() -> list[SimilarGroup]:
    by_size = sorted((number(code, "size", 1000), code, name) for code, name in municipalities())
    groups = []
    for place, (_size, code, name) in enumerate(by_size):
        first = min(max(place - SIMILAR // 2, 0), len(by_size) - SIMILAR - 1)
        near = [one for _, one, _ in by_size[first : first + SIMILAR + 1] if one != code]
        title = f"Liknande kommuner IFO, {name}, {DEMO_DAY.year} (påhittad)"
        groups.append(SimilarGroup(f"G{code}", title, "IFO", code, DEMO_DAY.year, tuple(sorted(near))))
    return groups
