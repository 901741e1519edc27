"""A release's tables, protected and judged: the cubes that may be published, and the record of the judgement."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version
from typing import Any

from kompetenslyft.core.cubes.model import Cube
from kompetenslyft.core.cubes.stored import to_text
from kompetenslyft.core.disclosure.audit import Audit, Verdict, audit
from kompetenslyft.core.disclosure.records import CannotProtect
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Instrument
from kompetenslyft.core.pulse import Pulse, nobody
from kompetenslyft.core.releases.added import added_since, question_of
from kompetenslyft.core.releases.contradictions import too_large
from kompetenslyft.core.releases.edition import Answers, Edition, edition
from kompetenslyft.core.releases.hiding import cover, hide
from kompetenslyft.core.releases.known import Within, known_parts
from kompetenslyft.core.releases.model import ReleaseDefinition, ReleaseTable
from kompetenslyft.core.releases.rests import Name
from kompetenslyft.core.releases.tables import Figures, Region, answers, figures, published_cube, totals, tree
from kompetenslyft.core.releases.told import as_told
from kompetenslyft.core.tabulation.aggregate import ReturnData
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.cube_files import cube_csv, cube_xlsx
from kompetenslyft.exchange.px import PX, px_file
from kompetenslyft.exchange.release_editions import EDITIONS, kept_edition
from kompetenslyft.exchange.report_files import JSON, ReportFile, table_cube
from kompetenslyft.exchange.spreadsheets import CSV, XLSX

RECORDS = "_protokoll-"
"""How the names begin of the files that keep what the audit found."""
INTERVALS = "_intervall-"
"""How the names begin of the files with each hidden cell's interval and verdict, for officers: an interval lies around
the true number, so that it would give it away."""
UNITS = ("persons", "figures")
"""What is judged: the persons behind the cells, and the figures that are published."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tables that hang together through what the form says, with their cubes and what the audit found of them all."""

    cubes: tuple[Cube, ...]
    edition: Edition
    audits: Mapping[str, Audit]
    """By unit."""
    record: dict[str, Any]
    """What is kept and shown of the judgement: how much is hidden, whether it holds; no true number."""

    @property
    def is_safe(self) -> bool:
        """Whether it may be published."""
        return all(one.is_safe for one in self.audits.values())


