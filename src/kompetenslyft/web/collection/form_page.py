"""One section of a return as it is shown: questions, rows and cells, with what is beside them.

The instrument decides everything; no question has a template of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.figures import previous_key
from kompetenslyft.core.instruments.model import CellSpec, Member, Question, Section, Unit, Value
from kompetenslyft.core.instruments.values import format_value, options
from kompetenslyft.web.collection.words import difference, language, moment, shown, unit_hint, unit_label

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.actions import Conflict
    from kompetenslyft.apps.collection.queries import Situation

SCALE = (1, 7)
"""The ends of a scale that the question leaves open."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose from."""

    value: str
    label: str
    help: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Somebody else's answer beside one's own. ``seen`` is the revision that the form was filled in from."""

    key: str
    by: str
    when: str
    theirs: str
    mine: str
    revision: int
    seen: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its written reason, if any."""

    instance: str
    element: str
    code: str
    severity: str
    message: str
    explanation: str
    wants_reason: bool
    cells: tuple[str, ...]

    @property
    def weight(self) -> str:
        """How it is shown: as its severity, or as «explained» once a soft one has its reason."""
        return "explained" if self.wants_reason and self.explanation else self.severity


@dataclass(slots=True)
class CellView:
    """One cell. ``raw`` stands in the input; ``was`` is what was stored when the page was made."""

    key: str
    name: str
    label: str
    kind: str
    raw: str
    was: str
    unit: str
    mandatory: bool
    derived: bool
    options: tuple[Option, ...]
    previous: str
    difference: str
    changed: str
    error: str = ""
    conflict: ConflictView | None = None
    described_by: list[str] = field(default_factory=list)
    invalid: bool = False

    @property
    def descriptions(self) -> str:
        return " ".join([f"meta-{self.key}", f"error-{self.key}", *self.described_by])


@dataclass(slots=True)
class RowView:
    """What is answered as a whole, with the findings that concern it."""

    id: str
    label: str
    cells: list[CellView]
    total: CellView | None
    findings: list[FindingView] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.cells) + (1 if self.total else 0) + 1


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its rows. ``layout``: table, single, choice or text."""

    id: str
    label: str
    help: str
    hint: str
    layout: str
    mandatory: bool
    heads: tuple[str, ...]
    row_head: str
    has_total: bool
    definitions: tuple[tuple[str, str], ...]
    rows: list[RowView]

    @property
    def counts(self) -> bool:
        """The answer is a figure."""
        return self.layout in {"table", "single"}


@dataclass(frozen=True, slots=True)
class SectionStep:
    """A section in the list of sections, with how far it is answered."""

    id: str
    title: str
    answered: int
    cells: int
    missing: int
    hard: int
    soft: int
    mandatory: bool

    @property
    def begun(self) -> bool:
        return self.answered > 0

    @property
    def done(self) -> bool:
        """Nothing is missing, nothing is wrong, and nothing is left to explain."""
        return self.begun and not (self.missing or self.hard or self.soft)


@dataclass(frozen=True, slots=True)
class Entered:
    """What the sender wrote that was not saved, by cell key: kept in the form, never lost."""

    raw: Mapping[str, object] = field(default_factory=dict)
    rejected: Mapping[str, Finding] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)


def section_steps(situation: Situation) -> list[SectionStep]:
    """Every section with its progress and its number of findings."""
    cells = situation.instrument.cells
    counts: dict[tuple[str, Severity], int] = {}
    for finding in situation.findings:
        if finding.code == Code.MANDATORY_MISSING or finding.instance in situation.explanations:
            continue
        for section_id in {cells[key].section.id for key in finding.cells}:
            counts[section_id, finding.severity] = counts.get((section_id, finding.severity), 0) + 1
    progress = {one.section: one for one in situation.completeness.sections}
    return [
        SectionStep(
            id=section.id,
            title=section.title.in_language(language()),
            answered=progress[section.id].answered,
            cells=progress[section.id].cells,
            missing=len(progress[section.id].missing),
            hard=counts.get((section.id, Severity.HARD), 0),
            soft=counts.get((section.id, Severity.SOFT), 0),
            mandatory=progress[section.id].mandatory > 0,
        )
        for section in situation.instrument.sections
    ]


def section_questions(
    situation: Situation, section: Section, entered: Entered = Entered()
) -> list[QuestionView]:
    """The section's questions, with findings placed at the last row that each concerns."""
    views = [_question(situation, question, entered) for question in section.questions]
    rows = [row for question in views for row in question.rows]
    place_findings(situation, rows)
    return views


def place_findings(situation: Situation, rows: Iterable[RowView]) -> None:
    """Each finding once, at the last row it concerns; every cell it concerns is described by it."""
    place: dict[str, tuple[int, RowView, CellView]] = {}
    for position, row in enumerate(rows):
        for cell in [*row.cells, *([row.total] if row.total else [])]:
            place[cell.key] = (position, row, cell)
    for finding in situation.findings:
        here = [place[key] for key in finding.cells if key in place]
        if not here or finding.code == Code.MANDATORY_MISSING:
            continue
        view = finding_view(situation, finding)
        max(here, key=lambda found: found[0])[1].findings.append(view)
        for _position, _row, cell in here:
            cell.described_by.append(view.element)
            cell.invalid = cell.invalid or finding.severity is Severity.HARD


