"""Cells that nobody enters: given figures; and cells that documents answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.codes import Code
from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.checks import run_checks
from kompetenslyft.core.instruments.completeness import completeness, completeness_findings
from kompetenslyft.core.instruments.derived import with_totals
from kompetenslyft.core.instruments.loader import load_instrument
from kompetenslyft.core.instruments.values import format_value, key_finding, parse_given, parse_value
from tests.factories.claims import FORM, SOURCE

GIVEN = [key for key, spec in FORM.cells.items() if spec.given]
DOCUMENT = f"{'0' * 64}/Beslut om delegation.pdf"

given_values = st.dictionaries(st.sampled_from(GIVEN), st.integers(0, 10**9))
entered_values = st.fixed_dictionaries(
    {},
    optional={
        "claimed.inventory": st.integers(0, 10**9),
        "claimed.training": st.integers(0, 10**9),
        "delegation": st.just(DOCUMENT),
    },
)


def test_which_cells_are_given() -> None:
    assert GIVEN == ["offered.inventory", "offered.training", "staff"]
    assert FORM.cells["offered.total"].derived, "a total of given cells is derived"
    assert not FORM.cells["offered.total"].given
    assert [key for key, spec in FORM.cells.items() if spec.entered] == [
        "claimed.inventory",
        "claimed.training",
        "remark",
        "delegation",
    ]


@given(entered_values, given_values)
def test_what_is_given_asks_nothing_of_those_who_answer(
    entered: dict[str, int | str], more: dict[str, int]
) -> None:
    alone, beside = (completeness(FORM, values, newcomer=True) for values in (entered, entered | more))
    assert alone == beside
    assert alone.cells == 4
    assert alone.mandatory == 3
    assert alone.complete == ({"claimed.inventory", "claimed.training", "delegation"} <= entered.keys())
    for finding in completeness_findings(FORM, more, newcomer=True):
        assert not set(finding.cells) & set(GIVEN)


@given(given_values)
def test_totals_of_given_cells_are_derived_as_usual(values: dict[str, int]) -> None:
    parts = [values[key] for key in ("offered.inventory", "offered.training") if key in values]
    assert with_totals(FORM, values).get("offered.total") == (sum(parts) if parts else None)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_checks_reckon_with_given_figures(offered: int, claimed: int) -> None:
    found = run_checks(FORM, {"offered.training": offered, "claimed.training": claimed}, newcomer=False)
    assert ("K110:training" in {finding.instance for finding in found}) == (claimed > offered)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("offered.inventory", Code.GIVEN_KEY),
        ("offered.total", Code.DERIVED_KEY),
        ("delegation", Code.FILE_KEY),
        ("nonsense", Code.UNKNOWN_KEY),
    ],
)
@pytest.mark.parametrize("raw", ["1", "", None])
def test_what_is_not_entered_is_refused_with_who_does_it(key: str, code: Code, raw: object) -> None:
    finding = parse_value(FORM, key, raw)
    assert isinstance(finding, Finding)
    assert finding == key_finding(FORM, key)
    assert finding.code == code


@given(st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats(), st.decimals()))
def test_a_given_figure_is_read_as_an_entered_one(raw: object) -> None:
    parsed = parse_given(FORM, "offered.inventory", raw)
    twin = parse_value(FORM, "claimed.inventory", raw)
    if isinstance(parsed, Finding) and isinstance(twin, Finding):
        assert (parsed.code, parsed.message) == (twin.code, twin.message)
    else:
        assert parsed == twin


@pytest.mark.parametrize("key", ["claimed.inventory", "offered.total", "delegation", "nonsense"])
def test_nothing_else_can_be_given(key: str) -> None:
    with pytest.raises(KeyError):
        parse_given(FORM, key, 1)


def test_a_document_is_shown_by_its_name() -> None:
    assert format_value(FORM.cells["delegation"], DOCUMENT, "sv") == "Beslut om delegation.pdf"


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("unit: file\n", "unit: file\n        given: true\n", "A file is attached by the respondent."),
        ("unit: fte\n", "unit: fte\n        mandatory: always\n", "cannot be demanded"),
        ("unit: file\n", "unit: file\n        maximum: 3\n", "Only numbers have bounds."),
        ("unit: file\n", "unit: file\n        total: true\n", "no parts to add up"),
    ],
)
def test_a_form_that_makes_no_sense_is_not_loaded(was: str, becomes: str, says: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_instrument(SOURCE.replace(was, becomes), "claim.yaml", {})
    assert any(says in problem.what.en for problem in caught.value.problems)
    assert all(problem.remedy.sv for problem in caught.value.problems)
