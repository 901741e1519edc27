from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.frameworks.loader import load_framework
from kompetenslyft.core.instruments.loader import load_instrument
from kompetenslyft.exchange.definitions import all_frameworks, definition_files, framework, instrument

SMALL = """\
id: form
version: "1"
title: {sv: Formulär, en: Form}
source: test
valid_from: 2016-01-01
framework: child-welfare@2013
dimensions:
  - {id: level, label: {sv: Nivå, en: Level}, from: levels}
  - {id: direction, label: {sv: Inriktning, en: Direction}, from: directions, area: law}
sections:
  - id: numbers
    title: {sv: Antal, en: Numbers}
    mandatory: newcomers
    questions:
      - {id: staff, label: {sv: Personal, en: Staff}, unit: fte, maximum: 100}
      - {id: levels, label: {sv: Nivåer, en: Levels}, unit: fte, dimensions: [direction, level], total: true}
      - {id: plan, label: {sv: Plan, en: Plan}, unit: yes_no}
      - id: forms
        label: {sv: Former, en: Forms}
        unit: choices
        options:
          - {id: own, label: {sv: Egen regi, en: Alone}}
          - {id: other, label: {sv: Annan, en: Other}}
checks:
  - code: K101
    kind: hard
    for_each: {d: direction}
    rule: "levels.{d}.total <= staff"
    message:
      sv: "{d}: {levels.{d}.total} av {staff:1}."
      en: "{d}: {levels.{d}.total} of {staff:1}."
"""


def problems(source: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(DefinitionError) as caught:
        load_instrument(source, "form.yaml", all_frameworks())
    for problem in caught.value.problems:
        assert problem.file == "form.yaml"
        assert str(problem).startswith(f"form.yaml:{problem.line}: {problem.what.sv} ")
        assert problem.remedy.sv
        assert problem.remedy.en
    return [(problem.line, problem.what.en) for problem in caught.value.problems]


def changed(old: str, new: str) -> list[tuple[int, str]]:
    assert old in SMALL
    return problems(SMALL.replace(old, new))


def test_a_framework_dimension_is_filled_in() -> None:
    form = load_instrument(SMALL, "form.yaml", all_frameworks())
    assert [member.id for member in form.dimension("level").members] == ["basic", "advanced", "lacking"]
    assert form.dimension("level").members[0].help is not None
    assert len(form.dimension("direction").members) == 5
    assert "levels.family_law.total" in form.cells


def test_without_an_area_all_directions_are_taken() -> None:
    form = load_instrument(SMALL.replace(", area: law", ""), "form.yaml", all_frameworks())
    assert len(form.dimension("direction").members) == 26


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("source: test", "source: test\nsource: again", 5, "“source” stands twice, first on line 4."),
        ('version: "1"', "version: 1", 2, "The value of “version” is of the wrong kind."),
        ("sv: Formulär, en: Form", "sv: Formulär", 3, "The text is missing in English."),
        ("{sv: Antal, en: Numbers}", "Antal", 12, "The value of “title” is of the wrong kind."),
        ("source: test\n", "", 1, "The field “source” is missing."),
        ("2016-01-01", "2016-13-01", 5, "The value of “valid_from” is of the wrong kind."),
        ("child-welfare@2013", "child-welfare@2099", 6, "There is no framework “child-welfare@2099”."),
        (
            "framework: child-welfare@2013\n",
            "",
            7,
            "The dimension is taken from a framework, but the form names none.",
        ),
        ("from: levels", "from: areas", 8, "“areas” is not in a framework."),
        ("from: levels", "from: levels, area: law", 8, "Levels do not belong to an area."),
        ("from: levels", "from: levels, members: []", 8, "The dimension has both “members” and “from”."),
        ("from: levels", "members: []", 8, "The dimension “level” has no members."),
        ("area: law", "area: lag", 9, "The framework has no area “lag”."),
        ("mandatory: newcomers", "mandatory: sometimes", 13, "“sometimes” is no value of “mandatory”."),
        ("mandatory: newcomers", "mandtory: newcomers", 13, "There is no field “mandtory” here."),
        ("id: staff", "id: Staff", 15, "“Staff” cannot be a id."),
        ("id: staff", "id: total", 15, "“total” is a reserved word."),
        ("id: staff", "id: class", 15, "“class” is a reserved word."),
        ("id: staff", "id: within", 15, "“within” is a reserved word."),
        ("maximum: 100", "maximum: -1", 15, "The upper bound is below the lower."),
        ("maximum: 100", "total: true", 15, "“staff” has no parts to add up."),
        ("maximum: 100", "maximum: .inf", 15, "“.inf” cannot be used here."),
        ("[direction, level]", "[direction, levl]", 16, "There is no dimension “levl”."),
        ("[direction, level]", "[level, level]", 16, "“level” stands twice."),
        ("[direction, level]", "[direction, level, level]", 16, "“dimensions” has too many parts."),
        ("id: plan", "id: staff", 17, "“staff” stands on line 15 already."),
        ("unit: yes_no", "unit: choice", 17, "“plan” has nothing to choose from."),
        ("unit: yes_no", "unit: yes_no, maximum: 3", 17, "Only numbers have bounds."),
        ("unit: choices", "unit: fte", 21, "The unit “fte” takes no options."),
        ("id: other", "id: own", 23, "“own” stands on line 22 already."),
        ("sv: Annan", "sv: Alone", 23, "Two options are called “alone”."),
        ("sv: Annan", "sv: a;b", 23, "A semicolon separates answers."),
        ("code: K101", "code: 101", 25, "The value of “code” is of the wrong kind."),
        ("code: K101", "code: X1", 25, "“X1” cannot be a code."),
        ("code: K101", "code: K201", 25, "The code K201 is taken by the system."),
        ("d: direction}", "d: direktion}", 27, "There is no dimension “direktion”."),
        ("<= staff", "<= stuff", 28, "There is no cell “stuff”."),
        ("<= staff", "<=", 28, "The expression breaks at character 1."),
        ("<= staff", "<= {x}", 28, "“{x}” has nothing to fill it."),
        ("<= staff", "<= sum(levels.{*x}.basic)", 28, "“{*x}” has nothing to fill it."),
        ("levels.{d}.total <= staff", "plan == 'ja'", 28, "“plan” has no option “ja”."),
        ('"{d}: {levels.{d}.total} av', '"{d}: {levels.{d}.total av', 30, "A brace “{” lacks its other."),
        ("} of {staff:1}", "} of {stuff}", 31, "There is no cell “stuff”."),
        ("} of {staff:1}", "} of {sum(}", 31, "The expression breaks at character 4."),
        ("kind: hard", "kind: hard\n    cells: [nowhere]", 27, "There is no cell “nowhere”."),
        ("id: own", "!!python/name:os.system id: own", 22, None),
        ("title: {sv: Antal", "title: {sv: Antal: ", 12, None),
    ],
)
def test_a_broken_form_is_told_with_line_and_what(old: str, new: str, line: int, what: str | None) -> None:
    told = changed(old, new)
    assert line in {at for at, _ in told}
    assert what is None or (line, what) in told


