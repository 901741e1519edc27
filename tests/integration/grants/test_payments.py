"""Paying out: four eyes, and nothing twice whatever is clicked, cut off or done at once."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.db import IntegrityError, transaction

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import batches
from kompetenslyft.apps.grants.actions import bank_answers, payments
from kompetenslyft.apps.grants.models import Entitlement, LedgerEntry, Payment, PaymentBatch, PaymentLine
from kompetenslyft.apps.grants.paying import NO_ACCOUNT, NOT_CONFIRMED
from kompetenslyft.apps.grants.queries import ledger
from kompetenslyft.apps.grants.queries import payments as queries
from kompetenslyft.core.ledger.model import Account, Place
from kompetenslyft.exchange.pain001 import NAMESPACE, check_against_schema
from tests.factories import accounts, grants, organisations
from tests.factories import payments as factory
from tests.factories.bank import answer, of_one
from tests.factories.payments import ANSWERED, PAY_DAY, PREPARED
from tests.integration.at_once import together

pytestmark = pytest.mark.django_db
Status = PaymentBatch.Status


@pytest.fixture
def made():
    return factory.cast()


def code_of(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def stands(made, account: Account) -> int:
    return sum(amount for place, amount in ledger.balances(made.year).items() if place.account is account)


# Preparing


def test_everything_owed_is_in_one_payment_to_each_municipality(made):
    batch = factory.prepared(made)
    assert (batch.number, batch.status) == (1, Status.PREPARED)
    assert [(one.unit.code, one.amount, one.lines.count()) for one in batch.payments.all()] == [
        (unit.code, 120_000, 2) for unit in made.units
    ]
    assert queries.waiting(made.year) == []
    assert stands(made, Account.OWED) == 360_000


def test_those_without_a_confirmed_account_are_left_out_with_the_reason():
    made = factory.cast(paid_to=1)
    payments.set_account(unit=made.units[1], scheme="bankgiro", number="991-2346", by=made.anna, at=PREPARED)
    prepared = payments.prepare_batch(year=made.year, execution_date=PAY_DAY, by=made.anna, at=PREPARED)
    assert [(one.unit.code, one.hindrance, one.amount) for one in prepared.left_out] == [
        ("2083", NOT_CONFIRMED, 120_000),
        ("2085", NO_ACCOUNT, 120_000),
    ]
    assert [one.unit.code for one in prepared.batch.payments.all()] == ["2080"]
    assert [one.unit.code for one in queries.waiting(made.year)] == ["2083", "2085"]


def test_the_same_request_twice_makes_one_batch(made):
    first = payments.prepare_batch(
        year=made.year, execution_date=PAY_DAY, by=made.anna, number=1, at=PREPARED
    )
    again = payments.prepare_batch(
        year=made.year, execution_date=PAY_DAY, by=made.anna, number=1, at=PREPARED
    )
    assert (first.changed, again.changed) == (True, False)
    assert first.batch == again.batch
    assert PaymentBatch.objects.count() == 1


def test_what_cannot_be_prepared(made):
    def prepare(day=PAY_DAY, by=made.anna):
        return payments.prepare_batch(year=made.year, execution_date=day, by=by, at=PREPARED)

    assert code_of(lambda: prepare(date(2013, 9, 13))) == "G210"
    assert code_of(lambda: prepare(date(2013, 9, 21))) == "G210"
    assert code_of(lambda: prepare(by=accounts.signatory(made.units[0]))) == "E103"
    prepare()
    assert code_of(prepare) == "G211"
    made.year.closed_at = PREPARED
    made.year.save()
    assert code_of(prepare) == "G707"


def test_nobody_has_an_account():
    made = factory.cast(paid_to=0)
    with pytest.raises(Refused) as refused:
        factory.prepared(made)
    assert refused.value.code == "G211"
    assert "3 kommuner väntar" in refused.value.text("sv")


def test_a_claim_that_was_undone_is_not_paid(made):
    Entitlement.objects.filter(unit=made.units[0]).update(undone_at=PREPARED)
    assert [one.unit.code for one in factory.prepared(made).payments.all()] == ["2083", "2085"]


# Approving


def test_another_officer_approves_and_the_file_is_made_once(made):
    batch = factory.prepared(made)
    outcome = payments.approve_batch(batch=batch, by=made.bo, at=PREPARED)
    assert outcome.changed
    file = outcome.batch.file
    check_against_schema(file)
    root = ET.fromstring(file.encode())
    amounts = [one.text for one in root.iter(f"{{{NAMESPACE}}}InstdAmt")]
    assert amounts == ["120000.00"] * 3
    assert {one.text for one in root.iter(f"{{{NAMESPACE}}}CtrlSum")} == {"360000.00"}
    assert [one.text for one in root.iter(f"{{{NAMESPACE}}}EndToEndId")] == list(
        Payment.objects.order_by("unit__code").values_list("end_to_end_id", flat=True)
    )
    later = payments.approve_batch(batch=batch, by=made.anna, at=ANSWERED)
    assert not later.changed
    assert (later.batch.file, later.batch.approved_by) == (file, "Bo Handläggare")


def test_whoever_prepared_it_cannot_approve_it_under_any_name(made):
    batch = factory.prepared(made)
    made.anna.name = "Bo Handläggare"
    made.anna.save()
    assert code_of(lambda: payments.approve_batch(batch=batch, by=made.anna, at=PREPARED)) == "G213"
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentBatch.objects.update(approved_at=PREPARED, approver=made.anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentBatch.objects.update(status=Status.APPROVED)


def test_an_account_that_was_changed_meanwhile_stops_the_batch(made):
    batch = factory.prepared(made)
    factory.account(
        made.units[0], "90 20 03-3", scheme="plusgiro", entered_by=made.bo, confirmed_by=made.anna
    )
    with pytest.raises(Refused) as refused:
        payments.approve_batch(batch=batch, by=made.bo, at=PREPARED)
    assert refused.value.code == "G214"
    assert "Falun" in refused.value.text("sv")
    payments.withdraw_batch(batch=batch, by=made.bo, at=PREPARED)
    anew = factory.approved(made)
    factory.account(
        made.units[1], "90 20 03-3", scheme="plusgiro", entered_by=made.bo, confirmed_by=made.anna
    )
    assert code_of(lambda: payments.send_batch(batch=anew, by=made.anna, at=PREPARED)) == "G214"


def test_without_the_agencys_own_account_there_is_no_file(made, settings):
    settings.PAYER = settings.PAYER | {"iban": ""}
    batch = factory.prepared(made)
    assert code_of(lambda: payments.approve_batch(batch=batch, by=made.bo, at=PREPARED)) == "G221"
    batch.refresh_from_db()
    assert (batch.status, batch.file) == (Status.PREPARED, "")


def test_a_file_that_the_bank_would_not_take_is_not_kept(made, settings):
    settings.PAYER = settings.PAYER | {"bic": "X"}
    batch = factory.prepared(made)
    assert code_of(lambda: payments.approve_batch(batch=batch, by=made.bo, at=PREPARED)) == "G222"
    batch.refresh_from_db()
    assert (batch.status, batch.file) == (Status.PREPARED, "")


def test_a_day_that_passed_before_it_was_approved_or_sent(made):
    batch = factory.prepared(made)
    assert code_of(lambda: payments.approve_batch(batch=batch, by=made.bo, at=ANSWERED)) == "G210"
    payments.approve_batch(batch=batch, by=made.bo, at=PREPARED)
    assert code_of(lambda: payments.send_batch(batch=batch, by=made.bo, at=ANSWERED)) == "G210"


# Sending


def test_sending_moves_the_money_once(made):
    batch = factory.approved(made)
    first = payments.send_batch(batch=batch, by=made.anna, at=PREPARED)
    again = payments.send_batch(batch=batch, by=made.bo, at=ANSWERED)
    assert (first.changed, again.changed) == (True, False)
    assert again.batch.sent_by == "Anna Handläggare"
    assert stands(made, Account.IN_TRANSIT) == 360_000
    assert stands(made, Account.OWED) == 0
    assert LedgerEntry.objects.filter(event="sent").count() == 6
    assert AuditRow.objects.filter(action="payments.send").count() == 1


def test_only_what_is_approved_is_sent(made):
    batch = factory.prepared(made)
    assert code_of(lambda: payments.send_batch(batch=batch, by=made.anna, at=PREPARED)) == "G215"


@pytest.mark.parametrize("where", ["post", "audit"])
def test_sending_that_is_cut_off_leaves_nothing_half_done(made, monkeypatch, where):
    batch = factory.approved(made)

    def cut_off(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        if where == "post":
            original = batches.post

            def post_and_stop(*args, **kwargs):
                original(*args, **kwargs)
                raise KeyboardInterrupt

            broken.setattr(batches, "post", post_and_stop)
        else:
            broken.setattr(payments.audit, "record", cut_off)
        with pytest.raises(KeyboardInterrupt):
            payments.send_batch(batch=batch, by=made.anna, at=PREPARED)
    batch.refresh_from_db()
    assert (batch.status, batch.sent_at) == (Status.APPROVED, None)
    assert not LedgerEntry.objects.filter(event="sent").exists()
    assert payments.send_batch(batch=batch, by=made.anna, at=PREPARED).changed
    assert stands(made, Account.IN_TRANSIT) == 360_000


def test_preparing_that_is_cut_off_leaves_everything_to_be_paid(made, monkeypatch):
    def cut_off(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(payments.audit, "record", cut_off)
        with pytest.raises(KeyboardInterrupt):
            factory.prepared(made)
    assert not PaymentBatch.objects.exists()
    assert len(queries.waiting(made.year)) == 3


# The bank's answer


def test_what_the_bank_paid_is_held_by_the_municipalities(made):
    batch = factory.sent(made)
    outcome = payments.confirm_batch(batch=batch, rejected={}, by=made.anna, at=ANSWERED)
    assert outcome.changed
    assert {one.status for one in batch.payments.all()} == {Payment.Status.PAID}
    assert ledger.balances(made.year, made.units[0]) == {
        Place(Account.OFFERED, "competence", "2080"): 500,
        Place(Account.OFFERED, "inventory", "2080"): 500,
        Place(Account.HELD, "competence", "2080"): 100_000,
        Place(Account.HELD, "inventory", "2080"): 20_000,
    }
    assert not payments.confirm_batch(batch=batch, rejected={}, by=made.bo, at=ANSWERED).changed
    assert LedgerEntry.objects.filter(event="paid").count() == 6


def test_what_the_bank_rejected_is_owed_again_and_paid_anew(made):
    batch = factory.sent(made)
    rejected = {f"{batch.message_id}-2083": " Kontot   är avslutat "}
    payments.confirm_batch(batch=batch, rejected=rejected, by=made.anna, at=ANSWERED)
    (waiting,) = queries.waiting(made.year)
    assert (waiting.unit.code, waiting.amount, waiting.rejected) == ("2083", 120_000, "Kontot är avslutat")
    assert stands(made, Account.OWED) == 120_000
    assert not payments.confirm_batch(batch=batch, rejected=rejected, by=made.bo, at=ANSWERED).changed
    assert (
        code_of(lambda: payments.confirm_batch(batch=batch, rejected={}, by=made.bo, at=ANSWERED)) == "G219"
    )
    again = payments.prepare_batch(
        year=made.year, execution_date=date(2013, 9, 27), by=made.anna, at=ANSWERED
    ).batch
    payments.approve_batch(batch=again, by=made.bo, at=ANSWERED)
    payments.send_batch(batch=again, by=made.bo, at=ANSWERED)
    payments.confirm_batch(batch=again, rejected={}, by=made.bo, at=ANSWERED)
    assert again.number == 2
    assert stands(made, Account.HELD) == 360_000
    assert ledger.check(made.year) == ()


def test_answers_that_make_no_sense(made):
    batch = factory.approved(made)
    known = f"{batch.message_id}-2080"

    def answered(rejected):
        return lambda: payments.confirm_batch(batch=batch, rejected=rejected, by=made.anna, at=ANSWERED)

    assert code_of(answered({})) == "G216"
    payments.send_batch(batch=batch, by=made.anna, at=PREPARED)
    assert code_of(answered({"KL-9999": "x"})) == "G217"
    assert code_of(answered({known: "  "})) == "G218"
    assert stands(made, Account.IN_TRANSIT) == 360_000


def test_the_banks_own_file_is_taken(made):
    batch = factory.sent(made)
    falun, hedemora, ludvika = (f"{batch.message_id}-{unit.code}" for unit in made.units)
    told = answer(
        batch.message_id,
        "PART",
        of_one(falun, "ACSC"),
        of_one(hedemora, "RJCT", "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"),
        of_one(ludvika, "ACSC"),
    )

    def taken(data):
        return payments.confirm_from_report(batch=batch, data=data, by=made.anna, at=ANSWERED)

    assert code_of(lambda: taken(told.replace(b"OrgnlMsgId>KL", b"OrgnlMsgId>XX", 1))) == "G224"
    assert code_of(lambda: taken(told.replace(b"ACSC", b"ACCP"))) == "G225"
    assert code_of(lambda: taken(b"pdf")) == "G223"
    assert taken(told).changed
    assert [(one.unit.code, one.status, one.status_reason) for one in batch.payments.all()] == [
        ("2080", "paid", ""),
        ("2083", "rejected", "AC04"),
        ("2085", "paid", ""),
    ]


def test_the_banks_answer_that_is_cut_off_leaves_nothing_half_done(made, monkeypatch):
    batch = factory.sent(made)

    def cut_off(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(bank_answers, "give_figures", cut_off)
        with pytest.raises(KeyboardInterrupt):
            payments.confirm_batch(batch=batch, rejected={}, by=made.anna, at=ANSWERED)
    batch.refresh_from_db()
    assert batch.status == Status.SENT
    assert {one.status for one in batch.payments.all()} == {Payment.Status.PENDING}
    assert stands(made, Account.HELD) == 0


# Withdrawing


def test_what_is_withdrawn_can_be_paid_anew(made):
    batch = factory.approved(made)
    assert payments.withdraw_batch(batch=batch, by=made.bo, at=PREPARED).changed
    assert not payments.withdraw_batch(batch=batch, by=made.bo, at=PREPARED).changed
    assert code_of(lambda: payments.send_batch(batch=batch, by=made.bo, at=PREPARED)) == "G212"
    assert code_of(lambda: payments.approve_batch(batch=batch, by=made.bo, at=PREPARED)) == "G212"
    again = factory.sent(made)
    assert again.number == 2
    assert code_of(lambda: payments.withdraw_batch(batch=again, by=made.bo, at=PREPARED)) == "G220"


def test_the_database_lets_an_entitlement_be_in_one_payment_that_stands(made):
    batch = factory.prepared(made)
    payment = batch.payments.first()
    line = payment.lines.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentLine.objects.create(payment=payment, entitlement=line.entitlement)


# At once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_prepare_at_once_one_gets_everything(made):
    results = together(
        *(
            lambda by=by: payments.prepare_batch(year=made.year, execution_date=PAY_DAY, by=by, at=PREPARED)
            for by in (made.anna, made.bo)
        )
    )
    assert sorted(type(one).__name__ for one in results) == ["Prepared", "Refused"]
    assert PaymentLine.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_does(made):
    batch = factory.approved(made)
    results = together(
        *(lambda by=by: payments.send_batch(batch=batch, by=by, at=PREPARED) for by in (made.anna, made.bo))
    )
    assert sorted(one.changed for one in results) == [False, True]
    assert LedgerEntry.objects.filter(event="sent").count() == 6


@pytest.mark.django_db(transaction=True)
def test_of_sending_and_withdrawing_at_once_one_is_done(made):
    batch = factory.approved(made)
    results = together(
        lambda: payments.send_batch(batch=batch, by=made.anna, at=PREPARED),
        lambda: payments.withdraw_batch(batch=batch, by=made.bo, at=PREPARED),
    )
    (refused,) = [one for one in results if isinstance(one, Refused)]
    batch.refresh_from_db()
    standing = PaymentLine.objects.filter(stands=True).count()
    assert (batch.status, refused.code, standing) in {
        (Status.SENT, "G220", 6),
        (Status.WITHDRAWN, "G212", 0),
    }


# Reading


def test_reading_a_year_takes_as_many_queries_however_many_they_are(django_assert_num_queries):
    made = factory.cast()
    extra = [organisations.municipality() for _ in range(20)]
    grants_of_extra = {unit: grants.entitlement(made.year, unit, "competence", 10_000) for unit in extra}
    assert len(grants_of_extra) == 20
    with django_assert_num_queries(3):
        assert len(queries.waiting(made.year)) == 23
    batch = factory.prepared(made)
    with django_assert_num_queries(3):
        assert len(queries.payments(batch)) == 3
    with django_assert_num_queries(1):
        assert [(one.count, one.amount) for one in queries.batches(made.year)] == [(3, 360_000)]
