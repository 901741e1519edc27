"""Answers as they come in, as they are shown, and as they are stored.

Every channel parses here, so a figure means the same typed, pasted, in a workbook and over the wire.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import CellSpec, Instrument, Member, Question, Unit, Value, Values
from kompetenslyft.core.numbers import NumberProblem, format_number, parse_number, quoted
from kompetenslyft.core.text import Text

LONGEST_TEXT = 4000
"""Characters in a text answer."""

SEPARATOR = "; "
"""Between several choices written in one cell. No option's label holds a semicolon."""

YES = Member(id="yes", label=Text(sv="Ja", en="Yes"))
PARTLY = Member(id="partly", label=Text(sv="Delvis", en="Partly"))
NO = Member(id="no", label=Text(sv="Nej", en="No"))
_FIXED = {Unit.YES_NO: (YES, NO), Unit.YES_PARTLY_NO: (YES, PARTLY, NO)}

JsonValue = int | str | list[str]
"""A stored answer in JSON."""


def options(question: Question) -> tuple[Member, ...]:
    """What can be chosen: a choice's own options, or yes, (partly,) no; empty for numbers and text."""
    return _FIXED.get(question.unit, question.options)


def parse_value(instrument: Instrument, key: str, raw: object) -> Value | Finding | None:
    """A raw entry as a stored answer, None where it is blank, or the finding that says why it cannot be one.

    ``raw`` is text, a number or a boolean; for several choices also a list of ids or labels. A choice is
    recognised by id or label in either language, whatever the case. A finding is hard and names the cell.
    """
    unenterable = key_finding(instrument, key)
    return unenterable if unenterable is not None else _parsed(instrument.cells[key].question, key, raw)


def parse_given(instrument: Instrument, key: str, raw: object) -> Value | Finding | None:
    """``parse_value`` for a cell that is given: the same figures mean the same. KeyError where none is given there."""
    spec = instrument.cells.get(key)
    if spec is None or not spec.given:
        raise KeyError(key)
    return _parsed(spec.question, key, raw)


def _parsed(question: Question, key: str, raw: object) -> Value | Finding | None:
    if question.unit.is_numeric:
        number = parse_number(raw, question.unit, minimum=question.minimum, maximum=question.maximum)
        return _finding(number.code, key, number.message) if isinstance(number, NumberProblem) else number
    if question.unit is Unit.TEXT:
        return parse_text(key, raw)
    if question.unit is Unit.CHOICES:
        return _choices(question, key, raw)
    return _choice(question, key, raw)


def key_finding(instrument: Instrument, key: str) -> Finding | None:
    """Why nothing can be entered under that key; None where it can.

    K201 unknown, K202 a derived total, K204 given by others, K205 a document to attach.
    """
    spec = instrument.cells.get(key)
    if spec is None:
        shown = quoted(key)
        message = Text(
            sv=f"Formuläret {instrument.ref} har ingen uppgift med nyckeln «{shown}». "
            "Kontrollera stavningen och att formuläret är rätt version.",
            en=f"The form {instrument.ref} has no cell with the key “{shown}”. "
            "Check the spelling and that the form is the right version.",
        )
        return _finding(Code.UNKNOWN_KEY, key, message)
    if spec.derived:
        message = Text(
            sv=f"«{spec.label('sv')}» räknas fram av delarna. Fyll i delarna och lämna summan.",
            en=f"“{spec.label('en')}” is computed from its parts. Enter the parts and leave the sum out.",
        )
        return _finding(Code.DERIVED_KEY, key, message)
    if spec.given:
        message = Text(
            sv=f"«{spec.label('sv')}» fylls i av myndigheten eller räknas fram ur andra uppgifter. "
            "Lämna den som den är. Är den fel, skriv till handläggaren vid myndigheten.",
            en=f"“{spec.label('en')}” is filled in by the agency or worked out from other figures. "
            "Leave it as it is. If it is wrong, write to the programme officer at the agency.",
        )
        return _finding(Code.GIVEN_KEY, key, message)
    if spec.is_file:
        message = Text(
            sv=f"«{spec.label('sv')}» besvaras med en fil. Bifoga filen i formuläret på webben.",
            en=f"“{spec.label('en')}” is answered with a file. Attach the file in the form on the web.",
        )
        return _finding(Code.FILE_KEY, key, message)
    return None


