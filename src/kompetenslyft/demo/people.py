"""The demo's accounts and roles, through the same actions as everybody's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kompetenslyft.apps.accounts import actions as accounts
from kompetenslyft.apps.organisations import queries as organisations
from kompetenslyft.demo.logins import (
    AGENCY,
    COLLEAGUE_EMAIL,
    DOMAIN,
    ECONOMIST_EMAIL,
    LOGINS,
    OFFICER_EMAIL,
    PASSWORD,
)
from kompetenslyft.demo.participants import AWAITING_SIGNATURE, CONFLICTING, IN_PROGRESS

if TYPE_CHECKING:
    from kompetenslyft.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the demo: two at the agency, a coordinator's colleague, signatories, coordinators."""

    officer: User
    economist: User
    """The agency's other officer, who approves what the first has prepared."""
    colleague: User
    signatories: Mapping[str, User]
    """By municipality code."""
    coordinators: Mapping[str, User]
    """By municipality code, the few who have one of their own."""

    def respondent(self, code: str) -> User:
        """Who answers for the municipality: its coordinator where there is one, else the signatory."""
        return self.coordinators.get(code, self.signatories[code])


def make_people(unit_ids: Mapping[str, int], *, at: datetime) -> Cast:
    """Create the accounts and give the roles from the day of ``at``. ``unit_ids``: municipalities by code.

    One made-up signatory a county stands for its municipalities; the accounts to log in as have a password.
    """
    coordinators: dict[str, User] = {}
    own_signatories: dict[str, User] = {}
    at_the_agency: dict[str, User] = {}
    for login in LOGINS:
        user = accounts.create_user(email=login.email, password=PASSWORD, name=login.name, by=None, at=at)
        for code, role in login.roles:
            if code != AGENCY and code not in unit_ids:
                continue
            organisation_id = organisations.agency().pk if code == AGENCY else unit_ids[code]
            accounts.grant(user=user, organisation_id=organisation_id, role=role, by=None, at=at)
            if role == "data_coordinator":
                coordinators[code] = user
            elif role == "signatory":
                own_signatories[code] = user
            elif role == "programme_officer":
                at_the_agency[login.email] = user
    signatories = _county_signatories(unit_ids, own_signatories, at=at)
    colleague = _colleague(unit_ids, (IN_PROGRESS, CONFLICTING, AWAITING_SIGNATURE), at=at)
    return Cast(
        at_the_agency[OFFICER_EMAIL], at_the_agency[ECONOMIST_EMAIL], colleague, signatories, coordinators
    )


def _county_signatories(
    unit_ids: Mapping[str, int], own: Mapping[str, User], *, at: datetime
) -> dict[str, User]:
    names = {county.code: county.name for county in organisations.counties()}
    users: dict[str, User] = {}
    signatories = dict(own)
    for code, organisation_id in unit_ids.items():
        if code in own:
            continue
        county = code[:2]
        if county not in users:
            users[county] = accounts.create_user(
                email=f"ombud.{county}@{DOMAIN}",
                password=None,
                name=f"Demo-ombud, {names[county]}",
                by=None,
                at=at,
            )
        accounts.grant(user=users[county], organisation_id=organisation_id, role="signatory", by=None, at=at)
        signatories[code] = users[county]
    return signatories


def _colleague(unit_ids: Mapping[str, int], codes: Collection[str], *, at: datetime) -> User:
    """The other coordinator, who works in the same returns as the one to log in as."""
    user = accounts.create_user(email=COLLEAGUE_EMAIL, password=None, name="Demo Kollega", by=None, at=at)
    for code in codes:
        if code in unit_ids:
            accounts.grant(user=user, organisation_id=unit_ids[code], role="data_coordinator", by=None, at=at)
    return user
