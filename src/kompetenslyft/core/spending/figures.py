"""The figures of one municipality's report-back, counted from its activities and its payments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kompetenslyft.core.instruments.model import Instrument, Values
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.case import costs_of, counts, participants_of
from kompetenslyft.core.spending.model import Activity, Role, State
from kompetenslyft.core.spending.settle import settle

_PARTICIPANTS = {Role.CASEWORKER: "participants_caseworkers", Role.TEAM_LEADER: "participants_team_leaders"}


def report_figures(
    programme: Programme,
    instrument: Instrument,
    activities: Sequence[Activity],
    *,
    unit: str,
    received: Mapping[str, int],
    inventory_before: bool = False,
) -> Values:
    """The given cells of the municipality's report: every one that the instrument has, 0 where there is nothing.

    Kronor by purpose and category as ``settle`` and the costs have them; activities counted that were carried out. A
    joint activity counts as one in each municipality that has a part, with that part's costs and participants. An
    activity about several directions counts under each. ``trained_people_<area>`` counts persons, ``trained_<area>``
    activities.
    """
    outcomes = settle(programme, activities, unit=unit, received=received, inventory_before=inventory_before)
    figures: Counter[str] = Counter()
    for purpose, outcome in outcomes.items():
        figures[f"received.{purpose}"] = outcome.received
        figures[f"used.{purpose}"] = outcome.used
        figures[f"unused.{purpose}"] = outcome.unused
        figures[f"not_permitted.{purpose}"] = outcome.not_permitted
    directions: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for activity in activities:
        if all(part.unit != unit for part in activity.parts):
            continue
        if counts(activity):
            for cost, amount in costs_of(activity, unit).items():
                figures[f"cost.{cost.category}"] += amount
        figures["not_carried_out"] += activity.state is State.NOT_CARRIED_OUT
        if activity.state is State.CARRIED_OUT:
            figures += _carried_out(activity, unit)
            participants = sum(participants_of(activity, unit).values())
            directions.update(activity.directions)
            people.update(dict.fromkeys(activity.directions, participants))
    return {
        key: _of_direction(key, directions, people) if key.startswith("trained") else figures[key]
        for key, spec in instrument.cells.items()
        if spec.given
    }


def _carried_out(activity: Activity, unit: str) -> Counter[str]:
    figures: Counter[str] = Counter()
    figures[f"activities.{activity.kind}"] = 1
    figures["activities_with_credits"] = int(bool(activity.credits))
    figures["qualifying"] = int(activity.qualifying)
    for form in activity.cooperation:
        figures[f"cooperation.{form.value}"] = 1
    for group, number in participants_of(activity, unit).items():
        figures[f"{_PARTICIPANTS[group.role]}.{group.degree.value}.{group.band.value}"] += number
    return figures


def _of_direction(key: str, directions: Counter[str], people: Counter[str]) -> int:
    question, _, direction = key.rpartition(".")
    return people[direction] if question.startswith("trained_people") else directions[direction]
