"""From stored rows to the allocation's own values, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kompetenslyft.apps.grants.keys import exact_values
from kompetenslyft.apps.grants.models import KeyTable, Scenario
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.allocation.model import AllocationModel, GroupWeights, Mix, Proportional, Unit

COUNTY = "county"
"""The grouping that every municipality has: its county's two-digit code."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that an allocation is computed from."""

    model: AllocationModel
    amount: int
    units: tuple[Unit, ...]
    keys: Mapping[str, Mapping[str, Fraction]]


def inputs_of(scenario: Scenario) -> Inputs:
    """What the scenario was computed from, as it stood then. One query."""
    return Inputs(
        model_of(scenario),
        scenario.amount,
        tuple(Unit(code, scenario.groups.get(code, {})) for code in sorted(scenario.result)),
        values_by_key(scenario.keys.all()),
    )


def model_of(scenario: Scenario) -> AllocationModel:
    """The scenario's model."""
    return AllocationModel.model_validate(scenario.steps)


def values_by_key(tables: Iterable[KeyTable]) -> dict[str, dict[str, Fraction]]:
    """Exact values by key and official code."""
    return {table.key: exact_values(table) for table in tables}


def keys_needed(model: AllocationModel) -> tuple[str, ...]:
    """The keys that the model divides by, in its order, each once."""
    named: dict[str, None] = {}
    for step in model.steps:
        if isinstance(step, Proportional):
            named[step.key] = None
        elif isinstance(step, Mix):
            named.update(dict.fromkeys(part.key for part in step.parts))
    return tuple(named)


def weighs_groups(model: AllocationModel) -> bool:
    """Whether the model weighs by municipality group."""
    return any(isinstance(step, GroupWeights) for step in model.steps)


def county_groups(on: date) -> dict[str, dict[str, str]]:
    """The municipalities of the day with the groups that they are in, by official code. One query."""
    found = organisations.municipalities(on)
    return {one.code: {COUNTY: one.county_id or ""} for one in found}
