"""``allocate``: an amount divided among the municipalities by a programme's model and keys from files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from kompetenslyft.apps.organisations.register import municipalities
from kompetenslyft.core.allocation.allocate import allocate
from kompetenslyft.core.allocation.model import Allocation, AllocationModel, CannotAllocate, Unit
from kompetenslyft.core.allocation.refusals import keys_of
from kompetenslyft.core.findings import Severity
from kompetenslyft.core.numbers import round_half_up
from kompetenslyft.core.programmes.model import Programme, Purpose
from kompetenslyft.exchange.definitions import all_programmes
from kompetenslyft.exchange.key_tables import KeyFileCode
from kompetenslyft.exchange.keys import KeyReading, read_key
from kompetenslyft.project.cli.output import Exit, put, put_json, say, say_findings
from kompetenslyft.project.cli.text import LANGUAGE, _

FORMATS = ("csv", "json")
COUNTY = "county"
"""The grouping by the two digits of the county; other groupings are columns of the key files, by heading."""


def run(
    *, programme: str, keys: Sequence[str], purpose: str | None, amount: int | None, format_: str
) -> Exit:
    """Print each municipality's amount and what stood after each step.

    1 where a key file needs correcting, 3 where the amount cannot be divided that way.
    """
    if format_ not in FORMATS:
        told = _("Formatet {format} finns inte. Välj något av {known}.")
        say(told.format(format=format_, known=", ".join(FORMATS)))
        return Exit.USAGE
    chosen = _chosen(programme, purpose)
    if chosen is None:
        return Exit.USAGE
    files = _files(keys, chosen[1].allocation)
    if files is None:
        return Exit.USAGE
    names = dict(municipalities())
    read = {key: _read(key, file, names) for key, file in files.items()}
    for key, reading in read.items():
        say_findings(reading.findings, str(files[key]))
    if any(finding.severity is Severity.HARD for reading in read.values() for finding in reading.findings):
        return Exit.FINDINGS
    return _divided(*chosen, amount=amount, names=names, read=read, format_=format_)


def _divided(
    programme: Programme,
    purpose: Purpose,
    *,
    amount: int | None,
    names: Mapping[str, str],
    read: Mapping[str, KeyReading],
    format_: str,
) -> Exit:
    try:
        result = allocate(
            purpose.allocation,
            amount=purpose.amount_sek if amount is None else amount,
            units=[Unit(code, _groups(code, read)) for code in names],
            keys={key: reading.values for key, reading in read.items()},
        )
    except CannotAllocate as refusal:
        say_findings(refusal.findings)
        return Exit.REFUSED
    if format_ == "json":
        put_json(_document(programme, purpose, result, names))
    else:
        put(_table(result, names))
    return Exit.OK


def _chosen(ref: str, purpose: str | None) -> tuple[Programme, Purpose] | None:
    """The programme and its purpose; None, said to the person, where they cannot be told."""
    programmes = all_programmes()
    if ref not in programmes:
        told = _("Programmet {ref} finns inte. Det här finns: {known}.")
        say(told.format(ref=ref, known=", ".join(programmes)))
        return None
    programme = programmes[ref]
    by_id = {one.id: one for one in programme.purposes}
    if purpose is None and len(by_id) == 1:
        return programme, programme.purposes[0]
    if purpose not in by_id:
        told = _("Välj ett ändamål med --purpose: {known}.")
        say(told.format(known=", ".join(by_id)))
        return None
    return programme, by_id[purpose]


def _files(given: Sequence[str], model: AllocationModel) -> dict[str, Path] | None:
    """The file of each key («key=file», or the file alone where there is one key); None, told, where it is unclear."""
    wanted = list(dict.fromkeys(key for step in model.steps for key in keys_of(step)))
    files: dict[str, Path] = {}
    for one in given:
        key, equals, file = one.partition("=")
        if equals and key in wanted:
            files[key] = Path(file)
        elif len(wanted) == 1:
            files[wanted[0]] = Path(one)
        elif wanted:
            told = _("Skriv vilken nyckel {file} är, till exempel --keys {key}=FIL. Modellen har: {known}.")
            say(told.format(file=one, key=wanted[0], known=", ".join(wanted)))
            return None
        else:
            say(_("Modellen har ingen nyckel; utelämna --keys."))
            return None
    missing = [key for key in wanted if key not in files]
    if missing:
        told = _("Nyckeln {keys} saknas. Ange den med --keys {key}=FIL.")
        say(told.format(keys=", ".join(missing), key=missing[0]))
        return None
    return files


def _read(key: str, file: Path, names: Mapping[str, str]) -> KeyReading:
    """The column that is headed as the key is called, or the only one of numbers."""
    data = file.read_bytes()
    reading = read_key(data, file.name, codes=names, column=key)
    if any(finding.code == KeyFileCode.NO_SUCH_COLUMN for finding in reading.findings):
        return read_key(data, file.name, codes=names)
    return reading


def _groups(code: str, read: Mapping[str, KeyReading]) -> dict[str, str]:
    groups = {COUNTY: code[:2]}
    for reading in read.values():
        groups |= {heading: texts[code] for heading, texts in reading.texts.items() if code in texts}
    return groups


def _table(result: Allocation, names: Mapping[str, str]) -> str:
    """UTF-8, commas, decimal point: code, name and amount, then a column for each step with what stood after it."""
    steps = [f"{number}_{stage.step.step}" for number, stage in enumerate(result.stages, start=1)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["code", "name", "amount", *steps])
    for code, amount in sorted(result.amounts.items()):
        writer.writerow(
            [code, names[code], amount, *(_decimal(stage.amounts[code]) for stage in result.stages)]
        )
    return buffer.getvalue().rstrip("\r\n")


def _document(
    programme: Programme, purpose: Purpose, result: Allocation, names: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "programme": programme.ref,
        "purpose": purpose.id,
        "amount": result.amount,
        "reserved": result.reserved,
        "left_over": result.left_over,
        "steps": [
            {"step": stage.step.step, "label": stage.label.in_language(LANGUAGE)} for stage in result.stages
        ],
        "units": [
            {
                "code": code,
                "name": names[code],
                "amount": amount,
                "at_floor": code in result.at_floor,
                "at_cap": code in result.at_cap,
                "after_steps": [_decimal(stage.amounts[code]) for stage in result.stages],
            }
            for code, amount in sorted(result.amounts.items())
        ],
    }


def _decimal(amount: Fraction) -> str:
    """Kronor with two decimals, or none where they are whole; text, so that no reader makes a float of it."""
    if amount.denominator == 1:
        return str(amount.numerator)
    kronor, hundredths = divmod(round_half_up(amount * 100), 100)
    return f"{kronor}.{hundredths:02d}"
