"""The rules of a programme year over a municipality's activities: what they find, with figures.

One function a rule, found in ``CHECKS`` by the rule's type. Rules that hold whatever the programme says are in
``built_in``. Money is compared exactly, in integers: 50 % of 101 kr is 50,50 kr, and 51 kr is over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from kompetenslyft.core.findings import Finding
from kompetenslyft.core.numbers import format_fraction
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
from kompetenslyft.core.spending.built_in import BUILT_IN
from kompetenslyft.core.spending.case import (
    Case,
    Line,
    by_language,
    field_of,
    name_of,
    rule_finding,
    sek,
)
from kompetenslyft.core.spending.model import Activity, State
from kompetenslyft.core.text import Text


def check_spending(
    programme: Programme,
    activities: Sequence[Activity],
    *,
    unit: str,
    received: Mapping[str, int],
    staff: int | None = None,
    inventory_before: bool = False,
    on: date | None = None,
) -> tuple[Finding, ...]:
    """Everything to say about a municipality's spending, the programme's rules first, in the order they are written.

    ``unit``: official code. ``received``: kronor by purpose. ``staff``: full-time equivalents of those who can take
    part, rounded up. ``on``: the day the question is put. Costs of planned activities count here, so that what would
    go wrong shows before it has. A finding's cells are ``<activity>.<field>``, the activity called by its ``ref`` and
    the field by its key.
    """
    case = Case(programme, activities, unit, received, staff, inventory_before, on)
    found: list[Finding] = []
    for rule in rules_in_force(programme):
        found += CHECKS[rule.rule](rule, case)
    for check in BUILT_IN:
        found += check(case)
    return tuple(found)


def rules_in_force(programme: Programme) -> tuple[Rule, ...]:
    """The rules that hold at some time in the programme's year; each then binds the whole year's money."""
    first, last = date(programme.year, 1, 1), date(programme.year, 12, 31)
    return tuple(
        rule
        for rule in programme.rules
        if rule.valid_from <= last and (rule.valid_to is None or rule.valid_to >= first)
    )


def share_cap_covers(rule: ShareCap, line: Line) -> bool:
    """Whether the cost is among those that the cap holds together. One that is both kind and category is one cost."""
    return line.cost.purpose == rule.purpose and (
        line.cost.category in rule.categories or line.activity.kind in rule.kinds
    )


def amount_cap_covers(rule: AmountCap, line: Line) -> bool:
    """Whether the cost is among those that the cap holds together."""
    return line.cost.purpose == rule.purpose and line.cost.category in rule.categories


def share_limit(rule: ShareCap, received: Mapping[str, int]) -> Fraction:
    """The exact amount that the costs may come to, in kronor."""
    return Fraction(rule.percent * received.get(rule.purpose, 0), 100)


def amount_limit(rule: AmountCap, *, inventory_before: bool) -> int:
    """What the costs may come to, in kronor: nothing where the permission is for a first inventory and this is none."""
    return 0 if rule.first_inventory_only and inventory_before else rule.amount_sek


def breaks_within_year(rule: WithinYear, activity: Activity) -> bool:
    """Whether the activity begins before or ends after the permitted days."""
    return activity.starts < rule.first or activity.ends > rule.last


def breaks_permitted_kinds(rule: PermittedKinds, line: Line) -> bool:
    """Whether the purpose's money paid for an activity of another kind."""
    return line.cost.purpose == rule.purpose and line.activity.kind not in rule.kinds


def breaks_permitted_categories(rule: PermittedCategories, line: Line) -> bool:
    """Whether the purpose's money paid a cost of another category."""
    return line.cost.purpose == rule.purpose and line.cost.category not in rule.categories


def breaks_reason_required(rule: ReasonRequired, activity: Activity) -> bool:
    """Whether a reason is asked for and none is written."""
    return activity.kind in rule.kinds and not activity.reason.strip()


