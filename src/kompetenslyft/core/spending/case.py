"""What the spending rules look at: one municipality's activities in one programme year, and what it received."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import format_fraction, format_sek
from kompetenslyft.core.programmes.model import Programme, Rule
from kompetenslyft.core.spending.form import cost_key
from kompetenslyft.core.spending.model import Activity, Cost, Group, State
from kompetenslyft.core.text import Text

NEW = "new"
"""What an activity that has no number yet is called in cells."""


class Line(NamedTuple):
    """One cost of one activity, in kronor."""

    activity: Activity
    cost: Cost
    amount: int


@dataclass(frozen=True)
class Case:
    """``unit``: official code. ``received``: kronor by purpose. ``staff``: full-time equivalents, if known.

    ``inventory_before``: the municipality made a competence inventory in an earlier year. ``on``: the day that the
    question is put; without it nothing is said of what should have happened by now.
    """

    programme: Programme
    activities: Sequence[Activity]
    unit: str
    received: Mapping[str, int]
    staff: int | None = None
    inventory_before: bool = False
    on: date | None = None

    def lines(self) -> Iterator[Line]:
        """Every cost of the municipality that is not 0."""
        for activity in self.activities:
            yield from self.lines_of(activity)

    def lines_of(self, activity: Activity) -> Iterator[Line]:
        """The activity's costs that are not 0, by purpose and category."""
        for cost, amount in sorted(costs_of(activity, self.unit).items()):
            if amount:
                yield Line(activity, cost, amount)

    def spent(self, activity: Activity) -> int:
        """What the activity cost the municipality."""
        return sum(costs_of(activity, self.unit).values())

    def cell(self, line: Line) -> str:
        return field_of(line.activity, cost_key(self.unit, line.cost))

    def purpose_title(self, purpose: str) -> Text:
        return self.programme.purpose(purpose).title


def costs_of(activity: Activity, unit: str) -> Mapping[Cost, int]:
    """The costs of the municipality's part; none where it has no part."""
    return next((part.costs for part in activity.parts if part.unit == unit), {})


def participants_of(activity: Activity, unit: str) -> Mapping[Group, int]:
    """The participants of the municipality's part; none where it has no part."""
    return next((part.participants for part in activity.parts if part.unit == unit), {})


def counts(activity: Activity) -> bool:
    """Whether the activity's costs are spent: what is only planned has cost nothing yet."""
    return activity.state is not State.PLANNED


def field_of(activity: Activity, key: str) -> str:
    """A field of an activity, as findings name it in ``cells``: ``3.starts``, ``0180-3.ends``."""
    return f"{activity.ref or NEW}.{key}"


def name_of(activity: Activity) -> Text:
    """«Insats 3, Ledningsprogram»."""
    number = f" {activity.ref}" if activity.ref else ""
    return Text(sv=f"Insats{number}, «{activity.title}»", en=f"Activity{number}, “{activity.title}”")


def finding(
    code: str, severity: Severity, say: Callable[[str], str], *cells: str, about: str = ""
) -> Finding:
    """A finding whose message ``say`` writes in either language. ``about`` tells findings of one code apart."""
    instance = f"{code}:{about}" if about else code
    return Finding(code, severity, Text(sv=say("sv"), en=say("en")), cells, instance)


def rule_finding(rule: Rule, figures: Callable[[str], str], *cells: str, about: str = "") -> Finding:
    """What a rule found: the figures, then the rule in its own words and where it stands."""

    def say(language: str) -> str:
        return f"{figures(language)} {rule_words(rule).in_language(language)}"

    return finding(rule.code, rule.severity, say, *cells, about=about)


def rule_words(rule: Rule) -> Text:
    """The rule in its own words and where it stands, as every finding of it ends."""
    source = rule.source.rstrip(".")
    return Text(
        sv=f"Regeln: «{rule.text.sv}» Källa: {source}.", en=f"The rule: “{rule.text.en}” Source: {source}."
    )


def by_language(language: str, sv: str, en: str) -> str:
    """The text in the language."""
    return en if language == "en" else sv


def sek(amount: int, language: str) -> str:
    """«1 234 kr»."""
    return format_sek(amount, language)


def number(value: int, language: str) -> str:
    """«1 234»."""
    return format_fraction(value, language, 0)
