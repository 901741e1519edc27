"""Accounts and the roles that people hold."""

from __future__ import annotations

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import translation

from kompetenslyft.apps import clock
from kompetenslyft.apps.accounts import access, queries
from kompetenslyft.apps.accounts.models import Invitation, Membership, User
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.audit.actions import record
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.core.findings import Finding, Severity
from kompetenslyft.core.text import LANGUAGES, Text

_AGENCY_ROLES = frozenset({Role.PROGRAMME_OFFICER, Role.READER})


@transaction.atomic
def create_user(
    *,
    email: str,
    password: str | None,
    name: str,
    by: User | None,
    at: datetime | None = None,
    language: str = "sv",
) -> User:
    """An account with an address that is taken to be the person's own. ``password=None``: set later by e-mail link.

    Raises Refused: A101 the address is in use, A102 it is no address, A103 the password is too weak, A104 the name is
    too long.
    """
    email = checked_email(email)
    if queries.user_by_email(email):
        raise _address_taken(email)
    name = _checked_name(name) if name.strip() else ""
    if password is not None:
        _check_password(password, User(email=email, name=name))
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name, language=language)
    except IntegrityError:
        raise _address_taken(email) from None
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    record("accounts.user_created", user, by=by or user, at=at)
    return user


def _address_taken(email: str) -> Refused:
    return Refused.because(
        "A101",
        f"Det finns redan ett konto för {email}. Logga in med det, eller återställ lösenordet.",
        f"There is already an account for {email}. Log in with it, or reset the password.",
    )


@transaction.atomic
def note_login_change(*, user: User, event: str, at: datetime | None = None) -> None:
    """Leave an audit row for what the login machinery has changed: password, address, second step."""
    record(f"accounts.{event}", user, by=user, at=at)


@transaction.atomic
def change_profile(*, user: User, name: str, language: str, by: User, at: datetime | None = None) -> User:
    """The person's own name and language. Raises Refused: A104 no name, A105 unknown language."""
    name = _checked_name(name)
    _check_language(language)
    return _keep_profile(user, {"name": name, "language": language}, by, at)


@transaction.atomic
def change_language(*, user: User, language: str, by: User, at: datetime | None = None) -> User:
    """The person's own language. Raises Refused (A105)."""
    _check_language(language)
    return _keep_profile(user, {"language": language}, by, at)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refused.because(
            "A104", "Ange ett namn på högst 120 tecken.", "Enter a name of at most 120 characters.", "name"
        )
    return name


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise Refused.because("A105", "Välj svenska eller engelska.", "Choose Swedish or English.")


def _keep_profile(user: User, wanted: dict[str, str], by: User, at: datetime | None) -> User:
    changed = [field for field, new in wanted.items() if getattr(user, field) != new]
    if changed:
        for field in changed:
            setattr(user, field, wanted[field])
        user.save(update_fields=changed)
        record("accounts.profile_changed", user, by=by, at=at, fields=changed)
    return user


@transaction.atomic
def grant(
    *, user: User, organisation_id: int, role: str, by: User | None, at: datetime | None = None
) -> Membership:
    """Give a person a role from today. ``by=None`` is an operator's command.

    Raises Refused: E101, E105, E107 access, A106 the role does not fit the organisation, A107 the person has it
    already.
    """
    at = at or clock.now()
    organisation = organisations.by_id(organisation_id)
    access.check_may_give(by, organisation, role, at.date())
    check_role_fits(role, organisation.kind)
    return add_membership(user=user, organisation_id=organisation_id, role=role, by=by, at=at)


def add_membership(
    *, user: User, organisation_id: int, role: str, by: User | None, at: datetime
) -> Membership:
    """Give the role without asking who may: for an action that has asked already. Raises Refused (A107)."""
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, organisation_id=organisation_id, role=Role(role), valid_from=at.date()
            )
    except IntegrityError:
        raise already_held(user) from None
    record(
        "accounts.role_given",
        membership,
        by=by,
        at=at,
        role=str(role),
        organisation=organisation_id,
        user=user.pk,
    )
    return membership


def already_held(user: User) -> Refused:
    """The refusal of a role that the person has (A107)."""
    return Refused.because("A107", f"{user} har redan den rollen.", f"{user} already holds that role.")


