"""A broken table definition says file, line and remedy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.tabulation.loader import load_tables
from kompetenslyft.core.tabulation.model import TableSet
from kompetenslyft.exchange.definitions import all_frameworks, all_instruments, definition_files

SOURCE = """id: small
version: "1"
title: {sv: "Prov", en: "Test"}
source: "Prov"
valid_from: 2016-01-01
instrument: competence-inventory@2016
tables:
  - number: "1"
    title: {sv: "Handläggare", en: "Caseworkers"}
    rounds: [{year: 2016}]
    counted: [caseworkers]
    columns:
      - {id: women, headers: [{sv: "Kvinnor", en: "Women"}], sum: caseworkers.women, unit: fte, decimals: 1}
      - {id: plans, data_only: true, unit: municipalities, municipalities: {question: plan_leaders, answers: ["yes"]}}
"""


def _load(source: str) -> TableSet:
    return load_tables(source, "small.yaml", all_instruments(), all_frameworks())


def test_the_small_set_loads() -> None:
    table = _load(SOURCE).table("1")
    assert [item.id for item in table.rows.items] == ["all"]


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        ("sum: caseworkers.women", "sum: caseworkers.girls", 13, "«caseworkers.girls»", "summa av celler"),
        ("sum: caseworkers.women", "sum: caseworkers.total + caseworkers.men", 13, "två gånger", "Ta bort"),
        ("unit: fte", "unit: count", 13, "mäts inte i count", "Skriv fte"),
        ("unit: fte", "unit: percent", 13, "passar inte måttet sum", "Andelar mäts i percent"),
        ("sum: caseworkers.women, ", "", 13, "har 0 mått", "Ange ett av"),
        ('answers: ["yes"]', 'answers: ["maybe"]', 14, "inget svar «maybe»", "Svaren är yes, no"),
        ("question: plan_leaders", "question: comment", 14, "ingen fråga «comment»", "id för en fråga"),
        ("counted: [caseworkers]", "counted: [caseworkers.women]", 11, "ingen fråga", "id för en fråga"),
        (
            "rounds: [{year: 2016}]",
            "rounds: [{year: 2016}, {year: 2015}]",
            10,
            "flera insamlingar",
            "each: rounds",
        ),
        (
            "rounds: [{year: 2016}]",
            "rounds: [{year: 2016}]\n    rows: {each: moons}",
            11,
            "«moons»",
            "rounds, areas",
        ),
        ('number: "1"', 'number: "x1"', 8, "«x1»", "Skriv till exempel"),
        ("id: plans", "id: women", 14, "finns redan på rad 13", "annat namn"),
        (
            "competence-inventory@2016",
            "competence-inventory@1999",
            6,
            "finns inte",
            "competence-inventory@2016",
        ),
        ('headers: [{sv: "Kvinnor", en: "Women"}], ', "", 13, "ingen rubrik", "headers"),
        ("decimals: 1", "decimal: 1", 13, "decimal", "decimals"),
    ],
)
def test_each_fault_is_told_with_line_and_remedy(
    old: str, new: str, line: int, what: str, remedy: str
) -> None:
    assert old in SOURCE
    with pytest.raises(DefinitionError) as error:
        _load(SOURCE.replace(old, new, 1))
    told = [str(problem) for problem in error.value.problems]
    assert any(
        text.startswith(f"small.yaml:{line}: ") and what in text and remedy in text for text in told
    ), told


def test_several_faults_are_told_at_once() -> None:
    broken = SOURCE.replace("caseworkers.women", "nothing").replace("plan_leaders", "nobody")
    with pytest.raises(DefinitionError) as error:
        _load(broken)
    assert [problem.line for problem in error.value.problems] == [13, 14]


@settings(max_examples=60, deadline=None)
@given(
    cut=st.integers(0, len(SOURCE) - 1),
    length=st.integers(1, 12),
    junk=st.text('{}[]:,- \nabc1"', max_size=6),
)
def test_a_damaged_definition_loads_or_says_where_it_is_damaged(cut: int, length: int, junk: str) -> None:
    try:
        _load(SOURCE[:cut] + junk + SOURCE[cut + length :])
    except DefinitionError as error:
        assert all(problem.file == "small.yaml" and problem.line >= 1 for problem in error.problems)


def test_all_packaged_sets_are_bilingual_and_loaded() -> None:
    for file in definition_files("tables"):
        loaded = load_tables(file.read_bytes(), file.name, all_instruments(), all_frameworks())
        assert loaded.tables
