"""Writing the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, models

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.callers import user_of

if TYPE_CHECKING:
    from kompetenslyft.apps.callers import Caller

SYSTEM = "system"
"""The label of an actor that is no person: a schedule, an operator's command."""


def record(
    action: str,
    target: models.Model,
    *,
    by: Caller | None,
    label: str = "",
    at: datetime | None = None,
    **detail: object,
) -> AuditRow:
    """Add a row for ``action`` on ``target``. ``detail`` holds JSON values, never a person's free text.

    Raises RuntimeError outside a transaction: a row must stand or fall with the write that it tells of.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() is called in the transaction of the write it tells of")
    return AuditRow.objects.create(
        at=at or clock.now(),
        actor=user_of(by),
        actor_label=label or (str(by) if by else SYSTEM),
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        detail=detail,
    )
