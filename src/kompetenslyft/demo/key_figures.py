"""The demo's key figures: made up, and said to be, since Kolada's own belong with their source and their day."""

from __future__ import annotations

from fractions import Fraction

from kompetenslyft.apps.comparison import actions, queries
from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.comparison.model import KeyFigure
from kompetenslyft.demo.draws import number, percent
from kompetenslyft.demo.logins import DEMO_DAY
from kompetenslyft.demo.participants import size
from kompetenslyft.demo.rounds import at
from kompetenslyft.exchange.definitions import comparison
from kompetenslyft.exchange.kolada import KoladaSeries
from kompetenslyft.exchange.kolada_groups import SimilarGroup

FETCHED = at(DEMO_DAY, 6 * 60)
YEARS = range(2012, DEMO_DAY.year)
SIMILAR = 7
"""Municipalities in a group, as Kolada has it."""
_CHILDREN = 2_300_000
"""In the nation, a made-up round number; each municipality has its part as it has of the caseworkers."""
_AGES = {"N01952": 30, "N01953": 50, "N01954": 20}
"""Percent of the children in each key figure of population."""
_RANGES = {
    "N30005": (2500, 6500),
    "N30001": (-40, 60),
    "U33401": (60, 160),
    "U30200": (65, 88),
    "U33816": (50, 100),
}
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
    values = {}
    for code, level in _levels(figure.kpi).items():
        for year in YEARS:
            drift = Fraction(percent(code, f"{figure.kpi}{year}", -4, 4), 100)
            values[code, year] = Fraction(
                round(level * (1 + drift) * 10**figure.decimals), 10**figure.decimals
            )
    return KoladaSeries(figure.kpi, "", "", values)


def _levels(kpi: str) -> dict[str, Fraction]:
    codes = [code for code, _name in municipalities()]
    if kpi in _AGES:
        whole = sum(size(code) for code in codes)
        return {code: Fraction(_CHILDREN * _AGES[kpi] * size(code), 100 * whole) for code in codes}
    low, high = _RANGES.get(kpi, _OTHERS)
    return {code: low + Fraction((high - low) * number(code, kpi, 1001), 1000) for code in codes}


def _groups() -> list[SimilarGroup]:
    by_size = sorted((size(code), code, name) for code, name in municipalities())
    groups = []
    for place, (_size, code, name) in enumerate(by_size):
        first = min(max(place - SIMILAR // 2, 0), len(by_size) - SIMILAR - 1)
        near = [one for _, one, _ in by_size[first : first + SIMILAR + 1] if one != code]
        title = f"Liknande kommuner IFO, {name}, {DEMO_DAY.year} (påhittad)"
        groups.append(SimilarGroup(f"G{code}", title, "IFO", code, DEMO_DAY.year, tuple(sorted(near))))
    return groups
