"""Pictures of cubes in words: what stands above them, and what is read instead of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from kompetenslyft.core.cubes.model import Role
from kompetenslyft.core.cubes.pictures import Chart, Fixed, Kind, Map
from kompetenslyft.core.cubes.regions import Level
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.text import Text

LEVELS = {
    Level.COUNTIES: Text(sv="län", en="counties"),
    Level.MUNICIPALITIES: Text(sv="kommuner", en="municipalities"),
}
"""What the levels of maps are called."""
_ONE_AREA = {
    Level.COUNTIES: Text(sv="ett län", en="one county"),
    Level.MUNICIPALITIES: Text(sv="en kommun", en="one municipality"),
}
_IN_TABLE = Text(sv="Alla siffror står i tabellen.", en="All figures are in the table.")


def shown_of(picture: Chart | Map, language: str) -> str:
    """What holds for the whole picture: «Kön: totalt · 2016 · årsarbetare», the unit once."""
    parts = [_fixed_value(picture.fixed, place, language) for place in range(len(picture.fixed))]
    unit = "" if picture.unit is None else picture.unit.in_language(language)
    if unit and f" {unit} ".casefold() not in f" {' '.join(parts)} ".casefold():
        parts.append(unit)
    return " · ".join(parts)


def told(picture: Chart | Map, language: str) -> str:
    """The picture as a text of some sentences, for whoever cannot see it."""
    whole = picture.title.in_language(language)
    held = shown_of(picture, language)
    what = _kind(picture, language)
    sentences = [f"{what}: {whole}{f' ({held})' if held else ''}.", *_extremes(picture, language)]
    sentences += _missing(picture, language)
    sentences.append(_IN_TABLE.in_language(language))
    return " ".join(sentences)


def figure_text(figure: Decimal, decimals: int, language: str) -> str:
    """A figure as read."""
    return format_fraction(Fraction(figure), language, decimals)


def _kind(picture: Chart | Map, language: str) -> str:
    english = language.startswith("en")
    if isinstance(picture, Map):
        areas = _areas(picture, language)
        return f"Map of {areas}" if english else f"Karta över {areas}"
    along = picture.along.label.in_language(language).lower()
    name = (
        Text(sv="Linjediagram", en="Line chart")
        if picture.kind is Kind.LINES
        else Text(sv="Stapeldiagram", en="Bar chart")
    ).in_language(language)
    beside = "" if picture.series is None else picture.series.label.in_language(language).lower()
    if english:
        return f"{name} by {along}{f' and {beside}' if beside else ''}"
    return f"{name} efter {along}{f' och {beside}' if beside else ''}"


def _areas(picture: Map, language: str) -> str:
    if len(picture.figures) == 1:
        return _ONE_AREA[picture.level].in_language(language)
    return f"{len(picture.figures)} {LEVELS[picture.level].in_language(language)}"


def _extremes(picture: Chart | Map, language: str) -> list[str]:
    known = [(figure, name) for figure, name in _named(picture, language) if figure is not None]
    if len(known) < 2:
        return []
    (high, highest), (low, lowest) = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    if high == low:
        return []
    most, least = (figure_text(one, picture.decimals, language) for one in (high, low))
    if language.startswith("en"):
        return [f"Highest: {highest}, {most}. Lowest: {lowest}, {least}."]
    return [f"Högst: {highest}, {most}. Lägst: {lowest}, {least}."]


def _missing(picture: Chart | Map, language: str) -> list[str]:
    number = sum(figure is None for figure, _name in _named(picture, language))
    if not number:
        return []
    hidden = (
        Text(sv="siffra saknas eller är dold", en="figure is missing or hidden")
        if number == 1
        else Text(sv="siffror saknas eller är dolda", en="figures are missing or hidden")
    )
    return [f"{number} {hidden.in_language(language)}."]


def _named(picture: Chart | Map, language: str) -> Sequence[tuple[Decimal | None, str]]:
    if isinstance(picture, Map):
        return [
            (figure, picture.names[code].in_language(language)) for code, figure in picture.figures.items()
        ]
    beside = picture.series.values if picture.series is not None else (None,)
    return [
        (
            figure,
            ", ".join(one.label.in_language(language) for one in (value, series) if one is not None),
        )
        for series, row in zip(beside, picture.figures, strict=True)
        for value, figure in zip(picture.along.values, row, strict=True)
    ]


def _fixed_value(fixed: Fixed, place: int, language: str) -> str:
    dimension, value = fixed[place]
    label = value.label.in_language(language)
    if dimension.role is not Role.CLASSIFICATION:
        return label
    return f"{dimension.label.in_language(language)}: {label}"
