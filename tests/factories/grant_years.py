"""A grant year brought as far along its road as a test needs, by the actions that people would take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.grants.actions import allocation, payments, redistribution, repayments, settlement
from kompetenslyft.apps.grants.actions import years as actions
from kompetenslyft.apps.grants.queries import settlement as settlements
from kompetenslyft.apps.grants.queries import years as queries
from kompetenslyft.core.allocation.model import AllocationModel, Equal, Reserve, Rounding
from kompetenslyft.core.ledger.model import Account
from tests.factories import accounts, documents, grants, organisations
from tests.factories.payments import account

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.collection.models import Return
    from kompetenslyft.apps.grants.models import ProgrammeYear
    from kompetenslyft.apps.organisations.models import Organisation


class Phase(IntEnum):
    """How far a year has come."""

    SET_UP = 1
    DECIDED = 2
    CLAIMING = 3
    """The window is open; Falun and Mora have signed, Orsa declines, Leksand is silent."""
    WINDOW_PAST = 4
    ACCEPTED = 5
    CLAIMED = 6
    """The requisition is closed."""
    PREPARED = 7
    PAID = 8
    REPORTING = 9
    """Reports are open; nobody has answered."""
    REPORTED = 10
    SETTLED = 11
    INVOICED = 12
    CLOSED = 13


DAYS = {
    Phase.SET_UP: date(2013, 5, 27),
    Phase.DECIDED: date(2013, 5, 28),
    Phase.CLAIMING: date(2013, 9, 2),
    Phase.WINDOW_PAST: date(2013, 11, 1),
    Phase.ACCEPTED: date(2013, 11, 1),
    Phase.CLAIMED: date(2013, 11, 1),
    Phase.PREPARED: date(2013, 11, 4),
    Phase.PAID: date(2013, 11, 11),
    Phase.REPORTING: date(2013, 12, 3),
    Phase.REPORTED: date(2014, 2, 10),
    Phase.SETTLED: date(2014, 2, 20),
    Phase.INVOICED: date(2014, 2, 21),
    Phase.CLOSED: date(2014, 3, 31),
}
OFFERED = {"inventory": 200_000, "competence": 1_000_000}
PART = {"inventory": 0, "competence": 400_000}


@dataclass(frozen=True, slots=True)
class Cast:
    """The year, two officers, and each municipality's signatory by its name."""

    phase: Phase
    year: ProgrammeYear
    olle: User
    petra: User
    units: Mapping[str, Organisation]
    signatories: Mapping[str, User]

    @property
    def today(self) -> date:
        """A day in the phase."""
        return DAYS[self.phase]

    def claim(self, name: str) -> Return:
        """The municipality's requisition."""
        found = queries.own_year(self.year, self.units[name]).requisition
        assert found is not None
        return found

    def report(self, name: str) -> Return:
        """The municipality's report-back."""
        found = queries.own_year(self.year, self.units[name]).report
        assert found is not None
        return found


def until(phase: Phase, *, made_up: bool = False) -> Cast:
    """The year in the phase, with all that comes before it done."""
    names = {"Falun": "2080", "Mora": "2062", "Orsa": "2034", "Leksand": "2029"}
    units = {name: organisations.municipality(code, name) for name, code in names.items()}
    made = Cast(
        Phase.SET_UP,
        grants.year(made_up=made_up),
        accounts.officer(name="Olle Handläggare"),
        accounts.officer(name="Petra Handläggare"),
        units,
        {name: accounts.signatory(unit, name=f"Sten {name}") for name, unit in units.items()},
    )
    for step, take in _STEPS.items():
        if step > phase:
            break
        take(replace(made, phase=step))
        made = replace(made, phase=step, year=queries.year(made.year.code))
    return replace(made, phase=phase)


def _decide(made: Cast) -> None:
    """Equal shares of what is not set apart in reserve, which gives everybody ``OFFERED``."""
    for purpose in made.year.programme.purposes:
        reserve = purpose.amount_sek - len(made.units) * OFFERED[purpose.id]
        scenario = allocation.add_scenario(
            year=made.year,
            purpose=purpose.id,
            title="Lika delar",
            model=AllocationModel(steps=(Reserve(amount_sek=reserve), Equal(), Rounding())),
            keys={},
            amount=purpose.amount_sek,
            by=made.olle,
            at=grants.at(DAYS[Phase.SET_UP]),
        )
        allocation.decide(
            scenario=scenario,
            decision_reference="S2013/03877/FST",
            by=made.olle,
            at=grants.at(DAYS[Phase.SET_UP], 10),
        )


