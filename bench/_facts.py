"""Made-up assessments in Parquet, and the ways to count them, each in a process of its own: ``python -m bench._facts``.

A process prints one line of JSON: seconds, CPU seconds, the most memory it used, how many cells, and their digest.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

DIRECTIONS, MUNICIPALITIES = 26, 290
BY = ("municipality", "direction", "level", "gender")
MEMORY_MB = 200

# A person for each employment, but every 33rd employment is the second of the person before, every other one of these
# in the same municipality. A few municipalities have most people. Arithmetic alone, so the same on every machine.
_MAKE = """
COPY (
    WITH employments AS (
        SELECT i, CASE WHEN i % 33 = 32 THEN i - 1 ELSE i END AS person, i % 33 >= 31 AS several,
               (CASE WHEN i % 66 = 32 THEN i - 1 ELSE i END * 2654435761) % 4294967296 AS place,
               (CASE WHEN i % 33 = 32 THEN i - 1 ELSE i END * 2246822519) % 4294967296 // 1024 AS chance,
               (i * 3266489917) % 4294967296 // 1024 AS own
        FROM range({employments}) AS one(i)
    ), placed AS (
        SELECT *, floor({municipalities} * pow(place / 4294967296.0, 2))::BIGINT AS number FROM employments
    )
    SELECT person,
           printf('%02d', 1 + number // 14) AS county,
           printf('%04d', 100 + number) AS municipality,
           printf('%04d-%02d', 100 + number, own % 8) AS unit,
           CASE WHEN chance % 50 = 0 THEN NULL WHEN chance % 7 = 0 THEN 'M' ELSE 'K' END AS gender,
           CASE own % 3 WHEN 0 THEN 'team_leader' ELSE 'social_worker' END AS role,
           printf('A%d', direction // 6) AS area,
           printf('D%02d', direction) AS direction,
           CASE ((chance + 1) * (direction + 3) * 40503 // 64) % 3
               WHEN 0 THEN 'lacking' WHEN 1 THEN 'basic' ELSE 'advanced' END AS level,
           50 + own % 51 AS fte_hundredths,
           several AS several_employments
    FROM placed CROSS JOIN range({directions}) AS other(direction)
) TO '{file}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)
"""
_COLUMNS = ", ".join(BY)
_DISTINCT = f"""
SELECT {_COLUMNS}, count(DISTINCT person), sum(fte_hundredths) FROM '{{file}}' GROUP BY ALL
"""
_CHEAP = f"""
SELECT {_COLUMNS}, sum(CASE WHEN who IS NULL THEN rows ELSE 1 END), sum(hundredths)
FROM (
    SELECT {_COLUMNS}, CASE WHEN several_employments THEN person END AS who,
           count(*) AS rows, sum(fte_hundredths) AS hundredths
    FROM '{{file}}' GROUP BY ALL
)
GROUP BY ALL
"""

Cell = tuple[object, ...]


def make(file: str, rows: int) -> None:
    """Write about ``rows`` rows to the file, a few at a time."""
    sql = _MAKE.format(
        file=file, employments=rows // DIRECTIONS, municipalities=MUNICIPALITIES, directions=DIRECTIONS
    )
    with _duckdb() as connection:
        connection.execute(sql)


@contextmanager
def _duckdb() -> Iterator[Any]:
    import duckdb

    with tempfile.TemporaryDirectory(prefix="facts-") as scratch, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_MB}MB'")
        connection.execute(f"SET temp_directory = '{scratch}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        yield connection


def _by_hand(sql: str, file: str) -> Iterable[Cell]:
    with _duckdb() as connection:
        return connection.sql(sql.format(file=file)).fetchall()


def _through_ibis(file: str, engine: str) -> Iterable[Cell]:
    from kompetenslyft.core.facts.grain import Grain
    from kompetenslyft.core.facts.schema import ASSESSMENT
    from kompetenslyft.exchange.counting.engines import opened
    from kompetenslyft.exchange.counting.expression import counted

    with opened(file, ASSESSMENT, engine) as there:
        cells = counted(there.table, Grain(ASSESSMENT, BY)).cells
    return [(*key, *figures) for key, figures in cells.items()]


def _pandas(file: str, *, cheap: bool) -> Iterable[Cell]:
    import pandas

    columns = [*BY, "person", "fte_hundredths", *(["several_employments"] if cheap else [])]
    frame = pandas.read_parquet(file, columns=columns)
    groups = frame.groupby(list(BY), dropna=False, observed=True)
    if not cheap:
        result = groups.agg(persons=("person", "nunique"), hundredths=("fte_hundredths", "sum"))
    else:
        again = frame[frame["several_employments"]].duplicated([*BY, "person"])
        result = groups.agg(rows=("person", "size"), hundredths=("fte_hundredths", "sum"))
        repeated = frame.loc[again.index[again]].groupby(list(BY), dropna=False, observed=True).size()
        result["persons"] = result["rows"].sub(repeated, fill_value=0).astype("int64")
        result = result[["persons", "hundredths"]]
    return [
        (*(None if pandas.isna(code) else code for code in key), int(persons), int(hundredths))
        for key, persons, hundredths in result.itertuples(name=None)
    ]


WAYS: dict[str, Callable[[str], Iterable[Cell]]] = {
    "duckdb": lambda file: _through_ibis(file, "duckdb"),
    "sql": lambda file: _by_hand(_CHEAP, file),
    "sql-distinct": lambda file: _by_hand(_DISTINCT, file),
    "pandas": lambda file: _pandas(file, cheap=False),
    "pandas-cheap": lambda file: _pandas(file, cheap=True),
    "spark": lambda file: _through_ibis(file, "spark"),
}


def load(way: str) -> None:
    """Import what the way needs, so that it is not in the time."""
    if way == "duckdb":
        import ibis

        import_module("kompetenslyft.exchange.counting.engines")
        connection = ibis.duckdb.connect()
        connection.to_pyarrow(ibis.literal(1).name("one").as_table())
        connection.disconnect()
    else:
        import_module({"spark": "pyspark"}.get(way, "pandas" if way.startswith("pandas") else "duckdb"))


def main(way: str, file: str) -> None:
    """Count once, after the imports."""
    load(way)
    started, cpu = time.perf_counter(), time.process_time()
    cells = list(WAYS[way](file))
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    lines = sorted("|".join(map(str, cell)) for cell in cells)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": cpu,
                "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "cells": len(cells),
                "digest": hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12],
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
