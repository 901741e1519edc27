"""A plan's life and what is asked of it: the table of steps, and the checks of an item and of a decision.

A plan is worked on as a draft by the person and the leader, decided by the leader, and followed up item by item until
it is closed. A decided plan that has to change is reopened: it is a draft until it is decided anew, and what was
decided stays as it was. Of an organisation's plan whoever is responsible for it stands as the leader.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kompetenslyft.core.competence.model import LEVELS, MARK_LABELS, Mark
from kompetenslyft.core.competence.plan import PlanKind, PlanState
from kompetenslyft.core.competence.talk import Actor
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.numbers import quoted
from kompetenslyft.core.text import Text

PRIORITIES: Mapping[int, Text] = {
    1: Text(sv="Först", en="First"),
    2: Text(sv="Därefter", en="Next"),
    3: Text(sv="I mån av plats", en="When there is room"),
}
"""What comes first, next, and when there is room for it."""

LONGEST = {"goal": 500, "activity": 500, "responsible": 160}
"""So many characters are kept of what is written."""
LARGEST_COST_SEK = 1_000_000_000


class Step(StrEnum):
    """Something done to a plan as a whole."""

    CHANGED = "changed"
    DECIDED = "decided"
    REOPENED = "reopened"
    CLOSED = "closed"


class Transition(NamedTuple):
    """``step`` by one of ``actors`` takes a plan from ``source`` to ``target``."""

    source: PlanState
    step: Step
    target: PlanState
    actors: frozenset[Actor]


_BOTH, _LEADER = frozenset(Actor), frozenset({Actor.LEADER})

TRANSITIONS: tuple[Transition, ...] = (
    Transition(PlanState.DRAFT, Step.CHANGED, PlanState.DRAFT, _BOTH),
    Transition(PlanState.DRAFT, Step.DECIDED, PlanState.DECIDED, _LEADER),
    Transition(PlanState.DECIDED, Step.REOPENED, PlanState.DRAFT, _LEADER),
    Transition(PlanState.DECIDED, Step.CLOSED, PlanState.FOLLOWED_UP, _LEADER),
)

_BY_SOURCE = {(t.source, t.step): t for t in TRANSITIONS}


@dataclass(frozen=True, slots=True)
class Item:
    """A goal with its activity. Blank ``direction``: a goal outside the framework. Money in whole kronor."""

    goal: str
    due: date
    activity: str = ""
    responsible: str = ""
    framework: str = ""
    """``id@version`` of the direction."""
    direction: str = ""
    target: Mark | None = None
    priority: int = 2
    cost_sek: int | None = None
    people: int | None = None
    """Of an organisation's plan: how many take part."""


def transition(state: PlanState, step: Step) -> Transition | None:
    """The transition that ``step`` makes from ``state``; None where it makes none."""
    return _BY_SOURCE.get((state, step))


def possible_steps(state: PlanState, actors: Iterable[Actor]) -> frozenset[Step]:
    """What somebody with these capacities can do with a plan in ``state``."""
    capacities = frozenset(actors)
    return frozenset(t.step for t in TRANSITIONS if t.source is state and t.actors & capacities)


def check_item(item: Item, kind: PlanKind, directions: Collection[str]) -> list[Finding]:
    """What keeps an item from being stored, each with the field it concerns. ``directions``: ids that exist."""
    findings = []
    if not item.goal.strip():
        findings.append(_hard("M401", "Skriv vad som ska uppnås.", "Enter what is to be reached.", "goal"))
    for field, most in LONGEST.items():
        if len(getattr(item, field)) > most:
            findings.append(
                _hard(
                    "M402",
                    f"Texten är längre än {most} tecken. Korta den.",
                    f"The text is longer than {most} characters. Shorten it.",
                    field,
                )
            )
    if item.direction and item.direction not in directions:
        findings.append(
            _hard(
                "M403",
                f"Inriktningen «{quoted(item.direction)}» finns inte. Välj en ur listan.",
                f"There is no direction “{quoted(item.direction)}”. Choose one of the list.",
                "direction",
            )
        )
    if item.target is not None and (item.target not in LEVELS[1:] or not item.direction):
        findings.append(
            _hard(
                "M404",
                "En nivå att nå är grundläggande eller fördjupad, och hör till en inriktning. "
                "Välj inriktning, eller lämna nivån tom.",
                "A level to reach is basic or advanced, and belongs to a direction. "
                "Choose a direction, or leave the level blank.",
                "target",
            )
        )
    if item.cost_sek is not None and not 0 <= item.cost_sek <= LARGEST_COST_SEK:
        findings.append(
            _hard(
                "M405",
                "Kostnaden ska vara noll eller mer, i hela kronor och högst en miljard. Rätta beloppet.",
                "The cost is zero or more, in whole kronor and at most a billion. Correct the amount.",
                "cost_sek",
            )
        )
    if item.priority not in PRIORITIES:
        findings.append(
            _hard("M406", "Välj en prioritering ur listan.", "Choose a priority of the list.", "priority")
        )
    if item.people is not None and (kind is PlanKind.INDIVIDUAL or item.people < 1):
        findings.append(
            _hard(
                "M407",
                "Antal deltagare är 1 eller fler och anges bara i en samlad plan. Lämna det tomt.",
                "The number of participants is 1 or more, in a consolidated plan only. Leave it blank.",
                "people",
            )
        )
    return findings


