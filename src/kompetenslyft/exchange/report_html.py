"""A report as HTML: a fragment for a page of the site, and a file that stands by itself."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from kompetenslyft.core.reports import document as doc
from kompetenslyft.core.reports.grid import Grid
from kompetenslyft.core.tabulation.layout import HeaderCell
from kompetenslyft.exchange.report_words import Words, words

Source = Callable[[str], str]
"""The address of a figure's picture, from its anchor."""


def report_html(document: doc.Document, pictures: Mapping[str, doc.Picture]) -> str:
    """The report as one file with its style and pictures inside. Raises KeyError where a picture is missing."""
    said = words(document.language)
    mark = f'<p class="mark" role="note">{escape(document.made_up)}</p>' if document.made_up else ""
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n{mark}\n"
        f"<header>\n{_front(document, said)}</header>\n{contents(document)}\n<main>\n"
        f"{report_fragment(document, lambda anchor: _data_url(pictures[anchor]))}</main>\n</body>\n</html>\n"
    )


def contents(document: doc.Document) -> str:
    """The table of contents, as a list of links."""
    said = words(document.language)
    items = "".join(
        f'<li class="level-{heading.level}"><a href="#{escape(heading.anchor)}">{escape(heading.text)}</a></li>'
        for heading in document.headings
        if heading.level <= 2
    )
    return f'<nav class="report-contents" aria-label="{escape(said.contents)}"><ul>{items}</ul></nav>'


def report_fragment(document: doc.Document, source: Source) -> str:
    """What stands below the front matter. Its chapters are headings of level 2: the page has the title as level 1."""
    said = words(document.language)
    return "".join(f"{_block(block, document.made_up, source, said)}\n" for block in document.blocks)


def _front(document: doc.Document, said: Words) -> str:
    notice = (
        f'<p class="notice"><strong>{escape(document.made_up)}.</strong> {escape(document.made_up_notice)}</p>\n'
        if document.made_up
        else ""
    )
    sources = "".join(f"<li>{escape(source)}</li>" for source in document.sources)
    return (
        f"<p>{escape(document.publisher)}</p>\n<h1>{escape(document.title)}</h1>\n"
        f'<p class="subtitle">{escape(document.subtitle)}</p>\n<p>{escape(document.published)}</p>\n{notice}'
        + (f"<p>{escape(said.source)}:</p><ul>{sources}</ul>\n" if sources else "")
    )


def _block(block: doc.Block, made_up: str, source: Source, said: Words) -> str:
    match block:
        case doc.Heading():
            tag = f"h{min(block.level + 1, 6)}"
            return f'<{tag} id="{escape(block.anchor)}">{escape(block.text)}</{tag}>'
        case doc.Paragraph():
            return f"<p>{_runs(block.runs)}</p>"
        case doc.BulletList():
            return f"<ul>{''.join(f'<li>{_runs(item)}</li>' for item in block.items)}</ul>"
        case doc.FactBox():
            items = "".join(
                f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in block.items
            )
            return f'<aside class="report-box"><p><strong>{escape(block.title)}</strong></p><dl>{items}</dl></aside>'
        case doc.TableBlock():
            label = f"{said.table}\u00a0{block.number}."
            return _table(block.anchor, label, block.caption, block.grid, block.notes, made_up=made_up)
        case doc.ChartBlock() | doc.MapBlock():
            return _figure(block, made_up, source, said)


def _figure(block: doc.ChartBlock | doc.MapBlock, made_up: str, source: Source, said: Words) -> str:
    figures = said.figures_in(block) if isinstance(block, doc.ChartBlock) and block.figures_in else ()
    table = (
        ""
        if figures
        else _table(
            f"{block.anchor}-data", "", said.figures_of(block.number), block.grid, (), made_up=made_up
        )
    )
    under = f"<p>{_runs(figures)}</p>" if figures else ""
    return (
        f'<figure id="{escape(block.anchor)}" class="report-figure"><figcaption><strong>'
        f"{escape(said.figure)}\u00a0{block.number}.</strong> {escape(block.caption)}</figcaption>"
        f'<img src="{escape(source(block.anchor))}" alt="{escape(block.alt)}">'
        f"{_notes(block.notes, made_up)}{under}</figure>{table}"
    )


def _table(anchor: str, label: str, caption: str, grid: Grid, notes: Sequence[str], *, made_up: str) -> str:
    words_of_label = f"<strong>{escape(label)}</strong> " if label else ""
    head = "".join(f"<tr>{''.join(map(_header, row))}</tr>" for row in grid.header)
    body = "".join(f"<tr>{_cells(row, grid)}</tr>" for row in grid.rows)
    # The frame scrolls sideways on a narrow screen, so it must be reachable with the keyboard.
    return (
        f'<div class="report-table" id="{escape(anchor)}"><div class="report-scroll" tabindex="0" role="region" '
        f'aria-label="{escape(f"{label} {caption}".strip())}"><table>'
        f"<caption>{words_of_label}{escape(caption)}</caption>"
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>{_notes(notes, made_up)}</div>"
    )


def _header(cell: HeaderCell) -> str:
    spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    if not cell.text:
        return f"<td{spans}></td>"
    scope = "colgroup" if cell.is_group else "col"
    return f'<th scope="{scope}"{spans}>{escape(cell.text)}</th>'


def _cells(row: Sequence[str], grid: Grid) -> str:
    parts = []
    for position, text in enumerate(row):
        tag, attribute = ("th", ' scope="row"') if position < grid.labels else ("td", "")
        if grid.numeric[position]:
            attribute += ' class="number"'
        parts.append(f"<{tag}{attribute}>{escape(text)}</{tag}>")
    return "".join(parts)


def _notes(notes: Sequence[str], made_up: str) -> str:
    lines = "".join(f"<p>{escape(note)}</p>" for note in notes)
    mark = f'<p class="mark">{escape(made_up)}</p>' if made_up else ""
    return f'<div class="report-notes">{lines}{mark}</div>' if lines or mark else ""


def _runs(runs: doc.Runs) -> str:
    return "".join(
        f'<a href="#{escape(run.target)}">{escape(run.text)}</a>' if run.target else escape(run.text)
        for run in runs
    )


def _data_url(picture: doc.Picture) -> str:
    return f"data:image/svg+xml;base64,{b64encode(picture.svg.encode()).decode()}"


@cache
def _style() -> str:
    return (files("kompetenslyft.exchange") / "report.css").read_text("utf-8")
