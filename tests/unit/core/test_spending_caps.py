"""How far costs have come towards caps: the same as the rules find, whatever is entered."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.caps import CapUse, cap_uses
from kompetenslyft.core.spending.model import Activity
from kompetenslyft.core.spending.rules import check_spending
from tests.unit.core.spending_activities import P2013, P2016, STOCKHOLM, activities, activity


def use(programme: Programme, entered: list[Activity], received: int, *, before: bool = False) -> CapUse:
    """The programme's one cap with the money received for competence."""
    (found,) = cap_uses(
        programme, entered, unit=STOCKHOLM, received={"competence": received}, inventory_before=before
    )
    return found


def test_a_cost_that_is_both_kind_and_category_is_counted_once() -> None:
    entered = [
        activity("support_and_supervision", {"travel": 100, "supervision_fees": 200}),
        activity("credit_course", {"travel": 40, "course_fees": 5000}),
    ]
    found = use(P2013, entered, 1001)
    assert (found.used, found.limit, found.room, found.is_over) == (340, Fraction(1001, 2), 160, False)


def test_what_is_over_a_cap_leaves_no_room() -> None:
    found = use(P2013, [activity("credit_course", {"travel": 51})], 101)
    assert (found.is_over, found.room) == (True, 0)


@pytest.mark.parametrize(("before", "limit"), [(False, 50_000), (True, 0)])
def test_a_cap_on_a_first_inventory_leaves_nothing_for_another(before: bool, limit: int) -> None:
    assert use(P2016, [], 1_000_000, before=before).limit == limit


def test_another_municipalitys_part_is_not_counted() -> None:
    assert use(P2013, [activity("credit_course", {"travel": 51}, unit="2080")], 101).used == 0


@given(st.lists(activities(P2013), max_size=5), st.integers(0, 3_000_000))
def test_a_cap_is_over_exactly_where_the_rules_find_it(entered: list[Activity], received: int) -> None:
    amounts = {"competence": received}
    found = check_spending(P2013, entered, unit=STOCKHOLM, received=amounts)
    over = {
        cap.rule.code for cap in cap_uses(P2013, entered, unit=STOCKHOLM, received=amounts) if cap.is_over
    }
    assert over == {finding.code for finding in found} & {"B102"}
