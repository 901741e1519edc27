"""Who may handle child cases, as dated rule sets in YAML: a new regulation is a new file, and the old ones stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.definition_rules import duplicates, ill_named
from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, Path, read_document
from kompetenslyft.core.staff.model import CredentialKind, Subject
from kompetenslyft.core.text import Text


class Way(BaseModel):
    """One way to be qualified: a credential of one of ``kinds``.

    ``least_credits``: of that credential, in tenths (hp). ``subjects``: those that it must include or be completed
    with; the subjects of all of a person's credentials add up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: Text
    kinds: tuple[CredentialKind, ...] = Field(min_length=1)
    least_credits: int | None = Field(default=None, gt=0)
    subjects: tuple[Subject, ...] = ()


class Step(BaseModel):
    """The last day of a transition rule, as one decision set it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    until: date
    source: str


class Transition(BaseModel):
    """Whoever was employed in the tasks before the day is qualified to the last day of the last step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    employed_before: date
    steps: tuple[Step, ...] = Field(min_length=1)


class RuleSet(BaseModel):
    """What holds from ``valid_from`` until the next rule set begins. ``binding`` false: advice, no requirement."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: str
    title: Text
    source: str
    binding: bool = True
    valid_from: date
    note: Text | None = None
    """What is not certain of the rule set, for whoever reads its results."""
    accepts: tuple[Way, ...] = ()
    transition: Transition | None = None

    @property
    def ref(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"


def in_force(rules: Sequence[RuleSet], day: date) -> RuleSet | None:
    """The rule set that holds on the day; None before the first."""
    return max((one for one in rules if one.valid_from <= day), key=lambda one: one.valid_from, default=None)


def load_rule_set(source: str | bytes, file: str) -> RuleSet:
    """The rule set in ``source``; DefinitionError that names ``file``, lines and remedies where it is broken."""
    document = read_document(source, file)
    rule_set = document.build(RuleSet, document.data)
    problems = _problems(rule_set, document)
    if problems:
        raise DefinitionError(problems)
    return rule_set


def _problems(rule_set: RuleSet, document: Document) -> list[DefinitionProblem]:
    ways: list[tuple[Path, str]] = [(("accepts", i, "id"), way.id) for i, way in enumerate(rule_set.accepts)]
    problems = [*duplicates(document, ways), *ill_named(document, ways)]
    if rule_set.binding and not rule_set.accepts:
        problems.append(
            document.problem(
                ("accepts",),
                Text(
                    sv="Reglerna är bindande men säger inte vad som gör någon behörig.",
                    en="The rules are binding but do not say what qualifies anybody.",
                ),
                Text(
                    sv="Fyll i accepts, eller skriv «binding: false».",
                    en="Fill in accepts, or write “binding: false”.",
                ),
            )
        )
    if rule_set.transition is not None:
        problems += _transition_problems(rule_set.transition, document)
    return problems


def _transition_problems(transition: Transition, document: Document) -> list[DefinitionProblem]:
    earlier = [transition.employed_before, *(step.until for step in transition.steps)]
    return [
        document.problem(
            ("transition", "steps", i, "until"),
            Text(
                sv=f"{step.until} ligger inte efter {earlier[i]}, som står före.",
                en=f"{step.until} is not after {earlier[i]}, which stands before it.",
            ),
            Text(sv="Skriv stegen i tidsordning.", en="Write the steps in order of time."),
        )
        for i, step in enumerate(transition.steps)
        if step.until <= earlier[i]
    ]
