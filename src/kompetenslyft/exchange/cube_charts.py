"""Charts of cubes with Vega-Lite: everything a reader needs stands in the picture, and nothing by colour alone.

Two layouts, for a page and for a phone. What is hidden is «..», never a bar of no length.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from kompetenslyft.core.cubes.pictures import Chart, Kind
from kompetenslyft.core.cubes.told import figure_text
from kompetenslyft.core.tabulation.display import BLANK
from kompetenslyft.exchange.charts import DARK, FONT, INK, TONES, styled
from kompetenslyft.exchange.cube_axes import alone, amounts, scale_of, series_names, text_at, written
from kompetenslyft.exchange.cube_lines import line_height, line_spec
from kompetenslyft.exchange.cube_words import MARGIN, NARROW, WIDE, Words, above, below, folded

_FILLS = (DARK, TONES[2][0], TONES[0][0], "#FFFFFF")
_BAR, _GAP, _LETTER, _KEY = 15, 9, 17, 20
_FIGURES = 58
_AXIS, _FOOT = 22, 4
_WIDEST_LABELS = 250


def chart_spec(chart: Chart, language: str, *, made_up: bool, narrow: bool = False) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, with its figures in it. ``narrow``: for a phone."""
    head, foot = _around(chart, language, made_up=made_up, narrow=narrow)
    if chart.kind is Kind.LINES:
        return line_spec(chart, language, head, foot, narrow=narrow)
    return _bars(chart, language, head, foot, narrow=narrow)


def chart_height(chart: Chart, language: str, *, made_up: bool, narrow: bool = False) -> float:
    """How tall the chart is in CSS pixels, known without drawing it: a page keeps its room until it has come."""
    head, foot = _around(chart, language, made_up=made_up, narrow=narrow)
    if chart.kind is Kind.LINES:
        return line_height(chart, head, foot, narrow=narrow)
    names = _names(chart, language)
    _rows, _labels, height = _placed(chart, names, language, room=None if narrow else _left(names))
    return _over(chart, head) + height + foot.height + _FOOT + 2 * MARGIN


def _around(chart: Chart, language: str, *, made_up: bool, narrow: bool) -> tuple[Words, Words]:
    width = (NARROW if narrow else WIDE) - 2 * MARGIN
    return above(chart, language, made_up=made_up, width=width), below(chart, language, width=width)


def _names(chart: Chart, language: str) -> list[str]:
    return [value.label.in_language(language) for value in chart.along.values]


def _left(names: Sequence[str]) -> int:
    """The room for labels beside the bars."""
    return min(max(map(len, names)) * 7 + 10, _WIDEST_LABELS)


def _over(chart: Chart, head: Words) -> float:
    """The room above the bars: title, key and axis."""
    return _AXIS + len(chart.figures if chart.series else ()) * _KEY + head.height + 6


def _bars(chart: Chart, language: str, head: Words, foot: Words, *, narrow: bool) -> dict[str, Any]:
    names = _names(chart, language)
    left = 0 if narrow else _left(names)
    rows, labels, height = _placed(chart, names, language, room=None if narrow else left)
    plot = (NARROW if narrow else WIDE) - 2 * MARGIN - left - _FIGURES
    across = amounts(scale_of(chart, 4 if narrow else 6), language, orient="top")
    key = [] if chart.series is None else series_names(chart, language)
    start = -_over(chart, head)
    layers = [
        *_figures(rows, labels, across, narrow=narrow),
        *_key(key, -left, -_AXIS - len(key) * _KEY),
        *written(head, -left, start),
        *written(foot, -left, height + _FOOT),
    ]
    margins = {"left": left, "right": _FIGURES, "top": -start, "bottom": foot.height + _FOOT}
    return styled(
        alt.layer(*layers).properties(width=plot, height=height),
        {side: room + MARGIN for side, room in margins.items()},
    )


def _figures(
    rows: list[dict[str, object]], labels: list[dict[str, object]], across: dict[str, Any], *, narrow: bool
) -> Iterator[Any]:
    middle = alt.Y("middle:Q", scale=None, axis=None)
    figures = alt.Chart(alt.InlineData(values=rows))
    yield (
        figures.transform_filter("isValid(datum.value)")
        .mark_rect(stroke=DARK, strokeWidth=0.8)
        .encode(
            x=alt.X("value:Q", **across),
            x2=alt.X2Datum(0),
            y=alt.Y("top:Q", scale=None, axis=None),
            y2="bottom:Q",
            color=alt.Color("fill:N", scale=None),
        )
    )
    yield figures.mark_text(align="left", dx=5, fontSize=12, font=FONT, color=INK).encode(
        x=alt.X("end:Q", **across), y=middle, text="text:N"
    )
    placed: dict[str, Any] = {"align": "left", "x": 0} if narrow else {"align": "right", "x": -8}
    yield (
        alt.Chart(alt.InlineData(values=labels))
        .mark_text(**placed, fontSize=13, font=FONT, color=INK)
        .encode(y=middle, text="text:N")
    )


def _placed(
    chart: Chart, names: Sequence[str], language: str, *, room: int | None
) -> tuple[list[dict[str, object]], list[dict[str, object]], float]:
    """The bars and the lines of their labels with their places from the top, and where they end.

    ``room``: how wide the labels beside the bars may be; None where they stand above them.
    """
    rows: list[dict[str, object]] = []
    labels: list[dict[str, object]] = []
    beside = series_names(chart, language)
    thick = len(beside) * _BAR
    y = 4.0
    for place, name in enumerate(names):
        parts = folded(name, NARROW - 2 * MARGIN if room is None else room)
        block = thick if room is None else max(thick, len(parts) * _LETTER)
        start = y if room is None else y + (block - len(parts) * _LETTER) / 2
        labels += [
            {"text": part, "middle": start + (line + 0.5) * _LETTER} for line, part in enumerate(parts)
        ]
        if room is None:
            y += len(parts) * _LETTER
        top = y + (block - thick) / 2
        for number, series in enumerate(beside):
            figure = chart.figures[number][place]
            rows.append(
                {
                    "category": name,
                    **({"series": series} if chart.series else {}),
                    "value": None if figure is None else float(figure),
                    "text": BLANK if figure is None else figure_text(figure, chart.decimals, language),
                    "end": 0 if figure is None else max(float(figure), 0),
                    "fill": _FILLS[number],
                    "top": top + number * _BAR + 1,
                    "middle": top + (number + 0.5) * _BAR,
                    "bottom": top + (number + 1) * _BAR - 1,
                }
            )
        y += block + _GAP
    return rows, labels, y


def _key(names: Sequence[str], x: float, y: float) -> Iterator[Any]:
    for place, name in enumerate(names):
        top = y + (place + 1) * _KEY - 8
        yield alone().mark_rect(
            x=x, x2=x + 14, y=top - 12, y2=top + 2, color=_FILLS[place], stroke=DARK, strokeWidth=0.8
        )
        yield text_at(name, x + 20, top - 5, colour=INK, baseline="middle")
