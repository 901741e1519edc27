"""Stored answers and raw entries as what a workbook cell holds."""

from __future__ import annotations

from collections.abc import Mapping

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import CellSpec, Unit, Value, Values
from kompetenslyft.core.instruments.values import format_value
from kompetenslyft.core.numbers import stored_scale
from kompetenslyft.exchange.workbook import wording
from kompetenslyft.exchange.workbook.layout import OPTION_SEPARATOR, Slot

MARK = "x"
_WEIGHT = {Severity.INFO: 0, Severity.SOFT: 1, Severity.HARD: 2}


def cell_content(spec: CellSpec, value: Value | None, language: str) -> str | int | float | None:
    """A stored answer as a number or text; None where it is blank. FTE become decimal numbers, choices their labels.

    A document is shown by its file's name; where there is none, the cell says where it is attached.
    """
    if value is None:
        return wording.ATTACH_ON_WEB.in_language(language) if spec.is_file else None
    if isinstance(value, int):
        scale = stored_scale(spec.question.unit)
        return value if scale == 1 else value / scale
    return format_value(spec, value, language)


class Answers:
    """What each slot shows: the user's own raw entry where there is one, else the stored answer."""

    def __init__(self, values: Values, raw: Mapping[str, object] | None, language: str) -> None:
        self._values = values
        self._raw = raw or {}
        self._by_option = {
            slot_id.partition(OPTION_SEPARATOR)[0] for slot_id in self._raw if OPTION_SEPARATOR in slot_id
        }
        self._language = language

    def content(self, slot: Slot) -> str | int | float | None:
        """What to write in the slot; None leaves it blank."""
        key = slot.spec.key
        if slot.option is not None:
            return self._option(slot, slot.option)
        if key in self._raw:
            return _raw_content(slot.spec, self._raw[key], self._language)
        return cell_content(slot.spec, self._values.get(key), self._language)

    def is_marked(self, spec: CellSpec) -> bool:
        """Whether any option of a question with several choices is marked."""
        return spec.key in self._by_option or bool(self._raw.get(spec.key, self._values.get(spec.key)))

    def _option(self, slot: Slot, option: str) -> str | int | float | None:
        key = slot.spec.key
        if key in self._by_option:
            written = self._raw.get(slot.id)
            return written if isinstance(written, str | int | float) else None
        chosen = self._raw.get(key, self._values.get(key))
        return MARK if isinstance(chosen, list | tuple) and option in chosen else None


def _raw_content(spec: CellSpec, raw: object, language: str) -> str | int | float | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool):
        return format_value(spec, "yes" if raw else "no", language)
    if isinstance(raw, int | float) and (spec.question.unit.is_numeric or spec.question.unit is Unit.TEXT):
        return raw
    return str(raw)


def findings_by_key(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """The findings on each cell, the heaviest first."""
    by_key: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda found: -_WEIGHT.get(found.severity, 0)):
        for key in finding.cells:
            by_key.setdefault(key, []).append(finding)
    return by_key
