"""What waits for somebody in the programme years that are not closed, all years together.

For the start page. Each takes a constant number of queries, whatever the number of municipalities.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants.models import (
    Entitlement,
    JointReportMember,
    LedgerPosting,
    PayeeAccount,
    PaymentLine,
    ProgrammeYear,
    Settlement,
)
from kompetenslyft.apps.grants.queries import activities
from kompetenslyft.apps.grants.queries.inventories import INVENTORY
from kompetenslyft.core.ledger.model import Account
from kompetenslyft.core.spending.settle import settle
from kompetenslyft.core.workflow.returns import Status

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.organisations.models import Organisation

_ANSWERED = frozenset({Status.SIGNED, Status.ACCEPTED, Status.NIL})


@dataclass(frozen=True, slots=True)
class Waits:
    """So many municipalities, and the whole kronor that it is about."""

    units: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class OfficersYear:
    """What waits for the agency in a year."""

    year: ProgrammeYear
    payable: Waits
    """Owed, in no payment, with an account to pay to."""
    ready: int
    """Municipalities that can be settled."""
    to_invoice: Waits
    overdue: Waits
    """Invoiced, and the due date is past."""


def of_officers(on: date) -> list[OfficersYear]:
    """Every year that is not closed, latest first. Seven queries at most."""
    years = _open_years()
    if not years:
        return []
    payable = _payable(years)
    standing = [one for one in _standing(years) if one.to_repay > one.repaid]
    ready = _ready(years)
    found = []
    for year in years:
        of_year = [one for one in standing if one.year_id == year.pk and one.unit_id not in ready[year.pk]]
        found.append(
            OfficersYear(
                year=year,
                payable=payable.get(year.pk, Waits()),
                ready=len(ready[year.pk]),
                to_invoice=_sum(one for one in of_year if one.invoiced_at is None),
                overdue=_sum(one for one in of_year if one.invoice_due is not None and one.invoice_due < on),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Repayment:
    """What one municipality is to repay by one invoice, or is about to be invoiced for: number empty, due None."""

    year: ProgrammeYear
    unit: Organisation
    amount: int
    number: str
    due: date | None


def repayments(unit_ids: Collection[int]) -> list[Repayment]:
    """What the municipalities (ids) are to repay, by year, municipality and invoice. Two queries."""
    years = {year.pk: year for year in _open_years()}
    sums: dict[tuple[int, Organisation, str, date | None], int] = defaultdict(int)
    for one in _standing(years.values()).filter(unit__in=unit_ids):
        if one.to_repay > one.repaid:
            sums[one.year_id, one.unit, one.invoice_number, one.invoice_due] += one.to_repay - one.repaid
    return [
        Repayment(years[year_id], unit, amount, number, due)
        for (year_id, unit, number, due), amount in sums.items()
    ]


def questions(unit_ids: Collection[int]) -> list[JointReportMember]:
    """What others ask the municipalities (ids): whether they may report for them. One query."""
    return list(
        JointReportMember.objects.filter(
            unit__in=unit_ids,
            agreed_at=None,
            left_at=None,
            report__ended_at=None,
            year__closed_at=None,
        ).select_related("unit", "year", "report__lead")
    )


@dataclass(frozen=True, slots=True)
class NotPermitted:
    """What a municipality would have to repay for breaking rules, if its report were settled as it is."""

    year: ProgrammeYear
    report: Return
    amount: int


def not_permitted(unit_ids: Collection[int], on: date) -> list[NotPermitted]:
    """The municipalities (ids) whose report can be changed on the day and would give something to repay.

    Two queries, and six for each year that one of them can report in now.
    """
    years = [year for year in _open_years() if year.report_round is not None]
    if not years or not unit_ids:
        return []
    by_round = {year.report_round_id: year for year in years}
    changeable: dict[int, list[Return]] = defaultdict(list)
    for (round_id, _unit_id), report in collection.returns_in(list(by_round), unit_ids).items():
        if collection.lock_of(report, on) is None:
            changeable[round_id].append(report)
    return [
        found
        for round_id, reports in changeable.items()
        for found in _not_permitted(by_round[round_id], reports)
    ]


def _not_permitted(year: ProgrammeYear, reports: Sequence[Return]) -> list[NotPermitted]:
    ids = [report.unit_id for report in reports]
    spent, received = activities.core_activities(year, ids), activities.received(year, ids)
    inventoried = collection.units_counted_before(year.programme.year, INVENTORY)
    found = []
    for report in reports:
        outcomes = settle(
            year.programme,
            spent[report.unit_id],
            unit=report.unit.code,
            received=received[report.unit_id],
            inventory_before=report.unit_id in inventoried,
        )
        if amount := sum(outcome.not_permitted for outcome in outcomes.values()):
            found.append(NotPermitted(year, report, amount))
    return found


def _open_years() -> list[ProgrammeYear]:
    found = ProgrammeYear.objects.filter(closed_at=None).select_related("requisition_round", "report_round")
    return sorted(found, key=lambda one: (-one.programme.year, one.code))


def _sum(settlements: Iterable[Settlement]) -> Waits:
    found = list(settlements)
    return Waits(len({one.unit_id for one in found}), sum(one.to_repay - one.repaid for one in found))


def _payable(years: Sequence[ProgrammeYear]) -> dict[int, Waits]:
    in_payment = PaymentLine.objects.filter(entitlement=OuterRef("pk"), stands=True)
    account = PayeeAccount.objects.filter(
        unit=OuterRef("unit"), ended_at__isnull=True, confirmed_at__isnull=False
    )
    sums = (
        Entitlement.standing.filter(~Exists(in_payment), Exists(account), year__in=years)
        .order_by()
        .values_list("year_id")
        .annotate(units=Count("unit", distinct=True), owed=Sum("amount"))
    )
    return {year_id: Waits(units, amount) for year_id, units, amount in sums}


def _standing(years: Collection[ProgrammeYear]) -> QuerySet[Settlement]:
    """The settlements of the years that none has been made after."""
    later = Settlement.objects.filter(
        year=OuterRef("year"),
        unit=OuterRef("unit"),
        purpose=OuterRef("purpose"),
        number__gt=OuterRef("number"),
    )
    found = Settlement.objects.filter(~Exists(later), year__in=years).select_related("unit")
    return found.order_by("unit__code", "purpose")


def _ready(years: Sequence[ProgrammeYear]) -> Mapping[int, set[int]]:
    """The municipalities (ids) of each year that can be settled, or settled anew: by who reports for them."""
    held = LedgerPosting.objects.filter(entry__year__in=years, account=Account.HELD).order_by()
    unsettled = {
        (year_id, unit_id): amount > 0
        for year_id, unit_id, amount in held.values_list("entry__year_id", "entry__unit_id").annotate(
            total=Sum("amount")
        )
    }
    leads = dict(_leads(years))
    reports = collection.returns_in([year.report_round_id for year in years if year.report_round_id])
    rounds = {year.pk: year.report_round_id for year in years}
    ready: dict[int, set[int]] = defaultdict(set)
    for (year_id, unit_id), waits in unsettled.items():
        report = reports.get((rounds[year_id] or 0, leads.get((year_id, unit_id), unit_id)))
        if report is None:
            continue
        if report.state is Status.SIGNED or (waits and report.state in _ANSWERED):
            ready[year_id].add(unit_id)
    return ready


def _leads(years: Sequence[ProgrammeYear]) -> list[tuple[tuple[int, int], int]]:
    members = JointReportMember.objects.filter(
        year__in=years, agreed_at__isnull=False, left_at__isnull=True, report__ended_at__isnull=True
    )
    return [
        ((year_id, unit_id), lead_id)
        for year_id, unit_id, lead_id in members.values_list("year_id", "unit_id", "report__lead_id")
    ]
