"""Made-up people with their marks, as rows of the fact, and the plain count that every engine is held to."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from kompetenslyft.core.facts.counted import Figures
from kompetenslyft.core.facts.grain import Grain
from kompetenslyft.core.facts.schema import ASSESSMENT
from kompetenslyft.exchange.snapshots import Stamp, arrow_schema

SCHEMA = arrow_schema(ASSESSMENT, Stamp(date(2026, 3, 1), made_up=True, software="1"))
BY_LEVEL = ("municipality", "direction", "level", "gender")


@dataclass(frozen=True)
class Somebody:
    """Employments are municipality, unit and hundredths; marks are the level in each direction."""

    employments: Sequence[tuple[str, str, int]] = (("0114", "a", 100),)
    gender: str | None = "K"
    marks: Mapping[str, str] = field(default_factory=lambda: {"d1": "basic"})


def rows(people: Sequence[Somebody]) -> list[dict[str, object]]:
    """A row for each person, employment and direction."""
    return [
        {
            "person": number,
            "county": municipality[:2],
            "municipality": municipality,
            "unit": unit,
            "gender": person.gender,
            "role": "social_worker",
            "area": "a",
            "direction": direction,
            "level": level,
            "fte_hundredths": hundredths,
            "several_employments": len(person.employments) > 1,
        }
        for number, person in enumerate(people)
        for municipality, unit, hundredths in person.employments
        for direction, level in person.marks.items()
    ]


def arrow(people: Sequence[Somebody]) -> pa.Table:
    """The rows with the columns of the fact."""
    return pa.Table.from_pylist(rows(people), schema=SCHEMA)


def written(folder: Path, people: Sequence[Somebody]) -> str:
    """The rows as Parquet; its path."""
    file = folder / "assessment.parquet"
    pq.write_table(arrow(people), file)
    return str(file)


@contextmanager
def in_postgresql(people: Sequence[Somebody]) -> Iterator[str]:
    """The address of a database that has the rows in the table of the fact, thrown away after."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    server = f"postgresql://{parts.netloc}/postgres"
    name = f"facts_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        try:
            address = f"postgresql://{parts.netloc}/{name}"
            connection = ibis.connect(address)
            connection.create_table("assessment", arrow(people))
            connection.disconnect()
            yield address
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def plainly(people: Sequence[Somebody], grain: Grain) -> dict[tuple[str | None, ...], Figures]:
    """The cells of the grain, counted one row at a time."""
    persons, hundredths = defaultdict(set), defaultdict(int)
    for row in rows(people):
        if all(row[column] == code for column, code in grain.only):
            key = tuple(row[name] for name in grain.dimensions)
            persons[key].add(row["person"])
            hundredths[key] += row["fte_hundredths"]
    return {key: Figures(len(persons[key]), hundredths[key]) for key in persons}
