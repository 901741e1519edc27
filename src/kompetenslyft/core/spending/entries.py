"""Activities as they are entered, and as they are shown for editing.

Every channel reads here. An entry that cannot be read is a finding at its key and comes back as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.instruments.model import Instrument, Unit, Value
from kompetenslyft.core.instruments.values import parse_text, parse_value
from kompetenslyft.core.numbers import NumberProblem, format_fraction, format_number, parse_number, quoted
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.form import (
    LONGEST_LINE,
    MANDATORY,
    PARTS,
    EntryCode,
    activity_form,
    cost_key,
    participants_key,
)
from kompetenslyft.core.spending.model import GROUPS, Activity, Cooperation, Part, State
from kompetenslyft.core.spending.parts import read_parts
from kompetenslyft.core.spending.problems import field_finding
from kompetenslyft.core.text import Text

Entries = Mapping[str, object]
"""Raw entries by key: text as a web form gives it, or what a JSON document holds. Blank text is no entry."""

_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})|(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_LINES = frozenset({"title", "provider"})
_MOST_CREDITS = 300
_DECIMALS = frozenset({Code.TOO_MANY_DECIMALS, Code.AMBIGUOUS_SEPARATOR})


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the entries. ``activity`` is None where a finding is hard; ``entries`` are as written."""

    entries: Entries
    activity: Activity | None
    findings: tuple[Finding, ...]
    """Each names its key in ``cells``."""

    def at(self, key: str) -> tuple[Finding, ...]:
        """The findings at one field."""
        return tuple(finding for finding in self.findings if key in finding.cells)


def read_activity(
    programme: Programme,
    framework: Framework | None,
    entries: Entries,
    *,
    unit: str,
    municipalities: Mapping[str, str],
    ref: str = "",
) -> Reading:
    """Read raw entries as an activity of the municipality with the code ``unit``.

    ``municipalities``: the names of those that can take part, by official code. The entering municipality always has
    a part; another has one where ``parts`` lists it or anything is entered for it.
    """
    form = activity_form(programme, framework)
    findings: list[Finding] = []
    values = _values(form, entries, findings)
    starts, ends = (_day(key, entries.get(key), findings) for key in ("starts", "ends"))
    tenths = _credits(entries.get("credits"), findings)
    missing = {key for key in MANDATORY if _is_blank(entries.get(key))}
    findings += [_missing(form, key) for key in MANDATORY if key in missing]
    if starts is not None and ends is not None and ends < starts:
        findings.append(_ends_before(starts, ends))
    parts = read_parts(programme, entries, unit=unit, municipalities=municipalities, findings=findings)
    if findings or starts is None or ends is None:
        return Reading(dict(entries), None, tuple(findings))
    activity = Activity(
        title=str(values["title"]),
        kind=str(values["kind"]),
        state=State(str(values["state"])),
        starts=starts,
        ends=ends,
        parts=parts,
        provider=str(values.get("provider", "")),
        cooperation=frozenset(Cooperation(form_) for form_ in _several(values.get("cooperation"))),
        directions=frozenset(_several(values.get("directions"))),
        hours=_number(values.get("hours")),
        credits=tenths,
        qualifying=values.get("qualifying") == "yes",
        total_sek=_number(values.get("total_sek")),
        reason=str(values.get("reason", "")),
        not_carried_out_because=str(values.get("not_carried_out_because", "")),
        ref=ref,
    )
    return Reading(dict(entries), activity, ())


def to_entries(activity: Activity, language: str = "sv") -> dict[str, str | list[str]]:
    """The activity as entries: ``read_activity`` reads them back as the same. What is blank is absent.

    Choices are ids, days ISO 8601, numbers as they are written in the language.
    """
    entries: dict[str, str | list[str]] = {
        "title": activity.title,
        "kind": activity.kind,
        "state": activity.state.value,
        "starts": activity.starts.isoformat(),
        "ends": activity.ends.isoformat(),
        "provider": activity.provider,
        "cooperation": [form.value for form in Cooperation if form in activity.cooperation],
        "directions": sorted(activity.directions),
        "hours": "" if activity.hours is None else format_number(activity.hours, Unit.COUNT, language),
        "credits": "" if activity.credits is None else format_tenths(activity.credits, language),
        "qualifying": "yes" if activity.qualifying else "",
        "total_sek": ""
        if activity.total_sek is None
        else format_number(activity.total_sek, Unit.SEK, language),
        "reason": activity.reason,
        "not_carried_out_because": activity.not_carried_out_because,
        PARTS: sorted(part.unit for part in activity.parts),
    }
    for part in sorted(activity.parts, key=lambda part: part.unit):
        entries |= _part_entries(part, language)
    return {key: entry for key, entry in entries.items() if entry}