def _open_and_claim(made: Cast) -> None:
    at = grants.at(made.today)
    actions.open_requisition(year=made.year, by=made.olle, at=grants.at(date(2013, 5, 28)))
    opened = replace(made, year=queries.year(made.year.code))
    for name, amounts in (("Falun", OFFERED), ("Mora", PART)):
        answer_to, by = opened.claim(name), made.signatories[name]
        entries: dict[str, object] = {f"claimed.{purpose}": amount for purpose, amount in amounts.items()}
        entries |= {"wants_share": "yes", "contact": "Siv Berg, siv@falun.example"}
        outcome = collection.enter(
            answer_to=answer_to, entries=entries, base=10**6, by=by, channel="web", at=at
        )
        assert outcome.is_clean, outcome
        collection.attach(
            answer_to=answer_to,
            key="delegation_order",
            data=documents.PDF,
            filename="delegation.pdf",
            by=by,
            channel="web",
            at=at,
        )
        sign(answer_to, by, made.today)
    collection.declare_nil(
        answer_to=opened.claim("Orsa"), by=made.signatories["Orsa"], note="Vi avstår.", at=at
    )


def sign(answer_to: Return, by: User, day: date) -> None:
    """Submit what is entered, and sign it."""
    collection.submit(answer_to=answer_to, by=by, at=grants.at(day))
    collection.sign(answer_to=answer_to, by=by, at=grants.at(day, 10))


def _accept(made: Cast) -> None:
    assert made.year.requisition_round is not None
    collection.accept_signed(round=made.year.requisition_round, by=made.olle, at=grants.at(made.today))


def enter_accounts(made: Cast) -> None:
    """Both that have claimed have a confirmed account."""
    for name, number in (("Falun", "50501055"), ("Mora", "9912346")):
        account(made.units[name], number, entered_by=made.olle, confirmed_by=made.petra)


def _prepare(made: Cast) -> None:
    enter_accounts(made)
    payments.prepare_batch(
        year=made.year, execution_date=date(2013, 11, 8), by=made.olle, at=grants.at(made.today)
    )


def _pay(made: Cast) -> None:
    batch = made.year.batches.get()
    for take, by in ((payments.approve_batch, made.petra), (payments.send_batch, made.olle)):
        take(batch=batch, by=by, at=grants.at(DAYS[Phase.PREPARED]))
    payments.confirm_batch(batch=batch, rejected={}, by=made.olle, at=grants.at(made.today))


def _open_reporting(made: Cast) -> None:
    actions.open_reporting(year=made.year, by=made.olle, at=grants.at(made.today))


def _report(made: Cast) -> None:
    answers = {
        "why_unused": "Kurserna blev inställda.",
        "effects": "Bättre utredningar.",
        "difficulties": "Vikarier.",
        "stewardship_caseworkers": "yes",
        "stewardship_leaders": "yes",
        "induction": "yes",
        "figures_confirmed": "yes",
    }
    for name in ("Falun", "Mora"):
        answer_to, by = made.report(name), made.signatories[name]
        outcome = collection.enter(
            answer_to=answer_to, entries=answers, base=10**6, by=by, channel="web", at=grants.at(made.today)
        )
        assert outcome.is_clean, outcome
        sign(answer_to, by, made.today)


def _settle(made: Cast) -> None:
    settlement.settle_all(year=made.year, by=made.olle, at=grants.at(made.today))


def _invoice(made: Cast) -> None:
    for name in ("Falun", "Mora"):
        lines = [
            line.settlement
            for line in settlements.invoice_basis(made.year)
            if line.code == made.units[name].code
        ]
        repayments.invoice(
            settlements=lines,
            invoice_number=f"2014-{made.units[name].code}",
            due=date(2014, 3, 20),
            by=made.olle,
            at=grants.at(made.today),
        )


def _close(made: Cast) -> None:
    at = grants.at(made.today)
    for one in list(made.year.settlements.all()):
        repayments.record_repayment(
            settlement=one, amount=one.to_repay, on=date(2014, 3, 19), by=made.olle, at=at
        )
    for purpose in made.year.programme.purposes:
        redistribution.return_rest(year=made.year, purpose=purpose.id, by=made.olle, at=at)
    assert queries.money(made.year).standing[Account.UNCLAIMED] == 0
    actions.close_year(year=made.year, by=made.olle, at=at)


_STEPS = {
    Phase.DECIDED: _decide,
    Phase.CLAIMING: _open_and_claim,
    Phase.ACCEPTED: _accept,
    Phase.CLAIMED: lambda made: actions.close_requisition(
        year=made.year, by=made.olle, at=grants.at(made.today)
    ),
    Phase.PREPARED: _prepare,
    Phase.PAID: _pay,
    Phase.REPORTING: _open_reporting,
    Phase.REPORTED: _report,
    Phase.SETTLED: _settle,
    Phase.INVOICED: _invoice,
    Phase.CLOSED: _close,
}
