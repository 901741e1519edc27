"""``kolada``: key figures and groups of similar municipalities, fetched now."""

from __future__ import annotations

import logging

from kompetenslyft.apps.comparison import actions
from kompetenslyft.project.cli.output import Exit, progress, put, say
from kompetenslyft.project.cli.text import LANGUAGE, _


def run(*, days: int) -> Exit:
    """Fetch everything older than ``days``, one after the other. 1 where something could not be fetched.

    What is fetched is kept as it goes: a run that is broken off is taken up by the next one, or by the worker.
    """
    # What stops the net stands once below; koladapy would write it for each key figure.
    logging.getLogger("koladapy").setLevel(logging.CRITICAL)
    waiting = actions.order_stale(days=days)
    fetched = lost = 0
    failed: dict[str, list[str]] = {}
    with progress(_("Hämtar från Kolada")) as step:
        while (source := actions.fetch_next()) is not None:
            if source.error:
                failed.setdefault(source.error[LANGUAGE], []).append(source.code)
            else:
                fetched += 1
            lost = sum(map(len, failed.values()))
            step(fetched + lost, waiting, source.code)
    for message, codes in failed.items():
        say(f"{message} ({', '.join(codes)})")
    put(_("{fetched} hämtade, {failed} gick inte att hämta.").format(fetched=fetched, failed=lost))
    return Exit.FINDINGS if failed else Exit.OK
