"""Small-count rounding: what always holds, and that the judge of it can say no."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables, PublishedTable, Rules, Variable
from kompetenslyft.core.disclosure.pattern import NOTHING_HIDDEN
from kompetenslyft.core.disclosure.records import Counts
from kompetenslyft.core.disclosure.rounded_audit import faults
from kompetenslyft.core.disclosure.rounding import round_counts
from kompetenslyft.core.text import Text
from kompetenslyft.exchange import disclosure_files as files

MUNICIPALITIES = {"0114": "01", "0115": "01", "1280": "12", "1281": "12", "01": "T", "12": "T"}
GENDERS, LEVELS = {"K": "T", "M": "T"}, {"A": "T", "B": "T", "S": "T"}
INNER = st.dictionaries(
    st.tuples(
        st.sampled_from(["0114", "0115", "1280", "1281"]),
        st.sampled_from(["K", "M"]),
        st.sampled_from(["A", "B", "S"]),
    ),
    st.integers(0, 9),
    min_size=1,
)


def definition(base: int = 3, **rules: object) -> ProtectedTables:
    return ProtectedTables(
        id="staff",
        version="1",
        title=Text(sv="Anställda", en="Staff"),
        count="antal",
        variables=(Variable(id="kommun"), Variable(id="kön"), Variable(id="nivå")),
        tables=(
            PublishedTable(id="kommun-kön", variables=("kommun", "kön")),
            PublishedTable(id="kommun-nivå", variables=("kommun", "nivå")),
            PublishedTable(id="kön-nivå", variables=("kön", "nivå")),
        ),
        rules=Rules(method="rounding", base=base),
    )


def counts(inner: dict[tuple[str, ...], int]) -> Counts:
    return Counts(inner, (MUNICIPALITIES, GENDERS, LEVELS))


def released(one: ProtectedTables, found: Counts):
    system = build_system(one, found)
    tables = files.written_tables(one, system, NOTHING_HIDDEN)
    codes = files.written_codes(one, found)
    return files.release_of(one, tables, codes, files.written_pattern(one, system, NOTHING_HIDDEN))


@given(INNER, st.integers(2, 5))
def test_no_small_number_is_left_and_all_adds_up(inner: dict[tuple[str, ...], int], base: int) -> None:
    one = definition(base)
    rounded = round_counts(one, counts(inner))
    assert list(faults(released(one, rounded.counts), base)) == []
    assert all(rounded.counts.inner[key] in {0, base} for key in rounded.changed)
    assert all(
        persons == inner[key] for key, persons in rounded.counts.inner.items() if key not in rounded.changed
    )
    moved = sum(rounded.counts.inner.values()) - sum(inner.values())
    assert 2 * abs(moved) <= base or rounded.changed


@given(INNER)
def test_the_order_of_the_rows_makes_no_difference(inner: dict[tuple[str, ...], int]) -> None:
    turned = dict(reversed(inner.items()))
    first, second = round_counts(definition(), counts(inner)), round_counts(definition(), counts(turned))
    assert (dict(first.counts.inner), first.changed) == (dict(second.counts.inner), second.changed)


@given(INNER.map(lambda inner: {key: 3 + persons for key, persons in inner.items()}))
def test_what_is_large_enough_is_left_alone(inner: dict[tuple[str, ...], int]) -> None:
    rounded = round_counts(definition(), counts(inner))
    assert dict(rounded.counts.inner) == inner and not rounded.changed and rounded.furthest == 0


INNER_SMALL = {("0114", "K", "A"): 1, ("0114", "M", "B"): 7, ("1280", "K", "S"): 2, ("1280", "M", "A"): 8}


def test_a_small_table_by_hand() -> None:
    """1 and 2 are to be rounded, three persons in all: one of them becomes 3, the larger one, the other 0."""
    rounded = round_counts(definition(), counts(INNER_SMALL))
    assert rounded.counts.inner[("0114", "K", "A")] == 0
    assert rounded.counts.inner[("1280", "K", "S")] == 3
    assert rounded.changed == {("0114", "K", "A"): 1, ("1280", "K", "S"): 2}
    assert rounded.furthest == 1


@pytest.mark.parametrize(
    ("key", "persons", "kind"),
    [
        (("0114", "K", "T"), 2, "small"),
        (("0114", "K", "T"), None, "hidden"),
        (("01", "T", "T"), 99, "sum"),
        (("T", "K", "T"), 99, "differs"),
    ],
)
def test_the_judge_sees_what_is_wrong(key: tuple[str, ...], persons: int | None, kind: str) -> None:
    one = definition()
    release = released(one, round_counts(one, counts(INNER_SMALL)).counts)
    first = release.tables[0]
    broken = replace(
        release, tables=(replace(first, cells={**first.cells, key: persons}), *release.tables[1:])
    )
    assert kind in {found for found, _key, _detail in faults(broken, 3)}
