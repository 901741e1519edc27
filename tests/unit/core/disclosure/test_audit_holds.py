"""The audit against every table there could be: it never calls safe what is not, and nothing unsafe that is safe."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from kompetenslyft.core.disclosure.audit import Verdict, audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.pattern import Pattern, suppress
from kompetenslyft.core.disclosure.records import read_counts
from tests.unit.core.disclosure.every_table import TooMany, unsafe_cells
from tests.unit.core.disclosure.made_up import TABLES, definition, lines, release

SOME = settings(max_examples=75, deadline=None)


@st.composite
def protected_files(draw: st.DrawFn):
    """A definition, its counts, its system and a pattern that is safe."""
    units = draw(st.sampled_from([["a1", "a2"], ["a1", "a2", "b1"]]))
    rows = [(unit, sex, level, draw(st.integers(0, 4))) for unit in units for sex in "KM" for level in "xy"]
    chosen = definition(
        draw(st.sampled_from(TABLES)),
        threshold=draw(st.sampled_from([2, 3])),
        zeros=draw(st.sampled_from(["open", "open", "closed"])),
        nonempty=draw(st.booleans()),
        lone_contributors=draw(st.booleans()),
    )
    assume(any(count for *_codes, count in rows))
    counts = read_counts(chosen, lines(rows))
    system = build_system(chosen, counts)
    return chosen, counts, system, suppress(system, chosen.rules)


def judged(chosen, counts, system, pattern, asked=None):
    """The unsafe cells by trying every table, and by the audit."""
    asked = asked or {}
    far = {cell: asked.get(cell, chosen.rules.asked(system.persons[cell])) for cell in pattern.primary}
    try:
        expected = unsafe_cells(system, pattern.hidden, pattern.primary, chosen.rules, far)
    except TooMany:
        assume(False)
    read = release(chosen, counts, system, pattern)
    told = {system.keys[cell]: by for cell, by in asked.items()}
    hidden = {key: replace(one, asked=told.get(key, one.asked)) for key, one in read.hidden.items()}
    result = audit(replace(read, hidden=hidden))
    assert not result.faults
    found = {cell.key for cell in result.cells if cell.verdict is not Verdict.SAFE}
    event(f"unsafe: {bool(expected)}")
    return {system.keys[cell] for cell in expected}, found, result


@SOME
@given(protected_files())
def test_a_safe_pattern_is_safe(made) -> None:
    expected, found, _result = judged(*made)
    assert expected == found == set()


@SOME
@given(protected_files(), st.data())
def test_secondary_cells_that_are_opened(made, data: st.DataObject) -> None:
    chosen, counts, system, pattern = made
    assume(pattern.secondary)
    opened = data.draw(st.sets(st.sampled_from(sorted(pattern.secondary)), min_size=1, max_size=2))
    less = Pattern(pattern.primary, pattern.secondary - opened)
    expected, found, _result = judged(chosen, counts, system, less)
    assert expected == found


@SOME
@given(protected_files(), st.data())
def test_any_cells_hidden_beside_the_sensitive(made, data: st.DataObject) -> None:
    chosen, counts, system, pattern = made
    others = [
        i
        for i, persons in enumerate(system.persons)
        if i not in pattern.primary and (persons or chosen.rules.zeros == "closed")
    ]
    hidden = data.draw(st.sets(st.sampled_from(others), max_size=8)) if others else set()
    expected, found, _result = judged(chosen, counts, system, Pattern(pattern.primary, frozenset(hidden)))
    assert expected == found


@SOME
@given(protected_files(), st.data())
def test_whatever_is_asked_of_each_cell(made, data: st.DataObject) -> None:
    chosen, counts, system, pattern = made
    assume(pattern.hidden)
    sensitive = pattern.primary | data.draw(st.sets(st.sampled_from(sorted(pattern.hidden))))
    asked = {cell: data.draw(st.integers(1, 6)) for cell in sorted(sensitive)}
    expected, found, result = judged(
        chosen, counts, system, Pattern(sensitive, pattern.hidden - sensitive), asked
    )
    assert expected == found
    verdicts = {cell.key: cell.verdict for cell in result.cells}
    assert {verdicts[system.keys[cell]] for cell in pattern.primary} <= {Verdict.SAFE, Verdict.TOO_NARROW}


@SOME
@given(protected_files(), st.data())
def test_a_sensitive_cell_that_is_opened(made, data: st.DataObject) -> None:
    chosen, counts, system, pattern = made
    assume(pattern.primary)
    opened = data.draw(st.sampled_from(sorted(pattern.primary)))
    result = audit(release(chosen, counts, system, Pattern(pattern.primary - {opened}, pattern.secondary)))
    assert not result.is_safe
    assert (Verdict.NOT_HIDDEN, system.keys[opened]) in {
        (verdict, key) for verdict, key, _told in result.faults
    }


@SOME
@given(protected_files(), st.data())
def test_a_published_number_that_is_changed(made, data: st.DataObject) -> None:
    read = release(*made)
    table = data.draw(st.sampled_from(read.tables))
    key = data.draw(
        st.sampled_from(sorted(key for key, persons in table.cells.items() if persons is not None))
    )
    persons = table.cells[key]
    assert persons is not None
    wrong = data.draw(st.integers(0, 40).filter(lambda one: one != persons))
    changed = replace(table, cells={**table.cells, key: wrong})
    tables = tuple(changed if one is table else one for one in read.tables)
    assert not audit(replace(read, tables=tables)).is_safe
