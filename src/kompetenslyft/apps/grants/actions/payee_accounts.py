"""The accounts that municipalities are paid to: one person enters, another confirms."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit import actions as audit
from kompetenslyft.apps.callers import Caller, user_of
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.grants import access
from kompetenslyft.apps.grants.models import PayeeAccount
from kompetenslyft.core.payments import Scheme, account_number, check_account

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User
    from kompetenslyft.apps.organisations.models import Organisation


@transaction.atomic
def set_account(
    *, unit: Organisation, scheme: str, number: str, by: Caller, at: datetime | None = None
) -> PayeeAccount:
    """Enter the account that the municipality is to be paid to. It holds from when somebody else has confirmed it.

    Until then the one in force holds. An account that awaits confirmation is replaced; the same one again is left as it
    is. Raises Refused: E101, E102, G200 a system, G201 the shape, G202 the check digit, G203 it is in force already,
    G204 somebody else entered one at the same moment.
    """
    at = at or clock.now()
    if not access.is_officer(by, at.date()):
        access.check_may_enter(by, unit, at.date())
    person = check_is_person(by)
    digits = account_number(number)
    found = check_account(Scheme(scheme), digits)
    if found:
        raise Refused(*found)
    open_ones = PayeeAccount.objects.select_for_update().filter(unit=unit, ended_at__isnull=True)
    for one in open_ones:
        if (one.scheme, one.number) != (scheme, digits):
            continue
        if one.confirmed_at is None:
            return one
        raise Refused.because(
            "G203",
            f"{unit.name} får redan sina pengar till det kontot.",
            f"{unit.name} is paid to that account already.",
            "number",
        )
    open_ones.filter(confirmed_at__isnull=True).update(ended_at=at)
    try:
        with transaction.atomic():
            account = PayeeAccount.objects.create(
                unit=unit, scheme=scheme, number=digits, entered_at=at, enterer=person, entered_by=str(by)
            )
    except IntegrityError:
        raise Refused.because(
            "G204",
            "Någon annan skrev in ett konto i samma stund. Ladda om sidan och se efter vilket.",
            "Somebody else entered an account at the same moment. Reload the page and see which.",
        ) from None
    audit.record("account.enter", account, by=by, at=at, unit=unit.code, scheme=scheme, ends_with=digits[-4:])
    return account


@transaction.atomic
def confirm_account(*, account: PayeeAccount, by: Caller, at: datetime | None = None) -> PayeeAccount:
    """Confirm an account that somebody else has entered; from now on it holds, and the former one does not.

    One that is in force already is left as it is. Raises Refused: E101, E104 neither signatory nor officer, G200 a
    system, G205 whoever entered it, G206 it has been replaced since.
    """
    at = at or clock.now()
    account = PayeeAccount.objects.select_for_update(of=("self",)).select_related("unit").get(pk=account.pk)
    if not access.is_officer(by, at.date()):
        access.check_is_signatory(by, account.unit, at.date())
    person = check_is_person(by)
    if account.ended_at is not None:
        raise Refused.because(
            "G206",
            "Kontot har ersatts av ett annat. Ladda om sidan och bekräfta det som gäller.",
            "The account has been replaced by another. Reload the page and confirm the one that holds.",
        )
    if account.confirmed_at is not None:
        return account
    if account.enterer_id == person.pk:
        raise Refused.because(
            "G205",
            "Du har själv skrivit in kontot. Någon annan bekräftar det: ombudet eller en handläggare vid myndigheten.",
            "You entered the account yourself. Somebody else confirms it: a signatory or a programme officer.",
        )
    PayeeAccount.objects.filter(unit=account.unit, confirmed_at__isnull=False, ended_at__isnull=True).update(
        ended_at=at
    )
    account.confirmed_at, account.confirmer, account.confirmed_by = at, person, str(by)
    account.save(update_fields=["confirmed_at", "confirmer", "confirmed_by"])
    audit.record("account.confirm", account, by=by, at=at, unit=account.unit.code)
    return account


def check_is_person(by: Caller) -> User:
    """The person who acts. Raises Refused (G200) for a system: money takes two people."""
    person = user_of(by)
    if person is None:
        raise Refused.because(
            "G200",
            "Det här kan bara en person göra, inte ett annat system. Logga in på webben.",
            "Only a person can do this, not another system. Log in on the web.",
        )
    return person
