"""One section of a return as it is shown: questions, rows and cells, with what is beside them.

The instrument decides everything; no question has a template of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import Member, Question, Section, Unit
from kompetenslyft.web.collection.cell_views import NOTHING_ENTERED, CellView, Entered, cell_view
from kompetenslyft.web.collection.words import language, unit_hint

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.queries import Situation


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
    """A question with its rows. ``layout``: table, list (of what is given), single, choice, text or file."""

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
    given: bool = False

    @property
    def given_yet(self) -> bool:
        """Something is filled in, of what is given."""
        return any(cell.raw for row in self.rows for cell in row.cells)

    @property
    def shows_hint(self) -> bool:
        """How to answer stands with the question; at a file and a single given figure it stands in the cell."""
        return self.layout != "file" and not (self.given and self.layout == "single")

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
    situation: Situation, section: Section, entered: Entered = NOTHING_ENTERED
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
        if question.unit.is_numeric and (question.unit is not Unit.SCALE or question.given):
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
        given=question.given,
    )


def _layout(question: Question) -> str:
    if question.unit is Unit.FILE:
        return "file"
    if question.given and question.unit.is_numeric and len(question.dimensions) == 1:
        return "list"
    if question.given and not (question.unit.is_numeric and question.dimensions):
        return "single"
    if question.unit is Unit.TEXT:
        return "text"
    if not question.unit.is_numeric or question.unit is Unit.SCALE:
        return "choice"
    return "table" if question.dimensions else "single"


def _definitions(members: tuple[Member, ...], lang: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (member.label.in_language(lang), member.help.in_language(lang)) for member in members if member.help
    )
