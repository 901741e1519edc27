"""Writing a snapshot of facts: fact by fact in a folder of its own, renamed when it is whole.

What is cut off goes on where it was, with the facts that are whole, as long as the database says the same.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ValidationError

from kompetenslyft.core.facts.rows import FactRow
from kompetenslyft.core.facts.schema import FactTable
from kompetenslyft.exchange.private_files import for_the_owner, put
from kompetenslyft.exchange.snapshots import (
    MANIFEST,
    FactFile,
    Manifest,
    SnapshotCode,
    SnapshotRefused,
    Stamp,
    arrow_schema,
    digest,
    filename,
    open_snapshot,
)

PROGRESS = "progress.json"
ROWS_TOGETHER = 100_000
"""In a row group: what is held in memory at once."""

Source = tuple[FactTable, Callable[[], Iterable[FactRow]]]
"""A fact, and what gives its rows, in an order that the rows alone decide."""

Heard = Callable[[int, int, str, int], None]
"""Told of the facts that are written, how many there are, the one that is being written, and its rows so far."""


@dataclass(frozen=True, slots=True)
class Written:
    """``unchanged``: the same snapshot was there already. ``resumed``: the facts that an earlier run had written."""

    folder: Path
    manifest: Manifest
    unchanged: bool
    resumed: tuple[str, ...]


class _Progress(BaseModel):
    """What a run has written so far, kept while it goes on."""

    state: str
    facts: dict[str, FactFile]


def write_snapshot(
    out: Path, stamp: Stamp, *, state: str, sources: Sequence[Source], heard: Heard
) -> Written:
    """Write the snapshot to ``out/<day>``.

    ``state`` tells of which state of the database the rows are: a cut-off run of another state is begun anew.
    Raises SnapshotRefused: F209 where another snapshot or something else is there, F210 where a run is under way.
    """
    final, part = out / stamp.as_of.isoformat(), out / f".{stamp.as_of.isoformat()}.part"
    before = _standing(final)
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    part.mkdir(mode=0o700, exist_ok=True)
    with _held(part):
        files = _whole(part, state)
        resumed = tuple(files)
        _clear(part, keep={PROGRESS, *(f"{name}.parquet" for name in files)})
        for place, (table, rows) in enumerate(sources):
            if table.name not in files:
                files[table.name] = _write(
                    part, table, stamp, rows(), _from(heard, place, len(sources), table)
                )
                put(part / PROGRESS, _Progress(state=state, facts=files).model_dump_json())
        heard(len(sources), len(sources), "", 0)
        manifest = Manifest(
            as_of=stamp.as_of,
            made_up=stamp.made_up,
            software=stamp.software,
            facts={table.name: files[table.name] for table, _rows in sources},
        )
        if before is not None:
            shutil.rmtree(part)
            if before != manifest:
                raise _another(final)
            return Written(final, manifest, unchanged=True, resumed=resumed)
        put(part / MANIFEST, manifest.text())
        (part / PROGRESS).unlink()
        part.rename(final)
    return Written(final, manifest, unchanged=False, resumed=resumed)


def _standing(final: Path) -> Manifest | None:
    """What stands where the snapshot is to be; None where nothing does."""
    if not final.exists():
        return None
    try:
        return open_snapshot(final).manifest
    except SnapshotRefused:
        raise _another(final) from None


def _write(
    part: Path, table: FactTable, stamp: Stamp, rows: Iterable[FactRow], heard: Callable[[int], None]
) -> FactFile:
    schema, path, written = arrow_schema(table, stamp), part / filename(table), 0
    with (
        open(path, "wb", opener=for_the_owner) as stream,
        pq.ParquetWriter(stream, schema, compression="zstd") as parquet,
    ):
        for group in _groups(rows):
            columns = zip(*group, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=ROWS_TOGETHER)
            written += len(group)
            heard(written)
    return FactFile(version=table.version, rows=written, bytes=path.stat().st_size, sha256=digest(path))


def _groups(rows: Iterable[FactRow]) -> Iterator[list[FactRow]]:
    iterator = iter(rows)
    while group := list(islice(iterator, ROWS_TOGETHER)):
        yield group


def _from(heard: Heard, place: int, total: int, table: FactTable) -> Callable[[int], None]:
    return lambda rows: heard(place, total, table.name, rows)


def _whole(part: Path, state: str) -> dict[str, FactFile]:
    """The facts that an earlier run of the same state has written, and that are as it wrote them."""
    try:
        kept = _Progress.model_validate_json((part / PROGRESS).read_bytes())
    except (FileNotFoundError, ValidationError):
        return {}
    if kept.state != state:
        return {}
    return {name: told for name, told in kept.facts.items() if _is_as_told(part / f"{name}.parquet", told)}


def _is_as_told(path: Path, told: FactFile) -> bool:
    return path.is_file() and path.stat().st_size == told.bytes and digest(path) == told.sha256


def _clear(part: Path, keep: set[str]) -> None:
    for path in part.iterdir():
        if path.name not in keep:
            path.unlink()


@contextmanager
def _held(part: Path) -> Iterator[None]:
    """Nobody else writes in the folder meanwhile."""
    descriptor = os.open(part, os.O_RDONLY)
    try:
        _hold(descriptor, part)
        yield
    finally:
        os.close(descriptor)


def _hold(descriptor: int, part: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SnapshotRefused(
            SnapshotCode.UNDER_WAY,
            sv=f"Ett uttag för samma dag pågår redan i {part.parent}. Vänta tills det är klart.",
            en=f"A snapshot of the same day is under way in {part.parent}. Wait until it is finished.",
        ) from None


def _another(final: Path) -> SnapshotRefused:
    return SnapshotRefused(
        SnapshotCode.ANOTHER_THERE,
        sv=f"{final} finns redan och är inte samma uttag: uppgifterna eller programmet har ändrats, eller så "
        "innehåller mappen något annat eller är skadad. Flytta eller radera den, eller välj en annan mapp.",
        en=f"{final} exists and is not the same snapshot: the data or the program has changed, or the folder is "
        "something else or damaged. Move or delete it, or choose another folder.",
    )
