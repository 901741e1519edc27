"""The register in the words of the reader's language: labels, and what became of a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.spending.entries import format_tenths
from kompetenslyft.core.staff import model as core
from kompetenslyft.web.collection.words import day_words, language, moment

if TYPE_CHECKING:
    from kompetenslyft.apps.audit.models import AuditRow
    from kompetenslyft.core.text import Text

FIELDS = {
    "name": gettext_lazy("Namn"),
    "email": gettext_lazy("E-postadress"),
    "gender": gettext_lazy("Kön"),
    "social_work_since": gettext_lazy("Första året i socialt arbete"),
    "unit": gettext_lazy("Enhet"),
    "role": gettext_lazy("Roll"),
    "service": gettext_lazy("Verksamhet"),
    "share": gettext_lazy("Sysselsättningsgrad"),
    "permanent": gettext_lazy("Tillsvidareanställd"),
    "first_day": gettext_lazy("Första dag"),
    "last_day": gettext_lazy("Sista dag"),
    "leaving_reason": gettext_lazy("Avgångsorsak"),
    "role_since": gettext_lazy("Första året i rollen"),
    "first_management_job": gettext_lazy("Första chefsjobbet"),
    "needs_supervision_training": gettext_lazy("Behöver utvecklas i ärendehandledning"),
    "kind": gettext_lazy("Utbildning"),
    "title": gettext_lazy("Benämning"),
    "awarded_on": gettext_lazy("Examensdag eller kursens sista dag"),
    "credits": gettext_lazy("Högskolepoäng"),
    "subjects": gettext_lazy("Ämnen som ingår"),
}
_LISTS = {
    "employments": gettext_lazy("Anställning"),
    "credentials": gettext_lazy("Utbildning"),
    "leaves": gettext_lazy("Ledighet"),
}
_WHAT = {
    "person.add": gettext_lazy("Lade till personen i registret"),
    "person.change": gettext_lazy("Ändrade uppgifterna"),
}
_LABELS: Mapping[str, Mapping[Any, Text]] = {
    "gender": core.GENDER_LABELS,
    "role": core.ROLE_LABELS,
    "service": core.SERVICE_LABELS,
    "leaving_reason": core.REASON_LABELS,
    "kind": core.CREDENTIAL_LABELS,
    "subjects": core.SUBJECT_LABELS,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a record that changed; blank ``before`` and ``after`` say that it did, and no more."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did to a record."""

    at: datetime
    when: str
    by: str
    what: str
    lines: tuple[Line, ...]


def choices(labels: Mapping[Any, Text]) -> list[tuple[str, str]]:
    """Labels as the choices of a form."""
    return [(str(value), label.in_language(language())) for value, label in labels.items()]


def say(labels: Mapping[Any, Text], value: Any) -> str:
    """The value's label; empty where there is no value."""
    return labels[value].in_language(language()) if value else ""


def span(first: date, last: date | None) -> str:
    """«1 mars 2012 – 31 maj 2014»; «från 1 mars 2012» while it is open."""
    if last is None:
        return _("från %(day)s") % {"day": day_words(first)}
    return f"{day_words(first)} – {day_words(last)}"


def yes_no(value: bool | None) -> str:
    """«ja», «nej», and nothing where it is not known."""
    return "" if value is None else _("ja") if value else _("nej")


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of units by code. One query."""
    return {code: one.name for code, one in organisations.by_codes(set(codes)).items()}


def events(rows: Iterable[AuditRow]) -> list[Event]:
    """The history of a record, in words. One query besides the rows."""
    rows = [row for row in rows if row.action in _WHAT]
    names = unit_names(_codes_in(rows))
    return [
        Event(
            row.at, moment(row.at), row.actor_label, str(_WHAT[row.action]), tuple(_lines(row.detail, names))
        )
        for row in rows
    ]


def _lines(detail: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    for name, told in detail.items():
        if name in FIELDS:
            yield _line(FIELDS[name], name, told, names)
        elif name in _LISTS and isinstance(told, list):
            for entry in told:
                yield from _dated(str(_LISTS[name]), entry, names)


def _dated(kind: str, entry: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    told = [_shown(key, entry[key], names) for key in ("unit", "role", "kind") if key in entry]
    since = next(entry[key] for key in ("first_day", "awarded_on") if key in entry)
    label = f"{kind} {_shown('first_day', since, names)}" + (f" ({', '.join(told)})" if told else "")
    if "changed" in entry:
        for name, pair in entry["changed"].items():
            yield _line(f"{label}: {FIELDS[name]}", name, pair, names)
    elif "added" in entry:
        yield Line(label, "", _("tillagd"))
    else:
        yield Line(label, "", _("borttagen"))


def _line(label: object, name: str, pair: list[Any], names: Mapping[str, str]) -> Line:
    if not pair:
        return Line(str(label), "", _("ändrat"))
    before, after = (_shown(name, value, names) or _("tomt") for value in pair)
    return Line(str(label), before, after)


def _shown(name: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, list):
        return ", ".join(_shown(name, one, names) for one in value)
    if isinstance(value, bool):
        return yes_no(value)
    if name == "unit":
        return names.get(value, value)
    return _tell(name, value)


def _tell(name: str, value: Any) -> str:
    if name in _LABELS:
        return {str(one): label for one, label in _LABELS[name].items()}[value].in_language(language())
    if name == "share":
        return _("%(share)s procent") % {"share": value}
    if name == "credits":
        return format_tenths(value, language())
    return day_words(date.fromisoformat(value)) if name.endswith(("_day", "_on")) else str(value)


def _codes_in(rows: Iterable[AuditRow]) -> Iterator[str]:
    for row in rows:
        for entry in row.detail.get("employments", []) if row.action == "person.change" else ():
            yield entry["unit"]
            yield from entry.get("changed", {}).get("unit", ())
