"""A release's tables, protected and judged: the cubes that may be published, and the record of the judgement."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.stored import to_text
from kompetenslyft.core.disclosure.audit import Audit, audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.pattern import Pattern, suppress
from kompetenslyft.core.disclosure.records import read_counts
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
from kompetenslyft.core.releases.tables import Region, figures, protection, published_cube, rows
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.exchange import disclosure_files as files
from kompetenslyft.exchange.cube_files import cube_csv, cube_xlsx
from kompetenslyft.exchange.px import PX, px_file
from kompetenslyft.exchange.report_files import JSON, ReportFile, table_cube
from kompetenslyft.exchange.spreadsheets import CSV, XLSX

RECORDS = "_protokoll-"
"""How the names begin of the files that keep what the audit found."""


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table with what is hidden of it, and what the audit found of what would be published."""

    cube: Cube
    cells: int
    primary: int
    secondary: int
    audit: Audit

    @property
    def record(self) -> dict[str, Any]:
        """What is kept and shown of the judgement: how much is hidden, whether it holds; no true number."""
        unsafe = [one.verdict.value for one in self.audit.cells if one.verdict.value != "safe"]
        unsafe += [verdict.value for verdict, _key, _detail in self.audit.faults]
        return {
            "table": self.cube.code,
            "cells": self.cells,
            "primary": self.primary,
            "secondary": self.secondary,
            "safe": self.audit.is_safe,
            "unsafe": {verdict: unsafe.count(verdict) for verdict in sorted(set(unsafe))},
            "sums": self.audit.sums,
            "programmes": self.audit.programmes,
        }


def protect_table(
    release: ReleaseDefinition,
    table: ReleaseTable,
    instrument: Instrument,
    returns: Iterable[ReturnData],
    regions: Mapping[str, Region],
    *,
    made_up: bool,
    seconds: float = 60,
) -> ProtectedTable:
    """The table hidden where it must be, and the audit of it. Raises CannotProtect, SolverFailed.

    The audit reads what would be published, written out, and builds everything anew from that.
    """
    definition = protection(release, table, instrument)
    found = figures(table, returns, release.year, regions)
    counts = read_counts(definition, rows(found, instrument.questions[table.question]))
    system = build_system(definition, counts)
    pattern: Pattern = suppress(system, definition.rules, seconds=seconds)
    written = files.release_of(
        definition,
        files.written_tables(definition, system, pattern),
        files.written_codes(definition, counts),
        files.written_pattern(definition, system, pattern),
    )
    hidden = [system.keys[cell] for cell in pattern.hidden]
    cube = published_cube(release, table, instrument, found, hidden, made_up=made_up)
    return ProtectedTable(
        cube, len(system.keys), len(pattern.primary), len(pattern.secondary), audit(written, seconds=seconds)
    )


def release_files(found: ProtectedTable, at: datetime) -> tuple[ReportFile, ...]:
    """A protected table's files: what is published, and the record of its judgement."""
    name = found.cube.code
    record = json.dumps(found.record, ensure_ascii=False, indent=1)
    return (
        ReportFile(f"tabell-{name}.px", PX, px_file(found.cube, created=at, updated=at)),
        ReportFile(f"tabell-{name}.csv", CSV, cube_csv(found.cube, "sv", show="both")),
        ReportFile(f"tabell-{name}.xlsx", XLSX, cube_xlsx(found.cube, "sv", at=at, show="both")),
        ReportFile(table_cube(name), JSON, to_text(found.cube).encode()),
        ReportFile(f"{RECORDS}{name}.json", JSON, record.encode()),
    )


def versions() -> dict[str, str]:
    """What the judgement was made with."""
    return {
        "kompetenslyft": version("kompetenslyft"),
        "highspy": version("highspy"),
        "python": platform.python_version(),
    }
