"""Assessments in Parquet counted by municipality × direction × level × gender, on DuckDB and Spark, beside pandas.

The rows are made up: a person for each employment, three in a hundred with a second one, 26 directions, 290
municipalities. Target for 50 million: at most 1.2 times SQL for DuckDB written by hand, at least twice as fast as
pandas, under 500 MB. «SQL, the same» is the same two steps written by hand, «SQL, distinct» the obvious
``count(DISTINCT person)``, for which DuckDB's memory may not do; «pandas» has ``nunique`` of persons, «pandas, the
same» tells only those with several employments apart. Each is a process of its own, timed after its imports; all give
the same cells, by their digest. Other work may share the machine, so CPU seconds stand beside; Spark works in Java,
whose CPU and memory are not in the figures. BENCH_FACTS_ROWS has other numbers of rows, with commas between.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from bench._facts import MEMORY_MB, make

ROOT = Path(__file__).resolve().parent.parent
ROWS = "5000000,50000000"
NAMES = {
    "duckdb": "Ibis on DuckDB",
    "sql": "SQL, the same",
    "sql-distinct": "SQL, distinct",
    "pandas": "pandas",
    "pandas-cheap": "pandas, the same",
    "spark": "Ibis on Spark, local",
}


def main() -> None:
    """Make the rows in a folder that is thrown away, and print the figures."""
    for rows in map(int, os.environ.get("BENCH_FACTS_ROWS", ROWS).split(",")):
        with tempfile.TemporaryDirectory(prefix="facts-") as folder:
            file = Path(folder) / "assessment.parquet"
            make(str(file), rows)
            print(f"{rows / 1e6:g} million rows, {file.stat().st_size / 1e6:.0f} MB of Parquet", flush=True)
            measured(file)


def measured(file: Path) -> None:
    """Count the file in every way there is here, one after the other."""
    ways = [way for way in NAMES if way != "spark" or (which("java") and find_spec("pyspark"))]
    found = {}
    for way in ways:
        one = count(way, file)
        if one is None:
            print(f"  {NAMES[way]:<22} no answer (DuckDB has {MEMORY_MB} MB)", flush=True)
            continue
        found[way] = one
        print(
            f"  {NAMES[way]:<22}{one['seconds']:7.1f} s, CPU {one['cpu']:6.1f} s, {one['mb']:6.0f} MB,"
            f" {one['cells']} cells {one['digest']}",
            flush=True,
        )
    ours = found["duckdb"]
    for other in [way for way in ("sql", "pandas", "pandas-cheap") if way in found]:
        print(
            f"  DuckDB took {ours['seconds'] / found[other]['seconds']:.2f} of {NAMES[other]}"
            f" (CPU {ours['cpu'] / found[other]['cpu']:.2f})"
        )
    digests = {one["digest"] for one in found.values()}
    print(f"  the same cells: {'yes' if len(digests) == 1 else 'NO'}", flush=True)


def count(way: str, file: Path) -> dict[str, Any] | None:
    """One way in a process of its own; None where it fails, as without memory enough."""
    command = [sys.executable, "-W", "ignore", "-m", "bench._facts", way, str(file)]
    answer = subprocess.run(
        command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return json.loads(answer.stdout.splitlines()[-1]) if answer.returncode == 0 else None
