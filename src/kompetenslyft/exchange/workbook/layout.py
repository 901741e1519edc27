"""Where each question stands in the workbook. Writer and reader share this plan; it follows from the instrument alone.

Every sheet carries hidden marks: in its first column, which row of the form a row is; in its first row, which column of
the form a column is. A cell is found where its two marks meet, so inserted and moved rows or columns do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from kompetenslyft.core.instruments.model import CellSpec, Instrument, Member, Question, Section, Unit
from kompetenslyft.core.text import Text
from kompetenslyft.exchange.workbook.grid import Position

MARK_COLUMN, LABEL_COLUMN, UNIT_COLUMN, FIRST_INPUT_COLUMN = range(4)
LABEL_MARK, UNIT_MARK, GAP_MARK = "label", "unit", "gap"
OWN_ROW = "#"
"""The mark of a row of ours that takes no answers: headings, help."""
OPTION_SEPARATOR = "#"
MANDATORY_SIGN = " *"

_ILLEGAL_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME = 31
_SHORTEST_CUT = 22

UNIT_WORDS = {
    Unit.FTE: Text(sv="årsarbetare", en="FTE"),
    Unit.COUNT: Text(sv="antal", en="number"),
    Unit.SEK: Text(sv="kronor", en="kronor"),
    Unit.SCALE: Text(sv="1–7", en="1–7"),
    Unit.YES_NO: Text(sv="välj", en="choose"),
    Unit.YES_PARTLY_NO: Text(sv="välj", en="choose"),
    Unit.CHOICE: Text(sv="välj", en="choose"),
    Unit.CHOICES: Text(sv="sätt x", en="mark x"),
    Unit.TEXT: Text(sv="text", en="text"),
    Unit.FILE: Text(sv="fil", en="file"),
}


class RowKind(Enum):
    QUESTION = auto()
    """A question's wording above the rows that answer it."""
    HELP = auto()
    HEADER = auto()
    """The members of the last dimension, above their columns."""
    CELLS = auto()
    OPTION = auto()
    TEXT = auto()
    PREVIOUS_TEXT = auto()
    TOTAL = auto()
    """The sum of the rows above it, in a list of given figures."""
    SPACE = auto()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for an answer: one cell, or one option of a question with several choices."""

    spec: CellSpec
    mark: str
    row: int
    column: int
    option: str | None = None

    @property
    def id(self) -> str:
        """The cell's key; for an option ``key#option``."""
        return self.spec.key if self.option is None else f"{self.spec.key}{OPTION_SEPARATOR}{self.option}"

    @property
    def position(self) -> Position:
        return Position(self.row, self.column)

    @property
    def takes_entry(self) -> bool:
        """Something is filled in here: given figures and attached files are only shown."""
        return self.spec.entered and not self.spec.is_file


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row of a sheet. ``headers`` stand above the input columns; ``parts`` are what a row of its own sums."""

    row: int
    kind: RowKind
    mark: str
    label: str = ""
    question: Question | None = None
    slots: tuple[Slot, ...] = ()
    total: CellSpec | None = None
    headers: tuple[str, ...] = ()
    parts: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One section's sheet. ``width`` is the number of input columns, totals among them."""

    section: Section
    name: str
    width: int
    head_rows: int
    rows: tuple[PlannedRow, ...]

    @property
    def anchor(self) -> str:
        """The mark in the sheet's first cell."""
        return f"section:{self.section.id}"

    @property
    def gap_column(self) -> int:
        return FIRST_INPUT_COLUMN + self.width

    @property
    def last_column(self) -> int:
        return self.gap_column + self.width

    @property
    def column_marks(self) -> tuple[str, ...]:
        """The marks of the first row, from the label column on."""
        inputs = [f"in{index}" for index in range(self.width)]
        previous = [f"previous{index}" for index in range(self.width)]
        return (LABEL_MARK, UNIT_MARK, *inputs, GAP_MARK, *previous)

    def column_mark(self, column: int) -> str:
        return self.column_marks[column - LABEL_COLUMN]

    def slots(self) -> Iterator[Slot]:
        for row in self.rows:
            yield from row.slots


def plan_workbook(instrument: Instrument, language: str) -> tuple[SheetPlan, ...]:
    """The plan of every section's sheet, in the order of the form."""
    return tuple(
        _SheetPlanner(instrument, section, number, language).plan()
        for number, section in enumerate(instrument.sections, start=1)
    )


def sheet_name(number: int, title: str) -> str:
    """A tab's name: the section's number and title, without signs that Excel forbids, at most 31 characters."""
    clean = " ".join(_ILLEGAL_IN_SHEET_NAME.sub(" ", f"{number} {title}").split()).strip("' ")
    if len(clean) <= _LONGEST_SHEET_NAME:
        return clean
    room = clean[:_LONGEST_SHEET_NAME]
    cut = room.rpartition(" ")[0]
    return (cut if len(cut) >= _SHORTEST_CUT else room[:-1].rstrip()) + "…"


def _stands_apart(question: Question) -> bool:
    return bool(question.dimensions or question.help or question.unit in {Unit.CHOICES, Unit.TEXT})


