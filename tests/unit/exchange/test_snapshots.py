"""Snapshots on disk: what is written can be opened, and what is not whole says which file it is and what to do."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetenslyft.core.facts.rows import FactRow
from kompetenslyft.core.facts.schema import (
    ACTIVITY,
    ASSESSMENT,
    EMPLOYMENT,
    FACTS,
    RETURN,
    ColumnType,
    FactTable,
)
from kompetenslyft.exchange import snapshot_writing
from kompetenslyft.exchange.snapshot_writing import PROGRESS, Source, Written, write_snapshot
from kompetenslyft.exchange.snapshots import MANIFEST, SnapshotRefused, Stamp, digest, open_snapshot

DAY = date(2016, 11, 15)
STAMP = Stamp(DAY, made_up=True, software="1.2.3")
VALUES = {
    ColumnType.TEXT: st.text(max_size=8),
    ColumnType.INTEGER: st.integers(-(2**63), 2**63 - 1),
    ColumnType.DAY: st.dates(),
    ColumnType.YES_NO: st.booleans(),
}


def some_row(table: FactTable, number: int) -> FactRow:
    said = {ColumnType.TEXT: "0180", ColumnType.INTEGER: number, ColumnType.DAY: DAY, ColumnType.YES_NO: True}
    return tuple(said[one.type] for one in table.columns)


def sources(rows: int = 5) -> list[Source]:
    def of(table: FactTable) -> Callable[[], Iterator[FactRow]]:
        return lambda: (some_row(table, number) for number in range(rows))

    return [(table, of(table)) for table in FACTS]


def written(out: Path, rows: int = 5, state: str = "a", stamp: Stamp = STAMP) -> Written:
    return write_snapshot(out, stamp, state=state, sources=sources(rows), heard=lambda *_told: None)


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    return written(tmp_path / "out").folder


def refusal(folder: Path) -> str:
    with pytest.raises(SnapshotRefused) as refused:
        open_snapshot(folder)
    (finding,) = refused.value.findings
    assert str(folder) in finding.message.sv and str(folder) in finding.message.en
    return finding.code


def changed_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    change(document)
    (folder / MANIFEST).write_text(json.dumps(document), encoding="utf-8")


def replaced(folder: Path, name: str, table: pa.Table) -> None:
    """Another Parquet file in the place of a fact's, which the manifest takes for its own."""
    path = folder / f"{name}.parquet"
    pq.write_table(table, path)

    def as_it_is_now(document: dict[str, Any]) -> None:
        document["facts"][name] |= {"bytes": path.stat().st_size, "sha256": digest(path)}

    changed_manifest(folder, as_it_is_now)


def test_what_is_written_is_read(snapshot: Path) -> None:
    found = open_snapshot(snapshot)
    assert found.as_of == DAY and found.made_up
    assert list(found.paths) == ["assessment", "employment", "activity", "return"]
    for table in FACTS:
        read = pq.read_table(found.paths[table.name])
        assert read.column_names == [one.name for one in table.columns]
        assert [tuple(row.values()) for row in read.to_pylist()] == [some_row(table, n) for n in range(5)]
        assert read.schema.metadata[b"kompetenslyft.as_of"] == b"2016-11-15"
        assert read.schema.metadata[b"kompetenslyft.made_up"] == b"true"
    assert sorted(path.name for path in snapshot.iterdir()) == sorted(
        [MANIFEST, *(f"{table.name}.parquet" for table in FACTS)]
    )


def test_it_is_for_its_owner_alone_and_says_what_it_is(snapshot: Path) -> None:
    for path in (snapshot.parent, snapshot):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in snapshot.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    document = json.loads((snapshot / MANIFEST).read_text(encoding="utf-8"))
    assert document["personal_data"] is True
    assert (
        "Får inte publiceras" in document["notice"]["sv"]
        and "Not to be published" in document["notice"]["en"]
    )


