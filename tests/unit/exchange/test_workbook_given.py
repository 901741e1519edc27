"""Given figures and files in the workbook: shown, locked, and never read back."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.instruments.model import Value
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.formats import GIVEN
from kompetenslyft.exchange.workbook.read import WorkbookContent, read_workbook
from kompetenslyft.exchange.workbook.stamp import Stamp
from kompetenslyft.exchange.workbook.write import write_workbook
from tests.factories import workbooks
from tests.factories.claims import FORM, REF

STAMP = Stamp("2013", "2080", REF, revision=3, exported_at="2013-10-01T12:00:00+02:00")
VALUES: dict[str, Value] = {
    "offered.inventory": 250_000,
    "offered.training": 3_056_887,
    "staff": 1250,
    "claimed.inventory": 1,
    "delegation": f"{'a' * 64}/beslut.pdf",
}


def exported(values: dict[str, Value] = VALUES, **more: object) -> bytes:
    return write_workbook(
        FORM,
        values,
        stamp=STAMP,
        language="sv",
        title="Rekvirera",
        unit_name="Falun",
        **more,  # type: ignore[arg-type]
    )


def read(data: bytes) -> WorkbookContent:
    return read_workbook(data, "falun.xlsx", FORM, expected=STAMP)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_given_figures_stand_locked_in_a_style_of_their_own() -> None:
    workbook = opened(exported())
    for key, shown in {"offered.training": 3_056_887, "staff": 12.5, "delegation": "beslut.pdf"}.items():
        cell = workbooks.cell(workbook, key)
        assert cell.value == shown
        assert cell.protection.locked
        assert cell.fill.start_color.rgb == "FF" + GIVEN[1:]
    entered = workbooks.cell(workbook, "claimed.inventory")
    assert not entered.protection.locked
    labels = [cell.value for row in workbook["1 Belopp"].iter_rows() for cell in row]
    assert "Rekvirerat belopp *" in labels
    assert "Fördelat belopp" in labels, "nobody is asked for what is given"
    assert "Fylls inte i här" in [cell.value for cell in workbook["Läs först"]["A"]]


def test_a_file_that_is_missing_is_said_to_be_attached_on_the_web_and_counted_as_remaining() -> None:
    workbook = opened(exported({}))
    assert workbooks.cell(workbook, "delegation").value == "bifogas på webben"
    remaining = [row[2].value for row in workbook["Läs först"].iter_rows() if row[2].value]
    assert any("COUNTIF" in str(formula) for formula in remaining)


def test_only_what_is_entered_is_read() -> None:
    content = read(exported())
    assert set(content.entries) == {"claimed.inventory", "claimed.training", "remark"}
    assert not content.findings
    assert not content.rejected_keys


@pytest.mark.parametrize(
    ("key", "written"),
    [("offered.inventory", 999), ("staff", "=1+1"), ("delegation", "min-egen.pdf")],
)
def test_another_figure_in_a_given_cell_is_not_read_and_that_is_said(key: str, written: object) -> None:
    data = workbooks.edited(
        exported(), lambda workbook: setattr(workbooks.cell(workbook, key), "value", written)
    )
    content = read(data)
    (finding,) = content.findings
    assert (finding.code, finding.severity) == (WorkbookCode.GIVEN_OVERWRITTEN, Severity.INFO)
    assert finding.cells == (key,)
    assert str(written) in finding.message.sv
    assert key not in content.entries


def test_a_figure_given_anew_is_no_change_of_the_one_who_fills_in_the_corrected_file() -> None:
    """A file given back for correction shows the figures as they stand; their change is not the sender's."""
    marked = exported(
        {**VALUES, "offered.inventory": 260_000}, base=VALUES, raw={"claimed.inventory": "mycket"}
    )
    content = read(marked)
    assert not content.findings
    assert content.base["claimed.inventory"] == 1


def test_given_figures_stand_one_below_the_other_with_their_sum() -> None:
    data = exported()
    workbook = opened(data)
    parts = [workbooks.cell(workbook, key) for key in ("offered.inventory", "offered.training")]
    assert parts[0].column == parts[1].column
    total = workbook["1 Belopp"].cell(parts[1].row + 1, parts[1].column)
    area = f"{parts[0].coordinate}:{parts[1].coordinate}"
    assert total.value == f'=IF(COUNT({area})=0,"",SUM({area}))'
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["1 Belopp"]
    assert shown[total.coordinate].value == 3_306_887
    assert shown.cell(total.row, 2).value == "Totalt"

    def overwrite(workbook: Workbook) -> None:
        workbook["1 Belopp"][total.coordinate] = 5

    (finding,) = read(workbooks.edited(data, overwrite)).findings
    assert (finding.code, finding.cells) == (WorkbookCode.TOTAL_OVERWRITTEN, ("offered.total",))
