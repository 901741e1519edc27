"""The workbook in the hands of LibreOffice: opened, filled in by a macro as by a user, saved, read back."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest

from kompetenslyft.core.instruments.model import Value
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.read import read_workbook
from kompetenslyft.exchange.workbook.stamp import Stamp
from kompetenslyft.exchange.workbook.write import write_workbook
from tests.factories import claims
from tests.factories.workbooks import exported, filled, parsed, read
from tests.machine import libreoffice

pytestmark = pytest.mark.libreoffice

BEFORE: dict[str, Value] = {
    "caseworkers.women": 1250,
    "caseworkers.men": 0,
    "level_law.family_law.basic": 1234567,
    "caseworkers_master": 3,
    "appraisal_follow_up": "yes",
    "planned_caseworkers": "partly",
    "cooperation_caseworkers": ("own", "association"),
    "comment": "=Vi började om «här»\nrad 2 _x0041_",
}
BASIC = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Fill(source As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  names = document.NamedRanges
  cell(names, "answer.caseworkers.women").setValue(13.75)
  cell(names, "answer.caseworkers.men").setFormula("")
  cell(names, "answer.degree_under_1_year").setFormula("=1+1.5")
  cell(names, "answer.no_degree.women").setFormula("=SUM(1;2)")
  cell(names, "answer.other_follow_up").setString("Nej")
  cell(names, "answer.cooperation_caseworkers.own").setString("")
  cell(names, "answer.cooperation_caseworkers.other").setString("x")
  Dim format(0) As New com.sun.star.beans.PropertyValue
  format(0).Name = "FilterName" : format(0).Value = "Calc MS Excel 2007 XML"
  document.storeToURL(target, format())
  document.close(True)
End Sub
Function cell(names, name As String)
  cell = names.getByName(name).getReferredCells().getCellByPosition(0, 0)
End Function
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""


def office(folder: Path, *arguments: str) -> None:
    """Run LibreOffice with a profile of its own."""
    program = libreoffice()
    assert program is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--nologo", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def saved_again(folder: Path, data: bytes) -> bytes:
    (folder / "ale.xlsx").write_bytes(data)
    office(
        folder,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(folder / "ale.xlsx"),
    )
    return (folder / "out" / "ale.xlsx").read_bytes()


def filled_by_macro(folder: Path, data: bytes) -> bytes:
    office(folder, "--terminate_after_init")
    library = folder / "profile" / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    (library / "Module1.xba").write_text(BASIC, encoding="utf-8")
    source, target = folder / "ale.xlsx", folder / "filled.xlsx"
    source.write_bytes(data)
    office(folder, f'macro:///Standard.Module1.Fill("{source.as_uri()}","{target.as_uri()}")')
    return target.read_bytes()


def test_opened_and_saved_it_says_the_same(tmp_path: Path) -> None:
    content = read(saved_again(tmp_path, exported(BEFORE, previous=BEFORE, newcomer=True)))
    assert content.findings == ()
    assert content.base == BEFORE
    assert parsed(content) == BEFORE


def test_filled_in_and_saved_the_entries_are_read(tmp_path: Path) -> None:
    content = read(
        saved_again(tmp_path, filled(exported(BEFORE), {"no_degree.men": "1 384,8", "caseworkers.men": None}))
    )
    assert content.findings == ()
    after = {**BEFORE, "no_degree.men": 138480}
    del after["caseworkers.men"]
    assert parsed(content) == after


def test_filled_in_within_libreoffice(tmp_path: Path) -> None:
    content = read(filled_by_macro(tmp_path, exported(BEFORE)))
    assert content.base == BEFORE
    assert {finding.code: finding.cells for finding in content.findings} == {
        WorkbookCode.FORMULA_READ: ("degree_under_1_year",),
        WorkbookCode.FORMULA_REFUSED: ("no_degree.women",),
    }
    after = {
        **BEFORE,
        "caseworkers.women": 1375,
        "degree_under_1_year": 250,
        "other_follow_up": "no",
        "cooperation_caseworkers": ("association", "other"),
    }
    del after["caseworkers.men"]
    assert parsed(content) == after


def test_a_file_given_back_with_marks_survives_too(tmp_path: Path) -> None:
    content = read(
        filled(exported(BEFORE), {"caseworkers.women": "=A1", "other_follow_up_forms#other": "kanske"})
    )
    back = exported({}, raw=content.as_raw(), findings=content.findings, base=content.base)
    again = read(saved_again(tmp_path, back))
    assert again.base == BEFORE
    assert again.entries["caseworkers.women"] == "=A1"
    assert again.rejected == {"other_follow_up_forms#other": "kanske"}


def test_given_figures_and_files_survive_and_are_summed(tmp_path: Path) -> None:
    stamp = Stamp("2013", "2080", claims.REF, revision=3, exported_at="2013-10-01T12:00:00+02:00")
    values: dict[str, Value] = {
        "offered.inventory": 250_000,
        "offered.training": 3_056_887,
        "staff": 1250,
        "claimed.inventory": 1,
        "delegation": f"{'a' * 64}/beslut.pdf",
    }
    made = write_workbook(
        claims.FORM, values, stamp=stamp, language="sv", title="Rekvirera", unit_name="Falun"
    )
    data = saved_again(tmp_path, made)
    content = read_workbook(data, "falun.xlsx", claims.FORM, expected=stamp)
    assert not content.findings
    assert content.entries == {"claimed.inventory": 1, "claimed.training": None, "remark": None}
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert 3_306_887 in [cell.value for row in shown["1 Belopp"].iter_rows() for cell in row]
    remaining = [row[2].value for row in shown["Läs först"].iter_rows() if row[0].value == "2 Handlingar"]
    assert remaining == [0], "the document is there"
