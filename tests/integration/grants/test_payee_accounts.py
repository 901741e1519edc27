"""The accounts that municipalities are paid to: one enters, another confirms."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.callers import TokenCaller
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants.actions import payments
from kompetenslyft.apps.grants.models import PayeeAccount
from kompetenslyft.apps.grants.queries import payments as queries
from tests.factories import accounts, organisations
from tests.factories.payments import PREPARED
from tests.integration.at_once import together

pytestmark = pytest.mark.django_db
ON = PREPARED.date()


@pytest.fixture
def falun():
    return organisations.municipality("2080", "Falun")


def entered(unit, by, number="5050-1055", scheme="bankgiro"):
    return payments.set_account(unit=unit, scheme=scheme, number=number, by=by, at=PREPARED)


def code_of(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def test_an_account_holds_when_another_has_confirmed_it(falun):
    coordinator, signatory = accounts.coordinator(falun), accounts.signatory(falun)
    account = entered(falun, coordinator)
    assert (account.number, account.confirmed_at) == ("50501055", None)
    page = queries.accounts_of(coordinator, falun, ON)
    assert (page.in_force, page.to_confirm, page.may_confirm) == (None, account, False)
    assert queries.accounts_of(signatory, falun, ON).may_confirm
    payments.confirm_account(account=account, by=signatory, at=PREPARED)
    assert queries.accounts_of(coordinator, falun, ON).in_force == account
    assert set(AuditRow.objects.values_list("action", flat=True)) == {"account.enter", "account.confirm"}
    assert "50501055" not in str(list(AuditRow.objects.values_list("detail", flat=True)))


def test_whoever_entered_it_cannot_confirm_it_under_any_name(falun):
    signatory = accounts.signatory(falun, name="Sten")
    account = entered(falun, signatory)
    signatory.name = "Somebody Else"
    signatory.save()
    assert code_of(lambda: payments.confirm_account(account=account, by=signatory, at=PREPARED)) == "G205"
    with pytest.raises(IntegrityError), transaction.atomic():
        PayeeAccount.objects.filter(pk=account.pk).update(confirmed_at=PREPARED, confirmer=signatory)


def test_who_may_enter_and_confirm(falun):
    stranger, reader = accounts.user(), accounts.person_with(falun, "reader")
    elsewhere = accounts.signatory(organisations.municipality())
    coordinator, colleague = accounts.coordinator(falun), accounts.coordinator(falun)
    officer = accounts.officer()
    assert code_of(lambda: entered(falun, stranger)) == "E101"
    assert code_of(lambda: entered(falun, elsewhere)) == "E101"
    assert code_of(lambda: entered(falun, reader)) == "E102"
    assert code_of(lambda: entered(falun, TokenCaller(falun.pk, "Personec"))) == "G200"
    account = entered(falun, coordinator)
    assert code_of(lambda: payments.confirm_account(account=account, by=colleague, at=PREPARED)) == "E104"
    assert code_of(lambda: payments.confirm_account(account=account, by=elsewhere, at=PREPARED)) == "E101"
    assert payments.confirm_account(account=account, by=officer, at=PREPARED).confirmed_by == str(officer)


def test_a_new_account_takes_over_first_when_it_is_confirmed(falun):
    coordinator, signatory = accounts.coordinator(falun), accounts.signatory(falun)
    first = payments.confirm_account(account=entered(falun, coordinator), by=signatory, at=PREPARED)
    second = entered(falun, coordinator, "991-2346")
    assert queries.accounts_of(signatory, falun, ON).in_force == first
    payments.confirm_account(account=second, by=signatory, at=PREPARED)
    page = queries.accounts_of(signatory, falun, ON)
    assert (page.in_force, page.to_confirm, page.former) == (second, None, (first,))
    assert code_of(lambda: payments.confirm_account(account=first, by=signatory, at=PREPARED)) == "G206"


def test_the_same_again_changes_nothing(falun):
    coordinator, signatory = accounts.coordinator(falun), accounts.signatory(falun)
    first, again = entered(falun, coordinator), entered(falun, coordinator, " 5050 1055")
    assert first == again
    payments.confirm_account(account=first, by=signatory, at=PREPARED)
    payments.confirm_account(account=first, by=signatory, at=PREPARED)
    assert AuditRow.objects.filter(action="account.confirm").count() == 1
    assert code_of(lambda: entered(falun, coordinator)) == "G203"


def test_an_account_that_was_replaced_before_it_was_confirmed_cannot_be(falun):
    coordinator, signatory = accounts.coordinator(falun), accounts.signatory(falun)
    first = entered(falun, coordinator)
    second = entered(falun, coordinator, "991-2346")
    assert code_of(lambda: payments.confirm_account(account=first, by=signatory, at=PREPARED)) == "G206"
    assert queries.accounts_of(signatory, falun, ON).to_confirm == second


@pytest.mark.parametrize(
    ("scheme", "number", "code"),
    [("bankgiro", "5050-1056", "G202"), ("plusgiro", "x", "G201"), ("iban", "SE45", "G201")],
)
def test_a_number_that_cannot_be_right_is_refused(falun, scheme, number, code):
    assert code_of(lambda: entered(falun, accounts.coordinator(falun), number, scheme)) == code
    assert not PayeeAccount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_entered_at_once_one_awaits_confirmation(falun):
    anna, bo = accounts.coordinator(falun), accounts.coordinator(falun)
    results = together(lambda: entered(falun, anna), lambda: entered(falun, bo, "991-2346"))
    refused = [one.code for one in results if isinstance(one, Refused)]
    assert refused in ([], ["G204"])
    assert PayeeAccount.objects.filter(ended_at__isnull=True).count() == 1
    assert PayeeAccount.objects.count() == 2 - len(refused)


def test_the_list_of_accounts_takes_two_queries(falun, django_assert_num_queries):
    for _ in range(5):
        organisations.municipality()
    with django_assert_num_queries(2):
        assert len(queries.accounts(ON)) == 6
