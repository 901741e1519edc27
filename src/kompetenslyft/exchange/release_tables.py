"""A release's tables, protected and judged: the cubes that may be published, and the record of the judgement."""

from __future__ import annotations

import json
import platform
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.stored import to_text
from kompetenslyft.core.disclosure.audit import Audit, Verdict, audit
from kompetenslyft.core.disclosure.cells import System, build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.pattern import Pattern
from kompetenslyft.core.disclosure.published import Release
from kompetenslyft.core.disclosure.records import CannotProtect, Counts, read_counts
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.releases.hiding import Edition, cover, edition, given_away, hide, in_figures
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
from kompetenslyft.core.releases.tables import (
    Region,
    figures,
    protection,
    published_cube,
    rows,
    summed,
)
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.text import Text
from kompetenslyft.exchange import disclosure_files as files
from kompetenslyft.exchange.cube_files import cube_csv, cube_xlsx
from kompetenslyft.exchange.px import PX, px_file
from kompetenslyft.exchange.report_files import JSON, ReportFile, table_cube
from kompetenslyft.exchange.spreadsheets import CSV, XLSX

RECORDS = "_protokoll-"
"""How the names begin of the files that keep what the audit found."""
EDITIONS = "_underlag-"
"""How the names begin of the files with the true figures, by which later releases are judged. They never leave."""
_RECOVERABLE = "recoverable"


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table with what is hidden of it, and what the audit found of what would be published."""

    cube: Cube
    cells: int
    primary: int
    secondary: int
    audits: tuple[Audit, ...]
    """Of the persons, and of the figures."""
    edition: Edition
    given_away: int
    """Hidden cells that follow from this release and earlier ones together."""

    @property
    def is_safe(self) -> bool:
        """Whether it may be published."""
        return not self.given_away and all(one.is_safe for one in self.audits)

    @property
    def record(self) -> dict[str, Any]:
        """What is kept and shown of the judgement: how much is hidden, whether it holds; no true number."""
        unsafe = [_RECOVERABLE] * self.given_away
        for audit_ in self.audits:
            unsafe += [one.verdict.value for one in audit_.cells if one.verdict.value != "safe"]
            unsafe += [verdict.value for verdict, _key, _detail in audit_.faults]
        return {
            "table": self.cube.code,
            "cells": self.cells,
            "primary": self.primary,
            "secondary": self.secondary,
            "safe": self.is_safe,
            "unsafe": {verdict: unsafe.count(verdict) for verdict in sorted(set(unsafe))},
            "sums": sum(one.sums for one in self.audits),
            "programmes": sum(one.programmes for one in self.audits),
        }


def protect_table(
    release: ReleaseDefinition,
    table: ReleaseTable,
    instrument: Instrument,
    returns: Iterable[ReturnData],
    regions: Mapping[str, Region],
    *,
    earlier: Collection[Edition] = (),
    made_up: bool,
    seconds: float = 60,
) -> ProtectedTable:
    """The table hidden where it must be, and the audits of it. Raises CannotProtect, SolverFailed.

    The audits read what would be published, written out, and build everything anew from that. ``earlier``: what is
    told already of the same question.
    """
    definition = protection(release, table, instrument)
    found = figures(table, returns, release.year, regions)
    if not found.inner:
        raise CannotProtect([_unanswered(table)])
    counts = read_counts(definition, rows(found, instrument.questions[table.question]))
    system, sums = build_system(definition, counts), summed(found)
    pattern = hide(system, sums, definition.rules, earlier, seconds=seconds)
    # Two hundredths: what is sensitive is decided by persons, and looked for by the other audit.
    of_figures = definition.model_copy(update={"rules": definition.rules.model_copy(update={"threshold": 2})})
    in_hundredths = in_figures(system, sums)
    judged = audit(_written(of_figures, counts, in_hundredths, pattern), seconds=seconds)
    narrow = [one.key for one in judged.cells if one.verdict is not Verdict.SAFE]
    if narrow:
        pattern = cover(in_hundredths, definition.rules, pattern, narrow, seconds=seconds)
        judged = audit(_written(of_figures, counts, in_hundredths, pattern), seconds=seconds)
    audits = (audit(_written(definition, counts, system, pattern), seconds=seconds), judged)
    told = edition(table.question, system, sums, pattern)
    return ProtectedTable(
        published_cube(release, table, instrument, found, told.hidden, made_up=made_up),
        len(system.keys),
        len(pattern.primary),
        len(pattern.secondary),
        audits,
        told,
        len(given_away((told, *earlier))),
    )


def _written(definition: ProtectedTables, counts: Counts, system: System, pattern: Pattern) -> Release:
    return files.release_of(
        definition,
        files.written_tables(definition, system, pattern),
        files.written_codes(definition, counts),
        files.written_pattern(definition, system, pattern),
    )


def _unanswered(table: ReleaseTable) -> Finding:
    return Finding(
        "P120",
        Severity.HARD,
        Text(
            sv=f"Ingen har svarat på frågan bakom «{table.title.sv}». Vänta tills svar är underskrivna.",
            en=f"Nobody has answered the question behind “{table.title.en}”. Wait until answers are signed.",
        ),
    )


def kept_edition(told: Edition) -> bytes:
    """What a release tells, for judging later ones: JSON, the same for the same edition."""
    return json.dumps(
        {
            "question": told.question,
            "figures": [[*key, figure] for key, figure in told.figures.items()],
            "hidden": [place for place, key in enumerate(told.figures) if key in told.hidden],
            "sums": told.sums,
        }
    ).encode()


def read_edition(content: bytes) -> Edition:
    """What ``kept_edition`` wrote."""
    kept = json.loads(content)
    figures_ = {tuple(key): figure for *key, figure in kept["figures"]}
    keys = list(figures_)
    return Edition(
        kept["question"],
        figures_,
        frozenset(keys[place] for place in kept["hidden"]),
        tuple(tuple(one) for one in kept["sums"]),
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
        ReportFile(f"{EDITIONS}{name}.json", JSON, kept_edition(found.edition)),
    )


def versions() -> dict[str, str]:
    """What the judgement was made with."""
    return {
        "kompetenslyft": version("kompetenslyft"),
        "highspy": version("highspy"),
        "python": platform.python_version(),
    }
