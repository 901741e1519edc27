"""Taking snapshots in tests, and reading their rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from kompetenslyft.apps.facts.actions import take_snapshot
from kompetenslyft.exchange.snapshots import Snapshot, open_snapshot
from tests.factories import organisations

Row = dict[str, Any]


def taken(out: Path, day: date) -> Snapshot:
    """The facts as of the day, taken by an operator and opened."""
    organisations.agency()
    written = take_snapshot(as_of=day, out=out, heard=lambda *_told: None, operator="operator test")
    return open_snapshot(written.folder)


def rows_of(snapshot: Snapshot, fact: str) -> list[Row]:
    """The rows of a fact, by column."""
    rows: list[Row] = pq.read_table(snapshot.paths[fact]).to_pylist()
    return rows