def format_tenths(credits: int, language: str) -> str:
    """Higher education credits for reading: 75 tenths are «7,5»."""
    whole, tenth = divmod(credits, 10)
    point = "." if language.lower().startswith("en") else ","
    return (
        f"{format_fraction(whole, language, 0)}{point}{tenth}"
        if tenth
        else format_fraction(whole, language, 0)
    )


def _part_entries(part: Part, language: str) -> dict[str, str]:
    costs = {
        cost_key(part.unit, cost): format_number(amount, Unit.SEK, language)
        for cost, amount in sorted(part.costs.items())
    }
    people = {
        participants_key(part.unit, group): format_number(part.participants[group], Unit.COUNT, language)
        for group in GROUPS
        if group in part.participants
    }
    return costs | people


def _values(form: Instrument, entries: Entries, findings: list[Finding]) -> dict[str, Value]:
    """What the form itself can read. Keys of parts and the days and credits are read by themselves."""
    values: dict[str, Value] = {}
    for key, raw in entries.items():
        if key == PARTS or key.startswith(f"{PARTS}.") or key in {"starts", "ends", "credits"}:
            continue
        parsed = parse_text(key, raw, longest=LONGEST_LINE) if key in _LINES else parse_value(form, key, raw)
        if isinstance(parsed, Finding):
            findings.append(parsed)
        elif parsed is not None:
            values[key] = parsed
    return values


def _day(key: str, raw: object, findings: list[Finding]) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if _is_blank(raw):
        return None
    match = _DATE.fullmatch(str(raw).strip().replace("\u2013", "-").replace("\u2212", "-"))
    if match is not None:
        year, month, day = (int(group) for group in match.groups() if group is not None)
        try:
            return date(year, month, day)
        except ValueError:
            pass
    findings.append(
        field_finding(
            EntryCode.NOT_A_DATE,
            key,
            f"«{quoted(raw)}» är ingen dag i almanackan. Skriv år, månad och dag, till exempel 2013-10-21.",
            f"“{quoted(raw)}” is no day in the calendar. Enter year, month and day, for example 2013-10-21.",
        )
    )
    return None


def _credits(raw: object, findings: list[Finding]) -> int | None:
    """Credits in tenths: «7,5» is 75."""
    hundredths = parse_number(raw, Unit.FTE, maximum=_MOST_CREDITS)
    if isinstance(hundredths, NumberProblem) and hundredths.code not in _DECIMALS:
        findings.append(
            field_finding(hundredths.code, "credits", hundredths.message.sv, hundredths.message.en)
        )
        return None
    if isinstance(hundredths, NumberProblem) or (hundredths or 0) % 10:
        findings.append(
            field_finding(
                EntryCode.CREDIT_DECIMALS,
                "credits",
                f"«{quoted(raw)}» har mer än en decimal. Högskolepoäng anges i tiondelar, till exempel 7,5.",
                f"“{quoted(raw)}” has more than one decimal. Credits are in tenths, for example 7.5.",
            )
        )
        return None
    return None if hundredths is None else hundredths // 10


def _missing(form: Instrument, key: str) -> Finding:
    label = form.questions[key].label
    return field_finding(
        EntryCode.MISSING,
        key,
        f"«{label.sv}» är inte ifyllt. Insatsen kan inte sparas utan det.",
        f"“{label.en}” is blank. The activity cannot be saved without it.",
    )


def _ends_before(starts: date, ends: date) -> Finding:
    message = Text(
        sv=f"Insatsen slutar {ends.isoformat()}, innan den börjar {starts.isoformat()}. Rätta något av datumen.",
        en=f"The activity ends on {ends.isoformat()}, before it starts on {starts.isoformat()}. Correct one of them.",
    )
    return Finding(EntryCode.ENDS_BEFORE_STARTS, Severity.HARD, message, ("ends", "starts"))


def _is_blank(raw: object) -> bool:
    return (
        raw is None
        or (isinstance(raw, str) and not raw.strip())
        or (isinstance(raw, list | tuple) and not raw)
    )


def _several(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _number(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None
