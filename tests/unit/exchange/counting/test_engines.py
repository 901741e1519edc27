"""The same cells from every engine, to the person and the hundredth, and plain words where one cannot count."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.facts.grain import CannotCount, Grain
from kompetenslyft.core.facts.schema import ASSESSMENT, EMPLOYMENT
from kompetenslyft.exchange.counting import engines, expression
from kompetenslyft.exchange.counting.engines import opened
from kompetenslyft.exchange.counting.expression import counted
from tests.unit.exchange.counting.made_up import BY_LEVEL, Somebody, arrow, in_postgresql, plainly, written

GRAIN = Grain(ASSESSMENT, BY_LEVEL)
LARGE = 2**62
EXAMPLES = {
    "nobody": [],
    "one person": [Somebody()],
    "no stated gender": [Somebody(gender=None), Somebody(gender=None), Somebody(gender="M")],
    "Swedish letters": [Somebody(marks={"våld-i-nära-relationer": "fördjupad", "ÄÖ é": "Å"})],
    "two employments in a municipality": [Somebody((("0114", "a", 50), ("0114", "b", 50))), Somebody()],
    "two employments in two municipalities": [Somebody((("0114", "a", 75), ("0180", "b", 25)))],
    "large numbers": [Somebody((("0114", "a", LARGE), ("0114", "b", LARGE - 1)))],
    "many": [
        Somebody(
            ((f"{100 + number % 3:04}", "a", number),),
            (None, "K", "M")[number % 3],
            {f"d{place}": ("basic", "advanced")[(number * place) % 2] for place in range(number % 5)},
        )
        for number in range(200)
    ],
}
GRAINS = [
    GRAIN,
    Grain(ASSESSMENT, ("county", "gender"), (("direction", "d1"),)),
    Grain(ASSESSMENT, ("municipality", "gender", "unit")),
]

codes = st.sampled_from(["d1", "d2", "våld", "Å"])
people = st.lists(
    st.builds(
        Somebody,
        st.lists(
            st.tuples(st.sampled_from(["0114", "0180", "1280"]), codes, st.integers(0, 10_000)),
            min_size=1,
            max_size=3,
        ),
        st.sampled_from(["K", "M", None]),
        st.dictionaries(codes, st.sampled_from(["basic", "advanced"]), max_size=3),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def duckdb() -> Iterator[ibis.BaseBackend]:
    connection = ibis.duckdb.connect()
    yield connection
    connection.disconnect()


@given(people=people, grain=st.sampled_from(GRAINS))
def test_duckdb_counts_as_one_counts_by_hand(
    duckdb: ibis.BaseBackend, people: list[Somebody], grain: Grain
) -> None:
    duckdb.con.register("assessment", arrow(people))
    assert counted(duckdb.table("assessment"), grain).cells == plainly(people, grain)


@pytest.mark.parametrize("name", EXAMPLES)
def test_duckdb_reads_parquet(name: str, tmp_path: Path) -> None:
    with opened(written(tmp_path, EXAMPLES[name]), ASSESSMENT) as there:
        for grain in GRAINS:
            assert counted(there.table, grain).cells == plainly(EXAMPLES[name], grain)


@pytest.mark.postgresql
@pytest.mark.parametrize("name", EXAMPLES)
def test_postgresql_counts_the_same(name: str) -> None:
    with in_postgresql(EXAMPLES[name]) as address, opened(address, ASSESSMENT) as there:
        for grain in GRAINS:
            assert counted(there.table, grain).cells == plainly(EXAMPLES[name], grain)


@pytest.mark.postgresql
def test_postgresql_without_the_fact() -> None:
    with in_postgresql([Somebody()]) as address:
        told = refused(address, fact=EMPLOYMENT)
    assert told.startswith("F311") and "ingen tabell «employment»" in told


@pytest.mark.spark
@pytest.mark.parametrize("name", ["nobody", "large numbers", "many", "Swedish letters", "no stated gender"])
def test_spark_counts_the_same(name: str, tmp_path: Path) -> None:
    with opened(written(tmp_path, EXAMPLES[name]), ASSESSMENT, "spark") as there:
        for grain in GRAINS if name == "many" else GRAINS[:1]:
            assert counted(there.table, grain).cells == plainly(EXAMPLES[name], grain)


def refused(source: str, engine: str = "duckdb", grain: Grain = GRAIN, fact=ASSESSMENT) -> str:
    with pytest.raises(CannotCount) as caught, opened(source, fact, engine) as there:
        counted(there.table, grain)
    (finding,) = caught.value.findings
    assert finding.message.en
    return f"{finding.code} {finding.message.sv}"


TOO_LARGE = [Somebody((("0114", "a", LARGE), ("0114", "b", LARGE)))]


def test_a_sum_beyond_64_bits_is_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, TOO_LARGE)).startswith("F309")


@pytest.mark.postgresql
def test_a_sum_beyond_64_bits_is_refused_by_postgresql() -> None:
    with in_postgresql(TOO_LARGE) as address:
        assert refused(address).startswith("F309")


@pytest.mark.spark
def test_spark_refuses_what_duckdb_refuses(tmp_path: Path) -> None:
    assert refused(written(tmp_path, TOO_LARGE), "spark").startswith("F309")
    cut = Path(written(tmp_path, EXAMPLES["many"]))
    cut.write_bytes(cut.read_bytes()[:1000])
    assert refused(str(cut), "spark").startswith("F309")


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    file = Path(written(tmp_path, EXAMPLES["many"]))
    file.write_bytes(file.read_bytes()[:1000])
    told = refused(str(file))
    assert told.startswith("F309") and str(file) in told and "Gör om uttaget" in told


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"), opened(str(tmp_path / "nowhere"), ASSESSMENT):
        pytest.fail("opened")


def test_columns_that_are_missing_or_of_another_kind_are_named(tmp_path: Path) -> None:
    whole = arrow([Somebody()])
    file = tmp_path / "other.parquet"
    changed = whole.drop_columns(["unit"]).set_column(0, "person", [["p1"]])
    pq.write_table(changed, file)
    told = refused(str(file))
    assert told.startswith("F308") and "saknar unit och har person av fel slag" in told


def test_more_cells_than_can_be_protected_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expression, "MOST_ROWS", 2)
    assert refused(written(tmp_path, EXAMPLES["many"])).startswith("F307")


@pytest.mark.parametrize(
    "address",
    ["postgresql://somebody:secret@127.0.0.1:1/facts", "postgresql://127.0.0.1:1/facts?password=secret"],
)
def test_a_database_that_does_not_answer(address: str) -> None:
    told = refused(address)
    assert told.startswith("F311") and "127.0.0.1:1/facts" in told
    assert "secret" not in told


def test_an_address_that_is_none() -> None:
    told = refused("postgresql://somebody:sec/ret@127.0.0.1:1/facts")
    assert told.startswith("F311") and "går inte att läsa" in told and "sec" not in told


def test_spark_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    told = refused(written(tmp_path, [Somebody()]), "spark")
    assert told.startswith("F310") and 'pip install "kompetenslyft[spark]"' in told


def test_spark_without_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "java", lambda: None)
    told = refused(written(tmp_path, [Somebody()]), "spark")
    assert told.startswith("F310") and "openjdk" in told


def test_java_is_looked_for_where_spark_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert engines.java() is None
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert engines.java() == str(program)


def test_only_those_with_several_rows_are_told_apart(tmp_path: Path) -> None:
    with opened(written(tmp_path, [Somebody()]), ASSESSMENT) as there:
        cheap = ibis.to_sql(expression.expression(there.table, GRAIN))
        dear = ibis.to_sql(expression.expression(there.table, Grain(ASSESSMENT, ("municipality",))))
    assert 'WHEN "t0"."several_employments"' in cheap
    assert 'CASE WHEN "t0"' not in dear and '"t0"."person" AS "counted_who"' in dear
