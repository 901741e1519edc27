from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.spending.entries import Reading, format_tenths, read_activity, to_entries
from kompetenslyft.core.spending.form import activity_form
from kompetenslyft.core.spending.merge import merged, parts_concerned
from kompetenslyft.core.spending.model import GROUPS, Activity, Cooperation, Cost, State
from tests.unit.core.spending_activities import FRAMEWORK, NAMES, P2013, STOCKHOLM, activities

FEES = "parts.0180.costs.competence.course_fees"
PEOPLE = "parts.0180.participants.caseworker.with_degree.over_4"
WHOLE = {
    "title": "Motiverande samtal",
    "kind": "short_course",
    "state": "carried_out",
    "starts": "2013-10-01",
    "ends": "2013-10-02",
}


def read(**entries: object) -> Reading:
    return read_activity(P2013, FRAMEWORK, entries, unit=STOCKHOLM, municipalities=NAMES, ref="7")


def test_everything_that_is_typed_is_read() -> None:
    read_now = read(
        **WHOLE,
        provider=" Högskolan Dalarna ",
        cooperation=["skr", "own"],
        directions="Familjerätt; Etik och förhållningssätt",
        hours="16",
        credits="7,5",
        qualifying="ja",
        total_sek="120 000",
        **{FEES: "100\u00a0000", PEOPLE: "12", "parts.0184.costs.competence.travel": "20000"},
    )
    assert read_now.findings == ()
    got = read_now.activity
    assert got is not None
    assert (got.provider, got.hours, got.credits, got.qualifying) == ("Högskolan Dalarna", 16, 75, True)
    assert got.cooperation == {Cooperation.OWN, Cooperation.SKR}
    assert got.directions == {"family_law", "ethics"}
    assert [part.unit for part in got.parts] == ["0180", "0184"]
    assert got.parts[0].costs == {Cost("competence", "course_fees"): 100_000}
    assert [group.key for group in got.parts[0].participants] == ["caseworker.with_degree.over_4"]


@given(activities(P2013, units=("0180", "0184")), st.sampled_from(["sv", "en"]))
def test_what_is_shown_reads_back(activity: Activity, language: str) -> None:
    entries = to_entries(activity, language)
    again = read_activity(P2013, FRAMEWORK, entries, unit=STOCKHOLM, municipalities=NAMES, ref=activity.ref)
    assert again.findings == ()
    assert again.activity == activity


