"""290 filled-in workbooks: read, parsed and checked, beside a plain script that reads the same files with pandas.

Nothing is stored here. The plain script does less: it reads the cells and knows nothing of versions, formulas or rules.
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

import pandas

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.checks import run_checks
from kompetenslyft.core.instruments.model import CellSpec, Instrument, Unit, Value
from kompetenslyft.core.instruments.values import options, parse_value
from kompetenslyft.exchange.definitions import instrument
from kompetenslyft.exchange.workbook.read import read_workbook
from kompetenslyft.exchange.workbook.stamp import Stamp
from kompetenslyft.exchange.workbook.write import write_workbook

UNITS = 290
REF = "competence-inventory@2016"


def main() -> None:
    """Print seconds for each way, and the ratio."""
    form = instrument(REF)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        paths = [write(form, Path(folder), number) for number in range(UNITS)]
        print(f"{UNITS} workbooks written: {time.perf_counter() - started:.1f} s")
        ours, cells, findings = timed(form, paths)
        plain, plain_cells = plainly(paths)
    print(f"read, parsed and checked: {ours:.1f} s ({cells} answers, {findings} hard findings)")
    print(f"openpyxl and pandas, reading alone: {plain:.1f} s ({plain_cells} cells)")
    print(f"ratio: {plain / ours:.1f} times as fast")


def write(form: Instrument, folder: Path, number: int) -> Path:
    """A made-up return's workbook as a file."""
    chance = random.Random(number)
    values = {
        spec.key: answer(spec, chance)
        for spec in form.cells.values()
        if not spec.derived and chance.random() < 0.95
    }
    path = folder / f"{number}.xlsx"
    data = write_workbook(
        form,
        values,
        stamp=stamp(number),
        language="sv",
        title="Inventering 2016",
        unit_name=f"Kommun {number}",
        previous=values,
        made_up=True,
    )
    path.write_bytes(data)
    return path


def stamp(number: int) -> Stamp:
    """The stamp of a made-up unit."""
    return Stamp("2016", str(number), REF)


def answer(spec: CellSpec, chance: random.Random) -> Value:
    """A made-up answer of the cell's kind."""
    question = spec.question
    if question.unit is Unit.TEXT:
        return "Påhittad kommentar."
    if question.unit is Unit.CHOICES:
        return (chance.choice(question.options).id,)
    if question.unit.is_numeric:
        return chance.randrange(0, 5_000)
    return chance.choice(options(question)).id


def timed(form: Instrument, paths: list[Path]) -> tuple[float, int, int]:
    """Seconds, answers and hard findings of the product's way."""
    started = time.perf_counter()
    answers = hard = 0
    for number, path in enumerate(paths):
        content = read_workbook(path.read_bytes(), path.name, form, expected=stamp(number))
        values: dict[str, Value] = {}
        for key, raw in content.entries.items():
            value = parse_value(form, key, raw)
            if value is not None and not isinstance(value, Finding):
                values[key] = value
        found = run_checks(form, values, newcomer=True, previous=content.base)
        answers += len(values)
        hard += sum(finding.severity is Severity.HARD for finding in found)
    return time.perf_counter() - started, answers, hard


def plainly(paths: list[Path]) -> tuple[float, int]:
    """Seconds and non-empty cells of the plain way."""
    started = time.perf_counter()
    cells = 0
    for path in paths:
        sheets = pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
        cells += sum(int(sheet.notna().sum().sum()) for sheet in sheets.values())
    return time.perf_counter() - started, cells


if __name__ == "__main__":
    main()
