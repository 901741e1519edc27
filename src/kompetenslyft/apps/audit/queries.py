"""Reading the audit trail."""

from __future__ import annotations

from django.db import models

from kompetenslyft.apps.audit.models import AuditRow


def rows_about(target: models.Model) -> models.QuerySet[AuditRow]:
    """The rows that tell of one object, newest first."""
    return AuditRow.objects.filter(object_type=target._meta.label_lower, object_id=str(target.pk))
