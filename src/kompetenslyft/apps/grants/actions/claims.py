"""Claims: an accepted requisition is what the state owes. It follows the return, and is not entered by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.holding import check_not_closed, check_takes_claims, held
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Entitlement, Offer, PaymentLine, ProgrammeYear
from kompetenslyft.core.ledger.model import LedgerEvent
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.workflow.returns import Event

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return


def follow_requisition(
    sender: object, *, returns: Sequence[Return], event: Event, by: Caller, at: datetime, **kwargs: object
) -> None:
    """Enter what accepted requisitions claim, and take back what reopened ones did. Receives ``returns_moved``."""
    if event not in {Event.ACCEPTED, Event.REOPENED}:
        return
    year = ProgrammeYear.objects.filter(requisition_round_id=returns[0].round_id).first()
    if year is None:
        return
    year = held(year)
    check_not_closed(year)
    check_takes_claims(year)
    if event is Event.ACCEPTED:
        _enter(year, returns, by=by, at=at)
    else:
        _undo(year, returns, by=by, at=at)


def _enter(year: ProgrammeYear, returns: Sequence[Return], *, by: Caller, at: datetime) -> None:
    """An entitlement for each purpose that is claimed. Raises Refused (G711) over what was offered."""
    counted = collection.counted_values(year.requisition_round_id)
    offered = {(offer.unit_id, offer.purpose): offer.amount for offer in Offer.objects.filter(year=year)}
    wanted = []
    for answer_to in returns:
        claim = counted[answer_to.unit_id]
        for purpose in year.programme.purposes:
            amount = claim.values.get(f"claimed.{purpose.id}", 0)
            assert isinstance(amount, int)
            if amount > offered.get((answer_to.unit_id, purpose.id), 0):
                raise _over(answer_to, amount, offered.get((answer_to.unit_id, purpose.id), 0))
            if amount:
                wanted.append(
                    Entitlement(
                        year=year,
                        unit=answer_to.unit,
                        purpose=purpose.id,
                        kind=Entitlement.Kind.CLAIM,
                        amount=amount,
                        submission=claim.number,
                        made_at=at,
                        made_by=str(by),
                    )
                )
    made = Entitlement.objects.bulk_create(wanted)
    _post(year, LedgerEvent.CLAIMED, "claimed", made, by=by, at=at)
    audit.record("claims.enter", year, by=by, at=at, units=[one.unit.code for one in returns])


def _undo(year: ProgrammeYear, returns: Sequence[Return], *, by: Caller, at: datetime) -> None:
    """Nothing is owed by these claims any more. Raises Refused (G712) where one is in a payment."""
    undone = list(
        Entitlement.standing.filter(
            year=year, unit__in=[one.unit_id for one in returns], kind=Entitlement.Kind.CLAIM
        ).select_related("unit")
    )
    paid = (
        PaymentLine.objects.filter(entitlement__in=undone, stands=True)
        .select_related("payment__unit")
        .first()
    )
    if paid is not None:
        name = paid.payment.unit.name
        raise Refused.because(
            "G712",
            f"Rekvisitionen från {name} är redan med i en utbetalning och kan inte öppnas. Återta utbetalningen först, "
            "eller reglera beloppet i slutregleringen.",
            f"The claim of {name} is in a payment already and cannot be opened. Withdraw the payment first, or put the "
            "amount right in the settlement.",
        )
    for one in undone:
        one.undone_at = at
    Entitlement.objects.bulk_update(undone, ["undone_at"])
    _post(year, LedgerEvent.CLAIM_UNDONE, "claim_undone", undone, by=by, at=at)
    audit.record("claims.undo", year, by=by, at=at, units=[one.unit.code for one in returns])


def _post(
    year: ProgrammeYear,
    event: LedgerEvent,
    about: str,
    entitlements: Sequence[Entitlement],
    *,
    by: Caller,
    at: datetime,
) -> None:
    post(
        year,
        [
            Posting(event, one.purpose, one.amount, f"{about}:{one.pk}", (one.unit_id, one.unit.code))
            for one in entitlements
        ],
        by_label=str(by),
        at=at,
    )


def _over(answer_to: Return, amount: int, offered: int) -> Refused:
    name = answer_to.unit.name
    return Refused.because(
        "G711",
        f"{name} har rekvirerat {format_sek(amount, 'sv')} men är erbjuden {format_sek(offered, 'sv')}. "
        "Begär komplettering.",
        f"{name} has claimed {format_sek(amount, 'en')} but is offered {format_sek(offered, 'en')}. "
        "Request completion.",
    )
