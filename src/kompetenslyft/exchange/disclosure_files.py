"""Protected tables as files: what is published, and apart from it what must stay inside.

``tables/`` and ``codes.csv`` are for publication. ``internal/`` holds the pattern with the true numbers, the definition
and the audit's record, and is not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kompetenslyft.core.disclosure.amounts import Column, persons_column
from kompetenslyft.core.disclosure.cells import System
from kompetenslyft.core.disclosure.definition import ProtectedTables, PublishedTable
from kompetenslyft.core.disclosure.loader import load_protected
from kompetenslyft.core.disclosure.loader_columns import share_column
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


def written_tables(
    definition: ProtectedTables, system: System, pattern: Pattern, figures: Sequence[Column] = ()
) -> dict[str, str]:
    """Each table as CSV, by file name: codes, persons and ``figures``, «..» where hidden. What is not listed is 0.

    Shares are of the numbers that are shown, and tell nothing besides them.
    """
    hidden = pattern.hidden
    columns = [*persons_column(definition, system), *figures]
    place_of = {key: i for i, key in enumerate(system.keys)}
    result = {}
    for table, cells in zip(definition.tables, system.tables, strict=True):
        places = _places(definition, table)
        shared = [place for place in places if definition.variables[place].id in definition.shares]
        heading = [
            *(definition.variables[place].id for place in places),
            *(column.name for column in columns),
            *(share_column(definition.variables[place].id) for place in shared),
        ]
        rows = []
        for i in cells:
            key = system.keys[i]
            wholes = [place_of[*key[:place], definition.total, *key[place + 1 :]] for place in shared]
            rows.append([
                *(key[place] for place in places),
                *(HIDDEN if i in hidden else str(column.system.persons[i]) for column in columns),
                *(
                    HIDDEN if {i, whole} & hidden else _share(system.persons[i], system.persons[whole])
                    for whole in wholes
                ),
            ])  # fmt: skip
        result[f"{table.id}.csv"] = _csv([heading, *rows])
    return result


def _share(part: int, whole: int) -> str:
    """Percent with one decimal, half up; nothing of nobody."""
    if not whole:
        return ""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def written_codes(definition: ProtectedTables, counts: Counts) -> str:
    """Every code with the one above it."""
    rows = [
        [variable.id, code, parent]
        for variable, tree in zip(definition.variables, counts.parents, strict=True)
        for code, parent in tree.items()
    ]
    return _csv([["variable", "code", "above"], *rows])


def written_pattern(
    definition: ProtectedTables, system: System, pattern: Pattern, figures: Sequence[Column] = ()
) -> str:
    """Every hidden cell: its codes, true persons, why it is hidden, and the numbers of lone persons who are it.

    For each of ``figures`` its true number, how far that must be left in doubt (0: it need not be), and the lone
    contributors.
    """
    alone = _alone(definition, system)
    rows = [
        [
            *system.keys[i],
            str(system.persons[i]),
            "primary" if i in pattern.primary else "secondary",
            alone.get(i, ""),
        ]
        for i in sorted(pattern.hidden)
    ]
    heading = [*(one.id for one in definition.variables), "persons", "why", "alone"]
    for column in figures:
        alone = _alone(definition, column.system)
        heading += _headings(column.name)
        for i, row in zip(sorted(pattern.hidden), rows, strict=True):
            row += [str(column.system.persons[i]), str(column.asked.get(i, 0)), alone.get(i, "")]
    return _csv([heading, *rows])


def _headings(column: str) -> tuple[str, str, str]:
    return column, f"{column}:asked", f"{column}:alone"


def _alone(definition: ProtectedTables, system: System) -> dict[int, str]:
    """The numbers of the lone persons or contributors who know each cell."""
    alone: dict[int, list[str]] = {}
    if definition.rules.lone_contributors:
        for number, cells in enumerate(system.lone, start=1):
            for cell in cells:
                alone.setdefault(cell, []).append(str(number))
    return {cell: " ".join(numbers) for cell, numbers in alone.items()}


def release_of(
    definition: ProtectedTables,
    tables: Mapping[str, str],
    codes: str,
    pattern: str,
    column: str | None = None,
) -> Release:
    """What the files say of a column (the first, if none is said), for the audit. CannotProtect where one is broken."""
    column = column or definition.columns[0]
    above: list[dict[str, str]] = [{} for _ in definition.variables]
    rules = definition.rules
    place_of = {variable.id: place for place, variable in enumerate(definition.variables)}
    try:
        for _line, row in read_rows(codes.encode()):
            above[place_of[row["variable"]]][row["code"]] = row["above"]
        figures = tuple(
            _figures(definition, table, tables[f"{table.id}.csv"], column) for table in definition.tables
        )
        hidden = {
            tuple(row[variable.id] for variable in definition.variables): _hidden(definition, row, column)
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
        rules.floor if column == definition.count else 0,
        rules.threshold if column == definition.count else 0,
    )


def _hidden(definition: ProtectedTables, row: Mapping[str, str], column: str) -> Hidden:
    if column == definition.count:
        persons = int(row["persons"])
        wide = asked(persons, definition.rules.interval_percent)
        return Hidden(persons, _WHY[row["why"]], wide, frozenset(row["alone"].split()))
    number, wanted, alone = (row[heading] for heading in _headings(column))
    wide = max(1, int(wanted))
    return Hidden(int(number), int(wanted) > 0, wide, frozenset(alone.split()), apart=wide)


def read_releases(folder: Path) -> tuple[ProtectedTables, dict[str, Release]]:
    """A folder of protected tables, by column. OSError, DefinitionError or CannotProtect where it cannot be read."""
    source = folder / INTERNAL / DEFINITION
    definition = load_protected(source.read_bytes(), str(source))
    tables = {
        f"{table.id}.csv": (folder / TABLES / f"{table.id}.csv").read_text(encoding="utf-8")
        for table in definition.tables
    }
    codes = (folder / CODES).read_text(encoding="utf-8")
    pattern = (folder / INTERNAL / PATTERN).read_text(encoding="utf-8")
    return definition, {
        column: release_of(definition, tables, codes, pattern, column) for column in definition.columns
    }


def _figures(definition: ProtectedTables, table: PublishedTable, text: str, column: str) -> Figures:
    places = _places(definition, table)
    cells: dict[Key, int | None] = {}
    for _line, row in read_rows(text.encode()):
        key = tuple(
            row[variable.id] if place in places else definition.total
            for place, variable in enumerate(definition.variables)
        )
        if key in cells:
            raise ValueError(f"{table.id}: {' × '.join(key)} ×2")
        number = row[column]
        cells[key] = None if number == HIDDEN else int(number)
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
