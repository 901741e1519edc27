"""The ledger as it is stored: the same as what happened, whatever was done, and the check that says where it is not."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import payments, redistribution, repayments, settlement, years
from kompetenslyft.apps.grants.ledger import Posting, post
from kompetenslyft.apps.grants.models import (
    LedgerEntry,
    LedgerPosting,
    Payment,
    PaymentBatch,
    PaymentLine,
    Settlement,
)
from kompetenslyft.apps.grants.queries import ledger
from kompetenslyft.core.ledger.model import Account, LedgerEvent, Place
from kompetenslyft.project.cli.work import ledger as command
from tests.factories import accounts, grants, settlements
from tests.factories import payments as factory

pytestmark = pytest.mark.django_db
PURPOSES = ("inventory", "competence")


class Walk:
    """Whatever officers may come to do, in any order; what is refused is refused, and they go on."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.made = factory.cast(paid_to=0)
        self.year = self.made.year
        years.open_requisition(year=self.year, by=self.made.anna, at=grants.at(date(2013, 6, 3)))
        self.year.refresh_from_db()
        settlements.reporting(self.year)
        for unit in self.made.units:
            settlements.asked(self.year, unit)
        self.at = settlements.AFTER_LAST_DAY
        self.done: list[str] = []

    def step(self) -> None:
        every = [one for one in dir(self) if one.startswith("do_")]
        name = self.chance.choice([*every, "do_prepare", "do_approve", "do_send", "do_confirm"])
        try:
            with transaction.atomic():
                getattr(self, name)(self.chance.choice((self.made.anna, self.made.bo)))
        except Refused:
            return
        self.year.refresh_from_db()
        self.done.append(name)

    def batch(self) -> PaymentBatch:
        latest = PaymentBatch.objects.filter(year=self.year).order_by("-number").first()
        return latest or PaymentBatch(year=self.year)

    def do_account(self, by) -> None:
        """Now and then: an account that is changed stops the batch that was to pay to it."""
        if "do_send" not in self.done and self.done.count("do_account") > 2:
            return
        unit, number = self.chance.choice(self.made.units), self.chance.choice(factory.NUMBERS)
        entered = payments.set_account(unit=unit, scheme="bankgiro", number=number, by=by, at=self.at)
        other = self.made.bo if by == self.made.anna else self.made.anna
        payments.confirm_account(account=entered, by=other, at=self.at)

    def do_prepare(self, by) -> None:
        payments.prepare_batch(year=self.year, execution_date=date(2014, 4, 2), by=by, at=self.at)

    def do_approve(self, by) -> None:
        self._with_batch(payments.approve_batch, by)

    def do_send(self, by) -> None:
        self._with_batch(payments.send_batch, by)

    def do_withdraw(self, by) -> None:
        if self.chance.random() < 0.3:
            self._with_batch(payments.withdraw_batch, by)

    def do_confirm(self, by) -> None:
        references = Payment.objects.filter(batch=self.batch().pk).values_list("end_to_end_id", flat=True)
        rejected = {one: "Kontot är avslutat" for one in references if self.chance.random() < 0.4}
        self._with_batch(payments.confirm_batch, by, rejected=rejected)

    def do_close_requisition(self, by) -> None:
        years.close_requisition(year=self.year, by=by, at=self.at)

    def do_recover(self, by) -> None:
        settlement.recover_everything(year=self.year, by=by, at=self.at)

    def do_repay(self, by) -> None:
        found = list(Settlement.objects.filter(year=self.year))
        if found:
            amount = self.chance.randint(1, 60_000)
            repayments.record_repayment(
                settlement=self.chance.choice(found), amount=amount, on=self.at.date(), by=by, at=self.at
            )

    def do_return(self, by) -> None:
        redistribution.return_rest(year=self.year, purpose=self.chance.choice(PURPOSES), by=by, at=self.at)

    def _with_batch(self, action, by, **arguments) -> None:
        batch = self.batch()
        if batch.pk:
            action(batch=batch, by=by, at=self.at, **arguments)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_done_the_ledger_says_what_happened(seed):
    walk = Walk(seed)
    for _ in range(60):
        walk.step()
        assert ledger.check(walk.year) == ()
    assert {"do_prepare", "do_send", "do_confirm"} <= set(walk.done)
    standing = ledger.balances(walk.year)
    assert standing == ledger.recomputed(walk.year)
    assert sum(standing.values()) == 0
    assert not PaymentLine.objects.filter(stands=True).values("entitlement").distinct().count() > 6


