"""The commands and their options. What each does lies in ``work``, and is loaded when it is run."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from kompetenslyft.project.cli.help import Command, Group
from kompetenslyft.project.cli.output import Exit
from kompetenslyft.project.cli.perform import perform
from kompetenslyft.project.cli.text import _

app = typer.Typer(
    name="kompetenslyft",
    cls=Group,
    no_args_is_help=True,
    options_metavar=_("[FLAGGOR]"),
    subcommand_metavar=_("KOMMANDO"),
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help=_("Fördela och följ statsbidrag, samla in kompetensinventeringen och ge ut uppföljningen."),
    epilog=_(
        "Slutkoder: 0 klart · 1 något avviker eller behöver rättas · 2 fel i kommandot · 3 avvisat, med skäl · "
        "4 en fil gick inte att läsa eller skriva · 70 fel i programmet. "
        "Databasen väljs med DATABASE_URL; utan den används var/."
    ),
)

Port = Annotated[
    int, typer.Option(min=1, max=65535, metavar="PORT", help=_("Porten som webbplatsen svarar på."))
]
RoundCode = Annotated[str, typer.Option("--round", metavar=_("INSAMLING"), help=_("Insamlingens kod."))]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar=_("E-POST"),
        envvar="KOMPETENSLYFT_AS",
        help=_("Den som gör det: samma behörighet gäller som på webben."),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=_("Skriv resultatet som JSON."))]


@app.callback()
def options(
    language: Annotated[
        str | None,
        typer.Option(metavar="sv|en", help=_("Språk. Annars det som terminalen är inställd på.")),
    ] = None,
) -> None:
    """The language is settled already, by ``text``; the option is declared here to be known and described."""


@app.command(cls=Command, help=_("Lägg upp eller uppdatera databasen, med län, kommuner och stadsdelar."))
def setup(
    officer: Annotated[
        str | None,
        typer.Option(
            metavar=_("E-POST"),
            help=_("Lägg också upp den första handläggaren vid myndigheten; lösenordet frågas efter."),
        ),
    ] = None,
) -> None:
    perform("database.setup", prepared=False, officer=officer)


@app.command(cls=Command, help=_("Fyll en demonstration med påhittade uppgifter, visa den och öppna den."))
def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help=_("Starta webbplatsen efteråt."))] = True,
    port: Port = 8000,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help=_("Öppna en webbläsare."))] = True,
) -> None:
    perform("demonstration.run", django=False, serve=serve, port=port, open_browser=open_browser)


@app.command(cls=Command, help=_("Starta webbplatsen."))
def serve(
    port: Port = 8000,
    host: Annotated[
        str, typer.Option(metavar=_("ADRESS"), help=_("Adressen som den lyssnar på."))
    ] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, metavar="N", help=_("Antal processer."))] = 2,
) -> None:
    perform("server.serve", port=port, host=host, workers=workers)


@app.command(cls=Command, help=_("Skicka påminnelser och ta fram beställda rapporter, tills den stoppas."))
def worker(
    once: Annotated[bool, typer.Option("--once", help=_("Gör det som väntar och sluta."))] = False,
    every: Annotated[int, typer.Option(min=1, metavar="SEK", help=_("Sekunder mellan varven."))] = 20,
) -> None:
    perform("worker.run", once=once, every=every)


@app.command(cls=Command, help=_("Räkna fram tabeller ur underskrivna svar."))
def tables(
    round_code: Annotated[
        str,
        typer.Option(
            "--round",
            metavar=_("INSAMLING"),
            help=_("Insamlingens kod; tabeller över tid hämtar också tidigare års insamlingar."),
        ),
    ],
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar=_("NUMMER"), help=_("Tabellernas nummer; alla om inget anges.")),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="csv|xlsx|html|px|json-stat", help=_("Filformat."))
    ] = "csv",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar=_("FIL|MAPP"), help=_("Fil eller mapp att skriva till; annars skrivs tabellen ut.")
        ),
    ] = None,
    table_set: Annotated[
        str | None,
        typer.Option("--set", metavar="ID@VERSION", help=_("Tabelluppsättning; annars den senaste.")),
    ] = None,
) -> None:
    perform(
        "tables.run",
        round_code=round_code,
        numbers=numbers or [],
        format_=format_,
        out=out,
        table_set=table_set,
    )


@app.command(cls=Command, help=_("Ta fram rapporten som HTML, Word och PDF."))
def report(
    round_code: Annotated[
        str,
        typer.Argument(
            metavar=_("INSAMLING"),
            help=_(
                "Insamlingens kod. Tidigare års insamlingar med samma formulär räknas med, för förändring över tid."
            ),
        ),
    ],
    out: Annotated[Path, typer.Option(metavar=_("MAPP"), help=_("Mapp att skriva till."))],
    definition: Annotated[
        str | None,
        typer.Option(metavar="ID@VERSION", help=_("Rapportens definition; annars den senaste.")),
    ] = None,
) -> None:
    perform("report.run", round_code=round_code, out=out, definition=definition)


@app.command(
    cls=Command, help=_("Granska publicerade tabeller: räkna efter att siffrorna följer av varandra.")
)
def audit(
    files: Annotated[list[Path], typer.Argument(metavar=_("FIL"), help=_("Publicerade tabeller som CSV."))],
    as_json: Json = False,
    table_set: Annotated[
        str | None,
        typer.Option("--set", metavar="ID@VERSION", help=_("Tabelluppsättning; annars den senaste.")),
    ] = None,
) -> None:
    perform("audit.run", django=False, files=files, as_json=as_json, table_set=table_set)


@app.command(cls=Command, help=_("Skriv en förifylld arbetsbok för en kommuns eller enhets svar."))
def template(
    round_code: RoundCode,
    unit: Annotated[str, typer.Option(metavar=_("KOD"), help=_("Kommunens eller enhetens kod."))],
    out: Annotated[Path, typer.Option(metavar=_("FIL"), help=_("Fil att skriva till."))],
    as_: As,
) -> None:
    perform("workbooks.template", round_code=round_code, unit=unit, out=out, as_=as_)


@app.command(cls=Command, name="export", help=_("Skriv arbetsböcker med svaren som de står, en per svar."))
def export(
    round_code: RoundCode,
    out: Annotated[Path, typer.Option(metavar=_("MAPP"), help=_("Mapp att skriva till."))],
    as_: As,
) -> None:
    perform("workbooks.export", round_code=round_code, out=out, as_=as_)


@app.command(cls=Command, name="import", help=_("Läs in ifyllda arbetsböcker."))
def import_(
    files: Annotated[list[Path], typer.Argument(metavar=_("FIL"), help=_("Arbetsböcker (.xlsx)."))],
    as_: As,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Visa vad som skulle ändras; spara inget."))
    ] = False,
    as_json: Json = False,
) -> None:
    perform("workbooks.import_", files=files, as_=as_, dry_run=dry_run, as_json=as_json)


@app.command(
    cls=Command,
    help=_("Kontrollera definitionsfiler: formulär, ramverk, bidrag, tabeller, planmallar, regler med mera."),
)
def check(
    files: Annotated[list[Path], typer.Argument(metavar=_("DEFINITION"), help=_("Definitionsfiler (YAML)."))],
    as_json: Json = False,
) -> None:
    perform("definitions.check", django=False, files=files, as_json=as_json)


@app.command(
    cls=Command, help=_("Fördela ett ändamåls pengar till kommunerna, med varje steg i uträkningen.")
)
def allocate(
    programme: Annotated[
        str,
        typer.Argument(
            metavar="PROGRAM",
            help=_("Programmets id och version, till exempel {example}.").format(
                example="transition-grant@2024"
            ),
        ),
    ],
    keys: Annotated[
        list[str] | None,
        typer.Option(
            metavar=_("NYCKEL=FIL"),
            help=_("Nyckelns tal per kommun (CSV eller .xlsx); en gång för varje nyckel som modellen har."),
        ),
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(metavar="ID", help=_("Ändamålet, om programmet har flera."))
    ] = None,
    amount: Annotated[
        int | None,
        typer.Option(min=0, metavar=_("KRONOR"), help=_("Beloppet; annars det som programmet anger.")),
    ] = None,
    format_: Annotated[str, typer.Option("--format", metavar="csv|json", help=_("Filformat."))] = "csv",
) -> None:
    perform(
        "allocation.run",
        django=False,
        programme=programme,
        keys=keys or [],
        purpose=purpose,
        amount=amount,
        format_=format_,
    )


@app.command(cls=Command, help=_("Visa ett bidragsårs saldon, eller jämför huvudboken med det som har hänt."))
def ledger(
    year: Annotated[
        str | None, typer.Argument(metavar=_("BIDRAGSÅR"), help=_("Bidragsårets kod; alla om inget anges."))
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Skriv ut det som skiljer; slutkod 1 om något gör det."))
    ] = False,
    as_json: Json = False,
) -> None:
    perform("ledger.run", year=year, check=check, as_json=as_json)


@app.command(
    cls=Command, help=_("Slutreglera de kommuner vars redovisning är underskriven, eller en av dem.")
)
def settle(
    year: Annotated[str, typer.Argument(metavar=_("BIDRAGSÅR"), help=_("Bidragsårets kod."))],
    as_: As,
    unit: Annotated[
        str | None, typer.Option(metavar=_("KOD"), help=_("Kommunens kod; alla om inget anges."))
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Visa vad det skulle bli; spara inget."))
    ] = False,
    format_: Annotated[str, typer.Option("--format", metavar="csv|json", help=_("Filformat."))] = "csv",
) -> None:
    perform("settlement.run", year=year, unit=unit, dry_run=dry_run, format_=format_, as_=as_)


Seconds = Annotated[
    float,
    typer.Option(
        "--solver-seconds",
        min=0,
        metavar="SEK",
        help=_("Längsta tid för ett enskilt lösningssteg; tar det längre räknas tabellerna som oskyddade."),
    ),
]


@app.command(
    cls=Command,
    help=_("Dölj celler i tabeller ur en fil med antal, så att ingen persons uppgift kan räknas ut."),
)
def protect(
    file: Annotated[
        Path, typer.Argument(metavar=_("FIL"), help=_("Inre celler med antal personer, som CSV."))
    ],
    tables: Annotated[
        Path,
        typer.Option(metavar="YAML", help=_("Variabler, hierarkier, tabeller och regler.")),
    ],
    out: Annotated[Path, typer.Option(metavar=_("MAPP"), help=_("Tom mapp att skriva till."))],
    audited: Annotated[
        bool,
        typer.Option(
            "--audit",
            help=_(
                "Granska skyddet också; tabellerna skrivs bara om det håller. "
                "Finns andra kolumner än personer görs det alltid."
            ),
        ),
    ] = False,
    seconds: Seconds = 60,
) -> None:
    perform(
        "disclosure.protect",
        django=False,
        file=file,
        tables=tables,
        out=out,
        audited=audited,
        seconds=seconds,
    )


@app.command(
    cls=Command, name="audit-disclosure", help=_("Granska skyddade tabeller: kan någon dold cell räknas ut?")
)
def audit_disclosure(
    folder: Annotated[Path, typer.Argument(metavar=_("MAPP"), help=_("Mappen som protect skrev."))],
    as_json: Json = False,
    seconds: Seconds = 60,
) -> None:
    perform("disclosure.audit_disclosure", django=False, folder=folder, as_json=as_json, seconds=seconds)


def main() -> None:
    """The ``kompetenslyft`` command. A fault of the program itself is 70, never one of the codes above."""
    try:
        app(prog_name="kompetenslyft")
    except Exception:
        traceback.print_exc()
        sys.exit(Exit.FAULT)
