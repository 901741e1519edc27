"""What an organisation's plan is made of: needs by direction, and how the plans of its people went. Numbers only.

The numbers stand still for a month, and of too small a group only whoever sees its people sees them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.competence.models import Plan, PlanDecision, PlanFollowUp
from kompetenslyft.apps.competence.queries.matrix import (
    NumbersMatrix,
    PeopleMatrix,
    numbers_matrix,
    people_matrix,
    stages_seen,
)
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.apps.staff.queries.people import working_in
from kompetenslyft.core.competence.model import Stage
from kompetenslyft.core.competence.plan import Done, Effect, PlanKind
from kompetenslyft.core.competence.plan_follow_up import Outcome
from kompetenslyft.core.competence.plan_versions import Version, from_content
from kompetenslyft.core.frameworks.model import Direction, Framework

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class NeedRow:
    """The need in one direction: people, but for ``short``."""

    direction: Direction
    below: int
    """So many are below what their role demands."""
    unknown: int
    """So many are not assessed though something is demanded."""
    short: int | None
    """So many at the advanced level are missing to the unit's need; None where nobody has said a need."""
    planned: int
    """So many have a decided goal in the direction."""


@dataclass(frozen=True, slots=True)
class NeedTable:
    """The needs of an organisation's people on a day. ``rows`` is None for too small a group."""

    framework: Framework
    on: date
    people: int
    rows: tuple[NeedRow, ...] | None
    outcomes: tuple[Outcome, ...]
    """Of the individual plans of a year until the day; none for too small a group."""


def need_table(by: User, organisation: Organisation, today: date) -> NeedTable:
    """The needs by direction, in the framework's order. A constant number of queries. Raises Refused: E101."""
    numbers = _numbers(by, organisation, today)
    if numbers.whole is None:
        return NeedTable(numbers.framework, numbers.on, 0, None, ())
    decided = _decided_of_people(organisation, numbers.on)
    planned: dict[str, set[int]] = defaultdict(set)
    for person_id, _plan_id, version in decided:
        for item in version.items.values():
            planned[item.direction].add(person_id)
    rows = tuple(
        NeedRow(
            direction,
            total.below,
            total.unknown,
            numbers.needs[direction.id].short if direction.id in numbers.needs else None,
            len(planned[direction.id]),
        )
        for direction, total in zip(_directions(numbers.framework), numbers.whole.totals, strict=True)
    )
    said = _last_said([plan_id for _person, plan_id, _version in decided], numbers.on)
    outcomes = outcomes_of((version for _person, _plan, version in decided), said)
    return NeedTable(numbers.framework, numbers.on, len(numbers.whole.rows), rows, outcomes)


def numbers_for_all(by: User, organisation: Organisation, today: date) -> dict[str, int]:
    """How many are below what is demanded, by direction, as all who read the plan may see it: none of a small group."""
    numbers = numbers_matrix(by, organisation, today)
    if numbers.whole is None:
        return {}
    return {
        direction: total.below
        for direction, total in zip(numbers.whole.directions, numbers.whole.totals, strict=True)
    }


def _numbers(by: User, organisation: Organisation, today: date) -> NumbersMatrix | PeopleMatrix:
    """Of whoever sees the people themselves no group is too small; of others the numbers that they may see."""
    if Stage.AGREED in stages_seen(by, organisation, today):
        first = today.replace(day=1)
        seen = people_matrix(by, organisation, stage=Stage.AGREED, on=first, today=today)
        if seen.whole is not None:
            return seen
    return numbers_matrix(by, organisation, today)


def outcomes_of(
    versions: Iterable[Version], said: dict[int, tuple[Done, Effect | None]]
) -> tuple[Outcome, ...]:
    """The decided items with what was last said of each."""
    return tuple(
        Outcome(item.direction, item.due.year, *said.get(key, (None, None)))
        for version in versions
        for key, item in version.items.items()
    )


def own_outcomes(plan: Plan, decided: Version | None) -> tuple[Outcome, ...]:
    """The items of one plan, as it was decided, with what was last said of each. One query."""
    return () if decided is None else outcomes_of([decided], _last_said([plan.pk]))


def _decided_of_people(organisation: Organisation, on: date) -> list[tuple[int, int, Version]]:
    """Person, plan and what was decided last, of the plans that run on the day of those who work there. Two queries."""
    inside = organisations.ids_at_and_below([organisation.pk])
    people = working_in(inside, on)
    decisions = (
        PlanDecision.objects.filter(
            plan__kind=PlanKind.INDIVIDUAL,
            plan__person__in=people,
            plan__starts__lte=on,
            plan__ends__gte=on,
            decided_on__lte=on,
        )
        .order_by("number")
        .values_list("plan__person_id", "plan_id", "content")
    )
    last = {plan_id: (person_id, plan_id, content) for person_id, plan_id, content in decisions}
    return [(person_id, plan_id, from_content(content)) for person_id, plan_id, content in last.values()]


def _last_said(plan_ids: list[int], until: date | None = None) -> dict[int, tuple[Done, Effect | None]]:
    """By item's id. ``until``: nothing that was said on a later day."""
    rows = PlanFollowUp.objects.filter(item__plan__in=plan_ids).order_by("id")
    if until is not None:
        rows = rows.filter(followed_up_on__lte=until)
    return {
        item_id: (Done(done), Effect(effect) if effect else None)
        for item_id, done, effect in rows.values_list("item_id", "done", "effect")
    }


def _directions(framework: Framework) -> list[Direction]:
    return [direction for area in framework.areas for direction in area.directions]
