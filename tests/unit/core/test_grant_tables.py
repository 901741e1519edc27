"""The follow-up tables of the competence grant, from made-up claims and reports."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.tabulation.aggregate import MunicipalityIndex, ReturnData, aggregate
from kompetenslyft.core.tabulation.compute import compute
from kompetenslyft.core.tabulation.loader import load_tables
from kompetenslyft.exchange.definitions import (
    all_frameworks,
    all_instruments,
    definition_files,
    instrument,
    table_set,
)

CLAIMS = table_set("grant-claims@2016")
FOLLOW_UP = table_set("grant-follow-up@2016")
VERSION = {2013: "2013", 2014: "2014", 2015: "2014", 2016: "2016"}
SOURCE = next(
    file.read_text("utf-8") for file in definition_files("tables") if file.name == "grant-follow-up-2016.yaml"
)


def _claim(unit: str, year: int, values: Mapping[str, Value]) -> ReturnData:
    form = instrument("requisition@2013" if year == 2013 else "requisition@2014")
    return ReturnData(unit, (unit,), f"rekvisition-{year}", year, 2013, form, dict(values))


def _report(unit: str, year: int, values: Mapping[str, Value]) -> ReturnData:
    form = instrument(f"report-back@{VERSION[year]}")
    return ReturnData(unit, (unit,), f"redovisning-{year}", year, 2013, form, dict(values))


def _two_purposes() -> list[ReturnData]:
    return [
        _claim("0180", 2013, {"offered.inventory": 250_000, "claimed.inventory": 250_000,
                              "offered.competence": 3_056_887, "claimed.competence": 3_056_887,
                              "wants_share": "yes"}),
        _claim("0184", 2013, {"offered.inventory": 50_000, "claimed.inventory": 50_000,
                              "offered.competence": 50_000, "claimed.competence": 0, "wants_share": "no"}),
        _claim("0380", 2013, {}),
        _claim("0180", 2014, {"offered.competence": 100_000, "claimed.competence": 60_000, "wants_share": "no"}),
    ]  # fmt: skip


def test_claims_are_counted_by_purpose_and_year() -> None:
    tables = compute(CLAIMS, _two_purposes())
    row = tables["21"].row("2013").cells
    assert [row[key].exact for key in ("asked", "claimed_any", "inventory", "competence")] == [3, 2, 2, 1]
    assert row["answered_pct"].exact == Fraction(200, 3)
    money = tables["22"].row("2013").cells
    assert money["inventory_claimed"].exact == 300_000
    assert money["competence_claimed"].exact == 3_056_887
    assert money["claimed_pct"].exact == Fraction(100 * 3_356_887, 3_406_887)
    assert tables["22"].cell("2014", "claimed_pct").exact == 60
    assert tables["22"].cell("2014", "inventory_claimed").exact is None, "no such purpose that year"
    assert [tables["23"].cell("2013", one).exact for one in ("share_yes", "share_no")] == [1, 1]
    assert tables["21"].cell("2016", "asked").exact == 0


def test_a_claim_and_a_report_of_one_year_are_not_mixed() -> None:
    both = [*_two_purposes(), _report("0180", 2013, {"received.competence": 7, "used.competence": 7})]
    assert compute(CLAIMS, both) == compute(CLAIMS, _two_purposes())
    assert compute(FOLLOW_UP, both, ["25"])["25"].cell("2013", "received_sek").exact == 7


def test_use_kinds_and_participants() -> None:
    reports = [
        _report("0180", 2016, {
            "received.competence": 300, "used.competence": 200, "unused.competence": 100,
            "activities.short_course": 6, "activities.credit_course": 2, "activities_with_credits": 2,
            "trained_law.family_law": 3, "trained_people_law.family_law": 40, "trained_law.social_law": 1,
            "participants_caseworkers.with_degree.over_4": 30, "participants_caseworkers.without_degree.under_2": 10,
            "qualifying": 1, "cooperation.own": 5, "figures_confirmed": "yes", "induction": "yes",
        }),
        _report("0184", 2016, {
            "received.competence": 100, "used.competence": 0, "unused.competence": 100,
            "activities.short_course": 0, "activities_with_credits": 0, "qualifying": 0,
            "figures_confirmed": "yes", "induction": "no",
        }),
        _report("0380", 2016, {}),
    ]  # fmt: skip
    tables = compute(FOLLOW_UP, reports)
    assert tables["24"].cell("2016", "answered_pct").exact == Fraction(200, 3)
    use = tables["25"].row("2016").cells
    assert [use[key].exact for key in ("used_pct", "some_used", "some_unused")] == [50, 1, 2]
    assert tables["27"].cell("short_course", "y2016").exact == 6
    assert tables["27"].cell("short_course", "y2015").exact is None
    assert tables["28"].cell("2016", "with_credits_pct").exact == 25
    assert tables["29"].cell("law", "activities_2016").exact == 4
    assert tables["31"].cell("family_law", "participants_2016").exact == 40
    assert tables["35"].cell("2016", "with_degree_pct").exact == 75
    assert tables["37"].cell("2016", "municipalities").exact == 1
    assert tables["39"].cell("2016", "induction_pct").exact == 50


@settings(max_examples=40, deadline=None)
@given(
    claims=st.dictionaries(
        st.sampled_from(("0180", "0184", "0380", "1280")),
        st.none() | st.integers(0, 10**9),
        max_size=4,
    ),
    cut=st.integers(0, 4),
)
def test_those_above_zero_have_answered_and_those_who_answered_were_asked(
    claims: dict[str, int | None], cut: int
) -> None:
    returns = [
        _claim(unit, 2016, {} if amount is None else {"claimed.competence": amount})
        for unit, amount in claims.items()
    ]
    row = compute(CLAIMS, returns)["21"].row("2016").cells
    answered = sum(amount is not None for amount in claims.values())
    assert row["asked"].exact == len(claims)
    assert row["answered_pct"].exact == (Fraction(100 * answered, len(claims)) if claims else None)
    assert row["claimed_any"].exact == (sum(bool(one) for one in claims.values()) if answered else None)
    index = MunicipalityIndex()
    parts = aggregate(returns[:cut], index), aggregate(returns[cut:], index)
    assert parts[0].merge(parts[1]) == aggregate(returns, index)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("sek, year: 2016}", "sek, year: 2017}", "kan inte gälla 2017"),
        ("unit: sek, year: 2013", "unit: count, year: 2013", "mäts inte i count"),
        ("above_zero: used.total", "above_zero: used.nothing", "ingen siffercell «used.nothing»"),
        ("answered_share: true, unit: percent", "answered_share: true, unit: municipalities", "passar inte måttet"),
        ('sum: "cost.{category}", unit: sek, year: 2013', 'sum: "cost.{category}", unit: sek', "flera insamlingar"),
        ("sum: qualifying, unit: count", "sum: qualifying, year: 2013, unit: count", "kan inte gälla 2013"),
    ],
)  # fmt: skip
def test_a_fault_in_the_measures_is_told(old: str, new: str, what: str) -> None:
    assert old in SOURCE
    broken = SOURCE.replace(old, new) if "insamlingar" in what else SOURCE.replace(old, new, 1)
    with pytest.raises(DefinitionError) as error:
        load_tables(broken, "small.yaml", all_instruments(), all_frameworks())
    assert what in str(error.value)