@given(rows=st.lists(st.tuples(*(VALUES[one.type] for one in EMPLOYMENT.columns)), max_size=25))
def test_every_row_comes_back_whatever_it_holds(
    rows: list[FactRow], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("rows")
    given_rows = [(table, lambda: rows) if table is EMPLOYMENT else (table, list) for table in FACTS]
    write_snapshot(out, STAMP, state="a", sources=given_rows, heard=lambda *_told: None)
    found = open_snapshot(out / "2016-11-15")
    read = pq.read_table(found.paths["employment"]).to_pylist()
    assert [tuple(row.values()) for row in read] == rows


def test_rows_are_written_group_by_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_writing, "ROWS_TOGETHER", 10)
    heard = []
    write_snapshot(tmp_path, STAMP, state="a", sources=sources(25), heard=lambda *told: heard.append(told))
    metadata = pq.read_metadata(tmp_path / "2016-11-15" / "return.parquet")
    assert [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)] == [10, 10, 5]
    assert metadata.row_group(0).column(0).compression == "ZSTD"
    assert heard[:4] == [
        (0, 4, "assessment", 10),
        (0, 4, "assessment", 20),
        (0, 4, "assessment", 25),
        (1, 4, "employment", 10),
    ]
    assert heard[-1] == (4, 4, "", 0)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (written(tmp_path / name).folder for name in ("one", "other"))
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_a_column_that_may_not_be_blank_is_not_written_blank(tmp_path: Path) -> None:
    nothing = [(None,) * len(RETURN.columns)]
    blank: list[Source] = [*sources()[:3], (RETURN, lambda: nothing)]
    with pytest.raises(pa.ArrowException):
        write_snapshot(tmp_path, STAMP, state="a", sources=blank, heard=lambda *_told: None)
    assert not (tmp_path / "2016-11-15").exists()


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert refusal(tmp_path / "ingen") == "F201"


def test_a_snapshot_without_manifest_was_cut_off(snapshot: Path) -> None:
    (snapshot / MANIFEST).unlink()
    assert refusal(snapshot) == "F202"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"kind": "annat"}', '{"kind": "kompetenslyft-snapshot", "version": 1}']
)
def test_what_is_no_manifest(snapshot: Path, text: str) -> None:
    (snapshot / MANIFEST).write_text(text, encoding="utf-8")
    assert refusal(snapshot) == "F203"


def test_a_manifest_that_is_not_text(snapshot: Path) -> None:
    (snapshot / MANIFEST).write_bytes(b"\xff\xfe\x00")
    assert refusal(snapshot) == "F203"


