"""What becomes of the money that a municipality received: used, not used, or used in a way that is not permitted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.programmes.model import (
    AmountCap,
    PermittedCategories,
    PermittedKinds,
    Programme,
    ReasonRequired,
    Rule,
    ShareCap,
    WithinYear,
)
from kompetenslyft.core.spending.built_in import costs_of_another_purpose
from kompetenslyft.core.spending.case import Case, Line, counts
from kompetenslyft.core.spending.model import Activity, Part
from kompetenslyft.core.spending.rules import (
    CHECKS,
    amount_cap_covers,
    amount_limit,
    breaks_permitted_categories,
    breaks_permitted_kinds,
    breaks_reason_required,
    breaks_within_year,
    rules_in_force,
    share_cap_covers,
    share_limit,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one purpose's money, in whole kronor: received = used + unused + not_permitted, none below 0.

    ``spent``: the costs of activities carried out or called off; ``permitted``: that part of them which the rules
    allow. ``findings``: the hard rules that something was against.
    """

    received: int
    used: int
    unused: int
    not_permitted: int
    spent: int
    permitted: int
    findings: tuple[Finding, ...] = ()

    @property
    def to_repay(self) -> int:
        return self.unused + self.not_permitted

    @property
    def own_money(self) -> int:
        """Costs that the grant did not pay: they are the municipality's own."""
        return self.spent - self.used - self.not_permitted


def settle(
    programme: Programme,
    activities: Sequence[Activity],
    *,
    unit: str,
    received: Mapping[str, int],
    inventory_before: bool = False,
) -> Mapping[str, Outcome]:
    """What becomes of each purpose's money, by purpose. The order of the activities does not matter.

    Costs of planned activities are not spent. A cost against a hard rule is not permitted, once, however many rules
    it is against. What is left fills the caps, costs under the fewest caps first; what finds no room is not
    permitted. The grant pays permitted costs first, so that whoever spent the whole grant as permitted repays
    nothing; then not permitted ones, which are repaid. The rest of the costs are the municipality's own.
    """
    spent = [_of_unit(activity, unit) for activity in activities if counts(activity)]
    case = Case(programme, spent, unit, received, inventory_before=inventory_before)
    hard = [rule for rule in rules_in_force(programme) if rule.severity is Severity.HARD]
    return {
        purpose.id: _outcome(_of_purpose(case, purpose.id), hard, received.get(purpose.id, 0))
        for purpose in programme.purposes
    }


def _outcome(case: Case, hard: Sequence[Rule], received: int) -> Outcome:
    lines = list(case.lines())
    spent = sum(line.amount for line in lines)
    clean = [
        line for line in lines if not _is_misplaced(case, line) and not any(_breaks(r, line) for r in hard)
    ]
    permitted = _within_caps(case, clean, [rule for rule in hard if isinstance(rule, ShareCap | AmountCap)])
    used = min(received, permitted)
    not_permitted = min(received - used, spent - permitted)
    return Outcome(
        received=received,
        used=used,
        unused=received - used - not_permitted,
        not_permitted=not_permitted,
        spent=spent,
        permitted=permitted,
        findings=(
            *(finding for rule in hard for finding in CHECKS[rule.rule](rule, case)),
            *costs_of_another_purpose(case),
        ),
    )


def _within_caps(case: Case, lines: Sequence[Line], caps: Sequence[ShareCap | AmountCap]) -> int:
    """How many kronor find room under the caps.

    Costs are summed by which caps hold them, so that the order of activities cannot matter. Costs that fewer caps
    hold come first: a krona under two caps takes room from both. Among as many, those under the cap written first.
    """
    room = [_room(case, cap) for cap in caps]
    sums: dict[tuple[int, ...], int] = defaultdict(int)
    for line in lines:
        sums[tuple(place for place, cap in enumerate(caps) if _covers(cap, line))] += line.amount
    permitted = 0
    for held in sorted(sums, key=lambda places: (len(places), places)):
        fits = min([sums[held], *(room[place] for place in held)])
        permitted += fits
        for place in held:
            room[place] -= fits
    return permitted


def _room(case: Case, cap: ShareCap | AmountCap) -> int:
    """The whole kronor that fit under the cap. Costs are whole kronor, so half a krona holds none."""
    if isinstance(cap, ShareCap):
        return int(share_limit(cap, case.received) // 1)
    return amount_limit(cap, inventory_before=case.inventory_before)


def _covers(cap: ShareCap | AmountCap, line: Line) -> bool:
    return share_cap_covers(cap, line) if isinstance(cap, ShareCap) else amount_cap_covers(cap, line)


def _breaks(rule: Rule, line: Line) -> bool:
    """Whether the whole cost is against the rule. Caps are not judged a cost at a time."""
    match rule:
        case WithinYear():
            return breaks_within_year(rule, line.activity)
        case PermittedKinds():
            return breaks_permitted_kinds(rule, line)
        case PermittedCategories():
            return breaks_permitted_categories(rule, line)
        case ReasonRequired():
            return breaks_reason_required(rule, line.activity)
        case ShareCap() | AmountCap():
            return False


def _is_misplaced(case: Case, line: Line) -> bool:
    """Whether the cost's category belongs to another purpose."""
    owners = {category.id: category.purpose for category in case.programme.cost_categories}
    return owners.get(line.cost.category) not in (None, line.cost.purpose)


def _of_unit(activity: Activity, unit: str) -> Activity:
    return replace(activity, parts=tuple(part for part in activity.parts if part.unit == unit))


def _of_purpose(case: Case, purpose: str) -> Case:
    """The case with that purpose's costs alone, and the activities that have any."""
    chosen = []
    for activity in case.activities:
        parts = tuple(
            Part(part.unit, {cost: amount for cost, amount in part.costs.items() if cost.purpose == purpose})
            for part in activity.parts
        )
        if any(amount for part in parts for amount in part.costs.values()):
            chosen.append(replace(activity, parts=parts))
    return replace(case, activities=chosen)
