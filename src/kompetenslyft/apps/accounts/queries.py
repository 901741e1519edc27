"""Reading people and roles. Roles are passed and compared as ``Role`` values, which are plain strings."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from kompetenslyft.apps.accounts.models import ApiToken, Invitation, Membership, User
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit import queries as audit
from kompetenslyft.apps.spans import in_force

if TYPE_CHECKING:
    from kompetenslyft.apps.audit.models import AuditRow


def open_roles(user: User, on: date) -> frozenset[tuple[int, str]]:
    """(organisation id, role) for every role that the user holds on the day. One query; empty for a visitor."""
    if not user.is_authenticated:
        return frozenset()
    return frozenset(
        (organisation_id, Role(role))
        for organisation_id, role in Membership.objects.filter(in_force(on), user=user).values_list(
            "organisation_id", "role"
        )
    )


def is_programme_officer(user: User, on: date) -> bool:
    """Whether the user is a programme officer at the agency on the day."""
    return any(role == Role.PROGRAMME_OFFICER for _organisation, role in open_roles(user, on))


def has_role(user: User, organisation_id: int, roles: Collection[str], on: date) -> bool:
    """Whether the user holds one of the roles in the organisation on the day."""
    return organisation_id in organisation_ids(user, roles, on)


def organisation_ids(user: User, roles: Collection[str], on: date) -> set[int]:
    """Where the user holds one of the roles on the day."""
    return {organisation_id for organisation_id, role in open_roles(user, on) if role in roles}


def holders(organisation_id: int, roles: Collection[str], on: date) -> QuerySet[User]:
    """The people who hold one of the roles in the organisation on the day, by name."""
    held = Membership.objects.filter(in_force(on), organisation_id=organisation_id, role__in=roles)
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("name", "email")


def holders_by_organisation(
    organisation_ids: Collection[int], roles: Collection[str], on: date
) -> dict[int, list[User]]:
    """The people who hold one of the roles, by organisation id; every id asked for is there. One query."""
    found: dict[int, list[User]] = {organisation_id: [] for organisation_id in organisation_ids}
    memberships = (
        Membership.objects.filter(
            in_force(on), organisation_id__in=organisation_ids, role__in=roles, user__is_active=True
        )
        .select_related("user")
        .order_by("user__name", "user__email")
    )
    for membership in memberships:
        people = found[membership.organisation_id]
        if membership.user not in people:
            people.append(membership.user)
    return found


def memberships_of(user: User, on: date) -> QuerySet[Membership]:
    """The user's own roles on the day, with organisations."""
    return (
        Membership.objects.filter(in_force(on), user=user)
        .select_related("organisation")
        .order_by("organisation__name", "role")
    )


def memberships_in(organisation_id: int, on: date) -> QuerySet[Membership]:
    """The roles held in the organisation on the day, with people."""
    return (
        Membership.objects.filter(in_force(on), organisation_id=organisation_id)
        .select_related("user", "organisation")
        .order_by("role", "user__name", "user__email")
    )


def ended_memberships_in(organisation_id: int, on: date) -> QuerySet[Membership]:
    """The roles that have ended, latest first."""
    return (
        Membership.objects.filter(organisation_id=organisation_id, ended_on__lte=on)
        .select_related("user")
        .order_by("-ended_on", "user__name")
    )


def membership(membership_id: int) -> Membership:
    """One membership with person and organisation. Raises Membership.DoesNotExist."""
    return Membership.objects.select_related("user", "organisation").get(pk=membership_id)


def user_by_email(email: str) -> User | None:
    """The user with the address, whatever its capitals."""
    return User.objects.filter(email__iexact=email.strip()).first()


def open_invitations() -> QuerySet[Invitation]:
    """Invitations neither accepted nor withdrawn, expired ones too, with organisation and inviter."""
    return Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).select_related(
        "organisation", "invited_by"
    )


def invitations_in(organisation_id: int) -> QuerySet[Invitation]:
    """The organisation's open invitations, newest first."""
    return open_invitations().filter(organisation_id=organisation_id)


def invitations_to(email: str, at: datetime) -> QuerySet[Invitation]:
    """The open invitations to an address that still can be accepted."""
    return open_invitations().filter(email__iexact=email, expires_at__gt=at)


def invitation_by_token(raw_token: str) -> Invitation | None:
    """The invitation that the token in a link belongs to, whatever became of it."""
    return (
        Invitation.objects.filter(token_digest=digest(raw_token))
        .select_related("organisation", "invited_by")
        .first()
    )


def invitation(invitation_id: int) -> Invitation:
    """One invitation with its organisation. Raises Invitation.DoesNotExist."""
    return Invitation.objects.select_related("organisation", "invited_by").get(pk=invitation_id)


def organisations_without_signatory(on: date) -> list[int]:
    """The ids of organisations where somebody holds a role on the day but nobody is signatory. The agency has none."""
    held = Membership.objects.filter(in_force(on)).exclude(organisation__kind__in=["agency", "unit"])
    signed = held.filter(role=Role.SIGNATORY).values("organisation_id")
    return sorted(
        held.exclude(organisation_id__in=signed).values_list("organisation_id", flat=True).distinct()
    )


def tokens_in(organisation_id: int) -> QuerySet[ApiToken]:
    """The organisation's API keys, newest first, revoked ones too."""
    return ApiToken.objects.filter(organisation_id=organisation_id).select_related("created_by")


def token(token_id: int) -> ApiToken:
    """One API key with its organisation. Raises ApiToken.DoesNotExist."""
    return ApiToken.objects.select_related("organisation").get(pk=token_id)


def token_organisation(raw_token: str) -> tuple[ApiToken, int] | None:
    """The key and its organisation's id; None where the key is unknown or revoked."""
    found = ApiToken.objects.filter(digest=digest(raw_token), revoked_at__isnull=True).first()
    return None if found is None else (found, found.organisation_id)


def digest(raw_token: str) -> str:
    """What is kept of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(raw_token.encode()).hexdigest()


def history(membership: Membership) -> QuerySet[AuditRow]:
    """What was done to a membership, newest first."""
    return audit.rows_about(membership)
