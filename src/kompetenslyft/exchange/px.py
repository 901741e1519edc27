"""Cubes as PC-Axis files (PX file format, AXIS-VERSION 2013), in Swedish and English at once.

A file holds keywords, each with its value, and last the figures in the order of stub and heading. A text is in double
quotes; a long one is broken into several, a long list after a comma, so that lines have at most 256 characters. Names
in parentheses and single values are never broken. A missing figure is "..", DATASYMBOL2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from math import prod

from kompetenslyft.core.cubes.model import Cube, Dimension
from kompetenslyft.core.cubes.tables import is_mandatory
from kompetenslyft.core.text import LANGUAGES, Text

MISSING = '".."'
LONGEST_TEXT, LONGEST_LINE = 200, 256
"""Characters between two quotes, and on a line."""
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


def stub_of(cube: Cube) -> tuple[Dimension, ...]:
    """What stands in the rows: as the reader has said; else the classifications, or the years of a table without."""
    if cube.heading is not None:
        return cube.dimensions[: len(cube.dimensions) - cube.heading]
    return cube.dimensions[:-2] or (cube.time,)


def heading_of(cube: Cube) -> tuple[Dimension, ...]:
    """What stands in the columns: the rest."""
    return cube.dimensions[len(stub_of(cube)) :]


def _head(cube: Cube, created: datetime) -> Iterator[str]:
    yield _text("CHARSET", "ANSI")
    yield _text("AXIS-VERSION", "2013")
    yield _text("CODEPAGE", ENCODING)
    yield _text("LANGUAGE", MAIN)
    yield _list("LANGUAGES", LANGUAGES)
    yield _text("CREATION-DATE", _moment(created))
    yield f"DECIMALS={cube.decimals};"
    yield f"SHOWDECIMALS={cube.decimals};"
    yield _text("MATRIX", cube.code)
    yield "AGGREGALLOWED=NO;"
    yield _text("SUBJECT-CODE", SUBJECT_CODE)
    yield from _both("SUBJECT-AREA", SUBJECT)
    yield "COPYRIGHT=NO;"
    yield from _both("DESCRIPTION", cube.full_title)
    yield from _both("TITLE", cube.full_title)
    yield "DESCRIPTIONDEFAULT=YES;"
    yield from _both("CONTENTS", cube.title)
    yield from _both("UNITS", _common_unit(cube))


def _structure(cube: Cube) -> Iterator[str]:
    places = {"STUB": stub_of(cube), "HEADING": heading_of(cube)}
    for language in LANGUAGES:
        for keyword, dimensions in places.items():
            if dimensions:
                yield _list(keyword, [one.label.in_language(language) for one in dimensions], language)
        yield _text("CONTVARIABLE", cube.contents.label.in_language(language), language)
        for dimension in cube.dimensions:
            of = dimension.label.in_language(language)
            yield _text("VARIABLECODE", dimension.code, language, of)
            yield _list("VALUES", [one.label.in_language(language) for one in dimension.values], language, of)
        yield _timeval(cube, language)
        for dimension in cube.dimensions:
            of = dimension.label.in_language(language)
            yield _list("CODES", [value.code for value in dimension.values], language, of)


def _timeval(cube: Cube, language: str) -> str:
    years = ",".join(_quoted(value.code) for value in cube.time.values)
    return f"{_key('TIMEVAL', language, cube.time.label.in_language(language))}=TLIST(A1),{years};"


def _about(cube: Cube, updated: datetime) -> Iterator[str]:
    for language in LANGUAGES:
        of = cube.contents.label.in_language(language)
        for value in cube.contents.values:
            label = value.label.in_language(language)
            if value.unit is not None:
                yield _text("UNITS", value.unit.in_language(language), language, of, label)
            yield _text("LAST-UPDATED", _moment(updated), language, of, label)
        for keyword, mandatory in (("NOTEX", True), ("NOTE", False)):
            notes = [note.in_language(language) for note in cube.notes if is_mandatory(note) is mandatory]
            if notes:
                yield _text(keyword, "#".join(notes), language)
        yield _text("SOURCE", cube.source, language)
    yield _text("LAST-UPDATED", _moment(updated))
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
    width = prod(len(dimension.values) for dimension in heading_of(cube))
    figures = [MISSING if figure is None else format(figure, "f") for figure in cube.cells]
    yield "DATA="
    rows = [" ".join(figures[start : start + width]) for start in range(0, len(figures), width)]
    yield from (f"{row} " for row in rows[:-1])
    yield f"{rows[-1]};"


def _common_unit(cube: Cube) -> Text:
    """The unit of all contents, or «se tabellinnehåll» where they differ."""
    units = {value.unit for value in cube.contents.values if value.unit is not None}
    return units.pop() if len(units) == 1 else _VARIOUS


def _both(keyword: str, text: Text) -> Iterator[str]:
    return (_text(keyword, text.in_language(language), language) for language in LANGUAGES)


def _text(keyword: str, text: str, language: str = MAIN, *of: str) -> str:
    """A keyword with one text, in several pairs of quotes where it is long."""
    clean = _clean(text)
    parts = [clean[start : start + LONGEST_TEXT] for start in range(0, len(clean), LONGEST_TEXT)] or [""]
    return f"{_key(keyword, language, *of)}=" + "\r\n".join(f'"{part}"' for part in parts) + ";"


def _list(keyword: str, texts: Iterable[str], language: str = MAIN, *of: str) -> str:
    """A keyword with several texts, on as many lines as they take."""
    first, *rest = [_quoted(text) for text in texts]
    lines = [f"{_key(keyword, language, *of)}={first}"]
    for one in rest:
        if len(lines[-1]) + len(one) + 2 > LONGEST_LINE:
            lines[-1] += ","
            lines.append(one)
        else:
            lines[-1] += f",{one}"
    return "\r\n".join(lines) + ";"


def _key(keyword: str, language: str, *of: str) -> str:
    """``VALUES[en]("Year")``; the main language is not named."""
    named = "" if language == MAIN else f"[{language}]"
    subkey = f"({','.join(_quoted(one) for one in of)})" if of else ""
    return f"{keyword}{named}{subkey}"


def _quoted(text: str) -> str:
    return f'"{_clean(text)}"'


def _clean(text: str) -> str:
    """Without what ends a text in the file: quotes become single, line breaks «#»."""
    return text.replace('"', "'").replace("\r\n", "#").replace("\n", "#")


def _moment(moment: datetime) -> str:
    return f"{moment:%Y%m%d %H:%M}"
