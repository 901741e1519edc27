"""The conditions of a derivation: whether one holds of a person. None is that the register does not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from kompetenslyft.core.derivation.model import (
    Condition,
    FirstManagementJob,
    HasCredential,
    NeedsSupervisionTraining,
    RoleUnder,
    SocialWorkUnder,
    WithoutCredential,
)
from kompetenslyft.core.derivation.people import Counted, InGroup


def has_credential(condition: HasCredential, person: Counted, part: InGroup, day: date) -> bool | None:
    """Holds one of the degrees or courses: what is not in the register is not held."""
    return not person.credentials.isdisjoint(condition.credentials)


def without_credential(
    condition: WithoutCredential, person: Counted, part: InGroup, day: date
) -> bool | None:
    """Holds none of them."""
    return person.credentials.isdisjoint(condition.credentials)


def role_under(condition: RoleUnder, person: Counted, part: InGroup, day: date) -> bool | None:
    """Fewer years in the role than said. The register knows the first year, so calendar years are compared."""
    return None if part.role_since is None else day.year - part.role_since < condition.years


def social_work_under(condition: SocialWorkUnder, person: Counted, part: InGroup, day: date) -> bool | None:
    """Fewer years in social work than said, in calendar years."""
    since = person.social_work_since
    return None if since is None else day.year - since < condition.years


def first_management_job(
    condition: FirstManagementJob, person: Counted, part: InGroup, day: date
) -> bool | None:
    """Is in the first management job."""
    return part.first_management_job


def needs_supervision_training(
    condition: NeedsSupervisionTraining, person: Counted, part: InGroup, day: date
) -> bool | None:
    """Is assessed to need development to supervise cases well."""
    return part.needs_supervision_training


_RULES: Mapping[str, Callable[[Any, Counted, InGroup, date], bool | None]] = {
    "has_credential": has_credential,
    "without_credential": without_credential,
    "role_under": role_under,
    "social_work_under": social_work_under,
    "first_management_job": first_management_job,
    "needs_supervision_training": needs_supervision_training,
}


def holds(conditions: Sequence[Condition], person: Counted, part: InGroup, day: date) -> bool | None:
    """Whether all hold. One that does not settles it, whatever is unknown of the others."""
    known: bool | None = True
    for condition in conditions:
        found = _RULES[condition.kind](condition, person, part, day)
        if found is False:
            return False
        if found is None:
            known = None
    return known
