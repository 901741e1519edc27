"""``snapshot``: the facts as of a day as Parquet."""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path

from kompetenslyft.apps.facts.actions import take_snapshot
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.exchange.snapshots import NOTICE, SnapshotRefused
from kompetenslyft.project.cli.output import Exit, progress, put, say, say_findings
from kompetenslyft.project.cli.text import LANGUAGE, _
from kompetenslyft.project.cli.work.people import person_with


def run(*, as_of: date, out: Path, as_: str | None) -> Exit:
    """Write the snapshot and print its folder; what it holds is told on standard error."""
    person = None if as_ is None else person_with(as_)
    say(NOTICE.in_language(LANGUAGE))
    try:
        with progress(_("Tar ut uppgifter")) as step:
            written = take_snapshot(
                as_of=as_of,
                out=out,
                by=person,
                operator="" if person else f"operator {getpass.getuser()}",
                heard=lambda done, total, fact, rows: step(done, total, _rows(fact, rows) if fact else ""),
            )
    except SnapshotRefused as refused:
        say_findings(refused.findings)
        return Exit.REFUSED
    if written.resumed:
        say(_("Fanns redan efter ett avbrutet uttag: {facts}.").format(facts=", ".join(written.resumed)))
    for name, one in written.manifest.facts.items():
        say(_rows(name, one.rows))
    if written.manifest.made_up:
        say(_("Uppgifterna är påhittade."))
    if written.unchanged:
        say(_("Samma uttag fanns redan; inget är ändrat."))
    put(str(written.folder))
    return Exit.OK


def _rows(fact: str, rows: int) -> str:
    return _("Rader i {fact}: {rows}").format(fact=fact, rows=format_fraction(rows, LANGUAGE))
