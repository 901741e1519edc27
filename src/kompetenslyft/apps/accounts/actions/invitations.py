"""Invitations: the way into the system, and the way a role goes from one person to the next."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access, queries
from kompetenslyft.apps.accounts.actions import people
from kompetenslyft.apps.accounts.models import Invitation, Membership, User
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit.actions import record
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations

VALID_FOR = timedelta(days=14)


@transaction.atomic
def invite(
    *,
    email: str,
    organisation_id: int,
    role: str,
    by: User,
    hands_over: bool = False,
    at: datetime | None = None,
) -> tuple[Invitation, str]:
    """Invite somebody to a role and write to them. Gives the invitation and the secret that its link holds.

    With ``hands_over`` the inviter's own role of the same kind ends the moment the invitation is accepted. An expired
    invitation to the same role gives way. Raises Refused: E101, E105, E107 access, A102 no address, A106 no such role,
    A107 the person has the role, A111 invited already, A112 nothing to hand over.
    """
    at = at or clock.now()
    email = people.checked_email(email)
    organisation = organisations.by_id(organisation_id)
    access.check_may_give(by, organisation, role, at.date())
    people.check_role_fits(role, organisation.kind)
    _check_not_held(email, organisation_id, role, at)
    if hands_over:
        _check_can_hand_over(organisation_id, role, by, at)
    _make_way(email, organisation_id, role, by, at)
    raw_token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                organisation_id=organisation_id,
                role=Role(role),
                token_digest=queries.digest(raw_token),
                hands_over=hands_over,
                invited_by=by,
                created_at=at,
                expires_at=at + VALID_FOR,
            )
    except IntegrityError:
        raise _invited_already(email) from None
    record(
        "accounts.invited",
        invitation,
        by=by,
        at=at,
        role=str(role),
        organisation=organisation_id,
        hands_over=hands_over,
    )
    _write_to(invitation, raw_token)
    return invitation, raw_token


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, at: datetime | None = None) -> tuple[Invitation, str]:
    """Write anew with a new link, valid for the whole time again; the old link stops working.

    The invitation is then the sender's own, except a hand-over, which remains its signatory's.
    Raises Refused: E101, E105, E107 access, A113 no longer open.
    """
    at = at or clock.now()
    invitation = _locked(invitation.pk)
    access.check_may_give(by, invitation.organisation, invitation.role, at.date())
    _check_open(invitation)
    raw_token = secrets.token_urlsafe(32)
    invitation.token_digest = queries.digest(raw_token)
    invitation.expires_at = at + VALID_FOR
    if not invitation.hands_over:
        invitation.invited_by = by
    invitation.save(update_fields=["token_digest", "expires_at", "invited_by"])
    record("accounts.invitation_sent_again", invitation, by=by, at=at)
    _write_to(invitation, raw_token)
    return invitation, raw_token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime | None = None) -> Invitation:
    """Take an invitation back. Raises Refused: E101, E105 access, A113 no longer open."""
    at = at or clock.now()
    invitation = _locked(invitation.pk)
    access.check_may_manage_people(by, invitation.organisation, at.date())
    _check_open(invitation)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    record("accounts.invitation_withdrawn", invitation, by=by, at=at)
    return invitation


@transaction.atomic
def accept_invitation(
    *,
    raw_token: str,
    user: User | None = None,
    password: str | None = None,
    name: str = "",
    language: str = "sv",
    at: datetime | None = None,
) -> Membership:
    """Take the role: as a logged-in ``user`` with the invited address, or with a new account (name and password).

    A hand-over ends the inviter's role in the same transaction. Raises Refused: A113 the invitation is used,
    withdrawn or expired, A116 its inviter can no longer give roles there, A114 it is for another address, A115 the
    address has an account: log in first, A103 weak password, A104 no name, A107 the role is held already.
    """
    at = at or clock.now()
    found = queries.invitation_by_token(raw_token)
    if found is None:
        raise _unusable()
    invitation = _locked(found.pk)
    check_acceptable(invitation, at)
    if user is None:
        user = _new_user(invitation, password, name, language, at)
    return _take_role(invitation, user, at)


@transaction.atomic
def accept_own_invitation(*, invitation: Invitation, user: User, at: datetime | None = None) -> Membership:
    """Take the role without the link, as the logged-in user with the invited address. Raises as accept_invitation."""
    at = at or clock.now()
    invitation = _locked(invitation.pk)
    check_acceptable(invitation, at)
    return _take_role(invitation, user, at)


def _take_role(invitation: Invitation, user: User, at: datetime) -> Membership:
    if user.email.lower() != invitation.email.lower():
        raise Refused.because(
            "A114",
            f"Inbjudan gäller {invitation.email}, men du är inloggad som {user.email}. Logga ut och öppna länken igen.",
            f"The invitation is for {invitation.email}, but you are logged in as {user.email}. "
            "Log out and open the link again.",
        )
    membership = people.add_membership(
        user=user,
        organisation_id=invitation.organisation_id,
        role=invitation.role,
        by=invitation.invited_by,
        at=at,
    )
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record("accounts.invitation_accepted", invitation, by=user, at=at)
    if invitation.hands_over:
        _end_predecessor(invitation, at)
    return membership


def check_acceptable(invitation: Invitation, at: datetime) -> None:
    """Raises Refused: A113 the invitation is used, withdrawn or expired, A116 its inviter can no longer give roles."""
    _check_open(invitation)
    if invitation.expires_at <= at:
        last_day = clock.day_of(invitation.expires_at).isoformat()
        raise Refused.because(
            "A113",
            f"Inbjudan gällde till och med {last_day}. Be {invitation.invited_by} skicka en ny.",
            f"The invitation was valid until {last_day}. Ask {invitation.invited_by} for a new one.",
        )
    organisation = invitation.organisation
    if not access.user_can_give(invitation.invited_by, organisation, invitation.role, at.date()):
        raise Refused.because(
            "A116",
            f"{invitation.invited_by} kan inte längre dela ut rollen i {organisation.name}. Be ombudet där att skicka "
            "inbjudan igen; saknas ombud bjuder myndigheten in ett.",
            f"{invitation.invited_by} can no longer give the role in {organisation.name}. Ask its signatory to send "
            "the invitation again; where there is none, the agency invites one.",
        )


def _new_user(invitation: Invitation, password: str | None, name: str, language: str, at: datetime) -> User:
    if queries.user_by_email(invitation.email):
        raise Refused.because(
            "A115",
            f"Det finns redan ett konto för {invitation.email}. Logga in, så kan du tacka ja.",
            f"There is already an account for {invitation.email}. Log in, and you can accept.",
        )
    if not name.strip():
        raise Refused.because("A104", "Ange ditt namn.", "Enter your name.", "name")
    if not password:
        raise Refused.because("A103", "Välj ett lösenord.", "Choose a password.", "password")
    return people.create_user(
        email=invitation.email, password=password, name=name, by=None, at=at, language=language
    )


def _end_predecessor(invitation: Invitation, at: datetime) -> None:
    predecessor = (
        Membership.objects.select_for_update()
        .filter(
            user=invitation.invited_by_id,
            organisation=invitation.organisation_id,
            role=invitation.role,
            ended_on__isnull=True,
        )
        .first()
    )
    if predecessor is not None:
        left = queries.invitations_in(invitation.organisation_id).filter(invited_by=invitation.invited_by_id)
        left.exclude(hands_over=True).update(invited_by=invitation.accepted_by)
        people.finish_membership(predecessor, by=invitation.accepted_by, at=at)


def _check_not_held(email: str, organisation_id: int, role: str, at: datetime) -> None:
    user = queries.user_by_email(email)
    if user and queries.has_role(user, organisation_id, [role], at.date()):
        raise people.already_held(user)


def _check_can_hand_over(organisation_id: int, role: str, by: User, at: datetime) -> None:
    if role != Role.SIGNATORY or not queries.has_role(by, organisation_id, [role], at.date()):
        raise Refused.because(
            "A112",
            "Bara den som själv är ombud kan lämna över rollen som ombud.",
            "Only a signatory can hand over the role of signatory.",
        )


def _make_way(email: str, organisation_id: int, role: str, by: User, at: datetime) -> None:
    earlier = queries.invitations_in(organisation_id).filter(email__iexact=email, role=role).first()
    if earlier is None:
        return
    if earlier.expires_at > at:
        raise _invited_already(email)
    withdraw_invitation(invitation=earlier, by=by, at=at)


def _invited_already(email: str) -> Refused:
    return Refused.because(
        "A111",
        f"{email} har redan en öppen inbjudan till rollen. Skicka den igen eller dra tillbaka den först.",
        f"{email} already has an open invitation to the role. Send it again, or withdraw it first.",
    )


def _locked(invitation_id: int) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation", "invited_by")
        .get(pk=invitation_id)
    )


def _check_open(invitation: Invitation) -> None:
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise _unusable()


def _unusable() -> Refused:
    return Refused.because(
        "A113",
        "Inbjudan är använd, tillbakadragen eller ersatt av en ny. Be den som bjöd in dig att skicka den igen.",
        "The invitation is used, withdrawn or replaced by a new one. Ask whoever invited you to send it again.",
    )


def _write_to(invitation: Invitation, raw_token: str) -> None:
    recipient = queries.user_by_email(invitation.email)
    language = recipient.language if recipient else invitation.invited_by.language
    address = settings.BASE_URL.rstrip("/") + reverse("accounts:invitation", args=[raw_token])
    with translation.override(language):
        context = {"invitation": invitation, "address": address, "known": recipient is not None}
        subject = render_to_string("accounts/email/invitation_subject.txt", context).strip()
        body = render_to_string("accounts/email/invitation.txt", context)
    transaction.on_commit(lambda: send_mail(subject, body, None, [invitation.email]))
