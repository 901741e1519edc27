"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, models

from kompetenslyft.apps import clock
from kompetenslyft.apps.audit.models import AuditRow
from kompetenslyft.apps.callers import user_of
from kompetenslyft.apps.inserting import insert_all

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
    _check_in_transaction()
    row = _row(action, target, detail, by=by, label=label, at=at or clock.now())
    row.save()
    return row


def record_all(
    action: str,
    targets: Iterable[tuple[models.Model, Mapping[str, object]]],
    *,
    by: Caller | None,
    at: datetime | None = None,
) -> None:
    """Add a row for ``action`` on each target, with its detail: as ``record``, in bulk."""
    _check_in_transaction()
    moment = at or clock.now()
    insert_all([_row(action, target, detail, by=by, label="", at=moment) for target, detail in targets])


def _row(
    action: str,
    target: models.Model,
    detail: Mapping[str, object],
    *,
    by: Caller | None,
    label: str,
    at: datetime,
) -> AuditRow:
    return AuditRow(
        at=at,
        actor=user_of(by),
        actor_label=label or (str(by) if by else SYSTEM),
        action=action,
        object_type=target._meta.label_lower,
        object_id=str(target.pk),
        detail=detail,
    )


def _check_in_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a row is recorded in the transaction of the write it tells of")


def forget(model: type[models.Model], keys: Collection[int]) -> None:
    """Empty what the rows say of records that have been destroyed; that something was done, by whom and when, stays.

    Raises RuntimeError outside a transaction.
    """
    _check_in_transaction()
    ids = [str(key) for key in keys]
    for start in range(0, len(ids), 1000):
        AuditRow.objects.filter(
            object_type=model._meta.label_lower, object_id__in=ids[start : start + 1000]
        ).update(detail={})
