"""Programme years as they come with the product, and what is said of broken ones."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.allocation.model import Equal, Mix, Rounding
from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.numbers import NBSP
from kompetenslyft.core.programmes.loader import load_programme
from kompetenslyft.core.programmes.model import AmountCap, PermittedCategories, Programme, ShareCap
from kompetenslyft.exchange.definitions import (
    all_frameworks,
    all_instruments,
    all_programmes,
    definition_files,
    programme,
)

SOURCE = next(
    file.read_text("utf-8")
    for file in definition_files("programmes")
    if file.name == "competence-grant-2013.yaml"
)
EVERY = pytest.mark.parametrize("one", all_programmes().values(), ids=lambda one: one.ref)


def _load(source: str) -> Programme:
    return load_programme(source, "year.yaml", all_instruments(), all_frameworks())


def test_every_year_of_the_box_is_there_with_its_appropriation() -> None:
    assert {ref: one.appropriation_sek for ref, one in all_programmes().items()} == {
        "competence-grant@2013": 57_000_000,
        "competence-grant@2014": 57_000_000,
        "competence-grant@2015": 57_000_000,
        "competence-grant@2016": 24_000_000,
        "staffing-grant@2016": 210_000_000,
        "staffing-grant@2017": 360_000_000,
        "staffing-grant@2018": 360_000_000,
        "staffing-grant@2019": 360_000_000,
        "welfare-funds@2017": 7_700_000_000,
        "transition-grant@2024": 290 * 650_000,
    }


@EVERY
def test_rules_windows_and_purposes_give_their_source_and_hold_in_their_year(one: Programme) -> None:
    told = [one.decision, *one.purposes, one.claimants, one.requisition, one.reporting, *one.rules]
    told += [one.repayment, one.redistribution]
    assert all(part.source.strip() for part in told)
    for rule in one.rules:
        assert rule.valid_from <= date(one.year, 12, 31)
        assert rule.valid_to is not None and rule.valid_to.year == one.year
    assert all(isinstance(purpose.allocation.steps[-1], Rounding) for purpose in one.purposes)


def test_the_two_purposes_of_2013() -> None:
    year = programme("competence-grant@2013")
    assert {one.id: one.amount_sek for one in year.purposes} == {
        "inventory": 20_000_000,
        "competence": 37_000_000,
    }
    assert year.reporting.deadline == date(2014, 2, 15)


def test_the_cap_of_2013_holds_incidental_costs_and_supervision_together_under_half() -> None:
    (cap,) = [rule for rule in programme("competence-grant@2013").rules if isinstance(rule, ShareCap)]
    assert cap.percent == 50
    assert cap.categories == ("substitutes", "literature", "travel")
    assert cap.kinds == ("support_and_supervision",)
    assert cap.severity is Severity.HARD


def test_administration_may_be_paid_from_2014() -> None:
    permitted = {
        year: rule.categories
        for year in (2013, 2014, 2015, 2016)
        for rule in programme(f"competence-grant@{year}").rules
        if isinstance(rule, PermittedCategories) and rule.purpose == "competence"
    }
    assert ["administration" in permitted[year] for year in (2013, 2014, 2015, 2016)] == [
        False,
        True,
        True,
        True,
    ]


def test_an_inventory_in_2016_is_capped_and_only_for_those_without_one() -> None:
    (cap,) = [rule for rule in programme("competence-grant@2016").rules if isinstance(rule, AmountCap)]
    assert (cap.amount_sek, cap.categories, cap.first_inventory_only) == (50_000, ("inventory_work",), True)


def test_agency_staff_may_not_be_paid_from_2017() -> None:
    permitted = {
        year: "agency_staff" in rule.categories
        for year in (2016, 2017, 2018, 2019)
        for rule in programme(f"staffing-grant@{year}").rules
        if isinstance(rule, PermittedCategories)
    }
    assert permitted == {2016: True, 2017: False, 2018: False, 2019: False}


def test_the_split_of_2017_and_the_equal_grant_of_2024() -> None:
    mix = programme("welfare-funds@2017").purposes[0].allocation.steps[0]
    assert isinstance(mix, Mix)
    assert [part.percent for part in mix.parts] == [Fraction(70), Fraction(30)]
    assert isinstance(programme("transition-grant@2024").purposes[0].allocation.steps[0], Equal)


@pytest.mark.parametrize(
    ("old", "new", "at", "what", "remedy"),
    [
        (
            "amount_sek: 37000000",
            "amount_sek: 36000000",
            "appropriation_sek:",
            "20 000 000 kr + 36 000 000 kr = 56 000 000 kr, men anslaget är 57 000 000 kr",
            "Rätta anslaget",
        ),
        (
            "  - id: inventory\n",
            "  - id: competence\n",
            '  - id: competence\n    title: {sv: "Utb',
            "finns redan på rad",
            "annat namn",
        ),
        ("code: B104", "code: B103", None, "finns redan på rad", "annat namn"),
        (
            "kinds: [module_course]",
            "kinds: [modul_course]",
            "kinds: [modul_course]",
            "insats «modul_course» finns inte",
            "module_course",
        ),
        (
            "categories: [inventory_work]",
            "categories: [inventory]",
            "categories: [inventory]",
            "Kostnadsslaget «inventory» finns inte",
            "inventory_work",
        ),
        (
            "purpose: inventory}",
            "purpose: inventering}",
            "purpose: inventering}",
            "Ändamålet «inventering»",
            "inventory",
        ),
        (
            "    purpose: competence\n    categories",
            "    purpose: comp\n    categories",
            "    purpose: comp\n",
            "Ändamålet «comp»",
            "competence",
        ),
        (
            "key: children_in_vulnerable_families",
            "key: children",
            "key: children}",
            "Nyckeln «children»",
            "children_in_vulnerable_families",
        ),
        (
            "- {step: floor, amount_sek: 50000}",
            "- {step: equal, percent: 40}",
            "steps:",
            "100 % + 40 % = 140 %",
            "Rätta stegen",
        ),
        (
            "        - {step: rounding}\n",
            "",
            "steps:",
            "avrundar inte till hela kronor",
            "Lägg till steget avrundning sist",
        ),
        (
            "instrument: requisition@2013",
            "instrument: requisition@1999",
            "instrument: requisition@1999",
            "«requisition@1999» finns inte",
            "requisition@2013",
        ),
        (
            "instrument: requisition@2013",
            "instrument: requisition@2014",
            "instrument: requisition@2014",
            "saknar inventory i dimensionen «purpose»",
            "version av formuläret",
        ),
        (
            "instrument: report-back@2013",
            "instrument: requisition@2013",
            None,
            "ingen fråga «received»",
            "Lägg till den",
        ),
        (
            "instrument: report-back@2013",
            "instrument: report-back@2014",
            None,
            "saknar competence_inventory i dim",
            "version av formuläret",
        ),
        (
            "framework: child-welfare@2013",
            "framework: child-welfare@1999",
            "framework:",
            "«child-welfare@1999» finns inte",
            "child-welfare@2013",
        ),
        (
            "opens: 2013-06-03",
            "opens: 2013-11-03",
            "closes: 2013-10-31",
            "«closes» (2013-10-31) ligger före «opens»",
            "någon av dagarna",
        ),
        (
            "deadline: 2014-02-15",
            "deadline: 2014-05-15",
            "last_change:",
            "«last_change» (2014-03-31) ligger före «deadline»",
            "någon av dagarna",
        ),
        (
            "opens: 2013-12-02",
            "opens: 2013-06-02",
            "opens: 2013-06-02",
            "innan någon har kunnat rekvirera",
            "någon av dagarna",
        ),
        (
            "first: 2013-01-01",
            "first: 2014-01-01",
            "last: 2013-12-31",
            "«last» (2013-12-31) ligger före «first»",
            "någon av dagarna",
        ),
        ("valid_from: 2013-05-16", "valid_from: 2014-05-16", None, "gäller inte under 2013", "ändra dagarna"),
        ("percent: 50", "percent: 150", "percent: 150", "«percent» är utanför sina gränser", "högst 100"),
        ("    percent: 50\n", "", "code: B102", "Fältet «percent» saknas", "Lägg till"),
        ("    rule: share_cap\n", "", "code: B102", "Fältet «rule» saknas", "Lägg till"),
        (
            "    percent: 50\n",
            "    percents: 50\n",
            "percents: 50",
            "«percents» finns inte här",
            "Menas «percent»",
        ),
        ("rule: share_cap", "rule: cap", "code: B102", "«cap» är inget värde som «rule» kan ha", "share_cap"),
    ],
)
def test_each_fault_is_told_with_line_and_remedy(
    old: str, new: str, at: str | None, what: str, remedy: str
) -> None:
    assert old in SOURCE
    broken = SOURCE.replace(old, new, 1)
    with pytest.raises(DefinitionError) as error:
        _load(broken)
    told = [problem for problem in error.value.problems if what in str(problem).replace(NBSP, " ")]
    assert told, str(error.value)
    assert any(remedy in problem.in_language("sv") for problem in told)
    assert all(problem.what.en != problem.what.sv for problem in told)
    if at is not None:
        line = broken[: broken.index(at)].count("\n") + 1
        assert any(problem.line == line for problem in told), (line, str(error.value))


def test_several_faults_are_told_at_once() -> None:
    broken = SOURCE.replace("kinds: [module_course]", "kinds: [one, two]").replace(
        "closes: 2013", "closes: 2012"
    )
    with pytest.raises(DefinitionError) as error:
        _load(broken)
    assert len(error.value.problems) == 3


@settings(max_examples=80, deadline=None)
@given(
    cut=st.integers(0, len(SOURCE) - 1),
    length=st.integers(1, 12),
    junk=st.text('{}[]:,- \nabc1"', max_size=6),
)
def test_a_damaged_definition_loads_or_says_where_it_is_damaged(cut: int, length: int, junk: str) -> None:
    try:
        _load(SOURCE[:cut] + junk + SOURCE[cut + length :])
    except DefinitionError as error:
        assert all(problem.file == "year.yaml" and problem.line >= 1 for problem in error.problems)
