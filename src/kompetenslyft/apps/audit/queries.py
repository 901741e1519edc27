"""Reading the audit trail."""

from __future__ import annotations

from django.db import models

from kompetenslyft.apps.audit.models import AuditRow


def rows_about(target: models.Model) -> models.QuerySet[AuditRow]:
    """The rows that tell of one object, newest first."""
    return AuditRow.objects.filter(object_type=target._meta.label_lower, object_id=str(target.pk))


def last_row(*, besides: str) -> int:
    """The number of the last row, but for those of actions that begin so: what has been written since has a greater.

    0 where there is none. One query.
    """
    rows = AuditRow.objects.exclude(action__startswith=besides).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0
