"""Activities between their rows and the values that rules take."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kompetenslyft.apps.grants.models import Activity, ActivityPart
from kompetenslyft.core.frameworks.model import Framework
from kompetenslyft.core.programmes.model import Programme
from kompetenslyft.core.spending.model import GROUPS, Cooperation, Cost, Part, State
from kompetenslyft.core.spending.model import Activity as ActivityValue
from kompetenslyft.exchange.definitions import framework

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

_GROUPS = {group.key: group for group in GROUPS}


def framework_of(programme: Programme) -> Framework | None:
    """The competence framework that the programme's activities are sorted by."""
    return framework(programme.framework) if programme.framework else None


def ref_of(row: Activity, unit_code: str) -> str:
    """What a municipality calls the activity by: «3» for its own, «0180-3» for another's that it takes part in."""
    return str(row.number) if row.unit.code == unit_code else f"{row.unit.code}-{row.number}"


def value_of(row: Activity, *, unit_code: str) -> ActivityValue:
    """The row and its parts as a value, called as the municipality calls it. Reads ``unit`` and ``parts__unit``."""
    return ActivityValue(
        title=row.title,
        kind=row.kind,
        state=State(row.state),
        starts=row.starts,
        ends=row.ends,
        parts=tuple(_part(part) for part in sorted(row.parts.all(), key=lambda part: part.unit.code)),
        provider=row.provider,
        cooperation=frozenset(Cooperation(form) for form in row.cooperation),
        directions=frozenset(row.directions),
        hours=row.hours,
        credits=row.credits,
        qualifying=row.qualifying,
        total_sek=row.total_sek,
        reason=row.reason,
        not_carried_out_because=row.not_carried_out_because,
        ref=ref_of(row, unit_code),
    )


def write_value(row: Activity, value: ActivityValue) -> None:
    """Set the row's fields from the value; nothing is saved."""
    row.title = value.title
    row.kind = value.kind
    row.state = value.state.value
    row.starts = value.starts
    row.ends = value.ends
    row.provider = value.provider
    row.cooperation = [form.value for form in Cooperation if form in value.cooperation]
    row.directions = sorted(value.directions)
    row.hours = value.hours
    row.credits = value.credits
    row.qualifying = value.qualifying
    row.total_sek = value.total_sek
    row.reason = value.reason
    row.not_carried_out_because = value.not_carried_out_because


def write_parts(row: Activity, parts: Collection[Part], units: Mapping[str, Organisation]) -> None:
    """Save the parts, and delete those of municipalities that are no longer there. ``units`` by official code."""
    row.parts.exclude(unit__code__in=[part.unit for part in parts]).delete()
    ActivityPart.objects.bulk_create(
        [
            ActivityPart(
                activity=row,
                unit=units[part.unit],
                costs=_stored_costs(part.costs),
                participants={group.key: count for group, count in part.participants.items()},
            )
            for part in parts
        ],
        update_conflicts=True,
        unique_fields=["activity", "unit"],
        update_fields=["costs", "participants"],
    )


def _part(row: ActivityPart) -> Part:
    return Part(
        unit=row.unit.code,
        costs={
            Cost(purpose, category): amount
            for purpose, by_category in row.costs.items()
            for category, amount in by_category.items()
        },
        participants={_GROUPS[key]: count for key, count in row.participants.items()},
    )


def _stored_costs(costs: Mapping[Cost, int]) -> dict[str, dict[str, int]]:
    stored: dict[str, dict[str, int]] = {}
    for cost, amount in costs.items():
        stored.setdefault(cost.purpose, {})[cost.category] = amount
    return stored
