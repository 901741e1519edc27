"""``protect`` and ``audit-disclosure``: tables from which nobody's figure can be worked out, and the proof."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kompetenslyft.core.definitions import DefinitionError
from kompetenslyft.core.disclosure.audit import Audit, CellResult, Verdict, audit
from kompetenslyft.core.disclosure.cells import build_system
from kompetenslyft.core.disclosure.definition import ProtectedTables, Rules
from kompetenslyft.core.disclosure.flow import SolverFailed
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.disclosure.pattern import NOTHING_HIDDEN
from kompetenslyft.core.disclosure.published import Release
from kompetenslyft.core.disclosure.records import CannotProtect, Counts, read_counts
from kompetenslyft.core.disclosure.rounded_audit import faults
from kompetenslyft.core.disclosure.rounding import round_counts
from kompetenslyft.exchange import disclosure_files as files
from kompetenslyft.exchange.disclosure_run import protect as protect_columns
from kompetenslyft.exchange.private_files import put as put_private
from kompetenslyft.project.cli.output import Exit, progress, put, say, say_findings
from kompetenslyft.project.cli.text import LANGUAGE, _

_SHOWN = 20


def protect(*, file: Path, tables: Path, out: Path, audited: bool, seconds: float) -> Exit:
    """Write the protected tables to ``out``; with ``audited``, only if the audit finds them safe.

    1 where they are not safe, 3 where the file cannot be protected or the solver gives no answer.
    """
    source = tables.read_bytes()
    rows = files.read_rows(file.read_bytes())
    if out.exists() and any(out.iterdir()):
        say(_("Mappen {folder} är inte tom. Välj en annan.").format(folder=out))
        return Exit.USAGE
    try:
        definition = load_protected(source, str(tables))
        counts = read_counts(definition, rows)
        if definition.rules.method == "rounding":
            return _round(definition, counts, source, out)
        return _suppress(definition, counts, source, out, audited=audited, seconds=seconds)
    except DefinitionError as error:
        say(error.in_language(LANGUAGE))
        return Exit.FINDINGS
    except CannotProtect as refusal:
        say_findings(refusal.findings, file.name)
    except SolverFailed as failure:
        say(_("Lösaren gav inget svar ({reason}). Inget är skrivet.").format(reason=failure))
    return Exit.REFUSED


def _suppress(
    definition: ProtectedTables, counts: Counts, source: bytes, out: Path, *, audited: bool, seconds: float
) -> Exit:
    """Write the tables with cells hidden. Raises SolverFailed."""
    started = time.perf_counter()
    with progress(_("Skyddar tabellerna")) as step:
        found = protect_columns(definition, counts, audited=audited, seconds=seconds, step=step)
    _keep(out, source, found.pattern)
    told = _("{cells} celler, {primary} känsliga och {secondary} dolda för att skydda dem.")
    say(told.format(cells=found.cells, primary=found.sensitive, secondary=found.secondary))
    if found.audits:
        _record(found.audits, definition.rules, time.perf_counter() - started, out)
        _tell(found.audits)
        if not _are_safe(found.audits):
            say(_("Tabellerna är inte skrivna."))
            return Exit.FINDINGS
    else:
        say(_("Skyddet är inte granskat. Granska det med audit-disclosure innan tabellerna lämnas ut."))
    _publish(out, found.tables, found.codes)
    say(_("Lämna ut {tables} och {codes}. Mappen {internal} innehåller de dolda talen och stannar kvar.").format(
        tables=files.TABLES, codes=files.CODES, internal=files.INTERNAL
    ))  # fmt: skip
    return Exit.OK


def _round(definition: ProtectedTables, counts: Counts, source: bytes, out: Path) -> Exit:
    """Write the tables rounded. They are judged first, from what is to be written."""
    with progress(_("Avrundar talen")):
        rounded = round_counts(definition, counts)
    system = build_system(definition, rounded.counts)
    written = files.written_tables(definition, system, NOTHING_HIDDEN)
    codes = files.written_codes(definition, counts)
    pattern = files.written_pattern(definition, system, NOTHING_HIDDEN)
    told = _(
        "{cells} celler. {changed} inre celler avrundade till 0 eller {base}; största skillnad {furthest} personer."
    )
    say(told.format(
        cells=rounded.published, changed=len(rounded.changed), base=definition.rules.base, furthest=rounded.furthest
    ))  # fmt: skip
    verdict = _judge_rounded(files.release_of(definition, written, codes, pattern), definition.rules.base)
    if verdict is not Exit.OK:
        say(_("Tabellerna är inte skrivna."))
        return verdict
    _keep(out, source, pattern)
    _publish(out, written, codes)
    say(_("Lämna ut {tables} och {codes}.").format(tables=files.TABLES, codes=files.CODES))
    return Exit.OK


def _keep(out: Path, source: bytes, pattern: str) -> None:
    """What stays inside: the definition, and the pattern with the true numbers."""
    out.mkdir(parents=True, exist_ok=True)
    (out / files.INTERNAL).mkdir(mode=0o700, exist_ok=True)
    (out / files.INTERNAL / files.DEFINITION).write_bytes(source)
    put_private(out / files.INTERNAL / files.PATTERN, pattern)


def _publish(out: Path, written: Mapping[str, str], codes: str) -> None:
    """What is for publication: the tables and the codes."""
    (out / files.TABLES).mkdir()
    for name, text in written.items():
        _write(out / files.TABLES / name, text)
    _write(out / files.CODES, codes)


def _judge_rounded(release: Release, base: int) -> Exit:
    """Say what is wrong with rounded tables; 1 where anything is."""
    words = {
        "small": _("ett tal mellan 0 och {base}"),
        "hidden": _("ett tal saknas"),
        "sum": _("är inte summan av sina delar"),
        "differs": _("står med olika tal i två tabeller"),
    }
    found = list(faults(release, base))
    for kind, key, detail in found[:_SHOWN]:
        put(f"{' × '.join(key)}: {words[kind].format(base=base)} ({detail})")
    if len(found) > _SHOWN:
        put(_("… och {more} till.").format(more=len(found) - _SHOWN))
    if not found:
        say(_("Granskningen: inga små tal, och alla summor stämmer."))
    return Exit.FINDINGS if found else Exit.OK


def audit_disclosure(*, folder: Path, as_json: bool, seconds: float) -> Exit:
    """Judge a folder of protected tables anew and keep the record in it; 1 where it is not safe."""
    try:
        definition, releases = files.read_releases(folder)
    except DefinitionError as error:
        say(error.in_language(LANGUAGE))
        return Exit.FINDINGS
    except CannotProtect as refusal:
        say_findings(refusal.findings, folder.name)
        return Exit.REFUSED
    if definition.rules.method == "rounding":
        return _judge_rounded(releases[definition.columns[0]], definition.rules.base)
    started = time.perf_counter()
    audits = {}
    with progress(_("Granskar tabellerna")) as step:
        for done, (column, release) in enumerate(releases.items()):
            step(done, len(releases))
            audits[column] = audit(release, seconds=seconds)
    _record(audits, definition.rules, time.perf_counter() - started, folder)
    if as_json:
        put((folder / files.INTERNAL / files.AUDIT).read_text(encoding="utf-8").rstrip("\n"))
    else:
        _tell(audits)
    return Exit.OK if _are_safe(audits) else Exit.FINDINGS


def _are_safe(audits: Mapping[str, Audit]) -> bool:
    return all(one.is_safe for one in audits.values())


def _record(audits: Mapping[str, Audit], rules: Rules, seconds: float, folder: Path) -> None:
    """Keep what was judged: cells, intervals, time, versions."""
    record = {
        "safe": _are_safe(audits),
        "seconds": round(seconds, 2),
        "versions": {
            "kompetenslyft": version("kompetenslyft"),
            "highspy": version("highspy"),
            "python": platform.python_version(),
        },
        "rules": {
            "threshold": rules.threshold,
            "interval_percent": rules.interval_percent,
            "zeros": rules.zeros,
        },
        "columns": {column: _judged(one) for column, one in audits.items()},
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    put_private(folder / files.INTERNAL / files.AUDIT, text)


def _judged(audit_: Audit) -> dict[str, Any]:
    return {
        "safe": audit_.is_safe,
        "sums": audit_.sums,
        "blocks": audit_.blocks,
        "programmes": audit_.programmes,
        "faults": [
            {"verdict": verdict.value, "cell": list(key), "detail": detail}
            for verdict, key, detail in audit_.faults
        ],
        "cells": [_cell(one) for one in audit_.cells],
    }


def _cell(one: CellResult) -> dict[str, Any]:
    return {
        "cell": list(one.key),
        "sensitive": one.sensitive,
        "number": one.persons,
        "low": one.low,
        "high": one.high,
        "verdict": one.verdict.value,
    }


def _tell(audits: Mapping[str, Audit]) -> None:
    """The verdict, and the first cells that are not safe. No true number is shown."""
    unsafe = []
    for column, one in audits.items():
        found = [(cell.key, cell.verdict) for cell in one.cells if cell.verdict is not Verdict.SAFE]
        found = [(key, verdict) for verdict, key, _detail in one.faults] or found
        name = f" ({column})" if len(audits) > 1 else ""
        unsafe += [(f"{' × '.join(key)}{name}", verdict) for key, verdict in found]
    words = _words()
    for place, verdict in unsafe[:_SHOWN]:
        put(f"{place}: {words[verdict]}")
    if len(unsafe) > _SHOWN:
        put(_("… och {more} till.").format(more=len(unsafe) - _SHOWN))
    if _are_safe(audits):
        hidden = len(next(iter(audits.values())).cells)
        say(_("Granskningen: {cells} dolda celler, alla skyddade.").format(cells=hidden))
    else:
        say(_("Granskningen: {unsafe} celler är inte skyddade.").format(unsafe=len(unsafe)))


def _words() -> dict[Verdict, str]:
    return {
        Verdict.SAFE: _("skyddad"),
        Verdict.RECOVERABLE: _("kan räknas ut ur det som lämnas ut"),
        Verdict.TOO_NARROW: _("kan räknas ut snävare än reglerna tillåter"),
        Verdict.LONE: _("kan räknas ut av någon som är ensam i en annan cell"),
        Verdict.UNANSWERED: _("kunde inte granskas och räknas därför som oskyddad"),
        Verdict.NOT_HIDDEN: _("är känslig men inte dold"),
        Verdict.CONTRADICTION: _("är inte summan av sina delar"),
    }


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