def check_span(starts: date, ends: date) -> list[Finding]:
    """M408 where the plan ends before it starts."""
    if ends >= starts:
        return []
    return [
        _hard(
            "M408",
            "Planen slutar innan den börjar. Rätta något av datumen.",
            "The plan ends before it starts. Correct one of the dates.",
            "ends",
        )
    ]


def check_decision(
    items: Mapping[int, Item], starts: date, ends: date, present: Mapping[str, Mark]
) -> list[Finding]:
    """What keeps a plan from being decided (hard), and what to look at first (soft).

    ``items``: by id, in order. ``present``: the agreed marks of the person by direction; blank for an organisation.
    A finding's instance is its code and the id of the item.
    """
    if not items:
        return [
            _hard(
                "M410",
                "Planen har inga mål. Lägg till minst ett innan planen beslutas.",
                "The plan has no goals. Add at least one before the plan is decided.",
            )
        ]
    found = [check_span(starts, ends)]
    found += [_check_decided_item(key, item, starts, ends, present) for key, item in items.items()]
    return [finding for findings in found for finding in findings]


def _check_decided_item(
    key: int, item: Item, starts: date, ends: date, present: Mapping[str, Mark]
) -> list[Finding]:
    findings = []
    name = quoted(item.goal)
    if not item.activity.strip():
        findings.append(
            _of_item(
                key,
                "M411",
                f"«{name}» saknar insats. Skriv vad som ska göras.",
                f"“{name}” has no activity. Enter what is to be done.",
            )
        )
    if not item.responsible.strip():
        findings.append(
            _of_item(
                key,
                "M412",
                f"«{name}» saknar ansvarig. Skriv vem som ser till att det blir gjort.",
                f"“{name}” has nobody responsible. Enter who sees to it that it is done.",
            )
        )
    if not starts <= item.due <= ends:
        findings.append(
            _of_item(
                key,
                "M413",
                f"«{name}» ska vara klart {item.due}, utanför planens tid {starts}–{ends}. "
                "Se efter att det är menat så.",
                f"“{name}” is due on {item.due}, outside the plan's time {starts}–{ends}. "
                "See that it is meant.",
                Severity.SOFT,
            )
        )
    now, target = present.get(item.direction), item.target
    if now is not None and target is not None and (now.rank or 0) > (target.rank or 0):
        findings.append(
            _of_item(
                key,
                "M414",
                f"«{name}» siktar på {MARK_LABELS[target].sv.lower()}, men bedömningen är redan "
                f"{MARK_LABELS[now].sv.lower()}. Se efter att det är menat så.",
                f"“{name}” aims at {MARK_LABELS[target].en.lower()}, but the assessment already is "
                f"{MARK_LABELS[now].en.lower()}. See that it is meant.",
                Severity.SOFT,
            )
        )
    return findings


def check_closing(items: Mapping[int, Item], followed_up: Collection[int]) -> list[Finding]:
    """M431 for each decided item that nobody has said how it went with."""
    return [
        _of_item(
            key,
            "M431",
            f"«{quoted(item.goal)}» är inte uppföljt. Skriv hur det gick innan planen avslutas.",
            f"“{quoted(item.goal)}” is not followed up. Enter how it went before the plan is closed.",
        )
        for key, item in items.items()
        if key not in followed_up
    ]


def _hard(code: str, sv: str, en: str, *cells: str) -> Finding:
    return Finding(code, Severity.HARD, Text(sv=sv, en=en), cells)


def _of_item(key: int, code: str, sv: str, en: str, severity: Severity = Severity.HARD) -> Finding:
    return Finding(code, severity, Text(sv=sv, en=en), instance=f"{code}:{key}")