@pytest.mark.parametrize(
    ("key", "entry", "code", "remedy"),
    [
        (FEES, "-500", "V405", "mindre än noll"),
        (FEES, "1 250,50", "V404", "hela kronor"),
        (FEES, "tolv", "V401", "Skriv bara siffror"),
        (FEES, "1.250", "V402", "två sätt"),
        (PEOPLE, "2,5", "V404", "heltal"),
        (PEOPLE, "-1", "V405", "mindre än noll"),
        ("total_sek", "99,90", "V404", "hela kronor"),
        ("starts", "2013-02-30", "G312", "almanackan"),
        ("starts", "i höstas", "G312", "2013-10-21"),
        ("credits", "7,55", "G316", "7,5"),
        ("credits", "7,555", "G316", "7,5"),
        ("credits", "mycket", "V401", "Skriv bara siffror"),
        ("hours", "1,5", "V404", "heltal"),
        ("kind", "kalas", "V411", "Modulutbildning"),
        ("state", "kanske", "V411", "Planerad"),
        ("directions", ["astrology"], "V411", "Familjerätt"),
        ("cooperation", "nato", "V411", "I egen regi"),
        ("title", "x" * 201, "V413", "högst 200"),
        ("title", "", "G311", "Rubrik"),
        ("ends", "2013-09-30", "G313", "innan den börjar"),
        ("parts.0180.costs.competence.inventory_work", "10", "G314", "Flytta beloppet"),
        ("parts.0180.costs.champagne.course_fees", "10", "K201", "Kontrollera"),
        ("parts.0180.participants.boss.with_degree.over_4", "1", "K201", "Kontrollera"),
        ("parts", ["0199"], "G315", "Välj kommun"),
        ("parts", {"0180": {}}, "G315", "Välj kommun"),
        (FEES, 12.5, "V404", "hela kronor"),
        (FEES, [1], "V401", "Skriv bara siffror"),
        ("starts", 20131001.5, "G312", "almanackan"),
        ("title", ["En", "Två"], "V412", "i ord"),
        ("mood", "glad", "K201", "nyckeln"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(key: str, entry: object, code: str, remedy: str) -> None:
    entries = WHOLE | {key: entry}
    refused = read(**entries)
    assert refused.activity is None
    [finding] = refused.at(key)
    assert finding.code == code
    assert remedy in finding.message.sv
    assert finding.message.en != finding.message.sv
    assert refused.entries == entries, "every entry comes back as it was written"


def test_every_wrong_field_is_said_at_once() -> None:
    refused = read(**WHOLE | {"title": "", "starts": "x", FEES: "-1", PEOPLE: "1,5"})
    assert {cell for finding in refused.findings for cell in finding.cells} == {
        "title",
        "starts",
        FEES,
        PEOPLE,
    }


@given(st.dictionaries(st.sampled_from([*WHOLE, FEES, PEOPLE, "credits", "parts", "parts.", "x"]), st.text()))
def test_no_text_breaks_the_reading(entries: dict[str, str]) -> None:
    got = read(**entries)
    assert got.entries == entries
    assert (got.activity is None) is bool(got.findings)


def test_days_are_read_as_people_write_them() -> None:
    for text in ("2013-10-01", "20131001", "2013-10-1", " 2013\u201310\u201301 "):
        got = read(**WHOLE | {"starts": text, "ends": date(2013, 10, 9)}).activity
        assert got is not None
        assert (got.starts, got.ends) == (date(2013, 10, 1), date(2013, 10, 9))


def test_blank_fields_of_another_municipality_give_it_no_part() -> None:
    got = read(**WHOLE, **{"parts.0184.costs.competence.travel": " ", FEES: "0"}).activity
    assert got is not None
    assert [part.unit for part in got.parts] == ["0180"]
    assert got.parts[0].costs == {Cost("competence", "course_fees"): 0}
    listed = read(**WHOLE, parts="0180, 0184").activity
    assert listed is not None
    assert [part.unit for part in listed.parts] == ["0180", "0184"]


def test_credits_for_reading() -> None:
    assert [format_tenths(tenths, "sv") for tenths in (75, 300, 5, 0)] == ["7,5", "30", "0,5", "0"]
    assert format_tenths(75, "en") == "7.5"


def test_the_form_has_every_choice() -> None:
    form = activity_form(P2013, FRAMEWORK)
    assert [option.id for option in form.questions["kind"].options] == [
        kind.id for kind in P2013.activity_kinds
    ]
    assert "directions" not in activity_form(P2013, None).questions


def test_two_who_change_different_fields_both_get_their_way() -> None:
    before: dict[str, str | list[str]] = {"title": "A", "hours": "4", "directions": ["ethics"]}
    joined, clashes = merged(before, before | {"title": "B"}, before | {"hours": "8"})
    assert (joined, clashes) == ({"title": "B", "hours": "8", "directions": ["ethics"]}, {})


def test_two_who_change_one_field_differently_clash() -> None:
    before: dict[str, str | list[str]] = {"title": "A", "hours": "4"}
    theirs: dict[str, str | list[str]] = {"title": "B"}
    joined, clashes = merged(before, theirs, {"title": "C", "hours": "4"})
    assert {key: tuple(clash) for key, clash in clashes.items()} == {"title": ("C", "B")}
    assert joined == {"title": "C"}
    assert merged(before, theirs, theirs) == (theirs, {})


texts = st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz"))


@given(texts, texts, texts)
def test_merging_takes_no_side(before: dict[str, str], one: dict[str, str], other: dict[str, str]) -> None:
    (here, clashes), (there, clashes_there) = merged(before, one, other), merged(before, other, one)
    assert clashes.keys() == clashes_there.keys()
    assert {k: v for k, v in here.items() if k not in clashes} == {
        k: v for k, v in there.items() if k not in clashes
    }


def test_a_change_concerns_the_parts_that_it_touches() -> None:
    got = read(**WHOLE, parts="0184 2080", **{FEES: "10"}).activity
    assert got is not None
    part, fields = read(**WHOLE, parts="0184 2080", **{FEES: "11"}), WHOLE | {"title": "Ny"}
    assert part.activity is not None
    assert parts_concerned(got, got) == frozenset()
    assert parts_concerned(got, part.activity) == {"0180"}
    whole = read(**fields, parts="0184 2080", **{FEES: "10"}).activity
    assert whole is not None
    assert parts_concerned(got, whole) == {"0180", "0184", "2080"}
    fewer = read(**WHOLE, parts="0184", **{FEES: "10"}).activity
    assert fewer is not None
    assert parts_concerned(got, fewer) == {"2080"}


def test_groups_and_states_are_those_of_the_model() -> None:
    assert len(GROUPS) == 12
    assert [option.id for option in activity_form(P2013, None).questions["state"].options] == [*State]
