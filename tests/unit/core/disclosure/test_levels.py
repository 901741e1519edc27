"""Tables that end at different levels of a variable are one system: a cell that stands in two of them is one cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.audit import audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.disclosure.pattern import NOTHING_HIDDEN
from kompetenslyft.core.disclosure.records import read_counts
from kompetenslyft.core.disclosure.rounded_audit import faults
from kompetenslyft.core.disclosure.rounding import round_counts
from kompetenslyft.exchange import disclosure_files as files
from tests.unit.core.disclosure.made_up import Row, definition, lines, protected, release, small_files

ROWS = [
    ("a1", "K", "x", 5), ("a2", "K", "y", 6), ("a2", "M", "x", 2), ("a3", "M", "y", 8), ("b1", "K", "x", 9),
    ("b1", "M", "y", 7), ("b2", "M", "x", 4),
]  # fmt: skip
LINKED = [["unit", "sex"], {"variables": ["unit", "level"], "down_to": {"unit": 1}}]
COLUMNS = """\
id: x
version: "1"
title: {sv: X, en: X}
count: n
variables:
  - {id: region, levels: [county, municipality, district]}
  - id: sex
tables:
  - id: one
    variables: [region, sex]
    down_to: {region: municipality}
"""


def test_a_county_is_one_cell_in_both_tables() -> None:
    wanted = definition(LINKED)
    _counts, system, _pattern = protected(wanted, ROWS)
    fine, coarse = ({system.keys[cell] for cell in cells} for cells in system.tables)
    assert fine & coarse == {("a", "T", "T"), ("b", "T", "T"), ("T", "T", "T")}
    assert {key[0] for key in coarse} == {"a", "b", "T"}
    assert ("a1", "K", "T") in fine
    place = system.keys.index(("a", "T", "T"))
    assert {
        tuple(system.keys[part] for part in one.parts) for one in system.equations if one.total == place
    } == {
        (("a", "K", "T"), ("a", "M", "T")),
        (("a", "T", "x"), ("a", "T", "y")),
        (("a1", "T", "T"), ("a2", "T", "T"), ("a3", "T", "T")),
    }


@pytest.mark.parametrize("zeros", ["open", "closed"])
def test_what_is_written_ends_at_the_level(zeros: str) -> None:
    wanted = definition(LINKED, zeros=zeros)
    counts, system, pattern = protected(wanted, ROWS)
    tables = files.written_tables(wanted, system, pattern)
    assert {row["unit"] for _line, row in files.read_rows(tables["t1.csv"].encode())} == {"a", "b", "T"}
    read = release(wanted, counts, system, pattern)
    assert [len(table.cells) for table in read.tables] == [len(cells) for cells in system.tables]
    result = audit(read)
    assert result.is_safe
    assert {cell.key for cell in result.cells} == {system.keys[i] for i in pattern.hidden}


@given(small_files(), st.integers(2, 5))
def test_rounded_tables_agree_at_every_level(rows: list[Row], base: int) -> None:
    wanted = definition(LINKED, method="rounding", base=base)
    counts = round_counts(wanted, read_counts(wanted, lines(rows))).counts
    assert list(faults(release(wanted, counts, build_system(wanted, counts), NOTHING_HIDDEN), base)) == []


def region(rows: list[tuple[str, str, str, int]], level: str) -> dict[tuple[str, ...], int]:
    """The cells of the one table, with their persons."""
    wanted = load_protected(
        COLUMNS.replace("down_to: {region: municipality}", f"down_to: {{region: {level}}}"), "x"
    )
    system = build_system(wanted, read_counts(wanted, [
        (line, {"county": c, "municipality": m, "district": d, "sex": "K", "n": str(n)})
        for line, (c, m, d, n) in enumerate(rows, start=2)
    ]))  # fmt: skip
    return {key: persons for key, persons in zip(system.keys, system.persons, strict=True) if key[1] == "T"}


CITY = [
    ("01", "0180", "018001", 5),
    ("01", "0180", "018002", 6),
    ("01", "0114", "0114", 7),
    ("12", "12", "12", 8),
]


def test_a_level_is_a_column() -> None:
    """Where a code is repeated in finer columns it stands at the first of them."""
    coarse = {("01", "T"): 18, ("12", "T"): 8, ("T", "T"): 26}
    middle = {**coarse, ("0114", "T"): 7, ("0180", "T"): 11}
    assert region(CITY, "county") == coarse
    assert region(CITY, "municipality") == middle
    assert region(CITY, "district") == {**middle, ("018001", "T"): 5, ("018002", "T"): 6}


def test_parts_that_skip_a_level_stand_where_their_like_do() -> None:
    """A district right below the county: without it the municipalities would not come to their county."""
    skipping = [("01", "01", "0199", 3), *CITY]
    assert region(skipping, "municipality")["0199", "T"] == 3
    assert ("0199", "T") not in region(skipping, "county")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{region: parish}", "«region» har ingen nivå «parish». Välj bland county, municipality, district."),
        ("{region: 2}", "«region» har ingen nivå «2». Välj bland county, municipality, district."),
        (
            "{sex: 2}",
            "«sex» har ingen nivå «2». Skriv hur många nivåer under totalen som tabellen har: 1 till 1.",
        ),
        ("{sex: K}", "«sex» har ingen nivå «K»."),
        ("{age: 1}", "Tabellen har inte variabeln «age». Välj bland region, sex."),
    ],
)
def test_a_level_that_is_not_there_is_refused(written: str, told: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_protected(COLUMNS.replace("{region: municipality}", written), "x.yaml")
    assert f"x.yaml:11: {told}" in str(caught.value)


def test_what_readers_need_most_costs_more_to_hide() -> None:
    """The sum of its tables × each of its levels."""
    units = [["unit", "sex"], {"variables": ["unit"], "keep": 3, "down_to": {"unit": 1}}]
    plain = definition(units)
    unit, sex, level = plain.variables
    dear = plain.model_copy(
        update={
            "variables": (
                unit.model_copy(update={"keep": {"1": 5, "total": 10}}),
                sex.model_copy(update={"keep": {"1": 0.5}}),
                level,
            )
        }
    )
    _counts, system, _pattern = protected(dear, ROWS)
    cost = dict(zip(system.keys, system.times, strict=True))
    assert cost["a1", "K", "T"] == 0.5
    assert cost["a1", "T", "T"] == 1
    assert cost["a", "T", "T"] == (1 + 3) * 5
    assert cost["T", "K", "T"] == 10 * 0.5
    assert cost["T", "T", "T"] == (1 + 3) * 10


def test_dear_cells_stay_and_the_rest_is_hidden() -> None:
    """One of two rows must be hidden beside a small cell: the larger is dearer, unless the smaller must be kept."""
    rows = [("a1", "K", "x", 2), ("a1", "M", "x", 30), ("a2", "K", "x", 40), ("a2", "M", "x", 50)]
    wanted = definition([["unit", "sex"]])

    def hidden(one: ProtectedTables) -> set[str]:
        _counts, system, pattern = protected(one, rows)
        return {" ".join(system.keys[i][:2]) for i in pattern.hidden}

    totals = {"a T", "a1 T", "a2 T", "T T", "T K", "T M"}
    cheap = wanted.variables[0].model_copy(update={"keep": {"total": 0.001, "1": 0.001, "2": 1}})
    kept = [one.model_copy(update={"keep": {"total": 100}}) for one in wanted.variables[1:]]
    assert not hidden(wanted.model_copy(update={"variables": (wanted.variables[0], *kept)})) & {
        "a1 T",
        "a2 T",
    }
    assert hidden(wanted.model_copy(update={"variables": (cheap, *wanted.variables[1:])})) & totals


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{county: 5, parish: 2}", "x.yaml:6: «region» har ingen nivå «parish». Välj bland county"),
        ("{total: 0}", "x.yaml:6:"),
        ("{total: mycket}", "x.yaml:6:"),
    ],
)
def test_a_price_that_cannot_be_is_refused(written: str, told: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_protected(COLUMNS.replace("district]}", f"district], keep: {written}}}"), "x.yaml")
    assert told in str(caught.value)


def test_a_depth_counts_the_codes_above() -> None:
    by_parents = COLUMNS.replace(
        "levels: [county, municipality, district]", 'parents: {"0180": "01", "018001": "0180", "01": T}'
    )
    assert load_protected(by_parents.replace("region: municipality", "region: 3"), "x").tables[0].down_to
    with pytest.raises(DefinitionError, match="1 till 3"):
        load_protected(by_parents.replace("region: municipality", "region: 4"), "x")
    wanted: ProtectedTables = load_protected(by_parents.replace("region: municipality", "region: 2"), "x")
    counts = read_counts(
        wanted, [(2, {"region": "018001", "sex": "K", "n": "4"}), (3, {"region": "02", "sex": "K", "n": "9"})]
    )
    assert {key[0] for key in build_system(wanted, counts).keys} == {"T", "01", "0180", "02"}
