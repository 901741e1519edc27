"""Taking facts out of the system. What is taken out is personal data: the audit trail says who took it, and when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connection, transaction

from kompetenslyft import __version__
from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.competence.frameworks import framework_in_use
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.facts.gathering import AUDITED_AS, Gathering
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.exchange.snapshot_writing import Heard, Written, write_snapshot
from kompetenslyft.exchange.snapshots import Stamp

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


def take_snapshot(
    *, as_of: date, out: Path, heard: Heard, by: User | None = None, operator: str = ""
) -> Written:
    """Write the facts as of the day to ``out/<day>``. For whoever runs the system: no role on the web may do it.

    ``operator``: who it is where there is no account. Begun and finished are in the audit trail each by itself, so that
    one that was cut off is there too.
    Raises Refused: F101 where the day is to come, M109 where no framework applies. Raises SnapshotRefused: F209, F210.
    """
    if as_of > clock.today():
        raise Refused.because(
            "F101",
            f"{as_of.isoformat()} har inte varit än. Välj i dag eller en tidigare dag.",
            f"{as_of.isoformat()} has not come yet. Choose today or an earlier day.",
        )
    framework_in_use(as_of)
    _record("begun", by, operator, as_of=as_of.isoformat())
    with _one_moment():
        gathering = Gathering(as_of)
        stamp = Stamp(as_of, gathering.made_up, __version__)
        written = write_snapshot(out, stamp, state=gathering.state, sources=gathering.sources, heard=heard)
    rows = {name: one.rows for name, one in written.manifest.facts.items()}
    _record("finished", by, operator, as_of=as_of.isoformat(), rows=rows)
    return written


@transaction.atomic
def _record(what: str, by: User | None, operator: str, **detail: object) -> None:
    audit.record(f"{AUDITED_AS}{what}", organisations.agency(), by=by, label=operator, **detail)


@contextmanager
def _one_moment() -> Iterator[None]:
    """What is read within is the database as it was at one moment. Nobody waits for it to end."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Not ``atomic``, which would take the lock that writers wait for.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
