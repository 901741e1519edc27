"""The whole report in three formats from prepared returns, beside LibreOffice turning the same Word file into PDF.

The made-up returns of four years are made first and not counted. Counted are tables, text, charts, map and all files.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from kompetenslyft.apps.organisations.register import counties, municipalities
from kompetenslyft.core.reports.compose import Basis
from kompetenslyft.core.reports.document import Place
from kompetenslyft.core.tabulation.compute import ReturnData, compute
from kompetenslyft.demo.returns import INSTRUMENTS, make_returns
from kompetenslyft.exchange.definitions import all_frameworks, instrument, report, table_set
from kompetenslyft.exchange.report_files import STEPS, Material

AT = datetime(2017, 2, 6, tzinfo=UTC)
TARGET = 15


def main() -> None:
    """Print seconds for each step and for all, and the ratio."""
    county = dict(counties())
    names = municipalities()
    made = make_returns([code for code, _ in names])
    returns = [
        ReturnData(code, (code,), str(year), year, _joined(code, made), instrument(INSTRUMENTS[year]), values)
        for year, answers in made.items()
        for code, values in answers.items()
    ]
    places = [Place(code, name, county[code[:2]], 1, int(code in made[2016])) for code, name in names]
    started = time.perf_counter()
    material = _material(returns, places)
    files = {}
    for label, step in STEPS:
        before = time.perf_counter()
        files |= {file.name: file.content for file in step(material)}
        print(f"{label.en}: {time.perf_counter() - before:.2f} s")
    ours = time.perf_counter() - started
    print(
        f"report in three formats, {len(returns)} returns, {len(files)} files: {ours:.1f} s (target {TARGET} s)"
    )
    office = _libreoffice(files["rapport.docx"])
    if office is None:
        print("LibreOffice is not on this machine: nothing to compare with")
    else:
        print(
            f"LibreOffice, the same Word file to PDF alone: {office:.1f} s, {office / ours:.1f} times our whole report"
        )


def _joined(code: str, made: dict[int, dict[str, object]]) -> int:
    return min(year for year, answers in made.items() if code in answers)


def _material(returns: list[ReturnData], places: list[Place]) -> Material:
    definition = report("national-follow-up@2016")
    sets = [table_set(ref) for ref in definition.tables]
    tables = {number: table for one in sets for number, table in compute(one, returns).items()}
    basis = Basis(tables, all_frameworks(), places, published=date(2017, 2, 6), made_up=True)
    return Material(definition, sets[0], basis, AT)


def _libreoffice(data: bytes) -> float | None:
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "rapport.docx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        started = time.perf_counter()
        subprocess.run(
            [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return time.perf_counter() - started


if __name__ == "__main__":
    main()
