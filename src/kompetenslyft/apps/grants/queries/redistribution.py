"""Reading what can be redistributed: the pool, who said yes to a share, and who would get what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from kompetenslyft.apps.grants.models import Entitlement, LedgerPosting, Offer, ProgrammeYear, Redistribution
from kompetenslyft.apps.grants.queries.years import claims
from kompetenslyft.core.allocation.redistribute import redistribute
from kompetenslyft.core.ledger.model import Account
from kompetenslyft.core.programmes.model import Purpose


@dataclass(frozen=True, slots=True)
class Sharer:
    """A municipality that has claimed and said yes to a share. Whole kronor.

    ``share``: what it was offered, which is the year's own key. ``amount``: what a round decided now would give it.
    """

    unit_id: int
    code: str
    name: str
    share: int
    amount: int


@dataclass(frozen=True, slots=True)
class Pool:
    """What a round decided now would do. ``left_over``: what nobody would get."""

    purpose: Purpose
    amount: int
    sharers: Sequence[Sharer]

    @property
    def left_over(self) -> int:
        return self.amount - sum(one.amount for one in self.sharers)


def pool(year: ProgrammeYear, purpose_id: str) -> Pool:
    """What was not claimed for the purpose, and how it would be divided. Constant number of queries.

    KeyError for a purpose that the programme has not.
    """
    purpose = year.programme.purpose(purpose_id)
    amount = balances(year, purpose_id).get(Account.UNCLAIMED, 0)
    offers = {
        offer.unit_id: offer for offer in Offer.objects.filter(year=year, purpose=purpose_id, amount__gt=0)
    }
    claimed = set(
        Entitlement.standing.filter(year=year, purpose=purpose_id, kind=Entitlement.Kind.CLAIM).values_list(
            "unit_id", flat=True
        )
    )
    units = [
        claim.unit
        for claim in claims(year)
        if claim.wants_share and claim.unit.pk in offers and claim.unit.pk in claimed
    ]
    shares = {unit.code: offers[unit.pk].amount for unit in units}
    amounts: Mapping[str, int] = redistribute(amount, shares) if shares else {}
    sharers = [Sharer(unit.pk, unit.code, unit.name, shares[unit.code], amounts[unit.code]) for unit in units]
    return Pool(purpose, amount, sharers)


def balances(year: ProgrammeYear, purpose_id: str) -> dict[str, int]:
    """What stands in each account for the purpose, all municipalities together. One query."""
    rows = LedgerPosting.objects.filter(entry__year=year, entry__purpose=purpose_id)
    return dict(rows.values_list("account").annotate(balance=Sum("amount")).order_by())


def rounds(year: ProgrammeYear, purpose_id: str) -> list[Redistribution]:
    """The rounds decided for the purpose, first to last. One query."""
    return list(Redistribution.objects.filter(year=year, purpose=purpose_id).order_by("number"))


def shares_of(redistribution: Redistribution) -> list[Entitlement]:
    """What each municipality got of a round, by code. One query."""
    return list(
        Entitlement.standing.filter(
            year=redistribution.year_id,
            purpose=redistribution.purpose,
            kind=Entitlement.Kind.REDISTRIBUTION,
            number=redistribution.number,
        ).select_related("unit")
    )
