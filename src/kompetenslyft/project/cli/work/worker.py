"""``worker``: what is done beside the pages.

Reminders and releases that are due, reports that were ordered, long staff files, key figures to fetch, old keys
forgotten.
"""

from __future__ import annotations

import logging
import signal
import time
from typing import NoReturn

from django.db import close_old_connections

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.comparison import actions as comparison
from kompetenslyft.apps.publishing import actions as publishing
from kompetenslyft.apps.publishing import releases
from kompetenslyft.apps.staff.actions import imports as staff_files
from kompetenslyft.project.cli.output import Exit, say
from kompetenslyft.project.cli.text import _
from kompetenslyft.project.cli.work.database import check_day

log = logging.getLogger(__name__)


def round_of_work() -> tuple[int, int]:
    """Do what waits. Gives how many reminders were sent and how many reports were built."""
    sent = collection.send_due()
    releases.publish_due()
    built = 0
    while publishing.build_next() is not None:
        built += 1
    while staff_files.work_next() is not None:
        pass
    while comparison.fetch_next() is not None:
        pass
    collection.forget_old_requests()
    return sent, built


def run(*, once: bool, every: int) -> Exit:
    """Work until stopped, or ``once``."""
    check_day()
    if once:
        sent, built = round_of_work()
        say(_("{sent} påminnelser skickade, {built} rapporter framtagna.").format(sent=sent, built=built))
        return Exit.OK
    # Stopped in whatever way, it lets go of the report that it is building.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _work(every)
    except KeyboardInterrupt:
        return Exit.OK


def _work(every: int) -> NoReturn:
    """A fault is logged, and the next round tries again."""
    while True:
        close_old_connections()
        try:
            round_of_work()
        except Exception:
            log.exception("A round of work failed; the next is in %s seconds", every)
        time.sleep(every)