def test_any_other_folder(tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("Hej")
    assert refusal(tmp_path) == "F203"


@pytest.mark.parametrize(
    ("version", "remedy"), [(2, "Uppdatera programmet"), (0, "Ta ut uppgifterna på nytt")]
)
def test_another_version_of_the_manifest_or_of_a_fact(snapshot: Path, version: int, remedy: str) -> None:
    intact = (snapshot / MANIFEST).read_text(encoding="utf-8")
    changed_manifest(snapshot, lambda document: document.update(version=version, more="okänt"))
    assert refusal(snapshot) == "F204"
    (snapshot / MANIFEST).write_text(intact, encoding="utf-8")
    changed_manifest(snapshot, lambda document: document["facts"]["activity"].update(version=version))
    with pytest.raises(SnapshotRefused, match=remedy):
        open_snapshot(snapshot)


def test_a_missing_file_is_named(snapshot: Path) -> None:
    (snapshot / "return.parquet").unlink()
    assert refusal(snapshot) == "F205"
    with pytest.raises(SnapshotRefused, match=r"return\.parquet saknas"):
        open_snapshot(snapshot)


def test_a_fact_that_the_manifest_does_not_tell_of(snapshot: Path) -> None:
    changed_manifest(snapshot, lambda document: document["facts"].pop("activity"))
    assert refusal(snapshot) == "F205"


@pytest.mark.parametrize("left", [0, 3, 100, -1])
def test_a_file_that_was_cut_short_is_named(snapshot: Path, left: int) -> None:
    path = snapshot / "assessment.parquet"
    path.write_bytes(path.read_bytes()[:left])
    assert refusal(snapshot) == "F206"
    with pytest.raises(SnapshotRefused, match=r"assessment\.parquet är \d+ byte, men ska vara \d+"):
        open_snapshot(snapshot)


def test_one_other_bit_anywhere(snapshot: Path) -> None:
    path = snapshot / "employment.parquet"
    intact = path.read_bytes()
    for place in range(0, len(intact), len(intact) // 20):
        path.write_bytes(intact[:place] + bytes([intact[place] ^ 1]) + intact[place + 1 :])
        assert refusal(snapshot) == "F206"


def test_what_is_no_parquet(snapshot: Path) -> None:
    path = snapshot / "activity.parquet"
    path.write_bytes(b"PAR1 men inte mer")
    changed_manifest(
        snapshot,
        lambda document: document["facts"]["activity"].update(bytes=path.stat().st_size, sha256=digest(path)),
    )
    assert refusal(snapshot) == "F207"


def test_other_columns_or_another_day(snapshot: Path) -> None:
    intact = pq.read_table(snapshot / "return.parquet")
    replaced(snapshot, "return", intact.drop_columns("value"))
    assert refusal(snapshot) == "F207"
    replaced(snapshot, "return", intact.set_column(15, "value", intact["value"].cast(pa.float64())))
    assert refusal(snapshot) == "F207"
    other_day = intact.schema.metadata | {b"kompetenslyft.as_of": b"2015-11-15"}
    replaced(snapshot, "return", intact.replace_schema_metadata(other_day))
    assert refusal(snapshot) == "F207"
    replaced(snapshot, "return", intact)
    assert open_snapshot(snapshot).as_of == DAY


def test_other_rows_than_the_manifest_says(snapshot: Path) -> None:
    replaced(snapshot, "return", pq.read_table(snapshot / "return.parquet").slice(0, 4))
    assert refusal(snapshot) == "F208"


class Cut(Exception):
    """Where a run is cut off."""


def cut_off(out: Path, at_fact: int, state: str = "a") -> Path:
    """A run that is cut off in the middle of the fact with that place. Gives the folder that is left."""

    def until_cut() -> Iterator[FactRow]:
        yield some_row(FACTS[at_fact], 0)
        raise Cut

    begun = [*sources()[:at_fact], (FACTS[at_fact], until_cut), *sources()[at_fact + 1 :]]
    with pytest.raises(Cut):
        write_snapshot(out, STAMP, state=state, sources=begun, heard=lambda *_told: None)
    return out / ".2016-11-15.part"


@pytest.mark.parametrize("at_fact", range(len(FACTS)))
def test_what_was_cut_off_reads_as_such_and_goes_on_with_what_is_whole(tmp_path: Path, at_fact: int) -> None:
    left = cut_off(tmp_path, at_fact)
    assert refusal(left) == "F202"
    assert not (tmp_path / "2016-11-15").exists()
    again = written(tmp_path)
    assert again.resumed == tuple(table.name for table in FACTS[:at_fact])
    assert not left.exists()
    entire = written(tmp_path / "entire").folder
    for path in again.folder.iterdir():
        assert path.read_bytes() == (entire / path.name).read_bytes()


def test_a_cut_off_run_of_another_state_is_begun_anew(tmp_path: Path) -> None:
    cut_off(tmp_path, 2)
    again = written(tmp_path, rows=7, state="b")
    assert again.resumed == ()
    assert {one.rows for one in open_snapshot(again.folder).manifest.facts.values()} == {7}


@pytest.mark.parametrize("damage", ["", "{", "[]"])
def test_a_cut_off_run_whose_notes_or_files_are_damaged(tmp_path: Path, damage: str) -> None:
    left = cut_off(tmp_path, 2)
    (left / "assessment.parquet").write_bytes(b"PAR1")
    (left / "annat.txt").write_text("Hej")
    assert written(tmp_path).resumed == ("employment",)
    shutil.rmtree(tmp_path / "2016-11-15")
    left = cut_off(tmp_path, 2)
    (left / PROGRESS).write_text(damage)
    assert written(tmp_path).resumed == ()


def test_one_that_was_cut_off_just_before_its_place_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_given: object) -> None:
        raise Cut

    with monkeypatch.context() as patched, pytest.raises(Cut):
        patched.setattr(Path, "rename", no_room)
        written(tmp_path)
    assert not (tmp_path / "2016-11-15").exists()
    assert written(tmp_path, rows=7, state="b").resumed == ()
    assert {one.rows for one in open_snapshot(tmp_path / "2016-11-15").manifest.facts.values()} == {7}


def test_the_same_again_changes_nothing_and_another_is_refused(tmp_path: Path) -> None:
    first = written(tmp_path)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in first.folder.iterdir()}
    assert not first.unchanged
    assert written(tmp_path, state="b").unchanged
    for others in ({"rows": 6}, {"stamp": replace(STAMP, software="1.2.4")}):
        with pytest.raises(SnapshotRefused, match="F209"):
            written(tmp_path, **others)
    after = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in first.folder.iterdir()}
    assert before == after
    assert [path.name for path in tmp_path.iterdir()] == ["2016-11-15"]


def test_something_else_in_its_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "2016-11-15").mkdir()
    (tmp_path / "2016-11-15" / "brev.txt").write_text("Hej")
    with pytest.raises(SnapshotRefused, match="F209"):
        written(tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["2016-11-15", "brev.txt"]


def test_two_at_once(tmp_path: Path) -> None:
    refused = []

    def meanwhile() -> Iterator[FactRow]:
        with pytest.raises(SnapshotRefused) as caught:
            written(tmp_path)
        refused.append(caught.value.findings[0].code)
        yield some_row(ASSESSMENT, 0)

    begun = [(ASSESSMENT, meanwhile), *sources()[1:]]
    write_snapshot(tmp_path, STAMP, state="a", sources=begun, heard=lambda *_told: None)
    assert refused == ["F210"]
    assert open_snapshot(tmp_path / "2016-11-15").manifest.facts["assessment"].rows == 1


def test_there_is_a_file_for_each_fact() -> None:
    assert set(FACTS) == {ASSESSMENT, EMPLOYMENT, ACTIVITY, RETURN}
