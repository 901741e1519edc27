"""Claims: an accepted requisition is what the state owes. It follows the return, and is not entered by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller
from kompetenslyft.apps.collection import actions
from kompetenslyft.apps.collection import queries as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions.figures import give_figures
from kompetenslyft.apps.grants.holding import check_not_closed, check_takes_claims, held
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Entitlement, Offer, PaymentLine, ProgrammeYear
from kompetenslyft.core.ledger.model import LedgerEvent
from kompetenslyft.core.numbers import format_sek
from kompetenslyft.core.workflow.returns import Event, Status

if TYPE_CHECKING:
    from kompetenslyft.apps.collection.models import Return, Round

UNDECIDED = frozenset({Status.SIGNED, Status.COMPLETION_REQUESTED, Status.REOPENED})
"""Claims that the agency has to decide on before a requisition is closed."""

UNSIGNED = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS, Status.SUBMITTED})
"""Claims that can still be signed, as long as there is time."""


def follow_requisition(
    sender: object, *, returns: Sequence[Return], event: Event, by: Caller, at: datetime, **kwargs: object
) -> None:
    """Enter what accepted requisitions claim, and take back what reopened ones did. Receives ``returns_moved``.

    Raises Refused: G706 the requisition is closed, G707 the year is, whoever opened its round again; G711, G712.
    """
    if event in {Event.STARTED, Event.SAVED}:
        return
    year = ProgrammeYear.objects.filter(requisition_round_id=returns[0].round_id).first()
    if year is None:
        return
    if event in {Event.ACCEPTED, Event.REOPENED}:
        year = held(year)
    check_not_closed(year)
    check_takes_claims(year)
    if event is Event.ACCEPTED:
        _enter(year, returns, by=by, at=at)
    elif event is Event.REOPENED:
        _undo(year, returns, by=by, at=at)


def check_decided(round_: Round, at: datetime) -> None:
    """Raises Refused (G708) where a claim waits for the agency, or a municipality that got more time has not signed."""
    standings = collection.standings_in(round_.pk).values()
    waiting = sum(one.status in UNDECIDED for one in standings)
    if waiting:
        raise Refused.because(
            "G708",
            f"{waiting} {'rekvisition' if waiting == 1 else 'rekvisitioner'} väntar på beslut eller komplettering. "
            "Avgör dem först.",
            f"{waiting} {'claim awaits' if waiting == 1 else 'claims await'} decision or completion. "
            "Settle them first.",
        )
    extended = [one.dates.last_change for one in standings if one.status in UNSIGNED]
    last = max(extended, default=round_.last_change)
    if at.date() <= last:
        more = sum(day >= at.date() for day in extended)
        day = last.isoformat()
        raise Refused.because(
            "G708",
            f"{more} {'kommun' if more == 1 else 'kommuner'} har fått längre tid, som längst till och med {day}. "
            "Avsluta därefter.",
            f"{more} {'municipality has' if more == 1 else 'municipalities have'} been given more time, at most up to "
            f"{day}. Close it after that.",
        )


def enter_unclaimed(year: ProgrammeYear, *, by: Caller, at: datetime) -> int:
    """Enter what was offered and is not owed, by municipality and purpose. Returns those kronor."""
    claimed: dict[tuple[int, str], int] = {
        (one.unit_id, one.purpose): one.amount
        for one in Entitlement.standing.filter(year=year, kind=Entitlement.Kind.CLAIM)
    }
    postings = [
        Posting(
            LedgerEvent.NOT_CLAIMED,
            offer.purpose,
            offer.amount - claimed.get((offer.unit_id, offer.purpose), 0),
            f"not_claimed:{offer.purpose}:{offer.unit.code}",
            (offer.unit_id, offer.unit.code),
        )
        for offer in Offer.objects.filter(year=year).select_related("unit")
    ]
    post(year, postings, by_label=str(by), at=at)
    return sum(posting.amount for posting in postings)


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
    if year.report_round is not None:
        _ask_to_report(year, {one.unit_id for one in made}, by=by, at=at)
    audit.record("claims.enter", year, by=by, at=at, units=[one.unit.code for one in returns])


def _ask_to_report(year: ProgrammeYear, unit_ids: set[int], *, by: Caller, at: datetime) -> None:
    """Those whose claims are accepted after reporting was opened report like the others."""
    missing = unit_ids - collection.asked_of(year.report_round_id, unit_ids)
    if missing:
        asked = dict.fromkeys(missing, year.programme.year)
        actions.ask(round=year.report_round, units=asked, by=by, at=at)
        give_figures(year=year, unit_ids=missing, at=at)


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
        f"{name} har rekvirerat {format_sek(amount, 'sv')} men har tilldelats {format_sek(offered, 'sv')}. "
        "Begär komplettering.",
        f"{name} has claimed {format_sek(amount, 'en')} but has been offered {format_sek(offered, 'en')}. "
        "Request completion.",
    )
