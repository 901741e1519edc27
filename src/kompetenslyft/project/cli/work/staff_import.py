"""``import-staff``: a file from the HR system into the register, as the person named with ``--as``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff import access, import_record
from kompetenslyft.apps.staff.actions import imports
from kompetenslyft.project.cli.output import Exit, progress, put, put_json, say
from kompetenslyft.project.cli.text import LANGUAGE, _
from kompetenslyft.project.cli.work.people import person_with

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation
    from kompetenslyft.apps.staff.models import StaffImport

MOST_SAID = 50


def run(
    *,
    file: Path,
    mapping: str,
    employer: str,
    as_: str,
    as_of: date | None,
    dry_run: bool,
    as_json: bool,
) -> Exit:
    """Check the file against the register, and apply it if nothing is wrong. With ``dry_run`` it is all taken back.

    1 where the file has faults: nothing is applied, and the file waits on the web to be tried with another mapping.
    """
    person, content = person_with(as_), file.read_bytes()
    with transaction.atomic() if dry_run else nullcontext():
        row = imports.receive(
            employer=_employer(employer),
            filename=file.name,
            content=content,
            mapping=mapping,
            as_of=as_of or clock.today(),
            by=person,
        )
        row = _with_progress(_("Kontrollerar"), imports.check, row, person)
        told = _told(row)
        if not dry_run and not import_record.hard(row):
            _with_progress(_("För in"), imports.apply, row, person)
            told["applied"] = True
        if dry_run:
            transaction.set_rollback(True)
    if as_json:
        put_json(told)
    else:
        _say(told, dry_run=dry_run)
    return Exit.FINDINGS if told["faults"] else Exit.OK


def _employer(code: str) -> Organisation:
    try:
        return organisations.by_code(code)
    except ObjectDoesNotExist:
        raise access.not_found() from None


def _with_progress(title: str, action: Callable[..., Any], row: StaffImport, person: User) -> Any:
    with progress(title) as step:
        return action(staff_import=row, by=person, progress=step)


def _told(row: StaffImport) -> dict[str, Any]:
    language = "en" if LANGUAGE == "en" else "sv"
    return {
        "file": row.filename,
        "rows": row.total,
        "faults": import_record.hard(row),
        **import_record.counts(row),
        "applied": False,
        "findings": [
            {
                "code": one["code"],
                "severity": one["severity"],
                "row": one["row"],
                "column": one["heading"],
                "read": one["read"],
                "message": one[language],
            }
            for one in row.findings
        ],
    }


def _say(told: dict[str, Any], *, dry_run: bool) -> None:
    for one in told["findings"][:MOST_SAID]:
        where = ", ".join(
            part
            for part in (
                _("rad {row}").format(row=one["row"]) if one["row"] else "",
                one["column"],
                one["read"],
            )
            if part
        )
        say(f"{one['code']} {where + ': ' if where else ''}{one['message']}")
    if len(told["findings"]) > MOST_SAID:
        say(_("… och {count} till; alla visas med --json.").format(count=len(told["findings"]) - MOST_SAID))
    if told["faults"]:
        put(
            _("{file}: {faults} fel. Inget är infört.").format(file=told["file"], faults=told["faults"])
            + ("" if dry_run else " " + _("Filen finns kvar under Läs in personal på webbplatsen."))
        )
        return
    text = (
        _("{file}: {new} nya, {changed} ändrade, {ended} slutar, {unchanged} oförändrade. Inget är infört.")
        if dry_run
        else _("{file}: {new} nya, {changed} ändrade, {ended} har slutat, {unchanged} oförändrade.")
    )
    put(text.format(**told))
