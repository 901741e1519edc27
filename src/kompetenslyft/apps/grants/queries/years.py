"""Reading programme years: what stands, who has claimed what, and what a municipality has before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import settling
from kompetenslyft.apps.grants.models import Entitlement, LedgerPosting, Offer, ProgrammeYear
from kompetenslyft.apps.grants.queries import joint_reports
from kompetenslyft.core.ledger.model import Account, LedgerEvent
from kompetenslyft.core.text import Text
from kompetenslyft.core.workflow.returns import Status

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.grants.models import Settlement
    from kompetenslyft.apps.organisations.models import Organisation


def years() -> list[ProgrammeYear]:
    """Every programme year, latest first: they are everybody's to see. One query."""
    found = ProgrammeYear.objects.select_related("requisition_round", "report_round")
    return sorted(found, key=lambda one: (-one.programme.year, one.code))


def year(code: str) -> ProgrammeYear:
    """The programme year with the code. Raises Refused (E101) where there is none."""
    found = (
        ProgrammeYear.objects.select_related("requisition_round", "report_round").filter(code=code).first()
    )
    if found is None:
        raise Refused.because(
            "E101",
            "Bidragsåret finns inte. Kontrollera adressen eller gå till listan över statsbidrag.",
            "There is no such programme year. Check the address, or go to the list of grants.",
        )
    return found


def year_of_round(round_id: int) -> ProgrammeYear | None:
    """The programme year that the round takes requisitions or reports for; None for other rounds. One query."""
    return ProgrammeYear.objects.filter(Q(requisition_round=round_id) | Q(report_round=round_id)).first()


def decided_purposes(programme_years: list[ProgrammeYear]) -> dict[int, set[str]]:
    """Which purposes have a decided allocation, by the year's id. One query."""
    decided: dict[int, set[str]] = defaultdict(set)
    found = Offer.objects.filter(year__in=programme_years).order_by()
    for year_id, purpose in found.values_list("year_id", "purpose").distinct():
        decided[year_id].add(purpose)
    return decided


@dataclass(frozen=True, slots=True)
class Claim:
    """One municipality's claim. Amounts are whole kronor by purpose; ``claimed`` is what is signed, empty if nothing.

    ``wants_share``: whether it wants a share of what others leave; None where it has not said.
    """

    unit: Organisation
    return_id: int
    status: Status
    offered: Mapping[str, int]
    claimed: Mapping[str, int]
    wants_share: bool | None

    @property
    def standing(self) -> Standing:
        """Where the claim stands in words that an officer counts by."""
        if self.status is Status.NIL:
            return DECLINED
        if self.status in {Status.SIGNED, Status.ACCEPTED}:
            return WHOLE if sum(self.claimed.values()) == sum(self.offered.values()) else PARTLY
        return SILENT if self.status is Status.NOT_STARTED else UNDER_WAY


@dataclass(frozen=True, slots=True)
class Standing:
    """A word for where claims stand."""

    id: str
    label: Text
    tone: str


WHOLE = Standing("hela", Text(sv="Rekvirerat allt", en="Claimed in full"), "success")
PARTLY = Standing("delvis", Text(sv="Rekvirerat en del", en="Claimed in part"), "info")
UNDER_WAY = Standing("paborjad", Text(sv="Påbörjad, inte underskriven", en="Begun, not signed"), "warning")
SILENT = Standing("tyst", Text(sv="Inget svar", en="No answer"), "neutral")
DECLINED = Standing("avstar", Text(sv="Avstår", en="Declines"), "neutral")
STANDINGS = (WHOLE, PARTLY, UNDER_WAY, SILENT, DECLINED)


def claims(programme_year: ProgrammeYear) -> list[Claim]:
    """Every municipality asked, by code; empty before the requisition is opened. Three queries."""
    if programme_year.requisition_round_id is None:
        return []
    standings = collection.standings_in(programme_year.requisition_round_id)
    units: dict[int, Organisation] = {}
    offered: dict[int, dict[str, int]] = defaultdict(dict)
    for offer in Offer.objects.filter(year=programme_year).select_related("unit").order_by("unit__code"):
        units[offer.unit_id] = offer.unit
        offered[offer.unit_id][offer.purpose] = offer.amount
    return [
        _claim(unit, offered[unit_id], standings[unit_id])
        for unit_id, unit in units.items()
        if unit_id in standings
    ]


