"""All the files of a report, in the steps they are made. Each step's files follow from the same material alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kompetenslyft.core.cubes.stored import to_text
from kompetenslyft.core.cubes.tables import cube
from kompetenslyft.core.reports.compose import Basis, compose
from kompetenslyft.core.reports.document import Document, MapBlock, Picture
from kompetenslyft.core.reports.model import ReportDefinition
from kompetenslyft.core.tabulation.compute import Table
from kompetenslyft.core.tabulation.model import TableSet
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.charts import draw_chart
from kompetenslyft.exchange.map import draw_map
from kompetenslyft.exchange.px import PX, px_file
from kompetenslyft.exchange.report_docx import report_docx
from kompetenslyft.exchange.report_html import contents, report_fragment, report_html
from kompetenslyft.exchange.report_pdf import report_pdf
from kompetenslyft.exchange.spreadsheets import CSV, XLSX
from kompetenslyft.exchange.tables_csv import data_csv, swedish_csv
from kompetenslyft.exchange.tables_html import table_html
from kompetenslyft.exchange.tables_xlsx import tables_workbook

HTML, SVG = "text/html; charset=utf-8", "image/svg+xml"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, JSON = "application/pdf", "application/json"

PAGE, CONTENTS = "_sida.html", "_innehall.html"
"""Parts of the site's page of the report; names that begin with an underscore are no downloads."""
CUBES = "_kub-"
"""How the names begin of the files that keep tables as cubes."""
FOLDER = "filer/"
"""Where the page finds its pictures."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One file of a report."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Material:
    """What all files are made from. ``at`` is the time they state."""

    definition: ReportDefinition
    table_set: TableSet
    basis: Basis
    at: datetime

    @cached_property
    def document(self) -> Document:
        return compose(self.definition, self.basis)

    @cached_property
    def pictures(self) -> Mapping[str, Picture]:
        """The drawn figures by anchor."""
        return {
            figure.anchor: draw_map(figure) if isinstance(figure, MapBlock) else draw_chart(figure)
            for figure in self.document.figures
        }

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that are published: those of the first set."""
        return tuple(self.basis.tables[table.number] for table in self.table_set.tables)


Step = Callable[[Material], tuple[ReportFile, ...]]


def table_files(material: Material) -> tuple[ReportFile, ...]:
    """The workbook, and each table as two kinds of CSV, as PC-Axis, as a cube for clients and as a piece of a page."""
    made_up, language = material.basis.made_up, material.definition.language
    book = tables_workbook(
        material.tables, title=_title(material), language=language, made_up=made_up, at=material.at
    )
    files = [ReportFile("tabeller.xlsx", XLSX, book)]
    source = " ".join((material.table_set.source, *material.basis.sources))
    cubes = {
        table.number: cube(
            table, code=f"{material.definition.id}-{table.number}", source=source, made_up=made_up
        )
        for table in material.tables
    }
    for table in material.tables:
        stem = f"tabell-{table.number.lower()}"
        page = table_html(table, language, made_up=made_up)
        files += [
            ReportFile(f"{stem}.csv", CSV, data_csv(table, language, made_up=made_up).encode()),
            ReportFile(f"{stem}-sv.csv", CSV, swedish_csv(table, made_up=made_up)),
            ReportFile(
                f"{stem}.px", PX, px_file(cubes[table.number], created=material.at, updated=material.at)
            ),
            ReportFile(table_cube(table.number), JSON, to_text(cubes[table.number]).encode()),
            ReportFile(table_page(table.number), HTML, page.encode()),
        ]
    return tuple(files)


def picture_files(material: Material) -> tuple[ReportFile, ...]:
    """The charts and the map as drawings."""
    return tuple(
        ReportFile(f"{anchor}.svg", SVG, picture.svg.encode())
        for anchor, picture in material.pictures.items()
    )


def html_files(material: Material) -> tuple[ReportFile, ...]:
    """The report as one file for the web, and as pieces of the site's page."""
    document = material.document
    return (
        ReportFile("rapport.html", HTML, report_html(document, material.pictures).encode()),
        ReportFile(PAGE, HTML, report_fragment(document, lambda anchor: f"{FOLDER}{anchor}.svg").encode()),
        ReportFile(CONTENTS, HTML, contents(document).encode()),
    )


def docx_files(material: Material) -> tuple[ReportFile, ...]:
    """The report for Word."""
    content = report_docx(material.document, material.pictures, at=material.at)
    return (ReportFile("rapport.docx", DOCX, content),)


def pdf_files(material: Material) -> tuple[ReportFile, ...]:
    """The report as tagged PDF."""
    content = report_pdf(material.document, material.pictures, at=material.at)
    return (ReportFile("rapport.pdf", PDF, content),)


STEPS: tuple[tuple[Text, Step], ...] = (
    (Text(sv="Räknar tabellerna", en="Computing the tables"), table_files),
    (Text(sv="Ritar diagram och karta", en="Drawing charts and map"), picture_files),
    (Text(sv="Skriver rapporten för webben", en="Writing the report for the web"), html_files),
    (Text(sv="Skriver rapporten för Word", en="Writing the report for Word"), docx_files),
    (Text(sv="Skriver rapporten som PDF", en="Writing the report as PDF"), pdf_files),
)


def table_page(number: str) -> str:
    """The name of the piece of a page that shows a table."""
    return f"_tabell-{number.lower()}.html"


def table_cube(number: str) -> str:
    """The name of the file that keeps a table as a cube."""
    return f"{CUBES}{number.lower()}.json"


def _title(material: Material) -> Text:
    return Text(sv=material.definition.title, en=material.table_set.title.en)
