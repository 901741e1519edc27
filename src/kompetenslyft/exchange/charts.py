"""The charts of a report, drawn with Vega-Lite: readable without colour, with the figures written in the bars."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import altair as alt
import vl_convert

from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.reports.document import ChartBlock, ChartKind, ChartRow, Picture

FONT = "'Source Sans 3', 'Source Sans Pro', Arial, sans-serif"
"""The drawing's own font first, then what the reader's machine has."""
PNG_SCALE = 2.5
_PLOT = 356
_LABELS = 262
_STEP = {ChartKind.STACKED: 20, ChartKind.CHANGE: 36, ChartKind.BARS: 22}
INK = "#1B2733"
GRID = "#D5DCE3"
DARK = "#163A5C"
"""What is written, lines behind it, and the darkest tone."""
# Dark, middle and light in greyscale, and apart for every kind of colour vision; the second is the ink on them.
TONES = (("#6FA3CC", "#10202E"), (DARK, "#FFFFFF"), ("#F3C88B", "#2B1C05"))
_BEFORE_AFTER = (("#B9CBDB", INK), (DARK, INK))
_NARROW = Fraction(35, 1000)
"""Below this share a bar has no room for its figure; the table has it."""


def draw_chart(chart: ChartBlock) -> Picture:
    """The chart as SVG and PNG. The text that replaces it is ``chart.alt``."""
    layout = _layout(chart.rows)
    draw = {ChartKind.STACKED: _stacked, ChartKind.CHANGE: _change, ChartKind.BARS: _bars}[chart.kind]
    # Text is measured too wide for this font, so the margins are given rather than fitted.
    padding = {"left": _LABELS, "right": 22, "top": 10 if chart.kind is ChartKind.BARS else 42, "bottom": 26}
    return picture_of(styled(draw(chart, layout), padding))


def styled(chart: Any, padding: Mapping[str, float]) -> dict[str, Any]:
    """The specification of a chart in the type and colours of all charts, with these margins in CSS pixels."""
    spec: dict[str, Any] = chart.configure(
        font=FONT,
        background="white",
        autosize="none",
        padding=dict(padding),
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(labelFontSize=13, labelColor=INK, gridColor=GRID),
        legend=alt.LegendConfig(
            labelFontSize=13, symbolSize=160, symbolType="square", labelColor=INK, orient="top"
        ),
    ).to_dict()
    return spec


def picture_of(spec: dict[str, Any]) -> Picture:
    """A chart as SVG and PNG."""
    svg = svg_of(spec)
    width, height = size_of(svg)
    return Picture(svg, png_of(svg), width, height)


def svg_of(spec: dict[str, Any]) -> str:
    """A chart as SVG."""
    register_fonts()
    return vl_convert.vegalite_to_svg(spec, format_locale="sv-SE")


def png_of(svg: str) -> bytes:
    """A drawing as PNG, sharp on paper too."""
    register_fonts()
    return vl_convert.svg_to_png(svg, scale=PNG_SCALE)


def size_of(svg: str) -> tuple[int, int]:
    """Width and height of a drawing, in CSS pixels."""
    head = svg[: svg.index(">")]
    width, height = (float(head.split(f' {name}="')[1].split('"')[0]) for name in ("width", "height"))
    return round(width), round(height)


@cache
def register_fonts() -> None:
    """Makes the product's font known to the drawing library, once."""
    with as_file(files("kompetenslyft.exchange") / "fonts") as folder:
        vl_convert.register_font_directory(str(folder))


@dataclass(frozen=True, slots=True)
class _Layout:
    """The lines of a chart from the top: rows by their place, and headings of groups between them."""

    labels: tuple[str, ...]
    headings: tuple[int, ...]
    rows: tuple[tuple[int, ChartRow], ...]


def _layout(rows: Sequence[ChartRow]) -> _Layout:
    labels: list[str] = []
    headings: list[int] = []
    placed: list[tuple[int, ChartRow]] = []
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            headings.append(len(labels))
            labels.append(group)
        placed.append((len(labels), row))
        labels.append(row.label)
    return _Layout(tuple(labels), tuple(headings), tuple(placed))


