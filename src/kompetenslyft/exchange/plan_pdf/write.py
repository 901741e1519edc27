"""Writing a plan as PDF. The layout is in ``plan.typ``; the words come from whoever knows the reader's language."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final

import typst

STANDARD: Final = "ua-1"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words. ``numeric``: which columns are numbers; ``widths``: parts of the width; ``sum_row``: the last
    row is the sum of those above."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    widths: tuple[float, ...]
    sum_row: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A plan in words. ``facts``: pairs of label and value. ``made_up``: said on every page; blank for a real plan."""

    language: str
    whose: str
    title: str
    state: str
    facts: tuple[tuple[str, str], ...]
    summary_heading: str
    summary: tuple[str, ...]
    """By paragraph."""
    tables: tuple[Table, ...]
    page: str
    of: str
    made_up: str = ""


def plan_pdf(paper: Paper, *, at: datetime) -> bytes:
    """The plan as PDF/UA-1; ``at`` is the time the file states. The same plan and time give the same bytes."""
    # The package takes a dictionary of files, which its type stub does not know.
    sources: Any = {"main.typ": _template(), "plan.json": json.dumps(asdict(paper)).encode()}
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
    return (files("kompetenslyft.exchange.plan_pdf") / "plan.typ").read_bytes()
