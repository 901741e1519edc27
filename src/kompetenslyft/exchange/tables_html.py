"""A table as semantic HTML: caption, headings with scope, rows, notes. It stands alone and needs no script."""

from __future__ import annotations

from html import escape

from kompetenslyft.core.tabulation.compute import Row, Table
from kompetenslyft.core.tabulation.display import MADE_UP, caption, format_cell
from kompetenslyft.core.tabulation.layout import HeaderCell, header_grid
from kompetenslyft.core.tabulation.model import Column


def table_html(table: Table, language: str = "sv", *, made_up: bool = False) -> str:
    """The table with its notes, as one ``<div class="data-table">``.

    The table can be scrolled with the keyboard where the screen is narrow. Its ids are ``table-4-caption`` and
    ``table-4-notes``, so a page shows each table once.
    """
    key = f"table-{table.number.lower()}"
    notes = _notes(table, language, made_up=made_up)
    described = f' aria-describedby="{key}-notes"' if notes else ""
    rows = "".join(f"<tr>{_row(row, table.columns, language)}</tr>" for row in table.rows)
    heading = "".join(
        f"<tr>{''.join(_header(cell) for cell in cells)}</tr>"
        for cells in header_grid(table.definition, language)
    )
    return (
        f'<div class="data-table" id="{key}" lang="{escape(language)}">'
        f'<div class="data-table-scroll" role="region" aria-labelledby="{key}-caption" tabindex="0">'
        f'<table class="ds-table"{described}><caption id="{key}-caption">{escape(caption(table, language))}</caption>'
        f"<thead>{heading}</thead><tbody>{rows}</tbody></table></div>"
        + (f'<div class="data-table-notes" id="{key}-notes">{notes}</div>' if notes else "")
        + "</div>"
    )


def _header(cell: HeaderCell) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    return f'<th scope="{"colgroup" if cell.is_group else "col"}"{spans}>{escape(cell.text)}</th>'


def _row(row: Row, columns: tuple[Column, ...], language: str) -> str:
    cells = []
    for column in columns:
        if column.row:
            cells.append(f'<th scope="row">{escape(row.labels[column.id].in_language(language))}</th>')
        elif column.is_label:
            cells.append(f"<td>{escape(row.labels[column.id].in_language(language))}</td>")
        else:
            cells.append(f'<td class="figure">{escape(format_cell(row.cells[column.id], language))}</td>')
    return "".join(cells)


def _notes(table: Table, language: str, *, made_up: bool) -> str:
    marker = (
        f'<p class="made-up"><strong>{escape(MADE_UP.in_language(language))}.</strong></p>' if made_up else ""
    )
    return marker + "".join(f"<p>{escape(note.in_language(language))}</p>" for note in table.notes)
