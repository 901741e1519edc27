"""Whatever agency and municipalities do, in whatever order: no krona is lost or doubled, and the year can be closed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.db.models import Count, Sum

from kompetenslyft.apps.collection import actions as collection
from kompetenslyft.apps.collection.models import Return, Submission
from kompetenslyft.apps.collection.queries import lock_of
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import (
    joint_reports,
    payments,
    redistribution,
    repayments,
    settlement,
    years,
)
from kompetenslyft.apps.grants.models import (
    Entitlement,
    JointReport,
    JointReportMember,
    LedgerPosting,
    Offer,
    Payment,
    PaymentBatch,
    PaymentLine,
    ProgrammeYear,
    Settlement,
)
from kompetenslyft.apps.grants.queries import ledger
from kompetenslyft.apps.grants.queries import settlement as queries
from kompetenslyft.apps.grants.settling import leads_of
from kompetenslyft.core.workflow.returns import Status
from tests.factories import accounts, grants, organisations, settlements
from tests.factories import payments as payees

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation

pytestmark = pytest.mark.django_db
PURPOSE = "staffing"
DAYS = (date(2017, 6, 1), date(2017, 11, 2), date(2018, 2, 1), date(2018, 4, 3))
"""In the window of the requisition, after it, in the time of reporting, and after its last day."""
SIGNABLE = {Status.NOT_STARTED, Status.IN_PROGRESS, Status.COMPLETION_REQUESTED, Status.REOPENED}


class Idle(Exception):
    """There is nothing to do."""


class Road:
    """A programme year that lets what is not claimed be divided anew, and three municipalities."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.year = grants.year(settlements.SHARING)
        self.units = [
            organisations.municipality(code, name)
            for code, name in (("2080", "Falun"), ("2083", "Hedemora"), ("2085", "Ludvika"))
        ]
        grants.offers(
            self.year,
            {unit: {PURPOSE: amount} for unit, amount in zip(self.units, (1000, 700, 301), strict=True)},
        )
        self.officers = [accounts.officer(name="Anna Handläggare"), accounts.officer(name="Bo Handläggare")]
        self.signatories = {unit: accounts.signatory(unit) for unit in self.units}
        for unit, number in zip(self.units, payees.NUMBERS, strict=True):
            payees.account(unit, number, entered_by=self.officers[0], confirmed_by=self.officers[1])
        self.at = grants.at(DAYS[0])
        years.open_requisition(year=self.year, by=self.officers[0], at=self.at)
        self.year.refresh_from_db()
        self.done: Counter[str] = Counter()

    def step(self) -> None:
        every = [one for one in dir(self) if one.startswith("do_")]
        self.chance.shuffle(every)
        next((name for name in every if self.take(name)), None)

    def take(
        self, name: str, unit: Organisation | None = None, by: User | None = None, **arguments: object
    ) -> bool:
        """Whether it was done: there was something to do, and it was not refused."""
        unit = unit or self.chance.choice(self.units)
        by = by or self.chance.choice(self.officers)
        try:
            with transaction.atomic():
                getattr(self, name)(unit, by, **arguments)
        except (Refused, Idle):
            return False
        finally:
            self.year = ProgrammeYear.objects.select_related("requisition_round", "report_round").get()
        self.done[name] += 1
        return True

    def do_time_passes(self, unit: Organisation, by: User) -> None:
        self._seldom()
        later = [day for day in DAYS if day > self.at.date()]
        if not later:
            raise Idle
        self.at = grants.at(later[0])

    # Claims

    def do_claim(self, unit: Organisation, by: User) -> None:
        offered = Offer.objects.get(unit=unit).amount
        amount = self.chance.choice((offered, offered, self.chance.randint(0, offered)))
        wants = self.chance.choice(("yes", "yes", "no"))
        self._sign(self._claim(unit), {f"claimed.{PURPOSE}": amount, "wants_share": wants})

    def do_submit_a_claim_and_never_sign_it(self, unit: Organisation, by: User) -> None:
        self._seldom()
        self._submit(self._claim(unit))

    def do_accept_claim(self, unit: Organisation, by: User) -> None:
        collection.accept(answer_to=self._claim(unit), by=by, at=self.at)

    def do_accept_all_claims(self, unit: Organisation, by: User) -> None:
        years.accept_claims(year=self.year, by=by, at=self.at)

    def do_reopen_claim(self, unit: Organisation, by: User) -> None:
        collection.reopen(answer_to=self._claim(unit), by=by, note="Fel belopp.", at=self.at)

    def do_extend_claim(self, unit: Organisation, by: User) -> None:
        self._seldom()
        until = self.at.date() + timedelta(3)
        collection.extend(answer_to=self._claim(unit), until=until, reason="Sjukdom.", by=by, at=self.at)

    def do_close_requisition(self, unit: Organisation, by: User) -> None:
        years.close_requisition(year=self.year, by=by, at=self.at)

    def do_redistribute(self, unit: Organisation, by: User) -> None:
        redistribution.redistribute(
            year=self.year, purpose=PURPOSE, decision_reference="Dnr 7/2017", by=by, at=self.at
        )

    def do_return(self, unit: Organisation, by: User) -> None:
        redistribution.return_rest(year=self.year, purpose=PURPOSE, by=by, at=self.at)

    # Payments

    def do_prepare(self, unit: Organisation, by: User) -> None:
        day = self.at.date() + timedelta(1)
        payments.prepare_batch(year=self.year, execution_date=day, by=by, at=self.at)

    def do_approve(self, unit: Organisation, by: User) -> None:
        self._changed(payments.approve_batch(batch=self._batch(), by=by, at=self.at))

    def do_send(self, unit: Organisation, by: User) -> None:
        self._changed(payments.send_batch(batch=self._batch(), by=by, at=self.at))

    def do_withdraw(self, unit: Organisation, by: User) -> None:
        self._seldom()
        payments.withdraw_batch(batch=self._batch(), by=by, at=self.at)

    def do_confirm(self, unit: Organisation, by: User, rejecting: float = 0.4) -> None:
        batch = self._batch()
        references = Payment.objects.filter(batch=batch).values_list("end_to_end_id", flat=True)
        rejected = {one: "Kontot är avslutat" for one in references if self.chance.random() < rejecting}
        payments.confirm_batch(batch=batch, rejected=rejected, by=by, at=self.at)

    # Reports

    def do_open_reporting(self, unit: Organisation, by: User) -> None:
        years.open_reporting(year=self.year, by=by, at=self.at)

    def do_activity(self, unit: Organisation, by: User) -> None:
        self._seldom()
        costs = {PURPOSE: {self.chance.choice(("salaries", "agency_staff")): self.chance.randint(1, 900)}}
        settlements.activity(self.year, unit, costs, kind="social_workers")

    def do_report(self, unit: Organisation, by: User) -> None:
        self._sign(self._report(unit), {})

    def do_submit_a_report(self, unit: Organisation, by: User) -> None:
        self._submit(self._report(unit))

    def do_declare_nil(self, unit: Organisation, by: User) -> None:
        self._seldom()
        person = self.signatories[unit]
        collection.declare_nil(answer_to=self._report(unit), by=person, note="Inget.", at=self.at)

    def do_take_report_back(self, unit: Organisation, by: User) -> None:
        collection.withdraw(answer_to=self._report(unit), by=self.signatories[unit], at=self.at)

    def do_request_completion(self, unit: Organisation, by: User) -> None:
        collection.request_completion(answer_to=self._report(unit), by=by, note="Vad var det?", at=self.at)

    def do_reopen_report(self, unit: Organisation, by: User) -> None:
        who = self.chance.choice((by, self.signatories[unit]))
        collection.reopen(answer_to=self._report(unit), by=who, note="Fel.", at=self.at)

    def do_accept_report(self, unit: Organisation, by: User) -> None:
        collection.accept(answer_to=self._report(unit), by=by, at=self.at)

    def do_propose(self, unit: Organisation, by: User) -> None:
        others = self.chance.sample([one for one in self.units if one != unit], 1)
        joint_reports.propose(
            year=self.year, lead=unit, members=others, by=self.signatories[unit], at=self.at
        )

    def do_agree(self, unit: Organisation, by: User) -> None:
        member = _first(JointReportMember.objects.filter(unit=unit, left_at=None, agreed_at=None))
        joint_reports.agree(member=member, by=self.signatories[unit], at=self.at)

    def do_leave(self, unit: Organisation, by: User) -> None:
        self._seldom()
        member = _first(JointReportMember.objects.filter(unit=unit, left_at=None))
        joint_reports.leave(member=member, by=self.signatories[unit], at=self.at)

    def do_end(self, unit: Organisation, by: User) -> None:
        self._seldom()
        report = _first(JointReport.objects.filter(lead=unit, ended_at=None))
        joint_reports.end(report=report, by=by, at=self.at)

    # Settlements

    def do_settle(self, unit: Organisation, by: User) -> None:
        settlement.settle_unit(year=self.year, unit=unit, by=by, at=self.at)

    def do_settle_all(self, unit: Organisation, by: User) -> None:
        if not settlement.settle_all(year=self.year, by=by, at=self.at).settlements:
            raise Idle

    def do_recover(self, unit: Organisation, by: User) -> None:
        settlement.recover_everything(year=self.year, by=by, at=self.at)

    def do_invoice(self, unit: Organisation, by: User) -> None:
        one = _first(Settlement.objects.filter(unit=unit).order_by("-number"))
        number = f"F{one.pk}"
        repayments.invoice(settlements=[one], invoice_number=number, due=self.at.date(), by=by, at=self.at)

    def do_repay(self, unit: Organisation, by: User, *, all_of_it: bool = False) -> None:
        one = _first(Settlement.objects.filter(unit=unit).order_by("-number"))
        left = one.to_repay - one.repaid
        amount = left if all_of_it else self.chance.randint(1, max(left, 1))
        day = self.at.date()
        repayments.record_repayment(settlement=one, amount=amount, on=day, by=by, at=self.at)

    # What all of that rests on

    def _sign(self, own: Return, values: dict[str, object]) -> None:
        """A new submission, signed, where the return is open to be answered."""
        self._check_answerable(own, SIGNABLE)
        number = own.submissions.count() + 1
        Submission.objects.create(
            answer_to=own,
            number=number,
            values=values,
            digest=f"{own.pk}-{number}",
            revision=number,
            submitted_by="Karin Samordnare",
            submitted_at=self.at,
        )
        settlements.in_status(own, Status.SUBMITTED)
        collection.sign(answer_to=own, by=self.signatories[own.unit], at=self.at)

    def _submit(self, own: Return) -> None:
        """Sent in for the first time, and not signed."""
        self._check_answerable(own, {Status.NOT_STARTED, Status.IN_PROGRESS})
        if own.submissions.exists():
            raise Idle
        settlements.in_status(own, Status.SUBMITTED)

    def _check_answerable(self, own: Return, statuses: Collection[Status]) -> None:
        lock = lock_of(own, self.at.date())
        if own.state not in statuses or lock is not None:
            raise Idle

    def _seldom(self) -> None:
        if self.chance.random() > 0.2:
            raise Idle

    def _claim(self, unit: Organisation) -> Return:
        return self.year.requisition_round.returns.select_related("unit", "round").get(unit=unit)

    def _report(self, unit: Organisation) -> Return:
        found = Return.objects.filter(round=self.year.report_round_id, unit=unit).select_related(
            "unit", "round"
        )
        return _first(found)

    def _batch(self) -> PaymentBatch:
        """One that is neither confirmed nor withdrawn, whichever."""
        under_way = PaymentBatch.objects.filter(status__in=["prepared", "approved", "sent"])
        return _first(under_way.order_by("number" if self.chance.random() < 0.5 else "-number"))

    def _changed(self, outcome: payments.Outcome) -> None:
        if not outcome.changed:
            raise Idle

    # What holds after every step

    def check(self) -> None:
        assert ledger.check(self.year) == ()
        standing = ledger.balances(self.year)
        assert sum(standing.values()) == 0
        twice = PaymentLine.objects.filter(stands=True).values("entitlement").annotate(n=Count("pk"))
        assert not twice.filter(n__gt=1)
        paid = LedgerPosting.objects.filter(account="held", entry__event="paid")
        lines = PaymentLine.objects.filter(stands=True, payment__status=Payment.Status.PAID)
        assert _total(paid, "amount") == _total(lines, "entitlement__amount")
        assert not Entitlement.objects.filter(undone_at__isnull=False, lines__stands=True)
        for row in queries.overview(self.year):
            assert row.amounts.unsettled >= 0
            assert row.amounts.left >= 0
        leads = leads_of(self.year)
        states = {own.unit_id: own.state for own in Return.objects.filter(round=self.year.report_round_id)}
        assert all(states[member] is Status.NIL for member in leads)
        assert all(states[lead] is not Status.NIL for lead in leads.values())

    def finish(self) -> None:
        """Everybody does what there is to do by now, and the year is closed."""
        self.at = grants.at(date(2018, 4, 24))
        for own in Return.objects.filter(status=Status.SUBMITTED).select_related("unit", "round"):
            if own.counted_number is not None:
                collection.sign(answer_to=own, by=self.signatories[own.unit], at=self.at)
        for batch in PaymentBatch.objects.filter(status__in=["prepared", "approved"]):
            payments.withdraw_batch(batch=batch, by=self.officers[0], at=self.at)
        for name in ("do_accept_all_claims", "do_accept_claim", "do_close_requisition", "do_prepare"):
            self._each(name)
        for name in ("do_approve", "do_send"):
            self._each(name)
        while self.take("do_confirm", rejecting=0):
            pass
        for name in ("do_open_reporting", "do_accept_report", "do_settle_all", "do_recover"):
            self._each(name)
        for unit in self.units:
            self.take("do_repay", unit, all_of_it=True)
        self.take("do_return")
        self.year = years.close_year(year=self.year, by=self.officers[0], at=self.at)

    def _each(self, name: str) -> None:
        """By either officer, for every municipality."""
        for unit in self.units:
            for by in self.officers:
                self.take(name, unit, by)


def _first(rows):
    found = rows.first()
    if found is None:
        raise Idle
    return found


def _total(rows, field: str) -> int:
    return rows.aggregate(sum=Sum(field))["sum"] or 0


SEEDS: Sequence[int] = range(3)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_done_every_krona_is_where_it_should_be(seed):
    road = Road(seed)
    for _ in range(50):
        road.step()
        road.check()
    road.finish()
    road.check()
    assert road.year.closed_at is not None
