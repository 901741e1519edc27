"""Writing a report as PDF. The layout is in ``report.typ``; here the document becomes the data that it reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final

import typst

from kompetenslyft.core.reports import document as doc
from kompetenslyft.core.reports.grid import Grid
from kompetenslyft.exchange.report_words import Words, words

STANDARD: Final = "ua-1"


def report_pdf(document: doc.Document, pictures: Mapping[str, doc.Picture], *, at: datetime) -> bytes:
    """The report as PDF/UA-1. ``pictures`` are the drawn figures by anchor; ``at`` is the time the file states.

    The same document, pictures and time give the same bytes: system fonts are left out. Raises KeyError where a
    picture is missing.
    """
    # The package takes a dictionary of files, which its type stub does not know.
    sources: Any = {"main.typ": _template(), "report.json": json.dumps(_data(document, pictures)).encode()}
    sources |= {f"{figure.anchor}.svg": pictures[figure.anchor].svg.encode() for figure in document.figures}
    with as_file(files("kompetenslyft.exchange") / "fonts") as fonts:
        pdf = typst.compile(
            sources,
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=int(at.timestamp()),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("the PDF was not written as one file")
    return pdf


@cache
def _template() -> bytes:
    return (files("kompetenslyft.exchange.report_pdf") / "report.typ").read_bytes()


def _data(document: doc.Document, pictures: Mapping[str, doc.Picture]) -> dict[str, object]:
    said = words(document.language)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "publisher": document.publisher,
        "language": document.language[:2],
        "published": document.published,
        "sources": list(document.sources),
        "made_up": document.made_up,
        "made_up_notice": document.made_up_notice,
        "contents": said.contents,
        "page": said.page,
        "of": said.of,
        "blocks": [_block(block, document.made_up, pictures, said) for block in document.blocks],
    }


def _block(
    block: doc.Block, made_up: str, pictures: Mapping[str, doc.Picture], said: Words
) -> dict[str, object]:
    match block:
        case doc.Heading():
            return {"kind": "heading", "level": block.level, "text": block.text, "anchor": block.anchor}
        case doc.Paragraph():
            return {"kind": "paragraph", "runs": _runs(block.runs)}
        case doc.BulletList():
            return {"kind": "list", "items": [_runs(item) for item in block.items]}
        case doc.FactBox():
            return {"kind": "box", "title": block.title, "items": [list(item) for item in block.items]}
        case doc.TableBlock():
            label = f"{said.table} {block.number}."
            return _table(block.anchor, label, block.caption, block.grid, block.notes, made_up=made_up)
        case doc.ChartBlock() | doc.MapBlock():
            return _figure(block, made_up, pictures, said)


def _figure(
    block: doc.ChartBlock | doc.MapBlock, made_up: str, pictures: Mapping[str, doc.Picture], said: Words
) -> dict[str, object]:
    picture = pictures[block.anchor]
    under = _runs(said.figures_in(block)) if isinstance(block, doc.ChartBlock) and block.figures_in else []
    data: dict[str, object] = {
        "kind": "figure",
        "anchor": block.anchor,
        "file": f"{block.anchor}.svg",
        "alt": block.alt,
        "label": f"{said.figure} {block.number}.",
        "caption": block.caption,
        "tall": picture.height > picture.width,
        "notes": [*block.notes, *([made_up] if made_up else [])],
        "under": under,
        "table": None,
    }
    if not under:
        caption = said.figures_of(block.number)
        data["table"] = _table(f"{block.anchor}-data", "", caption, block.grid, (), made_up=made_up)
    return data


def _table(
    anchor: str, label: str, caption: str, grid: Grid, notes: tuple[str, ...], *, made_up: str
) -> dict[str, object]:
    return {
        "kind": "table",
        "anchor": anchor,
        "label": label,
        "caption": caption,
        "header": [
            [
                {
                    "text": cell.text,
                    "x": cell.column,
                    "y": cell.row,
                    "columns": cell.columns,
                    "rows": cell.rows,
                }
                for cell in row
            ]
            for row in grid.header
        ],
        "rows": [list(row) for row in grid.rows],
        "numeric": list(grid.numeric),
        "widths": list(grid.weights),
        "notes": [*notes, *([made_up] if made_up else [])],
    }


def _runs(runs: doc.Runs) -> list[list[str]]:
    return [[run.text, run.target] for run in runs]
