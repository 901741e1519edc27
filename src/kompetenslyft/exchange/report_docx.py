"""A report as a Word document: real styles, captions, links, alt texts, and a table of contents that is filled in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from docx import Document as new_document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from kompetenslyft.core.reports import document as doc
from kompetenslyft.exchange.docx_parts import (
    add_field,
    add_link,
    bookmark,
    describe_picture,
    fill_table,
    page_break_before,
)
from kompetenslyft.exchange.report_words import Words, words

_INK, _BLUE, _WARN = RGBColor(0x1B, 0x27, 0x33), RGBColor(0x16, 0x3A, 0x5C), RGBColor(0x7A, 0x2E, 0x00)
_TEXT_WIDTH = Mm(156)
_TALLEST = Mm(165)
_FONT = "Arial"
MARK = "Markering"
NOTE = "Not"
COVER = "Omslag"
CONTENTS = "Innehållsrubrik"


def report_docx(document: doc.Document, pictures: Mapping[str, doc.Picture], *, at: datetime) -> bytes:
    """The report as .docx. ``pictures`` are the drawn figures by anchor; ``at`` is the time the file states.

    The same document, pictures and time give the same bytes. Raises KeyError where a picture is missing.
    """
    writer = _Writer(document, pictures)
    writer.write(at)
    buffer = io.BytesIO()
    writer.file.save(buffer)
    return _settled(buffer.getvalue(), at)


class _Writer:
    def __init__(self, document: doc.Document, pictures: Mapping[str, doc.Picture]) -> None:
        self.file: Any = new_document()
        self._document = document
        self._pictures = pictures
        self._said: Words = words(document.language)
        self._bookmarks = 0

    def write(self, at: datetime) -> None:
        self._properties(at)
        self._styles()
        self._cover()
        self._contents()
        for block in self._document.blocks:
            self._block(block)

    def _properties(self, at: datetime) -> None:
        moment = at.astimezone(UTC).replace(tzinfo=None)
        core = self.file.core_properties
        core.title, core.subject = self._document.title, self._document.subtitle
        core.author = core.last_modified_by = self._document.publisher
        core.language = "en-GB" if self._document.language == "en" else "sv-SE"
        core.comments = self._document.made_up_notice
        core.created = core.modified = moment
        core.revision = 1

    def _styles(self) -> None:
        styles = self.file.styles
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self.file.core_properties.language)
        styles.element.find(qn("w:docDefaults")).find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}").append(language)
        for old in styles.element.iter(qn("w:lang")):
            old.set(qn("w:val"), self.file.core_properties.language)
        _font(styles["Normal"], 10.5, _INK)
        styles["Normal"].paragraph_format.space_after = Pt(7)
        for level, size in ((1, 22), (2, 15), (3, 12.5)):
            _font(styles[f"Heading {level}"], size, _BLUE, bold=True)
            styles[f"Heading {level}"].paragraph_format.space_before = Pt(0 if level == 1 else 16)
            styles[f"Heading {level}"].paragraph_format.space_after = Pt(6)
            styles[f"Heading {level}"].paragraph_format.keep_with_next = True
        _font(styles["Title"], 32, _BLUE, bold=True)
        _font(styles["Subtitle"], 16, _INK)
        styles["Subtitle"].font.italic = False
        _font(styles["Caption"], 10, _INK)
        styles["Caption"].font.bold = False
        styles["Caption"].paragraph_format.keep_with_next = True
        styles["Caption"].paragraph_format.space_before = Pt(12)
        own = (
            (NOTE, 8.5, _INK, False),
            (MARK, 8.5, _WARN, True),
            (COVER, 11, _INK, False),
            (CONTENTS, 22, _BLUE, True),
        )
        for name, size, colour, bold in own:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            _font(style, size, colour, bold=bold)
            style.paragraph_format.space_after = Pt(2)
        for level in (1, 2):
            style = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.paragraph_format.left_indent = Mm(6 * (level - 1))
            style.paragraph_format.space_after = Pt(3)

    def _cover(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(27)
        section.top_margin, section.bottom_margin = Mm(28), Mm(25)
        section.different_first_page_header_footer = True
        self._margins(section)
        document = self._document
        self.file.add_paragraph(document.publisher, style=COVER).paragraph_format.space_before = Pt(150)
        self.file.add_paragraph(document.title, style="Title")
        self.file.add_paragraph(document.subtitle, style="Subtitle")
        self.file.add_paragraph(document.published, style=COVER)
        if document.made_up:
            mark = self.file.add_paragraph(style=COVER)
            mark.paragraph_format.space_before = Pt(40)
            run = mark.add_run(document.made_up)
            run.font.bold, run.font.size, run.font.color.rgb = True, Pt(15), _WARN
            self.file.add_paragraph(document.made_up_notice, style=COVER)
        for position, source in enumerate(document.sources):
            paragraph = self.file.add_paragraph(source, style=COVER)
            paragraph.paragraph_format.space_before = Pt(0 if position else 40)

    def _margins(self, section: Any) -> None:
        head = section.header.paragraphs[0]
        head.text = self._document.title
        self._add_mark(head, " · ")
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if self._document.made_up:
            self._add_mark(foot, "")
            foot.add_run("   ")
        foot.add_run(f"{self._said.page} ")
        add_field(foot, "PAGE", "1")
        foot.add_run(f" {self._said.of} ")
        add_field(foot, "NUMPAGES", "1")
        for paragraph in (head, foot):
            for run in paragraph.runs:
                run.font.size = Pt(8.5)

    def _add_mark(self, paragraph: Any, before: str) -> None:
        if self._document.made_up:
            paragraph.add_run(before)
            run = paragraph.add_run(self._document.made_up)
            run.font.bold, run.font.color.rgb = True, _WARN

    def _contents(self) -> None:
        heading = self.file.add_paragraph(self._said.contents, style=CONTENTS)
        page_break_before(heading)
        entries = [heading for heading in self._document.headings if heading.level <= 2]
        for position, entry in enumerate(entries):
            paragraph = self.file.add_paragraph(style=f"TOC {entry.level}")
            if position == 0:
                # Word fills in page numbers when it opens the file; until then the links stand there.
                add_field(paragraph, 'TOC \\o "1-2" \\h \\z \\u', None, opens=True)
            add_link(paragraph, entry.text, entry.anchor)
            if position == len(entries) - 1:
                add_field(paragraph, "", None, closes=True)

    def _block(self, block: doc.Block) -> None:
        match block:
            case doc.Heading():
                heading = self.file.add_heading(block.text, level=block.level)
                self._mark_place(heading, block.anchor)
                if block.level == 1:
                    page_break_before(heading)
            case doc.Paragraph():
                self._runs(self.file.add_paragraph(), block.runs)
            case doc.BulletList():
                for item in block.items:
                    self._runs(self.file.add_paragraph(style="List Bullet"), item)
            case doc.FactBox():
                self._box(block)
            case doc.TableBlock():
                self._caption(f"{self._said.table} {block.number}.", block.caption, block.anchor)
                fill_table(self.file, block.grid, _TEXT_WIDTH)
                self._notes(block.notes)
            case doc.ChartBlock() | doc.MapBlock():
                self._figure(block)

    def _box(self, block: doc.FactBox) -> None:
        title = self.file.add_paragraph()
        title.add_run(block.title).bold = True
        title.paragraph_format.keep_with_next = True
        for term, meaning in block.items:
            paragraph = self.file.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(6)
            paragraph.add_run(f"{term}. ").bold = True
            paragraph.add_run(meaning)

    def _figure(self, block: doc.ChartBlock | doc.MapBlock) -> None:
        self._caption(f"{self._said.figure} {block.number}.", block.caption, block.anchor)
        picture = self._pictures[block.anchor]
        width = min(_TEXT_WIDTH, Emu(int(_TALLEST * picture.width / picture.height)))
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        describe_picture(paragraph.add_run().add_picture(io.BytesIO(picture.png), width=width), block.alt)
        if isinstance(block, doc.ChartBlock) and block.figures_in:
            self._runs(self.file.add_paragraph(style=NOTE), self._said.figures_in(block))
        self._notes(block.notes)
        if isinstance(block, doc.MapBlock) or not block.figures_in:
            self._caption("", self._said.figures_of(block.number), f"{block.anchor}-data")
            fill_table(self.file, block.grid, _TEXT_WIDTH)
            self._notes(())

    def _caption(self, label: str, text: str, anchor: str) -> None:
        paragraph = self.file.add_paragraph(style="Caption")
        if label:
            paragraph.add_run(f"{label} ").bold = True
        paragraph.add_run(text)
        self._mark_place(paragraph, anchor)

    def _notes(self, notes: tuple[str, ...]) -> None:
        lines = [(note, NOTE) for note in notes]
        if self._document.made_up:
            lines.append((self._document.made_up, MARK))
        for position, (text, style) in enumerate(lines or [("", NOTE)]):
            paragraph = self.file.add_paragraph(text, style=style)
            paragraph.paragraph_format.space_before = Pt(0 if position else 4)
            paragraph.paragraph_format.space_after = Pt(2 if position < len(lines) - 1 else 12)

    def _runs(self, paragraph: Any, runs: doc.Runs) -> None:
        for run in runs:
            if run.target:
                add_link(paragraph, run.text, run.target)
            else:
                paragraph.add_run(run.text)

    def _mark_place(self, paragraph: Any, anchor: str) -> None:
        self._bookmarks += 1
        bookmark(paragraph, anchor, self._bookmarks)


def _font(style: Any, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def _settled(data: bytes, at: datetime) -> bytes:
    """The same file with ``at`` as the time of every part: otherwise two writings would differ."""
    moment = at.astimezone(UTC)
    stamp = (max(moment.year, 1980), moment.month, moment.day, moment.hour, moment.minute, moment.second)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = zipfile.ZipInfo(name, stamp)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return out.getvalue()
