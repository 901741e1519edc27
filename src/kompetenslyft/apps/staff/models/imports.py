"""Files from the HR system: how their columns are read, and what became of each."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class ColumnMapping(models.Model):
    """How an employer's files are read: which column is which field, and how dates and shares are written."""

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    definition = models.JSONField()
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["employer", "name"]
        constraints = [
            models.UniqueConstraint(
                "employer",
                Lower("name"),
                name="column_mapping_name_unique",
                violation_error_message=_("Det finns redan en kolumnmappning med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class StaffImport(models.Model):
    """A staff file that was read: checked first, then applied or abandoned. Its rows go when it is settled."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uppladdad")
        QUEUED = "queued", _("kontrolleras")
        CHECKED = "checked", _("kontrollerad")
        ORDERED = "ordered", _("förs in")
        APPLIED = "applied", _("införd")
        ABANDONED = "abandoned", _("avbruten")

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping_name = models.CharField(max_length=60, blank=True)
    definition = models.JSONField(default=dict)
    """The mapping as it was used."""
    content = models.BinaryField(null=True)
    """The file, until the import is applied or abandoned."""
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    as_of = models.DateField()
    """The day that the file tells of: what ends or changes without a date of its own does so on this day."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    """How far the work at hand has come, in rows."""
    findings = models.JSONField(default=list)
    difference = models.JSONField(default=dict)
    """What applying would change: counts, and the changes in words, person by person."""
    base = models.CharField(max_length=64, blank=True)
    """What the register was when the difference was worked out; applying on another register is refused."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Who asked for the check or the applying that is under way."""
    held_until = models.DateTimeField(null=True, blank=True)
    """Until when somebody works at it; after that it can be taken up where it was."""
    error = models.TextField(blank=True)
    """Why the work at hand could not be done; blank while nothing has gone wrong."""
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "abandoned"]) | Q(content__isnull=True),
                name="staff_import_settled_keeps_no_file",
            )
        ]

    def __str__(self) -> str:
        return self.filename
