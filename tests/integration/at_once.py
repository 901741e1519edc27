"""Several calls at the same moment, each in a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from kompetenslyft.apps.errors import Refused

PATIENCE = 120
"""How long the calls are waited for, in seconds, on however slow a machine."""


def together(*calls: Callable[[], object]) -> list[object]:
    """What each call gave or refused, all begun at the same moment in threads of their own."""
    results: list[object] = [None] * len(calls)
    gate = Barrier(len(calls))

    def run(number: int, call: Callable[[], object]) -> None:
        try:
            gate.wait(timeout=PATIENCE)
            results[number] = call()
        except Refused as refusal:
            results[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, call)) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return results
