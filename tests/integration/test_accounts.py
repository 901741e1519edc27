"""People, roles, invitations and keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import actions, queries
from kompetenslyft.apps.accounts.models import Invitation, Membership
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.errors import Refused
from tests.factories import accounts, organisations

pytestmark = pytest.mark.django_db

ALL = [Role.SIGNATORY, Role.DATA_COORDINATOR, Role.MANAGER, Role.READER]


def code_of(call, **arguments: object) -> str:
    with pytest.raises(Refused) as refused:
        call(**arguments)
    return refused.value.code


def test_roles_hold_from_their_first_day_until_they_end() -> None:
    city, today = organisations.municipality(), clock.today()
    person = accounts.signatory(city)
    accounts.membership(person, city, Role.READER, valid_from=today + timedelta(days=1))
    accounts.membership(person, city, Role.MANAGER, ended_on=today)
    assert queries.open_roles(person, today) == {(city.pk, Role.SIGNATORY)}
    assert (city.pk, Role.MANAGER) in queries.open_roles(person, today - timedelta(days=1))
    assert (city.pk, Role.READER) in queries.open_roles(person, today + timedelta(days=1))
    assert queries.has_role(person, city.pk, [Role.SIGNATORY], today)
    assert queries.organisation_ids(person, ALL, today) == {city.pk}


def test_holders_of_many_organisations_come_in_one_query(django_assert_num_queries) -> None:
    first, second, third = (organisations.municipality() for _ in range(3))
    anna = accounts.signatory(first, name="Anna")
    bo = accounts.coordinator(first, name="Bo")
    accounts.membership(anna, first, Role.DATA_COORDINATOR)
    cia = accounts.signatory(second, name="Cia")
    with django_assert_num_queries(1):
        held = queries.holders_by_organisation([first.pk, second.pk, third.pk], ALL, clock.today())
    assert held == {first.pk: [anna, bo], second.pk: [cia], third.pk: []}
    assert list(queries.holders(first.pk, [Role.SIGNATORY], clock.today())) == [anna]


def test_an_account_is_found_whatever_its_capitals() -> None:
    user = actions.create_user(email="Anna.Ek@Kommun.SE", password=accounts.PASSWORD, name="Anna Ek", by=None)
    assert user.email == "anna.ek@kommun.se"
    assert queries.user_by_email(" ANNA.EK@kommun.se") == user
    assert code_of(actions.create_user, email="ANNA.EK@kommun.se", password=None, name="", by=None) == "A101"
    assert code_of(actions.create_user, email="anna.ek", password=None, name="", by=None) == "A102"
    assert code_of(actions.create_user, email="b@kommun.se", password="kort", name="B", by=None) == "A103"


def test_a_role_is_given_once_and_by_those_who_may() -> None:
    city, other = organisations.municipality(), organisations.municipality()
    person = accounts.user()
    give = {"user": person, "organisation_id": city.pk, "role": Role.READER}
    assert code_of(actions.grant, **give, by=accounts.signatory(other)) == "E101"
    assert code_of(actions.grant, **give, by=accounts.coordinator(city)) == "E105"
    signatory = accounts.signatory(city)
    membership = actions.grant(**give, by=signatory)
    assert AuditRow.objects.get(action="accounts.role_given", object_id=str(membership.pk)).actor == signatory
    assert code_of(actions.grant, **give, by=signatory) == "A107"


def test_roles_fit_their_organisations() -> None:
    city, person = organisations.municipality(), accounts.user()
    agency = organisations.agency()
    assert (
        code_of(actions.grant, user=person, organisation_id=city.pk, role=Role.PROGRAMME_OFFICER, by=None)
        == "A106"
    )
    assert (
        code_of(actions.grant, user=person, organisation_id=agency.pk, role=Role.SIGNATORY, by=None) == "A106"
    )
    assert code_of(actions.grant, user=person, organisation_id=city.pk, role="king", by=None) == "A106"
    assert actions.grant(user=person, organisation_id=agency.pk, role=Role.PROGRAMME_OFFICER, by=None)


def test_a_municipalitys_signatory_manages_its_districts_and_units() -> None:
    city = organisations.municipality()
    unit = organisations.unit(organisations.district(city))
    assert actions.grant(
        user=accounts.user(), organisation_id=unit.pk, role=Role.MANAGER, by=accounts.signatory(city)
    )


def test_a_role_ends_at_once_even_on_its_first_day() -> None:
    city = organisations.municipality()
    signatory = accounts.signatory(city)
    membership = actions.grant(user=accounts.user(), organisation_id=city.pk, role=Role.READER, by=signatory)
    actions.end_membership(membership=membership, by=signatory)
    assert not queries.open_roles(membership.user, clock.today())
    assert code_of(actions.end_membership, membership=membership, by=signatory) == "A109"
    assert actions.grant(user=membership.user, organisation_id=city.pk, role=Role.READER, by=signatory)


def test_anybody_may_leave_a_role_but_not_end_others() -> None:
    city = organisations.municipality()
    reader, colleague = (accounts.person_with(city, Role.READER) for _ in range(2))
    others = Membership.objects.get(user=colleague)
    assert code_of(actions.end_membership, membership=others, by=reader) == "E105"
    actions.end_membership(membership=Membership.objects.get(user=reader), by=reader)
    assert not queries.open_roles(reader, clock.today())


def test_the_last_signatory_hands_over_or_an_officer_confirms() -> None:
    city = organisations.municipality()
    last = accounts.signatory(city)
    membership = Membership.objects.get(user=last)
    assert code_of(actions.end_membership, membership=membership, by=last, confirmed=True) == "A108"
    officer = accounts.officer()
    assert code_of(actions.end_membership, membership=membership, by=officer) == "A108"
    actions.end_membership(membership=membership, by=officer, confirmed=True)
    assert not queries.holders(city.pk, [Role.SIGNATORY], clock.today()).exists()


def test_one_of_two_signatories_may_leave() -> None:
    city = organisations.municipality()
    first = accounts.signatory(city)
    accounts.signatory(city)
    actions.end_membership(membership=Membership.objects.get(user=first), by=first)
    assert not queries.open_roles(first, clock.today())


def test_an_invitation_before_the_account_exists(django_capture_on_commit_callbacks) -> None:
    city = organisations.municipality("2061", "Smedjebacken")
    signatory = accounts.signatory(city, name="Siv Ombud")
    with django_capture_on_commit_callbacks(execute=True):
        _invitation, raw = actions.invite(
            email="Ny@Kommun.se", organisation_id=city.pk, role=Role.DATA_COORDINATOR, by=signatory
        )
    letter = mail.outbox[0]
    assert letter.to == ["ny@kommun.se"]
    assert raw in letter.body and "Siv Ombud" in letter.body and "uppgiftssamordnare" in letter.body
    assert "Smedjebacken" in letter.subject
    membership = actions.accept_invitation(raw_token=raw, password=accounts.PASSWORD, name="Nina Ny")
    assert membership.user.check_password(accounts.PASSWORD)
    assert queries.open_roles(membership.user, clock.today()) == {(city.pk, Role.DATA_COORDINATOR)}
    assert (
        code_of(actions.accept_invitation, raw_token=raw, password=accounts.PASSWORD, name="En Till")
        == "A113"
    )


def test_the_secret_of_an_invitation_is_not_kept() -> None:
    city = organisations.municipality()
    invitation, raw = actions.invite(
        email="ny@kommun.se", organisation_id=city.pk, role=Role.READER, by=accounts.signatory(city)
    )
    assert raw not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


def test_an_invitation_is_for_its_address_alone() -> None:
    city = organisations.municipality()
    invited, stranger = accounts.user("invited@kommun.se"), accounts.user()
    _invitation, raw = actions.invite(
        email="INVITED@kommun.se", organisation_id=city.pk, role=Role.READER, by=accounts.signatory(city)
    )
    assert code_of(actions.accept_invitation, raw_token=raw, user=stranger) == "A114"
    assert code_of(actions.accept_invitation, raw_token=raw, password=accounts.PASSWORD, name="X") == "A115"
    assert code_of(actions.accept_invitation, raw_token="okänd", user=invited) == "A113"
    assert actions.accept_invitation(raw_token=raw, user=invited).user == invited


def test_an_invitation_expires_and_can_be_sent_again() -> None:
    city = organisations.municipality()
    signatory = accounts.signatory(city)
    long_ago = clock.now() - timedelta(days=15)
    invitation, old = actions.invite(
        email="ny@kommun.se", organisation_id=city.pk, role=Role.READER, by=signatory, at=long_ago
    )
    new_account = {"password": accounts.PASSWORD, "name": "Nina Ny"}
    assert code_of(actions.accept_invitation, raw_token=old, **new_account) == "A113"
    _invitation, new = actions.send_again(invitation=invitation, by=signatory)
    assert code_of(actions.accept_invitation, raw_token=old, **new_account) == "A113"
    assert actions.accept_invitation(raw_token=new, **new_account)


def test_an_expired_invitation_gives_way_and_an_open_one_does_not() -> None:
    city = organisations.municipality()
    signatory = accounts.signatory(city)
    ask = {"email": "ny@kommun.se", "organisation_id": city.pk, "role": Role.READER, "by": signatory}
    expired, _raw = actions.invite(**ask, at=clock.now() - timedelta(days=15))
    actions.invite(**ask)
    expired.refresh_from_db()
    assert expired.withdrawn_at is not None
    assert code_of(actions.invite, **ask) == "A111"


def test_a_withdrawn_invitation_cannot_be_used() -> None:
    city = organisations.municipality()
    signatory = accounts.signatory(city)
    invitation, raw = actions.invite(
        email="ny@kommun.se", organisation_id=city.pk, role=Role.READER, by=signatory
    )
    actions.withdraw_invitation(invitation=invitation, by=signatory)
    assert code_of(actions.accept_invitation, raw_token=raw, password=accounts.PASSWORD, name="N") == "A113"
    assert code_of(actions.withdraw_invitation, invitation=invitation, by=signatory) == "A113"


def test_the_signatory_hands_over_without_help() -> None:
    city = organisations.municipality()
    old = accounts.signatory(city)
    _invitation, raw = actions.invite(
        email="efter@kommun.se", organisation_id=city.pk, role=Role.SIGNATORY, by=old, hands_over=True
    )
    today = clock.today()
    assert list(queries.holders(city.pk, [Role.SIGNATORY], today)) == [old]
    successor = actions.accept_invitation(
        raw_token=raw, password=accounts.PASSWORD, name="Efter Trädare"
    ).user
    assert list(queries.holders(city.pk, [Role.SIGNATORY], today)) == [successor]
    assert not queries.open_roles(old, today)


def test_only_ones_own_role_can_be_handed_over() -> None:
    city = organisations.municipality()
    ask = {"email": "efter@kommun.se", "organisation_id": city.pk, "hands_over": True}
    assert code_of(actions.invite, **ask, role=Role.SIGNATORY, by=accounts.officer()) == "A112"
    assert code_of(actions.invite, **ask, role=Role.READER, by=accounts.signatory(city)) == "A112"


def test_a_hand_over_dies_with_the_role_that_began_it() -> None:
    city = organisations.municipality()
    first = accounts.signatory(city)
    second = accounts.signatory(city)
    _invitation, raw = actions.invite(
        email="efter@kommun.se", organisation_id=city.pk, role=Role.SIGNATORY, by=first, hands_over=True
    )
    actions.end_membership(membership=Membership.objects.get(user=first), by=second)
    assert (
        code_of(actions.accept_invitation, raw_token=raw, password=accounts.PASSWORD, name="Efter") == "A113"
    )


def test_a_failed_acceptance_leaves_everything_as_it_was() -> None:
    city = organisations.municipality()
    _invitation, raw = actions.invite(
        email="ny@kommun.se", organisation_id=city.pk, role=Role.READER, by=accounts.signatory(city)
    )
    assert code_of(actions.accept_invitation, raw_token=raw, password="kort", name="Nina") == "A103"
    assert queries.user_by_email("ny@kommun.se") is None
    assert actions.accept_invitation(raw_token=raw, password=accounts.PASSWORD, name="Nina")


@pytest.mark.parametrize(("language", "day"), [("sv", "16 maj 2016"), ("en", "16 May 2016")])
def test_the_invitation_is_in_the_language_of_its_reader(
    django_capture_on_commit_callbacks, language: str, day: str
) -> None:
    city = organisations.municipality()
    signatory = accounts.signatory(city)
    accounts.user("reader@kommun.se", language=language)
    ask = {"email": "reader@kommun.se", "organisation_id": city.pk, "role": Role.READER, "by": signatory}
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(**ask, at=datetime(2016, 5, 2, 12, tzinfo=UTC))
    assert day in mail.outbox[0].body


def test_a_key_is_shown_once_and_opens_its_organisation_until_revoked() -> None:
    city = organisations.municipality()
    coordinator = accounts.coordinator(city)
    token, raw = actions.create_token(organisation_id=city.pk, name="Verksamhetssystemet", by=coordinator)
    assert raw.startswith(token.prefix) and raw not in (token.digest, token.prefix)
    assert queries.token_organisation(raw) == (token, city.pk)
    assert queries.token_organisation(raw + "x") is None
    actions.revoke_token(token=token, by=coordinator)
    assert queries.token_organisation(raw) is None
    assert code_of(actions.revoke_token, token=token, by=coordinator) == "A122"


def test_keys_belong_to_the_organisation() -> None:
    city, other = organisations.municipality(), organisations.municipality()
    ask = {"organisation_id": city.pk, "name": "System"}
    assert code_of(actions.create_token, **ask, by=accounts.signatory(other)) == "E101"
    assert code_of(actions.create_token, **ask, by=accounts.person_with(city, Role.READER)) == "E106"
    assert code_of(actions.create_token, **ask, by=accounts.officer()) == "E106"
    assert code_of(actions.create_token, **(ask | {"name": " "}), by=accounts.signatory(city)) == "A121"


def test_use_of_a_key_is_noted_once_a_minute() -> None:
    city, noon = organisations.municipality(), clock.now().replace(hour=12, minute=0)
    token, _raw = actions.create_token(organisation_id=city.pk, name="System", by=None)
    actions.touch_token(token=token, at=noon)
    token.refresh_from_db()
    actions.touch_token(token=token, at=noon + timedelta(seconds=30))
    token.refresh_from_db()
    assert token.last_used_at == noon
    actions.touch_token(token=token, at=noon + timedelta(seconds=60))
    token.refresh_from_db()
    assert token.last_used_at == noon + timedelta(seconds=60)


def test_organisations_without_signatory_are_those_with_people_but_none_who_signs() -> None:
    signed, unsigned, _empty = (organisations.municipality() for _ in range(3))
    accounts.signatory(signed)
    accounts.coordinator(unsigned)
    accounts.officer()
    assert queries.organisations_without_signatory(clock.today()) == [unsigned.pk]


def test_a_profile_change_is_kept_and_told() -> None:
    user = accounts.user()
    actions.change_profile(user=user, name=" Karin  Berg ", language="en", by=user)
    user.refresh_from_db()
    assert (user.name, user.language) == ("Karin Berg", "en")
    assert AuditRow.objects.get(action="accounts.profile_changed").detail == {"fields": ["name", "language"]}
    assert code_of(actions.change_profile, user=user, name="", language="sv", by=user) == "A104"
    assert code_of(actions.change_profile, user=user, name="K", language="de", by=user) == "A105"


def test_an_account_has_a_name_that_can_be_kept() -> None:
    new = {"email": "ny@example.se", "password": accounts.PASSWORD, "by": None}
    assert code_of(actions.create_user, **new, name="N" * 121) == "A104"
    assert queries.user_by_email("ny@example.se") is None
    assert actions.create_user(**new, name="N" * 120).name == "N" * 120


def test_an_invitation_stands_on_its_inviters_right_to_give_roles() -> None:
    city = organisations.municipality()
    inviter, remaining = accounts.signatory(city), accounts.signatory(city)
    invitation, token = actions.invite(
        email="hemma@example.se", organisation_id=city.pk, role=Role.SIGNATORY, by=inviter
    )
    actions.end_membership(membership=inviter.memberships.get(), by=accounts.officer())
    new = {"name": "Ny", "password": accounts.PASSWORD}
    assert code_of(actions.accept_invitation, raw_token=token, **new) == "A116"
    _invitation, token = actions.send_again(invitation=invitation, by=remaining)
    assert actions.accept_invitation(raw_token=token, **new).role == Role.SIGNATORY


def test_a_successor_takes_over_the_invitations_too() -> None:
    city = organisations.municipality()
    signatory = accounts.signatory(city)
    _one, of_coordinator = actions.invite(
        email="ny@example.se", organisation_id=city.pk, role=Role.DATA_COORDINATOR, by=signatory
    )
    _other, of_successor = actions.invite(
        email="nasta@example.se",
        organisation_id=city.pk,
        role=Role.SIGNATORY,
        by=signatory,
        hands_over=True,
    )
    new = {"name": "Ny", "password": accounts.PASSWORD}
    actions.accept_invitation(raw_token=of_successor, **new)
    assert actions.accept_invitation(raw_token=of_coordinator, **new).role == Role.DATA_COORDINATOR
