"""The derived return as it is shown: the register's figures beside the return's, by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from kompetenslyft.core.competence.model import LEVELS, MARK_LABELS, Mark
from kompetenslyft.core.derivation.compare import STANDING_LABELS, Compared, Standing
from kompetenslyft.core.derivation.findings import amount
from kompetenslyft.core.derivation.model import UNKNOWN, Breakdown, Measure
from kompetenslyft.core.instruments.model import Instrument, Question, Section, Unit
from kompetenslyft.core.instruments.values import format_value
from kompetenslyft.core.numbers import format_number
from kompetenslyft.web.collection.words import language

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.deriving import Basis
    from kompetenslyft.apps.competence.queries.derivation import Comparison

TONES = {
    Standing.MISSING: "info",
    Standing.SAME: "success",
    Standing.CHANGED: "warning",
    Standing.BY_HAND: "warning",
    Standing.NOT_KNOWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class CellView:
    """A figure: what the register gives, with the way to the people behind it, and what stands in the return."""

    key: str
    label: str
    level: str
    given: str
    url: str
    entered: str
    difference: str
    standing: str
    tone: str
    by_hand: bool

    @property
    def differs(self) -> bool:
        return self.tone == "warning"


@dataclass(frozen=True, slots=True)
class DirectionView:
    """A direction's levels, and those who are at none: not assessed, exempt."""

    label: str
    cells: tuple[CellView, ...]
    unknown: CellView
    exempt: CellView | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """A figure by reporting unit: (words, way to the people) for each, and all together."""

    label: str
    parts: tuple[tuple[str, str], ...]
    total: str
    url: str
    counts_people: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section's derived figures: single ones, directions with levels, or by part."""

    id: str
    title: str
    cells: tuple[CellView, ...]
    directions: tuple[DirectionView, ...]
    parts: tuple[PartRow, ...]


def levels() -> list[str]:
    """The heads of the levels, lowest first."""
    return [MARK_LABELS[mark].in_language(language()) for mark in LEVELS]


def sections(found: Comparison, *, by_part: bool) -> list[SectionView]:
    """The sections that have derived questions, in the order of the form."""
    made = [_section(found, section, by_part=by_part) for section in found.basis.instrument.sections]
    return [one for one in made if one.cells or one.directions or one.parts]


def by_hand(found: Comparison) -> list[CellView]:
    """The cells that were entered by hand and say something else than the register."""
    return [_cell(found, one) for one in found.cells.values() if one.standing is Standing.BY_HAND]


def to_fill(found: Comparison) -> int:
    """How many cells the register fills or brings up to date without asking."""
    return sum(one.standing in {Standing.MISSING, Standing.CHANGED} for one in found.cells.values())


def group_sizes(basis: Basis) -> list[tuple[str, str]]:
    """Each group with how many there are: «Handläggare», «12,5 årsarbetare»."""
    return [
        (group.label.in_language(language()), amount(whole, Measure.FTE, language()))
        for group in basis.definition.groups
        if (whole := basis.derived.whole.get((group.id, Measure.FTE))) is not None
    ]


def questions_by_hand(basis: Basis) -> list[tuple[list[str], str]]:
    """The questions that the register cannot answer, and why."""
    questions = basis.instrument.questions
    return [
        (
            [questions[one].label.in_language(language()) for one in group.questions],
            group.because.in_language(language()),
        )
        for group in basis.definition.by_hand
    ]


def label_of(basis: Basis, key: str) -> str:
    """A figure in words, also those whom no cell of a row counts: «Familjerätt, ej bedömda»."""
    spec = basis.instrument.cells.get(key)
    if spec is not None:
        return spec.label(language())
    row, _dot, last = key.rpartition(".")
    question = basis.instrument.questions[row.partition(".")[0]]
    label = question.label.in_language(language())
    if basis.definition.by_question[question.id].by is not Breakdown.LEVEL:
        return _("%(question)s: registret säger inte nog") % {"question": label}
    direction = basis.instrument.cells[f"{row}.{Mark.LACKING.value}"].members[0].label.in_language(language())
    words = _("%(direction)s: ej bedömda") if last == UNKNOWN else _("%(direction)s: berörs inte")
    return words % {"direction": direction}


def cell_url(found: Comparison, key: str, part: str | None = None) -> str:
    """The address of the people behind a figure."""
    code, unit = found.answer_to.round.code, found.answer_to.unit.code
    url = reverse("competence:derived_cell", args=[code, unit, key])
    return f"{url}?del={part}" if part else url


