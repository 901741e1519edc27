"""Appraisal talks and the events that they add up to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kompetenslyft.core.competence.talk import OPEN, Event, Status


class AppraisalTalk(models.Model):
    """One talk with one person. ``status`` is what its events add up to, kept here for lists."""

    person = models.ForeignKey("staff.Person", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    """Where the person worked when called."""
    framework = models.CharField(max_length=80)
    """``id@version``."""
    scheduled_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=20, default=Status.NEW)
    status_since = models.DateTimeField()
    held_on = models.DateField(null=True, blank=True)
    follow_up_by = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-scheduled_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(status__in=sorted(status.value for status in OPEN)),
                name="talk_one_under_way",
                violation_error_message=_("Personen har redan ett medarbetarsamtal på gång."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.scheduled_at:%Y-%m-%d}"

    @property
    def state(self) -> Status:
        return Status(self.status)


class TalkEvent(models.Model):
    """An event in a talk's life. Added, never changed."""

    talk = models.ForeignKey(AppraisalTalk, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=[(event.value, event.value) for event in Event])
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_label} {self.kind}"
