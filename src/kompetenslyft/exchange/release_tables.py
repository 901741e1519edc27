"""A release's tables, protected and judged: the cubes that may be published, and the record of the judgement."""

from __future__ import annotations

import json
import platform
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from kompetenslyft.exchange.report_files import JSON, ReportFile, table_cube
from kompetenslyft.exchange.spreadsheets import CSV, XLSX

RECORDS = "_protokoll-"
"""How the names begin of the files that keep what the audit found."""
INTERVALS = "_intervall-"
"""How the names begin of the files with each hidden cell's interval and verdict, for officers: an interval lies around
the true number, so that it would give it away."""
EDITIONS = "_underlag-"
"""How the names begin of the files with the true figures, by which later releases are judged. They never leave."""
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
    found, named = task.answers(counted, list(returns), regions)
    present = edition(
        found,
        {one.question: totals(instrument.questions[one.question]) for one in counted},
        tree(named),
        task.within,
        zeros=release.rules.zeros == "closed",
    )
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
    ) -> tuple[dict[str, Answers], list[Region]]:
        """The tables' questions answered, and those told of before; and the regions that answered any of them."""
        finest = {one.question: one.finest for one in tables}
        before = {question for one in self.earlier for question in one.questions} - finest.keys()
        answered: dict[str, Figures] = {}
        found: dict[str, Answers] = {}
        named: dict[str, Region] = {}
        for question in (*finest, *sorted(before & self.instrument.questions.keys())):
            one = figures(question, returns, self.release.year, regions)
            if one.inner:
                answered[question] = one
                asked = self.instrument.questions[question]
                found[question] = answers(one, asked, self.instrument, finest.get(question, "region"))
                named |= {region.code: region for region in one.regions}
            elif question in finest:
                raise CannotProtect([_unanswered(next(one for one in tables if one.question == question))])
        if contradictions := list(too_large(answered, self.within, self.instrument)):
            raise CannotProtect(contradictions)
        return found, [named[code] for code in sorted(named)]

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
        for (question, *codes, _number), verdict in found:
            yield {
                "question": wholes.get(question, question),
                "rest": question in wholes,
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
    names = list(told.figures)
    place = {name: number for number, name in enumerate(names)}
    return json.dumps(
        {
            "cells": [[*name, told.figures[name], told.persons.get(name)] for name in names],
            "sums": [[place[total], *(place[part] for part in parts)] for total, parts in told.sums],
            **{kind: _places(place, getattr(told, kind)) for kind in _SETS},
            "above": dict(sorted(told.above.items())),
        }
    ).encode()


_SETS = ("published", "hidden", "sensitive")


def _places(place: Mapping[Name, int], names: Collection[Name]) -> list[int]:
    return sorted(place[name] for name in names)


def read_edition(content: bytes) -> Edition:
    """What ``kept_edition`` wrote. Raises ValueError where it is something else."""
    try:
        return _edition(json.loads(content))
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _edition(kept: dict[str, Any]) -> Edition:
    names = [tuple(name) for *name, _figure, _persons in kept["cells"]]
    sets = {kind: frozenset(names[place] for place in kept[kind]) for kind in _SETS}
    return Edition(
        {name: cell[-2] for name, cell in zip(names, kept["cells"], strict=True)},
        {name: cell[-1] for name, cell in zip(names, kept["cells"], strict=True) if cell[-1] is not None},
        tuple((names[total], tuple(names[part] for part in parts)) for total, *parts in kept["sums"]),
        sets["published"],
        kept["above"],
        sets["hidden"],
        sets["sensitive"],
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
