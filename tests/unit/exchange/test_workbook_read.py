"""What users do to a workbook: every mistake is named with sheet and cell, and nothing they wrote is lost."""

from __future__ import annotations

import dataclasses
import datetime
import io
import re
import resource

import openpyxl
import pytest

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.values import parse_value
from kompetenslyft.exchange.workbook.codes import WorkbookCode
from kompetenslyft.exchange.workbook.read import MAX_OUTSIDE, WorkbookContent
from kompetenslyft.exchange.workbook.refusal import WorkbookRefused
from tests.factories.workbooks import (
    CASEWORKERS,
    EDUCATION,
    STAMP,
    cell,
    edited,
    exported,
    filled,
    inventory,
    parsed,
    read,
    repacked,
)


def refusals(data: bytes, **more: object) -> tuple[Finding, ...]:
    with pytest.raises(WorkbookRefused) as caught:
        read(data, **more)  # type: ignore[arg-type]
    return caught.value.findings


def sole(content: WorkbookContent) -> Finding:
    (finding,) = content.findings
    return finding


class TestTheWrongWorkbook:
    def test_of_another_round(self) -> None:
        (found,) = refusals(exported(stamp=dataclasses.replace(STAMP, round_code="2015")))
        assert found.code == WorkbookCode.OTHER_ROUND
        assert "2015" in found.message.sv
        assert "2016" in found.message.sv

    def test_of_another_unit(self) -> None:
        (found,) = refusals(exported(), expected=dataclasses.replace(STAMP, unit_code="1489"))
        assert found.code == WorkbookCode.OTHER_UNIT
        assert "1440 (Ale kommun)" in found.message.sv
        assert "1489" in found.message.sv

    def test_of_another_version_of_the_form(self) -> None:
        (found,) = refusals(
            exported(stamp=dataclasses.replace(STAMP, instrument="competence-inventory@2013"))
        )
        assert found.code == WorkbookCode.OTHER_INSTRUMENT

    def test_every_reason_is_given_at_once(self) -> None:
        found = refusals(exported(stamp=dataclasses.replace(STAMP, round_code="2015", unit_code="0114")))
        assert [finding.code for finding in found] == [WorkbookCode.OTHER_ROUND, WorkbookCode.OTHER_UNIT]

    def test_of_another_version_of_the_format(self) -> None:
        (found,) = refusals(exported(stamp=dataclasses.replace(STAMP, format_version=99)))
        assert found.code == WorkbookCode.OTHER_FORMAT

    def test_of_somebody_elses_making(self) -> None:
        output = io.BytesIO()
        openpyxl.Workbook().save(output)
        assert refusals(output.getvalue())[0].code == WorkbookCode.NO_STAMP

    def test_an_older_revision_is_read_and_said(self) -> None:
        content = read(exported(), expected=dataclasses.replace(STAMP, revision=8))
        assert content.stamp.revision == 3


