"""Snapshots of facts as Parquet: what they look like on disk, and reading one that can be trusted.

A snapshot is a folder with ``manifest.json`` and a file for each fact. The manifest is written last: a folder without
one was cut off. It holds personal data: its files are readable by their owner alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, ValidationError

from kompetenslyft.core.facts.schema import FACTS, ColumnType, FactTable
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text

MANIFEST = "manifest.json"
KIND = "kompetenslyft-snapshot"
VERSION = 1
"""Of the manifest. Each fact has a version of its own."""

NOTICE = Text(
    sv="Personuppgifter, också utan namn. Får inte publiceras eller lämnas vidare. Radera dem när de har använts.",
    en="Personal data, also without names. Not to be published or passed on. Delete them when they have been used.",
)
_ARROW = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.DAY: pa.date32(),
    ColumnType.YES_NO: pa.bool_(),
}


class SnapshotCode(StrEnum):
    """What can be wrong with a snapshot."""

    NO_FOLDER = "F201"
    CUT_OFF = "F202"
    NOT_A_SNAPSHOT = "F203"
    OTHER_VERSION = "F204"
    FILE_MISSING = "F205"
    DIFFERS = "F206"
    OTHER_COLUMNS = "F207"
    OTHER_ROWS = "F208"
    ANOTHER_THERE = "F209"
    UNDER_WAY = "F210"


class SnapshotRefused(Exception):
    """A snapshot cannot be read or written. ``findings`` says which file, why and what to do; all of them hard."""

    def __init__(self, code: SnapshotCode, *, sv: str, en: str) -> None:
        super().__init__(f"{code} {sv}")
        self.findings = (Finding(code, Severity.HARD, Text(sv=sv, en=en)),)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every file says of itself."""

    as_of: date
    made_up: bool
    software: str


class FactFile(BaseModel):
    """A fact's file as the manifest has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    rows: int
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What ``manifest.json`` holds. It tells no time: the same database gives the same bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = KIND
    version: int = VERSION
    as_of: date
    made_up: bool
    personal_data: bool = True
    notice: Text = NOTICE
    software: str
    facts: dict[str, FactFile]

    def text(self) -> str:
        """As it is written."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was whole when it was opened. ``paths``: the Parquet file of each fact, by the fact's name."""

    folder: Path
    manifest: Manifest
    paths: Mapping[str, Path]

    @property
    def as_of(self) -> date:
        return self.manifest.as_of

    @property
    def made_up(self) -> bool:
        return self.manifest.made_up


def open_snapshot(folder: Path) -> Snapshot:
    """The snapshot in the folder. Every byte is read once, to see that it is as it was written.

    Raises SnapshotRefused: F201–F208.
    """
    manifest = _manifest(folder)
    paths = {}
    for table in FACTS:
        told = manifest.facts.get(table.name)
        path = folder / filename(table)
        if told is None or not path.is_file():
            raise _missing(path)
        _check_version(path, told.version, table.version)
        _check_bytes(path, told)
        _check_content(path, table, told, manifest)
        paths[table.name] = path
    return Snapshot(folder, manifest, paths)


def filename(table: FactTable) -> str:
    """What a fact's file is called."""
    return f"{table.name}.parquet"


def arrow_schema(table: FactTable, stamp: Stamp) -> pa.Schema:
    """The columns, and in the footer what the file is."""
    fields = [pa.field(one.name, _ARROW[one.type], nullable=one.nullable) for one in table.columns]
    return pa.schema(fields, metadata=_footer(table, as_of=stamp.as_of, made_up=stamp.made_up))


