"""The decided allocation as a map, a workbook and a PDF."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kompetenslyft.core.text import Text
from kompetenslyft.exchange.allocation_list import AllocationList, ListedPurpose, ListedUnit, document
from kompetenslyft.exchange.allocation_map import by_difference, by_size, draw
from kompetenslyft.exchange.allocation_xlsx import allocation_workbook
from kompetenslyft.exchange.report_pdf import report_pdf
from tests.machine import libreoffice

AT = datetime(2013, 5, 27, 7, tzinfo=UTC)
PURPOSE = ListedPurpose(
    title=Text(sv="Utbildning", en="Training"),
    amount=37_000_000,
    reserved=500_000,
    left_over=999,
    reference="S2013/03877/FST",
    day=date(2013, 5, 27),
    by="Olle Handläggare",
    model=(Text(sv="Allt fördelas lika till alla kommuner.", en="Everything is divided equally."),),
    keys=("Barn 2012, 2012-12-31. SCB",),
)
LIST = AllocationList(
    title=Text(sv="Statsbidrag 2013", en="State grant 2013"),
    publisher="Socialstyrelsen",
    purposes=(PURPOSE, replace(PURPOSE, title=Text(sv="Inventering", en="Inventory"))),
    units=(
        ListedUnit("0114", "Upplands Väsby", "Stockholms län", (20_000_001, 250_000), Fraction(1234, 7)),
        ListedUnit("2080", "Falun", "Dalarnas län", (16_499_000, 50_000), Fraction(99)),
    ),
    counties=(
        ListedUnit("01", "Stockholms län", "Stockholms län", (20_000_001, 250_000), Fraction(1234, 7)),
        ListedUnit("20", "Dalarnas län", "Dalarnas län", (16_499_000, 50_000), Fraction(99)),
    ),
    made_up=True,
)


def test_the_workbook_keeps_codes_as_text_and_sums_by_formula() -> None:
    data = allocation_workbook(LIST, language="sv", at=AT)
    sheet = load_workbook(io.BytesIO(data))["Kommun"]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    assert rows["0114"][1:6] == ["Upplands Väsby", "Stockholms län", 20_000_001, 250_000, 20_250_001]
    assert rows["Summa"][3] == "=SUM(D6:D7)"
    assert any("Påhittade uppgifter" in str(first) for first in rows)


@pytest.mark.libreoffice
def test_libreoffice_computes_the_same_sums(tmp_path: Path) -> None:
    source = tmp_path / "lista.xlsx"
    source.write_bytes(allocation_workbook(LIST, language="sv", at=AT))
    subprocess.run(
        [
            str(libreoffice()),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    lines = (tmp_path / "lista.csv").read_text(encoding="utf-8").splitlines()
    assert lines[-1].startswith('Summa,,,"36,499,001","300,000","36,799,001"')


@pytest.mark.poppler
def test_the_pdf_is_tagged_and_says_what_was_decided(tmp_path: Path) -> None:
    path = tmp_path / "lista.pdf"
    path.write_bytes(report_pdf(document(LIST, "sv"), {}, at=AT))
    info = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, timeout=60).stdout.decode()
    assert "Tagged:          yes" in info
    text = subprocess.run(
        ["pdftotext", str(path), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    pages = text.split("\f")[:-1]
    assert all("Påhittade uppgifter" in page for page in pages)
    read = " ".join(text.replace("\u00a0", " ").split())
    for words in (
        "S2013/03877/FST, 2013-05-27, Olle Handläggare",
        "Avsatt i reserv. 500 000 kr",
        "Kvar efter avrundning. 999 kr",
        "Allt fördelas lika till alla kommuner.",
        "0114 Upplands Väsby",
        "20 250 001",
        "36 799 001",
    ):
        assert words in read, words


def test_a_list_of_one_purpose_has_no_sum_of_its_own() -> None:
    units = tuple(replace(unit, amounts=unit.amounts[:1]) for unit in LIST.units)
    one = replace(LIST, purposes=(PURPOSE,), units=units, counties=units, made_up=False)
    tables = document(one, "en").tables
    assert [cell.text for cell in tables[1].grid.header[0]] == [
        "Municipality",
        "Training",
        "SEK per inhabitant",
    ]
    assert document(one, "en").made_up == ""


def test_shades_of_size_are_about_as_many_in_each() -> None:
    values = {f"{number:04}": Fraction(number) for number in range(100)}
    shades = by_size(values)
    assert [len(shade.codes) for shade in shades] == [20] * 5
    assert by_size(dict.fromkeys(values, Fraction(3)))[0].codes == set(values)


def test_shades_of_difference_tell_less_from_more() -> None:
    shades = by_difference(
        {"a": Fraction(-9), "b": Fraction(-1), "c": Fraction(0), "d": Fraction(1), "e": Fraction(9)}
    )
    assert [sorted(shade.codes) for shade in shades] == [["a"], ["b"], ["c"], ["d"], ["e"]]
    fills = [shade.fill for shade in shades]
    assert len(set(fills)) == 5
    assert [fill.startswith("url(") for fill in fills] == [True, True, False, False, False]


def test_the_map_has_every_municipality_with_its_tip() -> None:
    shades = by_size({"2080": Fraction(5)})
    svg = draw(shades, {"2080": "Falun: 5 kr <&>"})
    assert svg.count("<path") == 290
    assert "<title>Falun: 5 kr &lt;&amp;&gt;</title>" in svg
