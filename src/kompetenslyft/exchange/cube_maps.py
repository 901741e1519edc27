"""Maps of cubes: regions in classes from light to dark, what is hidden in stripes, with a key that needs no colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from kompetenslyft.core.cubes.pictures import Map
from kompetenslyft.core.cubes.regions import Level
from kompetenslyft.core.cubes.told import figure_text
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.tabulation.display import BLANK
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.allocation_map import Shade, by_size
from kompetenslyft.exchange.charts import FONT, INK
from kompetenslyft.exchange.cube_words import MARGIN, NARROW, WIDE, Words, above, below
from kompetenslyft.exchange.map import Outlines, county_outlines, municipal_outlines

_HEIGHT = {False: 720, True: 640}
_OUTLINES = {Level.MUNICIPALITIES: municipal_outlines, Level.COUNTIES: county_outlines}
_ROW = 28
_LINES = "#5B6B7A"
_HIDDEN = "url(#hidden)"
_NONE = "#FFFFFF"
# Thin grey stripes: no class looks so, also in print, and much that is hidden does not shout.
_PATTERN = (
    '<pattern id="hidden" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#F7F7F5"/><rect width="1.2" height="6" fill="#A9A9A2"/></pattern>'
)
_WORDS = {
    "hidden": Text(sv="saknas eller är dold (..)", en="missing or hidden (..)"),
    "outside": Text(sv="ingår inte", en="not included"),
    "all": Text(sv="alla lika", en="all the same"),
    "under": Text(sv="under", en="below"),
    "more": Text(sv="och mer", en="and more"),
}


def map_svg(picture: Map, language: str, *, made_up: bool, narrow: bool = False) -> str:
    """The map as SVG. ``narrow``: for a phone, with the key above."""
    width = NARROW if narrow else WIDE
    plan = _planned(picture, language, made_up=made_up, narrow=narrow)
    left = MARGIN + (width - 2 * MARGIN - plan.outlines.width) * (0.5 if narrow else 0.85)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{plan.height:g}" '
        f'viewBox="0 0 {width} {plan.height:g}" font-family="{FONT}" font-size="13"><defs>{_PATTERN}</defs>'
        f'<rect width="{width}" height="{plan.height:g}" fill="#FFFFFF"/>'
        f"{_written(plan.head, MARGIN)}{_keyed(plan.key, plan.key_top)}"
        f'<g stroke="{_LINES}" stroke-width="0.4" stroke-linejoin="round" '
        f'transform="translate({left:g} {plan.map_top:g})">'
        f"{_shapes(picture, plan.shades, plan.outlines, language)}</g>"
        f"{_written(plan.foot, plan.height - MARGIN - plan.foot.height)}</svg>"
    )


def map_height(picture: Map, language: str, *, made_up: bool, narrow: bool = False) -> float:
    """How tall the map is in CSS pixels, known without drawing it: a page keeps its room until it has come."""
    return _planned(picture, language, made_up=made_up, narrow=narrow).height


@dataclass(frozen=True, slots=True)
class _Plan:
    """What stands where, from the top in CSS pixels."""

    outlines: Outlines
    shades: Sequence[Shade]
    head: Words
    key: list[tuple[str, str]]
    foot: Words
    key_top: float
    map_top: float
    height: float


def _planned(picture: Map, language: str, *, made_up: bool, narrow: bool) -> _Plan:
    width = NARROW if narrow else WIDE
    outlines = _OUTLINES[picture.level](_HEIGHT[narrow])
    known = {code: Fraction(figure) for code, figure in picture.figures.items() if figure is not None}
    shades = by_size(known) if known else ()
    head = above(picture, language, made_up=made_up, width=width - 2 * MARGIN)
    foot = below(picture, language, width=width - 2 * MARGIN)
    key = _key(picture, shades, outlines, language)
    top = MARGIN + head.height + 10
    map_top = top + (len(key) * _ROW if narrow else 0)
    height = map_top + outlines.height + 8 + foot.height + MARGIN
    return _Plan(outlines, shades, head, key, foot, top, map_top, height)


def _shapes(picture: Map, shades: Sequence[Shade], outlines: Outlines, language: str) -> str:
    fills = {code: shade.fill for shade in shades for code in shade.codes}
    return "".join(
        f'<path d="{path}" fill="{_fill(picture, code, fills)}">'
        f"<title>{escape(_tip(picture, code, language))}</title></path>"
        for code, path in outlines.paths.items()
    )


def _fill(picture: Map, code: str, fills: dict[str, str]) -> str:
    if code in fills:
        return fills[code]
    return _HIDDEN if code in picture.figures else _NONE


def _tip(picture: Map, code: str, language: str) -> str:
    if code not in picture.figures:
        return f"{code}: {_WORDS['outside'].in_language(language)}"
    figure = picture.figures[code]
    text = BLANK if figure is None else figure_text(figure, picture.decimals, language)
    return f"{picture.names[code].in_language(language)}: {text}"


def _key(picture: Map, shades: Sequence[Shade], outlines: Outlines, language: str) -> list[tuple[str, str]]:
    """A fill and what it means, with how many regions have it, the largest class first."""
    rows = [
        (shade.fill, f"{_span(picture, shade, language)} ({len(shade.codes)})") for shade in reversed(shades)
    ]
    hidden = sum(figure is None for figure in picture.figures.values())
    outside = sum(code not in picture.figures for code in outlines.paths)
    for fill, name, number in ((_HIDDEN, "hidden", hidden), (_NONE, "outside", outside)):
        if number:
            rows.append((fill, f"{_WORDS[name].in_language(language)} ({number})"))
    return rows


def _span(picture: Map, shade: Shade, language: str) -> str:
    """«4,0–4,2»: figures have so many decimals, so the last of a class is one step below the next."""
    step = Fraction(1, 10**picture.decimals)
    lower, below_, last = (
        "" if limit is None else format_fraction(limit, language, picture.decimals)
        for limit in (shade.lower, shade.upper, None if shade.upper is None else shade.upper - step)
    )
    if not lower and not below_:
        return _WORDS["all"].in_language(language)
    if not lower:
        return f"{_WORDS['under'].in_language(language)} {below_}"
    if not below_:
        return f"{lower} {_WORDS['more'].in_language(language)}"
    return lower if lower == last else f"{lower}–{last}"


def _keyed(key: Sequence[tuple[str, str]], top: float) -> str:
    return "".join(
        f'<rect x="{MARGIN}" y="{top + place * _ROW:g}" width="22" height="18" fill="{fill}" stroke="{INK}" '
        f'stroke-width="0.8"/><text x="{MARGIN + 30}" y="{top + place * _ROW + 14:g}" fill="{INK}">'
        f"{escape(text)}</text>"
        for place, (fill, text) in enumerate(key)
    )


def _written(words: Words, top: float) -> str:
    return "".join(
        f'<text x="{MARGIN}" y="{top + line.y:g}" font-size="{line.size:g}" font-weight="{line.weight}" '
        f'fill="{line.colour}">{escape(line.text)}</text>'
        for line in words.lines
    )
