"""Reading settlements: where each municipality stands, what it comes to, what is left before a year can be closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Sum

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.grants import access, settling
from kompetenslyft.apps.grants.models import LedgerPosting, ProgrammeYear, Repayment, Settlement
from kompetenslyft.apps.grants.queries.units import unit_for
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.ledger.model import Account
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.settlement.amounts import Amounts, by_purpose, total
from kompetenslyft.core.settlement.explain import Explanation, explain
from kompetenslyft.core.settlement.model import DONE, STATE_LABELS, Settled, State
from kompetenslyft.core.text import Text

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality in the overview: its state, and its amounts by purpose."""

    case: settling.Case
    by_purpose: Mapping[str, Amounts]

    @property
    def state(self) -> State:
        return self.case.state

    @property
    def amounts(self) -> Amounts:
        """All purposes together."""
        return total(self.by_purpose.values())


def overview(year: ProgrammeYear) -> list[Row]:
    """Every municipality that has received money, by code. Six queries, whatever their number."""
    return [Row(case, by_purpose(case.received, case.settled)) for case in settling.cases(year).values()]


def totals(rows: Sequence[Row]) -> dict[str, Amounts]:
    """What the year comes to, by purpose."""
    sums: dict[str, Amounts] = {}
    for row in rows:
        for purpose, amounts in row.by_purpose.items():
            sums[purpose] = sums.get(purpose, Amounts()) + amounts
    return sums


def ready(year: ProgrammeYear) -> list[settling.Case]:
    """The municipalities that can be settled now, also anew."""
    return [case for case in settling.cases(year).values() if case.is_ready]


def unreported(year: ProgrammeYear) -> list[settling.Case]:
    """The municipalities without a report and without a settlement, by code, whether or not their time is up."""
    return [case for case in settling.cases(year).values() if case.can_be_recovered]


def computed(year: ProgrammeYear, cases: Sequence[settling.Case]) -> dict[int, dict[str, Settled]]:
    """What settlements made now would come to, by the municipality's id and purpose. Nothing is written."""
    found = settling.outcomes(year, cases)
    return {
        case.unit_id: {
            purpose: settling.figures(year, case, purpose, outcome)
            for purpose, outcome in found[case.unit_id].items()
        }
        for case in cases
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """One purpose on a municipality's page. ``settlement`` is None in a calculation that is not decided."""

    purpose: str
    title: Text
    figures: Settled
    explanation: Explanation
    findings: tuple[Finding, ...]
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True)
class UnitSettlement:
    """Everything that a municipality's settlement page shows."""

    unit: Organisation
    case: settling.Case | None
    """None where it has received nothing."""
    standing: Sequence[Shown]
    calculation: Sequence[Shown]
    """What a settlement made now would say, where one can be made."""
    earlier: Sequence[Settlement]
    repayments: Sequence[Repayment]
    reporter: Organisation | None
    """The municipality that reports for it, where another does."""
    is_officer: bool


def of_unit(by: Caller, year: ProgrammeYear, unit_code: str, on: date) -> UnitSettlement:
    """A municipality's settlement, if the caller may see it. Raises Refused (E101)."""
    unit = unit_for(by, unit_code, on)
    case = settling.cases(year, [unit.pk]).get(unit.pk)
    officer = access.is_officer(by, on)
    if case is None:
        return UnitSettlement(unit, None, (), (), (), (), None, officer)
    all_made = list(
        Settlement.objects.filter(year=year, unit=unit)
        .select_related("report_of")
        .order_by("-number", "purpose")
    )
    standing = {one.pk for one in case.standing.values()}
    return UnitSettlement(
        unit=unit,
        case=case,
        standing=[
            _stored(year, case, case.standing[purpose.id])
            for purpose in year.programme.purposes
            if purpose.id in case.standing
        ],
        calculation=_calculation(year, case) if officer and case.is_ready else (),
        earlier=[one for one in all_made if one.pk not in standing],
        repayments=list(Repayment.objects.filter(settlement__in=all_made).select_related("settlement")),
        reporter=organisations.by_id(case.reporter_id) if case.is_joint else None,
        is_officer=officer,
    )


@dataclass(frozen=True, slots=True)
class Silent:
    """A municipality without a report: whether everything can be demanded back today, and how it was reminded."""

    case: settling.Case
    due: bool
    late: bool
    last_reminder: datetime | None
    people: int
    """How many can be written to."""

    @property
    def amount(self) -> int:
        """All that it received."""
        return sum(self.case.received.values())


