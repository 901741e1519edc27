"""``kolada``: key figures and groups of similar municipalities, fetched now."""

from __future__ import annotations

from kompetenslyft.apps.comparison import actions
from kompetenslyft.project.cli.output import Exit, progress, put, say
from kompetenslyft.project.cli.text import LANGUAGE, _


def run(*, days: int) -> Exit:
    """Fetch everything older than ``days``, one after the other. 1 where something could not be fetched.

    What is fetched is kept as it goes: a run that is broken off is taken up by the next one, or by the worker.
    """
    waiting = actions.order_stale(days=days)
    fetched = failed = 0
    with progress(_("Hämtar från Kolada")) as step:
        while (source := actions.fetch_next()) is not None:
            if source.error:
                failed += 1
                say(f"{source.code}: {source.error[LANGUAGE]}")
            else:
                fetched += 1
            step(fetched + failed, waiting, source.code)
    put(_("{fetched} hämtade, {failed} gick inte att hämta.").format(fetched=fetched, failed=failed))
    return Exit.FINDINGS if failed else Exit.OK
