"""The employer's decision that coordinators see people: opened and ended by its signatory."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit.actions import record
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.staff import access
from kompetenslyft.apps.staff.models import PeopleDecision

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@transaction.atomic
def let_see_people(
    *, employer: Organisation, reference: str, valid_from: date, by: User | None, at: datetime | None = None
) -> PeopleDecision:
    """Note the decision that coordinators see people. Nobody sees anything by it before ``valid_from``.

    Raises Refused: E101, E102 access, N501 no reference, N502 one is open already, N503 a day that has passed.
    """
    at = at or clock.now()
    access.check_may_decide(by, employer, clock.day_of(at))
    reference = " ".join(reference.split())
    if not reference or len(reference) > 200:
        raise Refused.because(
            "N501",
            "Ange vem som beslutade, vilken dag och diarienumret, med högst 200 tecken.",
            "Enter who decided, on which day and the reference number, in at most 200 characters.",
            "reference",
        )
    if valid_from < clock.day_of(at):
        raise Refused.because(
            "N503",
            "Beslutet kan gälla från i dag eller senare, inte bakåt i tiden. Ändra dagen.",
            "The decision can hold from today or later, not back in time. Change the day.",
            "valid_from",
        )
    try:
        with transaction.atomic():
            decision = PeopleDecision.objects.create(
                employer=employer,
                reference=reference,
                valid_from=valid_from,
                by_label=str(by) if by else "system",
                at=at,
            )
    except IntegrityError:
        raise Refused.because(
            "N502",
            "Det finns redan ett beslut som gäller eller ska gälla. Avsluta det först.",
            "There is already a decision that holds or will hold. End it first.",
        ) from None
    record(
        "staff.people_shown", decision, by=by, at=at, employer=employer.pk, valid_from=valid_from.isoformat()
    )
    return decision


@transaction.atomic
def stop_seeing_people(
    *, decision: PeopleDecision, by: User | None, at: datetime | None = None
) -> PeopleDecision:
    """End the decision: from this moment coordinators see numbers alone.

    Raises Refused: E101, E102 access, N504 it has ended already.
    """
    at = at or clock.now()
    decision = (
        PeopleDecision.objects.select_for_update(of=("self",)).select_related("employer").get(pk=decision.pk)
    )
    access.check_may_decide(by, decision.employer, clock.day_of(at))
    if decision.ended_on is not None:
        raise Refused.because("N504", "Beslutet är redan avslutat.", "The decision has ended already.")
    decision.ended_on = max(clock.day_of(at), decision.valid_from)
    decision.save(update_fields=["ended_on"])
    record("staff.people_hidden", decision, by=by, at=at, employer=decision.employer_id)
    return decision