def _stacked(chart: ChartBlock, layout: _Layout) -> Any:
    data = []
    for place, row in layout.rows:
        start = Fraction(0)
        for (name, value), (_, ink) in zip(zip(chart.series, row.values, strict=True), TONES, strict=False):
            if value is None:
                continue
            data.append(
                {
                    "place": place,
                    "series": name,
                    "from": float(start),
                    "to": float(start + value),
                    "middle": float(start + value / 2),
                    "text": format_fraction(value * 100, "sv", 0) if value >= _NARROW else "",
                    "ink": ink,
                }
            )
            start += value
    base = _base(data, chart)
    bars = base.mark_bar(stroke="white", strokeWidth=1, height=_STEP[chart.kind] - 4).encode(
        x=_share_axis("from:Q", 1),
        x2="to:Q",
        y=_lines(layout),
        color=_colours(chart.series, TONES),
    )
    figures = base.mark_text(fontSize=11.5, font=FONT).encode(
        x="middle:Q", y=_lines(layout), text="text:N", color=alt.Color("ink:N", scale=None)
    )
    return bars + figures


def _change(chart: ChartBlock, layout: _Layout) -> Any:
    offset = alt.YOffset(
        "series:N", sort=list(chart.series), scale=alt.Scale(paddingInner=0, paddingOuter=0.2)
    )
    base = _base(_flat(chart, layout), chart)
    bars = base.mark_bar(stroke=DARK, strokeWidth=0.8).encode(
        x=_share_axis("value:Q", min(1.0, _top(chart) * 1.12)),
        y=_lines(layout),
        yOffset=offset,
        color=_colours(chart.series, _BEFORE_AFTER),
    )
    return bars + _ends(base, layout, yOffset=offset)


def _bars(chart: ChartBlock, layout: _Layout) -> Any:
    base = _base(_flat(chart, layout), chart)
    scale = alt.Scale(domain=[0, _top(chart) * 1.1])
    bars = base.mark_bar(color=DARK, height=_STEP[chart.kind] - 6).encode(
        x=alt.X("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5, domain=False)),
        y=_lines(layout),
    )
    return bars + _ends(base, layout)


def _base(data: list[dict[str, object]], chart: ChartBlock) -> Any:
    chart_of_data = alt.Chart(alt.InlineData(values=data))
    return chart_of_data.properties(width=_PLOT, height=alt.Step(_STEP[chart.kind], **{"for": "position"}))


def _ends(base: Any, layout: _Layout, **channels: Any) -> Any:
    return base.mark_text(align="left", dx=4, fontSize=11.5, font=FONT, color=INK).encode(
        x="value:Q", y=_lines(layout), text="text:N", **channels
    )


def _flat(chart: ChartBlock, layout: _Layout) -> list[dict[str, object]]:
    return [
        {
            "place": place,
            "series": name,
            "value": float(value),
            "text": format_fraction(value * 100 if chart.is_share else value, "sv", 0),
        }
        for place, row in layout.rows
        for name, value in zip(chart.series, row.values, strict=True)
        if value is not None
    ]


def _top(chart: ChartBlock) -> float:
    return max((float(value) for row in chart.rows for value in row.values if value is not None), default=1.0)


def _lines(layout: _Layout) -> Any:
    # Rows are placed by number, since two groups may have rows of the same name.
    axis = alt.Axis(
        domain=False,
        ticks=False,
        labelLimit=0,
        labelPadding=6,
        labelExpr=f"{json.dumps(layout.labels, ensure_ascii=False)}[datum.value]",
        labelFontWeight={
            "condition": {"test": f"indexof({list(layout.headings)}, datum.value) >= 0", "value": 600},
            "value": 400,
        },
    )
    places = list(range(len(layout.labels)))
    return alt.Y("place:O", title=None, sort=places, scale=alt.Scale(domain=places), axis=axis)


def _share_axis(field: str, top: float) -> Any:
    # The caption says that the figures are per cent, so the scale has bare numbers.
    axis = alt.Axis(labelExpr="format(datum.value * 100, '.0f')", tickCount=6, domain=False)
    return alt.X(field, title=None, scale=alt.Scale(domain=[0, top], nice=False), axis=axis)


def _colours(series: Sequence[str], tones: Sequence[tuple[str, str]]) -> Any:
    scale = alt.Scale(domain=list(series), range=[fill for fill, _ in tones[: len(series)]])
    return alt.Color("series:N", scale=scale, sort=list(series), legend=alt.Legend(title=None))
