"""A return as a whole: where it stands, what remains, what has happened, and what one can do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.figures import previous_key
from kompetenslyft.core.instruments.model import CellSpec, Instrument, Value
from kompetenslyft.core.instruments.values import format_value
from kompetenslyft.core.workflow.locks import LockKind
from kompetenslyft.core.workflow.returns import EVENT_LABELS, Event, Status
from kompetenslyft.web.collection.form_page import FindingView, finding_view
from kompetenslyft.web.collection.words import channel_labels, difference, language, moment, unit_label

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, ReturnEvent
    from kompetenslyft.apps.collection.queries import Situation

TONES = {
    Status.NOT_STARTED: "neutral",
    Status.IN_PROGRESS: "info",
    Status.SUBMITTED: "info",
    Status.SIGNED: "success",
    Status.COMPLETION_REQUESTED: "warning",
    Status.ACCEPTED: "success",
    Status.REOPENED: "warning",
    Status.NIL: "neutral",
}

MOST_LINKS = 6
"""Cells linked to from one finding; the rest are counted."""


@dataclass(frozen=True, slots=True)
class CellLink:
    """A way straight to a cell in the form."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Remaining:
    """One thing to put right or explain, with links to its cells."""

    finding: FindingView
    section: str
    links: tuple[CellLink, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Button:
    """A step that one can take, or the reason why not now."""

    label: str
    url: str
    primary: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """A line in the history."""

    who: str
    what: str
    when: str
    at: datetime
    channel: str
    note: str
    submission: int | None
    kind: Event


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with last year's beside it."""

    label: str
    unit: str
    value: str
    previous: str
    difference: str


def cell_url(answer_to: Return, spec: CellSpec) -> str:
    """The address of the cell in the form."""
    return reverse("collection:section", args=[answer_to.pk, spec.section.id]) + f"#{spec.key}"


def remaining(situation: Situation, findings: Iterable[Finding]) -> list[Remaining]:
    """The findings in the order of the form, each with links to its cells."""
    cells = situation.instrument.cells
    order = {key: position for position, key in enumerate(cells)}
    found = []
    for finding in findings:
        keys = [key for key in finding.cells if key in cells]
        # Totals and given figures are shown and not entered: the links lead to what can be changed.
        entered = [key for key in keys if cells[key].entered] or keys
        links = tuple(
            CellLink(cells[key].label(language()), cell_url(situation.answer_to, cells[key]))
            for key in entered[:MOST_LINKS]
        )
        section = cells[keys[0]].section.title.in_language(language()) if keys else ""
        position = min((order[key] for key in keys), default=len(order))
        line = Remaining(finding_view(situation, finding), section, links, max(0, len(entered) - MOST_LINKS))
        found.append((position, line))
    return [line for _position, line in sorted(found, key=lambda pair: pair[0])]


def missing(situation: Situation) -> list[tuple[str, list[CellLink]]]:
    """What is mandatory and blank: by section a link for each question, to its first blank cell."""
    cells = situation.instrument.cells
    found: dict[str, list[CellLink]] = {}
    for finding in situation.findings:
        if finding.code != Code.MANDATORY_MISSING:
            continue
        first = cells[finding.cells[0]]
        label = first.question.label.in_language(language())
        if len(finding.cells) > 1:
            count = len(finding.cells)
            label += " " + ngettext("(%(n)d ruta)", "(%(n)d rutor)", count) % {"n": count}
        section = first.section.title.in_language(language())
        found.setdefault(section, []).append(CellLink(label, cell_url(situation.answer_to, first)))
    return list(found.items())


def to_settle(situation: Situation) -> list[Remaining]:
    """What stops a submission beside blanks: hard findings, and soft ones without a reason."""
    hard = [f for f in situation.with_severity(Severity.HARD) if f.code != Code.MANDATORY_MISSING]
    return remaining(situation, [*hard, *situation.unexplained])


def buttons(situation: Situation) -> list[Button]:
    """The steps that the reader can bring about now, the one that leads on first."""
    answer_to, possible = situation.answer_to, situation.possible
    timely = situation.lock is None or situation.lock.kind is LockKind.STATUS
    found: list[Button] = []

    def add(name: str, label: str, *, primary: bool = False, hint: str = "") -> None:
        found.append(Button(label, reverse(f"collection:{name}", args=[answer_to.pk]), primary, hint))

    if possible & {Event.SUBMITTED, Event.RESUBMITTED} and situation.may_edit:
        again = Event.SUBMITTED not in possible or answer_to.submissions.exists()
        label = _("Lämna in på nytt …") if again else _("Lämna in …")
        hint = "" if situation.can_submit else _("Först ska det som återstår vara klart.")
        add("submit", label, primary=situation.can_submit, hint=hint)
    if Event.SIGNED in possible and answer_to.round.closed_on is None:
        add("sign", _("Skriv under …"), primary=True)
    if Event.ACCEPTED in possible:
        add("accept", _("Godkänn …"), primary=answer_to.state is Status.SIGNED)
    if Event.COMPLETION_REQUESTED in possible:
        add("request_completion", _("Begär komplettering …"))
    if Event.REOPENED in possible:
        add("reopen", _("Öppna på nytt …"))
    if Event.WITHDRAWN in possible and timely:
        add("withdraw", _("Ta tillbaka inlämningen …"))
    if Event.DECLARED_NIL in possible and timely:
        add("declare_nil", _("Anmäl att inget finns att redovisa …"))
    return found


def event_lines(events: Iterable[ReturnEvent]) -> list[EventLine]:
    """The history in words."""
    channels = channel_labels()
    return [
        EventLine(
            who=event.by_label,
            what=EVENT_LABELS[Event(event.kind)].in_language(language()),
            when=moment(event.at),
            at=event.at,
            channel=channels.get(event.channel, event.channel),
            note=event.note,
            submission=event.submission.number if event.submission else None,
            kind=Event(event.kind),
        )
        for event in events
    ]


def asked(situation: Situation, history: Iterable[EventLine]) -> EventLine | None:
    """What the agency last wrote when it opened the return for changes; None where it has not, or it is answered."""
    if situation.answer_to.state not in {Status.COMPLETION_REQUESTED, Status.REOPENED}:
        return None
    return next((line for line in history if line.kind in {Event.COMPLETION_REQUESTED, Event.REOPENED}), None)


def key_figures(situation: Situation) -> list[Figure]:
    """The figures that a signatory checks first: sums where there are sums, single figures else; no grids."""
    return [
        figure(situation, spec)
        for spec in situation.instrument.cells.values()
        if spec.question.unit.is_numeric
        and len(spec.question.dimensions) < 2
        and spec.derived == spec.question.total
    ]


def figure(situation: Situation, spec: CellSpec) -> Figure:
    """One figure beside last year's."""
    now = situation.values.get(spec.key)
    before: Value | None = None
    if situation.previous is not None:
        before = situation.previous.get(previous_key(situation.instrument, spec.key))
    return Figure(
        label=spec.label(language()),
        unit=unit_label(spec.question),
        value=format_value(spec, now, language()),
        previous=format_value(spec, before, language()),
        difference=difference(spec, now, before),
    )


def explained(situation: Situation) -> list[Remaining]:
    """Soft findings with their reasons."""
    soft = situation.with_severity(Severity.SOFT)
    return remaining(situation, [f for f in soft if f.instance in situation.explanations])


def answers_by_section(
    instrument: Instrument, values: dict[str, Value], documents: Mapping[str, str]
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Every answered cell in words, section by section: label, answer, and of a document its address.

    ``documents``: addresses by the value of the cell.
    """
    sections = []
    for section in instrument.sections:
        lines = [
            (
                spec.label(language()),
                format_value(spec, values[spec.key], language()),
                documents.get(str(values[spec.key]), "") if spec.is_file else "",
            )
            for spec in instrument.cells.values()
            if spec.section is section and spec.key in values
        ]
        if lines:
            sections.append((section.title.in_language(language()), lines))
    return sections


def left_to_do(situation: Situation) -> int:
    """How many things stop a submission."""
    return len(situation.with_severity(Severity.HARD)) + len(situation.unexplained)


def standing(situation: Situation) -> str:
    """In a sentence: where the return stands and what comes next; empty where a lock says it."""
    status = situation.answer_to.state
    if status is Status.SUBMITTED and Event.SIGNED in situation.possible:
        return _("Svaret är inlämnat. Läs igenom och skriv under, så räknas det.")
    settled = {
        Status.SUBMITTED: _("Svaret är inlämnat. Ombudet ska skriva under innan det räknas."),
        Status.SIGNED: _("Svaret är underskrivet och räknas. Myndigheten granskar det."),
        Status.ACCEPTED: _("Svaret är godkänt. Inget mer behöver göras."),
        Status.NIL: _("Det är anmält att det inte finns något att redovisa."),
    }
    if status in settled:
        return settled[status]
    if situation.lock is not None:
        return ""
    left = left_to_do(situation)
    if status in {Status.COMPLETION_REQUESTED, Status.REOPENED} and not left:
        return _("Svaret ska ändras och lämnas in på nytt. Till dess räknas det som var underskrivet.")
    if not left:
        return _("Allt som krävs är besvarat. Svaret kan lämnas in.")
    told = ngettext("%(n)d sak återstår före inlämning.", "%(n)d saker återstår före inlämning.", left)
    return told % {"n": left}