def test_the_ledger_is_read_in_as_many_queries_however_long_it_is(django_assert_num_queries):
    made = factory.cast()
    factory.paid(made)
    with django_assert_num_queries(1):
        ledger.balances(made.year)
    with django_assert_num_queries(1):
        assert len([ledger.line(one) for one in ledger.entries(made.year)]) == 2 + 6 + 6 + 6 + 6
    with django_assert_num_queries(7):
        ledger.recomputed(made.year)


def test_the_entries_are_narrowed_by_municipality_purpose_and_event():
    made = factory.cast()
    factory.paid(made)

    def found(**by) -> int:
        return ledger.entries(made.year, **by).count()

    assert found(unit="2080") == found(unit="falu") == 8
    assert found(unit="2080", purpose="inventory", event="paid") == 1
    (line,) = [
        ledger.line(one) for one in ledger.entries(made.year, unit="2080", purpose="inventory", event="paid")
    ]
    assert (line.source, line.target, line.amount, line.unit_name) == (
        Account.IN_TRANSIT,
        Account.HELD,
        20_000,
        "Falun",
    )


def test_a_municipality_reads_its_own_part_and_no_other():
    made = factory.cast()
    factory.paid(made)
    falun, hedemora, _ludvika = made.units
    read = ledger.unit_ledger(
        accounts.person_with(falun, "reader"), made.year, falun, factory.ANSWERED.date()
    )
    assert read.balances[Account.HELD] == {"inventory": 20_000, "competence": 100_000}
    assert Account.POOL not in read.balances
    assert [one.event for one in read.lines][:2] == [LedgerEvent.OFFERED, LedgerEvent.OFFERED]
    with pytest.raises(Refused):
        ledger.unit_ledger(accounts.signatory(hedemora), made.year, falun, factory.ANSWERED.date())


# What somebody did to the database by hand


@pytest.fixture
def made():
    made = factory.cast()
    factory.paid(made)
    assert ledger.check(made.year) == ()
    return made


def spoil() -> None:
    one = LedgerPosting.objects.filter(account="held").first()
    one.amount = 1
    one.save()


def codes(made) -> set[str]:
    return {finding.code for finding in ledger.check(made.year)}


def test_a_posting_that_was_changed_is_found(made):
    spoil()
    assert codes(made) == {"G282", "G286"}


def test_an_entry_that_was_taken_away_is_found(made):
    gone = LedgerEntry.objects.filter(event="paid").first()
    gone.postings.all().delete()
    gone.delete()
    assert codes(made) == {"G286"}


def test_money_entered_without_anything_having_happened_is_found(made):
    unit = made.units[0]
    with transaction.atomic():
        post(
            made.year,
            [Posting(LedgerEvent.USED, "inventory", 1, "by hand", (unit.pk, unit.code))],
            by_label="Nobody",
            at=factory.ANSWERED,
        )
    held, used = (Place(account, "inventory", "2080") for account in (Account.HELD, Account.USED))
    assert ledger.balances(made.year)[used] == 1
    assert ledger.recomputed(made.year)[held] == 20_000
    assert [finding.code for finding in ledger.check(made.year)] == ["G286", "G286"]


def test_the_database_takes_each_reference_once_and_no_posting_of_nothing(made):
    entry = LedgerEntry.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            year=made.year,
            event="used",
            purpose="inventory",
            reference=entry.reference,
            at=entry.at,
            by_label="x",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerPosting.objects.create(entry=entry, account="used", amount=0)


# On the command line


def test_the_command_says_what_differs_and_leaves_with_1(made, capsys):
    assert command.run(year=made.year.code, check=True, as_json=False) == 0
    assert capsys.readouterr().out == ""
    spoil()
    assert command.run(year=None, check=True, as_json=False) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in told] == ["G282", "G286"]
    assert command.run(year=None, check=True, as_json=True) == 1
    assert '"code": "G286"' in capsys.readouterr().out


def test_the_command_prints_balances_and_names_the_years_there_are(made, capsys):
    assert command.run(year=made.year.code, check=False, as_json=False) == 0
    assert "Utbetalat, inte slutreglerat\tinventory\t60\u00a0000\u00a0kr" in capsys.readouterr().out
    assert command.run(year="nej", check=False, as_json=False) == 2
    assert made.year.code in capsys.readouterr().err
