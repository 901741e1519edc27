"""Dividing anew what was not claimed, in as many rounds as are decided, and returning what is left."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import Sum

from kompetenslyft.apps.collection.models import Submission
from kompetenslyft.apps.grants.actions import redistribution
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import Entitlement, LedgerPosting, ProgrammeYear
from kompetenslyft.apps.grants.queries import redistribution as queries
from kompetenslyft.core.ledger.model import Account, LedgerEvent
from tests.factories import accounts, collection, grants, organisations, settlements
from tests.integration.grants.settling import refused

pytestmark = pytest.mark.django_db
AT = settlements.IN_TIME
PURPOSE = "staffing"


@pytest.fixture
def officer(db):
    return accounts.officer(name="Olle Handläggare")


@pytest.fixture
def year(db) -> ProgrammeYear:
    return claimed_year()


def claimed_year() -> ProgrammeYear:
    """Three have claimed and two of them said yes; a fourth was silent and leaves 100 kr."""
    made = grants.year(settlements.SHARING)
    assert made.programme.purposes[0].id == PURPOSE
    units = [organisations.municipality(code=f"310{n}", name=name) for n, name in enumerate("ABCD")]
    amounts = dict(zip(units, (1000, 2000, 4000, 100), strict=True))
    grants.offers(made, {unit: {PURPOSE: amount} for unit, amount in amounts.items()})
    made.requisition_round = collection.round_(
        year=2017, ref=made.programme.requisition.instrument, code="rekvisition"
    )
    made.save()
    for unit, wants in zip(units, ("yes", "yes", "no", None), strict=True):
        answer_to = collection.return_(unit, made.requisition_round)
        if wants is None:
            continue
        grants.entitlement(made, unit, PURPOSE, amounts[unit])
        values = {f"claimed.{PURPOSE}": amounts[unit], "wants_share": wants}
        Submission.objects.create(
            answer_to=answer_to, number=1, values=values, digest=unit.code, revision=1, submitted_at=AT
        )
        answer_to.status, answer_to.counted_number = "accepted", 1
        answer_to.save()
    leave(made, units[3], 100)
    return made


@transaction.atomic
def leave(year: ProgrammeYear, unit, amount: int) -> None:
    """The municipality has not claimed what it was offered."""
    post(
        year,
        [Posting(LedgerEvent.NOT_CLAIMED, PURPOSE, amount, f"not_claimed:{unit.code}", (unit.pk, unit.code))],
        by_label="Olle",
        at=AT,
    )


def standing(year: ProgrammeYear, account: Account) -> int:
    found = LedgerPosting.objects.filter(entry__year=year, entry__purpose=PURPOSE, account=account)
    return found.aggregate(sum=Sum("amount"))["sum"] or 0


def decide(year: ProgrammeYear, officer, **arguments: object):
    wanted = {"purpose": PURPOSE, "decision_reference": "Dnr 7/2017"} | arguments
    return redistribution.redistribute(year=year, by=officer, at=AT, **wanted)


def test_what_is_left_is_divided_by_the_years_key_among_those_who_said_yes(year, officer):
    preview = queries.pool(year, PURPOSE)
    assert [(one.code, one.amount) for one in preview.sharers] == [("3100", 33), ("3101", 67)]
    assert (preview.amount, preview.left_over) == (100, 0)
    assert not Entitlement.objects.filter(kind="redistribution").exists()
    made = decide(year, officer)
    assert {one.unit.code: one.amount for one in queries.shares_of(made)} == {"3100": 33, "3101": 67}
    assert standing(year, Account.UNCLAIMED) == 0
    assert standing(year, Account.OWED) == 7100
    assert (made.number, made.pool, made.left_over, made.decision_reference) == (1, 100, 0, "Dnr 7/2017")
    assert queries.rounds(year, PURPOSE) == [made]


def test_another_round_divides_what_has_come_since(year, officer):
    decide(year, officer)
    with refused("G502"):
        decide(year, officer)
    back = organisations.municipality(name="E")
    leave(year, back, 10)
    made = decide(year, officer, decision_reference="Dnr 8/2017")
    assert made.number == 2
    assert {one.unit.code: one.amount for one in queries.shares_of(made)} == {"3100": 3, "3101": 7}


def test_a_share_of_nothing_is_not_owed(year, officer):
    decide(year, officer)
    leave(year, organisations.municipality(name="E"), 1)
    made = decide(year, officer)
    assert {one.unit.code: one.amount for one in queries.shares_of(made)} == {"3101": 1}


def test_where_nobody_said_yes_nothing_is_divided(year, officer):
    Submission.objects.filter(values__wants_share="yes").delete()
    year.requisition_round.returns.update(counted_number=None)
    with refused("G503"):
        decide(year, officer)


def test_what_stands_in_the_way_is_told(year, officer):
    with refused("G504"):
        decide(year, officer, decision_reference=" ")
    with refused("G505"):
        decide(year, officer, purpose="annat")
    with refused("G505"):
        redistribution.return_rest(year=year, purpose="annat", by=officer, at=AT)
    with refused("E103"):
        decide(year, accounts.user())
    with refused("E103"):
        redistribution.return_rest(year=year, purpose=PURPOSE, by=accounts.user(), at=AT)
    year.closed_at = AT
    year.save()
    with refused("G707"):
        decide(year, officer)
    with refused("G707"):
        redistribution.return_rest(year=year, purpose=PURPOSE, by=officer, at=AT)


def test_a_programme_that_does_not_allow_it_says_so_with_its_source(officer):
    year = grants.year()
    with refused("G501") as refusal:
        decide(year, officer, purpose="competence")
    assert year.programme.redistribution.source in refusal.value.text("sv")


def test_what_is_left_goes_back_to_the_state(year, officer):
    pool = year.programme.purposes[0].amount_sek - 7100
    assert redistribution.return_rest(year=year, purpose=PURPOSE, by=officer, at=AT) == pool + 100
    assert standing(year, Account.RETURNED) == pool + 100
    assert standing(year, Account.UNCLAIMED) == standing(year, Account.POOL) == 0
    with refused("G507"):
        redistribution.return_rest(year=year, purpose=PURPOSE, by=officer, at=AT)
    leave(year, organisations.municipality(name="E"), 5)
    assert redistribution.return_rest(year=year, purpose=PURPOSE, by=officer, at=AT) == 5


def test_nothing_goes_back_before_the_allocation_is_decided(officer):
    with refused("G506"):
        redistribution.return_rest(year=grants.year(), purpose="competence", by=officer, at=AT)
