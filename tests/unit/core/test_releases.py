"""A release's tables: figures by region, persons behind them, and what is published of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.audit import audit
from kompetenslyft.core.disclosure.records import CannotProtect
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.releases.edition import Answers, Edition, edition
from kompetenslyft.core.releases.known import ALL, groups, known_parts
from kompetenslyft.core.releases.loader import load_release
from kompetenslyft.core.releases.tables import Region, answers, figures, persons, published_cube, totals, tree
from kompetenslyft.core.releases.told import as_told
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange.definitions import all_instruments, instrument, release
from kompetenslyft.exchange.release_editions import kept_edition, read_edition
from kompetenslyft.exchange.release_tables import Group, protect

RELEASE = release("staff-by-municipality@2016")
TABLE = RELEASE.tables[0]
FORM = instrument(RELEASE.instrument)
REGIONS = {
    code: Region(code, f"Kommun {code}", code[:2], f"Län {code[:2]}")
    for code in ("0114", "0115", "0180", "1280", "1281", "2080")
}
FTE = st.integers(0, 4000)
ANSWERS = st.dictionaries(st.sampled_from(sorted(REGIONS)), st.tuples(FTE, FTE), min_size=1)


def returns(answers: Mapping[str, tuple[int, int]], year: int = 2016) -> list[ReturnData]:
    return [
        ReturnData(code, (code,), "r", year, 2013, FORM, {"caseworkers.women": women, "caseworkers.men": men})
        for code, (women, men) in answers.items()
    ]


def protected(data: Iterable[ReturnData], *, earlier: Sequence[Edition] = ()) -> Group:
    return protect(RELEASE, [TABLE], FORM, data, REGIONS, earlier=earlier, made_up=False)


@given(ANSWERS)
def test_the_cube_adds_up_and_hides_nothing_by_itself(given_: dict[str, tuple[int, int]]) -> None:
    found = figures("caseworkers", returns(given_), 2016, REGIONS)
    question = FORM.questions["caseworkers"]
    whole = edition(
        {question.id: answers(found, question, FORM, "region")},
        {question.id: totals(question)},
        tree(found.regions),
        (),
        zeros=False,
    )
    cube = published_cube(RELEASE, TABLE, FORM, found.regions, whole, made_up=False)
    codes = [value.code for value in cube.dimensions[0].values]
    assert codes[0] == "00" and set(given_) <= set(codes)
    assert cube.cells[2] is not None
    assert 100 * cube.cells[2] == pytest.approx(sum(map(sum, given_.values())), abs=5)


@given(ANSWERS, st.randoms())
def test_the_order_of_returns_makes_no_difference(answers: dict[str, tuple[int, int]], random) -> None:
    mixed = returns(answers)
    random.shuffle(mixed)
    assert figures("caseworkers", mixed, 2016, REGIONS) == figures(
        "caseworkers", returns(answers), 2016, REGIONS
    )


def test_a_citys_districts_are_one_and_a_joint_board_stands_by_itself() -> None:
    data = [
        ReturnData("0180-bromma", ("0180",), "r", 2016, 2013, FORM, {"caseworkers.women": 100}),
        ReturnData("0180-farsta", ("0180",), "r", 2016, 2013, FORM, {"caseworkers.women": 250}),
        ReturnData("namnd", ("1280", "1281"), "r", 2016, 2013, FORM, {"caseworkers.women": 500}),
        ReturnData("2080", ("2080",), "r", 2015, 2013, FORM, {"caseworkers.women": 900}),
    ]
    regions = {**REGIONS, "namnd": Region("namnd", "Nämnden", "12", "Län 12")}
    found = figures("caseworkers", data, 2016, regions)
    assert found.inner == {("0180", "women"): 350, ("namnd", "women"): 500}
    assert [region.code for region in found.regions] == ["0180", "namnd"]


@pytest.mark.parametrize(("figure", "people"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_the_fewest_persons_behind_full_time_equivalents(figure: int, people: int) -> None:
    assert persons(figure, Unit.FTE) == people
    assert persons(figure, Unit.COUNT) == figure


def test_what_is_few_is_hidden_and_the_audit_agrees() -> None:
    few = {code: (900 + 100 * place, 800) for place, code in enumerate(sorted(REGIONS))} | {
        "0115": (900, 100)
    }
    found = protect(RELEASE, [TABLE], FORM, returns(few), REGIONS, made_up=True)
    table = found.record["tables"][0]
    assert found.is_safe and table["primary"] == 1 and table["secondary"] >= 3
    (cube,) = found.cubes
    places = {value.code: place for place, value in enumerate(cube.dimensions[0].values)}
    assert cube.cells[3 * places["0115"] + 1] is None
    assert cube.cells[2] is not None
    assert any("Påhittade" in note.sv for note in cube.notes)
    assert table["safe"] and table["unsafe"] == {} and found.record["safe"]


BROKEN = """\
id: staff
version: "1"
title: {sv: Tabeller, en: Tables}
description: {sv: Om, en: About}
source: Källa
valid_from: 2016-01-01
instrument: competence-inventory@2016
year: 2016
rules: {method: rounding}
tables:
  - {id: one, question: caseworkers, title: {sv: A, en: A}}
  - {id: one, question: caseworkers, title: {sv: B, en: B}}
  - {id: three, question: appraisal_follow_up, title: {sv: C, en: C}}
  - {id: four, question: no_degree, share_of: team_leaders, title: {sv: D, en: D}}
  - {id: five, question: caseworkers, share_of: no_degree, title: {sv: E, en: E}}
