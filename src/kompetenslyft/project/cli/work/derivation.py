"""``derive``: a return derived from the staff register, beside what stands in it, as the one named with ``--as``."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.queries.derivation import comparison
from kompetenslyft.core.instruments.values import format_value
from kompetenslyft.core.numbers import natural
from kompetenslyft.project.cli.output import Exit, put, put_json, say, say_findings
from kompetenslyft.project.cli.text import LANGUAGE, _
from kompetenslyft.project.cli.work.people import person_with

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.queries.derivation import Comparison
    from kompetenslyft.core.instruments.model import CellSpec

FORMATS = ("csv", "json")


def run(*, round_code: str, unit: str, as_: str, format_: str, by_district: bool) -> Exit:
    """Print every derived cell: what the register gives, what stands in the return, how the two stand to each other.

    1 where somebody is missing from the figures; who, in what way and what to do is told on standard error. Nothing
    is entered.
    """
    if format_ not in FORMATS:
        told = _("Formatet {format} finns inte. Välj något av {known}.")
        say(told.format(format=format_, known=", ".join(FORMATS)))
        return Exit.USAGE
    found = comparison(person_with(as_), round_code, unit)
    rows = [_row(found, key, by_district=by_district) for key in found.cells]
    if format_ == "json":
        put_json({"round": round_code, "unit": unit, "day": found.basis.day.isoformat(), "cells": rows})
    else:
        put(_csv(rows))
    missing = [one for one in found.basis.findings if one.severity == "soft"]
    say_findings(found.basis.findings)
    return Exit.FINDINGS if missing else Exit.OK


def _row(found: Comparison, key: str, *, by_district: bool) -> dict[str, object]:
    one, spec = found.cells[key], found.basis.instrument.cells[key]
    row: dict[str, object] = {
        "key": key,
        "label": spec.label(LANGUAGE),
        "register": _number(one.given, spec),
        "return": None if one.entered is None else format_value(spec, one.entered, "en"),
        "standing": one.standing.value,
    }
    if by_district:
        row |= {code: _number(figures.get(key), spec) for code, figures in found.basis.derived.units.items()}
    return row


def _number(figure: int | None, spec: CellSpec) -> float | int | None:
    """In the unit as read: 12.5, not hundredths; None is that the register does not know."""
    if figure is None:
        return None
    exact = natural(figure, spec.question.unit)
    return int(exact) if exact.denominator == 1 else float(exact)


def _csv(rows: list[dict[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().rstrip("\r\n")
