"""An instrument: the definition of a form, from which web form, workbook, schema, checks and tables are made.

A cell is one figure or answer. Its key is the question's id, followed by one member per dimension, joined by dots:
``caseworkers.women``, ``level_law.family_law.basic``, ``comment``. A question with ``total: true`` also has derived
cells whose last part is ``total`` (``caseworkers.total``, ``level_law.family_law.total``); nobody enters those. Nor
does a respondent enter the cells of a question with ``given: true``: the agency fills them, or another part of the
system works them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import product
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.findings import Severity
from kompetenslyft.core.text import Text

TOTAL = "total"
"""The reserved member of a derived sum."""

Value = int | str | tuple[str, ...]
"""A stored answer. FTE: integer hundredths. Count, kronor, scale: integer. Choices: option ids. Text: as written.
File: ``<sha256>/<filename>`` of the attached document."""

Values = Mapping[str, Value]
"""Answers by cell key. A blank cell is absent: blank is not zero."""


class Unit(StrEnum):
    """What an answer is measured in."""

    FTE = "fte"
    COUNT = "count"
    SEK = "sek"
    SCALE = "scale"
    YES_NO = "yes_no"
    YES_PARTLY_NO = "yes_partly_no"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    FILE = "file"

    @property
    def is_numeric(self) -> bool:
        return self in {Unit.FTE, Unit.COUNT, Unit.SEK, Unit.SCALE}


class Mandatory(StrEnum):
    """Of whom an answer is demanded."""

    ALWAYS = "always"
    NEWCOMERS = "newcomers"
    NEVER = "never"

    def applies_to(self, *, newcomer: bool) -> bool:
        return self is Mandatory.ALWAYS or (self is Mandatory.NEWCOMERS and newcomer)


class _Definition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Id = Field(pattern=r"^[a-z][a-z0-9_]*$")


class Member(_Definition):
    """One member of a dimension, or one option of a choice."""

    id: str = Id
    label: Text
    help: Text | None = None


class Dimension(_Definition):
    """A set of members that a question is broken down by. Framework dimensions are filled in when loaded."""

    id: str = Id
    label: Text
    members: tuple[Member, ...] = ()


class Question(_Definition):
    """A question: one cell, or one cell per combination of members of its (at most two) dimensions.

    ``minimum`` and ``maximum`` are in the unit as read (5390.5 FTE, not hundredths).
    ``mandatory`` overrides the section's. ``previous`` names the question of an earlier version that asked the same.
    ``given``: respondents see the cells and do not enter them; ``help`` says where the figures come from.
    """

    id: str = Id
    label: Text
    help: Text | None = None
    unit: Unit
    dimensions: tuple[str, ...] = Field(default=(), max_length=2)
    total: bool = False
    options: tuple[Member, ...] = ()
    mandatory: Mandatory | None = None
    minimum: float = 0
    maximum: float | None = None
    previous: str | None = None
    given: bool = False


class Section(_Definition):
    """A page of the form: who answers it, and of whom it is demanded."""

    id: str = Id
    title: Text
    intro: Text | None = None
    respondent: Text | None = None
    mandatory: Mandatory = Mandatory.NEVER
    questions: tuple[Question, ...]


class Check(_Definition):
    """A rule over the cells of one return (and of the return before it).

    ``rule`` is an expression that holds when all is well. ``for_each`` maps a variable to a dimension; ``{variable}``
    in the rule is replaced by the member's id, in the message by its label. Other ``{...}`` in the message are
    expressions, shown as figures. The cells concerned are those the rule names, unless ``cells`` says otherwise.
    """

    code: str = Field(pattern=r"^[A-Z]\d{3}$")
    kind: Severity
    rule: str
    for_each: dict[str, str] = Field(default_factory=dict, max_length=2)
    message: Text
    cells: tuple[str, ...] = ()


class CellSpec(NamedTuple):
    """One enterable or derived cell of an instrument."""

    key: str
    section: Section
    question: Question
    members: tuple[Member, ...]
    """One per dimension; a derived total has one fewer."""
    derived: bool

    @property
    def given(self) -> bool:
        """The agency or another part of the system fills the cell. A total of given cells is derived, not given."""
        return self.question.given and not self.derived

    @property
    def is_file(self) -> bool:
        """The answer is an attached document."""
        return self.question.unit is Unit.FILE

    @property
    def entered(self) -> bool:
        """A respondent enters or attaches the answer."""
        return not self.derived and not self.question.given

    def label(self, language: str) -> str:
        """Question and members in words: «Antal handläggare, kvinnor»."""
        parts = [self.question.label.in_language(language)]
        parts += [member.label.in_language(language) for member in self.members]
        if self.derived:
            parts.append("total" if language.lower().startswith("en") else "totalt")
        return ", ".join(parts)


Row = tuple[tuple[Member, ...], tuple[CellSpec, ...], CellSpec | None]
"""A row's members, its entered (or given) cells, its derived total."""


