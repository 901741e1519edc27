"""Allocation keys, the models compared before the decision, and the amounts offered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kompetenslyft.apps.grants.models.years import ProgrammeYear


class KeyTable(models.Model):
    """An allocation key: one number for each municipality, from one source on one day. Never changed."""

    class Origin(models.TextChoices):
        FILE = "file", _("fil")
        KOLADA = "kolada", _("Kolada")

    key = models.SlugField(max_length=60)
    """What a model calls the key."""
    title = models.CharField(max_length=160)
    source = models.TextField()
    as_of = models.DateField()
    values = models.JSONField()
    """By official code, as text: ``{"0114": "1234.5"}``."""
    origin = models.CharField(max_length=10, choices=Origin)
    filename = models.CharField(max_length=255, blank=True)
    remarks = models.JSONField(default=list)
    """What was worth knowing when it was taken in (soft findings)."""
    made_up = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["key", "-as_of", "-added_at"]

    def __str__(self) -> str:
        return f"{self.title} {self.as_of}"


class Scenario(models.Model):
    """A model for one purpose with its keys, and the amounts it gives. One for each purpose is decided and locked."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="scenarios")
    purpose = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    """What is divided, in whole kronor."""
    steps = models.JSONField()
    """The allocation model, as its definition is written."""
    keys = models.ManyToManyField(KeyTable, related_name="scenarios", blank=True)
    groups = models.JSONField(default=dict)
    """Each unit's group in each grouping that the model weighs by, as it was then: ``{"0114": {"county": "01"}}``."""
    result = models.JSONField()
    """Whole kronor by official code."""
    at_floor = models.JSONField(default=list)
    at_cap = models.JSONField(default=list)
    """Official codes of those whom the floor raised and the cap lowered."""
    reserved = models.BigIntegerField(default=0)
    left_over = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decision_reference = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["year", "purpose", "made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "purpose"],
                condition=Q(decided_at__isnull=False),
                name="scenario_one_decided_per_purpose",
            ),
            models.UniqueConstraint(
                fields=["year", "purpose", "title"],
                name="scenario_title_unique",
                violation_error_message=_("Det finns redan ett alternativ med den rubriken. Välj en annan."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """What a municipality may claim at most, by the decided allocation."""

    year = models.ForeignKey(ProgrammeYear, on_delete=models.PROTECT, related_name="offers")
    purpose = models.CharField(max_length=60)
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="offers")
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["year", "purpose", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "purpose", "unit"], name="offer_one_per_purpose_and_unit"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="offer_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.purpose} {self.amount}"
