"""The words around a picture of a cube: title, what holds for all of it, key and source, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from kompetenslyft.core.cubes.pictures import Chart, Map
from kompetenslyft.core.cubes.told import shown_of
from kompetenslyft.core.tabulation.display import MADE_UP
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.charts import INK

WIDE, NARROW = 680, 360
"""Widths of pictures in CSS pixels: beside or above a table, and on a phone."""
MARGIN = 14
"""Around a picture, in CSS pixels."""
MUTED = "#4A5866"
_TITLE, _TEXT, _SMALL = 17.0, 13.0, 11.5
_WIDTH_OF_LETTER = 0.5
"""Of the size of the type, in the middle."""
_MISSING = Text(sv=".. saknas eller är dold", en=".. missing or hidden")
_SOURCE = Text(sv="Källa", en="Source")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its baseline from the top of its block, in CSS pixels."""

    text: str
    y: float
    size: float
    weight: int
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """Lines above one another, and how much room they take."""

    lines: tuple[Line, ...]
    height: float


def above(picture: Chart | Map, language: str, *, made_up: bool, width: int) -> Words:
    """The title, what holds for the whole picture, and that it is made up where it is."""
    wanted = [
        (picture.title.in_language(language), _TITLE, 600, INK),
        (shown_of(picture, language), _TEXT, 400, INK),
    ]
    if made_up:
        wanted.append((MADE_UP.in_language(language), _TEXT, 600, "#7A3B00"))
    return _lines(wanted, width)


def below(picture: Chart | Map, language: str, *, width: int) -> Words:
    """The source, and what «..» is where it stands in the picture."""
    figures = (
        picture.figures.values()
        if isinstance(picture, Map)
        else (one for row in picture.figures for one in row)
    )
    wanted = [(f"{_SOURCE.in_language(language)}: {picture.source}", _SMALL, 400, MUTED)]
    if any(one is None for one in figures) and isinstance(picture, Chart):
        wanted.insert(0, (_MISSING.in_language(language), _SMALL, 400, MUTED))
    return _lines(wanted, width)


def folded(text: str, width: float, size: float = _TEXT, most: int = 4) -> list[str]:
    """The text in lines that fit the width; what does not fit in the last of ``most`` is cut off."""
    return wrap(text, max(int(width / (size * _WIDTH_OF_LETTER)), 8), max_lines=most, placeholder=" …") or [
        ""
    ]


def _lines(wanted: list[tuple[str, float, int, str]], width: int) -> Words:
    lines, y = [], 0.0
    for text, size, weight, colour in wanted:
        if not text:
            continue
        for part in folded(text, width, size):
            y += round(size * 1.35)
            lines.append(Line(part, y - size * 0.3, size, weight, colour))
    return Words(tuple(lines), y + 8)
