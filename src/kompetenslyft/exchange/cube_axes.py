"""What charts of cubes have in common: round numbers on the axis, names of what is compared, and lines of text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import altair as alt

from kompetenslyft.core.cubes.pictures import Chart
from kompetenslyft.core.cubes.told import figure_text
from kompetenslyft.exchange.charts import FONT
from kompetenslyft.exchange.cube_words import MUTED, Words

_STEPS = (1, 2, 5, 10)


def ticks(low: Decimal, high: Decimal, most: int = 6) -> list[Decimal]:
    """Round numbers from at most ``low`` to at least ``high``, rising, at most two more than asked for."""
    if high <= low:
        high = low + 1
    rough = (high - low) / (most - 1)
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(one * power for one in _STEPS if one * power >= rough)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * place for place in range(int(first), int(last) + 1)]


def scale_of(chart: Chart, most: int = 6) -> list[Decimal]:
    """The numbers on the axis of amounts. Zero is always one of them."""
    known = [one for row in chart.figures for one in row if one is not None]
    return ticks(min([*known, Decimal(0)]), max([*known, Decimal(0)]), most)


def amounts(scale: list[Decimal], language: str, **how: Any) -> dict[str, Any]:
    """The axis and scale of amounts, as the arguments of a channel."""
    decimals = max(0, *(-int(one.normalize().as_tuple().exponent) for one in scale))
    names = {f"{one.normalize():f}": figure_text(one, decimals, language) for one in scale}
    axis = alt.Axis(
        values=[float(one) for one in scale],
        labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
        domain=False,
        ticks=False,
        **how,
    )
    return {
        "axis": axis,
        "scale": alt.Scale(domain=[float(scale[0]), float(scale[-1])], nice=False),
        "title": None,
    }


def series_names(chart: Chart, language: str) -> list[str]:
    """What is compared; one nameless series where nothing is."""
    if chart.series is None:
        return [""]
    return [value.label.in_language(language) for value in chart.series.values]


def written(words: Words, x: float, y: float) -> Iterator[Any]:
    """The words as layers of a chart, from a place in CSS pixels."""
    for line in words.lines:
        yield text_at(line.text, x, y + line.y, size=line.size, weight=line.weight, colour=line.colour)


def text_at(
    text: str, x: float, y: float, *, size: float = 13, weight: int = 400, colour: str = MUTED, **how: Any
) -> Any:
    """One line of text as a layer of a chart."""
    return alone().mark_text(
        text=text, x=x, y=y, align="left", fontSize=size, fontWeight=weight, color=colour, font=FONT, **how
    )


def alone() -> Any:
    """A chart of nothing but one mark."""
    return alt.Chart(alt.InlineData(values=[{}]))
