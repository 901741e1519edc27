"""The list of a municipality's activities: rows, filters, sums by purpose and category, findings with links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.apps.grants.queries.activities import Situation
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Unit
from kompetenslyft.core.numbers import format_number
from kompetenslyft.core.programmes.model import Programme, Purpose, Rule
from kompetenslyft.core.spending.case import rule_words
from kompetenslyft.core.spending.model import STATE_LABELS, Activity, Cost, Part, State
from kompetenslyft.web.grants.activity_words import STATE_TONES
from kompetenslyft.web.grants.crumbs import language
from kompetenslyft.web.templatetags.components import severity_label

SIGNS = {Severity.HARD: "✕", Severity.SOFT: "!", Severity.TRIAL: "⚗", Severity.INFO: "i"}


def _weight(severity: Severity, *, by_rule: bool) -> str:
    """How much a finding weighs, in words. ``by_rule``: a rule of the programme found it."""
    return _("Mot reglerna") if by_rule and severity is Severity.HARD else severity_label(severity)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked to be shown: the ids of a state and of a kind, empty for all."""

    state: str = ""
    kind: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """The filters in an address. What is no state is no filter."""
        state = query.get("lage", "")
        return cls(state if state in {one.value for one in State} else "", query.get("typ", ""))

    def __bool__(self) -> bool:
        return bool(self.state or self.kind)

    def takes(self, activity: Activity) -> bool:
        return self.state in ("", activity.state.value) and self.kind in ("", activity.kind)

    @property
    def query(self) -> str:
        """As it stands in an address, with its question mark."""
        chosen = {"lage": self.state, "typ": self.kind}
        kept = {key: value for key, value in chosen.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding in the row of the activity that it concerns."""

    severity: str
    sign: str
    label: str
    code: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity in the list, with the municipality's own part of it."""

    ref: str
    anchor: str
    url: str
    title: str
    provider: str
    shared: str
    kind: str
    when: str
    state: str
    tone: str
    people: int
    cost: int
    marks: tuple[Mark, ...]


def own_part(activity: Activity, unit: str) -> Part:
    """The municipality's part; an empty one where it has none."""
    return next((part for part in activity.parts if part.unit == unit), Part(unit))


def rows(
    situation: Situation,
    programme: Programme,
    *,
    unit: str,
    filters: Filters,
    names: Mapping[str, str],
    url: Callable[[str], str],
) -> list[ActivityRow]:
    """The activities that the filters take. ``names``: municipalities by code."""
    kinds = {kind.id: kind.label.in_language(language()) for kind in programme.activity_kinds}
    made = []
    for activity in situation.activities:
        if not filters.takes(activity):
            continue
        part = own_part(activity, unit)
        made.append(
            ActivityRow(
                ref=_("nr %(ref)s") % {"ref": activity.ref},
                anchor=activity.ref,
                url=url(activity.ref),
                title=activity.title,
                provider=activity.provider,
                shared=_shared(activity, unit, names),
                kind=kinds[activity.kind],
                when=period(activity.starts, activity.ends),
                state=STATE_LABELS[activity.state].in_language(language()),
                tone=STATE_TONES[activity.state],
                people=sum(part.participants.values()),
                cost=sum(part.costs.values()),
                marks=tuple(_marks(situation.findings_on(activity.ref), programme)),
            )
        )
    return made


def period(starts: date, ends: date) -> str:
    """«21 oktober 2013», «21 oktober–4 november 2013»."""
    last = formats.date_format(ends, "j F Y")
    if starts == ends:
        return last
    if starts.year != ends.year:
        return f"{formats.date_format(starts, 'j F Y')} – {last}"
    if starts.month != ends.month:
        return f"{formats.date_format(starts, 'j F')} – {last}"
    return f"{starts.day}–{last}"


def _shared(activity: Activity, unit: str, names: Mapping[str, str]) -> str:
    owner, _sep, _number = activity.ref.rpartition("-")
    if owner:
        return _("gemensam, skrivs in av %(name)s") % {"name": names.get(owner, owner)}
    others = [names.get(part.unit, part.unit) for part in activity.parts if part.unit != unit]
    if not others:
        return ""
    if len(others) > 2:
        return ngettext("gemensam med %(n)d kommun", "gemensam med %(n)d kommuner", len(others)) % {
            "n": len(others)
        }
    return _("gemensam med %(names)s") % {"names": _(" och ").join(others)}


def _marks(findings: Iterable[Finding], programme: Programme) -> list[Mark]:
    codes = {rule.code for rule in programme.rules}
    found: dict[str, Mark] = {}
    for finding in findings:
        severity = finding.severity
        label = _weight(severity, by_rule=finding.code in codes)
        found[finding.code] = Mark(severity.value, SIGNS[severity], label, finding.code)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding, with links to the activities that it concerns. ``rule``: the one of the programme that found it."""

    severity: str
    label: str
    sign: str
    message: str
    rule: Rule | None
    code: str
    links: tuple[tuple[str, str], ...]


def finding_groups(
    findings: Iterable[Finding],
    programme: Programme,
    activities: Sequence[Activity] = (),
    url: Callable[[str], str] | None = None,
) -> list[list[FindingLine]]:
    """Findings by weight, hard ones first. With ``url`` they lead to the activities whose cells they name."""
    titles = {activity.ref: activity.title for activity in activities}
    rules = {rule.code: rule for rule in programme.rules}
    grouped: dict[Severity, list[FindingLine]] = {severity: [] for severity in Severity}
    for finding in findings:
        refs = dict.fromkeys(cell.partition(".")[0] for cell in finding.cells)
        rule = rules.get(finding.code)
        words = rule_words(rule).in_language(language()) if rule else ""
        grouped[finding.severity].append(
            FindingLine(
                severity=finding.severity.value,
                label=_weight(finding.severity, by_rule=bool(rule)),
                sign=SIGNS[finding.severity],
                message=finding.message.in_language(language()).removesuffix(words).rstrip(),
                rule=rule,
                code=finding.code,
                links=tuple((titles[ref], url(ref)) for ref in refs if ref in titles) if url else (),
            )
        )
    return [lines for lines in grouped.values() if lines]


@dataclass(frozen=True, slots=True)
class SumLine:
    """One cost category of a purpose, in kronor for reading."""

    label: str
    carried_out: str
    planned: str


@dataclass(frozen=True, slots=True)
class SumBlock:
    """A purpose: what was received, what it has gone to, what is left now and if the planned comes about."""

    label: str
    lines: tuple[SumLine, ...]
    carried_out: str
    planned: str
    received: str
    left: str
    left_planned: str
    over: bool


def sum_blocks(situation: Situation, programme: Programme) -> list[SumBlock]:
    """Each purpose that money was received or used for; every purpose where nothing was."""
    blocks = [_block(situation, programme, purpose) for purpose in programme.purposes]
    used = {cost.purpose for cost in (*situation.costs, *situation.planned)}
    used |= {purpose for purpose, amount in situation.received.items() if amount}
    kept = [block for purpose, block in zip(programme.purposes, blocks, strict=True) if purpose.id in used]
    return kept or blocks


def _block(situation: Situation, programme: Programme, purpose: Purpose) -> SumBlock:
    lines = []
    for category in programme.cost_categories:
        cost = Cost(purpose.id, category.id)
        done, planned = situation.costs.get(cost, 0), situation.planned.get(cost, 0)
        if done or planned:
            lines.append(SumLine(category.label.in_language(language()), kronor(done), kronor(planned)))
    done = sum(amount for cost, amount in situation.costs.items() if cost.purpose == purpose.id)
    planned = sum(amount for cost, amount in situation.planned.items() if cost.purpose == purpose.id)
    received = situation.received.get(purpose.id, 0)
    return SumBlock(
        label=purpose.title.in_language(language()),
        lines=tuple(lines),
        carried_out=kronor(done),
        planned=kronor(planned),
        received=kronor(received),
        left=kronor(abs(received - done)),
        left_planned=kronor(received - done - planned),
        over=done > received,
    )


def kronor(amount: int) -> str:
    """Kronor in a column that says so."""
    return format_number(amount, Unit.SEK, language())
