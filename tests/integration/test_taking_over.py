"""Nobody becomes another person by changing an address, and the state gives nobody a role that reaches people."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access, actions, queries
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.errors import Refused
from tests.factories import accounts, organisations

pytestmark = pytest.mark.django_db

REACHING = [Role.MANAGER, Role.DATA_COORDINATOR, Role.STAFF_ADMINISTRATOR, Role.EMPLOYEE]


def code_of(call, **arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return refused.value.code


def asked_for(client, address: str) -> str:
    """The link in the letter to the address that the account wants."""
    client.post(reverse("account_email"), {"email": address, "action_add": ""})
    letter = mail.outbox[-1]
    assert letter.to == [address]
    return re.search(r"https?://[^/]+(/konto/e-post/\S+)", letter.body).group(1)


def test_an_address_is_taken_over_by_the_account_that_asked_and_got_the_letter() -> None:
    user = accounts.user("siv@kommun.se")
    client = accounts.browser(user)
    link = asked_for(client, "siv.berg@kommun.se")
    user.refresh_from_db()
    assert user.email == "siv@kommun.se"
    client.post(link)
    user.refresh_from_db()
    assert user.email == "siv.berg@kommun.se"


def test_the_owner_of_an_address_who_follows_the_link_gives_it_to_nobody() -> None:
    thief, owner = accounts.user("tjuv@kommun.se"), accounts.user("agaren@kommun.se")
    link = asked_for(accounts.browser(thief), "ledig@kommun.se")
    visitor, other = accounts.browser(), accounts.browser(owner)
    assert visitor.post(link).status_code == 302
    page = other.get(link)
    assert page.status_code == 403
    assert "tjuv@kommun.se" not in page.text
    assert other.post(link).status_code == 403
    thief.refresh_from_db()
    assert thief.email == "tjuv@kommun.se"
    assert not EmailAddress.objects.get(email="ledig@kommun.se").verified


@pytest.mark.parametrize("wanted", ["agaren@kommun.se", "AGAREN@kommun.se"])
def test_an_address_that_somebody_has_is_not_taken(wanted: str) -> None:
    thief = accounts.user("tjuv@kommun.se")
    accounts.user("agaren@kommun.se")
    client = accounts.browser(thief)
    client.post(reverse("account_email"), {"email": wanted, "action_add": ""})
    client.post(reverse("account_email"), {"email": wanted, "action_primary": ""})
    thief.refresh_from_db()
    assert thief.email == "tjuv@kommun.se"
    assert queries.user_by_email(wanted) != thief


def test_an_address_that_is_not_confirmed_cannot_be_made_the_accounts_own() -> None:
    thief = accounts.user("tjuv@kommun.se")
    client = accounts.browser(thief)
    asked_for(client, "ledig@kommun.se")
    for action in ("action_primary", "action_remove"):
        for address in ("ledig@kommun.se", "tjuv@kommun.se"):
            client.post(reverse("account_email"), {"email": address, action: ""})
            thief.refresh_from_db()
            assert thief.email == "tjuv@kommun.se"


@pytest.mark.parametrize("role", REACHING)
def test_the_agency_gives_nobody_a_role_that_reaches_people(role: Role) -> None:
    city = organisations.municipality()
    unit, district = organisations.unit(city), organisations.district(city)
    officer = accounts.officer()
    both = accounts.officer()
    accounts.membership(both, city, Role.SIGNATORY)
    for by in (officer, both):
        for organisation in (city, unit, district):
            ask = {"organisation_id": organisation.pk, "role": role, "by": by}
            assert code_of(actions.invite, email="ny@example.se", **ask) == "E107"
            assert code_of(actions.grant, user=by, **ask) == "E107"


def test_what_the_signatory_has_begun_an_officer_does_not_take_over() -> None:
    city = organisations.municipality()
    signatory, officer = accounts.signatory(city), accounts.officer()
    invitation, link = actions.invite(
        email="ny@example.se", organisation_id=city.pk, role=Role.STAFF_ADMINISTRATOR, by=signatory
    )
    assert code_of(actions.send_again, invitation=invitation, by=officer) == "E107"
    actions.withdraw_invitation(invitation=invitation, by=officer)
    assert code_of(actions.accept_invitation, raw_token=link, user=accounts.user("ny@example.se")) == "A113"


def test_an_invitation_from_a_signatory_who_became_an_officer_is_void() -> None:
    city = organisations.municipality()
    signatory = accounts.signatory(city)
    _invitation, link = actions.invite(
        email="ny@example.se", organisation_id=city.pk, role=Role.STAFF_ADMINISTRATOR, by=signatory
    )
    accounts.membership(signatory, organisations.agency(), Role.PROGRAMME_OFFICER)
    assert code_of(actions.accept_invitation, raw_token=link, user=accounts.user("ny@example.se")) == "A116"


def test_the_page_offers_what_can_be_given() -> None:
    city = organisations.municipality()
    address = reverse("accounts:invite", args=[city.code])

    def offered(user) -> set[str]:
        form = accounts.browser(user).get(address).context["form"]
        return {role for role, _label in form.fields["role"].choices}

    assert offered(accounts.officer()) == {Role.SIGNATORY, Role.READER}
    assert offered(accounts.signatory(city)) == {Role.SIGNATORY, Role.READER, *REACHING}
    officer = accounts.officer()
    answer = accounts.browser(officer).post(
        address, {"email": "ny@example.se", "role": "staff_administrator"}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["role"]


def test_an_officer_still_invites_a_signatory_and_people_at_the_agency() -> None:
    city, officer, today = organisations.municipality(), accounts.officer(), clock.today()
    assert access.user_can_give(officer, city, Role.SIGNATORY, today)
    assert access.user_can_give(officer, organisations.agency(), Role.PROGRAMME_OFFICER, today)
    assert not access.user_can_give(accounts.coordinator(city), city, Role.READER, today)
