"""The comparison as read: figures in the reader's language, and where they lie on a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kompetenslyft.apps.comparison.queries import ByYear, Compared, Line
from kompetenslyft.core.comparison.compare import Spread
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.tabulation.display import BLANK

WIDTH = 100
"""The length of the line that a figure lies on, in its picture's own units."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Places on the line from the lowest to the highest municipality of the nation, 0 to ``WIDTH``."""

    low: float
    high: float
    median: float
    own: float


@dataclass(frozen=True, slots=True)
class Row:
    """A key figure as read. ``earlier`` are the figures of the years shown, in their order."""

    line: Line
    label: str
    unit: str
    value: str
    median: str
    span: str
    nation: str
    earlier: tuple[str, ...]
    strip: Strip | None


def row(line: Line, years: Sequence[int], language: str) -> Row:
    """The key figure for reading."""
    decimals = line.figure.decimals

    def shown(value: Fraction | None) -> str:
        return BLANK if value is None else format_fraction(value, language, decimals)

    similar, nation = line.similar, line.nation
    return Row(
        line,
        line.figure.label.in_language(language),
        line.figure.unit.in_language(language),
        shown(line.value),
        shown(similar.median if similar else None),
        f"{shown(similar.low)}–{shown(similar.high)}" if similar and similar.known else BLANK,
        shown(nation.median if nation else None),
        tuple(shown(line.own.get(year)) for year in years),
        _strip(line.value, similar, nation),
    )


def own_rows(compared: Compared, language: str) -> tuple[list[int], list[tuple[str, str, list[str]]]]:
    """The years, latest first, and each own figure as (label, unit, figures by year)."""
    own = compared.own or ()
    years = sorted({year for _figure, by_year in own for year in by_year}, reverse=True)

    def shown(by_year: ByYear, year: int, decimals: int) -> str:
        return format_fraction(by_year[year], language, decimals) if year in by_year else BLANK

    rows = [
        (
            figure.label.in_language(language),
            figure.unit.in_language(language),
            [shown(by_year, year, figure.decimals) for year in years],
        )
        for figure, by_year in own
    ]
    return years, rows


def _strip(value: Fraction | None, similar: Spread | None, nation: Spread | None) -> Strip | None:
    if value is None or similar is None or nation is None:
        return None
    if similar.low is None or similar.high is None or similar.median is None:
        return None
    if nation.low is None or nation.high is None or nation.low == nation.high:
        return None
    start, length = nation.low, nation.high - nation.low

    def at(one: Fraction) -> float:
        return round(float((one - start) * WIDTH / length), 2)

    return Strip(at(similar.low), at(similar.high), at(similar.median), at(value))