def format_value(spec: CellSpec, value: Value | None, language: str) -> str:
    """An answer for reading and for editing: ``parse_value`` reads it back as the same. Blank is empty text.

    A document is shown by its file's name.
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return format_number(value, spec.question.unit, language)
    if spec.is_file and isinstance(value, str):
        return value.partition("/")[2]
    labels = {option.id: option.label.in_language(language) for option in options(spec.question)}
    if isinstance(value, tuple):
        return SEPARATOR.join(labels.get(choice, choice) for choice in value)
    return labels.get(value, value)


def to_json(values: Values) -> dict[str, JsonValue]:
    """Answers as JSON stores them: a tuple of choices becomes a list."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def from_json(document: Mapping[str, JsonValue]) -> dict[str, Value]:
    """What ``to_json`` stored, as answers. It is our own record and is not checked again."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in document.items()}


def parse_text(key: str, raw: object, *, longest: int = LONGEST_TEXT) -> str | Finding | None:
    """A raw entry as text that can be kept: trimmed, None where it is blank, or the finding that says why not."""
    if raw is None:
        return None
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        message = Text(
            sv="Här väntas text. Skriv svaret i ord.", en="Text is expected here. Answer in words."
        )
        return _finding(Code.NOT_TEXT, key, message)
    text = (raw if isinstance(raw, str) else quoted(raw)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > longest:
        over = len(text) - longest
        message = Text(
            sv=f"Texten är {len(text)} tecken och får vara högst {longest}. Korta den med {over} tecken.",
            en=f"The text has {len(text)} characters and may have {longest}. Shorten it by {over}.",
        )
        return _finding(Code.TEXT_TOO_LONG, key, message)
    place = next((i for i, character in enumerate(text, start=1) if _is_control(character)), None)
    if place is not None:
        message = Text(
            sv=f"Texten har ett osynligt styrtecken på plats {place}. Ta bort det, eller skriv om raden.",
            en=f"The text has an invisible control character at position {place}. Remove it or retype the line.",
        )
        return _finding(Code.CONTROL_CHARACTERS, key, message)
    return text or None


def _is_control(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}


def _choice(question: Question, key: str, raw: object) -> str | Finding | None:
    if isinstance(raw, bool) and question.unit is not Unit.CHOICE:
        return YES.id if raw else NO.id
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return _recognised(question).get(_folded(raw)) or _unknown_option(question, key, raw)


def _choices(question: Question, key: str, raw: object) -> tuple[str, ...] | Finding | None:
    known = _recognised(question)
    chosen: set[str] = set()
    for entry in _entries(raw, known):
        option = known.get(_folded(entry))
        if option is None:
            return _unknown_option(question, key, entry)
        chosen.add(option)
    return tuple(option.id for option in question.options if option.id in chosen) or None


def _entries(raw: object, known: Mapping[str, str]) -> Iterable[object]:
    if raw is None:
        return ()
    if isinstance(raw, list | tuple | set | frozenset):
        return [entry for entry in raw if entry is not None and entry != ""]
    if not isinstance(raw, str):
        return (raw,)
    parts = [part for part in raw.replace("\n", ";").split(";") if part.strip()]
    ids = [part for part in raw.split(",") if part.strip()]
    by_comma = len(parts) == 1 and _folded(raw) not in known
    return ids if by_comma else parts


def _recognised(question: Question) -> dict[str, str]:
    """The option's id by everything that it may be called."""
    names: dict[str, str] = {}
    for option in options(question):
        names |= {_folded(option.label.en): option.id, _folded(option.label.sv): option.id}
    return names | {_folded(option.id): option.id for option in options(question)}


def _folded(raw: object) -> str:
    text = raw if isinstance(raw, str) else quoted(raw)
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _unknown_option(question: Question, key: str, raw: object) -> Finding:
    entry = quoted(raw)
    sv = ", ".join(f"«{option.label.sv}»" for option in options(question))
    en = ", ".join(f"“{option.label.en}”" for option in options(question))
    return _finding(
        Code.UNKNOWN_OPTION,
        key,
        Text(
            sv=f"«{entry}» är inte ett av svaren. Välj bland {sv}.",
            en=f"“{entry}” is not one of the answers. Choose among {en}.",
        ),
    )


def _finding(code: Code, key: str, message: Text) -> Finding:
    return Finding(code, Severity.HARD, message, (key,), f"{code}:{key}")
