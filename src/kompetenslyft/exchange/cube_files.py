"""Parts of cubes as files: CSV, XLSX, HTML and Parquet, a row for each figure, or a heading for each contents."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import product
from math import prod

import pyarrow
import pyarrow.parquet
import xlsxwriter

from kompetenslyft.core.cubes.model import Cube, Dimension, Value
from kompetenslyft.core.tabulation.display import BLANK

WIDEST_SHEET = 16_384
"""Columns of a sheet of XLSX; what stands beyond is lost."""

Row = tuple[tuple[Value, ...], tuple[str | None, ...]]
"""The values of the leading dimensions, and a figure for each column; None is missing."""


def rows(cube: Cube) -> Iterator[Row]:
    """The cube row by row: a figure for each column beside one another."""
    leading, across = _placed(cube)
    width = prod(len(dimension.values) for dimension in across)
    heads = product(*(dimension.values for dimension in leading))
    for place, head in enumerate(heads):
        figures = cube.cells[place * width : (place + 1) * width]
        yield head, tuple(None if figure is None else format(figure, "f") for figure in figures)


def columns_of(cube: Cube) -> int:
    """How many columns the cube has beside one another."""
    leading, across = _placed(cube)
    return len(leading) + prod(len(dimension.values) for dimension in across)


def cube_csv(
    cube: Cube, language: str, *, show: str = "texts", separator: str = ",", title: bool = False
) -> bytes:
    """UTF-8 with a byte-order mark, decimal point, ``..`` where a figure is missing.

    ``show``: ``codes``, ``texts`` or ``both``.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    if title:
        writer.writerow([cube.full_title.in_language(language)])
    writer.writerow(_heading(cube, language, show))
    for head, figures in rows(cube):
        shown = [_shown(value, language, show) for value in head]
        writer.writerow([*shown, *(figure if figure is not None else BLANK for figure in figures)])
    return text.getvalue().encode("utf-8-sig")


def cube_xlsx(cube: Cube, language: str, *, at: datetime, show: str = "texts") -> bytes:
    """A workbook with one sheet: title, headings, figures as numbers, notes and source below. ``at``: what it says.

    ValueError where the cube has more columns than ``WIDEST_SHEET``.
    """
    if columns_of(cube) > WIDEST_SHEET:
        raise ValueError(f"{cube.code}: more columns than a sheet has")
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties({"created": at.replace(tzinfo=None)})
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet(cube.code[:31])
    sheet.write_string(0, 0, cube.full_title.in_language(language), workbook.add_format({"bold": True}))
    headings = _heading(cube, language, show)
    for column, heading in enumerate(headings):
        sheet.write_string(2, column, heading, bold)
    leading = len(_placed(cube)[0])
    sheet.set_column(0, len(headings) - 1, 16)
    if leading:
        sheet.set_column(0, leading - 1, 28)
    line = 3
    for head, figures in rows(cube):
        for column, value in enumerate(head):
            sheet.write_string(line, column, _shown(value, language, show))
        for column, figure in enumerate(figures, start=len(head)):
            if figure is None:
                sheet.write_string(line, column, BLANK)
            else:
                sheet.write_number(line, column, float(figure))
        line += 1
    below = [note.in_language(language) for note in cube.notes] + [cube.source]
    for place, note in enumerate(below, start=line + 1):
        sheet.write_string(place, 0, note)
    sheet.freeze_panes(3, leading)
    workbook.close()
    return buffer.getvalue()


def cube_html(cube: Cube, language: str, *, show: str = "texts") -> bytes:
    """A table of its own with caption and heading cells, without style."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in _heading(cube, language, show))
    lines = []
    for values, figures in rows(cube):
        names = "".join(f'<th scope="row">{escape(_shown(one, language, show))}</th>' for one in values)
        cells = "".join(f"<td>{BLANK if one is None else one}</td>" for one in figures)
        lines.append(f"<tr>{names}{cells}</tr>")
    title = escape(cube.full_title.in_language(language))
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f"<table><caption>{title}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
        "</body></html>"
    )
    return page.encode()


def cube_parquet(cube: Cube) -> bytes:
    """A row for each figure: a column of codes for each dimension, and ``value`` (double, null where it is missing)."""
    codes = product(*([value.code for value in dimension.values] for dimension in cube.dimensions))
    columns = dict(zip((one.code for one in cube.dimensions), zip(*codes, strict=True), strict=True))
    values = [None if figure is None else float(figure) for figure in cube.cells]
    table = pyarrow.table({**columns, "value": pyarrow.array(values, pyarrow.float64())})
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _placed(cube: Cube) -> tuple[tuple[Dimension, ...], tuple[Dimension, ...]]:
    """What stands in the rows and in the columns: as the reader has said, else the last dimension in the columns."""
    first = len(cube.dimensions) - (1 if cube.heading is None else cube.heading)
    return cube.dimensions[:first], cube.dimensions[first:]


def _heading(cube: Cube, language: str, show: str) -> Sequence[str]:
    leading, across = _placed(cube)
    named = [one.code if show == "codes" else one.label.in_language(language) for one in leading]
    if not across:
        return [*named, "value" if show == "codes" else cube.title.in_language(language)]
    columns = product(*(dimension.values for dimension in across))
    return [*named, *(" ".join(_shown(value, language, show) for value in column) for column in columns)]


def _shown(value: Value, language: str, show: str) -> str:
    label = value.label.in_language(language)
    if show == "codes":
        return value.code
    return f"{value.code} {label}" if show == "both" else label