@transaction.atomic
def end_membership(
    *, membership: Membership, by: User | None, at: datetime | None = None, confirmed: bool = False
) -> Membership:
    """End a role at once. Anybody may end a role of their own; else the signatory or an officer does.

    The last signatory hands over instead, so that an organisation is never left without anyone who can sign; an
    officer who knows better says ``confirmed=True``. Raises Refused: E101, E105 access, A108 the last signatory,
    A109 ended already.
    """
    at = at or clock.now()
    # The organisation is held too, so that two signatories who leave at once do not both count on the other.
    membership = (
        Membership.objects.select_for_update(of=("self", "organisation"))
        .select_related("organisation", "user")
        .get(pk=membership.pk)
    )
    if by is None or by.pk != membership.user_id:
        access.check_may_manage_people(by, membership.organisation, at.date())
    if membership.ended_on is not None:
        raise Refused.because("A109", "Rollen är redan avslutad.", "The role has already ended.")
    if is_last_signatory(membership, at.date()):
        _check_may_leave_unsigned(membership, by, at.date(), confirmed)
    return finish_membership(membership, by=by, at=at)


def finish_membership(membership: Membership, *, by: User | None, at: datetime) -> Membership:
    """End the role without asking who may; hand-overs that its holder has begun are withdrawn."""
    membership.ended_on = max(at.date(), membership.valid_from)
    membership.save(update_fields=["ended_on"])
    record(
        "accounts.role_ended",
        membership,
        by=by,
        at=at,
        role=membership.role,
        organisation=membership.organisation_id,
        user=membership.user_id,
    )
    begun = Invitation.objects.filter(
        invited_by=membership.user_id,
        organisation=membership.organisation_id,
        role=membership.role,
        hands_over=True,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    for invitation in begun:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        record("accounts.invitation_withdrawn", invitation, by=by, at=at)
    return membership


def is_last_signatory(membership: Membership, on: date) -> bool:
    """Whether nobody else can sign for the organisation."""
    if membership.role != Role.SIGNATORY:
        return False
    others = queries.holders(membership.organisation_id, [Role.SIGNATORY], on).exclude(pk=membership.user_id)
    return not others.exists()


def check_role_fits(role: str, kind: str) -> None:
    """Raises Refused (A106) where organisations of the kind have no such role."""
    known = role in Role.values
    fits = role in _AGENCY_ROLES if kind == access.AGENCY_KIND else known and role != Role.PROGRAMME_OFFICER
    if not fits:
        raise Refused.because(
            "A106",
            "Rollen finns inte i den här organisationen. Välj en annan roll.",
            "The organisation has no such role. Choose another role.",
        )


def checked_email(email: str) -> str:
    """The address in small letters. Raises Refused (A102)."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused.because(
            "A102",
            f"«{email}» är inte en e-postadress. Skriv den som namn@kommun.se.",
            f"“{email}” is not an e-mail address. Write it like name@municipality.se.",
        ) from None
    return email


def _check_may_leave_unsigned(membership: Membership, by: User | None, on: date, confirmed: bool) -> None:
    officer = by is None or queries.is_programme_officer(by, on)
    if officer and confirmed:
        return
    name = membership.organisation.name
    if officer:
        raise Refused.because(
            "A108",
            f"{membership.user} är det enda ombudet för {name}. Utan ombud kan ingen skriva under där. "
            "Bekräfta att rollen ändå ska avslutas.",
            f"{membership.user} is the only signatory of {name}. Without one, nobody can sign there. "
            "Confirm that the role is to end all the same.",
        )
    raise Refused.because(
        "A108",
        f"{membership.user} är det enda ombudet för {name}. Lämna över rollen till en efterträdare; den avslutas då "
        "av sig själv. Finns ingen efterträdare kan myndigheten avsluta rollen.",
        f"{membership.user} is the only signatory of {name}. Hand the role over to a successor; it then ends by "
        "itself. If there is no successor, the agency can end the role.",
    )


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        texts = {}
        for language in LANGUAGES:
            with translation.override(language):
                texts[language] = " ".join(str(message) for message in weak.messages)
        raise Refused(Finding("A103", Severity.HARD, Text(**texts), ("password",))) from None
