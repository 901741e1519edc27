"""``settle``: a year's settlements from the terminal, as the programme officer named with ``--as``."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import settlement as actions
from kompetenslyft.apps.grants.queries import settlement as queries
from kompetenslyft.apps.grants.queries import years
from kompetenslyft.apps.grants.queries.units import unit_for
from kompetenslyft.core.settlement.model import Settled
from kompetenslyft.project.cli.output import Exit, progress, put, put_json, say, say_findings
from kompetenslyft.project.cli.text import _
from kompetenslyft.project.cli.work.people import person_with

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.grants.models import ProgrammeYear, Settlement

FORMATS = ("csv", "json")


@dataclass(frozen=True, slots=True)
class Row:
    """One purpose of one municipality, in whole kronor."""

    code: str
    name: str
    purpose: str
    received: int
    used: int
    unused: int
    not_permitted: int
    to_repay: int


def run(*, year: str, unit: str | None, dry_run: bool, format_: str, as_: str) -> Exit:
    """Settle one municipality, or all whose report is signed and not settled, and print what it came to.

    With ``dry_run`` it is all taken back. 1 where some could not be settled; why is told on standard error.
    """
    if format_ not in FORMATS:
        told = _("Formatet {format} finns inte. Välj något av {known}.")
        say(told.format(format=format_, known=", ".join(FORMATS)))
        return Exit.USAGE
    person, found = person_with(as_), years.year(year)
    with transaction.atomic():
        made, left = _settled(found, unit, person)
        rows = _rows(found, {one.unit_id for one in made})
        if dry_run:
            transaction.set_rollback(True)
    _print(rows, format_)
    for refused in left:
        say_findings(refused.findings)
    return Exit.FINDINGS if left else Exit.OK


def _settled(
    year: ProgrammeYear, unit: str | None, person: User
) -> tuple[Sequence[Settlement], Sequence[Refused]]:
    if unit is not None:
        chosen = unit_for(person, unit, clock.today())
        return actions.settle_unit(year=year, unit=chosen, by=person), ()
    with progress(_("Slutreglerar")) as step:
        outcome = actions.settle_all(year=year, by=person, progress=step)
    return outcome.settlements, outcome.left


def _rows(year: ProgrammeYear, unit_ids: Collection[int]) -> list[Row]:
    return [
        _row(row.case.code, row.case.name, purpose, figures)
        for row in queries.overview(year)
        if row.case.unit_id in unit_ids
        for purpose, figures in sorted(row.case.settled.items())
    ]


def _row(code: str, name: str, purpose: str, figures: Settled) -> Row:
    return Row(
        code,
        name,
        purpose,
        figures.received,
        figures.used,
        figures.unused,
        figures.not_permitted,
        figures.to_repay,
    )


def _print(rows: Sequence[Row], format_: str) -> None:
    listed = [asdict(row) for row in rows]
    if format_ == "json":
        put_json(listed)
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, list(Row.__slots__), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(listed)
    put(text.getvalue().rstrip("\r\n"))
