"""The PDF report as another program reads it: tagged, and its text in reading order with the marks of made-up data."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kompetenslyft.exchange.report_files import pdf_files
from tests.factories import reports

pytestmark = pytest.mark.poppler


def told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode(
        errors="replace"
    )


def test_the_pdf_is_read_by_poppler(tmp_path: Path) -> None:
    material = reports.material()
    (file,) = pdf_files(material)
    path = tmp_path / file.name
    path.write_bytes(file.content)
    info = {
        line.partition(":")[0]: line.partition(":")[2].strip()
        for line in told("pdfinfo", str(path)).splitlines()
    }
    assert (info["Tagged"], info["Title"]) == ("yes", material.document.title)
    pages = told("pdftotext", str(path), "-").split("\f")[:-1]
    assert len(pages) == int(info["Pages"])
    assert all("Påhittade uppgifter" in page for page in pages)
    text = " ".join(" ".join(pages).split())
    places = [text.find(heading.text) for heading in material.document.headings if heading.level == 1]
    assert all(place >= 0 for place in places)
    assert places == sorted(places)
    structure = told("pdfinfo", "-struct", str(path))
    for element in ("H1", "H2", "Table", "TH", "Figure", "TOC", "L"):
        assert f"\n    {element}" in structure or f" {element}" in structure, element
