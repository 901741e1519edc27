"""A programme year from its opening to its closed requisition: who can do what, and what the ledger says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import years as actions
from kompetenslyft.apps.grants.models import Entitlement
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.ledger.model import Account
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, grants, organisations, settlements

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db

IN_WINDOW, AFTER_WINDOW = grants.at(date(2013, 9, 2)), grants.at(date(2013, 11, 1))
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OFFERED = {"inventory": 250_000, "competence": 3_056_887}


@dataclass
class Cast:
    year: ProgrammeYear
    officer: User
    units: list[Organisation]
    signatories: list[User]

    def claim(self, index: int) -> Return:
        answer_to = queries.own_year(self.year, self.units[index]).requisition
        assert answer_to is not None
        return answer_to

    def sign(self, index: int, claimed: Mapping[str, object]) -> Return:
        """Claim and sign in the window."""
        answer_to, by = self.claim(index), self.signatories[index]
        entries = {f"claimed.{purpose}": amount for purpose, amount in claimed.items()}
        outcome = collection.enter(
            answer_to=answer_to,
            entries=entries | {"wants_share": "yes", "contact": "Siv Berg, siv@falun.example"},
            base=10**6,
            by=by,
            channel="web",
            at=IN_WINDOW,
        )
        assert outcome.is_clean, outcome
        collection.attach(
            answer_to=answer_to,
            key="delegation_order",
            data=PDF,
            filename="delegation.pdf",
            by=by,
            channel="web",
            at=IN_WINDOW,
        )
        collection.submit(answer_to=answer_to, by=by, at=IN_WINDOW)
        collection.sign(answer_to=answer_to, by=by, at=IN_WINDOW)
        answer_to.refresh_from_db()
        return answer_to


@pytest.fixture
def cast() -> Cast:
    """Three municipalities with decided amounts, and the requisition open."""
    units = [organisations.municipality(name=name) for name in ("Falun", "Mora", "Orsa")]
    year = grants.year()
    grants.offers(year, dict.fromkeys(units, OFFERED))
    officer = accounts.officer()
    actions.open_requisition(year=year, by=officer, at=grants.at(date(2013, 5, 28)))
    return Cast(queries.year(year.code), officer, units, [accounts.signatory(unit) for unit in units])


def standing(year: ProgrammeYear) -> Mapping[Account, int]:
    return queries.money(year).standing


def test_a_year_is_set_up_once() -> None:
    officer = accounts.officer()
    year = actions.open_year(definition="competence-grant@2013", by=officer)
    assert year.programme.appropriation_sek == 57_000_000
    with pytest.raises(Refused, match="redan upplagt"):
        actions.open_year(definition="competence-grant@2013", by=officer)
    with pytest.raises(Refused, match="finns inte"):
        actions.open_year(definition="competence-grant@1913", by=officer)
    with pytest.raises(Refused, match="handläggare vid myndigheten"):
        actions.open_year(
            definition="competence-grant@2014", by=accounts.signatory(organisations.municipality())
        )


def test_the_requisition_waits_for_every_purpose_to_be_decided() -> None:
    year, officer = grants.year(), accounts.officer()
    with pytest.raises(Refused) as refused:
        actions.open_requisition(year=year, by=officer)
    assert "Inventering" in refused.value.text("sv")
    assert year.requisition_round_id is None


def test_the_offered_amounts_stand_in_the_requisition(cast: Cast) -> None:
    assert cast.claim(0).given == {"offered.inventory": 250_000, "offered.competence": 3_056_887}
    with pytest.raises(Refused, match="redan gjort"):
        actions.open_requisition(year=cast.year, by=cast.officer)


def test_a_claim_over_what_is_offered_cannot_be_submitted(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        cast.sign(0, {"inventory": 250_000, "competence": 3_307_887})
    assert "3\u00a0056\u00a0887" in refused.value.text("sv")


def test_a_claim_in_ore_is_refused_with_the_remedy(cast: Cast) -> None:
    outcome = collection.enter(
        answer_to=cast.claim(0),
        entries={"claimed.inventory": "249 999,50"},
        base=0,
        by=cast.signatories[0],
        channel="web",
        at=IN_WINDOW,
    )
    assert "hela" in outcome.rejected["claimed.inventory"].message.sv


def test_a_claim_after_the_window_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="2013-10-31"):
        collection.enter(
            answer_to=cast.claim(0),
            entries={"claimed.inventory": "1"},
            base=0,
            by=cast.signatories[0],
            channel="web",
            at=AFTER_WINDOW,
        )


def test_a_coordinator_cannot_sign(cast: Cast) -> None:
    coordinator = accounts.coordinator(cast.units[0])
    cast.sign(0, OFFERED)
    collection.withdraw(answer_to=cast.claim(0), by=cast.signatories[0], at=IN_WINDOW)
    collection.submit(answer_to=cast.claim(0), by=coordinator, at=IN_WINDOW)
    with pytest.raises(Refused, match="Bara ombudet"):
        collection.sign(answer_to=cast.claim(0), by=coordinator, at=IN_WINDOW)
    assert not Entitlement.objects.exists()


def test_the_second_signatory_at_once_is_told(cast: Cast) -> None:
    answer_to = cast.sign(0, OFFERED)
    with pytest.raises(Refused, match="Underskrivet"):
        collection.sign(answer_to=answer_to, by=accounts.signatory(cast.units[0]), at=IN_WINDOW)


def test_an_accepted_claim_is_owed(cast: Cast) -> None:
    answer_to = cast.sign(0, {"inventory": 0, "competence": 3_000_000})
    assert standing(cast.year)[Account.OWED] == 0
    collection.accept(answer_to=answer_to, by=cast.officer, at=IN_WINDOW)
    owed = Entitlement.standing.get()
    assert (owed.unit, owed.purpose, owed.amount, owed.submission) == (
        cast.units[0],
        "competence",
        3_000_000,
        1,
    )
    assert standing(cast.year)[Account.OWED] == 3_000_000


def test_a_reopened_claim_is_no_longer_owed_and_can_be_accepted_anew(cast: Cast) -> None:
    answer_to = cast.sign(0, OFFERED)
    for _ in range(2):
        collection.accept(answer_to=answer_to, by=cast.officer, at=IN_WINDOW)
        assert standing(cast.year)[Account.OWED] == 3_306_887
        collection.reopen(answer_to=answer_to, by=cast.officer, note="Fel belopp.", at=IN_WINDOW)
        answer_to.refresh_from_db()
        assert standing(cast.year)[Account.OWED] == 0
    assert Entitlement.objects.count() == 4
    assert not Entitlement.standing.exists()


def test_all_signed_claims_are_accepted_at_once(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for index in range(3):
        cast.sign(index, OFFERED)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        accepted = collection.accept_signed(round=cast.year.requisition_round, by=cast.officer, at=IN_WINDOW)
    assert [one.unit for one in accepted] == cast.units
    assert standing(cast.year)[Account.OWED] == 3 * 3_306_887
    assert cast.claim(2).events.last().kind == "accepted"  # type: ignore[union-attr]


def test_closing_enters_what_was_not_claimed(cast: Cast) -> None:
    collection.accept(answer_to=cast.sign(0, OFFERED), by=cast.officer, at=IN_WINDOW)
    collection.accept(
        answer_to=cast.sign(1, {"inventory": 0, "competence": 56_887}), by=cast.officer, at=IN_WINDOW
    )
    with pytest.raises(Refused, match="till och med 2013-10-31"):
        actions.close_requisition(year=cast.year, by=cast.officer, at=IN_WINDOW)
    unclaimed = actions.close_requisition(year=cast.year, by=cast.officer, at=AFTER_WINDOW)
    assert unclaimed == 250_000 + 3_000_000 + 3_306_887
    after = standing(cast.year)
    assert after[Account.UNCLAIMED] == unclaimed
    assert after[Account.OFFERED] == 0
    assert sum(after.values()) == 0
    with pytest.raises(Refused, match="avslutades"):
        actions.close_requisition(year=cast.year, by=cast.officer, at=AFTER_WINDOW)


def test_closing_waits_for_claims_that_await_a_decision(cast: Cast) -> None:
    cast.sign(0, OFFERED)
    with pytest.raises(Refused, match="1 rekvisition väntar"):
        actions.close_requisition(year=cast.year, by=cast.officer, at=AFTER_WINDOW)


def test_closing_waits_for_a_municipality_that_has_been_given_more_time(cast: Cast) -> None:
    last = AFTER_WINDOW.date() + timedelta(days=1)
    collection.extend(
        answer_to=cast.claim(0), until=last, reason="Sjukdom.", by=cast.officer, at=AFTER_WINDOW
    )
    for moment in (AFTER_WINDOW, AFTER_WINDOW + timedelta(days=1)):
        with pytest.raises(Refused, match="1 kommun har fått längre tid, som längst till och med 2013-11-02"):
            actions.close_requisition(year=cast.year, by=cast.officer, at=moment)
    actions.close_requisition(year=cast.year, by=cast.officer, at=AFTER_WINDOW + timedelta(days=2))


def test_a_claim_that_nobody_has_signed_is_none_when_its_time_is_up(cast: Cast) -> None:
    settlements.in_status(cast.claim(0), Status.SUBMITTED)
    unclaimed = actions.close_requisition(year=cast.year, by=cast.officer, at=AFTER_WINDOW)
    assert unclaimed == 3 * sum(OFFERED.values())


def test_a_closed_requisition_stays_closed_whoever_opens_its_round(cast: Cast) -> None:
    own = settlements.in_status(cast.claim(0), Status.SUBMITTED)
    actions.close_requisition(year=cast.year, by=cast.officer, at=AFTER_WINDOW)
    collection.reopen_round(round=cast.claim(0).round, by=cast.officer, at=AFTER_WINDOW)
    with pytest.raises(Refused, match="En rekvisition kan inte ändras efter det"):
        collection.sign(answer_to=own, by=cast.signatories[0], at=AFTER_WINDOW)


def test_a_report_in_a_closed_year_stays_closed_whoever_opens_its_round(cast: Cast) -> None:
    settlements.reporting(cast.year)
    own = settlements.signed(settlements.asked(cast.year, cast.units[0]), Status.ACCEPTED)
    cast.year.closed_at = AFTER_WINDOW
    cast.year.save()
    with pytest.raises(Refused, match="Inget kan ändras i det"):
        collection.reopen(answer_to=own, by=cast.officer, note="Fel.", at=AFTER_WINDOW)


def test_who_is_offered_nothing_is_not_asked() -> None:
    falun, mora = (organisations.municipality(name=name) for name in ("Falun", "Mora"))
    year = grants.year()
    grants.offers(year, {falun: OFFERED, mora: dict.fromkeys(OFFERED, 0)})
    made = actions.open_requisition(year=year, by=accounts.officer(), at=grants.at(date(2013, 5, 28)))
    assert [one.unit for one in made.returns.all()] == [falun]


def test_claims_are_told_as_whole_partly_and_silent(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    cast.sign(0, OFFERED)
    cast.sign(1, {"inventory": 0, "competence": 1})
    with django_assert_num_queries(3):  # type: ignore[operator]
        told = queries.claims(cast.year)
    assert [one.standing for one in told] == [queries.WHOLE, queries.PARTLY, queries.SILENT]
    assert [one.wants_share for one in told] == [True, True, None]


def test_the_report_back_asks_those_who_are_owed(cast: Cast) -> None:
    with pytest.raises(Refused, match="ingen att fråga"):
        actions.open_reporting(year=cast.year, by=cast.officer, at=AFTER_WINDOW)
    collection.accept(answer_to=cast.sign(0, OFFERED), by=cast.officer, at=IN_WINDOW)
    actions.open_reporting(year=cast.year, by=cast.officer, at=AFTER_WINDOW)
    year = queries.year(cast.year.code)
    report = queries.own_year(year, cast.units[0]).report
    assert report is not None
    assert report.round.deadline == date(2014, 2, 15)
    assert queries.own_year(year, cast.units[1]).report is None


def test_a_claim_that_is_accepted_after_reporting_was_opened_is_reported_like_the_others(cast: Cast) -> None:
    collection.accept(answer_to=cast.sign(0, OFFERED), by=cast.officer, at=IN_WINDOW)
    late = cast.sign(1, OFFERED)
    actions.open_reporting(year=cast.year, by=cast.officer, at=AFTER_WINDOW)
    collection.accept(answer_to=late, by=cast.officer, at=AFTER_WINDOW)
    report = queries.own_year(queries.year(cast.year.code), cast.units[1]).report
    assert report is not None
    assert report.given["received.competence"] == 0


def test_a_year_with_money_that_is_not_settled_cannot_be_closed(cast: Cast) -> None:
    with pytest.raises(Refused, match="kan inte stängas"):
        actions.close_year(year=cast.year, by=cast.officer, at=AFTER_WINDOW)
