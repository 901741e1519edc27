"""How much of a return is answered, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kompetenslyft.core.codes import Code
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.instruments.model import CellSpec, Instrument, Question, Section, Values
from kompetenslyft.core.text import Text

_NAMED = 3
"""Missing cells of a row that a message names; more are counted."""


@dataclass(frozen=True, slots=True)
class SectionCompleteness:
    """How far a section is answered. Derived totals and given cells are not counted."""

    section: str
    cells: int
    """Cells that can be answered."""
    answered: int
    mandatory: int
    """Cells of which an answer is demanded."""
    missing: tuple[str, ...]
    """The demanded cells that are blank, and the blank ones of rows begun, in the order of the form."""

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a return is answered, section by section and as a whole."""

    sections: tuple[SectionCompleteness, ...]

    @property
    def cells(self) -> int:
        return sum(section.cells for section in self.sections)

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def mandatory(self) -> int:
        return sum(section.mandatory for section in self.sections)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(key for section in self.sections for key in section.missing)

    @property
    def complete(self) -> bool:
        """Whether nothing that is demanded is blank."""
        return all(section.complete for section in self.sections)


def completeness(instrument: Instrument, values: Values, newcomer: bool) -> Completeness:
    """What is answered and what is missing, for a unit that is, or is not, new to the programme."""
    return Completeness(
        tuple(_section(instrument, section, values, newcomer) for section in instrument.sections)
    )


def completeness_findings(instrument: Instrument, values: Values, *, newcomer: bool) -> Iterator[Finding]:
    """S301 for each row answered in part, S302 for each question with demanded rows that are wholly blank."""
    for section in instrument.sections:
        for question in _asked(section):
            blank: list[CellSpec] = []
            for row in _rows(instrument, question):
                missing = [spec for spec in row if spec.key not in values]
                if missing and len(missing) < len(row):
                    yield _row_incomplete(row, missing)
                elif missing and instrument.mandatory_for(row[0], newcomer=newcomer):
                    blank += missing
            if blank:
                yield _mandatory_missing(section, question, blank)


def _section(instrument: Instrument, section: Section, values: Values, newcomer: bool) -> SectionCompleteness:
    cells = answered = mandatory = 0
    missing: list[str] = []
    for question in _asked(section):
        for row in _rows(instrument, question):
            blank = [spec.key for spec in row if spec.key not in values]
            demanded = instrument.mandatory_for(row[0], newcomer=newcomer)
            cells += len(row)
            answered += len(row) - len(blank)
            mandatory += len(row) if demanded else 0
            if demanded or len(blank) < len(row):
                missing += blank
    return SectionCompleteness(section.id, cells, answered, mandatory, tuple(missing))


def _asked(section: Section) -> Iterator[Question]:
    """The section's questions that respondents answer."""
    return (question for question in section.questions if not question.given)


def _rows(instrument: Instrument, question: Question) -> Iterator[tuple[CellSpec, ...]]:
    """What is answered as a whole: rows of numbers; of texts and choices every cell stands by itself."""
    for _, row, _ in instrument.rows(question):
        if question.unit.is_numeric:
            yield row
        else:
            yield from ((spec,) for spec in row)


def _row_incomplete(row: tuple[CellSpec, ...], missing: list[CellSpec]) -> Finding:
    name = _row_name(row)
    sv, en = f"{len(missing)} uppgifter", f"{len(missing)} cells"
    if len(missing) <= _NAMED:
        sv = ", ".join(f"«{spec.members[-1].label.sv}»" for spec in missing)
        en = ", ".join(f"“{spec.members[-1].label.en}”" for spec in missing)
    return Finding(
        Code.ROW_INCOMPLETE,
        Severity.HARD,
        Text(
            sv=f"{name.sv}: {sv} saknas fast resten av raden är ifylld. "
            "Fyll i det som saknas, eller 0 om det är noll.",
            en=f"{name.en}: {en} missing although the rest of the row is filled in. "
            "Fill in what is missing, or 0 if it is zero.",
        ),
        tuple(spec.key for spec in missing),
        f"{Code.ROW_INCOMPLETE}:{row[0].key.rpartition('.')[0].replace('.', ':')}",
    )


def _row_name(row: tuple[CellSpec, ...]) -> Text:
    first = row[0]
    leading = first.members[:-1]
    question = first.question.label
    return Text(
        sv=", ".join([question.sv, *(member.label.sv for member in leading)]),
        en=", ".join([question.en, *(member.label.en for member in leading)]),
    )


def _mandatory_missing(section: Section, question: Question, blank: list[CellSpec]) -> Finding:
    count = len(blank)
    sv = f" ({count} rutor)" if count > 1 else ""
    en = f" ({count} cells)" if count > 1 else ""
    return Finding(
        Code.MANDATORY_MISSING,
        Severity.HARD,
        Text(
            sv=f"Frågan «{question.label.sv}» i avsnittet «{section.title.sv}» är obligatorisk "
            f"och saknar svar{sv}. Fyll i den.",
            en=f"The question “{question.label.en}” in the section “{section.title.en}” is mandatory "
            f"and not answered{en}. Fill it in.",
        ),
        tuple(spec.key for spec in blank),
        f"{Code.MANDATORY_MISSING}:{question.id}",
    )
