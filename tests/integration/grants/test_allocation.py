"""Keys, scenarios and the decision: what is kept, what is refused, and what the ledger says after it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import allocation as actions
from kompetenslyft.apps.grants.actions import keys
from kompetenslyft.apps.grants.keys import as_text
from kompetenslyft.apps.grants.models import KeyTable, LedgerEntry, LedgerPosting, Offer, Scenario
from kompetenslyft.apps.grants.queries import allocation as queries
from kompetenslyft.apps.organisations.actions import load_official
from kompetenslyft.core.allocation.model import (
    AllocationModel,
    Equal,
    GroupWeights,
    Mix,
    MixPart,
    Proportional,
    Reserve,
    Rounding,
)
from kompetenslyft.exchange.kolada import KoladaCode, KoladaKey, KoladaRefused
from tests.factories import accounts, grants, organisations
from tests.factories import allocation as factory
from tests.integration.at_once import together

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db

REFERENCE = "S2013/03877/FST"
AS_OF = date(2010, 12, 31)


@dataclass
class Cast:
    year: ProgrammeYear
    officer: User
    units: list[Organisation]
    table: KeyTable

    def scenario(self, **fields: object) -> Scenario:
        return factory.scenario(self.year, self.table, self.officer, **fields)  # type: ignore[arg-type]

    def decide(self, scenario: Scenario, reference: str = REFERENCE) -> Scenario:
        return actions.decide(scenario=scenario, decision_reference=reference, by=self.officer, at=factory.AT)


@pytest.fixture
def cast(db: None) -> Cast:
    units = [organisations.municipality(code, f"Kommun {code}") for code in ("2021", "2023", "2026", "2080")]
    table = grants.key_table({"2021": 100, "2023": 250, "2026": 50, "2080": 600})
    return Cast(grants.year(), accounts.officer(name="Olle Handläggare"), units, table)


def refused(call: object) -> Refused:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    return caught.value


def add_file(officer: User, data: bytes, **fields: object) -> KeyTable:
    return keys.add_key_table(
        **{  # type: ignore[arg-type]
            "key": factory.KEY,
            "title": "Barn",
            "source": "SCB",
            "as_of": AS_OF,
            "data": data,
            "filename": "nyckel.csv",
            "by": officer,
            "at": factory.AT,
        }
        | fields
    )


# Keys from files


@pytest.fixture
def official(db: None) -> dict[str, int]:
    load_official()
    from kompetenslyft.apps.grants.keys import municipalities

    return factory.numbers(list(municipalities(AS_OF)))


def test_a_key_is_kept_with_every_number_as_it_was_written(official: dict[str, int]) -> None:
    officer = accounts.officer()
    written = {code: f"{value},5" for code, value in official.items()}
    table = add_file(officer, factory.csv_of(written))
    kept = queries.values(KeyTable.objects.get(pk=table.pk))
    assert kept == {code: value + Fraction(1, 2) for code, value in official.items()}
    assert (len(kept), table.remarks, table.origin) == (290, [], "file")
    assert AuditRow.objects.get(action="key.add").detail["key"] == factory.KEY


BAD = {
    "289 rows": (lambda good: good | {"0114": None}, "A301", "Upplands Väsby"),
    "a blank": (lambda good: good | {"0114": ""}, "A424", "Upplands Väsby"),
    "text for a number": (lambda good: good | {"0114": "många"}, "A425", "Rad 2"),
    "a negative": (lambda good: good | {"0114": "-4"}, "A426", "Rad 2"),
    "no such code": (lambda good: good | {"9999": 12}, "A421", "9999"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_the_row_and_nothing_is_kept(official: dict[str, int], case: str) -> None:
    spoil, code, words = BAD[case]
    values = {unit: value for unit, value in spoil(official).items() if value is not None}
    refusal = refused(lambda: add_file(accounts.officer(), factory.csv_of(values)))
    assert code in {finding.code for finding in refusal.findings}
    assert words in refusal.text("sv")
    assert not KeyTable.objects.exists()
    assert not AuditRow.objects.filter(action="key.add").exists()


def test_every_mistake_of_a_file_is_told_at_once(official: dict[str, int]) -> None:
    data = factory.csv_of(official | {"0114": "många", "0115": "-4"}, extra="0117;9\n")
    refusal = refused(lambda: add_file(accounts.officer(), data))
    assert {finding.code for finding in refusal.findings} == {"A425", "A426", "A422"}


def test_windows_1252_and_a_total_row_are_read_and_remarked(official: dict[str, int]) -> None:
    data = factory.csv_of(official, encoding="cp1252", extra=f"Summa;{sum(official.values())}\n")
    table = add_file(accounts.officer(), data)
    assert {remark["code"] for remark in table.remarks} == {"A404", "A429"}
    assert queries.values(table) == official


def test_numbers_far_from_last_years_are_remarked_but_kept(official: dict[str, int]) -> None:
    officer = accounts.officer()
    add_file(officer, factory.csv_of(official), as_of=date(2009, 12, 31))
    jumped = official | {"0180": 30 * official["0180"] + 4_000}
    table = add_file(officer, factory.csv_of(jumped))
    assert any("Stockholm (0180)" in remark["sv"] for remark in table.remarks)


def test_a_dry_run_keeps_nothing(official: dict[str, int]) -> None:
    check = keys.try_key_table(
        key=factory.KEY,
        as_of=AS_OF,
        data=factory.csv_of(official),
        filename="nyckel.csv",
        by=accounts.officer(),
        at=factory.AT,
    )
    assert (check.hard, len(check.values), KeyTable.objects.count()) == ((), 290, 0)


@pytest.mark.parametrize(
    ("fields", "code", "cells"),
    [
        ({"key": "Barn i familjer"}, "G101", ("key",)),
        ({"title": " ", "source": ""}, "G101", ("title", "source")),
        ({"as_of": date(2013, 12, 31)}, "G102", ("as_of",)),
    ],
)
def test_a_key_has_a_name_a_title_a_source_and_a_day_that_has_been(
    cast: Cast, fields: dict[str, object], code: str, cells: tuple[str, ...]
) -> None:
    refusal = refused(lambda: add_file(cast.officer, b"", **fields))
    assert (refusal.code, refusal.findings[0].cells) == (code, cells)


def test_keys_are_the_officers(cast: Cast) -> None:
    coordinator = accounts.coordinator(cast.units[0])
    assert refused(lambda: add_file(coordinator, b"")).code == "E103"
    assert refused(lambda: queries.key_tables(coordinator, AS_OF)).code == "E103"


def test_a_key_comes_from_kolada_with_its_source(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {unit.code: Fraction(1000 + place, 3) for place, unit in enumerate(cast.units)}
    fetched = KoladaKey("N01951", 2012, "Invånare totalt, antal", "", values)
    asked = []
    monkeypatch.setattr(keys, "fetch_key", lambda kpi, year: asked.append((kpi, year)) or fetched)
    table = keys.add_key_from_kolada(
        key="inhabitants", title="Invånare 2012", kpi="n01951 ", year=2012, by=cast.officer, at=factory.AT
    )
    assert asked == [("N01951", 2012)]
    assert (table.origin, table.source) == ("kolada", "Kolada, N01951 Invånare totalt, antal, 2012")
    assert queries.values(table) == values


def test_what_kolada_lacks_or_cannot_give_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def add() -> KeyTable:
        return keys.add_key_from_kolada(
            key="inhabitants", title="Invånare", kpi="N01951", year=2012, by=cast.officer, at=factory.AT
        )

    partial = KoladaKey("N01951", 2012, "Invånare", "", {"2021": Fraction(1)})
    monkeypatch.setattr(keys, "fetch_key", lambda kpi, year: partial)
    assert refused(add).code == "A301"

    def down(kpi: str, year: int) -> KoladaKey:
        raise KoladaRefused(KoladaCode.UNREACHABLE, sv="Kolada svarar inte.", en="Kolada is down.")

    monkeypatch.setattr(keys, "fetch_key", down)
    assert refused(add).text("sv") == "Kolada svarar inte."
    assert KeyTable.objects.get() == cast.table


@pytest.mark.parametrize(
    "value", [0, 7, Fraction(1, 8), Fraction(1234567, 100), Fraction(1, 3), Fraction(-5, 2)]
)
def test_a_number_is_kept_exactly(value: Fraction | int) -> None:
    assert Fraction(as_text(Fraction(value))) == value


# Scenarios


def test_a_scenario_keeps_what_the_model_gives_to_the_krona(cast: Cast) -> None:
    made = cast.scenario(floor=3_000_000)
    assert sum(made.result.values()) + made.reserved + made.left_over == 37_000_000
    assert made.result["2026"] == 3_000_000
    assert "2026" in made.at_floor
    assert queries.model(made) == factory.model(floor=3_000_000)
    assert list(made.keys.all()) == [cast.table]


def test_all_kinds_of_steps_come_back_as_they_were(cast: Cast) -> None:
    inhabitants = grants.key_table({unit.code: 10_000 for unit in cast.units}, "inhabitants")
    model = AllocationModel(
        steps=(
            Reserve(percent=Fraction(5, 2)),
            GroupWeights(grouping="county", weights={"20": Fraction(3, 2)}),
            Equal(percent=Fraction(10)),
            Proportional(key=factory.KEY, percent=Fraction(40)),
            Mix(
                percent=Fraction(50),
                parts=(
                    MixPart(key=factory.KEY, percent=Fraction(70)),
                    MixPart(key="inhabitants", percent=Fraction(30)),
                ),
            ),
            Rounding(unit_sek=1000),
        )
    )
    made = actions.add_scenario(
        year=cast.year,
        purpose="competence",
        title="Allt",
        model=model,
        keys={factory.KEY: cast.table.pk, "inhabitants": inhabitants.pk},
        amount=37_000_000,
        by=cast.officer,
        at=factory.AT,
    )
    kept = Scenario.objects.get(pk=made.pk)
    assert queries.model(kept) == model
    assert kept.reserved == 925_000
    assert kept.groups["2080"] == {"county": "20"}
    explanation = queries.explanation(kept, "2080")
    assert sum((line.amount for line in explanation.lines[:-1]), Fraction(0)) == kept.result["2080"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"purpose": "roads"}, "G103"),
        ({"title": "  "}, "G104"),
        ({"title": "Golv 50 000 kr"}, "G104"),
        ({"keys": {}}, "G105"),
        ({"keys": {factory.KEY: 10**9}}, "G105"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(cast: Cast, fields: dict[str, object], code: str) -> None:
    cast.scenario()
    wanted = {
        "year": cast.year,
        "purpose": "competence",
        "title": "Ny",
        "model": factory.model(),
        "keys": {factory.KEY: cast.table.pk},
        "amount": 37_000_000,
        "by": cast.officer,
        "at": factory.AT,
    }
    assert refused(lambda: actions.add_scenario(**wanted | fields)).code == code  # type: ignore[arg-type]
    assert Scenario.objects.count() == 1


def test_an_appropriation_smaller_than_the_floors_is_refused_with_the_arithmetic(cast: Cast) -> None:
    refusal = refused(lambda: cast.scenario(floor=50_000, amount=150_000))
    assert refusal.code == "A242"
    for figure in ("50\u00a0000", "200\u00a0000", "150\u00a0000"):
        assert figure in refusal.text("sv")
    assert not Scenario.objects.exists()


def test_a_scenario_is_removed_unless_it_is_decided(cast: Cast) -> None:
    made, other = cast.scenario(), cast.scenario(title="Utan golv", floor=0)
    cast.decide(made)
    actions.remove_scenario(scenario=other, by=cast.officer, at=factory.AT)
    assert refused(lambda: actions.remove_scenario(scenario=made, by=cast.officer)).code == "G107"
    assert refused(lambda: actions.remove_scenario(scenario=other, by=cast.officer)).code == "E101"
    assert list(Scenario.objects.all()) == [made]


# The decision


def test_a_decision_offers_every_krona_and_enters_it(cast: Cast) -> None:
    made = cast.scenario()
    decided = cast.decide(made)
    offers = dict(Offer.objects.values_list("unit__code", "amount"))
    assert offers == made.result
    assert (decided.decided_by, decided.decision_reference) == (str(cast.officer), REFERENCE)
    balances: Counter[str] = Counter()
    for account, amount in LedgerPosting.objects.values_list("account", "amount"):
        balances[account] += amount
    assert balances == {"state": -37_000_000, "offered": 37_000_000, "pool": 0}
    references = set(LedgerEntry.objects.values_list("reference", flat=True))
    assert references == {"appropriated:competence"} | {f"offered:competence:{code}" for code in made.result}
    row = AuditRow.objects.get(action="scenario.decide")
    assert row.detail["offered"] == 37_000_000


def test_what_is_reserved_and_left_over_stays_where_it_is_seen(cast: Cast) -> None:
    model = AllocationModel(
        steps=(Reserve(amount_sek=1_000_001), Proportional(key=factory.KEY), Rounding(unit_sek=1000))
    )
    made = actions.add_scenario(
        year=cast.year,
        purpose="competence",
        title="Med reserv",
        model=model,
        keys={factory.KEY: cast.table.pk},
        amount=37_000_000,
        by=cast.officer,
        at=factory.AT,
    )
    cast.decide(made)
    balances: Counter[str] = Counter()
    for account, amount in LedgerPosting.objects.values_list("account", "amount"):
        balances[account] += amount
    assert (balances["reserve"], balances["pool"], balances["offered"]) == (1_000_001, 999, 35_999_000)


def test_a_decision_is_made_once_for_each_purpose(cast: Cast) -> None:
    first, second = cast.scenario(), cast.scenario(title="Utan golv", floor=0)
    cast.decide(first)
    refusal = refused(lambda: cast.decide(second, "Dnr 2"))
    assert refusal.code == "G109"
    assert REFERENCE in refusal.text("sv")
    assert refused(lambda: cast.decide(first)).code == "G109"
    cast.decide(cast.scenario(purpose="inventory", title="Inventering"))
    assert Offer.objects.count() == 8


def test_a_decision_needs_a_reference_the_whole_amount_and_an_open_year(cast: Cast) -> None:
    made, smaller = cast.scenario(), cast.scenario(title="Mindre", amount=30_000_000)
    assert refused(lambda: cast.decide(made, "  ")).code == "G108"
    refusal = refused(lambda: cast.decide(smaller))
    assert refusal.code == "G110"
    assert "30\u00a0000\u00a0000" in refusal.text("sv")
    cast.year.closed_at = factory.AT
    cast.year.save()
    assert refused(lambda: cast.decide(made)).code == "G707"
    assert refused(lambda: cast.scenario(title="Ännu ett")).code == "G707"
    assert refused(lambda: actions.remove_scenario(scenario=made, by=cast.officer)).code == "G707"
    assert not Offer.objects.exists()


def test_a_scenario_of_other_municipalities_or_a_corrected_key_is_made_anew(cast: Cast) -> None:
    made = cast.scenario()
    corrected = grants.key_table({unit.code: 1 for unit in cast.units})
    KeyTable.objects.filter(pk=corrected.pk).update(added_at=factory.AT)
    assert refused(lambda: cast.decide(made)).code == "G112"
    corrected.delete()
    organisations.municipality("2099", "Nykommun")
    refusal = refused(lambda: cast.decide(made))
    assert (refusal.code, "2099" in refusal.text("sv")) == ("G111", True)


def test_only_an_officer_decides(cast: Cast) -> None:
    made = cast.scenario()
    signatory = accounts.signatory(cast.units[0])
    call = {"scenario": made, "decision_reference": REFERENCE, "by": signatory, "at": factory.AT}
    assert refused(lambda: actions.decide(**call)).code == "E103"  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(cast: Cast) -> None:
    scenarios = [cast.scenario(), cast.scenario(title="Utan golv", floor=0)]
    officers = [cast.officer, accounts.officer(name="Anna Handläggare")]
    results = together(
        *(
            lambda made=made, by=by: actions.decide(
                scenario=made, decision_reference=f"Dnr {by}", by=by, at=factory.AT
            )
            for made, by in zip(scenarios, officers, strict=True)
        )
    )
    assert sorted(type(one).__name__ for one in results) == ["Refused", "Scenario"]
    (winner,) = [one for one in results if isinstance(one, Scenario)]
    (loser,) = [one for one in results if isinstance(one, Refused)]
    assert loser.code == "G109"
    assert winner.decided_by in loser.text("sv")
    assert dict(Offer.objects.values_list("unit__code", "amount")) == winner.result


# Reading


def test_a_comparison_adds_up_by_county_and_shows_the_difference(cast: Cast) -> None:
    grants.key_table({"2021": 7_000, "2023": 10_000, "2026": 10_000, "2080": 55_000}, "inhabitants")
    compared = queries.comparison([cast.scenario(), cast.scenario(title="Utan golv", floor=3_000_000)])
    by_code = {line.code: line for line in compared.lines}
    assert by_code["2080"].difference == by_code["2080"].amounts[1] - by_code["2080"].amounts[0]
    assert by_code["2026"].at_floor == (False, True)
    assert by_code["2021"].per_inhabitant[0] == Fraction(by_code["2021"].amounts[0], 7_000)
    (county,) = compared.counties
    assert (county.units, county.amounts, county.difference) == (4, (37_000_000, 37_000_000), 0)
    assert county.per_inhabitant[0] == Fraction(37_000_000, 82_000)
    assert [sum(counts) for counts in compared.spread] == [4, 4]


def test_a_comparison_takes_the_same_queries_for_four_units_and_for_forty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def compare() -> int:
        every = list(queries.scenarios(cast.year, cast.officer, AS_OF))
        return len(queries.comparison(every).lines)

    cast.scenario(), cast.scenario(title="Utan golv", floor=0)
    with django_assert_num_queries(6):
        assert compare() == 4
    more = [organisations.municipality() for _ in range(36)]
    table = grants.key_table({unit.code: 10 for unit in [*cast.units, *more]})
    Scenario.objects.all().delete()
    for title in ("Ett", "Två"):
        factory.scenario(cast.year, table, cast.officer, title=title)
    with django_assert_num_queries(6):
        assert compare() == 40


def test_any_municipalitys_amount_is_explained_to_the_krona(cast: Cast) -> None:
    made = cast.decide(cast.scenario(floor=3_000_000))
    for unit in cast.units:
        explanation = queries.explanation(made, unit.code)
        *lines, last = explanation.lines
        assert sum((line.amount for line in lines), Fraction(0)) == last.amount == made.result[unit.code]
        assert unit.name in explanation.sentence.sv
    assert refused(lambda: queries.explanation(made, "9999")).code == "E101"


def test_amounts_that_the_calculation_no_longer_gives_are_not_explained(cast: Cast) -> None:
    made = cast.scenario()
    made.result["2021"] += 1
    made.save()
    assert refused(lambda: queries.explanation(made, "2021")).code == "G113"


def test_only_what_is_decided_is_published(cast: Cast) -> None:
    made = cast.scenario()
    visitor = accounts.user()
    assert refused(lambda: queries.published(cast.year)).code == "E101"
    assert refused(lambda: queries.scenario(cast.year, made.pk, visitor, AS_OF)).code == "E101"
    cast.decide(made)
    published = queries.published(cast.year)
    assert [purpose.id for purpose, _one in published.columns] == ["competence"]
    assert {line.code: line.amounts[0] for line in published.lines} == made.result
    assert queries.scenario(cast.year, made.pk, visitor, AS_OF) == made


def test_the_order_of_rows_in_a_key_makes_no_difference(official: dict[str, int]) -> None:
    officer, year = accounts.officer(), grants.year()
    codes = list(official)
    random.Random(1).shuffle(codes)
    tables = [
        add_file(officer, factory.csv_of(official)),
        add_file(officer, factory.csv_of({code: official[code] for code in codes}), as_of=date(2009, 12, 31)),
    ]
    results = [
        factory.scenario(
            year, table, officer, title=str(place), floor=50_000, cap=250_000, purpose="inventory"
        ).result
        for place, table in enumerate(tables)
    ]
    assert results[0] == results[1]
    assert sum(results[0].values()) == 20_000_000
