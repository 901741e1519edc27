"""What can be wrong with a table definition, each as a path within the table, what is wrong, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kompetenslyft.core.definitions import Path
from kompetenslyft.core.instruments.model import Instrument, Unit
from kompetenslyft.core.instruments.values import options
from kompetenslyft.core.tabulation.model import (
    MEASURES,
    Answers,
    Binding,
    Column,
    ColumnUnit,
    Figure,
    TableDefinition,
    fill,
)
from kompetenslyft.core.tabulation.plan import addends
from kompetenslyft.core.text import Text

Problem = tuple[Path, Text, Text]

_NUMBER = re.compile(r"P?[1-9][0-9]{0,3}")
_ROW_KINDS = ("rounds", "areas", "items")


def table_problems(
    table: TableDefinition, instrument: Instrument, figures: Mapping[str, Figure]
) -> Iterator[Problem]:
    """Everything wrong with a table whose rows have been filled in, each told once: for the first row it hits."""
    yield from _of_table(table, instrument)
    bindings = [binding for item in table.rows.items for binding in item.bindings]
    yield from _first(
        problem
        for question in table.counted
        for binding in bindings
        for problem in _of_question(fill(question, binding), instrument, ("counted",))
    )
    for index, column in enumerate(table.columns):
        path: Path = ("columns", index)
        shape = list(_of_shape(column, path))
        yield from shape
        if not shape:
            yield from _first(
                problem
                for binding in bindings
                for problem in _of_column(column, binding, instrument, figures, path)
            )


def _first(problems: Iterator[Problem]) -> Iterator[Problem]:
    seen: set[Path] = set()
    for problem in problems:
        if problem[0] not in seen:
            seen.add(problem[0])
            yield problem


def _of_table(table: TableDefinition, instrument: Instrument) -> Iterator[Problem]:
    if not _NUMBER.fullmatch(table.number):
        yield (
            ("number",),
            Text(
                sv=f"«{table.number}» kan inte vara tabellnummer.",
                en=f"“{table.number}” cannot be a table number.",
            ),
            Text(sv='Skriv till exempel "4" eller "P4".', en='Write for example "4" or "P4".'),
        )
    years = [scope.year for scope in table.rounds]
    named = {column.year for column in table.columns if not column.is_label}
    if table.rows.each != "rounds" and len(years) != 1 and named != set(years):
        yield (
            ("rounds",),
            Text(
                sv="Tabellen har flera insamlingar men ingen rad för var och en.",
                en="The table has several rounds but no row for each.",
            ),
            Text(
                sv="Ange en insamling, skriv «each: rounds», eller ge varje kolumn sitt «year».",
                en="Give one round, write “each: rounds”, or give each column its “year”.",
            ),
        )
    if len(set(years)) != len(years):
        yield (
            ("rounds",),
            Text(sv="Samma år står två gånger.", en="The same year stands twice."),
            Text(sv="Ta bort det ena.", en="Remove one of them."),
        )
    for index, column in enumerate(table.columns):
        if column.year is not None and (column.year not in years or table.rows.each == "rounds"):
            yield (
                ("columns", index, "year"),
                Text(
                    sv=f"Kolumnen «{column.id}» kan inte gälla {column.year}.",
                    en=f"The column “{column.id}” cannot be about {column.year}.",
                ),
                Text(
                    sv="Skriv ett år som står i «rounds», i en tabell vars rader inte är år.",
                    en="Write a year that stands in “rounds”, in a table whose rows are not years.",
                ),
            )
    if not table.rows.items:
        known = ", ".join((*_ROW_KINDS, *(dimension.id for dimension in instrument.dimensions)))
        yield (
            ("rows",),
            Text(sv=f"«{table.rows.each}» ger inga rader.", en=f"“{table.rows.each}” gives no rows."),
            Text(
                sv=f"Skriv något av {known}; rader av slaget items räknas upp.",
                en=f"Write one of {known}; rows of items are listed.",
            ),
        )
    for name in sorted(set(table.rows.published_as) - {item.id for item in table.rows.items}):
        yield (
            ("rows", "published_as", name),
            Text(sv=f"Det finns ingen rad «{name}».", en=f"There is no row “{name}”."),
            Text(sv="Skriv id för en rad.", en="Write the id of a row."),
        )


def _of_shape(column: Column, path: Path) -> Iterator[Problem]:
    given = sum(getattr(column, name) is not None for name in MEASURES)
    if given != 1:
        choices = ", ".join(MEASURES)
        yield (
            path,
            Text(
                sv=f"Kolumnen «{column.id}» har {given} mått.",
                en=f"The column “{column.id}” has {given} measures.",
            ),
            Text(sv=f"Ange ett av {choices}.", en=f"Give one of {choices}."),
        )
        return
    if (column.unit is ColumnUnit.TEXT) is not column.is_label or (
        (column.share or column.municipality_share or column.answered_share) is not None
    ) is not (column.unit is ColumnUnit.PERCENT):
        yield (
            (*path, "unit"),
            Text(
                sv=f"Enheten {column.unit} passar inte måttet {column.measure}.",
                en=f"The unit {column.unit} does not fit the measure {column.measure}.",
            ),
            Text(
                sv="Andelar mäts i percent, antal i fte, count, sek eller municipalities; radnamn har ingen enhet.",
                en="Shares are in percent, counts in fte, count, sek or municipalities; names of rows have no unit.",
            ),
        )
    if not column.data_only and not column.headers:
        yield (
            path,
            Text(
                sv=f"Kolumnen «{column.id}» visas men har ingen rubrik.",
                en=f"The column “{column.id}” is shown but has no header.",
            ),
            Text(
                sv="Lägg till «headers:» eller «data_only: true».", en="Add “headers:” or “data_only: true”."
            ),
        )


def _of_column(
    column: Column, binding: Binding, instrument: Instrument, figures: Mapping[str, Figure], path: Path
) -> Iterator[Problem]:
    if column.share is not None:
        yield from _of_sum(column.share.part, binding, instrument, figures, (*path, "share", "part"))
        yield from _of_sum(column.share.whole, binding, instrument, figures, (*path, "share", "whole"))
    if column.sum is not None:
        problems = list(_of_sum(column.sum, binding, instrument, figures, (*path, "sum")))
        yield from problems or _of_unit(column, binding, figures, path)
    if column.above_zero is not None:
        yield from _of_sum(column.above_zero, binding, instrument, figures, (*path, "above_zero"))
    if column.answers is not None:
        yield from _of_answers(column.answers, binding, instrument, (*path, column.measure))


def _of_sum(
    expression: str, binding: Binding, instrument: Instrument, figures: Mapping[str, Figure], path: Path
) -> Iterator[Problem]:
    seen: set[str] = set()
    for cell in (fill(part, binding) for part in addends(expression)):
        if cell not in figures:
            yield (
                path,
                Text(
                    sv=f"{instrument.ref} har ingen siffercell «{cell}».",
                    en=f"{instrument.ref} has no numeric cell “{cell}”.",
                ),
                Text(
                    sv="Skriv en summa av celler, till exempel caseworkers.women + caseworkers.men.",
                    en="Write a sum of cells, for example caseworkers.women + caseworkers.men.",
                ),
            )
        elif seen & set(figures[cell].parts):
            yield (
                path,
                Text(sv=f"«{cell}» räknas två gånger.", en=f"“{cell}” is counted twice."),
                Text(
                    sv="Ta bort antingen summan eller dess delar.",
                    en="Leave out either the total or its parts.",
                ),
            )
        else:
            seen |= set(figures[cell].parts)


def _of_unit(
    column: Column, binding: Binding, figures: Mapping[str, Figure], path: Path
) -> Iterator[Problem]:
    units = {figures[fill(cell, binding)].unit for cell in addends(column.sum or "")}
    if units != {column.unit}:
        right = ", ".join(sorted(units))
        yield (
            (*path, "unit"),
            Text(
                sv=f"Cellerna mäts inte i {column.unit}.", en=f"The cells are not measured in {column.unit}."
            ),
            Text(sv=f"Skriv {right}.", en=f"Write {right}."),
        )


def _of_answers(answers: Answers, binding: Binding, instrument: Instrument, path: Path) -> Iterator[Problem]:
    question = fill(answers.question, binding)
    problems = list(_of_question(question, instrument, path))
    yield from problems
    if problems:
        return
    known = [option.id for option in options(instrument.questions[question])]
    for answer in (fill(answer, binding) for answer in answers.answers):
        if answer not in known:
            yield (
                path,
                Text(
                    sv=f"«{question}» har inget svar «{answer}».",
                    en=f"“{question}” has no answer “{answer}”.",
                ),
                Text(sv=f"Svaren är {', '.join(known)}.", en=f"The answers are {', '.join(known)}.")
                if known
                else Text(sv="Välj en fråga med svarsalternativ.", en="Choose a question with options."),
            )


def _of_question(question: str, instrument: Instrument, path: Path) -> Iterator[Problem]:
    found = instrument.questions.get(question)
    if found is None or found.unit in {Unit.TEXT, Unit.FILE}:
        yield (
            path,
            Text(
                sv=f"{instrument.ref} har ingen fråga «{question}» att räkna svar på.",
                en=f"{instrument.ref} has no question “{question}” to count answers to.",
            ),
            Text(
                sv="Skriv id för en fråga som inte besvaras med text.",
                en="Write the id of a question that is not answered in text.",
            ),
        )