"""


def test_what_is_wrong_in_a_definition_is_told_by_line() -> None:
    with pytest.raises(DefinitionError) as caught:
        load_release(BROKEN, "release.yaml", all_instruments())
    assert [problem.line for problem in caught.value.problems] == [9, 12, 12, 13, 14, 15]
    with pytest.raises(DefinitionError, match="finns inte"):
        load_release(BROKEN.replace("@2016", "@1900"), "release.yaml", all_instruments())


@settings(max_examples=25, deadline=None)
@given(ANSWERS)
def test_no_cell_of_few_is_in_the_cube_and_what_is_hidden_holds_in_figures_too(
    given_: dict[str, tuple[int, int]],
) -> None:
    found = protected(returns(given_))
    assert found.is_safe, found.record
    codes = [value.code for value in found.cubes[0].dimensions[0].values]
    for code, both in given_.items():
        for place, figure in enumerate(both):
            if 0 < persons(figure, Unit.FTE) < RELEASE.rules.threshold:
                assert found.cubes[0].cells[3 * codes.index(code) + place] is None


def cells(found: Group) -> dict[tuple[str, ...], Decimal | None]:
    *dimensions, _time, _contents = found.cubes[0].dimensions
    codes = product(*((value.code for value in one.values) for one in dimensions))
    return dict(zip(codes, found.cubes[0].cells, strict=True))


MANY = {code: (900 + 137 * place, 800 + 61 * place) for place, code in enumerate(sorted(REGIONS))}


def test_what_is_hidden_once_stays_hidden_and_the_same_answers_give_the_same_release() -> None:
    first = protected(returns(MANY | {"0115": (900, 100)}))
    again = protected(returns(MANY | {"0115": (900, 100)}), earlier=[first.edition])
    assert again.cubes == first.cubes and again.is_safe and again.edition.hidden == first.edition.hidden
    other = protected(returns(MANY | {"0115": (900, 100), "1280": (1300, 800)}), earlier=[first.edition])
    hidden = {key for key, figure in cells(first).items() if figure is None}
    assert hidden and all(cells(other)[key] is None for key in hidden)


def test_a_municipality_that_answers_late_is_not_told_by_the_difference() -> None:
    before = {code: both for code, both in MANY.items() if code != "0115"}
    first = protected(returns(before))
    late = returns(before | {"0115": (200, 0)})
    after = protected(late, earlier=[first.edition])
    assert protected(late).is_safe and after.is_safe
    told, then = cells(after), cells(first)
    assert told["0115", "women"] is None
    for place in ("01", "00"):
        assert then[place, "women"] is not None and told[place, "women"] is None


COUNTIES = release("levels-by-county@2016")
LEVELS = [f"level_law.{direction}" for direction in ("social_law", "family_law")]


def by_county(data: Iterable[ReturnData], *, earlier: Sequence[Edition] = ()) -> Group:
    return protect(COUNTIES, COUNTIES.tables[:1], FORM, data, REGIONS, earlier=earlier, made_up=False)


def levels(code: str, **each: int) -> ReturnData:
    values = {f"{one}.{level}": figure for one in LEVELS for level, figure in each.items()}
    return ReturnData(code, (code,), "r", 2016, 2013, FORM, values)


def test_a_late_municipality_is_not_told_by_the_difference_of_two_tables_by_county() -> None:
    """The municipality is no cell of the table; one person lacking must not be the county's growth."""
    many = [levels(code, lacking=700, basic=800, advanced=900) for code in REGIONS if code != "0115"]
    first = by_county(many)
    assert first.is_safe
    after = by_county([*many, levels("0115", lacking=100)], earlier=[reread(first.edition)])
    assert after.is_safe
    told, then = cells(after), cells(first)
    for place in ("01", "00"):
        for direction in ("social_law", "family_law"):
            assert then[place, direction, "lacking"] is not None
            assert told[place, direction, "lacking"] is None
            assert told[place, direction, "total"] is None
            assert told[place, direction, "basic"] == then[place, direction, "basic"]