def _claim(unit: Organisation, offered: Mapping[str, int], standing: collection.Standing) -> Claim:
    values = standing.counted.values if standing.counted else {}
    claimed: dict[str, int] = {}
    for purpose in offered:
        amount = values.get(f"claimed.{purpose}")
        if isinstance(amount, int) and amount:
            claimed[purpose] = amount
    wants = values.get("wants_share")
    return Claim(
        unit, standing.return_id, standing.status, offered, claimed, None if wants is None else wants == "yes"
    )


@dataclass(frozen=True, slots=True)
class OwnYear:
    """A programme year as one municipality has it before it. Amounts are whole kronor by purpose."""

    year: ProgrammeYear
    unit: Organisation
    offered: Mapping[str, int]
    scenarios: Mapping[str, int]
    """Ids of the decided allocations."""
    requisition: Return | None
    report: Return | None
    owed: Mapping[str, int]
    """Accepted claims and shares of redistributions."""
    redistributed: Mapping[str, int]
    """That part of ``owed`` which came by redistribution."""
    paid: int
    """All purposes together."""
    settlements: Sequence[Settlement]
    """Those that stand, by purpose."""
    reporter: Organisation | None
    """The municipality that reports for it, where another does."""
    questions: int
    """How many ask whether they may report for it."""

    @property
    def to_repay(self) -> int:
        """What is left to repay by the settlements that stand."""
        return sum(one.to_repay - one.repaid for one in self.settlements)


def own_year(programme_year: ProgrammeYear, unit: Organisation) -> OwnYear:
    """The year of one municipality. Nine queries at most."""
    standing = settling.standing_settlements(programme_year, [unit.pk])[unit.pk]
    joint = joint_reports.own(programme_year, unit)
    offers = list(Offer.objects.filter(year=programme_year, unit=unit))
    owed: dict[str, int] = defaultdict(int)
    redistributed: dict[str, int] = defaultdict(int)
    for one in Entitlement.standing.filter(year=programme_year, unit=unit):
        owed[one.purpose] += one.amount
        if one.kind == Entitlement.Kind.REDISTRIBUTION:
            redistributed[one.purpose] += one.amount
    return OwnYear(
        year=programme_year,
        unit=unit,
        offered={offer.purpose: offer.amount for offer in offers},
        scenarios={offer.purpose: offer.scenario_id for offer in offers},
        requisition=_return_of(programme_year.requisition_round_id, unit),
        report=_return_of(programme_year.report_round_id, unit),
        owed=dict(owed),
        redistributed=dict(redistributed),
        paid=LedgerPosting.objects.filter(
            entry__year=programme_year, entry__unit=unit, entry__event=LedgerEvent.PAID, amount__gt=0
        ).aggregate(paid=Sum("amount"))["paid"]
        or 0,
        settlements=[standing[one.id] for one in programme_year.programme.purposes if one.id in standing],
        reporter=joint.reported_by.report.lead if joint.reported_by else None,
        questions=len(joint.questions),
    )


@dataclass(frozen=True, slots=True)
class Money:
    """Where the money of a year stands and what has moved it, in whole kronor; what is not there is 0."""

    standing: Mapping[Account, int]
    moved: Mapping[LedgerEvent, int]


def money(programme_year: ProgrammeYear) -> Money:
    """The year's money, all purposes and municipalities together. Two queries."""
    postings = LedgerPosting.objects.filter(entry__year=programme_year).order_by()
    standing = postings.values_list("account").annotate(total=Sum("amount"))
    moved = postings.filter(amount__gt=0).values_list("entry__event").annotate(total=Sum("amount"))
    return Money(
        defaultdict(int, {Account(account): total for account, total in standing}),
        defaultdict(int, {LedgerEvent(event): total for event, total in moved}),
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """What the decided allocations of a year offer, all purposes together, in whole kronor."""

    units: int
    amount: int


def offered(programme_year: ProgrammeYear) -> Offered:
    """What is offered, and to how many. One query."""
    sums = Offer.objects.filter(year=programme_year).aggregate(
        units=Count("unit", distinct=True), amount=Sum("amount")
    )
    return Offered(sums["units"], sums["amount"] or 0)


def _return_of(round_id: int | None, unit: Organisation) -> Return | None:
    return None if round_id is None else collection.return_of(round_id, unit.pk)
