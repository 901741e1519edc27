"""The command that publishes open tables, and its options."""

from __future__ import annotations

from typing import Annotated

import typer

from kompetenslyft.project.cli.app import As, Json, app
from kompetenslyft.project.cli.help import Command
from kompetenslyft.project.cli.perform import perform
from kompetenslyft.project.cli.text import _


@app.command(
    cls=Command,
    help=_("Ta fram skyddade tabeller ur insamlingar, eller godkänn dem som någon annan har tagit fram."),
)
def publish(
    release: Annotated[
        str,
        typer.Argument(
            metavar=_("UTGÅVA"),
            help=_("Definitionen (id@version), eller adressnamnet på en beställd utgåva."),
        ),
    ],
    as_: As,
    *,
    rounds: Annotated[
        list[str] | None,
        typer.Option("--round", metavar=_("KOD"), help=_("Insamlingens kod; kan anges flera gånger.")),
    ] = None,
    approve: Annotated[
        bool, typer.Option("--approve", help=_("Godkänn den beställda utgåvan, som blir öppen genast."))
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help=_("Räkna om utgåvan ur svaren som de var och jämför varje fil. Inget ändras.")
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    if check:
        perform("publishing.check", release=release, as_=as_, as_json=as_json)
    perform("publishing.run", release=release, rounds=rounds or [], approve=approve, as_=as_, as_json=as_json)
