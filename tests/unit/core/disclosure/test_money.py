"""Columns besides persons: money under the p % rule, what follows persons, and shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.amounts import Column, figure_columns, hide, in_doubt
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.disclosure.pattern import Pattern
from kompetenslyft.core.disclosure.records import CannotProtect, read_counts
from kompetenslyft.exchange.disclosure_files import read_rows
from kompetenslyft.exchange.disclosure_run import protect

FEW = settings(max_examples=25, deadline=None)
PERCENT = 50
REACH = 12
"""Beyond what any cell here is asked to reach."""

Paid = tuple[str, str, str, int]
"""Region, purpose, who pays, how much."""


def money(**more: Any) -> ProtectedTables:
    return ProtectedTables.model_validate(
        {
            "id": "paid",
            "version": "1",
            "title": {"sv": "Betalt", "en": "Paid"},
            "money": [{"column": "kronor", "contributor": "payer", "percent": PERCENT}],
            "variables": [{"id": "region"}, {"id": "purpose"}],
            "tables": [{"id": "one", "variables": ["region", "purpose"]}],
            **more,
        }
    )


def rows(paid: Sequence[Paid], **more: Sequence[int]) -> list[tuple[int, Mapping[str, str]]]:
    return [
        (
            i + 2,
            {"region": r, "purpose": p, "payer": who, "kronor": str(amount)}
            | {column: str(numbers[i]) for column, numbers in more.items()},
        )
        for i, (r, p, who, amount) in enumerate(paid)
    ]


def hidden(wanted: ProtectedTables, paid: Sequence[Paid]) -> tuple[Column, Pattern]:
    """The column of kronor, and what is hidden for it alone."""
    counts = read_counts(wanted, rows(paid))
    (column,) = figure_columns(wanted, counts, build_system(wanted, counts))
    return column, hide(column, Pattern(frozenset(column.asked), frozenset()), column.asked)


@st.composite
def payments(draw: st.DrawFn, regions: str = "ab") -> list[Paid]:
    """Up to three payers in each cell of the regions and two purposes; in one, p and perhaps nobody else."""
    amounts = st.sampled_from([0, 0, 1, 2, 3, 5])
    paid = [(r, p, who, draw(amounts)) for r, p, who in product(regions, "xy", ["m", "n", "o"])]
    return [*paid, ("a", "x", "p", draw(st.integers(1, 9)))]


def given_of(paid: Sequence[Paid], key: tuple[str, ...]) -> list[int]:
    """What each payer gives of a cell, the largest first."""
    found: dict[str, int] = defaultdict(int)
    for region, purpose, who, amount in paid:
        if key[0] in {region, "T"} and key[1] in {purpose, "T"}:
            found[who] += amount
    return [*sorted(found.values(), reverse=True), 0, 0]


@given(st.lists(st.integers(0, 60), max_size=6), st.integers(1, 100))
def test_a_sum_is_open_where_the_rest_hide_the_largest(contributions: list[int], percent: int) -> None:
    largest, second, *rest = [*sorted(contributions, reverse=True), 0, 0]
    total = sum(contributions)
    wide = in_doubt(contributions, percent)
    assert (wide > 0) == (total - largest - second < percent * largest / 100)
    if wide:
        assert 100 * (total + wide - second - largest) >= percent * largest
        assert 100 * (total + wide - 1 - second - largest) < percent * largest
    assert sum(rest) + wide >= percent * largest / 100


def possible(column: Column, pattern: Pattern) -> dict[int, NDArray[numpy.int64]]:
    """Every table of two regions and two purposes, near the true one, that agrees with what is published: by cell."""
    system = column.system
    true = dict(zip(system.keys, system.persons, strict=True))
    shown = {key for place, key in enumerate(system.keys) if place not in pattern.hidden}
    inner = [key for key in true if "T" not in key]
    near = [
        [true[key]] if key in shown else range(max(0, true[key] - REACH), true[key] + REACH + 1)
        for key in inner
    ]
    grid = [one.ravel() for one in numpy.meshgrid(*map(numpy.array, near), indexing="ij")]
    tables = {
        key: sum(
            one
            for one, part in zip(grid, inner, strict=True)
            if all(wide in {code, "T"} for code, wide in zip(part, key, strict=True))
        )
        for key in system.keys
    }
    agrees = numpy.logical_and.reduce([grid[0] >= 0, *(tables[key] == true[key] for key in shown)])
    return {place: tables[key][agrees] for place, key in enumerate(system.keys)}


@FEW
@given(payments())
def test_the_second_largest_cannot_tell_the_largest_within_p_percent(paid: list[Paid]) -> None:
    column, pattern = hidden(money(), paid)
    tables = possible(column, pattern)
    for cell in column.asked:
        largest, second, *rest = given_of(paid, column.system.keys[cell])
        guesses = tables[cell] - second
        assert 100 * guesses.max() >= (100 + PERCENT) * largest
        if not any(rest):
            assert 100 * guesses.min() <= (100 - PERCENT) * largest


@FEW
@given(payments())
def test_nor_can_somebody_who_is_alone_in_another_cell(paid: list[Paid]) -> None:
    column, pattern = hidden(money(), paid)
    system = column.system
    tables = possible(column, pattern)
    for known in system.lone:
        agrees = numpy.logical_and.reduce([tables[cell] == system.persons[cell] for cell in known])
        for cell, wide in column.asked.items():
            if cell not in known and system.persons[cell]:
                assert abs(tables[cell][agrees] - system.persons[cell]).max() >= wide


@FEW
@given(
    payments("abc"),
    st.lists(st.integers(1, 9), min_size=19, max_size=19),
    st.sampled_from(["open", "closed"]),
)
def test_the_audit_finds_every_column_safe(paid: list[Paid], persons: list[int], zeros: str) -> None:
    wanted = money(count="n", follow=["fte"], rules={"zeros": zeros})
    some = [one if amount else 0 for one, (*_place, amount) in zip(persons, paid, strict=False)]
    read = read_counts(wanted, rows(paid, n=some, fte=[50 * one for one in some]))
    found = protect(wanted, read, audited=False, seconds=60)
    assert set(found.audits) == {"n", "fte", "kronor"}
    for column, one in found.audits.items():
        assert one.is_safe, (column, one)
    dots = [row for _line, row in read_rows(found.tables["one.csv"].encode()) if ".." in row.values()]
    assert len(dots) == len(found.audits["n"].cells)
    assert all({row["n"], row["fte"], row["kronor"]} == {".."} for row in dots)


def test_amounts_in_the_hundreds_of_millions() -> None:
    paid = [
        (r, p, who, 1_000 * (place + 1) * size)
        for place, (r, p) in enumerate(product("abcd", "xyz"))
        for who, size in (("m", 70_000), ("n", 9_001), ("o", 4_003 * (r != "a")), ("q", 30_000 * (p == "x")))
    ]  # fmt: skip
    wanted = money(money=[{"column": "kronor", "contributor": "payer"}])
    found = protect(wanted, read_counts(wanted, rows(paid)), audited=True, seconds=60)
    assert found.sensitive
    assert found.audits["kronor"].is_safe


def test_shares_are_shown_where_both_numbers_are() -> None:
    wanted = money(money=[], count="n", shares=["purpose"])
    paid = [
        ("a", "x", "m", 0),
        ("a", "y", "m", 0),
        ("b", "x", "m", 0),
        ("b", "y", "m", 0),
        ("c", "x", "m", 0),
    ]
    read = read_counts(wanted, rows(paid, n=[2, 9, 8, 7, 12]))
    found = protect(wanted, read, audited=True, seconds=60)
    shown = {
        (row["region"], row["purpose"]): (row["n"], row["share_purpose"])
        for _line, row in read_rows(found.tables["one.csv"].encode())
    }
    assert shown["c", "x"] == ("12", "100.0")
    assert shown["a", "x"] == ("..", "..")
    for (region, purpose), (number, share) in shown.items():
        whole = shown[region, "T"][0]
        assert (share == "..") == (".." in {number, whole}), purpose


YAML = """\
id: x
version: "1"
title: {sv: X, en: X}
count: n
money: [{column: kronor, contributor: payer}]
variables: [{id: region}]
tables: [{id: one, variables: [region]}]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("count: n\nmoney: [{column: kronor, contributor: payer}]\n", "", "x.yaml:1: Tabellerna har inga tal."),
        ("count: n", "follow: [fte]", "x.yaml:4: follow följer antalet personer, men count saknas."),
        ("count: n", "shares: [region]", "x.yaml:4: shares följer antalet personer, men count saknas."),
        ("count: n", "count: kronor", "x.yaml:5: Kolumnen «kronor» finns redan på rad 4."),
        ("count: n", "count: region", "x.yaml:4: Kolumnen «region» finns redan på rad 6."),
        ("tables:", "shares: [age]\ntables:", "x.yaml:7: Variabeln «age» finns inte. Välj bland region."),
        ("tables:", "rules: {method: rounding}\ntables:", "x.yaml:7: Bara antal personer avrundas, inte kronor."),
        ("payer}", "payer, percent: 0}", "x.yaml:5:"),
        (", contributor: payer", "", "x.yaml:5:"),
    ],
)  # fmt: skip
def test_a_definition_that_cannot_be_is_refused(old: str, new: str, told: str) -> None:
    assert load_protected(YAML, "x.yaml").columns == ("n", "kronor")
    with pytest.raises(DefinitionError) as caught:
        load_protected(YAML.replace(old, new), "x.yaml")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"kronor": "-500"}, "D110 Rad 3: «-500» i kronor är negativt."),
        ({"kronor": "12,5"}, "D109 Rad 3: «12,5» i kronor är inget heltal."),
        ({"kronor": ""}, "D109 Rad 3: «» i kronor är inget heltal."),
        ({"n": "0"}, "D113 Rad 3: 0 personer men 400 i kronor."),
        ({"payer": ""}, "D114 Rad 3: «payer» är tom"),
        (
            {"region": "T", "n": "7", "kronor": "600"},
            "D106 Rad 3: T (kronor) anges till 600, men delarna är 500 = 500.",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused(row: dict[str, str], told: str) -> None:
    good = {"region": "a", "payer": "m", "n": "7", "kronor": "400"}
    with pytest.raises(CannotProtect) as caught:
        read_counts(load_protected(YAML, "x"), [(2, {**good, "kronor": "500"}), (3, {**good, **row})])
    (finding,) = caught.value.findings
    assert f"{finding.code} {finding.message.sv}".startswith(told)


def test_the_contributor_must_be_a_column() -> None:
    with pytest.raises(CannotProtect, match="Filen saknar payer"):
        read_counts(load_protected(YAML, "x"), [(2, {"region": "a", "n": "7", "kronor": "400"})])
