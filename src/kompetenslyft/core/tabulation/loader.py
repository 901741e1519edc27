"""A table set from its YAML text: rows filled in from the instrument and the framework, every name checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kompetenslyft.core.definition_rules import duplicates
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, Path, read_document
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.model import Instrument, Unit
from kompetenslyft.core.tabulation.model import ColumnUnit, Figure, RowItem, TableDefinition, TableSet
from kompetenslyft.core.tabulation.rules import table_problems
from kompetenslyft.core.text import Text

_COLUMN_UNITS = {Unit.FTE: ColumnUnit.FTE, Unit.SEK: ColumnUnit.SEK}
SINGLE_ROW = RowItem(id="all", label=Text(sv="Samtliga", en="All"), bindings=({},))


def load_tables(
    source: str | bytes, file: str, instruments: Mapping[str, Instrument], frameworks: Mapping[str, Framework]
) -> TableSet:
    """The table set in ``source``, ready to compute.

    ``instruments`` and ``frameworks`` are those that can be named, by ``id@version``. DefinitionError names ``file``,
    line and remedy of everything that is wrong.
    """
    document = read_document(source, file)
    table_set = document.build(TableSet, document.data)
    instrument = instruments.get(table_set.instrument)
    if instrument is None:
        known = ", ".join(sorted(instruments))
        raise DefinitionError(
            [
                document.problem(
                    ("instrument",),
                    Text(
                        sv=f"Formuläret «{table_set.instrument}» finns inte.",
                        en=f"There is no form “{table_set.instrument}”.",
                    ),
                    Text(sv=f"Skriv något av {known}.", en=f"Write one of {known}."),
                )
            ]
        )
    framework = frameworks.get(instrument.framework) if instrument.framework is not None else None
    figures = _figures(instrument)
    tables = tuple(_resolved(table, instrument, framework) for table in table_set.tables)
    problems = list(_problems(document, tables, instrument, figures))
    if problems:
        raise DefinitionError(problems)
    return table_set.model_copy(update={"tables": tables, "figures": figures})


def _problems(
    document: Document,
    tables: tuple[TableDefinition, ...],
    instrument: Instrument,
    figures: Mapping[str, Figure],
) -> Iterator[DefinitionProblem]:
    numbers: list[tuple[Path, str]] = [
        (("tables", i, "number"), table.number) for i, table in enumerate(tables)
    ]
    yield from duplicates(document, numbers)
    for index, table in enumerate(tables):
        for path, what, remedy in table_problems(table, instrument, figures):
            yield document.problem(("tables", index, *path), what, remedy)
        ids: list[tuple[Path, str]] = [
            (("tables", index, "columns", i, "id"), column.id) for i, column in enumerate(table.columns)
        ]
        yield from duplicates(document, ids)


def _resolved(table: TableDefinition, instrument: Instrument, framework: Framework | None) -> TableDefinition:
    items = tuple(_named(item, table) for item in _items(table, instrument, framework))
    return table.model_copy(update={"rows": table.rows.model_copy(update={"items": items})})


def _items(
    table: TableDefinition, instrument: Instrument, framework: Framework | None
) -> tuple[RowItem, ...]:
    """The rows; none where ``each`` names nothing there is, which the rules then report."""
    rows = table.rows
    name = rows.variable or "row"
    if rows.each is None:
        return (SINGLE_ROW,)
    if rows.each == "rounds":
        years = [str(scope.year) for scope in table.rounds]
        return tuple(RowItem(id=year, label=Text(sv=year, en=year), bindings=({},)) for year in years)
    if rows.each == "items":
        return tuple(item.model_copy(update={"bindings": ({name: item.id},)}) for item in rows.items)
    if rows.each == "areas":
        return tuple(
            RowItem(
                id=area.id,
                label=area.label,
                bindings=tuple({name: area.id, "direction": direction.id} for direction in area.directions),
            )
            for area in (framework.areas if framework is not None else ())
        )
    members = next((each.members for each in instrument.dimensions if each.id == rows.each), ())
    return tuple(
        RowItem(id=member.id, label=member.label, bindings=({name: member.id},)) for member in members
    )


def _named(item: RowItem, table: TableDefinition) -> RowItem:
    names = table.rows.published_as.get(item.id)
    return item if names is None else item.model_copy(update={"published_as": names})


def _figures(instrument: Instrument) -> dict[str, Figure]:
    result = {}
    for question in instrument.questions.values():
        if not question.unit.is_numeric:
            continue
        unit = _COLUMN_UNITS.get(question.unit, ColumnUnit.COUNT)
        for _, cells, total in instrument.rows(question):
            result.update({spec.key: Figure((spec.key,), unit) for spec in cells})
            if total is not None:
                result[total.key] = Figure(tuple(spec.key for spec in cells), unit)
    return result
