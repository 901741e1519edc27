"""Lines over years: told apart by dashes, points and names as well as by colour; broken where a figure is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from kompetenslyft.core.cubes.pictures import Chart
from kompetenslyft.core.cubes.told import figure_text
from kompetenslyft.core.tabulation.display import BLANK
from kompetenslyft.exchange.charts import DARK, FONT, INK, styled
from kompetenslyft.exchange.cube_axes import alone, amounts, scale_of, series_names, text_at, written
from kompetenslyft.exchange.cube_words import MARGIN, MUTED, NARROW, WIDE, Words, folded

_LINES: tuple[tuple[str, tuple[int, ...], str], ...] = (
    (DARK, (1, 0), "circle"),
    ("#8C4A00", (6, 3), "square"),
    ("#1F6379", (2, 2), "triangle-up"),
    ("#5B2C6F", (10, 3, 2, 3), "diamond"),
    ("#3D6B1F", (4, 2), "cross"),
    ("#1B2733", (1, 3), "triangle-down"),
)
"""Colour, dashes and point of a line: each of them tells one line from another."""
_HEIGHT, _LETTER, _KEY = 280, 15, 20
_AMOUNTS, _NAMES = 58, 190
_YEARS = 28


def line_spec(chart: Chart, language: str, head: Words, foot: Words, *, narrow: bool) -> dict[str, Any]:
    """The Vega-Lite specification of lines. The names stand at their ends, on a phone above."""
    names = _told_names(chart, language)
    named = chart.series is not None
    right = _NAMES if named and not narrow else 16
    plot = (NARROW if narrow else WIDE) - 2 * MARGIN - _AMOUNTS - right
    key = names if named and narrow else []
    start = -_over(len(key), head)
    scale = scale_of(chart)
    layers = [
        *_drawn(chart, names, language, amounts(scale, language)),
        *(_at_ends(chart, names, float(scale[0]), float(scale[-1]), plot) if right == _NAMES else ()),
        *_key(key, -_AMOUNTS, -20 - len(key) * _KEY),
        *written(head, -_AMOUNTS, start),
        *written(foot, -_AMOUNTS, _HEIGHT + _YEARS),
    ]
    margins = {"left": _AMOUNTS, "right": right, "top": -start, "bottom": _YEARS + foot.height}
    return styled(
        alt.layer(*layers).properties(width=plot, height=_HEIGHT),
        {side: room + MARGIN for side, room in margins.items()},
    )


def line_height(chart: Chart, head: Words, foot: Words, *, narrow: bool) -> float:
    """How tall the picture of lines is, in CSS pixels."""
    key = len(chart.figures) if chart.series is not None and narrow else 0
    return _over(key, head) + _HEIGHT + _YEARS + foot.height + 2 * MARGIN


def _over(key: int, head: Words) -> float:
    """The room above the lines: title and key, of so many names."""
    return 20 + key * _KEY + head.height


def _drawn(chart: Chart, names: Sequence[str], language: str, up: dict[str, Any]) -> Iterator[Any]:
    years = [value.label.in_language(language) for value in chart.along.values]
    rows = [
        {
            "year": year,
            "series": name,
            "value": None if figure is None else float(figure),
            "text": BLANK if figure is None else figure_text(figure, chart.decimals, language),
        }
        for name, figures in zip(names, chart.figures, strict=True)
        for year, figure in zip(years, figures, strict=True)
    ]
    axis = alt.Axis(labelAngle=0, domainColor=MUTED, tickColor=MUTED)
    x = alt.X("year:O", title=None, sort=years, axis=axis, scale=alt.Scale(padding=0.2))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, y=alt.Y("value:Q", **up))
    tones, dashes, shapes = (list(one) for one in zip(*_LINES[: len(names)], strict=True))
    how: dict[str, Any] = {"sort": list(names), "legend": None}
    colour = alt.Color("series:N", scale=alt.Scale(domain=list(names), range=tones), **how)
    dashed = alt.StrokeDash(
        "series:N", scale=alt.Scale(domain=list(names), range=[list(one) for one in dashes]), **how
    )
    shape = alt.Shape("series:N", scale=alt.Scale(domain=list(names), range=shapes), **how)
    yield base.mark_line(strokeWidth=2, invalid="break-paths-show-domains").encode(
        color=colour, strokeDash=dashed
    )
    shown = base.transform_filter("isValid(datum.value)")
    yield shown.mark_point(filled=True, size=60, opacity=1).encode(color=colour, shape=shape)
    if chart.series is None:
        yield shown.mark_text(dy=-12, fontSize=12, font=FONT, color=INK).encode(text="text:N")
        hidden = alt.Chart(alt.InlineData(values=rows)).transform_filter("!isValid(datum.value)")
        yield hidden.mark_text(y=_HEIGHT - 10, fontSize=12, font=FONT, color=INK).encode(x=x, text="text:N")


def _told_names(chart: Chart, language: str) -> list[str]:
    """The names of the lines, with the years that they lack."""
    years = [value.label.in_language(language) for value in chart.along.values]
    told = []
    for name, figures in zip(series_names(chart, language), chart.figures, strict=True):
        lacking = [year for year, figure in zip(years, figures, strict=True) if figure is None]
        told.append(f"{name} ({BLANK} {', '.join(lacking)})" if name and lacking else name)
    return told


def _at_ends(chart: Chart, names: Sequence[str], low: float, high: float, plot: float) -> Iterator[Any]:
    """The names beside the last figures of the lines, moved apart where they would cover one another."""
    blocks = []
    for number, figures in enumerate(chart.figures):
        last = next((float(one) for one in reversed(figures) if one is not None), low)
        blocks.append(
            ((high - last) / (high - low) * _HEIGHT, number, folded(names[number], _NAMES - 24, 13))
        )
    free = float("-inf")
    for middle, number, lines in sorted(blocks):
        tall = len(lines) * _LETTER
        top = max(middle - tall / 2, free)
        free = top + tall + 2
        yield _sample(number, plot + 8, top + _LETTER / 2)
        for place, line in enumerate(lines):
            yield text_at(
                line, plot + 20, top + (place + 0.5) * _LETTER, colour=_LINES[number][0], baseline="middle"
            )


def _key(names: Sequence[str], x: float, y: float) -> Iterator[Any]:
    for number, name in enumerate(names):
        middle = y + (number + 0.5) * _KEY
        yield _sample(number, x + 7, middle)
        yield text_at(name, x + 20, middle, colour=_LINES[number][0], baseline="middle")


def _sample(number: int, x: float, y: float) -> Any:
    colour, _dashes, shape = _LINES[number]
    return alone().mark_point(filled=True, size=70, opacity=1, x=x, y=y, shape=shape, color=colour)
