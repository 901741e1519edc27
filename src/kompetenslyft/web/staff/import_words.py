"""A checked staff file in the reader's words: what would change, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.staff import model as core
from kompetenslyft.web.collection.words import day_words, language
from kompetenslyft.web.staff import register_words
from kompetenslyft.web.templatetags.components import severity_label

FATES = {
    "new": gettext_lazy("Nya"),
    "changed": gettext_lazy("Ändrade"),
    "ended": gettext_lazy("Slutar"),
    "unchanged": gettext_lazy("Oförändrade"),
}
FATE_TONES = {"new": "success", "changed": "info", "ended": "warning"}
ONE_FATE = {
    "new": gettext_lazy("ny"),
    "changed": gettext_lazy("ändras"),
    "ended": gettext_lazy("slutar"),
}
_PARTS = {
    "employments": gettext_lazy("Anställning"),
    "credentials": gettext_lazy("Utbildning"),
    "leaves": gettext_lazy("Ledighet"),
}
_LABELS: Mapping[str, Mapping[Any, Any]] = {
    "gender": core.GENDER_LABELS,
    "role": core.ROLE_LABELS,
    "service": core.SERVICE_LABELS,
    "leaving_reason": core.REASON_LABELS,
    "kind": core.CREDENTIAL_LABELS,
}
_TONES = {"hard": "danger", "soft": "warning", "info": "info"}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding as a row of the table."""

    code: str
    tone: str
    severity: str
    row: int | None
    heading: str
    read: str
    text: str


def found_rows(findings: Iterable[Mapping[str, Any]]) -> list[FoundRow]:
    """Findings in the reader's language."""
    return [
        FoundRow(
            one["code"],
            _TONES[one["severity"]],
            severity_label(Severity(one["severity"])),
            one["row"],
            one["heading"],
            one["read"],
            one[language()],
        )
        for one in findings
    ]


def unit_codes(changes: Iterable[Mapping[str, Any]]) -> set[str]:
    """The codes of the units that the changes tell of."""
    codes = set[str]()
    for change in changes:
        for detail in change["details"]:
            codes.add(detail["about"].get("unit", ""))
            if detail["field"] == "unit":
                codes |= {detail["before"], detail["after"]}
    return codes - {""}


def lines(change: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """What changes of one person, a line each: «Sysselsättningsgrad: 100 procent → 75 procent»."""
    for detail in change["details"]:
        about = _about(detail, names)
        if detail["step"] == "added":
            yield _("%(what)s läggs till") % {"what": about}
        elif detail["step"] == "removed":
            yield _("%(what)s tas bort") % {"what": about}
        else:
            field = str(register_words.FIELDS[detail["field"]])
            before, after = (
                _shown(detail["field"], detail[side], names) or _("tomt") for side in ("before", "after")
            )
            told = f"{field}: {before} → {after}"
            yield f"{about}. {told}" if about else told


def _about(detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    part = _PARTS.get(detail["part"])
    if part is None:
        return ""
    words = [
        _shown(name, detail["about"][name], names)
        for name in ("kind", "role", "unit", "share")
        if name in detail["about"]
    ]
    first = detail["about"].get("first_day") or detail["about"].get("awarded_on")
    since = [_("från %(day)s") % {"day": _shown("first_day", first, names)}] if first else []
    return f"{part}: {', '.join([*words, *since])}"


def _shown(name: str, value: str, names: Mapping[str, str]) -> str:
    if not value:
        return ""
    if name == "unit":
        return names.get(value, value)
    if name in _LABELS:
        labels = {str(one): label for one, label in _LABELS[name].items()}
        return str(labels[value].in_language(language()))
    if name == "share":
        return _("%(share)s procent") % {"share": value}
    if name.endswith(("_day", "_on")):
        return day_words(date.fromisoformat(value))
    return {"yes": _("ja"), "no": _("nej")}.get(value, value)
