"""Whether the checks of a form can be run: rules that parse, cells that exist, braces that can be filled."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from kompetenslyft.core.definitions import DefinitionProblem, Document, Path
from kompetenslyft.core.instruments.expressions import Expression, ExpressionError
from kompetenslyft.core.instruments.model import Check, Instrument
from kompetenslyft.core.instruments.templates import (
    Binding,
    Slot,
    TemplateError,
    bindings,
    filled,
    message_parts,
    parsed,
)
from kompetenslyft.core.instruments.values import options
from kompetenslyft.core.text import LANGUAGES, Text


def check_problems(instrument: Instrument, document: Document) -> list[DefinitionProblem]:
    """Everything wrong with the checks, each problem once however many members it shows for."""
    problems: dict[tuple[Path, str], DefinitionProblem] = {}
    for position, check in enumerate(instrument.checks):
        for problem in _check(instrument, document, ("checks", position), check):
            problems.setdefault((problem.path, problem.what.sv), problem)
    return list(problems.values())


def _check(
    instrument: Instrument, document: Document, path: Path, check: Check
) -> Iterator[DefinitionProblem]:
    known = {dimension.id for dimension in instrument.dimensions}
    unknown = [(variable, name) for variable, name in check.for_each.items() if name not in known]
    for variable, name in unknown:
        yield document.problem(
            (*path, "for_each", variable),
            Text(sv=f"Dimensionen «{name}» finns inte.", en=f"There is no dimension “{name}”."),
            Text(sv=f"Använd {', '.join(sorted(known))}.", en=f"Use {', '.join(sorted(known))}."),
        )
    if unknown:
        return
    for binding in bindings(instrument, check):
        yield from _source(instrument, document, (*path, "rule"), check.rule, binding)
        for language in LANGUAGES:
            yield from _message(
                instrument, document, (*path, "message", language), check, binding, language=language
            )
        for position, cell in enumerate(check.cells):
            yield from _cell(instrument, document, (*path, "cells", position), cell, binding)


def _source(
    instrument: Instrument, document: Document, path: Path, source: str, binding: Binding
) -> Iterator[DefinitionProblem]:
    try:
        expression = parsed(filled(source, binding, instrument))
    except TemplateError as error:
        yield _brace(document, path, error, binding)
    except ExpressionError as error:
        yield document.problem(path, error.what, error.remedy)
    else:
        yield from _references(instrument, document, path, expression)


def _message(
    instrument: Instrument, document: Document, path: Path, check: Check, binding: Binding, *, language: str
) -> Iterator[DefinitionProblem]:
    try:
        parts = list(message_parts(check.message.in_language(language), language, binding, instrument))
        slots = [parsed(part.source) for part in parts if isinstance(part, Slot)]
    except TemplateError as error:
        yield _brace(document, path, error, binding)
    except ExpressionError as error:
        yield document.problem(path, error.what, error.remedy)
    else:
        for expression in slots:
            yield from _references(instrument, document, path, expression)


def _cell(
    instrument: Instrument, document: Document, path: Path, cell: str, binding: Binding
) -> Iterator[DefinitionProblem]:
    try:
        keys = filled(cell, binding, instrument).split(", ")
    except TemplateError as error:
        yield _brace(document, path, error, binding)
        return
    for key in keys:
        if key not in instrument.cells:
            yield _unknown(instrument, document, path, key)


def _references(
    instrument: Instrument, document: Document, path: Path, expression: Expression
) -> Iterator[DefinitionProblem]:
    for key in sorted(expression.references):
        if key not in instrument.cells:
            yield _unknown(instrument, document, path, key)
    for key, text in sorted(expression.literals):
        spec = instrument.cells.get(key)
        choices = [option.id for option in options(spec.question)] if spec else []
        if choices and text not in choices:
            yield document.problem(
                path,
                Text(sv=f"«{key}» har inget svar «{text}».", en=f"“{key}” has no option “{text}”."),
                Text(sv=f"Använd något av {', '.join(choices)}.", en=f"Use one of {', '.join(choices)}."),
            )


def _unknown(instrument: Instrument, document: Document, path: Path, key: str) -> DefinitionProblem:
    close = get_close_matches(key, instrument.cells, n=1)
    remedy = (
        Text(sv=f"Menas «{close[0]}»?", en=f"Is “{close[0]}” meant?")
        if close
        else Text(sv="Kontrollera frågans id och medlemmarna.", en="Check the question's id and the members.")
    )
    return document.problem(
        path, Text(sv=f"Uppgiften «{key}» finns inte.", en=f"There is no cell “{key}”."), remedy
    )


def _brace(document: Document, path: Path, error: TemplateError, binding: Binding) -> DefinitionProblem:
    known = ", ".join(binding) or "–"
    if error.name in {"{", "}"}:
        return document.problem(
            path,
            Text(
                sv=f"En klammer «{error.name}» saknar sin motsvarighet.",
                en=f"A brace “{error.name}” lacks its other.",
            ),
            Text(sv="Skriv klamrar parvis: {…}.", en="Write braces in pairs: {…}."),
        )
    return document.problem(
        path,
        Text(
            sv=f"«{{{error.name}}}» har inget att fyllas med.",
            en=f"“{{{error.name}}}” has nothing to fill it.",
        ),
        Text(
            sv=f"Variabler från for_each här: {known}. Efter * skrivs en dimension.",
            en=f"Variables from for_each here: {known}. After * goes a dimension.",
        ),
    )
