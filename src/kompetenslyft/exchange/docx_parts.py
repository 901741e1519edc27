"""What python-docx has no words for: fields, links within the document, bookmarks, alt texts, table headings."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt

from kompetenslyft.core.reports.grid import Grid

_PALE, _LINE, _LINK = "EDF2F6", "9FB0BF", "163A5C"
_MANY_COLUMNS = 6
_KEPT_WHOLE = 16
"""Tables of at most so many rows are not divided between pages."""


def add_field(
    paragraph: Any, instruction: str, shown: str | None, *, opens: bool = False, closes: bool = False
) -> None:
    """A field with the text that stands there until it is updated. ``opens`` and ``closes`` write one half of it."""
    if not closes:
        paragraph._p.append(_run(_field_mark("begin", dirty=opens)))
        text = OxmlElement("w:instrText")
        text.set(qn("xml:space"), "preserve")
        text.text = f" {instruction} "
        paragraph._p.append(_run(text))
        paragraph._p.append(_run(_field_mark("separate")))
    if shown is not None:
        paragraph.add_run(shown)
    if not opens:
        paragraph._p.append(_run(_field_mark("end")))


def add_link(paragraph: Any, text: str, anchor: str) -> None:
    """A link to a place in the document."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _bookmark_name(anchor))
    link.set(qn("w:history"), "1")
    run = OxmlElement("w:r")
    look = OxmlElement("w:rPr")
    colour = OxmlElement("w:color")
    colour.set(qn("w:val"), _LINK)
    look.append(colour)
    words = OxmlElement("w:t")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    run.extend((look, words))
    link.append(run)
    paragraph._p.append(link)


def bookmark(paragraph: Any, anchor: str, number: int) -> None:
    """Makes the paragraph a place that links can go to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (start, end):
        element.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _bookmark_name(anchor))
    first = paragraph._p.find(qn("w:r"))
    first.addprevious(start)
    paragraph._p.append(end)


def describe_picture(picture: Any, alt: str) -> None:
    """Gives the picture the text that stands in for it."""
    picture._inline.docPr.set("descr", alt)


def page_break_before(paragraph: Any) -> None:
    paragraph.paragraph_format.page_break_before = True


def fill_table(file: Any, grid: Grid, width: int) -> None:
    """Adds the grid as a table whose heading rows repeat on every page and whose rows are not split."""
    depth = len(grid.header)
    table = file.add_table(rows=depth + len(grid.rows), cols=grid.columns)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _borders(table)
    size = Pt(8.5 if grid.columns > _MANY_COLUMNS else 9.5)
    widths = _widths(grid, width)
    for column, column_width in zip(table.columns, widths, strict=True):
        column.width = column_width
    rows = [list(row.cells) for row in table.rows]
    for cells in rows:
        for cell, column_width in zip(cells, widths, strict=True):
            cell.width = column_width
    for position, row in enumerate(table.rows):
        _row_rules(row, repeated=position < depth)
    for header in (cell for row in grid.header for cell in row):
        cell = rows[header.row][header.column]
        if header.rows > 1 or header.columns > 1:
            cell = cell.merge(rows[header.row + header.rows - 1][header.column + header.columns - 1])
        side = WD_ALIGN_PARAGRAPH.CENTER if header.columns > 1 else _side(grid, header.column)
        _write(cell, header.text, size, side, bold=True)
        _shade(cell)
    for cells, texts in zip(rows[depth:], grid.rows, strict=True):
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            _write(cell, text, size, _side(grid, column))
    kept = rows if len(grid.rows) <= _KEPT_WHOLE else rows[:depth]
    for paragraph in (paragraph for cells in kept for cell in cells for paragraph in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def _side(grid: Grid, column: int) -> Any:
    return WD_ALIGN_PARAGRAPH.RIGHT if grid.numeric[column] else WD_ALIGN_PARAGRAPH.LEFT


def _write(cell: Any, text: str, size: Any, side: Any, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = size, bold


def _widths(grid: Grid, width: int) -> list[Emu]:
    weights = grid.weights
    return [Emu(width * weight // sum(weights)) for weight in weights]


def _row_rules(row: Any, *, repeated: bool) -> None:
    rules = row._tr.get_or_add_trPr()
    whole = OxmlElement("w:cantSplit")
    rules.append(whole)
    if repeated:
        rules.append(OxmlElement("w:tblHeader"))


def _borders(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    table._tbl.tblPr.append(borders)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _PALE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _field_mark(kind: str, *, dirty: bool = False) -> Any:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    if dirty:
        mark.set(qn("w:dirty"), "true")
    return mark


def _run(child: Any) -> Any:
    run = OxmlElement("w:r")
    run.append(child)
    return run


def _bookmark_name(anchor: str) -> str:
    """Word takes letters, digits and underscores, at most 40 characters."""
    return anchor.replace("-", "_")[:40]