def silent(year: ProgrammeYear, on: date) -> list[Silent]:
    """Those that have not reported, by code. Constant number of queries."""
    if year.report_round is None:
        return []
    told = {row.answer_to.pk: row for row in collection.overview(year.report_round, on=on)}
    found = []
    for case in unreported(year):
        row = told.get(case.answer.return_id) if case.answer else None
        found.append(
            Silent(
                case=case,
                due=case.time_is_up(on),
                late=row is not None and row.late,
                last_reminder=row.last_reminder if row else None,
                people=row.people if row else 0,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class BasisLine:
    """A line of the invoice basis: what one municipality is to be invoiced for one purpose."""

    code: str
    name: str
    purpose: Text
    settlement: Settlement


def invoice_basis(year: ProgrammeYear) -> list[BasisLine]:
    """What stands to be invoiced, by code and purpose. Two queries."""
    return [
        BasisLine(one.unit.code, one.unit.name, year.programme.purpose(purpose).title, one)
        for of_unit in settling.standing_settlements(year).values()
        for purpose, one in sorted(of_unit.items())
        if one.to_repay > one.repaid and one.invoiced_at is None
    ]


def open_matters(year: ProgrammeYear) -> list[Text]:
    """What is left to do before the year can be closed, one text a matter; empty where nothing is."""
    return [*_unsettled(year), *_unmoved(year)]


def _unsettled(year: ProgrammeYear) -> list[Text]:
    waiting = [case for case in settling.cases(year).values() if case.state not in DONE]
    kept = _left_to_stand(year, waiting)
    counts = Counter(case.state for case in waiting if case.unit_id not in kept)
    return [
        Text(
            sv=f"{counts[state]} {'kommun' if counts[state] == 1 else 'kommuner'}: {STATE_LABELS[state].sv.lower()}.",
            en=f"{counts[state]} {'municipality' if counts[state] == 1 else 'municipalities'}: "
            f"{STATE_LABELS[state].en.lower()}.",
        )
        for state in State
        if counts[state]
    ]


def _left_to_stand(year: ProgrammeYear, cases: Sequence[settling.Case]) -> set[int]:
    """Those (ids) who have repaid all by what stands, and more than a new settlement would demand (G404)."""
    paid_off = [
        case
        for case in cases
        if case.state is State.OUTDATED
        and case.is_ready
        and not any(one.unsettled or one.left for one in by_purpose(case.received, case.settled).values())
    ]
    if not paid_off:
        return set()
    return {
        unit_id
        for unit_id, made in computed(year, paid_off).items()
        if any(one.repaid > one.to_repay for one in made.values())
    }


_LEFT_IN = {
    Account.OFFERED: ("är erbjudet och inte avgjort: avsluta rekvisitionen", "is offered: close the requisition"),
    Account.OWED: ("är inte utbetalat", "is not paid"),
    Account.IN_TRANSIT: ("ligger hos banken och är inte bekräftat", "is at the bank and not confirmed"),
    Account.POOL: ("är inte fördelat: återför det till staten", "is not allocated: return it to the state"),
    Account.RESERVE: ("står i reserv: återför det till staten", "is in reserve: return it to the state"),
    Account.UNCLAIMED: (
        "är inte rekvirerat: omfördela det eller återför det till staten",
        "is not claimed: redistribute it or return it to the state",
    ),
    Account.RECOVERED: (
        "är återbetalat till myndigheten: återför det till staten",
        "has been repaid to the agency: return it to the state",
    ),
}  # fmt: skip


def _unmoved(year: ProgrammeYear) -> list[Text]:
    balances = dict(
        LedgerPosting.objects.filter(entry__year=year)
        .values_list("account")
        .annotate(balance=Sum("amount"))
        .order_by()
    )
    return [
        Text(
            sv=f"{format_sek(balances[account], 'sv')} {sv}.",
            en=f"{format_sek(balances[account], 'en')} {en}.",
        )
        for account, (sv, en) in _LEFT_IN.items()
        if balances.get(account)
    ]


def _calculation(year: ProgrammeYear, case: settling.Case) -> list[Shown]:
    return [
        _shown(year, case, purpose, (settling.figures(year, case, purpose, outcome), outcome.findings))
        for purpose, outcome in settling.outcomes(year, [case])[case.unit_id].items()
    ]


def _stored(year: ProgrammeYear, case: settling.Case, one: Settlement) -> Shown:
    return _shown(year, case, one.purpose, (settling.as_settled(one), settling.findings_of(one)), one)


def _shown(
    year: ProgrammeYear,
    case: settling.Case,
    purpose: str,
    found: tuple[Settled, tuple[Finding, ...]],
    settlement: Settlement | None = None,
) -> Shown:
    title = year.programme.purpose(purpose).title
    figures, findings = found
    return Shown(
        purpose=purpose,
        title=title,
        figures=figures,
        explanation=explain(figures, unit=case.name, purpose=title),
        findings=tuple(one for one in findings if one.severity is not Severity.TRIAL),
        settlement=settlement,
    )