def test_several_late_municipalities_together_are_told_as_a_county_is() -> None:
    many = [levels(code, lacking=700, basic=800, advanced=900) for code in REGIONS if code[:2] != "01"]
    many.append(levels("0114", lacking=700, basic=800, advanced=900))
    late = [levels(code, lacking=400, basic=500, advanced=600) for code in ("0115", "0180")]
    after = by_county([*many, *late], earlier=[reread(by_county(many).edition)])
    assert after.is_safe and cells(after)["01", "social_law", "lacking"] == 15


def test_a_late_district_is_not_told_by_the_growth_of_its_city() -> None:
    city = ReturnData("0180-farsta", ("0180",), "r", 2016, 2013, FORM, {
        "caseworkers.women": 2000, "caseworkers.men": 1500,
    })  # fmt: skip
    others = returns({code: both for code, both in MANY.items() if code != "0180"})
    first = protected([*others, city])
    late = ReturnData("0180-bromma", ("0180",), "r", 2016, 2013, FORM, {
        "caseworkers.women": 150, "caseworkers.men": 50,
    })  # fmt: skip
    after = protected([*others, city, late], earlier=[reread(first.edition)])
    assert after.is_safe
    assert cells(first)["0180", "women"] == 20
    assert cells(after)["0180", "women"] is None and cells(after)["0180", "men"] is None


def test_a_correction_is_told_as_before() -> None:
    """Who has answered before and changes an answer adds nobody: the difference is no cell."""
    first = protected(returns(MANY))
    after = protected(returns(MANY | {"1280": (1900, 1500)}), earlier=[reread(first.edition)])
    assert after.is_safe and cells(after)["1280", "women"] == 19


def reread(told: Edition) -> Edition:
    return read_edition(kept_edition(told))