def finding_view(situation: Situation, finding: Finding) -> FindingView:
    """The finding in the reader's language, with its reason."""
    explanation = situation.explanations.get(finding.instance)
    return FindingView(
        instance=finding.instance,
        element="finding-" + finding.instance.replace(":", "-"),
        code=str(finding.code),
        severity=finding.severity.value,
        message=finding.message.in_language(language()),
        explanation=explanation.text if explanation else "",
        wants_reason=finding.severity is Severity.SOFT,
        cells=finding.cells,
    )


def _question(situation: Situation, question: Question, entered: Entered) -> QuestionView:
    lang = language()
    instrument = situation.instrument
    columns = instrument.dimension(question.dimensions[-1]) if question.dimensions else None
    leading = instrument.dimension(question.dimensions[0]) if len(question.dimensions) == 2 else None
    rows = []
    mandatory = False
    for head, specs, total in instrument.rows(question):
        mandatory = mandatory or any(
            instrument.mandatory_for(spec, newcomer=situation.answer_to.newcomer) for spec in specs
        )
        label = ", ".join(member.label.in_language(lang) for member in head)
        if question.unit.is_numeric and question.unit is not Unit.SCALE:
            cells = [cell_view(situation, spec, entered) for spec in specs]
            derived = cell_view(situation, total, entered) if total else None
            rows.append(RowView(f"row-{specs[0].key}", label, cells, derived))
            continue
        for spec in specs:
            named = ", ".join(member.label.in_language(lang) for member in spec.members)
            rows.append(RowView(f"row-{spec.key}", named, [cell_view(situation, spec, entered)], None))
    return QuestionView(
        id=question.id,
        label=question.label.in_language(lang),
        help=question.help.in_language(lang) if question.help else "",
        hint=unit_hint(question),
        layout=_layout(question),
        mandatory=mandatory,
        heads=tuple(member.label.in_language(lang) for member in columns.members) if columns else (),
        row_head=leading.label.in_language(lang) if leading else "",
        has_total=question.total,
        definitions=_definitions(columns.members if columns else (), lang),
        rows=rows,
    )


def _layout(question: Question) -> str:
    if question.unit is Unit.TEXT:
        return "text"
    if not question.unit.is_numeric or question.unit is Unit.SCALE:
        return "choice"
    return "table" if question.dimensions else "single"


def _definitions(members: tuple[Member, ...], lang: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (member.label.in_language(lang), member.help.in_language(lang)) for member in members if member.help
    )


def cell_view(situation: Situation, spec: CellSpec, entered: Entered = Entered()) -> CellView:
    """One cell with its answer, last year's, and what is wrong with what was entered."""
    lang = language()
    question = spec.question
    value = situation.values.get(spec.key)
    stored = _raw(spec, value)
    raw: object = entered.raw.get(spec.key, stored)
    before = None
    if situation.previous is not None:
        before = situation.previous.get(previous_key(situation.instrument, spec.key))
    cell = situation.cells.get(spec.key)
    conflict = entered.conflicts.get(spec.key)
    rejected = entered.rejected.get(spec.key)
    return CellView(
        key=spec.key,
        name=spec.label(lang),
        label=spec.members[-1].label.in_language(lang) if spec.members and not spec.derived else "",
        kind=_kind(question),
        raw=raw if isinstance(raw, str) else "; ".join(map(str, raw)) if isinstance(raw, list) else str(raw),
        was=stored,
        unit=unit_label(question),
        mandatory=situation.instrument.mandatory_for(spec, newcomer=situation.answer_to.newcomer),
        derived=spec.derived,
        options=_options(spec, raw),
        previous=format_value(spec, before, lang),
        difference=difference(spec, value, before),
        changed=f"{cell.changed_by} {moment(cell.changed_at)}" if cell else "",
        error=rejected.message.in_language(lang) if rejected else "",
        conflict=conflict_view(spec, conflict, entered.seen.get(spec.key, 0)) if conflict else None,
        invalid=rejected is not None or conflict is not None,
    )


def conflict_view(spec: CellSpec, conflict: Conflict, seen: int) -> ConflictView:
    """«Anna ändrade till 12,5 kl. 10.42, du skrev 13»."""
    return ConflictView(
        key=spec.key,
        by=conflict.by,
        when=moment(conflict.at),
        theirs=shown(spec, conflict.theirs),
        mine=shown(spec, conflict.mine),
        revision=conflict.revision,
        seen=seen,
    )


def _kind(question: Question) -> str:
    return {
        Unit.YES_NO: "radio",
        Unit.YES_PARTLY_NO: "radio",
        Unit.CHOICE: "radio",
        Unit.SCALE: "radio",
        Unit.CHOICES: "checks",
        Unit.TEXT: "text",
    }.get(question.unit, "number")


def _raw(spec: CellSpec, value: Value | None) -> str:
    """The stored answer as the form's input holds it: a choice by its id, several joined by «; »."""
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, str):
        return value
    return format_value(spec, value, language())


def _options(spec: CellSpec, raw: object) -> tuple[Option, ...]:
    question, lang = spec.question, language()
    chosen = (
        set(raw.split("; "))
        if isinstance(raw, str)
        else set(map(str, raw))
        if isinstance(raw, list)
        else set()
    )
    if question.unit is Unit.SCALE:
        low = int(question.minimum) or SCALE[0]
        high = int(question.maximum) if question.maximum is not None else SCALE[1]
        return tuple(Option(str(step), str(step), "", str(step) in chosen) for step in range(low, high + 1))
    return tuple(
        Option(
            option.id,
            option.label.in_language(lang),
            option.help.in_language(lang) if option.help else "",
            option.id in chosen,
        )
        for option in options(question)
    )