class TestTheFormInIt:
    def test_a_missing_sheet_is_named(self) -> None:
        (found,) = refusals(edited(exported(), lambda workbook: workbook.remove(workbook[EDUCATION])))
        assert found.code == WorkbookCode.SHEET_MISSING
        assert EDUCATION in found.message.sv

    def test_a_renamed_sheet_is_named_by_both_names(self) -> None:
        def rename(workbook: openpyxl.Workbook) -> None:
            workbook[EDUCATION].title = "Blad2"

        (found,) = refusals(edited(exported(), rename))
        assert found.code == WorkbookCode.SHEET_RENAMED
        assert EDUCATION in found.message.sv
        assert "Blad2" in found.message.sv

    def test_a_lost_stamp_sheet(self) -> None:
        data = edited(exported(), lambda workbook: workbook.remove(workbook["_kompetenslyft"]))
        assert refusals(data)[0].code == WorkbookCode.NO_STAMP

    def test_a_deleted_row_is_named_by_its_question(self) -> None:
        def delete(workbook: openpyxl.Workbook) -> None:
            workbook[CASEWORKERS].delete_rows(cell(workbook, "degree_under_1_year").row)

        (found,) = refusals(edited(exported(), delete))
        assert found.code == WorkbookCode.CELLS_MISSING
        assert found.cells == ("degree_under_1_year",)
        assert "mindre än 1 års erfarenhet" in found.message.sv

    def test_a_deleted_column(self) -> None:
        (found,) = refusals(edited(exported(), lambda workbook: workbook[CASEWORKERS].delete_cols(4)))
        assert found.code == WorkbookCode.CELLS_MISSING

    def test_a_copied_row_is_named(self) -> None:
        def copy(workbook: openpyxl.Workbook) -> None:
            sheet, row = workbook[CASEWORKERS], cell(workbook, "caseworkers.women").row
            for column in range(1, 7):
                sheet.cell(60, column).value = sheet.cell(row, column).value

        (found,) = refusals(edited(exported(), copy))
        assert found.code == WorkbookCode.ROW_DUPLICATED
        assert "rad 60" in found.message.sv

    def test_inserted_rows_and_columns_do_no_harm(self) -> None:
        data = filled(exported(), {"caseworkers.women": 12.5, "degree_under_1_year": 2})

        def insert(workbook: openpyxl.Workbook) -> None:
            workbook[CASEWORKERS].unmerge_cells("B4:J4")
            workbook[CASEWORKERS].insert_rows(5, 3)
            workbook[CASEWORKERS].insert_cols(3)
            workbook[CASEWORKERS].insert_cols(1)

        content = read(edited(data, insert))
        assert parsed(content) == {"caseworkers.women": 1250, "degree_under_1_year": 200}

    def test_a_changed_heading_makes_the_row_uncertain(self) -> None:
        data = filled(exported(), {"degree_under_1_year": 2})

        def relabel(workbook: openpyxl.Workbook) -> None:
            workbook[CASEWORKERS].cell(cell(workbook, "degree_under_1_year").row, 2).value = "Utan examen"

        content = read(edited(data, relabel))
        assert sole(content).code == WorkbookCode.LABEL_CHANGED
        assert content.rejected == {"degree_under_1_year": "2"}
        assert "degree_under_1_year" in content.rejected_keys

    def test_a_sheet_of_the_users_own_is_left_alone_and_said(self) -> None:
        content = read(edited(exported(), lambda workbook: workbook.create_sheet("Mina uträkningar")))
        assert sole(content).code == WorkbookCode.OTHER_SHEET
        assert sole(content).severity is Severity.INFO
        assert "Mina uträkningar" in sole(content).message.sv

    def test_merged_cells_over_answers(self) -> None:
        data = filled(exported(), {"caseworkers.women": 12.5, "no_degree.women": 1})
        row = re.compile(r"D(\d+)")

        def merge(workbook: openpyxl.Workbook) -> None:
            number = row.match(cell(workbook, "caseworkers.women").coordinate)
            assert number is not None
            workbook[CASEWORKERS].merge_cells(f"D{number[1]}:E{number[1]}")

        content = read(edited(data, merge))
        assert {finding.code for finding in content.findings} == {WorkbookCode.MERGED}
        assert {key for finding in content.findings for key in finding.cells} == {
            "caseworkers.women",
            "caseworkers.men",
        }
        assert content.rejected == {"caseworkers.women": "12.5"}
        assert content.rejected_keys == {"caseworkers.women", "caseworkers.men"}
        assert content.entries["no_degree.women"] == 1


class TestOutsideTheForm:
    def test_stray_characters_far_below_are_named_and_not_read(self) -> None:
        def scribble(workbook: openpyxl.Workbook) -> None:
            workbook[CASEWORKERS]["B10032"] = "obs!"

        found = sole(read(edited(exported(), scribble)))
        assert found.code == WorkbookCode.OUTSIDE_FORM
        assert found.severity is Severity.INFO
        assert CASEWORKERS in found.message.sv
        assert "B10032" in found.message.sv

    def test_the_last_cell_of_the_sheet_costs_no_memory(self) -> None:
        def scribble(workbook: openpyxl.Workbook) -> None:
            workbook[CASEWORKERS]["A1048576"] = "a"
            workbook[CASEWORKERS]["XFD1048576"] = "b"
            workbook[CASEWORKERS]["XFD1"] = "c"

        data = edited(exported(), scribble)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        content = read(data)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
        assert [finding.code for finding in content.findings] == [WorkbookCode.OUTSIDE_FORM] * 3
        for reference in ("A1048576", "XFD1048576", "XFD1"):
            assert any(f"cell {reference}:" in finding.message.sv for finding in content.findings)

    def test_many_are_counted(self) -> None:
        def scribble(workbook: openpyxl.Workbook) -> None:
            for row in range(1000, 1500):
                workbook[CASEWORKERS].cell(row, 4).value = row

        content = read(edited(exported(), scribble))
        assert len(content.findings) == MAX_OUTSIDE + 1
        assert "490" in content.findings[-1].message.sv

    def test_a_sum_written_over_is_not_read(self) -> None:
        def overwrite(workbook: openpyxl.Workbook) -> None:
            workbook[CASEWORKERS].cell(cell(workbook, "caseworkers.men").row, 6).value = 40

        content = read(edited(exported(), overwrite))
        assert sole(content).code == WorkbookCode.TOTAL_OVERWRITTEN
        assert sole(content).cells == ("caseworkers.total",)


