"""The Word report in the hands of LibreOffice: it opens, and every chapter, table and mark is there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from docx import Document as open_docx

from kompetenslyft.exchange.report_files import docx_files
from tests.factories import reports
from tests.machine import libreoffice

pytestmark = pytest.mark.libreoffice


def test_the_word_report_survives_libreoffice(tmp_path: Path) -> None:
    material = reports.material()
    (file,) = docx_files(material)
    source = tmp_path / file.name
    source.write_bytes(file.content)
    out = tmp_path / "saved"
    subprocess.run(
        [
            libreoffice(),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            str(out),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    before, after = open_docx(str(source)), open_docx(str(out / file.name))
    assert len(after.tables) == len(before.tables)
    assert len(after.inline_shapes) == len(before.inline_shapes)
    texts = [paragraph.text for paragraph in after.paragraphs]
    for heading in material.document.headings:
        assert heading.text in texts
    assert "Påhittade uppgifter" in after.sections[0].header.paragraphs[0].text
