"""People and roles for tests."""

from __future__ import annotations

from datetime import date
from itertools import count

from allauth.account.models import EmailAddress
from django.test import Client

from kompetenslyft.apps.accounts.models import Membership, User
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.organisations.models import Organisation
from tests.factories import organisations

PASSWORD = "ett-riktigt-långt-lösenord"
SINCE = date(2010, 1, 1)

_numbers = count(1)


def user(email: str = "", name: str = "", language: str = "sv") -> User:
    """A person with a verified address and the password ``PASSWORD``."""
    number = next(_numbers)
    person = User.objects.create_user(
        email or f"person{number}@example.se", PASSWORD, name=name or f"Person {number}", language=language
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def membership(person: User, organisation: Organisation, role: str, **fields: object) -> Membership:
    """A role held since 2010."""
    return Membership.objects.create(
        user=person, organisation=organisation, role=Role(role), **({"valid_from": SINCE} | fields)
    )


def person_with(organisation: Organisation, role: str, email: str = "", name: str = "") -> User:
    """A new person who holds a role since 2010."""
    person = user(email, name)
    membership(person, organisation, role)
    return person


def officer(email: str = "", name: str = "") -> User:
    """A programme officer at the agency."""
    return person_with(organisations.agency(), Role.PROGRAMME_OFFICER, email, name)


def signatory(organisation: Organisation, email: str = "", name: str = "") -> User:
    """A signatory."""
    return person_with(organisation, Role.SIGNATORY, email, name)


def coordinator(organisation: Organisation, email: str = "", name: str = "") -> User:
    """A data coordinator."""
    return person_with(organisation, Role.DATA_COORDINATOR, email, name)


def browser(person: User | None = None) -> Client:
    """A browser in which the person is logged in; a visitor's without one."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
