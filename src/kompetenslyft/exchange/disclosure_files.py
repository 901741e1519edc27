"""Protected tables as files: what is published, and apart from it what must stay inside.

``tables/`` and ``codes.csv`` are for publication. ``internal/`` holds the pattern with the true numbers, the definition
and the audit's record, and is not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from kompetenslyft.core.disclosure.cells import System
from kompetenslyft.core.disclosure.definition import ProtectedTables, PublishedTable
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.disclosure.pattern import Pattern
from kompetenslyft.core.disclosure.published import Figures, Hidden, Key, Release, asked
from kompetenslyft.core.disclosure.records import CannotProtect, Counts
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import Text

HIDDEN = ".."
TABLES, INTERNAL = "tables", "internal"
CODES, PATTERN, DEFINITION, AUDIT = "codes.csv", "pattern.csv", "definition.yaml", "audit.json"
_BROKEN = "D201"
_WHY = {"primary": True, "secondary": False}


def read_rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """Line and cells of each row of a CSV with headings: UTF-8, comma or semicolon. UnicodeDecodeError if it is not."""
    text = data.decode("utf-8-sig")
    heading = text.partition("\n")[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    return [
        (reader.line_num, {column: row.get(column) or "" for column in reader.fieldnames or ()})
        for row in reader
        if any(value for column, value in row.items() if column)
    ]


def written_tables(definition: ProtectedTables, system: System, pattern: Pattern) -> dict[str, str]:
    """Each table as CSV, by file name: codes and persons, «..» where hidden. What is not listed is 0."""
    hidden = pattern.hidden
    result = {}
    for table, cells in zip(definition.tables, system.tables, strict=True):
        places = _places(definition, table)
        rows = [
            [*(system.keys[i][place] for place in places), HIDDEN if i in hidden else str(system.persons[i])]
            for i in cells
        ]
        result[f"{table.id}.csv"] = _csv(
            [[*(definition.variables[place].id for place in places), definition.count], *rows]
        )
    return result


def written_codes(definition: ProtectedTables, counts: Counts) -> str:
    """Every code with the one above it."""
    rows = [
        [variable.id, code, parent]
        for variable, tree in zip(definition.variables, counts.parents, strict=True)
        for code, parent in tree.items()
    ]
    return _csv([["variable", "code", "above"], *rows])


def written_pattern(definition: ProtectedTables, system: System, pattern: Pattern) -> str:
    """Every hidden cell: its codes, true persons, why it is hidden, and the numbers of lone persons who are it."""
    alone: dict[int, list[str]] = {}
    if definition.rules.lone_contributors:
        for number, cells in enumerate(system.lone, start=1):
            for cell in cells:
                alone.setdefault(cell, []).append(str(number))
    rows = [
        [
            *system.keys[i],
            str(system.persons[i]),
            "primary" if i in pattern.primary else "secondary",
            " ".join(alone.get(i, ())),
        ]
        for i in sorted(pattern.hidden)
    ]
    return _csv([[*(one.id for one in definition.variables), "persons", "why", "alone"], *rows])


def release_of(definition: ProtectedTables, tables: Mapping[str, str], codes: str, pattern: str) -> Release:
    """What the files say, for the audit. CannotProtect where one of them is broken."""
    above: list[dict[str, str]] = [{} for _ in definition.variables]
    rules = definition.rules
    place_of = {variable.id: place for place, variable in enumerate(definition.variables)}
    try:
        for _line, row in read_rows(codes.encode()):
            above[place_of[row["variable"]]][row["code"]] = row["above"]
        figures = tuple(_figures(definition, table, tables[f"{table.id}.csv"]) for table in definition.tables)
        hidden = {
            tuple(row[variable.id] for variable in definition.variables): Hidden(
                int(row["persons"]),
                _WHY[row["why"]],
                asked(int(row["persons"]), rules.interval_percent),
                frozenset(row["alone"].split()),
            )
            for _line, row in read_rows(pattern.encode())
        }
    except (KeyError, ValueError) as error:
        raise CannotProtect([_broken(str(error))]) from None
    return Release(
        definition.total,
        tuple(above),
        figures,
        hidden,
        rules.zeros == "open",
        rules.floor,
        rules.threshold,
    )


def read_release(folder: Path) -> tuple[ProtectedTables, Release]:
    """A folder of protected tables. OSError, DefinitionError or CannotProtect where it cannot be read."""
    source = folder / INTERNAL / DEFINITION
    definition = load_protected(source.read_bytes(), str(source))
    tables = {
        f"{table.id}.csv": (folder / TABLES / f"{table.id}.csv").read_text(encoding="utf-8")
        for table in definition.tables
    }
    codes = (folder / CODES).read_text(encoding="utf-8")
    pattern = (folder / INTERNAL / PATTERN).read_text(encoding="utf-8")
    return definition, release_of(definition, tables, codes, pattern)


def _figures(definition: ProtectedTables, table: PublishedTable, text: str) -> Figures:
    places = _places(definition, table)
    cells: dict[Key, int | None] = {}
    for _line, row in read_rows(text.encode()):
        key = tuple(
            row[variable.id] if place in places else definition.total
            for place, variable in enumerate(definition.variables)
        )
        if key in cells:
            raise ValueError(f"{table.id}: {' × '.join(key)} ×2")
        persons = row[definition.count]
        cells[key] = None if persons == HIDDEN else int(persons)
    return Figures(table.id, places, cells)


def _places(definition: ProtectedTables, table: PublishedTable) -> tuple[int, ...]:
    return tuple(
        place for place, variable in enumerate(definition.variables) if variable.id in table.variables
    )


def _broken(what: str) -> Finding:
    return Finding(
        _BROKEN,
        Severity.HARD,
        Text(
            sv=f"En av filerna är ändrad eller trasig ({what}). Skydda tabellerna på nytt.",
            en=f"One of the files is changed or broken ({what}). Protect the tables anew.",
        ),
    )


def _csv(rows: Iterable[Iterable[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