class Instrument(_Definition):
    """A version of a form. A round is bound to one version for ever."""

    id: str
    version: str
    title: Text
    source: str
    valid_from: date
    framework: str | None = None
    dimensions: tuple[Dimension, ...] = ()
    sections: tuple[Section, ...]
    checks: tuple[Check, ...] = ()

    def __hash__(self) -> int:
        return hash(self.ref)

    @property
    def ref(self) -> str:
        """``id@version``, as it is stored with a round and stamped in a workbook."""
        return f"{self.id}@{self.version}"

    @cached_property
    def cells(self) -> Mapping[str, CellSpec]:
        """Every cell by key, in the order of the form; derived totals right after the cells they sum."""
        return {spec.key: spec for section in self.sections for spec in self._section_cells(section)}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        return {question.id: question for section in self.sections for question in section.questions}

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension with that id; KeyError where there is none."""
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise KeyError(dimension_id)

    def rows(self, question: Question) -> Iterator[Row]:
        """The question row by row: the row's members, its enterable cells, its derived total.

        A row is what is answered as a whole: all cells along the last dimension. A question with two dimensions has
        a row per member of the first; any other question is one row.
        """
        return iter(self.rows_by_question[question.id])

    @cached_property
    def rows_by_question(self) -> Mapping[str, tuple[Row, ...]]:
        """What ``rows`` gives, by question id."""
        return {key: tuple(self._rows(question)) for key, question in self.questions.items()}

    def _rows(self, question: Question) -> Iterator[Row]:
        leading = [self.dimension(d).members for d in question.dimensions[:-1]]
        last = self.dimension(question.dimensions[-1]).members if question.dimensions else ()
        for head in product(*leading):
            prefix = ".".join((question.id, *(member.id for member in head)))
            keys = [f"{prefix}.{member.id}" for member in last] or [prefix]
            total = self.cells[f"{prefix}.{TOTAL}"] if question.total else None
            yield head, tuple(self.cells[key] for key in keys), total

    def _section_cells(self, section: Section) -> Iterator[CellSpec]:
        for question in section.questions:
            leading = [self.dimension(d).members for d in question.dimensions[:-1]]
            last = self.dimension(question.dimensions[-1]).members if question.dimensions else ()
            for head in product(*leading):
                prefix = ".".join((question.id, *(member.id for member in head)))
                if not question.dimensions:
                    yield CellSpec(prefix, section, question, (), derived=False)
                for member in last:
                    yield CellSpec(f"{prefix}.{member.id}", section, question, (*head, member), derived=False)
                if question.total:
                    yield CellSpec(f"{prefix}.{TOTAL}", section, question, head, derived=True)

    def mandatory_for(self, spec: CellSpec, *, newcomer: bool) -> bool:
        """Whether an answer in the cell is demanded of a unit that is, or is not, new to the programme."""
        rule = spec.question.mandatory or spec.section.mandatory
        return spec.entered and rule.applies_to(newcomer=newcomer)
