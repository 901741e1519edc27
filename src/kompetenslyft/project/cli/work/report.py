"""``report``: all the files of a report, written to a folder without being published."""

from __future__ import annotations

from pathlib import Path

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.publishing import queries as publishing
from kompetenslyft.exchange.report_files import STEPS
from kompetenslyft.project.cli.output import Exit, progress, put, say
from kompetenslyft.project.cli.text import _


def run(*, round_code: str, out: Path, definition: str | None) -> Exit:
    """Build the report of the round and the earlier ones of its instrument. Prints the files written, one a line."""
    rounds = collection.rounds_up_to(round_code)
    known = [one.ref for one in publishing.definitions()]
    chosen = definition or known[0]
    if not rounds:
        say(_("Insamlingen {code} finns inte.").format(code=round_code))
        return Exit.USAGE
    if chosen not in known:
        say(
            _("Rapporten {ref} finns inte. Det här finns: {known}.").format(
                ref=chosen, known=", ".join(known)
            )
        )
        return Exit.USAGE
    out.mkdir(parents=True, exist_ok=True)
    with progress(_("Tar fram rapporten")) as step:
        codes = [one.code for one in rounds]
        for done, (_what, files) in enumerate(publishing.files_of_rounds(chosen, codes, at=clock.now()), 1):
            for file in files:
                if not file.name.startswith("_"):
                    (out / file.name).write_bytes(file.content)
                    put(str(out / file.name))
            step(done, len(STEPS))
    return Exit.OK
