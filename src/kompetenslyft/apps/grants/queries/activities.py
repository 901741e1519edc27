"""Reading activities: a municipality's own and those it takes part in, with what they come to.

Whoever shows what these give to a user asks ``access`` first. Each takes a constant number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet, Sum

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.activity_records import value_of
from kompetenslyft.apps.grants.models import (
    Activity,
    ActivityChange,
    Entitlement,
    LedgerPosting,
    ProgrammeYear,
)
from kompetenslyft.apps.grants.queries.inventories import inventory_of
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.ledger.model import Account, LedgerEvent
from kompetenslyft.core.spending.caps import CapUse, cap_uses
from kompetenslyft.core.spending.model import Activity as ActivityValue
from kompetenslyft.core.spending.model import Cost, State
from kompetenslyft.core.spending.rules import check_spending
from kompetenslyft.core.spending.settle import Outcome, settle

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


def activities(year: ProgrammeYear, unit: Organisation, *, removed: bool = False) -> list[Activity]:
    """The municipality's own activities and the joint ones it has a part of, own first. Three queries.

    With ``removed``, its own that it has removed instead.
    """
    found = _rows(year)
    if removed:
        return list(found.filter(unit=unit, removed_at__isnull=False).order_by("number"))
    rows = found.filter(parts__unit=unit, removed_at__isnull=True).order_by("unit__code", "number")
    return sorted(rows, key=lambda row: (row.unit_id != unit.pk, row.unit.code, row.number))


def activity_for(by: Caller, year: ProgrammeYear, unit: Organisation, ref: str, on: date) -> Activity:
    """The activity that the municipality calls ``ref`` («3», «0180-3»), removed or not, if the caller may see it.

    Raises Refused (E101).
    """
    access.check_may_see(by, unit, on)
    code, _, number = ref.rpartition("-")
    if not number.isascii() or not number.isdecimal() or len(number) > 6:
        raise access.not_found()
    row = _rows(year).filter(unit__code=code or unit.code, number=int(number), parts__unit=unit).first()
    if row is None:
        raise access.not_found()
    return row


def core_activities(year: ProgrammeYear, unit_ids: Collection[int]) -> dict[int, tuple[ActivityValue, ...]]:
    """The activities that each municipality (id) has a part of, called as it calls them. Three queries.

    Every id asked for is there; removed activities are not.
    """
    own_first: dict[int, list[tuple[bool, str, int, ActivityValue]]] = {unit_id: [] for unit_id in unit_ids}
    rows = _rows(year).filter(parts__unit__in=unit_ids, removed_at__isnull=True).distinct()
    for row in rows:
        for part in row.parts.all():
            if part.unit_id in own_first:
                value = value_of(row, unit_code=part.unit.code)
                own_first[part.unit_id].append(
                    (row.unit_id != part.unit_id, row.unit.code, row.number, value)
                )
    return {
        unit_id: tuple(found[-1] for found in sorted(mine, key=lambda one: one[:3]))
        for unit_id, mine in own_first.items()
    }


def received(year: ProgrammeYear, unit_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """What each municipality (id) has received or is owed, in kronor by every purpose of the year. One query."""
    sums = _nothing(year, unit_ids)
    found = Entitlement.standing.filter(year=year, unit__in=unit_ids).order_by()
    for unit_id, purpose, amount in found.values_list("unit_id", "purpose").annotate(total=Sum("amount")):
        sums[unit_id][purpose] = amount
    return sums


def paid(year: ProgrammeYear, unit_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """What has been paid to each municipality (id), in kronor by every purpose of the year. One query."""
    sums = _nothing(year, unit_ids)
    found = LedgerPosting.objects.filter(
        entry__year=year, entry__event=LedgerEvent.PAID, entry__unit__in=unit_ids, account=Account.HELD
    ).order_by()
    rows = found.values_list("entry__unit_id", "entry__purpose").annotate(total=Sum("amount"))
    for unit_id, purpose, amount in rows:
        sums[unit_id][purpose] = amount
    return sums


@dataclass(frozen=True, slots=True)
class Situation:
    """A municipality's spending in a year as it stands. Amounts are whole kronor.

    ``costs`` are those of activities carried out or not, ``planned`` those of activities still planned. ``outcomes``:
    what a settlement today would come to, by purpose; its ``unused`` is what is left.
    """

    received: Mapping[str, int]
    """What it has received or is owed."""
    paid: Mapping[str, int]
    costs: Mapping[Cost, int]
    planned: Mapping[Cost, int]
    outcomes: Mapping[str, Outcome]
    findings: tuple[Finding, ...]
    caps: tuple[CapUse, ...]
    activities: tuple[ActivityValue, ...]

    def findings_on(self, ref: str) -> tuple[Finding, ...]:
        """The findings that name a field of one activity."""
        return tuple(
            finding for finding in self.findings if any(cell.startswith(f"{ref}.") for cell in finding.cells)
        )


def spending_situation(
    year: ProgrammeYear, unit: Organisation, on: date, *, instead: ActivityValue | None = None
) -> Situation:
    """How the municipality's spending stands on the day. Constant number of queries.

    ``instead``: an activity being typed; it takes the place of the one with its ``ref``, or comes last.
    """
    stored = core_activities(year, [unit.pk])[unit.pk]
    chosen = stored if instead is None else _with(stored, instead)
    amounts = received(year, [unit.pk])[unit.pk]
    inventory = inventory_of(year, unit)
    programme = year.programme
    return Situation(
        received=amounts,
        paid=paid(year, [unit.pk])[unit.pk],
        costs=_costs(chosen, unit.code, {State.CARRIED_OUT, State.NOT_CARRIED_OUT}),
        planned=_costs(chosen, unit.code, {State.PLANNED}),
        outcomes=settle(
            programme, chosen, unit=unit.code, received=amounts, inventory_before=inventory.earlier
        ),
        findings=check_spending(
            programme,
            chosen,
            unit=unit.code,
            received=amounts,
            staff=inventory.staff,
            inventory_before=inventory.earlier,
            on=on,
        ),
        caps=cap_uses(
            programme, chosen, unit=unit.code, received=amounts, inventory_before=inventory.earlier
        ),
        activities=chosen,
    )


def history(activity: Activity) -> list[ActivityChange]:
    """Every state that the activity has been saved in, newest first. One query."""
    return list(activity.changes.order_by("-revision"))


class Written(NamedTuple):
    """A field as it was and as it became; None is blank."""

    key: str
    before: object
    after: object


def written(changes: Sequence[ActivityChange]) -> list[tuple[ActivityChange, list[Written]]]:
    """What each change wrote, against the one before it; ``changes`` newest first, as ``history`` gives them."""
    result = []
    for place, change in enumerate(changes):
        before = changes[place + 1].content["entries"] if place + 1 < len(changes) else {}
        after = change.content["entries"]
        keys = sorted(before.keys() | after.keys())
        differing = [key for key in keys if before.get(key) != after.get(key)]
        result.append((change, [Written(key, before.get(key), after.get(key)) for key in differing]))
    return result


def _nothing(year: ProgrammeYear, unit_ids: Collection[int]) -> dict[int, dict[str, int]]:
    purposes = [purpose.id for purpose in year.programme.purposes]
    return {unit_id: dict.fromkeys(purposes, 0) for unit_id in unit_ids}


def _rows(year: ProgrammeYear) -> QuerySet[Activity]:
    return (
        Activity.objects.filter(year=year)
        .select_related("unit", "year")
        .prefetch_related("parts__unit")
        .order_by("unit__code", "number")
    )


def _with(stored: Sequence[ActivityValue], typed: ActivityValue) -> tuple[ActivityValue, ...]:
    if any(one.ref == typed.ref for one in stored):
        return tuple(typed if one.ref == typed.ref else one for one in stored)
    return (*stored, typed)


def _costs(chosen: Sequence[ActivityValue], unit: str, states: Collection[State]) -> dict[Cost, int]:
    sums: dict[Cost, int] = defaultdict(int)
    for activity in chosen:
        for part in activity.parts:
            if part.unit == unit and activity.state in states:
                for cost, amount in part.costs.items():
                    sums[cost] += amount
    return dict(sums)