class TestSingleCells:
    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            ("12,5 st", "V401"),
            (-3, "V405"),
            (1e308, "V4"),
            (-1e308, "V405"),
            ("tolv", "V401"),
            (0.001, "V403"),
        ],
    )
    def test_a_bad_number_comes_through_raw_and_is_placed_by_the_parser(
        self, entry: object, code: str
    ) -> None:
        content = read(filled(exported(), {"caseworkers.women": entry}))
        assert content.findings == ()
        found = parse_value(inventory(), "caseworkers.women", content.entries["caseworkers.women"])
        assert isinstance(found, Finding)
        assert found.code.startswith(code)
        placed = content.located(found)
        assert re.match(rf"Bladet «{CASEWORKERS}», cell D\d+: ", placed.message.sv)
        assert placed.cells == ("caseworkers.women",)

    def test_numbers_written_as_text_are_read(self) -> None:
        content = read(filled(exported(), {"caseworkers.women": "1 384,8", "caseworkers.men": " 12,5 "}))
        assert parsed(content) == {"caseworkers.women": 138480, "caseworkers.men": 1250}

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            (True, WorkbookCode.TRUTH_VALUE),
            (datetime.date(2016, 2, 1), WorkbookCode.DATE),
            ("=SUM(A1:A3)", WorkbookCode.FORMULA_REFUSED),
            ("='[annan.xlsx]Blad1'!A1", WorkbookCode.FORMULA_REFUSED),
            ("=12+3.5", WorkbookCode.FORMULA_REFUSED),
            ("#DIV/0!", WorkbookCode.ERROR_VALUE),
        ],
    )
    def test_what_cannot_be_taken_is_kept_and_named(self, entry: object, code: WorkbookCode) -> None:
        content = read(filled(exported({"caseworkers.women": 100}), {"caseworkers.women": entry}))
        found = sole(content)
        assert found.code == code
        assert found.severity is Severity.HARD
        assert found.cells == ("caseworkers.women",)
        assert CASEWORKERS in found.message.sv
        assert "caseworkers.women" not in content.entries
        assert "caseworkers.women" in content.rejected
        assert content.base == {"caseworkers.women": 100}

    def test_a_percentage(self) -> None:
        def percent(workbook: openpyxl.Workbook) -> None:
            cell(workbook, "caseworkers.women").value = 0.125
            cell(workbook, "caseworkers.women").number_format = "0.0%"

        assert sole(read(edited(exported(), percent))).code == WorkbookCode.PERCENT

    def test_plain_arithmetic_with_its_result_is_read_and_said(self) -> None:
        data = filled(exported(), {"caseworkers.women": "=12+3.5"})
        content = read(
            repacked(
                data,
                lambda name, part: re.sub(
                    rb"<f>12\+3.5</f><v ?/?>(</v>)?", b"<f>12+3.5</f><v>15.5</v>", part
                ),
            )
        )
        assert sole(content).code == WorkbookCode.FORMULA_READ
        assert sole(content).severity is Severity.INFO
        assert "15,5" in sole(content).message.sv
        assert parsed(content) == {"caseworkers.women": 1550}

    @pytest.mark.parametrize("entry", ["x", "X", " ja ", "Yes", 1, True])
    def test_the_ways_to_mark_an_option(self, entry: object) -> None:
        content = read(filled(exported(), {"other_follow_up_forms#weekly_meetings": entry}))
        assert content.entries["other_follow_up_forms"] == ("weekly_meetings",)

    @pytest.mark.parametrize("entry", ["", "nej", "No", "-", 0, False])
    def test_the_ways_not_to_mark_an_option(self, entry: object) -> None:
        content = read(filled(exported(), {"other_follow_up_forms#weekly_meetings": entry}))
        assert content.entries["other_follow_up_forms"] is None
        assert content.findings == ()

    def test_an_unclear_mark_keeps_the_clear_ones(self) -> None:
        entries = {"other_follow_up_forms#weekly_meetings": "kanske", "other_follow_up_forms#other": "x"}
        content = read(filled(exported(), entries))
        assert sole(content).code == WorkbookCode.UNCLEAR_MARK
        assert content.rejected == entries
        assert "other_follow_up_forms" in content.rejected_keys

    def test_characters_that_cannot_be_stored_are_replaced(self) -> None:
        assert (
            read(filled(exported(), {"comment": "a_x0000_b_xD800_c"})).entries["comment"] == "a\ufffdb\ufffdc"
        )

    def test_text_that_looks_like_a_number_or_a_formula_stays_text(self) -> None:
        assert parsed(read(filled(exported(), {"comment": 2016}))) == {"comment": "2016"}
        data = exported({"comment": "=1+1"})
        assert parsed(read(data)) == {"comment": "=1+1"}
