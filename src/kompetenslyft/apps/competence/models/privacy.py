"""Disposal: what was destroyed, by which rule. The protocol names nobody."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Disposal(models.Model):
    """The protocol of one disposal at one employer."""

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    lines = models.JSONField()
    """By kind of record: the rule, its source, how many records, the oldest and the newest day."""
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.employer} {self.as_of}"