def digest(path: Path) -> str:
    """SHA-256 of the file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _footer(table: FactTable, *, as_of: date, made_up: bool) -> dict[str, str]:
    return {
        "kompetenslyft.fact": table.name,
        "kompetenslyft.version": str(table.version),
        "kompetenslyft.as_of": as_of.isoformat(),
        "kompetenslyft.made_up": "true" if made_up else "false",
        "kompetenslyft.personal_data": "true",
    }


def _manifest(folder: Path) -> Manifest:
    if not folder.is_dir():
        raise SnapshotRefused(
            SnapshotCode.NO_FOLDER,
            sv=f"Mappen {folder} finns inte. Kontrollera sökvägen.",
            en=f"The folder {folder} does not exist. Check the path.",
        )
    path = folder / MANIFEST
    if not path.is_file():
        if any(folder.glob("*.parquet")):
            raise SnapshotRefused(
                SnapshotCode.CUT_OFF,
                sv=f"Uttaget i {folder} blev avbrutet: {MANIFEST} saknas. Kör «kompetenslyft snapshot» igen.",
                en=f"The snapshot in {folder} was cut off: {MANIFEST} is missing. Run “kompetenslyft snapshot” again.",
            )
        raise _not_a_snapshot(path)
    document = _json(path)
    version = document.get("version")
    if isinstance(version, int):
        _check_version(path, version, VERSION)
    try:
        return Manifest.model_validate(document)
    except ValidationError:
        raise _not_a_snapshot(path) from None


def _json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        raise _not_a_snapshot(path) from None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise _not_a_snapshot(path)
    return document


def _check_version(path: Path, found: int, known: int) -> None:
    if found > known:
        raise SnapshotRefused(
            SnapshotCode.OTHER_VERSION,
            sv=f"{path} har version {found}, men programmet läser version {known}. Uppdatera programmet.",
            en=f"{path} has version {found}, but the program reads version {known}. Update the program.",
        )
    if found < known:
        raise SnapshotRefused(
            SnapshotCode.OTHER_VERSION,
            sv=f"{path} har version {found}, men programmet läser version {known}. Ta ut uppgifterna på nytt.",
            en=f"{path} has version {found}, but the program reads version {known}. Take the snapshot anew.",
        )


def _check_bytes(path: Path, told: FactFile) -> None:
    size = path.stat().st_size
    if size != told.bytes:
        sv = f"{path} är {size} byte, men ska vara {told.bytes}: den är avkortad eller ändrad."
        en = f"{path} has {size} bytes, but should have {told.bytes}: it is cut short or changed."
    elif digest(path) != told.sha256:
        sv = f"{path} är inte som den skrevs: kontrollsumman stämmer inte."
        en = f"{path} is not as it was written: its digest differs."
    else:
        return
    raise SnapshotRefused(
        SnapshotCode.DIFFERS,
        sv=f"{sv} Hämta mappen på nytt där den togs ut, eller ta ut uppgifterna igen.",
        en=f"{en} Fetch the folder anew from where it was taken, or take the snapshot again.",
    )


def _check_content(path: Path, table: FactTable, told: FactFile, manifest: Manifest) -> None:
    wanted = arrow_schema(table, Stamp(manifest.as_of, manifest.made_up, manifest.software))
    try:
        metadata = pq.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
    except pa.ArrowException:
        raise _other_columns(path) from None
    footer = {key: value for key, value in (schema.metadata or {}).items() if key in wanted.metadata}
    if not schema.equals(wanted) or footer != wanted.metadata:
        raise _other_columns(path)
    if metadata.num_rows != told.rows:
        raise SnapshotRefused(
            SnapshotCode.OTHER_ROWS,
            sv=f"{path} har {metadata.num_rows} rader, men ska enligt {MANIFEST} ha {told.rows}. "
            "Ta ut uppgifterna på nytt.",
            en=f"{path} has {metadata.num_rows} rows, but {MANIFEST} says {told.rows}. Take the snapshot anew.",
        )


def _missing(path: Path) -> SnapshotRefused:
    return SnapshotRefused(
        SnapshotCode.FILE_MISSING,
        sv=f"{path} saknas. Hämta mappen på nytt där den togs ut, eller ta ut uppgifterna igen.",
        en=f"{path} is missing. Fetch the folder anew from where it was taken, or take the snapshot again.",
    )


def _not_a_snapshot(path: Path) -> SnapshotRefused:
    return SnapshotRefused(
        SnapshotCode.NOT_A_SNAPSHOT,
        sv=f"{path} saknas eller hör inte till ett uttag. Ange mappen som «kompetenslyft snapshot» skrev; "
        "den har dagen som namn.",
        en=f"{path} is missing or not part of a snapshot. Give the folder that “kompetenslyft snapshot” wrote; "
        "it is named after the day.",
    )


def _other_columns(path: Path) -> SnapshotRefused:
    return SnapshotRefused(
        SnapshotCode.OTHER_COLUMNS,
        sv=f"{path} är inte Parquet med de kolumner och den dag som {MANIFEST} säger. Ta ut uppgifterna på nytt.",
        en=f"{path} is not Parquet with the columns and the day that {MANIFEST} says. Take the snapshot anew.",
    )