def edition_of(inner: Mapping[str, int], hidden: Iterable[str] = ()) -> Edition:
    """A question without dimensions by region, all in one county."""
    above = dict.fromkeys(inner, "c01") | {"c01": ALL}
    found = edition(
        {"q": Answers({(code,): figure for code, figure in inner.items()},
                      {(code,): -(-figure // 100) for code, figure in inner.items()}, (), 100)},
        {"q": ()}, above, (), zeros=False,
    )  # fmt: skip
    away = {("q", code) for code in hidden}
    return found.with_hidden(away, {name for name in away if found.persons[name] < 4})


def unsafe(*editions: Edition) -> set[tuple[str, str]]:
    found = [audit(as_told(editions, (), RELEASE.rules, unit)) for unit in ("figures", "persons")]
    told = {cell.key[1:] for one in found for cell in one.cells if cell.verdict != "safe"}
    return told | {key[1:] for one in found for _verdict, key, _detail in one.faults}


def test_what_another_release_shows_is_no_secret_and_differences_are_judged_by_interval() -> None:
    first = edition_of({"a": 200, "b": 300, "c": 900}, hidden="ab")
    assert unsafe(first) == set()
    assert read_edition(kept_edition(first)) == first
    same = edition_of({"a": 200, "b": 300, "c": 900})
    assert {key[0] for key in unsafe(first, same)} == {"a", "b"}
    # The sum of two hidden cells was 5,00 and is 5,10 since one of them changed: neither follows, both hold.
    changed = edition_of({"a": 210, "b": 300, "c": 900}, hidden="ab")
    assert unsafe(first, changed) == set()
    # The other one left: what is left of the county is the first one, which nobody had been told.
    assert ("a", "200") in unsafe(first, edition_of({"a": 200, "c": 900}, hidden="a"))


def test_a_difference_that_narrows_without_telling_is_refused_too() -> None:
    """2,00 and 30,00 are hidden together; when the large one is nearly gone the small one is bounded."""
    first = edition_of({"a": 200, "b": 3000, "c": 900}, hidden="ab")
    second = edition_of({"a": 200, "b": 10, "c": 900}, hidden="ab")
    assert unsafe(first) == set()
    assert ("a", "200") in unsafe(first, second)


def test_the_form_says_which_figures_are_parts_of_others() -> None:
    found = {link.rest: link for link in known_parts(FORM)}
    assert found["K101:women"].whole == ("caseworkers", "women")
    assert found["K101:women"].parts == (("no_degree", "women"),)
    assert found["K102"].parts == (("degree_under_1_year",), ("no_degree", ALL))
    assert ("level_law", "family_law", ALL) in {part for link in found.values() for part in link.parts}
    assert "K121" not in found
    assert groups(["no_degree", "team_leaders", "caseworkers"], (), known_parts(FORM)) == [
        ("no_degree", "caseworkers"),
        ("team_leaders",),
    ]
    assert groups(["no_degree"], ["caseworkers"], known_parts(FORM)) == [("no_degree", "caseworkers")]


def both(code: str, women: int, men: int, without: tuple[int, int]) -> ReturnData:
    keys = ("caseworkers.women", "caseworkers.men", "no_degree.women", "no_degree.men")
    values = dict(zip(keys, (women, men, *without), strict=True))
    return ReturnData(code, (code,), "r", 2016, 2013, FORM, values)


LINKED = st.dictionaries(
    st.sampled_from(sorted(REGIONS)),
    st.tuples(FTE, FTE, st.integers(0, 100), st.integers(0, 100)),
    min_size=1,
)


@settings(max_examples=20, deadline=None)
@given(LINKED)
def test_what_is_left_of_a_whole_is_protected_as_well(
    linked: dict[str, tuple[int, int, int, int]],
) -> None:
    data = [
        both(code, women, men, (women * share // 100, men * other // 100))
        for code, (women, men, share, other) in linked.items()
    ]
    found = protect(RELEASE, RELEASE.tables[:2], FORM, data, REGIONS, made_up=False)
    assert found.is_safe, found.record["unsafe"]
    told = found.edition
    for one in data:
        for gender in ("women", "men"):
            left = one.values[f"caseworkers.{gender}"] - one.values[f"no_degree.{gender}"]
            if 0 < left <= 300:
                pair = {("caseworkers", one.unit, gender), ("no_degree", one.unit, gender)}
                assert pair & told.hidden, (one.unit, gender, left)


def test_a_share_is_hidden_where_its_part_or_its_whole_is() -> None:
    data = [
        both(code, 2000 + 100 * place, 1500, (200 if code == "0115" else 1000, 700))
        for place, code in enumerate(sorted(REGIONS))
    ]
    tables = [one for one in RELEASE.tables if one.question in {"caseworkers", "no_degree"}]
    found = protect(RELEASE, tables, FORM, data, REGIONS, made_up=False)
    whole, part, share = found.cubes
    assert found.is_safe and share.contents.values[0].code == "share"
    assert None in share.cells and any(one is not None for one in share.cells)
    for told in zip(whole.cells, part.cells, share.cells, strict=True):
        assert (told[2] is None) == (told[0] is None or told[1] is None)
        if told[2] is not None:
            assert told[2] == pytest.approx(100 * told[1] / told[0], abs=Decimal("0.6"))


def test_a_table_by_county_tells_of_counties_and_the_nation_alone() -> None:
    definition = release("levels-by-county@2016")
    table = definition.tables[0]
    keys = [f"level_law.{one.members[0].id}.{one.members[1].id}" for _head, row, _total in
            FORM.rows(FORM.questions["level_law"]) for one in row]  # fmt: skip
    data = [ReturnData(code, (code,), "r", 2016, 2013, FORM, dict.fromkeys(keys, 600)) for code in REGIONS]
    found = protect(definition, [table], FORM, data, REGIONS, made_up=False)
    assert [one.code for one in found.cubes[0].dimensions[0].values] == ["00", "01", "12", "20"]
    assert found.is_safe and None not in found.cubes[0].cells


def test_a_part_told_by_county_alone_leaves_nothing_of_single_municipalities() -> None:
    law = {f"level_law.family_law.{level}": 600 for level in ("basic", "advanced", "lacking")}
    data = [
        ReturnData(
            code, (code,), "r", 2016, 2013, FORM, {"caseworkers.women": 2000, "caseworkers.men": 900} | law
        )
        for code in REGIONS
    ]
    first = protected(data)
    definition = release("levels-by-county@2016")
    found = protect(
        definition, definition.tables[:1], FORM, data, REGIONS, earlier=[first.edition], made_up=False
    )
    assert found.is_safe and found.record["system"]["earlier"] == 1
    whole = [(total, parts) for total, parts in found.edition.sums if total == ("K112:family_law", "c12")]
    assert ("K112:family_law", "c12") in found.edition.figures and whole == []


def test_half_with_a_degree_and_half_without_are_two_persons() -> None:
    found = protect(
        RELEASE,
        RELEASE.tables[:2],
        FORM,
        [both(code, 100, 2000, (50, 0)) for code in REGIONS],
        REGIONS,
        made_up=False,
    )
    assert found.edition.persons["caseworkers", "0114", "women"] == 2
    assert found.is_safe


def test_a_question_of_two_dimensions_has_its_total_over_the_last_and_a_blank_is_not_zero() -> None:
    question = FORM.questions["level_law"]
    table = TABLE.model_copy(update={"question": question.id})
    first = ".".join(FORM.dimension(one).members[0].id for one in question.dimensions)
    data = [
        ReturnData(code, (code,), "r", 2016, 2013, FORM, {f"level_law.{first}": 1200}) for code in REGIONS
    ]
    (cube,) = protect(RELEASE, [table], FORM, data, REGIONS, made_up=False).cubes
    assert [one.code for one in cube.dimensions[:3]] == ["Region", *question.dimensions]
    assert [one.values[-1].code == "total" for one in cube.dimensions[1:3]] == [False, True]
    assert set(cube.cells) == {None, Decimal("12.0"), Decimal("24.0"), Decimal("36.0"), Decimal("72.0")}


def test_a_question_that_nobody_has_answered_is_told_by_its_title() -> None:
    with pytest.raises(CannotProtect, match="Handläggare"):
        protected([])


def test_a_part_that_is_larger_than_its_whole_is_refused_with_the_arithmetic() -> None:
    data = [both(code, 2000, 1500, (200, 100)) for code in REGIONS if code != "0115"]
    wrong = both("0115", 1050, 400, (1100, 100))
    with pytest.raises(CannotProtect) as caught:
        protect(RELEASE, RELEASE.tables[:2], FORM, [*data, wrong], REGIONS, made_up=False)
    (finding,) = caught.value.findings
    assert finding.code == "P126" and "0115 Kommun 0115" in finding.message.sv
    assert "Kvinnor 11 är mer än" in finding.message.sv and "Kvinnor 10,5." in finding.message.sv
    assert "11 is more than" in finding.message.en and "10.5." in finding.message.en


def test_a_part_beside_a_whole_that_is_not_answered_contradicts_nothing() -> None:
    data = [both(code, 2000, 1500, (200, 100)) for code in REGIONS]
    data[0] = replace(data[0], values={"caseworkers.men": 50, "no_degree.women": 200, "no_degree.men": 50})
    assert protect(RELEASE, RELEASE.tables[:2], FORM, data, REGIONS, made_up=False).is_safe
