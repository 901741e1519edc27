"""``report``: all the files of a report, written to a folder without being published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.publishing import queries as publishing
from kompetenslyft.exchange.definitions import report, table_set
from kompetenslyft.exchange.report_files import STEPS
from kompetenslyft.project.cli.output import Exit, progress, put, say
from kompetenslyft.project.cli.text import _

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Round


def run(*, round_code: str, out: Path, definition: str | None) -> Exit:
    """Build the report of the round and the earlier ones of its instrument, with the rounds of the other forms that the
    report draws on. Prints the files written, one a line."""
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
        codes = [one.code for one in (*rounds, *_of_other_forms(chosen, rounds[-1]))]
        for done, (_what, files) in enumerate(publishing.files_of_rounds(chosen, codes, at=clock.now()), 1):
            for file in files:
                if not file.name.startswith("_"):
                    (out / file.name).write_bytes(file.content)
                    put(str(out / file.name))
            step(done, len(STEPS))
    return Exit.OK


def _of_other_forms(definition: str, latest: Round) -> list[Round]:
    """The rounds of the report's other forms, up to the year of the round that it is built of."""
    forms = {table_set(ref).instrument_id for ref in report(definition).tables}
    own = latest.instrument.partition("@")[0]
    return [
        one for form in sorted(forms - {own}) for one in collection.rounds_of_form(form, up_to=latest.year)
    ]
