"""The command that fetches key figures, and its options."""

from __future__ import annotations

from typing import Annotated

import typer

from kompetenslyft.project.cli.app import app
from kompetenslyft.project.cli.help import Command
from kompetenslyft.project.cli.perform import perform
from kompetenslyft.project.cli.text import _


@app.command(cls=Command, help=_("Hämta nyckeltal och liknande kommuner från Kolada."))
def kolada(
    days: Annotated[
        int,
        typer.Option(
            "--days", min=0, metavar=_("DAGAR"), help=_("Hämta bara det som är äldre än så; 0 hämtar allt.")
        ),
    ] = 0,
) -> None:
    perform("comparison.run", days=days)
