"""Between the rows of a plan and the values that rules read."""

from __future__ import annotations

from kompetenslyft.apps.competence.models import Plan, PlanDecision, PlanItem
from kompetenslyft.core.competence.model import Mark
from kompetenslyft.core.competence.plan_versions import Version, from_content
from kompetenslyft.core.competence.planning import Item

_PLAIN = (
    "goal",
    "due",
    "activity",
    "responsible",
    "framework",
    "direction",
    "priority",
    "cost_sek",
    "people",
)


def value_of(row: PlanItem) -> Item:
    """The item of a row."""
    return Item(
        **{name: getattr(row, name) for name in _PLAIN}, target=Mark(row.target) if row.target else None
    )


def write_value(row: PlanItem, item: Item) -> None:
    """Give the row the item's values; it is not saved."""
    for name in _PLAIN:
        setattr(row, name, getattr(item, name))
    row.target = item.target or ""


def present_version(plan: Plan) -> Version:
    """The plan as it stands. One query, or none where ``items`` is prefetched."""
    rows = sorted(
        (row for row in plan.items.all() if row.removed_at is None), key=lambda row: (row.position, row.pk)
    )
    return Version(plan.title, plan.starts, plan.ends, plan.summary, {row.pk: value_of(row) for row in rows})


def last_decision(plan: Plan) -> PlanDecision | None:
    """The decision that stands. One query, or none where ``decisions`` is prefetched."""
    return max(plan.decisions.all(), key=lambda decision: decision.number, default=None)


def decided_version(plan: Plan) -> Version | None:
    """The plan as it was last decided; None where it never was."""
    decision = last_decision(plan)
    return None if decision is None else from_content(decision.content)


def version_for(plan: Plan, *, takes_part: bool) -> Version:
    """The plan as it stands for those who take part in it; for others as it was decided, if it was."""
    decided = None if takes_part else decided_version(plan)
    return decided or present_version(plan)
