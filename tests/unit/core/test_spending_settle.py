from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.programmes.model import AmountCap, Programme, ShareCap
from kompetenslyft.core.spending.figures import report_figures
from kompetenslyft.core.spending.model import GROUPS, Activity, Cooperation, Cost, Part, State
from kompetenslyft.core.spending.settle import Outcome, settle
from kompetenslyft.exchange.definitions import all_programmes, instrument
from tests.unit.core.spending_activities import P2013, P2016, STOCKHOLM, activity, spendings

RECEIVED = {"inventory": 250_000, "competence": 3_056_887}
REPORT = instrument("report-back@2013")

amounts = st.integers(0, 600_000)
received = st.fixed_dictionaries({"inventory": amounts, "competence": amounts})
several = st.lists(spendings(P2013), max_size=4)


def settled(
    made: Sequence[Activity],
    programme: Programme = P2013,
    received: Mapping[str, int] = RECEIVED,
    **circumstances: bool,
) -> Mapping[str, Outcome]:
    return settle(programme, made, unit=STOCKHOLM, received=received, **circumstances)


def figures(outcome: Outcome) -> tuple[int, int, int]:
    return outcome.used, outcome.unused, outcome.not_permitted


@given(several, received, st.booleans())
def test_what_was_received_is_used_unused_or_not_permitted(
    made: list[Activity], received: dict[str, int], before: bool
) -> None:
    for purpose, outcome in settled(made, received=received, inventory_before=before).items():
        assert outcome.received == received[purpose]
        assert outcome.received == outcome.used + outcome.unused + outcome.not_permitted
        assert min(figures(outcome)) >= 0
        assert outcome.own_money >= 0
        assert outcome.spent == outcome.used + outcome.not_permitted + outcome.own_money
        assert outcome.permitted <= outcome.spent
        assert outcome.to_repay == outcome.received - outcome.used


@given(several, received, st.randoms())
def test_the_order_of_activities_does_not_matter(
    made: list[Activity], received: dict[str, int], random: object
) -> None:
    other = list(made)
    random.shuffle(other)  # type: ignore[attr-defined]
    ours, theirs = settled(made, received=received), settled(other, received=received)
    assert {purpose: figures(one) for purpose, one in ours.items()} == {
        purpose: figures(one) for purpose, one in theirs.items()
    }


@given(several, received, st.integers(0, 500_000))
def test_a_permitted_cost_never_raises_what_is_repaid(
    made: list[Activity], received: dict[str, int], cost: int
) -> None:
    before = settled(made, received=received)["competence"]
    after = settled([*made, activity(costs={"course_fees": cost})], received=received)["competence"]
    assert after.to_repay <= before.to_repay
    assert (
        after.used == min(before.used + cost, received["competence"]) or before.used == received["competence"]
    )


@given(several, received, spendings(P2013))
def test_no_cost_at_all_raises_what_is_repaid(
    made: list[Activity], received: dict[str, int], more: Activity
) -> None:
    for purpose, before in settled(made, received=received).items():
        assert settled([*made, more], received=received)[purpose].to_repay <= before.to_repay


@given(several, received)
def test_splitting_an_activity_in_two_changes_nothing(made: list[Activity], received: dict[str, int]) -> None:
    halves = [
        replace(one, parts=tuple(Part(part.unit, _half(part.costs, take)) for part in one.parts))
        for one in made
        for take in (0, 1)
    ]
    whole, split = settled(made, received=received), settled(halves, received=received)
    assert {p: figures(one) for p, one in whole.items()} == {p: figures(one) for p, one in split.items()}


