"""Dividing anew what was not claimed, and returning to the state what is left."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.holding import check_not_closed, held
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Entitlement, LedgerEntry, Offer, ProgrammeYear, Redistribution
from kompetenslyft.apps.grants.queries import redistribution as queries
from kompetenslyft.core.ledger.model import Account, LedgerEvent

RETURNED = {
    LedgerEvent.RETURNED_FROM_POOL: Account.POOL,
    LedgerEvent.RETURNED_FROM_RESERVE: Account.RESERVE,
    LedgerEvent.RETURNED_UNCLAIMED: Account.UNCLAIMED,
    LedgerEvent.RETURNED_RECOVERED: Account.RECOVERED,
}
"""What is returned to the state, and the account that it is taken from."""


@transaction.atomic
def redistribute(
    *, year: ProgrammeYear, purpose: str, decision_reference: str, by: Caller, at: datetime | None = None
) -> Redistribution:
    """Divide what was not claimed for the purpose among those who claimed and said yes to a share.

    By the year's own key, their offers, exact to the krona; each share is owed from now on and goes into the next
    payment. As many rounds as are decided.
    Raises Refused: E103, G707 the year is closed, G501 the programme does not allow it, G502 nothing to divide,
    G503 nobody said yes, G504 no decision reference, G505 no such purpose.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    _check_purpose(year, purpose)
    _check_allowed(year)
    reference = decision_reference.strip()
    if not reference:
        raise Refused.because(
            "G504",
            "Skriv beslutets diarienummer: omfördelningen ska kunna följas till beslutet.",
            "Write the reference of the decision: the redistribution has to be traceable to it.",
            "decision_reference",
        )
    pool = queries.pool(year, purpose)
    _check_pool(pool)
    made = Redistribution.objects.create(
        year=year,
        purpose=purpose,
        number=Redistribution.objects.filter(year=year, purpose=purpose).count() + 1,
        pool=pool.amount,
        left_over=pool.left_over,
        decision_reference=reference,
        decided_at=at,
        decided_by=str(by),
    )
    sharers = [one for one in pool.sharers if one.amount]
    Entitlement.objects.bulk_create(
        Entitlement(
            year=year,
            unit_id=one.unit_id,
            purpose=purpose,
            kind=Entitlement.Kind.REDISTRIBUTION,
            number=made.number,
            amount=one.amount,
            made_at=at,
            made_by=str(by),
        )
        for one in sharers
    )
    post(
        year,
        [
            Posting(
                LedgerEvent.REDISTRIBUTED,
                purpose,
                one.amount,
                f"{LedgerEvent.REDISTRIBUTED.value}:{purpose}:{one.code}:{made.number}",
                (one.unit_id, one.code),
            )
            for one in sharers
        ],
        by_label=str(by),
        at=at,
    )
    audit.record(
        "redistribution.decide",
        made,
        by=by,
        at=at,
        purpose=purpose,
        number=made.number,
        pool=pool.amount,
        units=len(sharers),
        reference=reference,
    )
    return made


@transaction.atomic
def return_rest(*, year: ProgrammeYear, purpose: str, by: Caller, at: datetime | None = None) -> int:
    """Return to the state what is left of the purpose: not allocated, reserved, not claimed, repaid. Returns kronor.

    Raises Refused: E103, G707 the year is closed, G505 no such purpose, G506 the allocation is not decided, G507
    nothing is left.
    """
    at = at or clock.now()
    access.check_is_officer(by, at.date())
    year = held(year)
    check_not_closed(year)
    _check_purpose(year, purpose)
    if not Offer.objects.filter(year=year, purpose=purpose).exists():
        raise Refused.because(
            "G506",
            "Fördelningen är inte beslutad, så det går inte att säga vad som är över. Besluta den först.",
            "The allocation is not decided, so nobody can say what is left. Decide it first.",
        )
    balances = queries.balances(year, purpose)
    number = (
        1
        + LedgerEntry.objects.filter(
            year=year, purpose=purpose, event__in=[event.value for event in RETURNED]
        ).count()
    )
    rest = {event: balances.get(account, 0) for event, account in RETURNED.items()}
    if not any(rest.values()):
        raise Refused.because(
            "G507",
            "Det finns inget att återföra till staten för det här ändamålet just nu.",
            "There is nothing to return to the state for this purpose at present.",
        )
    post(
        year,
        [
            Posting(event, purpose, amount, f"{event.value}:{purpose}:{number}")
            for event, amount in rest.items()
        ],
        by_label=str(by),
        at=at,
    )
    returned = sum(rest.values())
    audit.record(
        "year.return_rest",
        year,
        by=by,
        at=at,
        purpose=purpose,
        **{event.value: amount for event, amount in rest.items()},
    )
    return returned


def _check_purpose(year: ProgrammeYear, purpose: str) -> None:
    if purpose not in {one.id for one in year.programme.purposes}:
        raise Refused.because(
            "G505",
            "Bidraget har inget sådant ändamål. Gå tillbaka och välj ett ur listan.",
            "The grant has no such purpose. Go back and choose one from the list.",
        )


def _check_allowed(year: ProgrammeYear) -> None:
    rule = year.programme.redistribution
    if not rule.allowed:
        raise Refused.because(
            "G501",
            "Bidragets villkor ger inte rum för omfördelning. Det som inte rekvireras återförs till staten. "
            f"Källa: {rule.source}.",
            "The grant's rules leave no room for redistribution. What is not claimed is returned to the state. "
            f"Source: {rule.source}.",
        )


def _check_pool(pool: queries.Pool) -> None:
    if not pool.amount:
        raise Refused.because(
            "G502",
            "Det finns inget att omfördela: inget står som inte rekvirerat. Avsluta rekvisitionen först, om den pågår.",
            "There is nothing to redistribute: nothing stands as not claimed. Close the requisition first, if it is "
            "open.",
        )
    if not pool.sharers:
        raise Refused.because(
            "G503",
            "Ingen kommun som har rekvirerat har sagt ja till en del av det som blir över. Återför det till staten.",
            "No municipality that has claimed has said yes to a share of what is left. Return it to the state.",
        )
