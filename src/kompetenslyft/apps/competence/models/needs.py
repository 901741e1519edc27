"""What is needed: of a role, of a unit, in the coming years; and what there is within: people who teach, networks."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RoleProfile(models.Model):
    """What a role demands in one direction at an employer, dated. ``mark``: basic, advanced, or exempt."""

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    framework = models.CharField(max_length=80)
    direction = models.CharField(max_length=60)
    mark = models.CharField(max_length=14)
    valid_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["employer", "role", "direction", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "role", "framework", "direction"],
                condition=Q(ended_on__isnull=True),
                name="role_profile_one_holds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.direction}: {self.mark}"


class UnitNeed(models.Model):
    """How many a unit needs in one direction, dated: at least basic, and advanced."""

    unit = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    framework = models.CharField(max_length=80)
    direction = models.CharField(max_length=60)
    advanced = models.PositiveSmallIntegerField(default=0)
    """So many people at the advanced level."""
    valid_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["unit", "direction", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "framework", "direction"],
                condition=Q(ended_on__isnull=True),
                name="unit_need_one_holds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.direction}: {self.advanced}"


class DevelopmentNeed(models.Model):
    """How many people of an organisation need development in a direction in a coming year."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    decided_in = models.PositiveSmallIntegerField()
    """The year in which the three coming years were looked at."""
    year = models.PositiveSmallIntegerField()
    framework = models.CharField(max_length=80)
    direction = models.CharField(max_length=60)
    people = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=500, blank=True)
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation", "decided_in", "year", "direction"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "decided_in", "year", "framework", "direction"],
                name="development_need_once",
            ),
            models.CheckConstraint(
                condition=Q(year__gt=F("decided_in")) & Q(year__lte=F("decided_in") + 3),
                name="development_need_three_years",
                violation_error_message=_("Behovet gäller de tre kommande åren."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year} {self.direction}: {self.people}"


class Resource(models.Model):
    """A person who can teach or supervise something, for the employer's own use."""

    class Kind(models.TextChoices):
        TEACH = "teach", _("utbilda")
        SUPERVISE = "supervise", _("handleda")

    person = models.ForeignKey("staff.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    framework = models.CharField(max_length=80)
    direction = models.CharField(max_length=60, blank=True)
    """Blank: ``subject`` says what."""
    subject = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    valid_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["direction", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "direction", "subject"],
                condition=Q(ended_on__isnull=True),
                name="resource_once",
                violation_error_message=_("Personen är redan upptagen för det."),
            ),
            models.CheckConstraint(
                condition=~Q(direction="") | ~Q(subject=""),
                name="resource_has_subject",
                violation_error_message=_("Välj en inriktning eller skriv vad det gäller."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.direction or self.subject}"


class Network(models.Model):
    """A network within the employer, or with others, where knowledge is shared."""

    employer = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=1000)
    contact = models.CharField(max_length=200, blank=True)
    directions = models.JSONField(default=list)
    meets = models.CharField(max_length=200, blank=True)
    """How often and where."""
    ended_on = models.DateField(null=True, blank=True)
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "name"],
                condition=Q(ended_on__isnull=True),
                name="network_name_unique",
                violation_error_message=_("Det finns redan ett nätverk med det namnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name
