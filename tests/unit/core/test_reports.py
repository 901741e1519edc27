"""Reports: text that follows the tables, definitions that say what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.reports.compose import compose
from kompetenslyft.core.reports.document import (
    BulletList,
    ChartBlock,
    Heading,
    MapBlock,
    Paragraph,
    Place,
    Reach,
    Run,
    TableBlock,
)
from kompetenslyft.core.reports.figures import Figures
from kompetenslyft.core.reports.loader import load_report
from kompetenslyft.core.reports.placeholders import MissingFigure, PlaceholderError, render, split
from kompetenslyft.core.tabulation.compute import compute
from kompetenslyft.exchange.definitions import all_table_sets, definition_files, table_set
from tests.factories import reports

SOURCE = next(file for file in definition_files("reports") if file.name == "national-follow-up-2016.yaml")
TEXT = SOURCE.read_text("utf-8")


@pytest.fixture(scope="module")
def figures():
    tables = {
        number: t
        for one in all_table_sets().values()
        for number, t in compute(one, reports.returns()).items()
    }
    return Figures(tables)


def said(text, figures):
    links = {("table", "1"): Run("tabell 1", "tabell-1")}
    return "".join(run.text for run in render(text, figures, "sv", links)).replace("\u00a0", " ")


def plain(document):
    texts = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            texts.append("".join(run.text for run in block.runs))
        elif isinstance(block, BulletList):
            texts += ["".join(run.text for run in item) for item in block.items]
    return [text.replace("\u00a0", " ") for text in texts]


def test_figures_by_name(figures):
    assert figures("t1.total_fte") == figures("t1.women_fte") + figures("t1.men_fte")
    assert figures("t1.n") == 5
    assert figures("t11.y2014.n_municipalities") == 2
    assert figures("p1.appraisal_follow_up.n") == 5
    levels = sum(figures(f"t5.family_law.{level}_pct") for level in ("basic", "advanced", "lacking"))
    assert levels == 1
    assert figures("t5.family_law.lacking_pct") == figures("t5.family_law.lacking_fte") / figures(
        "t5.family_law.total_fte"
    )
    with pytest.raises(KeyError):
        figures("t5.no_such_row.lacking_pct")


def test_placeholders_say_what_the_tables_say(figures):
    total = figures("t1.total_fte")
    assert said("{number: t1.total_fte} handläggare", figures) == f"{total} handläggare"
    assert said("{Count: t1.n} kommuner", figures) == "Fem kommuner"
    yes = int(figures("p1.appraisal_follow_up.yes"))
    expected = {0: "ingen av 5", 5: "samtliga 5"}.get(yes, f"{yes} av 5")
    assert said("{of: p1.appraisal_follow_up.yes of p1.appraisal_follow_up.n}", figures) == expected
    assert said("Se {table: 1}.", figures) == "Se tabell 1."
    assert said("{most: t1.women_fte / t1.total_fte | handläggarna}", figures) == "nästan alla handläggarna"


def test_the_rows_with_the_highest_figures_are_named_with_those_that_tie(figures):
    rows = figures.column("t5.lacking_pct")
    highest = max(figure for _, figure in rows)
    names = [label.sv[0].lower() + label.sv[1:] for label, figure in rows if figure == highest]
    text = said("{highest: t5.lacking_pct}", figures)
    assert all(name in text for name in names)


def test_rows_that_have_fallen_are_counted(figures):
    before, after = figures.column("p10.lacking_pct"), figures.column("t5.lacking_pct")
    fallen = sum(new < old for (_, old), (_, new) in zip(before, after, strict=True))
    expected = {0: "ingen av 5", 5: "samtliga 5"}.get(fallen, f"{fallen} av 5")
    assert said("{falls: p10.lacking_pct to t5.lacking_pct}", figures) == expected


def test_a_ratio_falls_back_on_per_cent(figures):
    nouns = "| arbetsledare | arbetsledarna"
    assert said(f"{{Ratio: 1/4 {nouns}}}", figures) == "Var fjärde arbetsledare"
    assert said(f"{{ratio: 3/10 {nouns}}}", figures) == "30 procent av arbetsledarna"


@pytest.mark.parametrize(
    "text",
    ["{nosuch: 1}", "{ratio: 1/4}", "{of: 1}", "{percent: 1 | x}", "a { b", "{falls: t5.a to t5.b, t5.c}"],
)
def test_a_placeholder_that_cannot_be_read(text):
    with pytest.raises(PlaceholderError):
        split(text)


def test_a_blank_figure_is_never_said(figures):
    with pytest.raises(MissingFigure):
        render("{percent: t1.women_fte / (t1.n - t1.n)}", figures, "sv", {})


def test_the_report_has_all_tables_figures_and_no_placeholder_left():
    document = reports.material().document
    assert [block.number for block in document.tables] == [str(number) for number in range(1, 15)]
    assert [block.number for block in document.figures] == [1, 2, 3, 4, 5]
    assert {type(block) for block in document.figures} == {ChartBlock, MapBlock}
    for text in plain(document):
        assert "{" not in text
        assert not re.search(r"\s\.|  |\.\.", text), text
    anchors = [
        block.anchor
        for block in document.blocks
        if isinstance(block, Heading | TableBlock | ChartBlock | MapBlock)
    ]
    assert len(anchors) == len(set(anchors))
    targets = {
        run.target
        for block in document.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.target
    }
    assert targets <= set(anchors)


def test_the_text_follows_the_tables():
    """The same sentence says another thing, with another verb, when the answers are others."""

    def with_ebp(lacking_2016):
        data = []
        for one in reports.returns():
            values = dict(one.values)
            base = "level_evidence_based_practice.evidence_based_practice."
            lacking = lacking_2016 if one.year == 2016 else 30
            values |= {
                f"{base}basic": 6000,
                f"{base}advanced": 4000 - 100 * lacking,
                f"{base}lacking": 100 * lacking,
            }
            data.append(replace(one, values=values))
        return " ".join(plain(reports.material(data).document))

    assert (
        "saknar tillräcklig kompetens i evidensbaserad praktik har minskat från 30 till 10 procent"
        in with_ebp(10)
    )
    assert (
        "saknar tillräcklig kompetens i evidensbaserad praktik har ökat från 30 till 35 procent"
        in with_ebp(35)
    )
    assert "saknar tillräcklig kompetens i evidensbaserad praktik är oförändrad, 30 procent" in with_ebp(30)


def test_a_report_without_answers_says_so():
    document = reports.material([]).document
    assert any("Underlag saknas" in text for text in plain(document))
    assert all("{" not in text for text in plain(document))


def test_the_same_answers_in_another_order_give_the_same_report():
    data = reports.returns()
    assert reports.material(data).document == reports.material(data[::-1]).document


def test_alternative_texts_are_computed():
    document = reports.material().document
    for block in document.figures:
        assert re.search(r"\d", block.alt)
    answers = next(block for block in document.figures if isinstance(block, MapBlock))
    assert answers.alt.startswith("Karta över kommunerna. 4 av 5 tillfrågade har svarat.")
    assert answers.grid.rows == (
        ("Stockholms län", "0", "0", ".."),
        ("Dalarnas län", "5", "4", "80"),
        ("Hela landet", "5", "4", "80"),
    )


@given(st.integers(0, 9), st.integers(0, 9))
def test_how_far_a_municipality_has_come(asked, answered):
    reach = Place("0180", "Stockholm", "Stockholms län", asked, min(asked, answered)).reach
    expected = (
        Reach.NOT_ASKED
        if not asked
        else Reach.NOT_ANSWERED
        if not answered
        else Reach.ANSWERED
        if answered >= asked
        else Reach.PARTLY
    )
    assert reach is expected


def broken(old, new):
    assert old in TEXT
    changed = TEXT.replace(old, new, 1)
    with pytest.raises(DefinitionError) as error:
        load_report(changed, "rapport.yaml", all_table_sets())
    return error.value, changed


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("{count: t1.n}", "{count: t99.n}", "t99.n"),
        ("{count: t1.n}", "{cuont: t1.n}", "cuont"),
        ("{table: 1}", "{table: 77}", "77"),
        ("{Figure: svar}", "{Figure: inget}", "inget"),
        ('table: "1"', 'table: "88"', "88"),
        (
            "columns: [basic_pct, advanced_pct, lacking_pct]",
            "columns: [basic_pct, advanced_pct, no_pct]",
            "no_pct",
        ),
        ('when: "t1.no_degree_men_fte', 'when: "t1.no_such_column', "no_such_column"),
        ('"competence-levels@2013"', '"competence-levels@1999"', "1999"),
        ("id: sammanfattning", "id: metod", "metod"),
    ],
)
def test_a_broken_report_says_where_and_what_to_do(old, new, word):
    error, changed = broken(old, new)
    told = [problem for problem in error.problems if word in str(problem)]
    assert told
    assert str(told[0]).startswith(f"rapport.yaml:{told[0].line}: ")
    assert told[0].remedy.sv
    wrong = changed[: changed.index(new)].count("\n") + 1
    assert any(wrong - 2 <= problem.line <= changed.count("\n") + 1 for problem in told)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, len(TEXT) - 1),
    st.integers(1, 30),
    st.sampled_from(["", "{", "}", ":", "\n", "9", "t1.", "|"]),
)
def test_a_mutated_definition_never_fails_in_another_way(start, length, filler):
    changed = TEXT[:start] + filler + TEXT[start + length :]
    try:
        load_report(changed, "rapport.yaml", all_table_sets())
    except DefinitionError as error:
        assert all(problem.file == "rapport.yaml" and problem.line >= 1 for problem in error.problems)


def test_the_levels_of_2013_have_the_rows_of_2016():
    earlier, later = table_set("competence-levels@2013"), table_set("national-follow-up@2016")
    for before, after in (("P8", "3"), ("P9", "4"), ("P10", "5"), ("P11", "6"), ("P12", "7"), ("P13", "8")):
        rows = [row.id for row in earlier.table(before).rows.items]
        assert rows == [row.id for row in later.table(after).rows.items]


def test_shares_are_exact(figures):
    share = figures("t3.law.lacking_pct")
    assert isinstance(share, Fraction)
    parts = [
        figures(f"t5.{row.id}.lacking_fte")
        for row in table_set("national-follow-up@2016").table("5").rows.items
    ]
    wholes = [
        figures(f"t5.{row.id}.total_fte")
        for row in table_set("national-follow-up@2016").table("5").rows.items
    ]
    assert share == sum(parts) / sum(wholes)


def test_compose_is_a_function_of_its_basis():
    material = reports.material()
    assert compose(material.definition, material.basis) == compose(material.definition, material.basis)
