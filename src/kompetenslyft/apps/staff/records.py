"""Rows of the register as core values, and values as rows.

Rows are read as tuples of the fields named here: a register of 30 000 people is read whole, more than once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from kompetenslyft.apps.staff.models import Credential, Employment, Leave
from kompetenslyft.core.staff import model as core

if TYPE_CHECKING:
    from django.db.models import Model

EMPLOYMENT_FIELDS = (
    "unit__code",
    "role",
    "service",
    "share",
    "permanent",
    "first_day",
    "last_day",
    "leaving_reason",
    "role_since",
    "first_management_job",
    "needs_supervision_training",
)
CREDENTIAL_FIELDS = ("kind", "title", "awarded_on", "credits", "subjects")
LEAVE_FIELDS = ("first_day", "last_day")

_role = cache(core.StaffRole)
_service = cache(core.Service)
_reason = cache(core.LeavingReason)
_kind = cache(core.CredentialKind)
_subject = cache(core.Subject)


def employment_value(fields: Sequence[Any]) -> core.Employment:
    """A row's ``EMPLOYMENT_FIELDS`` as a value."""
    unit, role, service, share, permanent, first_day, last_day, reason, *others = fields
    return core.Employment(
        unit,
        _role(role),
        _service(service),
        share,
        permanent,
        first_day,
        last_day,
        _reason(reason) if reason else None,
        *others,
    )


def credential_value(fields: Sequence[Any]) -> core.Credential:
    """A row's ``CREDENTIAL_FIELDS`` as a value."""
    kind, title, awarded_on, credit, subjects = fields
    return core.Credential(_kind(kind), title, awarded_on, credit, frozenset(map(_subject, subjects)))


def leave_value(fields: Sequence[Any]) -> core.Leave:
    """A row's ``LEAVE_FIELDS`` as a value."""
    return core.Leave(*fields)


def row_of(
    value: core.Employment | core.Credential | core.Leave,
    person_id: int,
    unit_ids: dict[str, int],
    pk: int | None = None,
) -> Model:
    """The value as a row of the person's, not saved. ``unit_ids``: by code."""
    match value:
        case core.Employment():
            return Employment(
                pk=pk,
                person_id=person_id,
                unit_id=unit_ids[value.unit],
                role=value.role,
                service=value.service,
                share=value.share,
                permanent=value.permanent,
                first_day=value.first_day,
                last_day=value.last_day,
                leaving_reason=value.leaving_reason or "",
                role_since=value.role_since,
                first_management_job=value.first_management_job,
                needs_supervision_training=value.needs_supervision_training,
            )
        case core.Credential():
            return Credential(
                pk=pk,
                person_id=person_id,
                kind=value.kind,
                title=value.title,
                awarded_on=value.awarded_on,
                credits=value.credits,
                subjects=sorted(value.subjects),
            )
        case core.Leave():
            return Leave(pk=pk, person_id=person_id, first_day=value.first_day, last_day=value.last_day)
