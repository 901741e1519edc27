"""The JSON Schema of an answer document: an object with an answer by cell key."""

from __future__ import annotations

from typing import Any

from kompetenslyft.core.instruments.model import CellSpec, Instrument, Mandatory, Question, Unit
from kompetenslyft.core.instruments.values import LONGEST_TEXT, options
from kompetenslyft.core.text import Text

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_UNITS = {
    Unit.FTE: Text(sv="årsarbetare", en="full-time equivalents"),
    Unit.COUNT: Text(sv="personer", en="people"),
    Unit.SEK: Text(sv="kronor", en="kronor"),
    Unit.SCALE: Text(sv="steg på skalan 1–7", en="steps on the scale 1–7"),
}
_GIVEN = Text(
    sv="Fylls i av myndigheten eller räknas fram ur andra uppgifter och tas inte emot.",
    en="Filled in by the agency or worked out from other figures, and not accepted as input.",
)
_FILE = Text(
    sv="Bifogas som fil till files/{key}. Värdet är filens sha256 och namn.",
    en="Attached as a file at files/{key}. The value is the file's sha256 and name.",
)
_SUM = Text(
    sv="Räknas fram av delarna och tas inte emot.", en="Computed from its parts and not accepted as input."
)


def json_schema(instrument: Instrument, language: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of the answers to ``instrument``, titles and descriptions in ``language``.

    Numbers are in the unit as read: FTE is a number with at most two decimals, counts and kronor are integers. A
    blank cell is null or left out. Totals, given cells and attached files are read-only. Whether an answer is
    demanded depends on the unit that answers and is said with ``x-mandatory``; ``required`` stays empty since a
    return is saved piece by piece.
    """
    return {
        "$schema": DIALECT,
        "$id": f"urn:kompetenslyft:instrument:{instrument.id}:{instrument.version}:{language[:2]}",
        "title": instrument.title.in_language(language),
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _cell(spec, language) for key, spec in instrument.cells.items()},
    }


def _cell(spec: CellSpec, language: str) -> dict[str, Any]:
    question = spec.question
    schema: dict[str, Any] = {"title": spec.label(language)}
    if notes := _notes(spec):
        schema["description"] = " ".join(note.in_language(language) for note in notes)
    schema |= _kind(question, language)
    if question.unit in _UNITS:
        schema["x-unit"] = _UNITS[question.unit].in_language(language)
    if not spec.entered or spec.is_file:
        schema["readOnly"] = True
    if spec.derived:
        schema.pop("maximum", None)
    elif spec.entered and (mandatory := question.mandatory or spec.section.mandatory) is not Mandatory.NEVER:
        schema["x-mandatory"] = mandatory.value
    return schema


def _notes(spec: CellSpec) -> list[Text]:
    if spec.derived:
        return [_SUM]
    own = [spec.question.help] if spec.question.help else []
    return own + ([_GIVEN] if spec.given else [_FILE] if spec.is_file else [])


def _kind(question: Question, language: str) -> dict[str, Any]:
    if question.unit.is_numeric:
        return _number(question)
    if question.unit is Unit.TEXT:
        return {"type": ["string", "null"], "maxLength": LONGEST_TEXT}
    if question.unit is Unit.FILE:
        return {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}/.+$"}
    choice = [
        {"const": option.id, "title": option.label.in_language(language)} for option in options(question)
    ]
    if question.unit is Unit.CHOICES:
        return {"type": ["array", "null"], "items": {"oneOf": choice}, "uniqueItems": True}
    return {"oneOf": [*choice, {"type": "null"}]}


def _number(question: Question) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": ["number" if question.unit is Unit.FTE else "integer", "null"]}
    if question.unit is Unit.FTE:
        # Not multipleOf 0.01: validators that divide binary fractions find 0.07 to be no multiple of it.
        schema["x-decimals"] = 2
    schema["minimum"] = _bound(max(question.minimum, 1) if question.unit is Unit.SCALE else question.minimum)
    maximum = min(question.maximum or 7, 7) if question.unit is Unit.SCALE else question.maximum
    if maximum is not None:
        schema["maximum"] = _bound(maximum)
    return schema


def _bound(value: float) -> float:
    return int(value) if float(value).is_integer() else value
