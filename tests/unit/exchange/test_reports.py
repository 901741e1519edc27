"""The files of a report: tagged PDF, Word with real structure, HTML that stands alone, drawings with words."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn

from kompetenslyft.core.reports.document import ChartBlock, MapBlock
from kompetenslyft.exchange.map import municipal_outlines
from kompetenslyft.exchange.report_files import STEPS, Material, ReportFile
from kompetenslyft.exchange.report_html import report_html
from tests.factories import reports

MARK = "Påhittade uppgifter"


def all_files(material: Material) -> tuple[ReportFile, ...]:
    """Every file of the report, step by step as a build makes them."""
    return tuple(file for _, step in STEPS for file in step(material))


@pytest.fixture(scope="module")
def material():
    return reports.material()


@pytest.fixture(scope="module")
def files(material):
    return {file.name: file.content for file in all_files(material)}


def test_every_step_makes_files_of_its_own(material):
    names = [file.name for _, step in STEPS for file in step(material)]
    assert len(names) == len(set(names))
    assert {"rapport.html", "rapport.docx", "rapport.pdf", "tabeller.xlsx", "figur-svar.svg"} <= set(names)


def test_the_same_answers_give_the_same_bytes(files):
    again = {file.name: file.content for file in all_files(reports.material())}
    assert files.keys() == again.keys()
    assert [name for name in files if files[name] != again[name]] == []


def test_the_pdf_is_tagged_and_says_its_language(files):
    pdf = files["rapport.pdf"]
    assert pdf.startswith(b"%PDF-1.7")
    for word in (b"/StructTreeRoot", b"/MarkInfo", b"/Marked true", b"/Lang", b"/Outlines", b"pdfuaid:part"):
        assert word in pdf, word
    assert re.search(rb"/Lang ?\(sv", pdf)
    assert pdf.count(b"/Alt") >= 5


def test_a_pdf_without_marks_where_the_answers_are_real():
    real = reports.material(made_up=False)
    texts = [file.content for file in all_files(real) if file.name.endswith((".html", ".csv"))]
    assert all(MARK.encode() not in text for text in texts)


def test_the_word_file_has_structure(files, material):
    file = open_docx(io.BytesIO(files["rapport.docx"]))
    headings = [p.text for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [heading.text for heading in material.document.headings]
    contents = [p.text for p in file.paragraphs if p.style.name.startswith("TOC")]
    assert contents == [heading.text for heading in material.document.headings if heading.level <= 2]
    core = file.core_properties
    assert (core.title, core.language) == (material.document.title, "sv-SE")
    grids = [
        block.grid
        for block in material.document.blocks
        if hasattr(block, "grid") and not (isinstance(block, ChartBlock) and block.figures_in)
    ]
    assert len(file.tables) == len(grids)
    for table, grid in zip(file.tables, grids, strict=True):
        repeated = [row for row in table.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]
        assert len(repeated) == len(grid.header)
        assert tuple(cell.text for cell in table.rows[-1].cells) == grid.rows[-1]
    alts = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert alts == [figure.alt for figure in material.document.figures]
    instructions = [element.text for element in file.element.iter(qn("w:instrText"))]
    assert any("TOC" in text for text in instructions)
    links = {element.get(qn("w:anchor")) for element in file.element.iter(qn("w:hyperlink"))}
    marks = {element.get(qn("w:name")) for element in file.element.iter(qn("w:bookmarkStart"))}
    assert links <= marks
    begins = [e.get(qn("w:fldCharType")) for e in file.element.iter(qn("w:fldChar"))]
    assert begins.count("begin") == begins.count("end") == begins.count("separate")


def test_word_pages_say_that_data_are_made_up(files):
    file = open_docx(io.BytesIO(files["rapport.docx"]))
    section = file.sections[0]
    assert MARK in section.header.paragraphs[0].text
    assert MARK in section.footer.paragraphs[0].text
    with zipfile.ZipFile(io.BytesIO(files["rapport.docx"])) as parts:
        assert {info.date_time for info in parts.infolist()} == {(2017, 2, 6, 12, 0, 0)}


def test_the_html_stands_alone_and_is_well_formed(files, material):
    html = files["rapport.html"].decode()
    assert "http://" not in re.sub(r"data:[^\"]+", "", html)
    assert "https://" not in re.sub(r"data:[^\"]+", "", html)
    body = html[html.index("<body>") :].replace("</html>", "")
    root = ElementTree.fromstring(re.sub(r"<(img|meta)([^>]*)>", r"<\1\2/>", body))
    assert [h.text for h in root.iter("h2")] == [h.text for h in material.document.headings if h.level == 1]
    assert all(image.get("alt") for image in root.iter("img"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = [link.get("href")[1:] for link in root.iter("a")]
    assert set(targets) <= set(ids)
    for table in root.iter("table"):
        assert table.find("caption") is not None
        assert all(header.get("scope") for header in table.iter("th"))
    tables_and_figures = len(material.document.tables) + len(material.document.figures)
    assert html.count(MARK) >= tables_and_figures


def test_text_is_escaped(material):
    hostile = '<script>alert("x")</script>'
    document = replace(material.document, title=hostile, sources=(hostile,), made_up=hostile)
    html = report_html(document, material.pictures)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_drawings_hold_their_words(material):
    for block in material.document.figures:
        picture = material.pictures[block.anchor]
        root = ElementTree.fromstring(picture.svg)
        words = " ".join(text.strip() for text in root.itertext())
        wanted = (
            [label for _, label in block.labels]
            if isinstance(block, MapBlock)
            else [*block.series] * (block.kind != "bars") + [row.label for row in block.rows]
        )
        for word in wanted:
            assert word in words
        assert picture.png.startswith(b"\x89PNG")
        assert 500 <= picture.width <= 700


def lowest(path):
    return max(float(y) for y in re.findall(r"-?\d+\.?\d*", path)[1::2])


def test_the_map_has_every_municipality_within_its_frame():
    outlines = municipal_outlines(400)
    assert len(outlines.paths) == 290
    for path in outlines.paths.values():
        numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]
        assert numbers
        assert all(0 <= x <= outlines.width for x in numbers[::2])
        assert all(0 <= y <= outlines.height for y in numbers[1::2])
    north, south = outlines.paths["2584"], outlines.paths["1287"]
    assert lowest(north) < lowest(south)
