"""The commands of the staff register and of competence, and their options."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kompetenslyft.project.cli.app import As, Json, app
from kompetenslyft.project.cli.help import Command
from kompetenslyft.project.cli.perform import perform
from kompetenslyft.project.cli.text import _


@app.command(
    cls=Command,
    name="import-staff",
    help=_("Läs in en personalfil från HR-systemet (CSV, .xlsx eller PAXml): allt eller inget."),
)
def import_staff(
    file: Annotated[Path, typer.Argument(metavar=_("FIL"), help=_("Filen ur HR-systemet."))],
    mapping: Annotated[
        str, typer.Option(metavar=_("NAMN"), help=_("Den sparade mappningen som filen läses med."))
    ],
    *,
    employer: Annotated[
        str, typer.Option(metavar=_("KOD"), help=_("Arbetsgivarens kod: kommunen eller nämnden."))
    ],
    as_: As,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar=_("ÅÅÅÅ-MM-DD"),
            help=_("Dagen som filen berättar om; i dag om inget anges."),
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Visa vad som skulle ändras; spara inget."))
    ] = False,
    as_json: Json = False,
) -> None:
    perform(
        "staff_import.run",
        file=file,
        mapping=mapping,
        employer=employer,
        as_=as_,
        as_of=None if as_of is None else as_of.date(),
        dry_run=dry_run,
        as_json=as_json,
    )


@app.command(cls=Command, help=_("Räkna svaret i en insamling ur personalregistret och bedömningarna."))
def derive(
    round_code: Annotated[str, typer.Argument(metavar=_("INSAMLING"), help=_("Insamlingens kod."))],
    unit: Annotated[
        str,
        typer.Option(metavar=_("KOD"), help=_("Koden för kommunen, stadsdelen eller nämnden som svarar.")),
    ],
    as_: As,
    format_: Annotated[str, typer.Option("--format", metavar="csv|json", help=_("Filformat."))] = "csv",
    by_district: Annotated[
        bool, typer.Option("--by-district", help=_("Visa också varje del av kommunen för sig."))
    ] = False,
) -> None:
    perform(
        "derivation.run", round_code=round_code, unit=unit, as_=as_, format_=format_, by_district=by_district
    )