class _SheetPlanner:
    def __init__(self, instrument: Instrument, section: Section, number: int, language: str) -> None:
        self._instrument = instrument
        self._section = section
        self._number = number
        self._language = language
        self._rows: list[PlannedRow] = []
        self._head_rows = 4 + (section.intro is not None) + (section.respondent is not None)

    def plan(self) -> SheetPlan:
        previous: Question | None = None
        for question in self._section.questions:
            if previous is not None and (_stands_apart(question) or _stands_apart(previous)):
                self._add(RowKind.SPACE)
            self._question(question)
            previous = question
        name = sheet_name(self._number, self._section.title.in_language(self._language))
        width = max(
            (len(row.slots) + (row.total is not None) for row in self._rows if row.kind is RowKind.CELLS),
            default=1,
        )
        return SheetPlan(self._section, name, width, self._head_rows, tuple(self._rows))

    def _question(self, question: Question) -> None:
        if question.given and len(question.dimensions) == 1:
            self._list(question)
        elif question.given:
            self._cells(question)
        elif question.unit is Unit.CHOICES:
            self._options(question)
        elif question.unit is Unit.TEXT:
            self._texts(question)
        else:
            self._cells(question)

    def _cells(self, question: Question) -> None:
        label = question.label.in_language(self._language)
        if len(question.dimensions) > 1:
            self._add(RowKind.QUESTION, label=label, question=question)
            self._help(question)
        if question.dimensions:
            last = self._instrument.dimension(question.dimensions[-1])
            headers = [member.label.in_language(self._language) for member in last.members]
            if question.total:
                headers.append(TOTAL_WORD.in_language(self._language))
            self._add(
                RowKind.HEADER, question=question, headers=tuple(headers), label=self._row_heading(question)
            )
        for members, specs, total in self._instrument.rows(question):
            row_label = members[0].label.in_language(self._language) if members else label
            mark = ".".join((question.id, *(member.id for member in members)))
            self._add(RowKind.CELLS, mark=mark, label=row_label, question=question, specs=specs, total=total)
        if len(question.dimensions) < 2:
            self._help(question)

    def _list(self, question: Question) -> None:
        """Figures to read, one below the other: there may be many, and nobody tabs through them."""
        self._add(RowKind.QUESTION, label=question.label.in_language(self._language), question=question)
        self._help(question)
        for _, specs, total in self._instrument.rows(question):
            slots = []
            for spec in specs:
                slots.append(Slot(spec, spec.key, self._next_row, FIRST_INPUT_COLUMN))
                label = spec.members[-1].label.in_language(self._language)
                self._add(RowKind.CELLS, mark=spec.key, label=label, question=question, specs=(spec,))
            if total is not None:
                label = TOTAL_WORD.in_language(self._language)
                row = PlannedRow(
                    self._next_row, RowKind.TOTAL, total.key, label, question, total=total, parts=tuple(slots)
                )
                self._rows.append(row)

    def _row_heading(self, question: Question) -> str:
        if len(question.dimensions) < 2:
            return ""
        return self._instrument.dimension(question.dimensions[0]).label.in_language(self._language)

    def _options(self, question: Question) -> None:
        for _, specs, _ in self._instrument.rows(question):
            for spec in specs:
                self._add(RowKind.QUESTION, label=self._spec_label(question, spec), question=question)
                self._help(question)
                for option in question.options:
                    row = self._next_row
                    mark = f"{spec.key}{OPTION_SEPARATOR}{option.id}"
                    slot = Slot(spec, mark, row, FIRST_INPUT_COLUMN, option.id)
                    label = option.label.in_language(self._language)
                    self._rows.append(PlannedRow(row, RowKind.OPTION, mark, label, question, (slot,)))

    def _texts(self, question: Question) -> None:
        for _, specs, _ in self._instrument.rows(question):
            for spec in specs:
                self._add(RowKind.QUESTION, label=self._spec_label(question, spec), question=question)
                self._help(question)
                row = self._next_row
                slot = Slot(spec, spec.key, row, LABEL_COLUMN)
                self._rows.append(PlannedRow(row, RowKind.TEXT, spec.key, "", question, (slot,)))
                self._add(RowKind.PREVIOUS_TEXT, question=question, label=spec.key)

    def _spec_label(self, question: Question, spec: CellSpec) -> str:
        return spec.label(self._language) if spec.members else question.label.in_language(self._language)

    def _help(self, question: Question) -> None:
        if question.help is not None:
            self._add(RowKind.HELP, label=question.help.in_language(self._language))
        for member in self._explained(question):
            if member.help is not None:
                text = (
                    f"{member.label.in_language(self._language)}: {member.help.in_language(self._language)}"
                )
                self._add(RowKind.HELP, label=text)

    def _explained(self, question: Question) -> Sequence[Member]:
        if question.dimensions and question.unit is not Unit.CHOICES:
            return self._instrument.dimension(question.dimensions[-1]).members
        return ()

    @property
    def _next_row(self) -> int:
        return self._head_rows + len(self._rows)

    def _add(
        self,
        kind: RowKind,
        *,
        mark: str = OWN_ROW,
        label: str = "",
        question: Question | None = None,
        specs: tuple[CellSpec, ...] = (),
        total: CellSpec | None = None,
        headers: tuple[str, ...] = (),
    ) -> None:
        row = self._next_row
        slots = tuple(Slot(spec, mark, row, FIRST_INPUT_COLUMN + index) for index, spec in enumerate(specs))
        self._rows.append(PlannedRow(row, kind, mark, label, question, slots, total, headers))


TOTAL_WORD = Text(sv="Totalt", en="Total")
