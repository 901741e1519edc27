"""Cubes as PC-Axis files, against the description of the format."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kompetenslyft.core.cubes.model import Cube, Value
from kompetenslyft.core.cubes.selection import placed
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.px import LONGEST_LINE, px_file
from tests.factories.open_tables import regional_cube

AT = datetime(2017, 2, 6, 12, tzinfo=UTC)
MANDATORY = {
    *("CHARSET", "AXIS-VERSION", "LANGUAGE", "CREATION-DATE", "DECIMALS", "MATRIX", "SUBJECT-CODE"),
    *("SUBJECT-AREA", "TITLE", "CONTENTS", "UNITS", "STUB", "HEADING", "VALUES", "SOURCE", "LAST-UPDATED"),
}
BY_LANGUAGE = {
    *(
        "SUBJECT-AREA",
        "DESCRIPTION",
        "TITLE",
        "CONTENTS",
        "UNITS",
        "STUB",
        "HEADING",
        "CONTVARIABLE",
        "VALUES",
    ),
    *("TIMEVAL", "CODES", "VARIABLECODE", "NOTEX", "SOURCE", "DATASYMBOL1", "DATASYMBOL2", "LAST-UPDATED"),
}
ENTRY = re.compile(r'([A-Z0-9-]+)(?:\[(\w+)\])?(?:\((.*?)\))?=((?:"[^"]*"|[^";])*);', re.DOTALL)


def written(cube: Cube) -> str:
    return px_file(cube, created=AT, updated=AT).decode()


def read(cube: Cube) -> dict[tuple[str, str, str], list[str]]:
    """The texts of each keyword, by keyword, language and what it is of."""
    head = written(cube).partition("DATA=")[0]
    found = {}
    for keyword, language, of, text in ENTRY.findall(head):
        found[keyword, language or "sv", of] = re.findall(r'"([^"]*)"', text) or [text]
    return found


def test_every_mandatory_keyword_is_there_and_each_text_in_both_languages() -> None:
    keys = read(regional_cube()).keys()
    assert {keyword for keyword, _language, _of in keys} >= MANDATORY
    for keyword in BY_LANGUAGE:
        assert {language for one, language, _of in keys if one == keyword} == {"sv", "en"}, keyword
    assert read(regional_cube())["LANGUAGES", "sv", ""] == ["sv", "en"]


@pytest.mark.parametrize(("language", "region"), [("sv", '"Region"'), ("en", '"Region"')])
def test_values_and_codes_stand_in_the_same_order(language: str, region: str) -> None:
    found = read(regional_cube())
    assert found["CODES", language, region] == ["00", "20", "2080", "2081", "21"]
    assert found["VALUES", language, region][:2] == ["Riket", "Dalarnas län"]
    assert found["TIMEVAL", "sv", '"År"'] == ["2016"] == found["CODES", "en", '"Year"']
    assert 'TIMEVAL("År")=TLIST(A1),"2016";' in written(regional_cube())


def test_what_must_be_shown_is_a_note_that_must() -> None:
    plain = Text(sv="En\nfotnot", en="A\nnote")
    found = read(replace(regional_cube(), notes=(*regional_cube().notes, plain)))
    assert "Påhittade" in found["NOTEX", "sv", ""][0]
    assert (found["NOTE", "sv", ""], found["NOTE", "en", ""]) == (["En#fotnot"], ["A#note"])


def test_hidden_figures_are_two_dots_and_the_last_line_ends_the_file() -> None:
    data = written(regional_cube()).partition("DATA=\r\n")[2]
    assert data.split("\r\n")[9:11] == ['".." ', '".." ']
    assert data.endswith("1.4;\r\n") and data.count(";") == 1


def test_a_placement_is_followed() -> None:
    order = ["Tid", "ContentsCode", "gender", "Region"]
    cube = placed(regional_cube(), order, 1)
    found = read(cube)
    assert found["STUB", "sv", ""] == ["År", "Tabellinnehåll", "Kön"] and found["HEADING", "sv", ""] == [
        "Region"
    ]
    assert written(cube).partition("DATA=\r\n")[2].startswith('0.0 0.3 0.6 ".." 1.2 \r\n')


def test_long_texts_are_broken_where_the_format_allows() -> None:
    label = "ett mycket långt namn på en region " * 6
    regions, *rest = regional_cube().dimensions
    values = tuple(Value(f"R{place}", Text(sv=f"{label}{place}", en=f"{place}")) for place in range(30))
    cube = replace(
        regional_cube(),
        title=Text(sv="Titel " * 100, en="Title " * 100),
        dimensions=(replace(regions, values=values), *rest),
        cells=(Decimal(1),) * 90,
    )
    lines = written(cube).split("\r\n")
    assert max(len(line) for line in lines) <= LONGEST_LINE
    found = read(cube)
    assert found["VALUES", "sv", '"Region"'] == [value.label.sv for value in values]
    assert "".join(found["CONTENTS", "sv", ""]) == "Titel " * 100 and len(found["CONTENTS", "sv", ""]) == 3
    keys = [line.partition("=")[0] for line in lines if "(" in line.partition("=")[0]]
    assert keys and all(line.count('"') % 2 == 0 for line in keys)


def test_quotes_in_a_text_do_not_end_it() -> None:
    cube = replace(regional_cube(), title=Text(sv='Handläggare "fast"; anställda', en="x"))
    assert read(cube)["CONTENTS", "sv", ""] == ["Handläggare 'fast'; anställda"]