def _half(costs: Mapping[Cost, int], take: int) -> dict[Cost, int]:
    return {cost: (amount + take) // 2 for cost, amount in costs.items()}


@given(several, received)
def test_without_hard_findings_nothing_is_against_the_rules(
    made: list[Activity], received: dict[str, int]
) -> None:
    for outcome in settled(made, received=received).values():
        assert bool(outcome.findings) is (outcome.permitted < outcome.spent)
        assert all(finding.severity is Severity.HARD for finding in outcome.findings)


CAPPED = ("substitutes", "literature", "travel", "course_fees")


def _capped(first: frozenset[str], second: frozenset[str], percent: int, amount: int) -> Programme:
    """The programme of 2013 with nothing but two caps that overlap."""
    words = {
        "text": P2013.rules[0].text,
        "source": "s",
        "valid_from": date(2013, 1, 1),
        "purpose": "competence",
    }
    return P2013.model_copy(
        update={
            "version": "capped",
            "rules": (
                ShareCap(code="B201", categories=tuple(sorted(first)), percent=percent, **words),
                AmountCap(code="B202", categories=tuple(sorted(second)), amount_sek=amount, **words),
            ),
        }
    )


sets = st.frozensets(st.sampled_from(CAPPED))
few = st.integers(0, 6)


capped = st.builds(_capped, sets, sets, st.integers(0, 100), few)


@given(capped, st.fixed_dictionaries(dict.fromkeys(CAPPED, few)), st.integers(0, 20))
def test_under_two_caps_as_much_is_permitted_as_can_be(
    programme: Programme, costs: dict[str, int], got: int
) -> None:
    outcome = settled([activity(costs=costs)], programme, {"competence": got})["competence"]
    share, amount = programme.rules
    assert isinstance(share, ShareCap)
    assert isinstance(amount, AmountCap)
    assert outcome.permitted == max(
        sum(kept)
        for kept in product(*(range(costs[category] + 1) for category in CAPPED))
        if 100 * _held(share.categories, kept) <= share.percent * got
        and _held(amount.categories, kept) <= amount.amount_sek
    )


def _held(categories: tuple[str, ...], kept: tuple[int, ...]) -> int:
    return sum(n for category, n in zip(CAPPED, kept, strict=True) if category in categories)


def test_a_cost_against_two_rules_is_not_permitted_once() -> None:
    twice = activity("conference", {"administration": 9_000}, starts=date(2012, 1, 1))
    outcome = settled([twice])["competence"]
    assert figures(outcome) == (0, 3_056_887 - 9_000, 9_000)
    assert [finding.code for finding in outcome.findings] == ["B101", "B103", "B104"]


def test_what_is_only_planned_is_not_used() -> None:
    planned = activity(costs={"course_fees": 9_000}, state=State.PLANNED)
    assert figures(settled([planned])["competence"]) == (0, 3_056_887, 0)


def test_what_was_called_off_and_paid_for_is_used() -> None:
    called_off = activity(costs={"course_fees": 9_000}, state=State.NOT_CARRIED_OUT)
    assert figures(settled([called_off])["competence"]) == (9_000, 3_047_887, 0)


def test_who_spent_everything_as_permitted_repays_nothing() -> None:
    outcome = settled([activity(costs={"course_fees": 3_056_887, "administration": 50_000})])["competence"]
    assert figures(outcome) == (3_056_887, 0, 0)
    assert outcome.own_money == 50_000


def test_the_money_of_one_purpose_does_not_pay_another() -> None:
    made = activity("competence_inventory", {"inventory_work": 60_000})
    outcomes = settled([made])
    assert figures(outcomes["competence"]) == (0, 3_056_887 - 60_000, 60_000)
    assert "B909" in [finding.code for finding in outcomes["competence"].findings]
    assert figures(outcomes["inventory"]) == (0, 250_000, 0)


def test_a_second_inventory_in_2016_is_not_permitted_at_all() -> None:
    days = {"starts": date(2016, 5, 1), "ends": date(2016, 5, 1)}
    made = activity("competence_inventory", {"inventory_work": 62_500}, **days)  # type: ignore[arg-type]
    first = settled([made], P2016, {"competence": 100_000})["competence"]
    assert figures(first) == (50_000, 37_500, 12_500)
    second = settled([made], P2016, {"competence": 100_000}, inventory_before=True)["competence"]
    assert figures(second) == (0, 37_500, 62_500)


@pytest.mark.parametrize("programme", all_programmes().values(), ids=lambda programme: programme.ref)
def test_every_programme_settles_nothing_as_unused(programme: Programme) -> None:
    got = {purpose.id: 1_000 for purpose in programme.purposes}
    outcomes = settled([], programme, got)
    assert {purpose: figures(one) for purpose, one in outcomes.items()} == dict.fromkeys(got, (0, 1_000, 0))


def test_the_report_counts_what_was_carried_out() -> None:
    course = activity(
        "credit_course",
        {"course_fees": 90_000, "travel": 4_000},
        participants={GROUPS[0]: 3, GROUPS[2]: 2, GROUPS[6]: 1},
        credits=75,
        qualifying=True,
        directions=frozenset({"family_law", "ethics"}),
        cooperation=frozenset({Cooperation.OWN, Cooperation.SKR}),
    )
    planned = activity(costs={"course_fees": 5}, state=State.PLANNED)
    called_off = activity(costs={"course_fees": 1_000}, state=State.NOT_CARRIED_OUT)
    values = report_figures(P2013, REPORT, [course, planned, called_off], unit=STOCKHOLM, received=RECEIVED)
    assert values["used.competence"] == 95_000
    assert values["unused.competence"] == 3_056_887 - 95_000
    assert (values["cost.course_fees"], values["cost.travel"], values["cost.literature"]) == (
        91_000,
        4_000,
        0,
    )
    assert (values["activities.credit_course"], values["activities.short_course"]) == (1, 0)
    assert (values["activities_with_credits"], values["not_carried_out"], values["qualifying"]) == (1, 1, 1)
    assert (values["trained_law.family_law"], values["trained_people_law.family_law"]) == (1, 6)
    assert (values["trained_social_work.ethics"], values["trained_people_law.social_law"]) == (1, 0)
    assert values["participants_caseworkers.with_degree.under_2"] == 3
    assert values["participants_team_leaders.with_degree.under_2"] == 1
    assert (values["cooperation.skr"], values["cooperation.other"]) == (1, 0)


@pytest.mark.parametrize("programme", all_programmes().values(), ids=lambda programme: programme.ref)
def test_the_report_has_every_given_cell_and_no_other(programme: Programme) -> None:
    form = instrument(programme.reporting.instrument)
    values = report_figures(programme, form, [], unit=STOCKHOLM, received={})
    assert set(values) == {key for key, spec in form.cells.items() if spec.given}
    assert set(values.values()) == {0}


@given(st.lists(spendings(P2013, units=(STOCKHOLM, "0184")), max_size=4), received)
def test_a_joint_activity_counts_once_in_each_municipality(
    made: list[Activity], received: dict[str, int]
) -> None:
    carried_out = sum(one.state is State.CARRIED_OUT for one in made)
    for unit in (STOCKHOLM, "0184"):
        values = report_figures(P2013, REPORT, made, unit=unit, received=received)
        kinds = [value for key, value in values.items() if key.startswith("activities.")]
        assert sum(value for value in kinds if isinstance(value, int)) == carried_out
    nobody = report_figures(P2013, REPORT, made, unit="2080", received={})
    assert set(nobody.values()) == {0}


def test_the_worked_table_of_the_algorithm_is_what_is_computed() -> None:
    """The table in docs/algorithms/spending.md, row by row."""
    page = (Path(__file__).parents[3] / "docs/algorithms/spending.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in page.partition("<!-- costs -->")[2].partition("<!-- outcome -->")[0].splitlines()
        if line.startswith("|") and not line.startswith(("| ref", "|---"))
    ]
    made = [
        activity(
            kind,
            {category: _kronor(amount)},
            purpose=purpose,
            ref=ref,
            state=State(state),
            starts=date.fromisoformat(starts),
            ends=date.fromisoformat(ends),
        )
        for ref, kind, state, starts, ends, purpose, category, amount in rows
    ]
    outcomes = settled(made)
    table = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in page.partition("<!-- outcome -->")[2].splitlines()
        if line.startswith(("| inventory", "| competence"))
    ]
    assert len(rows) == 8
    assert {purpose: tuple(_kronor(cell) for cell in cells) for purpose, *cells in table} == {
        purpose: (
            one.received,
            one.spent,
            one.permitted,
            one.used,
            one.unused,
            one.not_permitted,
            one.to_repay,
            one.own_money,
        )
        for purpose, one in outcomes.items()
    }


def _kronor(text: str) -> int:
    return int(text.replace(" ", "").replace("\u00a0", ""))
