"""How long records of people at work are kept, and which of them are due to be destroyed on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from kompetenslyft.core.definitions import DefinitionError, DefinitionProblem, Document, read_document
from kompetenslyft.core.text import Text


class Kind(StrEnum):
    """A kind of record with a period of its own, in the order of destruction: what others point at comes last."""

    STAFF_FILE = "staff_file"
    READING = "reading"
    RESOURCE = "resource"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    TALK = "talk"
    PERSON = "person"


class CountedFrom(StrEnum):
    """The day that a period is counted from."""

    EMPLOYMENT_END = "employment_end"
    """The last day of the person's last employment. While one is running, or is to begin, no period has begun."""
    RECORD = "record"
    """The day of the record itself."""
    SETTLED = "settled"
    """The day that the matter was settled; of what nobody has settled the day that it came."""


class Rule(BaseModel):
    """How long a kind of record is kept: whole years from a day, and who says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Kind
    title: Text
    years: int = Field(ge=0, le=100)
    counted_from: CountedFrom
    source: Text


class Rules(BaseModel):
    """One rule for every kind of record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record that may be due. ``key``: names it within its kind; ``person``: of whom, None where of nobody alone.

    ``day``: what its period is counted from, as its rule says; None where the period has not begun.
    """

    kind: Kind
    key: int
    person: int | None
    day: date | None


_WAITS_FOR = {
    Kind.TALK: frozenset({Kind.ASSESSMENT, Kind.PLAN}),
    Kind.PERSON: frozenset({Kind.ASSESSMENT, Kind.PLAN, Kind.TALK}),
}
_GO_WITH_PERSON = frozenset({Kind.READING, Kind.RESOURCE})


def load_retention(source: str | bytes, file: str) -> dict[Kind, Rule]:
    """The rules in ``source`` by kind; DefinitionError that names ``file``, lines and remedies where it is broken."""
    document = read_document(source, file)
    rules = document.build(Rules, document.data).rules
    problems = _problems(rules, document)
    if problems:
        raise DefinitionError(problems)
    return {rule.id: rule for rule in rules}


def last_day_of_work(spells: Iterable[tuple[date, date | None]]) -> date | None:
    """The last day of the last employment, of (first day, last day); None where one is open or there is none."""
    last_days = [last for _first, last in spells]
    if not last_days or None in last_days:
        return None
    return max(last for last in last_days if last is not None)


def due_from(day: date, years: int) -> date:
    """The first day on which a record counted from ``day`` is due: the day after so many whole years."""
    try:
        return day.replace(year=day.year + years) + timedelta(days=1)
    except ValueError:  # 29 February in a year that has none
        return date(day.year + years, 3, 1)


def due(records: Iterable[Record], rules: Mapping[Kind, Rule], day: date) -> list[Record]:
    """Those whose period has ended before ``day``, in the order in which they can be destroyed.

    What others point at waits for them: a talk for the person's assessments and plans, a person for all of these. The
    notes of who has read, and what the person could teach, go with the person at the latest.
    """
    everything = list(records)
    ended = {
        one for one in everything if one.day is not None and due_from(one.day, rules[one.kind].years) <= day
    }
    for kind, waits_for in _WAITS_FOR.items():
        held = {one.person for one in everything if one.kind in waits_for and one not in ended}
        ended -= {one for one in ended if one.kind is kind and one.person in held}
    leaving = {one.person for one in ended if one.kind is Kind.PERSON}
    ended |= {one for one in everything if one.kind in _GO_WITH_PERSON and one.person in leaving}
    order = {kind: place for place, kind in enumerate(Kind)}
    return sorted(ended, key=lambda one: (order[one.kind], one.key))


def _problems(rules: Sequence[Rule], document: Document) -> list[DefinitionProblem]:
    problems = []
    first: dict[Kind, int] = {}
    for i, rule in enumerate(rules):
        if rule.id in first:
            problems.append(
                document.problem(
                    ("rules", i, "id"),
                    Text(
                        sv=f"«{rule.id.value}» har redan en regel.",
                        en=f"“{rule.id.value}” has a rule already.",
                    ),
                    Text(sv="Ta bort en av dem.", en="Remove one of them."),
                )
            )
        first.setdefault(rule.id, i)
    problems += [
        document.problem(
            ("rules",),
            Text(sv=f"«{kind.value}» saknar regel.", en=f"“{kind.value}” has no rule."),
            Text(sv="Lägg till en.", en="Add one."),
        )
        for kind in Kind
        if kind not in first
    ]
    return problems
