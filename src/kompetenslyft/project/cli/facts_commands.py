"""The commands that take facts out and count them, and their options."""

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
        "Ta ut bedömningar, anställningar, insatser och svar som de var en viss dag, i Parquetfiler. "
        "Det är personuppgifter, också utan namn."
    ),
)
def snapshot(
    as_of: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], metavar=_("ÅÅÅÅ-MM-DD"), help=_("Dagen som uppgifterna gäller.")),
    ],
    out: Annotated[
        Path, typer.Option(metavar=_("MAPP"), help=_("Mapp att skriva till; där skapas en mapp för dagen."))
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


@app.command(
    cls=Command,
    help=_("Räkna fakta ur ett uttag till den fil med antal som protect läser. Talen är inte skyddade."),
)
def count(
    source: Annotated[
        str,
        typer.Argument(
            metavar=_("UTTAG"),
            help=_("Mappen som snapshot skrev, en Parquetfil eller en databas (postgresql://…)."),
        ),
    ],
    tables: Annotated[
        Path, typer.Option(metavar="YAML", help=_("Variabler, hierarkier, tabeller och regler."))
    ],
    *,
    out: Annotated[
        Path, typer.Option(metavar=_("FIL|MAPP"), help=_("Fil att skriva till; med --each en tom mapp."))
    ],
    fact: Annotated[
        str, typer.Option(metavar=_("NAMN"), help=_("Vad som räknas: assessment eller employment."))
    ] = "assessment",
    where: Annotated[
        list[str] | None,
        typer.Option(metavar=_("KOLUMN=KOD"), help=_("Räkna bara rader med koden; kan anges flera gånger.")),
    ] = None,
    each: Annotated[
        str | None,
        typer.Option(metavar=_("KOLUMN"), help=_("En fil för varje kod i kolumnen, i en enda räkning.")),
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="duckdb|spark", help=_("Motor som räknar Parquetfiler."))
    ] = "duckdb",
) -> None:
    perform(
        "count.run",
        django=False,
        source=source,
        tables=tables,
        out=out,
        fact=fact,
        where=where or [],
        each=each,
        engine=engine,
    )
