"""Tables as CSV, workbook and HTML: the figures, the shape, and what must never happen."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import openpyxl
import pytest

from kompetenslyft.core.tabulation.compute import Table, compute
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.tables_csv import csv_filename, data_csv, swedish_csv
from kompetenslyft.exchange.tables_html import table_html
from kompetenslyft.exchange.tables_xlsx import tables_workbook
from tests.machine import reference
from tests.unit.core.tabulation_returns import TABLES, answered

_VALUES = {
    "level_law.family_law.basic": 246_450,
    "level_law.family_law.advanced": 62_710,
    "level_law.family_law.lacking": 102_840,
    "caseworkers.women": 8_735,
}
_TITLE = Text(sv="Prov", en="Test")


def _sheets(data: bytes) -> dict[str, list[list[object]]]:
    """The rows of a workbook by sheet, in order."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.values] for sheet in book.worksheets}


def _table(number: str) -> Table:
    return compute(TABLES, [answered("0180", _VALUES)], [number])[number]


def _labelled(label: str) -> Table:
    """Table 5 with another name on its rows."""
    definition = TABLES.table("5")
    items = tuple(
        item.model_copy(update={"label": Text(sv=label, en=label)}) for item in definition.rows.items
    )
    rows = definition.rows.model_copy(update={"items": items})
    renamed = definition.model_copy(update={"rows": rows})
    tables = tuple(renamed if table.number == "5" else table for table in TABLES.tables)
    return compute(TABLES.model_copy(update={"tables": tables}), [], ["5"])["5"]


def test_data_csv_has_ids_points_and_blanks() -> None:
    rows = list(csv.DictReader(io.StringIO(data_csv(_table("5")))))
    assert rows[1] == {
        "area_id": "juridik",
        "area": "Juridik",
        "n_municipalities": "1",
        "direction": "Familjerätt",
        "basic_fte": "2464.5",
        "basic_pct": "60",
        "advanced_fte": "627.1",
        "advanced_pct": "15",
        "lacking_fte": "1028.4",
        "lacking_pct": "25",
        "total_fte": "4120.0",
    }
    assert rows[0]["basic_fte"] == rows[0]["basic_pct"] == ""


def test_figures_over_time_keep_the_decimals_they_have() -> None:
    rows = list(csv.DictReader(io.StringIO(data_csv(_table("11")))))
    assert [row["year"] for row in rows] == ["2013", "2014", "2015", "2016"]
    assert [row["caseworkers_fte"] for row in rows] == ["", "", "", "87.35"]


def test_swedish_csv_opens_in_a_swedish_spreadsheet() -> None:
    data = swedish_csv(_table("5"))
    assert data.startswith(b"\xef\xbb\xbf")
    heading, first, second, *_ = data.decode("utf-8-sig").split("\r\n")
    assert "Grundläggande, antal;Grundläggande, andel, procent" in heading
    assert ";Socialrätt;..;..;" in first
    assert ";Familjerätt;2464,5;60;627,1;15;1028,4;25;4120,0" in second


def test_made_up_figures_say_so_in_every_format() -> None:
    table = _table("5")
    assert all(
        row["note"] == "Påhittade uppgifter"
        for row in csv.DictReader(io.StringIO(data_csv(table, made_up=True)))
    )
    assert "Påhittade uppgifter" in swedish_csv(table, made_up=True).decode()
    assert "made_up" in csv_filename("5", made_up=True)
    assert "Påhittade uppgifter" in table_html(table, made_up=True)
    assert "Påhittade uppgifter" not in table_html(table)
    for rows in _sheets(tables_workbook([table], title=_TITLE, made_up=True)).values():
        assert any("Påhittade uppgifter" in row for row in rows)


def test_the_workbook_has_contents_and_real_numbers() -> None:
    sheets = _sheets(tables_workbook([_table("5"), _table("11")], title=_TITLE))
    assert list(sheets) == ["Innehåll", "Tabell 5", "Tabell 11"]
    rows = sheets["Tabell 5"]
    assert rows[0][0].startswith("Tabell 5. ")
    assert "N\u00a0=\u00a01" in rows[0][0]
    (family_law,) = (row for row in rows if row[0] == "Familjerätt")
    assert family_law[1:] == [2464.5, 60, 627.1, 15, 1028.4, 25, 4120]
    (social_law,) = (row for row in rows if row[0] == "Socialrätt")
    assert social_law[1:] == [".."] * 7
    assert ["Tabell 11", TABLES.table("11").title.sv] in sheets["Innehåll"]


def test_no_word_of_a_heading_is_broken_by_a_narrow_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables_workbook([_table("2")], title=_TITLE)))
    sheet = book["Tabell 2"]
    (heading,) = (c for row in sheet.iter_rows() for c in row if c.value == "Varav med magisterutbildning")
    assert sheet.column_dimensions[heading.column_letter].width > len("magisterutbildning")


def test_the_workbook_speaks_english_too() -> None:
    assert list(_sheets(tables_workbook([_table("9")], title=_TITLE, language="en"))) == [
        "Contents",
        "Table 9",
    ]


@pytest.mark.parametrize("label", ["=1+1", "+46", "-5", "@SUM(A1)"])
def test_text_like_a_formula_stays_text(label: str) -> None:
    table = _labelled(label)
    cells = [row[0] for row in _sheets(tables_workbook([table], title=_TITLE))["Tabell 5"]]
    assert cells.count(label) == len(table.rows)
    for row in csv.reader(io.StringIO(swedish_csv(table).decode("utf-8-sig")), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("number", list(TABLES.by_number))
@pytest.mark.parametrize("language", ["sv", "en"])
def test_html_is_well_formed_with_caption_and_scopes(number: str, language: str) -> None:
    table = _table(number)
    parser = _Tags()
    parser.feed(table_html(table, language))
    assert not parser.open
    tags = [tag for tag, _ in parser.seen]
    assert tags.count("caption") == tags.count("thead") == tags.count("tbody") == 1
    assert all(
        attributes.get("scope") in {"col", "colgroup", "row"}
        for tag, attributes in parser.seen
        if tag == "th"
    )
    figures = [1 for tag, attributes in parser.seen if tag == "td" and attributes.get("class") == "figure"]
    assert len(figures) == len(table.rows) * sum(not column.is_label for column in table.columns)


def test_html_escapes_what_it_is_given() -> None:
    html = table_html(_labelled("<b>&"))
    assert "&lt;b&gt;&amp;" in html
    assert "<b>&" not in html


@pytest.mark.reference
def test_data_files_have_the_headings_of_the_published_ones() -> None:
    folder = reference()
    assert folder is not None
    for path in folder.glob("table*.csv"):
        number = path.name.split("_")[1]
        heading = path.read_text("utf-8").splitlines()[0]
        assert data_csv(_table(number)).splitlines()[0] == heading
