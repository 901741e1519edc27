"""Writing the extract. The layout of the PDF is in ``extract.typ``; here the value becomes the data that it reads."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst

from kompetenslyft.core.privacy.extract import COLUMNS, SECTION_TITLES, Extract, Section, as_json
from kompetenslyft.exchange.report_pdf.write import STANDARD


def extract_json(extract: Extract) -> bytes:
    """The extract by its schema, indented, in UTF-8."""
    return json.dumps(as_json(extract), ensure_ascii=False, indent=2).encode()


def extract_pdf(extract: Extract) -> bytes:
    """The extract in Swedish as PDF/UA-1. The same extract gives the same bytes."""
    # The package takes a dictionary of files, which its type stub does not know.
    sources: Any = {"main.typ": _template(), "extract.json": json.dumps(_data(extract)).encode()}
    with as_file(files("kompetenslyft.exchange") / "fonts") as fonts:
        pdf = typst.compile(
            sources,
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=int(extract.given_at.timestamp()),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("the PDF was not written as one file")
    return pdf


@cache
def _template() -> bytes:
    return (files("kompetenslyft.exchange.staff_extract") / "extract.typ").read_bytes()


def _data(extract: Extract) -> dict[str, object]:
    return {
        "title": f"Registerutdrag för {extract.name}",
        "employer": extract.employer,
        "number": extract.number,
        "given": f"{extract.given_at:%Y-%m-%d} klockan {extract.given_at:%H:%M}",
        "made_up": extract.made_up,
        "whole": extract.whole,
        "sections": [_section(section) for section in extract.sections],
    }


def _section(section: Section) -> dict[str, object]:
    columns = COLUMNS[section.id]
    rows = [[cell.text for cell in row] for row in section.rows]
    # A single row, or one too wide for a page, reads better as a list of words and values.
    lists = len(rows) == 1 or len(columns) > _WIDEST
    return {
        "title": SECTION_TITLES[section.id].sv,
        "columns": [label.sv for label in columns.values()],
        "rows": rows,
        "lists": lists,
        "widths": [max((len(row[i]) for row in rows), default=0) for i in range(len(columns))],
    }


_WIDEST = 9
