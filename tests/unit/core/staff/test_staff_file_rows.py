"""Rows of a staff file read by a mapping: what they say, and what is wrong with them, row by row."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.staff.importing.cells import read_date, read_share
from kompetenslyft.core.staff.importing.mapping import (
    DateFormat,
    FieldName,
    FileMapping,
    ShareFormat,
    check_mapping,
)
from kompetenslyft.core.staff.importing.proposing import check_identity_numbers, propose
from kompetenslyft.core.staff.importing.rows import read_people
from kompetenslyft.core.staff.importing.said import FileSays
from kompetenslyft.core.staff.importing.table import StaffTable, TableRow
from kompetenslyft.core.staff.importing.units import Unit, Units
from kompetenslyft.core.staff.importing.words import FIELD_OF_HEADING, WORDS
from kompetenslyft.core.staff.model import CredentialKind, StaffRole
from tests.unit.core.staff.staff_files import AS_OF, COLUMNS, MAPPING, NORTH, SOUTH, UNITS, table

F = FieldName


def codes(says: FileSays) -> list[tuple[str, int | None]]:
    return [(str(found.finding.code), found.row) for found in says.found]


def test_a_row_says_what_stands_in_it() -> None:
    (one,) = read_people(table({}), MAPPING, UNITS).people
    (said,) = one.employments
    assert (one.number, one.name, one.rows) == ("1001", "Exempel Ettan", (2,))
    assert (said.unit, said.role, said.share, said.permanent) == (
        NORTH.code,
        StaffRole.SOCIAL_WORKER,
        100,
        True,
    )
    assert (said.first_day, said.last_day, said.tells_end) == (date(2012, 3, 1), None, True)


@pytest.mark.parametrize(
    ("change", "code", "heading"),
    [
        ({F.NUMBER: ""}, "N201", "Anställningsnr"),
        ({F.FIRST_DAY: "i våras"}, "N205", "Anställd fr.o.m."),
        ({F.FIRST_DAY: "2016-02-30"}, "N205", "Anställd fr.o.m."),
        ({F.FIRST_DAY: ""}, "N212", "Anställd fr.o.m."),
        ({F.LAST_DAY: "2011-01-01"}, "N207", "Anställd t.o.m."),
        ({F.UNIT_NAME: "Utredning nor"}, "N208", "Enhet"),
        ({F.SHARE: "250"}, "N209", "Sysselsättningsgrad"),
        ({F.SHARE: "250 %"}, "N209", "Sysselsättningsgrad"),
        ({F.SHARE: "0,75"}, "N209", "Sysselsättningsgrad"),
        ({F.SHARE: "0"}, "N209", "Sysselsättningsgrad"),
        ({F.ROLE: "Trollkarl"}, "N210", "Befattning"),
    ],
)
def test_what_cannot_be_read_is_told_with_row_column_and_text(
    change: dict[F, str], code: str, heading: str
) -> None:
    says = read_people(table({F.NUMBER: "1000"}, change), MAPPING, UNITS)
    (found,) = says.found
    assert (found.finding.code, found.row, found.heading, found.is_hard) == (code, 3, heading, True)
    assert found.read == next(iter(change.values()))
    assert [one.number for one in says.people] == ["1000"]


def test_an_unknown_unit_comes_with_the_nearest() -> None:
    (found,) = read_people(table({F.UNIT_NAME: "Utredning nor"}), MAPPING, UNITS).found
    assert "Menas «Utredning norr» (2080-N)?" in found.finding.message.sv


def test_a_word_of_the_mapping_stands_for_a_unit_and_a_role() -> None:
    mapping = MAPPING.model_copy(
        update={"values": {F.UNIT_NAME: {"ansvar 4711": SOUTH.code}, F.ROLE: {"socsekr": "social_worker"}}}
    )
    says = read_people(table({F.UNIT_NAME: "Ansvar  4711", F.ROLE: "SOCSEKR"}), mapping, UNITS)
    assert (says.found, says.people[0].employments[0].unit) == ((), SOUTH.code)


def test_of_two_units_with_one_name_the_one_that_exists_is_meant() -> None:
    old, new = Unit("a", "Norr", valid_to=date(2015, 12, 31)), Unit("b", "Norr", valid_from=date(2016, 1, 1))
    says = read_people(table({F.UNIT_NAME: "norr"}), MAPPING, Units([old, new], AS_OF))
    assert says.people[0].employments[0].unit == "b"
    says = read_people(table({F.UNIT_NAME: "norr"}), MAPPING, Units([new, Unit("c", "Norr")], AS_OF))
    assert codes(says) == [("N208", 2)]


def test_mixed_date_formats_are_told_once_with_their_rows() -> None:
    rows = table(
        {F.NUMBER: "1"},
        {F.NUMBER: "2", F.FIRST_DAY: "01/03/2012"},
        {F.NUMBER: "3", F.FIRST_DAY: "13/03/2012"},
    )
    says = read_people(rows, MAPPING, UNITS)
    assert codes(says) == [("N206", 3)]
    assert "rad 3, 4" in says.found[0].finding.message.sv
    assert [one.number for one in says.people] == ["1"]
    assert says.numbers == {"1", "2", "3"}


def test_a_column_in_another_format_says_which_to_choose() -> None:
    (found,) = read_people(table({F.FIRST_DAY: "13/03/2012"}), MAPPING, UNITS).found
    assert found.finding.code == "N316"
    assert "Välj dd/mm/åååå" in found.finding.message.sv


def test_contradicting_rows_of_one_number_are_a_doubled_person() -> None:
    says = read_people(table({}, {F.NAME: "Exempel Tvåan"}), MAPPING, UNITS)
    assert codes(says) == [("N203", 3)]
    assert "Dubblerad person" in says.found[0].finding.message.sv
    assert says.people == ()


def test_the_same_row_twice_counts_once() -> None:
    says = read_people(table({}, {}), MAPPING, UNITS)
    assert codes(says) == [("N204", 3)]
    assert len(says.people[0].employments) == 1


def test_several_rows_of_a_number_are_its_employments() -> None:
    says = read_people(
        table({F.SHARE: "50"}, {F.SHARE: "50", F.UNIT_NAME: "utredning söder"}), MAPPING, UNITS
    )
    assert not says.found
    assert [said.unit for said in says.people[0].employments] == [NORTH.code, SOUTH.code]


def test_a_short_row_in_the_middle_is_told() -> None:
    short = StaffTable(tuple(COLUMNS.values()), (TableRow(2, ("1", "Namn")),))
    assert codes(read_people(short, MAPPING, UNITS)) == [("N213", 2)]


def test_degree_and_courses_have_a_year_or_a_day() -> None:
    headings = {F.NUMBER: "Nr", F.DEGREE: "Examen", F.DEGREE_YEAR: "År", F.MASTER_YEAR: "Magister"}
    mapping = FileMapping(columns=headings)
    rows = table(
        {F.DEGREE: "Socionom", F.DEGREE_YEAR: "2010", F.MASTER_YEAR: "2013-06-07"},
        {F.NUMBER: "2", F.DEGREE: "ingen"},
        {F.NUMBER: "3", F.DEGREE: "socionomexamen", F.DEGREE_YEAR: "10"},
        headings=headings,
    )
    says = read_people(rows, mapping, UNITS)
    degree, master = sorted(says.people[0].credentials, key=lambda one: one.kind == CredentialKind.MASTER)
    assert (degree.kind, degree.year, degree.title) == (CredentialKind.SOCIAL_WORK_DEGREE, 2010, "Socionom")
    assert (master.kind, master.day) == (CredentialKind.MASTER, date(2013, 6, 7))
    assert says.people[1].credentials == ()
    assert codes(says) == [("N211", 4)]


def test_shares_between_hundredths_are_rounded_and_told() -> None:
    says = read_people(table({F.SHARE: "62,5 %"}), MAPPING, UNITS)
    assert says.people[0].employments[0].share == 63
    assert codes(says) == [("N218", None)]


def test_an_end_in_9999_is_open_and_a_name_with_a_comma_is_turned() -> None:
    says = read_people(table({F.LAST_DAY: "9999-12-31", F.NAME: "Ettan, Exempel"}), MAPPING, UNITS)
    assert (says.people[0].employments[0].last_day, says.people[0].name) == (None, "Exempel Ettan")


@given(st.permutations(range(6)))
def test_the_order_of_rows_makes_no_difference(order: list[int]) -> None:
    rows = [
        {
            F.NUMBER: str(number % 3),
            F.UNIT_NAME: "Utredning söder" if number > 2 else "Utredning norr",
            F.SHARE: "50",
        }
        for number in range(6)
    ]
    one = read_people(table(*rows), MAPPING, UNITS)
    other = read_people(table(*(rows[place] for place in order)), MAPPING, UNITS)

    def said(says: FileSays) -> list[tuple[str, list[str | None]]]:
        return [(person.number, [one.unit for one in person.employments]) for person in says.people]

    assert said(one) == said(other)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(DateFormat))
def test_every_day_reads_in_every_format(day: date, form: DateFormat) -> None:
    written = form.value.replace("åååå", "%Y").replace("mm", "%m").replace("dd", "%d")
    assert read_date(day.strftime(written), form) == day
    assert read_date(day.strftime(written) + " 00:00:00", form) == day


@given(st.integers(1, 100))
def test_every_share_reads_both_ways(share: int) -> None:
    for text in (f"{share}", f"{share} %", f"{share},00"):
        assert read_share(text, ShareFormat.PERCENT) == share
    assert read_share(f"{share / 100:.2f}".replace(".", ","), ShareFormat.FRACTION) == share


# Mappings


def test_swedish_headings_are_recognised() -> None:
    headings = (
        "Anställningsnr", "Förnamn", "Efternamn", "Enhet", "Befattning", "Sysselsättningsgrad", "Anställd fr.o.m.",
        "Anställd t.o.m.", "Anställningsform", "E-post", "Kön", "Examen", "Examensår", "Lönegrupp",
    )  # fmt: skip
    row = ("1", "Ada", "Exempel", "Utredning norr", "x", "0,75", "01.03.2012", "", "tv", "", "K", "", "", "")
    proposed = propose(StaffTable(headings, (TableRow(2, row),)), UNITS)
    assert set(proposed.columns.values()) == set(headings) - {"Lönegrupp"}
    assert (proposed.date_format, proposed.share_format) == (DateFormat.DOTTED, ShareFormat.FRACTION)
    assert proposed.columns[F.UNIT_NAME] == "Enhet"
    assert check_mapping(proposed, headings) == []


def test_a_unit_column_with_codes_is_read_as_codes() -> None:
    proposed = propose(
        StaffTable(("Anstnr", "Enhet"), (TableRow(2, ("1", "2080-n")), TableRow(3, ("2", "2080-S")))), UNITS
    )
    assert proposed.columns[F.UNIT_CODE] == "Enhet"


def test_every_heading_names_one_field_and_every_label_is_understood() -> None:
    assert set(FIELD_OF_HEADING.values()) == set(F)
    assert WORDS[F.ROLE]["socialsekreterare"] == "social_worker"
    assert WORDS[F.PERMANENT]["vikarie"] == "no"


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({F.NUMBER: "Numret"}, "N307"),
        ({F.NAME: "Namn"}, "N309"),
        ({F.NUMBER: "Anställningsnr", F.NAME: "Anställningsnr"}, "N310"),
        ({F.NUMBER: "Anställningsnr", F.UNIT_NAME: "Enhet", F.UNIT_CODE: "Namn"}, "N310"),
        ({F.NUMBER: "Anställningsnr", F.FIRST_NAME: "Namn"}, "N309"),
        ({F.NUMBER: "Anställningsnr", F.LEAVE_LAST_DAY: "Namn"}, "N309"),
    ],
)
def test_what_keeps_a_mapping_from_reading_is_told(columns: dict[F, str], code: str) -> None:
    assert code in {found.code for found in check_mapping(FileMapping(columns=columns), COLUMNS.values())}


def test_a_mapping_holds_no_unknown_values() -> None:
    with pytest.raises(ValueError, match="no value of role"):
        FileMapping(values={F.ROLE: {"x": "wizard"}})
    with pytest.raises(ValueError, match="no words of its own"):
        FileMapping(values={F.NAME: {"x": "y"}})
    with pytest.raises(ValueError, match="no one value"):
        FileMapping(fixed={F.NAME: "x"})


@pytest.mark.parametrize(
    ("heading", "values", "refused"),
    [
        ("Personnummer", ("", "x"), True),
        ("Person-/samordningsnr", ("811228-9874", "670919-9530"), True),
        ("Pnr", ("1",), True),
        ("Anstnr", ("8112289874", "6709199530", "1001"), True),
        ("Anstnr", ("1001", "1002", "8112289874"), False),
        ("Personnr", ("", ""), False),
    ],
)
def test_columns_of_identity_numbers_are_found(heading: str, values: tuple[str, ...], refused: bool) -> None:
    rows = tuple(TableRow(number, (value, "x")) for number, value in enumerate(values, 2))
    found = check_identity_numbers(StaffTable((heading, "Namn"), rows))
    assert [one.code for one in found] == (["N308"] if refused else [])
