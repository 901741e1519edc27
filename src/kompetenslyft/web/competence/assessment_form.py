"""An assessment as a form: direction by direction, grouped by area, with what was said before beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict

from kompetenslyft.core.competence.model import MARK_LABELS, MARK_SIGNS, Mark
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.web.collection.words import language

if TYPE_CHECKING:
    from kompetenslyft.apps.competence.models import Assessment

MARK, NOTE = "niva-", "anteckning-"
"""What the fields of a direction are called, before its id."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What somebody else has said of a direction, or what was said before. ``mark`` blank: nothing."""

    label: str
    mark: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A mark to choose. ``said_by``: who has said so, in words."""

    value: str
    label: str
    sign: str
    chosen: bool
    said_by: str


@dataclass(frozen=True, slots=True)
class Row:
    """A direction to assess."""

    id: str
    label: str
    beside: tuple[Beside, ...]
    differs: bool
    options: tuple[Option, ...]
    note: str
    problem: str


@dataclass(frozen=True, slots=True)
class Group:
    """An area with its directions."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What was posted: marks and notes by direction, as they were written."""

    marks: Mapping[str, str]
    notes: Mapping[str, str]

    @property
    def notes_alone(self) -> list[str]:
        """The directions with a note and no mark."""
        return [direction for direction, note in self.notes.items() if note and direction not in self.marks]


def read(data: QueryDict) -> Entered:
    """What a post holds. What is blank is left out."""
    return Entered(
        {key.removeprefix(MARK): value for key, value in data.items() if key.startswith(MARK) and value},
        {key.removeprefix(NOTE): str(value).strip() for key, value in data.items() if key.startswith(NOTE)},
    )


def stored(rows: Mapping[str, Assessment]) -> Entered:
    """What has been said, as a form holds it."""
    return Entered(
        {direction: row.mark for direction, row in rows.items()},
        {direction: row.note for direction, row in rows.items()},
    )


def groups(
    framework: Framework,
    entered: Entered,
    beside: Sequence[tuple[str, Mapping[str, Assessment]]],
    problems: Mapping[str, str],
) -> list[Group]:
    """The areas with their directions. ``beside``: (whose, what was said by direction), in the order they are shown."""
    return [
        Group(
            area.label.in_language(language()),
            tuple(
                _row(direction.id, direction.label.in_language(language()), entered, beside, problems)
                for direction in area.directions
            ),
        )
        for area in framework.areas
    ]


def _row(
    direction: str,
    label: str,
    entered: Entered,
    beside: Sequence[tuple[str, Mapping[str, Assessment]]],
    problems: Mapping[str, str],
) -> Row:
    said = [(whose, rows[direction]) if direction in rows else (whose, None) for whose, rows in beside]
    marks = {row.mark for _whose, row in said if row is not None}
    chosen = entered.marks.get(direction, "")
    return Row(
        id=direction,
        label=label,
        beside=tuple(
            Beside(whose, row.mark, mark_words(row.mark), row.note) if row else Beside(whose, "", "")
            for whose, row in said
        ),
        differs=len(marks) > 1,
        options=tuple(
            Option(
                mark.value,
                mark_words(mark),
                MARK_SIGNS[mark],
                chosen == mark,
                ", ".join(whose for whose, row in said if row is not None and row.mark == mark),
            )
            for mark in Mark
        ),
        note=entered.notes.get(direction, ""),
        problem=problems.get(direction, ""),
    )


def mark_words(mark: str) -> str:
    """A mark in the reader's language."""
    return MARK_LABELS[Mark(mark)].in_language(language())


def definitions(framework: Framework) -> list[tuple[str, str, str]]:
    """The levels from the lowest, and what the two marks that are no levels mean: (sign, label, definition)."""
    texts = {level.id: level.definition.in_language(language()) for level in framework.levels}
    return [(MARK_SIGNS[mark], mark_words(mark), texts[mark]) for mark in Mark if mark in texts]
