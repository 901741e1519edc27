"""Hiding and judging all columns of protected tables: what is to be written, and what the audit says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kompetenslyft.core.disclosure.amounts import Column, figure_columns, hide, persons_column
from kompetenslyft.core.disclosure.audit import Audit, Verdict, audit
from kompetenslyft.core.disclosure.cells import System, build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables
from kompetenslyft.core.disclosure.pattern import Pattern, suppress
from kompetenslyft.core.disclosure.records import Counts
from kompetenslyft.exchange import disclosure_files as files

_ROUNDS = 5
"""How many times more is hidden for what the audit finds of one column because of another."""


class Step(Protocol):
    """Is told how much is hidden and judged of what there is."""

    def __call__(self, done: int, total: int) -> None: ...


def _silent(done: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Protected:
    """What is to be published and kept, as files; how many cells there are; and the audit of each column, if made."""

    tables: Mapping[str, str]
    codes: str
    pattern: str
    cells: int
    sensitive: int
    secondary: int
    audits: Mapping[str, Audit]


def protect(
    definition: ProtectedTables, counts: Counts, *, audited: bool, seconds: float, step: Step = _silent
) -> Protected:
    """Hide what each column needs. CannotProtect: too many cells; SolverFailed: no answer.

    Where there are further columns than persons, a cell that is hidden for one may follow in another. So they are
    always audited, and what is found unsafe is covered and judged again. What is still unsafe then, the audits say.
    """
    system = build_system(definition, counts)
    persons, figures = persons_column(definition, system), figure_columns(definition, counts, system)
    every = (*persons, *figures)
    if persons:
        pattern = suppress(system, definition.rules, seconds=seconds)
    else:
        pattern = Pattern(frozenset(cell for column in figures for cell in column.asked), frozenset())
    for done, column in enumerate(figures, start=1):
        step(done, 2 * len(every))
        pattern = hide(column, pattern, column.asked, seconds=seconds)
    rounds = _ROUNDS if figures else int(audited)
    while True:
        rounds -= 1
        written = _written(definition, counts, system, pattern, figures)
        audits: dict[str, Audit] = {}
        for done, column in enumerate(every if rounds >= 0 else (), start=len(every)):
            step(done, 2 * len(every))
            audits[column.name] = audit(files.release_of(definition, *written, column.name), seconds=seconds)
        more = _covered(every, audits, pattern, seconds) if rounds > 0 else pattern
        if more.hidden == pattern.hidden:
            break
        pattern = more
    sensitive = {cell for column in every for cell in column.asked}
    return Protected(*written, len(system.keys), len(sensitive), len(pattern.hidden - sensitive), audits)


def _written(
    definition: ProtectedTables, counts: Counts, system: System, pattern: Pattern, figures: Sequence[Column]
) -> tuple[dict[str, str], str, str]:
    return (
        files.written_tables(definition, system, pattern, figures),
        files.written_codes(definition, counts),
        files.written_pattern(definition, system, pattern, figures),
    )


def _covered(
    columns: Sequence[Column], audits: Mapping[str, Audit], pattern: Pattern, seconds: float
) -> Pattern:
    """The pattern with as much more hidden as the cells need that some column tells too much of."""
    for column in columns:
        place = {key: i for i, key in enumerate(column.system.keys)}
        narrow = [
            place[one.key]
            for one in audits[column.name].cells
            if one.verdict not in {Verdict.SAFE, Verdict.UNANSWERED}
        ]
        if narrow:
            pattern = hide(column, pattern, {i: column.asked.get(i, 1) for i in narrow}, seconds=seconds)
    return pattern