def _share_cap(rule: ShareCap, case: Case) -> Iterator[Finding]:
    lines = [line for line in case.lines() if share_cap_covers(rule, line)]
    total, limit = sum(line.amount for line in lines), share_limit(rule, case.received)
    if total <= limit:
        return
    received = case.received.get(rule.purpose, 0)

    def figures(language: str) -> str:
        names = _names(case.programme, rule, language)
        over = _kronor(total - limit, language)
        return by_language(
            language,
            f"{names} är tillsammans {sek(total, 'sv')}. Högst {rule.percent} procent av mottagna "
            f"{sek(received, 'sv')} får användas så, det är {_kronor(limit, 'sv')}. Det är {over} för mycket.",
            f"{names} come to {sek(total, 'en')} together. At most {rule.percent} per cent of the "
            f"{sek(received, 'en')} received may be used so, that is {_kronor(limit, 'en')}. It is {over} too much.",
        )

    yield rule_finding(rule, figures, *(case.cell(line) for line in lines))


def _amount_cap(rule: AmountCap, case: Case) -> Iterator[Finding]:
    lines = [line for line in case.lines() if amount_cap_covers(rule, line)]
    total = sum(line.amount for line in lines)
    limit = amount_limit(rule, inventory_before=case.inventory_before)
    if total <= limit:
        return

    def figures(language: str) -> str:
        names = _labels(case.programme, rule.categories, language)
        if rule.first_inventory_only and case.inventory_before:
            return by_language(
                language,
                f"{names} är {sek(total, 'sv')}, men kommunen har gjort en inventering ett tidigare år.",
                f"{names} come to {sek(total, 'en')}, but the municipality made an inventory in an earlier year.",
            )
        return by_language(
            language,
            f"{names} är {sek(total, 'sv')}. Högst {sek(limit, 'sv')} får användas så. "
            f"Det är {sek(total - limit, 'sv')} för mycket.",
            f"{names} come to {sek(total, 'en')}. At most {sek(limit, 'en')} may be used so. "
            f"It is {sek(total - limit, 'en')} too much.",
        )

    yield rule_finding(rule, figures, *(case.cell(line) for line in lines))


def _within_year(rule: WithinYear, case: Case) -> Iterator[Finding]:
    for activity in case.activities:
        spent = case.spent(activity)
        called_off = activity.state is State.NOT_CARRIED_OUT and not spent
        if called_off or not breaks_within_year(rule, activity):
            continue

        def figures(language: str, activity: Activity = activity, spent: int = spent) -> str:
            days = f"{activity.starts.isoformat()}–{activity.ends.isoformat()}"
            permitted = f"{rule.first.isoformat()}–{rule.last.isoformat()}"
            name = name_of(activity).in_language(language)
            return by_language(
                language,
                f"{name}: pågår {days}, utanför {permitted}. Dess kostnader är {sek(spent, 'sv')}.",
                f"{name}: runs {days}, outside {permitted}. Its costs are {sek(spent, 'en')}.",
            )

        late, early = activity.ends > rule.last, activity.starts < rule.first
        cells = [field_of(activity, key) for key, wrong in (("starts", early), ("ends", late)) if wrong]
        yield rule_finding(rule, figures, *cells, about=activity.ref)


def _permitted_kinds(rule: PermittedKinds, case: Case) -> Iterator[Finding]:
    kinds = {kind.id: kind.label for kind in case.programme.activity_kinds}
    for activity in case.activities:
        lines = [line for line in case.lines_of(activity) if breaks_permitted_kinds(rule, line)]
        total = sum(line.amount for line in lines)
        if not lines:
            continue

        def figures(language: str, activity: Activity = activity, total: int = total) -> str:
            name, kind = name_of(activity).in_language(language), kinds[activity.kind].in_language(language)
            purpose = case.purpose_title(rule.purpose).in_language(language)
            return by_language(
                language,
                f"{name}: {sek(total, 'sv')} av medlen för «{purpose}» har gått till «{kind}», "
                "som de inte får användas till.",
                f"{name}: {sek(total, 'en')} of the money for “{purpose}” went to “{kind}”, "
                "which it may not be used for.",
            )

        cells = (field_of(activity, "kind"), *(case.cell(line) for line in lines))
        yield rule_finding(rule, figures, *cells, about=activity.ref)