def test_several_mistakes_are_told_at_once() -> None:
    source = (
        SMALL.replace("id: staff", "id: total")
        .replace("levl", "level")
        .replace("unit: yes_no", "unit: choice")
    )
    assert [line for line, _ in problems(source)] == [15, 17]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "- a\n- b",
        "text",
        "a: &x [*x]",
        "[" * 5000,
        "a: \x00",
        "a: b\n---\nc: d",
        b"id: \xff",
        "? [a]\n: b",
        "*x",
    ],
)
def test_what_is_no_definition_is_told(source: str | bytes) -> None:
    assert problems(source)


def test_aliases_that_multiply_are_stopped() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert any("grows without bound" in what for _, what in problems("\n".join(lines)))


def test_a_file_beyond_all_measure_is_not_read() -> None:
    assert problems("#" * 1_000_001) == [(1, "The file has over 1000000 characters.")]


def test_no_is_text() -> None:
    form = load_instrument(SMALL.replace("{id: other, ", "{id: no, "), "form.yaml", all_frameworks())
    assert [option.id for option in form.questions["forms"].options] == ["own", "no"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("id: law", "id: psychology", "“psychology” stands on line"),
        ("id: family_law", "id: social_law", "“social_law” stands on line"),
        ("id: basic", "id: total", "“total” is a reserved word."),
        ("id: basic", "id: Basic", "“Basic” cannot be an id."),
        (
            "valid_from: 2013-05-16",
            "valid_from: 2013-05-16\nvalid_to: 2012-01-01",
            "The framework ends before it begins.",
        ),
    ],
)
def test_a_broken_framework_is_told(old: str, new: str, what: str) -> None:
    source = (files("kompetenslyft") / "definitions/frameworks/child-welfare-2013.yaml").read_text("utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_framework(source.replace(old, new, 1), "framework.yaml")
    assert any(problem.what.en.startswith(what) and problem.line > 1 for problem in caught.value.problems)


def test_the_framework_has_five_areas_and_26_directions() -> None:
    areas = framework("child-welfare@2013").areas
    assert [len(area.directions) for area in areas] == [14, 5, 3, 2, 2]


def test_the_packaged_forms_are_read_once() -> None:
    assert instrument("competence-inventory@2016") is instrument("competence-inventory@2016")
    assert len(definition_files("instruments")) >= 2
    with pytest.raises(KeyError):
        instrument("competence-inventory@1999")


SCRAPS = [
    "",
    " ",
    "\n",
    "  ",
    ":",
    "- ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    "#",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "?",
    "\t",
    "0",
    "%",
    "é",
]
edits = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=len(SMALL)),
        st.integers(min_value=0, max_value=12),
        st.one_of(st.sampled_from(SCRAPS), st.text(max_size=6)),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits)
def test_a_damaged_form_loads_or_names_file_and_line(damage: list[tuple[int, int, str]]) -> None:
    source = SMALL
    for start, length, scrap in damage:
        source = source[:start] + scrap + source[start + length :]
    try:
        load_instrument(source, "form.yaml", all_frameworks())
    except DefinitionError as error:
        assert error.problems
        last = source.count("\n") + 1
        assert all(problem.file == "form.yaml" and 1 <= problem.line <= last for problem in error.problems)


def test_the_form_in_the_how_to_works() -> None:
    guide = Path(__file__).parents[3] / "docs/how-to/skriv-ett-formular.md"
    source = guide.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
    form = load_instrument(source, "min-fil.yaml", {})
    assert "taken.total" in form.cells
    with pytest.raises(DefinitionError) as caught:
        load_instrument(source.replace("<= offered.", "<= offerd."), "min-fil.yaml", {})
    assert str(caught.value.problems[0]) in guide.read_text("utf-8")
