"""The parts of hiding: the lower bound is one, and what is published can be hidden again with nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetenslyft.core.disclosure import flow
from kompetenslyft.core.disclosure.audit import audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.examples import Examples
from kompetenslyft.core.disclosure.flow import Flows, SolverFailed, Wish
from kompetenslyft.core.disclosure.guidance import guidance
from kompetenslyft.core.disclosure.joined import cost, join
from kompetenslyft.core.disclosure.records import read_counts
from tests.unit.core.disclosure.made_up import TABLES, definition, lines, protected, release, small_files

FEW = settings(max_examples=25, deadline=None)
tables = st.sampled_from(TABLES)
ROWS = [("a1", "K", "x", 2), ("a1", "M", "x", 9), ("a2", "K", "x", 8), ("a2", "M", "x", 7)]


@FEW
@given(rows=small_files(), wanted=tables, zeros=st.sampled_from(["open", "closed"]), nonempty=st.booleans())
def test_no_pattern_costs_less_than_the_bound(rows, wanted, zeros, nonempty) -> None:
    chosen = definition(wanted, zeros=zeros, nonempty=nonempty)
    _counts, system, pattern = protected(chosen, rows)
    costs = sum(cost(system, chosen.rules, cell) for cell in pattern.hidden)
    found = guidance(join(system, chosen.rules), 60)
    assert found.least <= costs + 1e-6
    assert all(one >= 0 for one in found.costs)


@FEW
@given(rows=small_files(), wanted=tables, zeros=st.sampled_from(["open", "closed"]))
def test_what_is_found_by_moves_is_safe(rows, wanted, zeros) -> None:
    """As large systems are searched, from widths that are too narrow on."""
    chosen = definition(wanted, zeros=zeros)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("_LARGE", 0), ("_NEAR", (1,)), ("_WIDE", 2), ("_NEAR_IN_INTEGERS", (1, 3))):
            patch.setattr(flow, name, value)
        counts, system, pattern = protected(chosen, rows)
    assert audit(release(chosen, counts, system, pattern)).is_safe


def _joined(rows):
    chosen = definition([["unit", "sex"]])
    system = build_system(chosen, read_counts(chosen, lines(rows)))
    return join(system, chosen.rules)


def test_a_table_counts_while_all_it_changes_is_hidden() -> None:
    joined = _joined(ROWS)
    (cell,) = joined.sensitive
    examples = Examples(joined, {cell: (1, 1)}, floor=1)
    assert examples.lacking(cell) == [Wish(cell, 1, 1), Wish(cell, -1, 1)]
    found = Flows(joined, 60).cheapest(Wish(cell, 1, 1), examples.hidden)
    assert found is not None
    examples.keep(found[1])
    assert examples.hidden == set(found[1])
    assert examples.lacking(cell) == []
    for other in examples.secondary:
        assert examples.publish(other) == [cell]
        assert examples.lacking(cell)
        examples.hide(other)
        assert examples.lacking(cell) == []


def test_what_differs_in_no_table_is_published() -> None:
    joined = _joined(ROWS)
    examples = Examples(joined, dict.fromkeys(joined.sensitive, (1, 1)), floor=1)
    idle = next(cell for cell in range(len(joined.cells)) if cell not in joined.sensitive)
    examples.hide(idle)
    examples.publish_idle(examples.secondary)
    assert examples.hidden == joined.sensitive


def test_guidance_that_takes_too_long_is_refused() -> None:
    with pytest.raises(SolverFailed):
        guidance(_joined(ROWS), 0)
