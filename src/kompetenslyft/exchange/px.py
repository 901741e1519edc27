"""Cubes as PC-Axis files (PX file format, AXIS-VERSION 2013), in Swedish and English at once.

A file holds keywords, each with its value, and last the figures in the order of stub and heading. Texts are in double
quotes and are broken into several on lines of at most 256 characters. A missing figure is "..", DATASYMBOL2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from math import prod

from kompetenslyft.core.cubes.model import Cube, Dimension
from kompetenslyft.core.text import LANGUAGES, Text

MISSING = '".."'
LONGEST_TEXT = 200
"""Characters between two quotes; the format allows 256 on a line."""
ENCODING = "utf-8"
MAIN = "sv"
"""The language of keywords that name none."""

PX = "text/plain; charset=utf-8"
SUBJECT_CODE, SUBJECT = "SO", Text(sv="Socialtjänst", en="Social services")

_VARIOUS = Text(sv="se tabellinnehållet", en="see the contents")
_SYMBOLS = {
    1: Text(sv="Uppgift kan inte förekomma", en="Not applicable"),
    2: Text(
        sv="Uppgift saknas eller är för osäker att anges",
        en="Not available, or too uncertain to be given",
    ),
}


def px_file(cube: Cube, *, created: datetime, updated: datetime) -> bytes:
    """The cube as a .px file in UTF-8. The same arguments give the same bytes.

    ``created``, ``updated``: when the file was made, and when its figures last changed.
    """
    lines = [
        *_head(cube, created),
        *_structure(cube),
        *_about(cube, updated),
        *_precisions(cube),
        *_data(cube),
    ]
    return ("\r\n".join(lines) + "\r\n").encode(ENCODING)


def _head(cube: Cube, created: datetime) -> Iterator[str]:
    yield _keyword("CHARSET", ["ANSI"])
    yield _keyword("AXIS-VERSION", ["2013"])
    yield _keyword("CODEPAGE", [ENCODING])
    yield _keyword("LANGUAGE", ["sv"])
    yield _keyword("LANGUAGES", list(LANGUAGES))
    yield _keyword("CREATION-DATE", [_moment(created)])
    yield f"DECIMALS={cube.decimals};"
    yield f"SHOWDECIMALS={cube.decimals};"
    yield _keyword("MATRIX", [cube.code])
    yield "AGGREGALLOWED=NO;"
    yield _keyword("SUBJECT-CODE", [SUBJECT_CODE])
    yield from _both("SUBJECT-AREA", SUBJECT)
    yield "COPYRIGHT=NO;"
    yield from _both("DESCRIPTION", cube.full_title)
    yield from _both("TITLE", cube.full_title)
    yield "DESCRIPTIONDEFAULT=YES;"
    yield from _both("CONTENTS", cube.title)
    yield from _both("UNITS", _common_unit(cube))


def _structure(cube: Cube) -> Iterator[str]:
    stub, heading = _stub(cube), _heading(cube)
    for language in LANGUAGES:
        yield _keyword("STUB", [one.label.in_language(language) for one in stub], language)
        yield _keyword("HEADING", [one.label.in_language(language) for one in heading], language)
        yield _keyword("CONTVARIABLE", [cube.contents.label.in_language(language)], language)
        for dimension in cube.dimensions:
            of = dimension.label.in_language(language)
            yield _keyword("VARIABLECODE", [dimension.code], language, of)
            yield _keyword(
                "VALUES", [one.label.in_language(language) for one in dimension.values], language, of
            )
        years = ",".join(_quoted(value.code) for value in cube.time.values)
        yield f"{_key('TIMEVAL', language, cube.time.label.in_language(language))}=TLIST(A1),{years};"
        for dimension in cube.dimensions:
            of = dimension.label.in_language(language)
            yield _keyword("CODES", [value.code for value in dimension.values], language, of)


def _about(cube: Cube, updated: datetime) -> Iterator[str]:
    for language in LANGUAGES:
        of = cube.contents.label.in_language(language)
        for value in cube.contents.values:
            if value.unit is not None:
                label = value.label.in_language(language)
                yield _keyword("UNITS", [value.unit.in_language(language)], language, of, label)
        if cube.notes:
            yield _keyword("NOTE", ["#".join(note.in_language(language) for note in cube.notes)], language)
        yield _keyword("SOURCE", [cube.source], language)
    yield _keyword("LAST-UPDATED", [_moment(updated)])
    for number, symbol in _SYMBOLS.items():
        yield from _both(f"DATASYMBOL{number}", symbol)


def _precisions(cube: Cube) -> Iterator[str]:
    """The decimals of each contents, where they differ from those of the table."""
    for language in LANGUAGES:
        of = cube.contents.label.in_language(language)
        for value in cube.contents.values:
            if (value.decimals or 0) != cube.decimals:
                label = value.label.in_language(language)
                yield f"{_key('PRECISION', language, of, label)}={value.decimals or 0};"


def _data(cube: Cube) -> Iterator[str]:
    width = prod(len(dimension.values) for dimension in _heading(cube))
    figures = [MISSING if figure is None else format(figure, "f") for figure in cube.cells]
    yield "DATA="
    rows = [" ".join(figures[start : start + width]) for start in range(0, len(figures), width)]
    yield from rows[:-1]
    yield f"{rows[-1]};"


def _stub(cube: Cube) -> tuple[Dimension, ...]:
    """What stands in the rows: the classifications, or the years of a table that has none."""
    return cube.dimensions[:-2] or (cube.time,)


def _heading(cube: Cube) -> tuple[Dimension, ...]:
    return cube.dimensions[len(_stub(cube)) :]


def _common_unit(cube: Cube) -> Text:
    """The unit of all contents, or «se tabellinnehåll» where they differ."""
    units = {value.unit for value in cube.contents.values if value.unit is not None}
    return units.pop() if len(units) == 1 else _VARIOUS


def _both(keyword: str, text: Text) -> Iterator[str]:
    return (_keyword(keyword, [text.in_language(language)], language) for language in LANGUAGES)


def _keyword(keyword: str, texts: Iterable[str], language: str = MAIN, *of: str) -> str:
    return f"{_key(keyword, language, *of)}={','.join(_quoted(text) for text in texts)};"


def _key(keyword: str, language: str, *of: str) -> str:
    """``VALUES[en]("Year")``; the main language is not named."""
    named = "" if language == MAIN else f"[{language}]"
    subkey = f"({','.join(_quoted(one) for one in of)})" if of else ""
    return f"{keyword}{named}{subkey}"


def _quoted(text: str) -> str:
    """A text in quotes, in several where it is long. Quotes inside it become single, line breaks «#»."""
    clean = text.replace('"', "'").replace("\r\n", "#").replace("\n", "#")
    parts = [clean[start : start + LONGEST_TEXT] for start in range(0, len(clean), LONGEST_TEXT)] or [""]
    return "\r\n".join(f'"{part}"' for part in parts)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y%m%d %H:%M}"
