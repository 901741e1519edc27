"""The command that takes facts out for counting elsewhere, and its options."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kompetenslyft.project.cli.app import app
from kompetenslyft.project.cli.help import Command
from kompetenslyft.project.cli.perform import perform
from kompetenslyft.project.cli.text import _


@app.command(
    cls=Command,
    help=_(
        "Ta ut bedömningar, anställningar, insatser och svar som Parquet, som de var en viss dag. "
        "Det är personuppgifter, också utan namn."
    ),
)
def snapshot(
    as_of: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], metavar=_("ÅÅÅÅ-MM-DD"), help=_("Dagen som uppgifterna gäller.")),
    ],
    out: Annotated[
        Path, typer.Option(metavar=_("MAPP"), help=_("Mapp att skriva till; där görs en mapp för dagen."))
    ],
    as_: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar=_("E-POST"),
            envvar="KOMPETENSLYFT_AS",
            help=_("Den som tar ut uppgifterna, för loggen; annars den som är inloggad på datorn."),
        ),
    ] = None,
) -> None:
    perform("snapshot.run", as_of=as_of.date(), out=out, as_=as_)
