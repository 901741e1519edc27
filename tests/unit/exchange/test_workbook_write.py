"""What the workbook holds, and that it comes back as it went out."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import CellSpec, Unit, Value
from kompetenslyft.core.instruments.values import options, parse_value
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook.grid import Position, parse_position
from kompetenslyft.exchange.workbook.layout import plan_workbook, sheet_name
from tests.factories.workbooks import CASEWORKERS, cell, exported, filled, inventory, parsed, read

DANGEROUS = [
    "=1+1",
    "+46 8 123",
    "-12 av 30",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "_x0041_",
    "rad 1\nrad 2",
    "åäö «»",
]


def answer(spec: CellSpec) -> st.SearchStrategy[Value]:
    question = spec.question
    if question.unit is Unit.TEXT:
        texts = st.one_of(st.sampled_from(DANGEROUS), st.text(max_size=200))
        return texts.map(lambda text: parse_value(inventory(), spec.key, text)).filter(
            lambda value: isinstance(value, str)
        )
    if question.unit is Unit.CHOICES:
        ids = [option.id for option in question.options]
        chosen = st.sets(st.sampled_from(ids), min_size=1)
        return chosen.map(lambda some: tuple(option for option in ids if option in some))
    if question.unit.is_numeric:
        return st.integers(0, 100_000)
    return st.sampled_from([option.id for option in options(question)])


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Value]:
    specs = [spec for spec in inventory().cells.values() if not spec.derived]
    some = draw(st.lists(st.sampled_from(specs), unique_by=lambda spec: spec.key, max_size=40))
    return {spec.key: draw(answer(spec)) for spec in some}


def typed(values: dict[str, Value]) -> dict[str, object]:
    """The answers as a user types them into the cells."""
    entries: dict[str, object] = {}
    for key, value in values.items():
        question = inventory().cells[key].question
        if isinstance(value, tuple):
            entries |= {f"{key}#{option}": "x" for option in value}
        elif isinstance(value, int):
            entries[key] = value / 100 if question.unit is Unit.FTE else value
        else:
            entries[key] = {option.id: option.label.sv for option in options(question)}.get(value, value)
    return entries


@settings(max_examples=40, deadline=None)
@given(answers(), st.sampled_from(["sv", "en"]))
def test_export_and_import_give_the_same_figures(values: dict[str, Value], language: str) -> None:
    data = exported(values, language=language)
    content = read(data)
    assert content.findings == ()
    assert content.base == values
    assert parsed(content) == values
    assert exported(parsed(content), language=language) == data


@settings(max_examples=10, deadline=None)
@given(answers())
def test_export_fill_import_export_gives_the_same_figures(values: dict[str, Value]) -> None:
    values = {
        key: value for key, value in values.items() if inventory().cells[key].question.unit is not Unit.TEXT
    }
    content = read(filled(exported(), typed(values)))
    assert content.findings == ()
    assert content.base == {}
    assert parsed(content) == values
    assert parsed(read(exported(parsed(content)))) == values


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_written_as_a_formula(text: str) -> None:
    workbook = openpyxl.load_workbook(
        io.BytesIO(exported({"comment": text}, raw={"comment": text, "no_degree.men": text}))
    )
    for key in ("comment", "no_degree.men"):
        assert cell(workbook, key).data_type == "s"


def test_the_same_return_gives_the_same_bytes() -> None:
    values = {"caseworkers.women": 1250}
    assert exported(values) == exported(values)


def test_inputs_are_open_and_all_else_is_locked() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(exported()))
    inputs = {
        (name, reference.replace("$", ""))
        for defined in workbook.defined_names.values()
        for name, reference in defined.destinations
    }
    assert len(inputs) == sum(len(tuple(plan.slots())) for plan in plan_workbook(inventory(), "sv"))
    for sheet in workbook:
        assert sheet.protection.sheet
        unlocked = {
            (sheet.title, one.coordinate)
            for row in sheet.iter_rows()
            for one in row
            if one.has_style and not one.protection.locked and type(one).__name__ == "Cell"
        }
        assert unlocked == {place for place in inputs if place[0] == sheet.title}


def test_totals_are_live_and_blank_is_not_zero() -> None:
    values = {"caseworkers.women": 1250, "caseworkers.men": 250}
    data = exported(values)
    position = (cell(openpyxl.load_workbook(io.BytesIO(data)), "caseworkers.men").row, 6)
    formula = openpyxl.load_workbook(io.BytesIO(data))[CASEWORKERS].cell(*position).value
    assert formula == f'=IF(COUNT(D{position[0]}:E{position[0]})=0,"",SUM(D{position[0]}:E{position[0]}))'
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[CASEWORKERS].cell(*position).value
    assert shown == 15
    blank = openpyxl.load_workbook(io.BytesIO(exported()), data_only=True)[CASEWORKERS].cell(*position).value
    assert blank in {None, ""}


def test_a_total_adds_up_what_its_cells_show() -> None:
    raw = {
        "caseworkers.women": "12,5 st",
        "caseworkers.men": 2.1,
        "no_degree.women": 0.1,
        "no_degree.men": 0.2,
    }
    data = exported({"caseworkers.women": 1250}, raw=raw)
    shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[CASEWORKERS]
    rows = [
        cell(openpyxl.load_workbook(io.BytesIO(data)), key).row
        for key in ("caseworkers.men", "no_degree.men")
    ]
    assert [shown.cell(row, 6).value for row in rows] == [2.1, 0.3]


def test_last_rounds_figure_stands_beside() -> None:
    data = exported({"caseworkers.women": 100}, previous={"caseworkers.women": 1250, "caseworkers.men": 50})
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[CASEWORKERS]
    row = cell(openpyxl.load_workbook(io.BytesIO(data)), "caseworkers.women").row
    assert [sheet.cell(row, column).value for column in range(4, 11)] == [1, None, 1, None, 12.5, 0.5, 13]


@pytest.mark.parametrize(("newcomer", "mandatory"), [(True, True), (False, False)])
def test_what_is_mandatory_for_this_unit_is_marked_and_counted(newcomer: bool, mandatory: bool) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(exported(newcomer=newcomer)), data_only=True)
    row = cell(openpyxl.load_workbook(io.BytesIO(exported())), "caseworkers.women").row
    assert str(workbook[CASEWORKERS].cell(row, 2).value).endswith(" *") is mandatory
    counted = [line[2].value for line in workbook["Läs först"].iter_rows() if line[0].value == CASEWORKERS]
    assert counted == ([5] if mandatory else ["–"])


def test_a_faulty_file_comes_back_as_written_with_its_faults_marked() -> None:
    content = read(
        filled(exported({"no_degree.men": 100}), {"caseworkers.women": "12,5 st", "caseworkers.men": 7})
    )
    found = parse_value(inventory(), "caseworkers.women", content.entries["caseworkers.women"])
    assert isinstance(found, Finding)
    soft = Finding(
        "K201", Severity.SOFT, Text(sv="Stor ändring.", en="Large change."), ("caseworkers.total",)
    )
    trial = Finding("K301", Severity.TRIAL, Text(sv="På prov.", en="On trial."), ("no_degree.men",))
    data = exported({}, raw=content.as_raw(), findings=[soft, trial, found], base=content.base)
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    faulty = cell(workbook, "caseworkers.women")
    assert faulty.value == "12,5 st"
    assert faulty.comment is not None
    assert found.message.sv in faulty.comment.text
    assert faulty.fill.fgColor.rgb != cell(workbook, "caseworkers.men").fill.fgColor.rgb
    assert cell(workbook, "caseworkers.men").value == 7
    assert cell(workbook, "no_degree.men").comment is None
    listed = [[one.value for one in row] for row in workbook["Att rätta"].iter_rows(min_row=5)]
    assert [row[1] for row in listed] == [found.code, "K201"]
    assert listed[0][2:4] == [CASEWORKERS, faulty.coordinate]
    again = read(data)
    assert again.base == {"no_degree.men": 100}
    assert again.as_raw() == content.as_raw()


def test_rejected_marks_come_back_too() -> None:
    entries = {"other_follow_up_forms#weekly_meetings": "kanske", "other_follow_up_forms#other": "x"}
    content = read(filled(exported(), entries))
    again = read(exported({}, raw=content.as_raw(), findings=content.findings))
    assert again.rejected == content.rejected == entries


def test_made_up_figures_are_marked_on_every_sheet() -> None:
    finding = Finding(
        "K201", Severity.SOFT, Text(sv="Stor ändring.", en="Large change."), ("caseworkers.total",)
    )
    workbook = openpyxl.load_workbook(io.BytesIO(exported(made_up=True, findings=[finding])))
    visible = [sheet for sheet in workbook if sheet.sheet_state == "visible"]
    for sheet in visible:
        head = " ".join(str(one.value) for row in sheet.iter_rows(max_row=3) for one in row)
        assert "påhittade" in head.lower(), sheet.title
    assert len(visible) == len(inventory().sections) + 2


@pytest.mark.parametrize("language", ["sv", "en"])
def test_sheet_names_are_allowed_unique_and_stable(language: str) -> None:
    names = [plan.name for plan in plan_workbook(inventory(), language)]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


@given(st.integers(1, 99), st.text(min_size=1, max_size=80).filter(lambda title: title.isprintable()))
def test_any_title_gives_a_tab_name_that_excel_takes(number: int, title: str) -> None:
    name = sheet_name(number, title)
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\")
    assert name == name.strip("' ")
    assert name.startswith(str(number))


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_a_position_is_written_as_it_is_read(row: int, column: int) -> None:
    assert parse_position(str(Position(row, column))) == Position(row, column)
