"""``tables``: tables from the returns that count."""

from __future__ import annotations

from pathlib import Path

from kompetenslyft.apps import clock
from kompetenslyft.apps.collection import queries
from kompetenslyft.core.cubes.tables import cube
from kompetenslyft.core.tabulation.compute import Table, compute
from kompetenslyft.core.tabulation.model import TableSet
from kompetenslyft.exchange.definitions import all_table_sets
from kompetenslyft.exchange.jsonstat import jsonstat
from kompetenslyft.exchange.px import px_file
from kompetenslyft.exchange.tables_csv import csv_filename, data_csv
from kompetenslyft.exchange.tables_html import table_html
from kompetenslyft.exchange.tables_xlsx import tables_workbook
from kompetenslyft.project.cli.output import Exit, put, put_bytes, say
from kompetenslyft.project.cli.text import LANGUAGE, _
from kompetenslyft.project.cli.work.audit import chosen_set

FORMATS = ("csv", "xlsx", "html", "px", "json-stat")


def run(
    *, round_code: str, numbers: list[str], format_: str, out: Path | None, table_set: str | None
) -> Exit:
    """Compute and write. One table can be printed as text; several go to a folder, a workbook to a file.

    The earlier years' rounds of the same instrument are counted too: the tables that compare years need them.
    """
    if format_ not in FORMATS:
        say(
            _("Formatet {format} finns inte. Välj något av {known}.").format(
                format=format_, known=", ".join(FORMATS)
            )
        )
        return Exit.USAGE
    rounds = queries.rounds_up_to(round_code)
    chosen = chosen_set(table_set or (_latest_set_over(rounds[-1].instrument) if rounds else None))
    unknown = [number for number in numbers if chosen is not None and number not in chosen.by_number]
    if not rounds:
        say(_("Insamlingen {code} finns inte.").format(code=round_code))
    if chosen is not None and unknown:
        known = ", ".join(chosen.by_number)
        say(
            _("Tabell {numbers} finns inte. Det finns {known}.").format(
                numbers=", ".join(unknown), known=known
            )
        )
    if chosen is None or not rounds or unknown:
        return Exit.USAGE
    read = queries.asked_returns if chosen.counts_asked else queries.counted_returns
    returns = read([round_.code for round_ in rounds])
    computed = compute(chosen, returns, numbers or None)
    made_up = any(round_.made_up for round_ in rounds)
    return _written(chosen, computed, format_=format_, out=out, made_up=made_up)


def _latest_set_over(instrument: str) -> str | None:
    """The latest table set that counts the form, in whichever version; None where there is none."""
    form = instrument.partition("@")[0]
    found = [ref for ref, one in all_table_sets().items() if one.instrument_id == form]
    return found[-1] if found else None


def _text(table_set: TableSet, table: Table, format_: str, *, made_up: bool) -> tuple[str, str]:
    """The name and the text of one table's file."""
    name = csv_filename(table.number, made_up=made_up)
    if format_ == "csv":
        return name, data_csv(table, LANGUAGE, made_up=made_up)
    if format_ == "html":
        return f"table_{table.number}.html", table_html(table, LANGUAGE, made_up=made_up)
    found = cube(table, code=f"{table_set.id}-{table.number}", source=table_set.source, made_up=made_up)
    stem, now = name.removesuffix(".csv"), clock.now()
    if format_ == "px":
        return f"{stem}.px", px_file(found, created=now, updated=now).decode()
    return f"{stem}.json", jsonstat(found, LANGUAGE, updated=now)


def _written(
    table_set: TableSet, computed: dict[str, Table], *, format_: str, out: Path | None, made_up: bool
) -> Exit:
    if format_ == "xlsx":
        data = tables_workbook(computed.values(), title=table_set.title, language=LANGUAGE, made_up=made_up)
        if out is None:
            put_bytes(data)
        else:
            out.write_bytes(data)
        return Exit.OK
    texts = dict(_text(table_set, table, format_, made_up=made_up) for table in computed.values())
    if out is None:
        for text in texts.values():
            put(text.rstrip("\r\n"))
    elif len(texts) == 1 and out.suffix:
        out.write_text(next(iter(texts.values())), encoding="utf-8", newline="")
    else:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8", newline="")
        say(_("{count} tabeller skrivna i {out}.").format(count=len(texts), out=out))
    return Exit.OK