def protect(
    release: ReleaseDefinition,
    tables: Sequence[ReleaseTable],
    instrument: Instrument,
    returns: Iterable[ReturnData],
    regions: Mapping[str, Region],
    *,
    earlier: Sequence[Edition] = (),
    made_up: bool,
    seconds: float = 60,
    pulse: Pulse = nobody,
) -> Group:
    """The tables hidden where they must be, and the audits. Raises CannotProtect, SolverFailed.

    ``earlier``: what is told already of the same questions, or of what they are parts of. ``seconds``: the most one
    programme may take; ``pulse``: called before each.
    """
    counted = [one for one in tables if one.share_of is None]
    task = _Task(release, instrument, known_parts(instrument), tuple(earlier), seconds, pulse)
    found, named, units = task.answers(counted, list(returns), regions)
    present = edition(
        found,
        {one.question: totals(instrument.questions[one.question]) for one in counted},
        tree(named),
        task.within,
        zeros=release.rules.zeros == "closed",
    )
    present = replace(present, units=units)
    present, audits = task.hidden(present)
    return Group(
        tuple(
            published_cube(release, table, instrument, named, present, made_up=made_up) for table in tables
        ),
        present,
        audits,
        _record(tables, present, audits, task.within, len(earlier)),
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """What all steps of protecting a group need."""

    release: ReleaseDefinition
    instrument: Instrument
    within: tuple[Within, ...]
    earlier: tuple[Edition, ...]
    seconds: float
    pulse: Pulse

    def answers(
        self, tables: Sequence[ReleaseTable], returns: Sequence[ReturnData], regions: Mapping[str, Region]
    ) -> tuple[dict[str, Answers], list[Region], dict[str, frozenset[str]]]:
        """The tables' questions answered, those told of before, and what was added to them since then; the regions that
        answered any of them; and the units that did, by question."""
        finest = {one.question: one.finest for one in tables}
        before = {question for one in self.earlier for question in one.questions} - finest.keys()
        answered: dict[str, Figures] = {}
        found: dict[str, Answers] = {}
        named: dict[str, Region] = {}
        for question in (*finest, *sorted(before & self.instrument.questions.keys())):
            one = figures(question, returns, self.release.year, regions)
            if one.inner:
                answered[question] = one
                asked, level = self.instrument.questions[question], finest.get(question, "region")
                found[question] = answers(one, asked, self.instrument, level)
                named |= {region.code: region for region in one.regions}
                for place, told in enumerate(self.earlier):
                    since = self._since(told, question, returns, regions)
                    if since is not None:
                        found[added_since(question, place)] = answers(since, asked, self.instrument, level)
            elif question in finest:
                raise CannotProtect([unanswered(next(one for one in tables if one.question == question))])
        if contradictions := list(too_large(answered, self.within, self.instrument)):
            raise CannotProtect(contradictions)
        units = {question: one.units for question, one in answered.items()}
        return found, [named[code] for code in sorted(named)], units

    def _since(
        self, told: Edition, question: str, returns: Sequence[ReturnData], regions: Mapping[str, Region]
    ) -> Figures | None:
        """What units have answered that had not when the edition was made; None where that is nothing."""
        if question not in told.questions:
            return None
        before = told.units.get(question, frozenset())
        since = figures(question, returns, self.release.year, regions, but=before)
        return since if since.inner else None

    def hidden(self, present: Edition) -> tuple[Edition, dict[str, Audit]]:
        """The edition with what must be hidden, and the audits of what would be published."""
        rules = self.release.rules
        present = hide(present, self.earlier, rules, seconds=self.seconds, pulse=self.pulse)
        judged = self._judged(present, "figures")
        narrow = [one.key for one in judged.cells if one.verdict is not Verdict.SAFE]
        if narrow:
            present = cover(present, self.earlier, rules, narrow, seconds=self.seconds, pulse=self.pulse)
            judged = self._judged(present, "figures")
        return present, {"persons": self._judged(present, "persons"), "figures": judged}

    def _judged(self, present: Edition, unit: str) -> Audit:
        told = as_told((*self.earlier, present), self.within, self.release.rules, unit)
        return audit(told, seconds=self.seconds, pulse=self.pulse)


def _record(
    tables: Sequence[ReleaseTable],
    present: Edition,
    audits: Mapping[str, Audit],
    within: Iterable[Within],
    earlier: int,
) -> dict[str, Any]:
    unsafe = list(_unsafe(audits, {link.rest: link.whole[0] for link in within}))
    return {
        "tables": [_table_record(table, present, unsafe) for table in tables],
        "system": {
            "cells": len(present.figures),
            "hidden": len(present.hidden),
            "earlier": earlier,
            **{
                unit: {"unknowns": len(one.cells), "sums": one.sums, "programmes": one.programmes}
                for unit, one in audits.items()
            },
        },
        "safe": not unsafe,
        "unsafe": unsafe,
    }


def _unsafe(audits: Mapping[str, Audit], wholes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Each cell that is not safe: its question, its codes, its verdict and in which unit."""
    for unit, one in audits.items():
        found: list[tuple[Name, Verdict]] = [
            (cell.key, cell.verdict) for cell in one.cells if cell.verdict is not Verdict.SAFE
        ]
        found += [(key, verdict) for verdict, key, _detail in one.faults]
        for (cell, *codes, _number), verdict in found:
            question = question_of(cell)
            yield {
                "question": wholes.get(question, question),
                "rest": question in wholes,
                "added": question != cell,
                "codes": codes,
                "verdict": verdict.value,
                "unit": unit,
            }


def _table_record(
    table: ReleaseTable, present: Edition, unsafe: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    cells = [name for name in present.published if name[0] == table.question]
    behind: dict[Name, list[Name]] = {
        name: [name, *([(table.share_of, *name[1:])] if table.share_of else [])] for name in cells
    }
    questions = {table.question, table.share_of}
    primary = {name for name in cells if not present.sensitive.isdisjoint(behind[name])}
    hidden = {name for name in cells if not present.hidden.isdisjoint(behind[name])}
    verdicts = [one["verdict"] for one in unsafe if one["question"] in questions]
    return {
        "table": table.id,
        "cells": len(cells),
        "primary": len(primary),
        "secondary": len(hidden - primary),
        "safe": not verdicts,
        "unsafe": {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))},
    }


def unanswered(table: ReleaseTable) -> Finding:
    """P120: there is nothing to publish."""
    return Finding(
        "P120",
        Severity.HARD,
        Text(
            sv=f"Ingen har svarat på frågan bakom «{table.title.sv}». Vänta tills svar är underskrivna.",
            en=f"Nobody has answered the question behind “{table.title.en}”. Wait until answers are signed.",
        ),
    )


def release_files(found: Group, at: datetime) -> tuple[ReportFile, ...]:
    """A protected group's files: what is published, and inside, the record and what later releases are judged by."""
    name = found.cubes[0].code
    return (
        *(file for cube in found.cubes for file in _table_files(cube, at)),
        ReportFile(f"{RECORDS}{name}.json", JSON, json.dumps(found.record, ensure_ascii=False).encode()),
        ReportFile(f"{INTERVALS}{name}.json", JSON, _intervals(found.audits)),
        ReportFile(f"{EDITIONS}{name}.json", JSON, kept_edition(found.edition)),
    )


def _intervals(audits: Mapping[str, Audit]) -> bytes:
    """Every hidden cell: its codes, whether it is sensitive, the interval at least possible, and the verdict."""
    return json.dumps(
        {
            unit: [
                [*one.key[:-1], one.sensitive, one.low, one.high, one.verdict.value] for one in found.cells
            ]
            for unit, found in audits.items()
        }
    ).encode()


def _table_files(cube: Cube, at: datetime) -> Iterator[ReportFile]:
    stem = f"tabell-{cube.code}"
    yield ReportFile(f"{stem}.px", PX, px_file(cube, created=at, updated=at))
    yield ReportFile(f"{stem}.csv", CSV, cube_csv(cube, "sv", show="both"))
    yield ReportFile(f"{stem}.xlsx", XLSX, cube_xlsx(cube, "sv", at=at, show="both"))
    yield ReportFile(table_cube(cube.code), JSON, to_text(cube).encode())


def versions() -> dict[str, str]:
    """What the judgement was made with."""
    return {
        "kompetenslyft": version("kompetenslyft"),
        "highspy": version("highspy"),
        "python": platform.python_version(),
    }
