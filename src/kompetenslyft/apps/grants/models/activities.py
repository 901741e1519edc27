"""Activities that grant money paid for, and each municipality's part of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.grants.models.years import ProgrammeYear


class Activity(models.Model):
    """An activity as last saved. ``revision`` counts its changes; every one is kept as an ActivityChange."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="activities")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    """The municipality that entered it."""
    number = models.PositiveIntegerField()
    """Counts the municipality's activities of the year, from 1."""
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=20)
    starts = models.DateField()
    ends = models.DateField()
    provider = models.CharField(max_length=200, blank=True)
    cooperation = models.JSONField(default=list)
    directions = models.JSONField(default=list)
    hours = models.PositiveIntegerField(null=True, blank=True)
    credits = models.PositiveIntegerField(null=True, blank=True)
    """Tenths of higher education credits."""
    qualifying = models.BooleanField(default=False)
    total_sek = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    not_carried_out_because = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["year", "unit__code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "unit", "number"], name="activity_number_unique"),
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="activity_ends_after_start",
                violation_error_message=_("Insatsen slutar innan den börjar. Rätta något av datumen."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityPart(models.Model):
    """One municipality's part: its costs by purpose and category, its participants by group."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="parts")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    costs = models.JSONField(default=dict)
    """Whole kronor: ``{"competence": {"course_fees": 12000}}``."""
    participants = models.JSONField(default=dict)
    """Persons: ``{"caseworker.with_degree.over_4": 3}``."""

    class Meta:
        ordering = ["activity", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "unit"], name="activity_part_one_per_unit")
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.unit}"


class ActivityChange(models.Model):
    """Every state that an activity has been saved in, for ever."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["activity", "revision"]
        constraints = [models.UniqueConstraint(fields=["activity", "revision"], name="activity_change_once")]

    def __str__(self) -> str:
        return f"{self.activity} #{self.revision}"