def _permitted_categories(rule: PermittedCategories, case: Case) -> Iterator[Finding]:
    for activity in case.activities:
        lines = [line for line in case.lines_of(activity) if breaks_permitted_categories(rule, line)]
        total = sum(line.amount for line in lines)
        if not lines:
            continue

        def figures(
            language: str, activity: Activity = activity, lines: Sequence[Line] = lines, total: int = total
        ) -> str:
            name = name_of(activity).in_language(language)
            names = _labels(case.programme, [line.cost.category for line in lines], language)
            purpose = case.purpose_title(rule.purpose).in_language(language)
            return by_language(
                language,
                f"{name}: {sek(total, 'sv')} av medlen för «{purpose}» har gått till {names}, "
                "som de inte får betala.",
                f"{name}: {sek(total, 'en')} of the money for “{purpose}” went to {names}, which it may not pay.",
            )

        yield rule_finding(rule, figures, *(case.cell(line) for line in lines), about=activity.ref)


def _reason_required(rule: ReasonRequired, case: Case) -> Iterator[Finding]:
    kinds = {kind.id: kind.label for kind in case.programme.activity_kinds}
    for activity in case.activities:
        if activity.state is State.NOT_CARRIED_OUT or not breaks_reason_required(rule, activity):
            continue

        def figures(language: str, activity: Activity = activity) -> str:
            name, kind = name_of(activity).in_language(language), kinds[activity.kind].in_language(language)
            spent = sek(case.spent(activity), language)
            return by_language(
                language,
                f"{name}: {spent} har gått till «{kind}» utan att valet är motiverat. Skriv varför ni valde den.",
                f"{name}: {spent} went to “{kind}” without a reason for the choice. Write why you chose it.",
            )

        yield rule_finding(rule, figures, field_of(activity, "reason"), about=activity.ref)


CHECKS: Mapping[str, Callable[[Any, Case], Iterator[Finding]]] = {
    "share_cap": _share_cap,
    "amount_cap": _amount_cap,
    "within_year": _within_year,
    "permitted_kinds": _permitted_kinds,
    "permitted_categories": _permitted_categories,
    "reason_required": _reason_required,
}
"""The function of each type of rule."""


def _names(programme: Programme, rule: ShareCap, language: str) -> str:
    """Everything that the cap holds together, categories and kinds."""
    kinds = {kind.id: kind.label for kind in programme.activity_kinds}
    named = [_quoted(kinds[kind], language) for kind in rule.kinds]
    return _joined([*_quoted_categories(programme, rule.categories, language), *named], language)


def _labels(programme: Programme, categories: Sequence[str], language: str) -> str:
    return _joined(_quoted_categories(programme, categories, language), language)


def _quoted_categories(programme: Programme, categories: Sequence[str], language: str) -> list[str]:
    labels = {one.id: one.label for one in programme.cost_categories}
    return [_quoted(labels[category], language) for category in categories]


def _quoted(label: Text, language: str) -> str:
    return by_language(language, f"«{label.sv}»", f"“{label.en}”")


def _joined(names: Sequence[str], language: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {by_language(language, 'och', 'and')} {names[-1]}"


def _kronor(amount: Fraction, language: str) -> str:
    """An exact amount, with öre where there are any: «1 528 443,50 kr»."""
    if amount.denominator == 1:
        return sek(int(amount), language)
    text = format_fraction(amount, language, 2)
    return by_language(language, f"{text}\u00a0kr", f"SEK\u00a0{text}")
