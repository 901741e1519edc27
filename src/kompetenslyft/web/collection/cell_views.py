"""One cell of the form as it is shown: its answer, last year's, its file, and what is wrong with what was entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.instruments.figures import previous_key
from kompetenslyft.core.instruments.model import CellSpec, Question, Unit, Value
from kompetenslyft.core.instruments.values import format_value, options
from kompetenslyft.web.collection.words import difference, language, moment, shown, unit_label

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.actions import Conflict
    from kompetenslyft.apps.collection.models import Attachment
    from kompetenslyft.apps.collection.queries import Situation

SCALE = (1, 7)
"""The ends of a scale that the question leaves open."""

REGISTER = "register"
"""The channel of what the staff register gave."""


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


@dataclass(slots=True)
class CellView:
    """One cell. ``raw`` stands in the input; ``was`` is what was stored when the page was made.

    ``text`` is the answer for reading. ``file`` is the document that answers it, if any.
    """

    key: str
    name: str
    label: str
    kind: str
    raw: str
    was: str
    unit: str
    mandatory: bool
    derived: bool
    given: bool
    text: str
    options: tuple[Option, ...]
    previous: str
    difference: str
    changed: str
    error: str = ""
    conflict: ConflictView | None = None
    described_by: list[str] = field(default_factory=list)
    invalid: bool = False
    file: Attachment | None = None

    @property
    def descriptions(self) -> str:
        return " ".join([f"meta-{self.key}", f"error-{self.key}", *self.described_by])


@dataclass(frozen=True, slots=True)
class Entered:
    """What the sender wrote that was not saved, by cell key: kept in the form, never lost."""

    raw: Mapping[str, object] = field(default_factory=dict)
    rejected: Mapping[str, Finding] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)

    @property
    def anything_left(self) -> bool:
        return bool(self.raw or self.rejected)


NOTHING_ENTERED = Entered()


def cell_view(situation: Situation, spec: CellSpec, entered: Entered = NOTHING_ENTERED) -> CellView:
    """One cell with its answer, last year's, and what is wrong with what was entered."""
    lang = language()
    question = spec.question
    value = situation.values.get(spec.key)
    stored = _raw(spec, value)
    raw: object = entered.raw.get(spec.key, stored)
    before = None
    if situation.previous is not None:
        before = situation.previous.get(previous_key(situation.instrument, spec.key))
    conflict = entered.conflicts.get(spec.key)
    rejected = entered.rejected.get(spec.key)
    return CellView(
        key=spec.key,
        name=spec.label(lang),
        label=spec.members[-1].label.in_language(lang) if spec.members and not spec.derived else "",
        kind="given" if spec.given else _kind(question),
        raw=raw if isinstance(raw, str) else "; ".join(map(str, raw)) if isinstance(raw, list) else str(raw),
        was=stored,
        unit=unit_label(question),
        mandatory=situation.instrument.mandatory_for(spec, newcomer=situation.answer_to.newcomer),
        derived=spec.derived,
        given=spec.given,
        text=format_value(spec, value, lang),
        options=_options(spec, raw),
        previous=format_value(spec, before, lang),
        difference=difference(spec, value, before),
        changed=_changed(situation, spec),
        error=rejected.message.in_language(lang) if rejected else "",
        conflict=conflict_view(spec, conflict, entered.seen.get(spec.key, 0)) if conflict else None,
        invalid=rejected is not None or conflict is not None,
        file=situation.attachments.get(spec.key),
    )


def _changed(situation: Situation, spec: CellSpec) -> str:
    """Who changed the answer last and when, and how it stands to what the staff register gave."""
    cell = situation.cells.get(spec.key)
    if cell is None:
        return ""
    changed = f"{cell.changed_by} {moment(cell.changed_at)}"
    if cell.channel == REGISTER:
        return _("%(changed)s, ur personalregistret") % {"changed": changed}
    given = situation.from_register.get(spec.key)
    if given is None or given == situation.values.get(spec.key):
        return changed
    return _("%(changed)s, skrivet för hand; registret gav %(given)s") % {
        "changed": changed,
        "given": format_value(spec, given, language()),
    }


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
        Unit.FILE: "file",
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
