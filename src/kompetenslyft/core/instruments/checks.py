"""Running a form's checks on one return.

A check fails only where its rule is plainly false. Where it depends on a blank cell it says nothing: what must be
answered is for completeness to demand, and blank is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.completeness import completeness_findings
from kompetenslyft.core.instruments.expressions import Expression
from kompetenslyft.core.instruments.figures import figures, previous_values
from kompetenslyft.core.instruments.model import Check, Instrument, Values
from kompetenslyft.core.instruments.operations import Operand
from kompetenslyft.core.instruments.templates import (
    Binding,
    Slot,
    bindings,
    filled,
    instance,
    message_parts,
    parsed,
)
from kompetenslyft.core.instruments.values import options
from kompetenslyft.core.numbers import format_fraction
from kompetenslyft.core.text import Text

_BLANK = Text(sv="ej ifyllt", en="blank")
_TRUE = Text(sv="ja", en="yes")
_FALSE = Text(sv="nej", en="no")

_Lookup = Callable[[str], Operand]


@dataclass(frozen=True, slots=True)
class PreparedCheck:
    """One check for one combination of members, ready to run."""

    check: Check
    binding: Binding
    instance: str
    expression: Expression
    cells: tuple[str, ...]


def run_checks(
    instrument: Instrument, values: Values, *, newcomer: bool, previous: Values | None = None
) -> tuple[Finding, ...]:
    """Everything to say about a return: rows answered in part, answers missing, checks that fail.

    ``values`` are the answers without totals. ``previous`` are those of the return before, as stored under its own
    version's keys; without them checks against the year before say nothing. Order: by the form for what is
    missing, then as the checks are written.
    """
    now = figures(instrument, values)
    before = figures(instrument, previous_values(instrument, previous)) if previous is not None else {}
    findings = list(completeness_findings(instrument, values, newcomer=newcomer))
    for prepared in prepared_checks(instrument):
        if prepared.expression.evaluate(now.get, before.get) is False:
            findings.append(_finding(instrument, prepared, now, before))
    return tuple(findings)


@lru_cache(maxsize=64)
def prepared_checks(instrument: Instrument) -> tuple[PreparedCheck, ...]:
    """The form's checks, one for each combination of members that they run over, compiled once."""
    order = {key: position for position, key in enumerate(instrument.cells)}
    prepared = []
    for check in instrument.checks:
        for binding in bindings(instrument, check):
            expression = parsed(filled(check.rule, binding, instrument))
            named = [key for cell in check.cells for key in filled(cell, binding, instrument).split(", ")]
            cells = named or sorted(expression.references, key=order.__getitem__)
            prepared.append(PreparedCheck(check, binding, instance(check, binding), expression, tuple(cells)))
    return tuple(prepared)


@lru_cache(maxsize=64)
def explainable(instrument: Instrument) -> frozenset[str]:
    """The ``instance`` of every finding that a written reason can stand beside."""
    return frozenset(
        prepared.instance for prepared in prepared_checks(instrument) if prepared.check.kind is Severity.SOFT
    )


def _finding(
    instrument: Instrument,
    prepared: PreparedCheck,
    now: Mapping[str, Operand],
    before: Mapping[str, Operand],
) -> Finding:
    message = Text(
        sv=_message(instrument, prepared, "sv", now.get, before.get),
        en=_message(instrument, prepared, "en", now.get, before.get),
    )
    return Finding(prepared.check.code, prepared.check.kind, message, prepared.cells, prepared.instance)


def _message(
    instrument: Instrument, prepared: PreparedCheck, language: str, now: _Lookup, before: _Lookup
) -> str:
    template = prepared.check.message.in_language(language)
    return "".join(
        _shown(instrument, part, language, now, before) if isinstance(part, Slot) else part
        for part in message_parts(template, language, prepared.binding, instrument)
    )


def _shown(instrument: Instrument, slot: Slot, language: str, now: _Lookup, before: _Lookup) -> str:
    expression = parsed(slot.source)
    value = expression.evaluate(now, before)
    if value is None:
        return _BLANK.in_language(language)
    if isinstance(value, bool):
        return (_TRUE if value else _FALSE).in_language(language)
    if isinstance(value, Fraction | int):
        return format_fraction(value, language, slot.decimals)
    chosen = (value,) if isinstance(value, str) else value
    labels = _labels(instrument, expression, language)
    return ", ".join(f"«{labels.get(choice, choice)}»" for choice in chosen)


def _labels(instrument: Instrument, expression: Expression, language: str) -> dict[str, str]:
    return {
        option.id: option.label.in_language(language)
        for key in expression.references
        for option in options(instrument.cells[key].question)
    }
