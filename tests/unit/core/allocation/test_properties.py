"""What holds for every allocation, whatever the model."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.explain import explain
from kompetenslyft.core.allocation.redistribute import redistribute
from kompetenslyft.core.allocation.refusals import keys_of
from tests.unit.core.allocation.models import Case, cases

_SOME = settings(max_examples=250, deadline=None)


@_SOME
@given(case=cases())
def test_not_a_krona_is_lost(case: Case) -> None:
    result = case.allocated()
    assert sum(result.amounts.values()) + result.reserved + result.left_over == case.amount
    assert 0 <= result.left_over < case.unit
    assert all(amount >= 0 and amount % case.unit == 0 for amount in result.amounts.values())
    assert result.amounts.keys() == {unit.code for unit in case.units}


@_SOME
@given(case=cases())
def test_floor_and_cap_hold(case: Case) -> None:
    result = case.allocated()
    for code, amount in result.amounts.items():
        assert amount >= case.floor
        assert case.cap is None or amount <= case.cap
        assert (code not in result.at_floor) or amount == case.floor
        assert (code not in result.at_cap) or amount == case.cap


@_SOME
@given(case=cases())
def test_the_exact_amounts_of_each_step_add_up(case: Case) -> None:
    result = case.allocated()
    assert tuple(stage.step for stage in result.stages) == case.model.steps
    assert sum(result.stages[-2].amounts.values()) == case.amount - result.reserved
    assert result.stages[-1].amounts == result.amounts


@_SOME
@given(case=cases())
def test_everybody_between_floor_and_cap_has_the_same_multiple_of_the_share(case: Case) -> None:
    result = case.allocated()
    held = [stage for stage in result.stages if stage.step.step in {"floor", "cap"}]
    if not held:
        return
    position = result.stages.index(held[0])
    shares = result.stages[position - 1].amounts
    between = [code for code in shares if code not in result.at_floor | result.at_cap and shares[code] > 0]
    multiples = {held[-1].amounts[code] / shares[code] for code in between}
    assert len(multiples) <= 1
    for multiple in multiples:
        assert all(multiple * shares[code] <= case.floor for code in result.at_floor)
        assert all(multiple * shares[code] >= (case.cap or 0) for code in result.at_cap)


@_SOME
@given(case=cases())
def test_rounding_moves_nobody_by_a_whole_rounding_unit(case: Case) -> None:
    result = case.allocated()
    before = result.stages[-2].amounts
    assert all(abs(amount - before[code]) < case.unit for code, amount in result.amounts.items())


@_SOME
@given(case=cases(weighted=False))
def test_more_in_every_key_never_gets_less(case: Case) -> None:
    result = case.allocated()
    used = [case.keys[key] for step in case.model.steps for key in keys_of(step)]
    for one in case.units:
        for other in case.units:
            if used and all(values[one.code] > values[other.code] for values in used):
                assert result.amounts[one.code] >= result.amounts[other.code]


@_SOME
@given(data=st.data(), case=cases())
def test_the_own_exact_amount_never_falls_when_the_own_key_rises(data: st.DataObject, case: Case) -> None:
    code = data.draw(st.sampled_from([unit.code for unit in case.units]))
    more = data.draw(st.integers(1, 50_000))
    raised = {name: {**values, code: values[code] + more} for name, values in case.keys.items()}
    before = case.allocated()
    after = allocate(case.model, amount=case.amount, units=case.units, keys=raised)
    assert after.stages[-2].amounts[code] >= before.stages[-2].amounts[code]


@_SOME
@given(data=st.data(), case=cases())
def test_the_order_of_input_makes_no_difference(data: st.DataObject, case: Case) -> None:
    units = data.draw(st.permutations(case.units))
    keys = {name: dict(reversed(values.items())) for name, values in reversed(case.keys.items())}
    assert allocate(case.model, amount=case.amount, units=units, keys=keys) == case.allocated()


@_SOME
@given(case=cases())
def test_an_explanation_adds_up_to_the_amount(case: Case) -> None:
    result = case.allocated()
    for unit in case.units:
        told = explain(result, unit.code, units=case.units, keys=case.keys, names={})
        *parts, total = told.lines
        assert sum((line.amount for line in parts), Fraction(0)) == total.amount == result.amounts[unit.code]


_OFFERS = st.dictionaries(
    st.sampled_from([f"{n:04d}" for n in range(30)]), st.integers(0, 900_000), min_size=1
)


@_SOME
@given(data=st.data(), pool=st.integers(0, 5_000_000), offers=_OFFERS.filter(lambda one: any(one.values())))
def test_a_pool_is_divided_anew_to_the_krona(data: st.DataObject, pool: int, offers: dict[str, int]) -> None:
    parts = redistribute(pool, offers)
    whole = sum(offers.values())
    assert sum(parts.values()) == pool
    assert parts.keys() == offers.keys()
    assert all(abs(parts[code] - Fraction(pool * offers[code], whole)) < 1 for code in offers)
    assert all(parts[code] == 0 for code in offers if offers[code] == 0)
    for one, other in zip(offers, list(offers)[1:], strict=False):
        low, high = sorted((one, other), key=lambda code: offers[code])
        assert parts[low] <= parts[high] or offers[low] == offers[high]
    shuffled = dict(data.draw(st.permutations(list(offers.items()))))
    assert redistribute(pool, shuffled) == parts
