"""Who may see and change the roles and keys of an organisation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kompetenslyft.apps.accounts import queries
from kompetenslyft.apps.accounts.models import User
from kompetenslyft.apps.accounts.roles import Role
from kompetenslyft.apps.errors import Refused
from kompetenslyft.apps.organisations import queries as organisations

if TYPE_CHECKING:
    from kompetenslyft.apps.organisations.models import Organisation

AGENCY_KIND = "agency"
GIVEN_FROM_WITHIN = frozenset({Role.MANAGER, Role.DATA_COORDINATOR, Role.STAFF_ADMINISTRATOR, Role.EMPLOYEE})
"""Roles that reach people at work, or can come to do so: the state gives nobody one of them."""

KEY_KEEPERS = frozenset({Role.SIGNATORY, Role.DATA_COORDINATOR})


def roles_towards(user: User, organisation: Organisation, on: date) -> frozenset[str]:
    """The roles that the user holds in the organisation or in one above it."""
    held = queries.open_roles(user, on)
    above = set(organisations.ids_above(organisation))
    return frozenset(role for organisation_id, role in held if organisation_id in above)


def user_can_manage_people(user: User, organisation: Organisation, on: date) -> bool:
    """Whether the user can invite people and end roles: officers, and the signatory there or above."""
    return queries.is_programme_officer(user, on) or Role.SIGNATORY in roles_towards(user, organisation, on)


def user_can_give(user: User, organisation: Organisation, role: str, on: date) -> bool:
    """Whether the user can give somebody the role: outside the agency, officers give none that reaches people."""
    if not user_can_manage_people(user, organisation, on):
        return False
    if organisation.kind == AGENCY_KIND or role not in GIVEN_FROM_WITHIN:
        return True
    return not queries.is_programme_officer(user, on)


def user_can_see_people(user: User, organisation: Organisation, on: date) -> bool:
    """Whether the user sees who holds which role: officers, and everybody with a role there or above."""
    return queries.is_programme_officer(user, on) or bool(roles_towards(user, organisation, on))


def user_can_manage_keys(user: User, organisation: Organisation, on: date) -> bool:
    """Whether the user can create and revoke API keys: the organisation's own signatory and data coordinators."""
    return queries.has_role(user, organisation.pk, KEY_KEEPERS, on)


def check_may_see_people(user: User, organisation: Organisation, on: date) -> None:
    """Raises Refused (E101) where the people of the organisation are not the user's to see."""
    if not user_can_see_people(user, organisation, on):
        raise _not_found()


def check_may_manage_people(user: User | None, organisation: Organisation, on: date) -> None:
    """Raises Refused: E101 where the user may not even see the people, E105 where only reading is allowed."""
    if user is None:
        return
    check_may_see_people(user, organisation, on)
    if not user_can_manage_people(user, organisation, on):
        raise Refused.because(
            "E105",
            f"Roller i {organisation.name} delas ut och avslutas av ombudet där eller av myndigheten.",
            f"Roles in {organisation.name} are given and ended by its signatory or by the agency.",
        )


def check_may_give(user: User | None, organisation: Organisation, role: str, on: date) -> None:
    """Raises Refused: E101, E105 as ``check_may_manage_people``, E107 where the role is the organisation's to give."""
    check_may_manage_people(user, organisation, on)
    if user is not None and not user_can_give(user, organisation, role, on):
        raise Refused.because(
            "E107",
            f"Rollen når personer i {organisation.name} och delas därför inte ut av myndigheten. "
            "Bjud in ett ombud, som sedan delar ut rollen.",
            f"The role reaches people in {organisation.name}, so it is not the agency's to give. "
            "Invite a signatory, who then gives the role.",
            "role",
        )


def check_may_manage_keys(user: User | None, organisation: Organisation, on: date) -> None:
    """Raises Refused: E101 where the user may not see the organisation's people, E106 where keys are not theirs."""
    if user is None:
        return
    check_may_see_people(user, organisation, on)
    if not user_can_manage_keys(user, organisation, on):
        raise Refused.because(
            "E106",
            f"API-nycklar för {organisation.name} skapas och spärras av ombudet och uppgiftssamordnarna där.",
            f"API keys of {organisation.name} are created and revoked by its signatory and data coordinators.",
        )


def _not_found() -> Refused:
    return Refused.because(
        "E101",
        "Sidan finns inte, eller så har du inte tillgång till den. Kontrollera adressen eller be ombudet om en roll.",
        "The page does not exist, or you have no access to it. Check the address, or ask the signatory for a role.",
    )
