"""One municipality among others: medians and span, and its own figures from what it has answered. Exact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kompetenslyft.core.comparison.model import OwnFigure


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure lies among municipalities. ``known`` of ``asked`` have one; the rest is None where none has."""

    asked: int
    known: int
    low: Fraction | None = None
    median: Fraction | None = None
    high: Fraction | None = None


def spread(values: Mapping[str, Fraction], among: Collection[str]) -> Spread:
    """The spread of the values of ``among`` (municipality codes)."""
    wanted = set(among)
    known = sorted(values[code] for code in wanted if code in values)
    if not known:
        return Spread(len(wanted), 0)
    return Spread(len(wanted), len(known), known[0], median(known), known[-1])


def median(values: Iterable[Fraction]) -> Fraction:
    """The middle value, or the mean of the two in the middle. ValueError where there are none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2


def own_value(
    figure: OwnFigure, sums: Mapping[str, Fraction], key_figures: Mapping[str, Fraction]
) -> Fraction | None:
    """The own figure of a year. ``sums``: of its questions; ``key_figures``: of the same year, by id.

    None where something it takes is missing, or what it is divided by is none.
    """
    value = sums.get(figure.question)
    if value is None:
        return None
    if figure.share_of is not None:
        whole = sums.get(figure.share_of)
        if not whole:
            return None
        value = value * 100 / whole
        if figure.complement:
            value = 100 - value
    if figure.per:
        parts = [key_figures.get(kpi) for kpi in figure.per]
        divisor = sum((part for part in parts if part is not None), Fraction(0))
        if None in parts or not divisor:
            return None
        value = value * figure.each / divisor
    return value
