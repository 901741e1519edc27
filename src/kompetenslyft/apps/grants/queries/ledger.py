"""Reading the ledger: balances, entries, and whether it says what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.grants import access, recomputing
from kompetenslyft.apps.grants.models import LedgerEntry, LedgerPosting, ProgrammeYear
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.findings import Finding
from kompetenslyft.core.ledger.check import StoredEntry, check_ledger, deviations, stored_balances
from kompetenslyft.core.ledger.model import MOVES, OF_A_UNIT, Account, LedgerEvent, Place
from kompetenslyft.core.ledger.model import balances as balances_of

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is read: what happened, from which account to which, and the whole kronor it moved."""

    at: datetime
    event: LedgerEvent
    purpose: str
    amount: int
    unit_code: str
    unit_name: str
    reference: str
    by_label: str

    @property
    def source(self) -> Account:
        return MOVES[self.event].source

    @property
    def target(self) -> Account:
        return MOVES[self.event].target


def balances(year: ProgrammeYear, unit: Organisation | None = None) -> dict[Place, int]:
    """What stands in each place, by the postings; places at 0 are left out. One query.

    With ``unit`` the accounts that are kept by municipality, for that one alone.
    """
    found = LedgerPosting.objects.filter(entry__year=year)
    if unit is not None:
        found = found.filter(entry__unit=unit, account__in=[account.value for account in OF_A_UNIT])
    sums: dict[Place, int] = defaultdict(int)
    grouped = (
        found.order_by()
        .values_list("account", "entry__purpose", "entry__unit__code")
        .annotate(amount=Sum("amount"))
    )
    for name, purpose, code, amount in grouped:
        account = Account(name)
        sums[Place(account, purpose, (code or "") if account in OF_A_UNIT else "")] += amount
    return {place: amount for place, amount in sums.items() if amount}


def by_account(places: Mapping[Place, int]) -> dict[Account, dict[str, int]]:
    """The balances by account and purpose, municipalities added, in the order of the accounts."""
    sums: dict[Account, dict[str, int]] = {account: defaultdict(int) for account in Account}
    for place, amount in places.items():
        sums[place.account][place.purpose] += amount
    return {account: dict(amounts) for account, amounts in sums.items() if any(amounts.values())}


def entries(
    year: ProgrammeYear, *, unit: str = "", purpose: str = "", event: str = ""
) -> QuerySet[LedgerEntry]:
    """The entries, latest first, narrowed by a part of the municipality's name or code, by purpose, by event.

    ``line`` makes what is read of each. One query.
    """
    found = LedgerEntry.objects.filter(year=year).select_related("unit")
    if text := unit.strip():
        found = found.filter(unit__in=organisations.search(text).values("pk"))
    if purpose:
        found = found.filter(purpose=purpose)
    if event:
        found = found.filter(event=event)
    return found.annotate(amount=Sum("postings__amount", filter=Q(postings__amount__gt=0))).order_by("-id")


def line(entry: LedgerEntry) -> Line:
    """An entry that ``entries`` found."""
    return Line(
        at=entry.at,
        event=LedgerEvent(entry.event),
        purpose=entry.purpose,
        amount=entry.amount or 0,
        unit_code=entry.unit.code if entry.unit else "",
        unit_name=entry.unit.name if entry.unit else "",
        reference=entry.reference,
        by_label=entry.by_label,
    )


@dataclass(frozen=True, slots=True)
class UnitLedger:
    """A municipality's part of a year's ledger: balances by account and purpose, and entries, first to last."""

    unit: Organisation
    balances: Mapping[Account, Mapping[str, int]]
    lines: tuple[Line, ...]


def unit_ledger(by: Caller, year: ProgrammeYear, unit: Organisation, on: date) -> UnitLedger:
    """Everything that has been entered about the municipality, if the caller may see it. Raises Refused (E101)."""
    access.check_may_see(by, unit, on)
    found = entries(year).filter(unit=unit).order_by("id")
    return UnitLedger(unit, by_account(balances(year, unit)), tuple(line(one) for one in found))


def recomputed(year: ProgrammeYear) -> Mapping[Place, int]:
    """What should stand in each place, from what happened and not from the ledger. Seven queries."""
    return balances_of(recomputing.events(year))


def check(year: ProgrammeYear) -> tuple[Finding, ...]:
    """What is wrong with the year's ledger: entries, balances, and each place where it is not what happened."""
    stored = [
        StoredEntry(
            entry.event,
            entry.unit.code if entry.unit else "",
            entry.purpose,
            entry.reference,
            tuple((posting.account, posting.amount) for posting in entry.postings.all()),
        )
        for entry in LedgerEntry.objects.filter(year=year).select_related("unit").prefetch_related("postings")
    ]
    return check_ledger(stored) + deviations(stored_balances(stored), recomputed(year))
