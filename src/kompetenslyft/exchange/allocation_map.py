"""A map of Sweden's municipalities shaded by amount, or by how much an amount differs from another.

Shades go from light to dark; what is less has stripes, so that it is told from what is more without colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from kompetenslyft.core.allocation.distribution import quantile_limits
from kompetenslyft.exchange.map import municipal_outlines

HEIGHT = 620
_SHADES = ("#e3eef2", "#b3d2dd", "#79b0c4", "#2f7f99", "#0d3a49")
_NOTHING = "#ffffff"
_STRIPES = {"much-less": ("#e08a5f", "#6e2406"), "less": ("#fbe0d3", "#c4673b")}
PATTERNS = "".join(
    f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="5" height="5" fill="{ground}"/><rect width="1.6" height="5" fill="{stripe}"/></pattern>'
    for name, (ground, stripe) in _STRIPES.items()
)


@dataclass(frozen=True, slots=True)
class Shade:
    """Municipalities of one shade: from ``lower`` up to but not including ``upper``; None is open."""

    lower: Fraction | None
    upper: Fraction | None
    fill: str
    codes: frozenset[str]


def by_size(values: Mapping[str, Fraction]) -> tuple[Shade, ...]:
    """Shades with about as many municipalities in each, from the smallest values."""
    limits: tuple[Fraction | None, ...] = quantile_limits(values.values(), len(_SHADES))
    bounds = zip((None, *limits), (*limits, None), strict=True)
    fills = _SHADES[-len(limits) - 1 :]
    return tuple(
        _shade(values, lower, upper, fill) for (lower, upper), fill in zip(bounds, fills, strict=True)
    )


def by_difference(values: Mapping[str, Fraction]) -> tuple[Shade, ...]:
    """Much less, less, the same, more, much more: half of those that differ differ much. Empty shades are left out."""
    sizes = sorted(abs(value) for value in values.values() if value)
    middle = sizes[len(sizes) // 2] if sizes else Fraction(1)
    shades = (
        Shade(None, -middle, "url(#much-less)", frozenset(c for c, v in values.items() if v <= -middle)),
        Shade(-middle, Fraction(0), "url(#less)", frozenset(c for c, v in values.items() if -middle < v < 0)),
        Shade(Fraction(0), Fraction(0), _NOTHING, frozenset(c for c, v in values.items() if v == 0)),
        Shade(Fraction(0), middle, _SHADES[1], frozenset(c for c, v in values.items() if 0 < v < middle)),
        Shade(middle, None, _SHADES[4], frozenset(c for c, v in values.items() if v >= middle)),
    )
    return tuple(shade for shade in shades if shade.codes)


def draw(shades: Sequence[Shade], tips: Mapping[str, str]) -> str:
    """The map as SVG. ``tips``: what is told of a municipality when it is pointed at."""
    outlines = municipal_outlines(HEIGHT)
    fills = {code: shade.fill for shade in shades for code in shade.codes}
    shapes = "".join(
        f'<path d="{path}" fill="{fills.get(code, _NOTHING)}"><title>{escape(tips.get(code, code))}</title></path>'
        for code, path in outlines.paths.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outlines.width} {outlines.height}" '
        f'width="{outlines.width}" height="{outlines.height}"><defs>{PATTERNS}</defs>'
        f'<g stroke="#5b6b7a" stroke-width="0.35" stroke-linejoin="round">{shapes}</g></svg>'
    )


def swatch(shade: Shade) -> str:
    """A sample of the shade for the key, as SVG; a page with samples has ``patterns`` once."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        f'<rect x="0.5" y="0.5" width="15" height="15" fill="{shade.fill}" stroke="#5b6b7a"/></svg>'
    )


def patterns() -> str:
    """The patterns that samples use."""
    return f'<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>{PATTERNS}</defs></svg>'


def _shade(
    values: Mapping[str, Fraction], lower: Fraction | None, upper: Fraction | None, fill: str
) -> Shade:
    codes = frozenset(
        code
        for code, value in values.items()
        if (lower is None or value >= lower) and (upper is None or value < upper)
    )
    return Shade(lower, upper, fill, codes)