def _section(found: Comparison, section: Section, *, by_part: bool) -> SectionView:
    definition, lang = found.basis.definition, language()
    questions = [one for one in section.questions if one.id in definition.by_question]
    cells: list[CellView] = []
    directions: list[DirectionView] = []
    parts: list[PartRow] = []
    for question in questions:
        if by_part:
            parts += _parts(found, question)
        elif definition.by_question[question.id].by is Breakdown.LEVEL:
            directions += _directions(found, question)
        else:
            cells += [_cell(found, found.cells[key]) for key in _keys(found.basis.instrument, question)]
    return SectionView(
        section.id, section.title.in_language(lang), tuple(cells), tuple(directions), tuple(parts)
    )


def _keys(instrument: Instrument, question: Question) -> Iterator[str]:
    for _head, specs, _total in instrument.rows_by_question[question.id]:
        yield from (spec.key for spec in specs)


def _directions(found: Comparison, question: Question) -> Iterator[DirectionView]:
    derived = found.basis.derived
    for (direction,), specs, _total in found.basis.instrument.rows_by_question[question.id]:
        row = f"{question.id}.{direction.id}"
        in_order = [f"{row}.{mark.value}" for mark in LEVELS]
        exempt = f"{row}.{Mark.EXEMPT.value}"
        yield DirectionView(
            label=direction.label.in_language(language()),
            cells=tuple(
                _cell(found, found.cells[key]) for key in in_order if key in {one.key for one in specs}
            ),
            unknown=_outside(found, f"{row}.{UNKNOWN}", derived.unknown, question.unit),
            exempt=_outside(found, exempt, derived.exempt, question.unit)
            if exempt in derived.exempt
            else None,
        )


def _cell(found: Comparison, one: Compared) -> CellView:
    spec, lang = found.basis.instrument.cells[one.key], language()
    difference = one.difference
    return CellView(
        key=one.key,
        label=spec.label(lang),
        level=spec.members[-1].label.in_language(lang) if spec.members else "",
        given="" if one.given is None else format_number(one.given, spec.question.unit, lang),
        url=cell_url(found, one.key) if one.given else "",
        entered=format_value(spec, one.entered, lang),
        difference=_signed(difference, spec.question.unit) if difference else "",
        standing=STANDING_LABELS[one.standing].in_language(lang),
        tone=TONES[one.standing],
        by_hand=one.standing is Standing.BY_HAND,
    )


def _outside(found: Comparison, key: str, figures: Mapping[str, int], unit: Unit) -> CellView:
    """Those whom no cell of a row counts."""
    figure = figures.get(key, 0)
    return CellView(
        key=key,
        label=label_of(found.basis, key),
        level="",
        given=format_number(figure, unit, language()),
        url=cell_url(found, key) if figure else "",
        entered="",
        difference="",
        standing="",
        tone="neutral",
        by_hand=False,
    )


def _parts(found: Comparison, question: Question) -> Iterator[PartRow]:
    derived, lang = found.basis.derived, language()
    for key in _keys(found.basis.instrument, question):
        if key not in derived.total:
            continue
        yield PartRow(
            label=_part_label(found, question, key),
            parts=tuple(
                (
                    format_number(figures[key], question.unit, lang),
                    cell_url(found, key, code) if figures[key] else "",
                )
                for code, figures in derived.units.items()
            ),
            total=format_number(derived.total[key], question.unit, lang),
            url=cell_url(found, key) if derived.total[key] else "",
            counts_people=question.unit is Unit.COUNT,
        )


def _part_label(found: Comparison, question: Question, key: str) -> str:
    """The cell in words; of a question of levels, which fills its section, the direction and the level."""
    spec = found.basis.instrument.cells[key]
    if found.basis.definition.by_question[question.id].by is not Breakdown.LEVEL:
        return spec.label(language())
    return ", ".join(member.label.in_language(language()) for member in spec.members)


def part_names(basis: Basis) -> list[str]:
    """The heads of the parts."""
    own = basis.unit.code
    return [
        _("Direkt under %(name)s") % {"name": name} if code == own else name
        for code, name in basis.units.items()
    ]


def _signed(difference: int, unit: Unit) -> str:
    return ("+" if difference > 0 else "−") + format_number(abs(difference), unit, language())
