"""What was said of whom, when and by whom; the frameworks that are in use; and who has read it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kompetenslyft.apps.competence.models.talks import AppraisalTalk


class Assessment(models.Model):
    """One mark: of one person, in one direction, at one stage. Kept for ever.

    It holds from ``assessed_on`` to the day before ``superseded_on``; null is open. One that was changed on its own
    day holds on none. What holds on a day: ``assessed_on <= day`` and ``superseded_on`` null or after it.
    """

    person = models.ForeignKey("staff.Person", on_delete=models.PROTECT, related_name="+")
    framework = models.CharField(max_length=80)
    """``id@version``."""
    direction = models.CharField(max_length=60)
    stage = models.CharField(max_length=10)
    mark = models.CharField(max_length=14)
    assessed_on = models.DateField()
    superseded_on = models.DateField(null=True, blank=True)
    occasion = models.CharField(max_length=10)
    talk = models.ForeignKey(
        AppraisalTalk, null=True, blank=True, on_delete=models.PROTECT, related_name="assessments"
    )
    note = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["person", "direction", "stage", "assessed_on", "id"]
        indexes = [
            models.Index(fields=["person", "stage", "assessed_on"], name="assessment_person_stage"),
            models.Index(
                fields=["stage", "person", "direction", "mark"],
                condition=Q(superseded_on__isnull=True),
                name="assessment_present",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "framework", "direction", "stage"],
                condition=Q(superseded_on__isnull=True),
                name="assessment_one_holds",
            ),
            models.CheckConstraint(
                condition=Q(superseded_on__isnull=True) | Q(superseded_on__gte=F("assessed_on")),
                name="assessment_superseded_after_assessed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.direction} {self.stage}: {self.mark}"


class FrameworkUse(models.Model):
    """A framework version that assessments have been made with: from then on its scale and directions stand fast."""

    framework = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64)
    """Of its levels and directions when it was first used."""
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.framework


class Reading(models.Model):
    """Somebody read another person's assessments, talk or plan that day: one row a reader, person, thing and day."""

    person = models.ForeignKey("staff.Person", on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reader_label = models.CharField(max_length=200)
    thing = models.CharField(max_length=30)
    """A ``core.privacy.rights.Thing``."""
    where = models.CharField(max_length=30)
    """Which page or file it was read in."""
    day = models.DateField()
    at = models.DateTimeField()
    """The first time that day."""

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "reader", "thing", "where", "day"], name="reading_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reader_label} {self.thing}"
