"""Need against supply: shares, ranks, and where they part."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.instruments.model import Value
from kompetenslyft.core.need.compare import MOST_PARTING, Comparison, Line, Which, compare
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange.definitions import framework, instrument

FRAMEWORK = framework("child-welfare@2013")
DIRECTIONS = [(area.id, one.id) for area in FRAMEWORK.areas for one in area.directions]
UNITS = ("0180", "0184", "0380")


def _inventory(unit: str, year: int, levels: Mapping[tuple[str, str], tuple[int, int, int]]) -> ReturnData:
    values: dict[str, Value] = {
        f"level_{area}.{direction}.{level}": amount
        for (area, direction), row in levels.items()
        for level, amount in zip(("basic", "advanced", "lacking"), row, strict=True)
    }
    form = instrument("competence-inventory@2016" if year == 2016 else "competence-inventory@2013")
    return ReturnData(unit, (unit,), f"inventering-{year}", year, 2013, form, values)


def _report(unit: str, year: int, trained: Mapping[tuple[str, str], tuple[int, int]]) -> ReturnData:
    values: dict[str, Value] = {}
    for (area, direction), (activities, participants) in trained.items():
        values[f"trained_{area}.{direction}"] = activities
        values[f"trained_people_{area}.{direction}"] = participants
    form = instrument("report-back@2013" if year == 2013 else "report-back@2014")
    return ReturnData(unit, (unit,), f"redovisning-{year}", year, 2013, form, values)


def _line(compared: Comparison, direction: str) -> Line:
    return next(line for line in compared.lines if line.direction.id == direction)


LAW, TALK, EBP = ("law", "family_law"), ("social_work", "talking_with_children"), (
    "evidence_based_practice", "evidence_based_practice",
)  # fmt: skip
INVENTORIES = [
    _inventory("0180", 2013, {LAW: (400, 100, 500), TALK: (800, 100, 100), EBP: (600, 100, 300)}),
    _inventory("0180", 2016, {LAW: (900, 0, 100), TALK: (900, 0, 100), EBP: (500, 0, 500)}),
    _inventory("0184", 2013, {LAW: (1000, 0, 0)}),
]
REPORTS = [
    _report("0180", 2013, {LAW: (1, 5), TALK: (6, 60), EBP: (0, 0)}),
    _report("0180", 2014, {LAW: (0, 0), TALK: (3, 25), EBP: (1, 10)}),
]


def test_the_share_is_exact_and_stands_beside_the_training_of_all_years() -> None:
    compared = compare(FRAMEWORK, INVENTORIES, REPORTS, which=Which.FIRST)
    law = _line(compared, "family_law")
    assert (law.lacking, law.assessed, law.need_share) == (5, 20, Fraction(1, 4))
    assert (law.activities, law.participants, law.training_share) == (1, 5, Fraction(1, 20))
    assert (compared.inventory_municipalities, compared.reporting_municipalities) == (2, 1)


def test_ranks_and_where_they_part() -> None:
    compared = compare(FRAMEWORK, INVENTORIES, REPORTS, which=Which.FIRST)
    ranks = {line.direction.id: (line.need_rank, line.training_rank, line.gap) for line in compared.lines}
    assert ranks["evidence_based_practice"] == (1, 2, 1)
    assert ranks["family_law"] == (2, 3, 1)
    assert ranks["talking_with_children"] == (3, 1, -2)
    assert ranks["social_law"] == (None, None, None)
    assert [line.direction.id for line in compared.more_needed] == ["family_law", "evidence_based_practice"]
    assert [line.direction.id for line in compared.more_trained] == ["talking_with_children"]


def test_the_latest_inventory_can_be_asked_for() -> None:
    latest = compare(FRAMEWORK, INVENTORIES, REPORTS, which=Which.LATEST)
    assert _line(latest, "family_law").need_share == Fraction(1, 20)
    assert _line(latest, "evidence_based_practice").need_share == Fraction(1, 2)


def test_a_municipality_by_itself_and_one_that_has_answered_nothing() -> None:
    one = compare(FRAMEWORK, INVENTORIES, REPORTS, which=Which.FIRST, municipalities=("0184",))
    law = _line(one, "family_law")
    assert (law.need_share, law.participants, law.training_rank) == (0, None, None)
    empty = compare(FRAMEWORK, INVENTORIES, REPORTS, which=Which.FIRST, municipalities=("2584",))
    assert all(line.need_share is None and line.activities is None for line in empty.lines)
    assert not empty.more_needed and not empty.more_trained


def test_a_joint_board_counts_in_each_of_its_municipalities() -> None:
    joint = ReturnData(
        "board",
        ("0180", "0184"),
        "inventering-2013",
        2013,
        2013,
        INVENTORIES[0].instrument,
        INVENTORIES[0].values,
    )
    for code in ("0180", "0184"):
        found = compare(FRAMEWORK, [joint], [], which=Which.FIRST, municipalities=(code,))
        assert _line(found, "family_law").assessed == 10


def test_without_any_participants_nothing_is_ranked_as_training() -> None:
    compared = compare(FRAMEWORK, INVENTORIES, [_report("0180", 2013, {LAW: (0, 0)})], which=Which.FIRST)
    assert _line(compared, "family_law").participants == 0
    assert all(line.training_rank is None for line in compared.lines)


@settings(max_examples=60, deadline=None)
@given(
    levels=st.dictionaries(st.sampled_from(DIRECTIONS), st.tuples(*[st.integers(0, 5000)] * 3)),
    trained=st.dictionaries(st.sampled_from(DIRECTIONS), st.tuples(st.integers(0, 50), st.integers(0, 500))),
    which=st.sampled_from(Which),
)
def test_shares_ranks_and_partings_hold_together(
    levels: dict[tuple[str, str], tuple[int, int, int]],
    trained: dict[tuple[str, str], tuple[int, int]],
    which: Which,
) -> None:
    compared = compare(
        FRAMEWORK, [_inventory("0180", 2016, levels)], [_report("0180", 2016, trained)], which=which
    )
    assert [(line.area.id, line.direction.id) for line in compared.lines] == DIRECTIONS
    assert all(line.need_share is None or 0 <= line.need_share <= 1 for line in compared.lines)
    shares = [line.training_share for line in compared.lines if line.training_share is not None]
    assert not shares or sum(shares) == 1
    ranked = [line for line in compared.lines if line.need_share is not None]
    for one in ranked:
        for other in ranked:
            assert one.need_share is not None and other.need_share is not None
            assert one.need_rank is not None and other.need_rank is not None
            assert (one.need_share > other.need_share) == (one.need_rank < other.need_rank)
    named = (*compared.more_needed, *compared.more_trained)
    assert len(set(map(id, named))) == len(named) <= 2 * MOST_PARTING
    furthest = [line.gap for line in compared.more_needed if line.gap is not None]
    assert furthest == sorted(furthest, reverse=True)
    assert not furthest or furthest[0] == max(line.gap for line in compared.lines if line.gap is not None)


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(UNITS),
            st.integers(0, 900),
            st.integers(0, 900),
            st.integers(0, 9),
            st.integers(0, 99),
        ),
        unique_by=lambda row: row[0],
    ),
    data=st.data(),
)
def test_the_order_of_returns_does_not_matter_and_the_parts_add_up_to_the_nation(
    rows: list[tuple[str, int, int, int, int]], data: st.DataObject
) -> None:
    inventories = [_inventory(unit, 2013, {LAW: (basic, 0, lacking)}) for unit, basic, lacking, _, _ in rows]
    reports = [_report(unit, 2013, {LAW: (activities, people)}) for unit, _, _, activities, people in rows]
    whole = compare(FRAMEWORK, inventories, reports, which=Which.FIRST)
    again = data.draw(st.permutations(inventories)), data.draw(st.permutations(reports))
    assert compare(FRAMEWORK, *again, which=Which.FIRST) == whole
    parts = [
        _line(
            compare(FRAMEWORK, inventories, reports, which=Which.FIRST, municipalities=(unit,)), "family_law"
        )
        for unit in UNITS
    ]
    nation = _line(whole, "family_law")
    assert (nation.assessed or 0) == sum(part.assessed or 0 for part in parts)
    assert (nation.participants or 0) == sum(part.participants or 0 for part in parts)
