"""Placeholders in the text of a report: figures and phrases that are computed where they stand.

``{kind: arguments}``, with a capital first letter where the phrase begins a sentence. ``a``, ``b`` are expressions over
figures (``core.instruments.expressions``); a column is named without its row.

===================================  ====================================================
``{number: a}``                 «5 390,5»
``{count: a}``                  «sex», «263»
``{percent: a}``                «12 procent»
``{nearly: a}``                 «knappt 12 procent»
``{tens: a}``                   «knappt 10 procent», against the nearest ten
``{about: a}``                  «omkring 90 procent»
``{fraction: a}``               «drygt hälften»
``{most: a | kommunerna}``      «majoriteten av kommunerna»
``{ratio: a | en | de}``        «var fjärde handläggare», else «26 procent av handläggarna»
``{of: a of b}``                «236 av 243»
``{trend: a to b}``             «har minskat från 28 till 15 procent»
``{span: column, …}``           «6–11 procent»
``{highest: column, … | 2}``    «juridik och evidensbaserad praktik», the rows with the highest figures
``{lowest: column, …}``         the same with the lowest
``{falls: column, … to column, …}``  «24 av 26», the rows whose figure is lower in the later columns
``{table: 1}``, ``{figure: x}``  a link: «tabell 1», «figur 2»
===================================  ====================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kompetenslyft.core.instruments.expressions import Expression, parse
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.reports import phrases
from kompetenslyft.core.reports.document import Run
from kompetenslyft.core.reports.figures import Figures
from kompetenslyft.core.text import Text

_PATTERN = re.compile(r"\{([A-Za-z]+):\s*([^{}]*)\}")
_SHARES: dict[str, Callable[[Fraction], Text]] = {
    "percent": phrases.percent,
    "nearly": phrases.hedged_percent,
    "tens": phrases.round_percent,
    "about": phrases.about_percent,
    "fraction": phrases.fraction,
}
_COLUMNS = frozenset({"span", "highest", "lowest", "falls"})
_LINKS = frozenset({"table", "figure"})
_NOUNS = {"most": 1, "ratio": 2}
_PAIRS = {"of": " of ", "trend": " to "}
KINDS = frozenset({*_SHARES, *_COLUMNS, *_LINKS, *_NOUNS, *_PAIRS, "number", "count"})


class MissingFigure(Exception):
    """The sentence depends on a figure that is blank."""


class PlaceholderError(ValueError):
    """A placeholder that cannot be read; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder, read: its expressions, or its columns, or what it links to; and its words."""

    kind: str
    capital: bool
    expressions: tuple[Expression, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@lru_cache(maxsize=2048)
def split(text: str) -> tuple[str | Placeholder, ...]:
    """The text as plain pieces and placeholders; PlaceholderError or ExpressionError where one is wrong."""
    pieces: list[str | Placeholder] = []
    position = 0
    for match in _PATTERN.finditer(text):
        pieces += [text[position : match.start()], _read(match[1], match[2])]
        position = match.end()
    rest = text[position:]
    plain = [piece for piece in (*pieces, rest) if isinstance(piece, str)]
    if any("{" in piece or "}" in piece for piece in plain):
        raise PlaceholderError("A brace stands alone. Write {kind: figure}.")
    return (*pieces, rest)


def placeholders(text: str) -> Iterator[Placeholder]:
    return (piece for piece in split(text) if isinstance(piece, Placeholder))


def render(
    text: str, figures: Figures, language: str, links: Mapping[tuple[str, str], Run]
) -> tuple[Run, ...]:
    """The text with its placeholders filled in. MissingFigure where one of them is blank."""
    runs: list[Run] = []
    for piece in split(text):
        run = Run(piece) if isinstance(piece, str) else _run(piece, figures, language, links)
        if runs and not run.target and not runs[-1].target:
            runs[-1] = Run(runs[-1].text + run.text)
        elif run.text:
            runs.append(run)
    return tuple(runs)


def _read(kind: str, argument: str) -> Placeholder:
    name = kind[0].lower() + kind[1:]
    if name not in KINDS:
        raise PlaceholderError(
            f"“{kind}” is no kind of placeholder. Choose one of {', '.join(sorted(KINDS))}."
        )
    first, *words = (part.strip() for part in argument.split("|"))
    expected = _NOUNS.get(name, 0)
    if name in {"highest", "lowest"}:
        if len(words) > 1 or (words and not words[0].isdigit()):
            raise PlaceholderError(f"{kind} takes columns and, after “|”, how many rows to name.")
    elif len(words) != expected:
        raise PlaceholderError(f"{kind} takes {expected} words after “|”; here are {len(words)}.")
    capital = kind[0].isupper()
    if name == "falls":
        sides = [tuple(part.strip() for part in side.split(",")) for side in first.split(" to ")]
        if len(sides) != 2 or len(sides[0]) != len(sides[1]):
            raise PlaceholderError(f"{kind} takes as many columns before “to” as after it.")
        return Placeholder(name, capital, names=sides[0] + sides[1])
    if name in _LINKS or name in _COLUMNS:
        return Placeholder(
            name, capital, names=tuple(part.strip() for part in first.split(",")), words=tuple(words)
        )
    if name in _PAIRS:
        sources = first.split(_PAIRS[name])
        if len(sources) != 2:
            raise PlaceholderError(f"{kind} takes two figures with “{_PAIRS[name].strip()}” between them.")
        return Placeholder(name, capital, tuple(map(parse, sources)), words=tuple(words))
    return Placeholder(name, capital, (parse(first),), words=tuple(words))


def _run(
    placeholder: Placeholder, figures: Figures, language: str, links: Mapping[tuple[str, str], Run]
) -> Run:
    if placeholder.kind in _LINKS:
        link = links.get((placeholder.kind, placeholder.names[0]))
        if link is None:
            raise MissingFigure(placeholder.names[0])
        return Run(_cased(link.text, placeholder.capital), link.target)
    text = _column_phrase if placeholder.kind in _COLUMNS else _figure_phrase
    return Run(_cased(text(placeholder, figures, language), placeholder.capital))


def _figure_phrase(placeholder: Placeholder, figures: Figures, language: str) -> str:
    numbers = [_number(expression, figures) for expression in placeholder.expressions]
    first = numbers[0]
    match placeholder.kind:
        case "number":
            return format_fraction(first, language, None if (first * 10).denominator == 1 else 1)
        case "most":
            return f"{phrases.most(first).in_language(language)} {placeholder.words[0]}"
        case "ratio":
            return _ratio(first, placeholder.words, language)
        case kind if kind in _SHARES:
            return _SHARES[kind](first).in_language(language)
        case "count":
            text = phrases.count(_whole(first))
        case "of":
            text = phrases.out_of(_whole(first), _whole(numbers[1]))
        case _:
            text = phrases.trend(first, numbers[1])
    return text.in_language(language)


def _ratio(share: Fraction, words: tuple[str, ...], language: str) -> str:
    phrase = phrases.ratio(share)
    if phrase is not None:
        return f"{phrase.in_language(language)} {words[0]}"
    preposition = "of" if language.startswith("en") else "av"
    return f"{phrases.hedged_percent(share).in_language(language)} {preposition} {words[1]}"


def _falls(names: tuple[str, ...], figures: Figures, language: str) -> str:
    half = len(names) // 2
    before, after = (
        [figure for name in side for _, figure in figures.column(name)]
        for side in (names[:half], names[half:])
    )
    pairs = [
        (old, new) for old, new in zip(before, after, strict=True) if old is not None and new is not None
    ]
    if not pairs:
        raise MissingFigure(", ".join(names))
    return phrases.out_of(sum(new < old for old, new in pairs), len(pairs)).in_language(language)


def _column_phrase(placeholder: Placeholder, figures: Figures, language: str) -> str:
    if placeholder.kind == "falls":
        return _falls(placeholder.names, figures, language)
    rows = [(label, figure) for name in placeholder.names for label, figure in figures.column(name)]
    answered = [(label, figure) for label, figure in rows if figure is not None]
    if not answered:
        raise MissingFigure(", ".join(placeholder.names))
    if placeholder.kind == "span":
        return phrases.span([figure for _, figure in answered]).in_language(language)
    sign = -1 if placeholder.kind == "highest" else 1
    wanted = int(placeholder.words[0]) if placeholder.words else 1
    ranked = sorted(answered, key=lambda row: sign * row[1])
    # Rows that tie with the last one named are named too: otherwise the sentence would not be true.
    last = ranked[: max(wanted, 1)][-1][1]
    names = [_lower(label.in_language(language)) for label, figure in ranked if sign * figure <= sign * last]
    return phrases.joined(names, language)


def _number(expression: Expression, figures: Figures) -> Fraction:
    value = expression.evaluate(figures)
    if isinstance(value, bool) or not isinstance(value, Fraction):
        raise MissingFigure(expression.source)
    return value


def _whole(number: Fraction) -> int:
    if number.denominator != 1:
        raise ValueError(f"{number} is not a whole number; use number: for figures with decimals")
    return int(number)


def _cased(text: str, capital: bool) -> str:
    return text[:1].upper() + text[1:] if capital else text


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
